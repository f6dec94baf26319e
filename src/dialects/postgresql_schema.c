/* A whole schema as PostgreSQL's DDL, and what of it it cannot have. */
#include "postgresql.h"

#include <string.h>

static void append_gap(GString *text)
{
	if (text->len > 0)
		g_string_append_c(text, '\n');
}

static void append_namespace(GString *text, GHashTable *known, const char *name)
{
	if (!name || strcmp(name, "public") == 0 ||
	    !g_hash_table_add(known, (gpointer)(guintptr)name))
		return;
	g_string_append(text, "CREATE SCHEMA IF NOT EXISTS ");
	postgresql_append_identifier(text, name);
	g_string_append(text, ";\n");
}

static void append_namespaces(GString *text, const Schema *schema)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		append_namespace(text, known, table->schema_name);
	}
}

static void append_enums(GString *text, const Schema *schema)
{
	g_autoptr(GPtrArray) enums = postgresql_collect_enums(schema);
	if (enums->len)
		append_gap(text);
	for (guint i = 0; i < enums->len; i++)
		postgresql_append_enum(text, enums->pdata[i]);
}

static void append_statement(GString *text, const char *sql)
{
	postgresql_append_sql(text, sql);
	g_string_append(text, ";\n");
}

static void append_triggers(GString *text, const GPtrArray *triggers)
{
	for (guint i = 0; triggers && i < triggers->len; i++) {
		const Trigger *trigger = triggers->pdata[i];
		append_gap(text);
		append_statement(text, trigger->sql);
	}
}

static void append_tables(GString *text, const GPtrArray *tables)
{
	for (guint i = 0; i < tables->len; i++) {
		const Table *table = tables->pdata[i];
		append_gap(text);
		postgresql_append_table(text, table, tables);
		for (guint j = 0; j < table->indexes->len; j++)
			postgresql_append_index(text, table,
						table->indexes->pdata[j]);
		postgresql_append_comments(text, table);
	}
	g_autoptr(GString) keys = g_string_new(NULL);
	for (guint i = 0; i < tables->len; i++)
		postgresql_append_late_keys(keys, tables->pdata[i], tables);
	if (keys->len)
		append_gap(text);
	g_string_append(text, keys->str);
}

static void append_views(GString *text, const Schema *schema, gboolean first)
{
	for (guint i = 0; i < schema->views->len; i++) {
		const View *view = schema->views->pdata[i];
		if (view->comes_first != first)
			continue;
		append_gap(text);
		append_statement(text, view->sql);
	}
}

char *postgresql_write_schema(const Schema *schema)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GPtrArray) tables = schema_tables_in_order(schema);
	append_namespaces(text, schema);
	append_enums(text, schema);
	append_views(text, schema, TRUE);
	append_tables(text, tables);
	append_views(text, schema, FALSE);
	for (guint i = 0; i < tables->len; i++) {
		const Table *table = tables->pdata[i];
		append_triggers(text, table->triggers);
	}
	for (guint i = 0; i < schema->views->len; i++) {
		const View *view = schema->views->pdata[i];
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
	const char *missing = postgresql_missing_type(column->type);
	if (column->generated && !column->generated_stored)
		missing = "postgresql has no virtual columns";
	/* A type that could not be read has its diagnostic already. */
	if (!missing || (table->incomplete && column->type->kind == TYPE_NULL))
		return;
	g_autofree char *message = g_strdup_printf(
		"type of %s.%s: %s", table->name, column->name, missing);
	complain(diagnostics, table, &column->origin, message);
}

/* Two columns may share an enum, but not its name alone. */
static void check_enum(const Table *table, const Column *column,
		       const GPtrArray *enums, GPtrArray *diagnostics)
{
	const Type *type = column->type;
	if (type->kind != TYPE_ENUM || !type->native || !type->name)
		return;
	for (guint i = 0; i < enums->len; i++) {
		const EnumType *known = enums->pdata[i];
		if (strcmp(known->name, type->name) != 0 ||
		    g_strcmp0(known->schema_name, type->schema_name) != 0)
			continue;
		gboolean same = known->labels->len == type->labels->len;
		for (guint j = 0; same && j < type->labels->len; j++)
			same = strcmp(known->labels->pdata[j],
				      type->labels->pdata[j]) == 0;
		if (same)
			return;
		g_autofree char *message = g_strdup_printf(
			"type of %s.%s: another enum is named %s too",
			table->name, column->name, type->name);
		complain(diagnostics, table, &column->origin, message);
	}
}

void postgresql_check_schema(const Schema *schema, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) enums = postgresql_collect_enums(schema);
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		for (guint j = 0; j < table->columns->len; j++) {
			const Column *column = table->columns->pdata[j];
			check_column(table, column, diagnostics);
			check_enum(table, column, enums, diagnostics);
		}
	}
}
