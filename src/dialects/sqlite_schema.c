/* A whole schema as SQLite's DDL, and what of it SQLite cannot have. */
#include "internal.h"

static void append_gap(GString *text)
{
	if (text->len > 0)
		g_string_append_c(text, '\n');
}

static void append_triggers(GString *text, const GPtrArray *triggers)
{
	for (guint i = 0; triggers && i < triggers->len; i++) {
		const Trigger *trigger = g_ptr_array_index(triggers, i);
		append_gap(text);
		sqlite_append_statement(text, trigger->sql);
	}
}

char *sqlite_write_schema(const Schema *schema)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GPtrArray) tables = schema_tables_in_order(schema);
	for (guint i = 0; i < tables->len; i++) {
		const Table *table = g_ptr_array_index(tables, i);
		append_gap(text);
		sqlite_append_table(text, table, NULL);
		for (guint j = 0; j < table->indexes->len; j++)
			sqlite_append_index(
				text, table,
				g_ptr_array_index(table->indexes, j));
	}
	for (guint i = 0; i < schema->views->len; i++) {
		const View *view = g_ptr_array_index(schema->views, i);
		append_gap(text);
		sqlite_append_statement(text, view->sql);
	}
	for (guint i = 0; i < tables->len; i++) {
		const Table *table = g_ptr_array_index(tables, i);
		append_triggers(text, table->triggers);
	}
	for (guint i = 0; i < schema->views->len; i++) {
		const View *view = g_ptr_array_index(schema->views, i);
		append_triggers(text, view->triggers);
	}
	return g_string_free(text, FALSE);
}

static void complain(GPtrArray *diagnostics, const Table *table,
		     const Origin *origin, const char *message)
{
	const Origin *place = origin->path ? origin : &table->origin;
	diagnostics_add(diagnostics, DIAGNOSTIC_UNSUPPORTED, place->path,
			place->line, table->name, "%s", message);
}

static void check_column(const Table *table, const Column *column,
			 GPtrArray *diagnostics)
{
	const char *missing = sqlite_missing_type(column->type);
	/* Of a type that could not be read the reader has told already. */
	if (!missing || (table->incomplete && column->type->kind == TYPE_NULL))
		return;
	g_autofree char *message = g_strdup_printf(
		"type of %s.%s: %s", table->name, column->name, missing);
	complain(diagnostics, table, &column->origin, message);
}

/* SQLite puts NULL before all values and has no word to change that in an
 * index. */
static gboolean has_odd_nulls(const Index *index)
{
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = g_ptr_array_index(index->keys, i);
		if (!key->nulls)
			continue;
		gboolean last = g_ascii_strcasecmp(key->nulls, "LAST") == 0;
		if (last != key->descending)
			return TRUE;
	}
	return FALSE;
}

static void check_table(const Table *table, GPtrArray *diagnostics)
{
	if (table->schema_name) {
		g_autofree char *message = g_strdup_printf(
			"table %s in schema %s: a sqlite database has no "
			"schemas",
			table->name, table->schema_name);
		complain(diagnostics, table, &table->origin, message);
	}
	if (table->columns->len == 0 && !table->virtual_sql) {
		g_autofree char *message =
			g_strdup_printf("table %s has no columns", table->name);
		complain(diagnostics, table, &table->origin, message);
	}
	for (guint i = 0; i < table->columns->len; i++)
		check_column(table, g_ptr_array_index(table->columns, i),
			     diagnostics);
	for (guint i = 0; i < table->indexes->len; i++) {
		const Index *index = g_ptr_array_index(table->indexes, i);
		if (!has_odd_nulls(index))
			continue;
		g_autofree char *name = index_make_name(table, index);
		g_autofree char *message = g_strdup_printf(
			"index %s: sqlite sorts NULL before all values", name);
		complain(diagnostics, table, &index->origin, message);
	}
}

void sqlite_check_schema(const Schema *schema, GPtrArray *diagnostics)
{
	for (guint i = 0; i < schema->tables->len; i++)
		check_table(g_ptr_array_index(schema->tables, i), diagnostics);
}
