#include "pragmas.h"

#include <string.h>

static const char *made_by;

#define assert_same(actual, expected, what, name)      \
	cr_assert_str_eq(actual, expected,             \
			 "%s of %s is \"%s\" and not " \
			 "\"%s\":\n%s",                \
			 what, name, actual, expected, made_by)

static GPtrArray *rows_of(Database *database, const char *sql, const char *name)
{
	g_autoptr(GError) error = NULL;
	const char *parameters[] = {name, NULL};
	GPtrArray *rows =
		database_query_rows(database, sql, parameters, &error);
	cr_assert(rows, "%s\n%s", error->message, made_by);
	return rows;
}

/* Without white space and comments, in lower case, without parentheses around
 * the whole: the spelling of a type or an expression does not count. */
static char *squeeze(const char *text)
{
	GString *out = g_string_new(NULL);
	for (const char *c = text; *c;) {
		if (g_str_has_prefix(c, "/*")) {
			c = strstr(c, "*/") + 2;
		} else if (g_str_has_prefix(c, "--")) {
			c += strcspn(c, "\n");
		} else if (*c == '\'') {
			do
				g_string_append_c(out, *c++);
			while (*c != '\'');
			g_string_append_c(out, *c++);
		} else if (!g_ascii_isspace(*c)) {
			g_string_append_c(out, g_ascii_tolower(*c++));
		} else {
			c++;
		}
	}
	return g_string_free(out, FALSE);
}

static gboolean is_wrapped(const char *text)
{
	int depth = 0;
	if (*text != '(')
		return FALSE;
	for (; *text; text++) {
		depth += *text == '(';
		depth -= *text == ')';
		if (!depth)
			return text[1] == '\0';
	}
	return FALSE;
}

static char *squeeze_expression(const char *text)
{
	char *squeezed = squeeze(text);
	while (is_wrapped(squeezed)) {
		char *inner = g_strndup(squeezed + 1, strlen(squeezed) - 2);
		g_free(squeezed);
		squeezed = inner;
	}
	return squeezed;
}

static unsigned key_position(const Table *table, const char *column)
{
	const Constraint *key = table_find_primary_key(table);
	for (guint i = 0; key && i < key->columns->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(key->columns, i),
				       column) == 0)
			return i + 1;
	return 0;
}

static void compare_column(const Table *table, const Column *column, char **row)
{
	const char *name = column->name;
	g_autofree char *type = squeeze(row[1]);
	g_autofree char *read_type = squeeze(column->type->name);
	assert_same(name, row[0], "name", table->name);
	assert_same(read_type, type, "type", name);
	assert_same(column->not_null ? "1" : "0", row[2], "NOT NULL", name);
	g_autofree char *value = squeeze_expression(row[3]);
	g_autofree char *read_value = squeeze_expression(
		column->server_default ? column->server_default->text : "");
	assert_same(read_value, value, "default", name);
	g_autofree char *position =
		g_strdup_printf("%u", key_position(table, name));
	if (!column->extra || !strstr(column->extra, "PRIMARY KEY DESC"))
		assert_same(position, row[4], "place in the key", name);
	const char *hidden = !column->generated		? "0"
			     : column->generated_stored ? "3"
							: "2";
	assert_same(hidden, row[5], "generation", name);
}

static void compare_columns(Database *database, const Table *table)
{
	g_autoptr(GPtrArray) rows = rows_of(
		database,
		"SELECT name, type, \"notnull\", dflt_value, pk, hidden "
		"FROM pragma_table_xinfo(?) ORDER BY cid",
		table->name);
	cr_assert_eq(rows->len, table->columns->len, "%s: columns\n%s",
		     table->name, made_by);
	for (guint i = 0; i < rows->len; i++)
		compare_column(table, g_ptr_array_index(table->columns, i),
			       g_ptr_array_index(rows, i));
}

static const char *text_at(const GPtrArray *texts, guint i)
{
	return i < texts->len ? g_ptr_array_index(texts, i) : "";
}

/* A foreign key as a line for each of its columns. */
static void append_key(GString *text, const Constraint *key)
{
	for (guint i = 0; i < key->columns->len; i++)
		g_string_append_printf(
			text, "%s.%s.%s.%s.%s.%s\n", key->referred_table,
			text_at(key->columns, i),
			text_at(key->referred_columns, i),
			key->on_update ? key->on_update : "NO ACTION",
			key->on_delete ? key->on_delete : "NO ACTION", "NONE");
}

/* The pragma counts them from the last one written. */
static void compare_foreign_keys(Database *database, const Table *table)
{
	g_autoptr(GString) read = g_string_new(NULL);
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint =
			g_ptr_array_index(table->constraints, i);
		if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
			append_key(read, constraint);
	}
	g_autoptr(GString) expected = g_string_new(NULL);
	g_autoptr(GPtrArray) rows = rows_of(
		database,
		"SELECT \"table\", \"from\", \"to\", on_update, on_delete, "
		"match FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq",
		table->name);
	for (guint i = 0; i < rows->len; i++) {
		g_autofree char *line =
			g_strjoinv(".", g_ptr_array_index(rows, i));
		g_string_append_printf(expected, "%s\n", line);
	}
	assert_same(read->str, expected->str, "foreign keys", table->name);
}

