/* What an engine says of its schema, so that two can be compared. */
#include "harness.h"

#include <string.h>

/* SQL without quotes of names and with single spaces. */
static char *normalize(const char *sql)
{
	GString *text = g_string_new(NULL);
	for (; *sql; sql++) {
		if (*sql == '"')
			continue;
		if (!g_ascii_isspace(*sql))
			g_string_append_c(text, *sql);
		else if (text->len && text->str[text->len - 1] != ' ')
			g_string_append_c(text, ' ');
	}
	return g_string_free(text, FALSE);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each piece of a definition that begins with a word and ends with its
 * parenthesis, sorted: what the pragmas do not tell. */
static void dump_pieces(GString *text, const char *sql, const char *word)
{
	g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *plain = normalize(sql);
	for (const char *c = strstr(plain, word); c; c = strstr(c + 1, word)) {
		unsigned depth = 0;
		const char *end = strchr(c, '(');
		do {
			depth += *end == '(';
			depth -= *end == ')';
		} while (*end++ && depth);
		g_ptr_array_add(pieces, g_strndup(c, (gsize)(end - c)));
	}
	g_ptr_array_sort(pieces, compare_texts);
	for (guint i = 0; i < pieces->len; i++)
		g_string_append_printf(text, "  %s\n",
				       (char *)pieces->pdata[i]);
}

static void dump_query(GString *text, sqlite3 *engine, const char *format,
		       const char *name)
{
	char *sql = sqlite3_mprintf(format, name);
	g_autofree char *rows = engine_query(engine, sql);
	g_autofree char *plain = normalize(rows);
	sqlite3_free(sql);
	g_string_append_printf(text, "  %s\n", plain);
}

static void dump_columns(GString *text, sqlite3 *engine, const char *table,
			 gboolean ordered)
{
	char *sql = sqlite3_mprintf(
		"SELECT name FROM pragma_table_xinfo(%Q) ORDER BY %s", table,
		ordered ? "cid" : "name");
	g_autofree char *names = engine_query(engine, sql);
	sqlite3_free(sql);
	g_auto(GStrv) lines = g_strsplit(names, "\n", -1);
	for (char **name = lines; *name && **name; name++) {
		const char *collation;
		int autoincrement;
		sqlite3_table_column_metadata(engine, NULL, table, *name, NULL,
					      &collation, NULL, NULL,
					      &autoincrement);
		g_string_append_printf(text, "  %s %s %d\n", *name, collation,
				       autoincrement);
	}
}

static void dump_table(GString *text, sqlite3 *engine, const char *table,
		       gboolean ordered)
{
	g_string_append_printf(text, "%s\n", table);
	dump_query(text, engine,
		   "SELECT ncol, wr, strict FROM pragma_table_list(%Q)", table);
	dump_query(text, engine,
		   "SELECT name, type, \"notnull\", dflt_value, pk, hidden "
		   "FROM pragma_table_xinfo(%Q) ORDER BY name",
		   table);
	dump_columns(text, engine, table, ordered);
	dump_query(text, engine,
		   "SELECT seq, \"from\", \"table\", \"to\", on_update, "
		   "on_delete FROM pragma_foreign_key_list(%Q) ORDER BY 2, 3",
		   table);
	dump_query(text, engine,
		   "SELECT \"unique\", origin, partial, (SELECT group_concat("
		   "coalesce(name, '()') || coll || \"desc\") FROM "
		   "pragma_index_xinfo(l.name) WHERE key) AS keys "
		   "FROM pragma_index_list(%Q) AS l ORDER BY 2, 4",
		   table);
	char *sql = sqlite3_mprintf(
		"SELECT sql FROM sqlite_schema WHERE type = 'table' AND "
		"name = %Q",
		table);
	g_autofree char *definition = engine_query(engine, sql);
	sqlite3_free(sql);
	dump_pieces(text, definition, "CHECK (");
	dump_pieces(text, definition, "GENERATED ALWAYS AS (");
}

char *engine_dump(sqlite3 *engine, gboolean ordered)
{
	GString *text = g_string_new(NULL);
	g_autofree char *tables = engine_query(
		engine, "SELECT name FROM sqlite_schema WHERE type = 'table' "
			"AND name NOT LIKE 'sqlite_%' ORDER BY lower(name)");
	g_auto(GStrv) lines = g_strsplit(tables, "\n", -1);
	for (char **name = lines; *name && **name; name++)
		dump_table(text, engine, *name, ordered);
	g_autofree char *others = engine_query(
		engine, "SELECT type, name, sql FROM sqlite_schema "
			"WHERE type <> 'table' AND sql IS NOT NULL "
			"ORDER BY type, lower(name)");
	g_autofree char *plain = normalize(others);
	g_string_append_printf(text, "%s\n", plain);
	return g_string_free(text, FALSE);
}
