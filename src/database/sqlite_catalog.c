/*
 * The schema as the engine keeps it: the stored CREATE statements. They say
 * all there is to know, which the pragmas do not; see sqlite_clauses.c.
 */
#include <string.h>

#include "lexeme.h"
#include "sqlite.h"

typedef struct Catalog {
	Sqlite *sqlite;
	gboolean with_own;
	gboolean has_virtual;
	GPtrArray *tables; /* of Table, before the shadows are left out */
	Schema *schema;
	GArray *lexemes; /* reused from statement to statement */
} Catalog;

typedef gboolean (*CatalogRow)(Catalog *catalog, const char *name,
			       const char *table, const char *sql,
			       GError **error);

static const char *column_text(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

static gboolean is_left_out(const Catalog *catalog, const char *name)
{
	if (g_ascii_strncasecmp(name, "sqlite_", 7) == 0)
		return TRUE;
	return !catalog->with_own && sqlite_is_own(name);
}

/* Calls `row` for each row of a query for name, tbl_name and sql. */
static gboolean each_row(Catalog *catalog, const char *query, CatalogRow row,
			 GError **error)
{
	Sqlite *sqlite = catalog->sqlite;
	sqlite3_stmt *statement = sqlite_prepare(sqlite, query, error);
	if (!statement)
		return FALSE;
	int code;
	gboolean read = TRUE;
	while (read && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *name = column_text(statement, 0);
		const char *table = column_text(statement, 1);
		const char *sql = column_text(statement, 2);
		if (name && table && sql && !is_left_out(catalog, table))
			read = row(catalog, name, table, sql, error);
	}
	if (read && code != SQLITE_DONE) {
		sqlite_fail(sqlite, code, "cannot read the schema", error);
		read = FALSE;
	}
	sqlite3_reset(statement);
	return read;
}

static gboolean says(const char *sql, const char *start)
{
	return g_ascii_strncasecmp(sql, start, strlen(start)) == 0;
}

/* A table or a view. */
static gboolean read_relation(Catalog *catalog, const char *name,
			      const char *table_name, const char *sql,
			      GError **error)
{
	(void)table_name;
	if (says(sql, "CREATE VIEW")) {
		schema_add_view(catalog->schema, view_new(name, sql));
		return TRUE;
	}
	Table *table = table_new(name);
	g_ptr_array_add(catalog->tables, table);
	if (!says(sql, "CREATE VIRTUAL"))
		return sqlite_parse_table(sql, table, catalog->lexemes, error);
	table->virtual_sql = g_strdup(sql);
	catalog->has_virtual = TRUE;
	return TRUE;
}

/* An index or a trigger. What hangs on something that is left out is left out
 * with it. */
static gboolean read_part(Catalog *catalog, const char *name,
			  const char *table_name, const char *sql,
			  GError **error)
{
	Table *table = schema_find_table(catalog->schema, NULL, table_name);
	View *view = schema_find_view(catalog->schema, NULL, table_name);
	if ((!table && !view) || is_left_out(catalog, name))
		return TRUE;
	if (says(sql, "CREATE TRIGGER")) {
		g_ptr_array_add(table ? table->triggers : view->triggers,
				trigger_new(name, sql));
		return TRUE;
	}
	Index *index =
		sqlite_parse_index(sql, name, table, catalog->lexemes, error);
	if (index)
		table_add_index(table, index);
	return index != NULL;
}

static gboolean remove_shadow(Catalog *catalog, const char *name,
			      const char *table_name, const char *sql,
			      GError **error)
{
	(void)table_name;
	(void)sql;
	(void)error;
	for (guint i = 0; i < catalog->tables->len; i++) {
		Table *table = g_ptr_array_index(catalog->tables, i);
		if (g_str_equal(table->name, name)) {
			g_ptr_array_remove_index(catalog->tables, i);
			break;
		}
	}
	return TRUE;
}

/* The tables that virtual tables keep their data in belong to them. */
static gboolean remove_shadows(Catalog *catalog, GError **error)
{
	if (!catalog->has_virtual)
		return TRUE;
	return each_row(catalog,
			"SELECT name, name, '' FROM pragma_table_list "
			"WHERE schema = 'main' AND type = 'shadow'",
			remove_shadow, error);
}

static void take_over_tables(Catalog *catalog)
{
	g_ptr_array_set_free_func(catalog->tables, NULL);
	for (guint i = 0; i < catalog->tables->len; i++)
		schema_add_table(catalog->schema,
				 g_ptr_array_index(catalog->tables, i));
}

static gboolean read_catalog(Catalog *catalog, GError **error)
{
	if (!each_row(catalog,
		      "SELECT name, tbl_name, sql FROM main.sqlite_schema "
		      "WHERE type IN ('table', 'view')",
		      read_relation, error) ||
	    !remove_shadows(catalog, error))
		return FALSE;
	take_over_tables(catalog);
	return each_row(catalog,
			"SELECT name, tbl_name, sql FROM main.sqlite_schema "
			"WHERE type IN ('index', 'trigger')",
			read_part, error);
}

Schema *sqlite_read_schema(Database *database, gboolean with_own,
			   GError **error)
{
	g_autoptr(Schema) schema = schema_new();
	Catalog catalog = {
		.sqlite = sqlite_of(database),
		.with_own = with_own,
		.schema = schema,
		.tables = g_ptr_array_new_with_free_func(
			(GDestroyNotify)table_free),
		.lexemes = g_array_new(FALSE, FALSE, sizeof(Lexeme)),
	};
	gboolean read = read_catalog(&catalog, error);
	g_ptr_array_unref(catalog.tables);
	g_array_unref(catalog.lexemes);
	return read ? g_steal_pointer(&schema) : NULL;
}
