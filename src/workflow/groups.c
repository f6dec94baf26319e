/*
 * Schemas that are put into the engine a group of tables at a time: SQLite
 * looks through all it has for each table that is made, so that of a thousand
 * tables half the time went into looking.
 */
#include "internal.h"
#include "scratch.h"

#define GROUP 48

/* What names other tables, or nothing that is known, stays together. */
static gboolean can_be_split(const Project *project, const Schema *schema)
{
	if (dialect_runs_scripts(project->dialect) || schema->views->len ||
	    schema->enums->len || schema->tables->len < 2 * GROUP)
		return FALSE;
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		if (table->triggers->len || table->virtual_sql)
			return FALSE;
	}
	return TRUE;
}

/* Tables that belong to another schema. */
static Schema *borrow(const GPtrArray *tables, guint from, guint to)
{
	Schema *schema = schema_new();
	g_ptr_array_set_free_func(schema->tables, NULL);
	for (guint i = from; i < to; i++)
		schema_add_table(schema, tables->pdata[i]);
	return schema;
}

static Schema *build(const Project *project, const Schema *schema)
{
	g_autofree char *ddl = dialect_write_schema(project->dialect, schema);
	const Script script = {.text = ddl};
	g_autoptr(Scratch) scratch = scratch_open(project->dialect, NULL, NULL);
	return scratch && scratch_begin(scratch, NULL) &&
			       scratch_run(scratch, &script, NULL) &&
			       scratch_commit(scratch, NULL)
		       ? scratch_read(scratch, NULL)
		       : NULL;
}

/* FALSE when the name is taken: tables and indexes share theirs. */
static gboolean take_name(GHashTable *names, const char *name)
{
	return g_hash_table_add(names, g_ascii_strdown(name, -1));
}

static gboolean take_names(GHashTable *names, const Table *table)
{
	gboolean free = take_name(names, table->name);
	for (guint i = 0; free && i < table->indexes->len; i++) {
		const Index *index = table->indexes->pdata[i];
		free = take_name(names, index->name);
	}
	return free;
}

/* Takes the tables over, and frees what they were in. */
static gboolean move_tables(Schema *from, Schema *to, GHashTable *names)
{
	gboolean unique = TRUE;
	g_ptr_array_set_free_func(from->tables, NULL);
	for (guint i = 0; i < from->tables->len; i++) {
		unique = unique && take_names(names, from->tables->pdata[i]);
		schema_add_table(to, from->tables->pdata[i]);
	}
	schema_free(from);
	return unique;
}

Schema *groups_build(const Project *project, const Schema *schema)
{
	if (!can_be_split(project, schema))
		return NULL;
	g_autoptr(Schema) whole = schema_new();
	g_autoptr(GPtrArray) tables = schema_tables_in_order(schema);
	g_autoptr(GHashTable) names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < tables->len; i += GROUP) {
		g_autoptr(Schema) group =
			borrow(tables, i, MIN(i + GROUP, tables->len));
		Schema *built = build(project, group);
		if (!built || !move_tables(built, whole, names))
			return NULL;
	}
	return g_steal_pointer(&whole);
}