/* "a/0/NOCASE, " for each key of an index, the table's own behind it left
 * out. */
static char *describe_index(Database *database, const char *index)
{
	g_autoptr(GPtrArray) rows = rows_of(
		database,
		"SELECT name, \"desc\", coll FROM pragma_index_xinfo(?) "
		"WHERE key ORDER BY seqno",
		index);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		g_string_append_printf(text, "%s/%s/%s, ", row[0], row[1],
				       row[2]);
	}
	return g_string_free(text, FALSE);
}

static const char *collation_of(const Table *table, const char *name)
{
	const Column *column = table_find_column(table, name);
	return column && column->collation ? column->collation : "BINARY";
}

static char *describe_read_index(const Table *table, const Index *index)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = g_ptr_array_index(index->keys, i);
		const char *collation =
			key->collation ? key->collation
			: key->column  ? collation_of(table, key->column)
				       : "BINARY";
		g_string_append_printf(text, "%s/%d/%s, ",
				       key->column ? key->column : "",
				       key->descending, collation);
	}
	return g_string_free(text, FALSE);
}

static void compare_index(Database *database, const Table *table, char **row)
{
	const Index *index = table_find_index(table, row[0]);
	cr_assert(index, "index %s is not read\n%s", row[0], made_by);
	g_autofree char *expected = describe_index(database, row[0]);
	g_autofree char *read = describe_read_index(table, index);
	assert_same(read, expected, "keys", index->name);
	assert_same(index->unique ? "1" : "0", row[1], "UNIQUE", index->name);
	assert_same(index->where ? "1" : "0", row[3], "WHERE", index->name);
}

/* The columns of each UNIQUE, as the pragma names those of its index. */
static gboolean has_unique(const Table *table, const char *columns)
{
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint =
			g_ptr_array_index(table->constraints, i);
		g_autoptr(GString) text = g_string_new(NULL);
		for (guint j = 0; j < constraint->columns->len; j++) {
			const Column *column = table_find_column(
				table, text_at(constraint->columns, j));
			g_string_append_printf(text, "%s,", column->name);
		}
		if (constraint->kind == CONSTRAINT_UNIQUE &&
		    g_str_equal(text->str, columns))
			return TRUE;
	}
	return FALSE;
}

static void compare_indexes(Database *database, const Table *table)
{
	guint written = 0;
	g_autoptr(GPtrArray) rows =
		rows_of(database,
			"SELECT name, \"unique\", origin, partial, "
			"(SELECT group_concat(name, ',') || ',' "
			" FROM pragma_index_info(l.name)) "
			"FROM pragma_index_list(?) AS l",
			table->name);
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		if (g_str_equal(row[2], "c")) {
			compare_index(database, table, row);
			written++;
		} else if (g_str_equal(row[2], "u")) {
			cr_assert(has_unique(table, row[4]),
				  "UNIQUE (%s) is not read\n%s", row[4],
				  made_by);
		}
	}
	cr_assert_eq(table->indexes->len, written, "%s: indexes\n%s",
		     table->name, made_by);
}

static void compare_options(Database *database, const Table *table)
{
	g_autoptr(GPtrArray) rows = rows_of(
		database,
		"SELECT wr, strict FROM pragma_table_list WHERE name = ?",
		table->name);
	char **row = g_ptr_array_index(rows, 0);
	assert_same(table->without_rowid ? "1" : "0", row[0], "WITHOUT ROWID",
		    table->name);
	assert_same(table->strict ? "1" : "0", row[1], "STRICT", table->name);
}

void assert_pragmas_agree(Database *database, const char *ddl)
{
	g_autoptr(GError) error = NULL;
	made_by = ddl;
	g_autoptr(Schema) schema = database_read_schema(database, TRUE, &error);
	cr_assert(schema, "%s\n%s", error ? error->message : "", ddl);
	assert_value(database, "SELECT 1", "1");
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = g_ptr_array_index(schema->tables, i);
		if (table->virtual_sql)
			continue;
		compare_options(database, table);
		compare_columns(database, table);
		compare_foreign_keys(database, table);
		compare_indexes(database, table);
	}
	g_autofree char *count =
		value_of(database, "SELECT count(*) FROM pragma_table_list "
				   "WHERE schema = 'main' AND type IN "
				   "('table', 'virtual') AND name NOT LIKE "
				   "'sqlite\\_%' ESCAPE '\\'");
	g_autofree char *read = g_strdup_printf("%u", schema->tables->len);
	assert_same(read, count, "tables", "the database");
}
