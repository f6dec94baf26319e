#include "sqlite_changes.h"

static void add_block(ChangeWriter *writer, GString *text)
{
	if (text->len > 0)
		g_ptr_array_add(writer->blocks, g_strdup(text->str));
	g_string_truncate(text, 0);
}

static gboolean is_change_of(const Change *change, ChangeKind kind,
			     const Table *table)
{
	return change->kind == kind &&
	       (change->old_table == table || change->new_table == table);
}

static gboolean has_change(const ChangeWriter *writer, ChangeKind kind,
			   const Table *table)
{
	for (guint i = 0; i < writer->changes->len; i++)
		if (is_change_of(g_ptr_array_index(writer->changes, i), kind,
				 table))
			return TRUE;
	return FALSE;
}

static void write_table_drops(const ChangeWriter *writer, gboolean early,
			      GString *text)
{
	g_autoptr(GPtrArray) tables = schema_tables_in_order(writer->from);
	/* Those that refer to others first. */
	for (guint i = tables->len; i-- > 0;) {
		const Table *table = g_ptr_array_index(tables, i);
		if (!has_change(writer, CHANGE_DROP_TABLE, table) ||
		    sqlite_table_goes_early(writer, table) != early)
			continue;
		g_string_append(text, "DROP TABLE ");
		sqlite_append_table_name(text, table);
		g_string_append(text, ";\n");
	}
}

static void write_index_drops(const ChangeWriter *writer, GString *text)
{
	for (guint i = 0; i < writer->plans->len; i++) {
		const TablePlan *plan = g_ptr_array_index(writer->plans, i);
		for (guint j = 0; j < plan->changes->len; j++) {
			const Change *change =
				g_ptr_array_index(plan->changes, j);
			if (change->kind != CHANGE_DROP_INDEX ||
			    !sqlite_index_goes_early(writer, plan->new_table,
						     change->index))
				continue;
			g_string_append(text, "DROP INDEX ");
			sqlite_append_identifier(text, change->index->name);
			g_string_append(text, ";\n");
		}
	}
}

static void write_new_tables(ChangeWriter *writer, GString *text)
{
	g_autoptr(GPtrArray) tables = schema_tables_in_order(writer->to);
	for (guint i = 0; i < tables->len; i++) {
		const Table *table = g_ptr_array_index(tables, i);
		if (!has_change(writer, CHANGE_ADD_TABLE, table))
			continue;
		sqlite_append_table(text, table, NULL);
		for (guint j = 0; j < table->indexes->len; j++)
			sqlite_append_index(
				text, table,
				g_ptr_array_index(table->indexes, j));
		add_block(writer, text);
	}
}

static void write_plans(ChangeWriter *writer, GString *text)
{
	for (guint i = 0; i < writer->plans->len; i++) {
		const TablePlan *plan = g_ptr_array_index(writer->plans, i);
		if (plan->rebuild && plan->names_first)
			sqlite_names_write_columns(writer, plan, text);
		add_block(writer, text);
	}
	for (guint i = 0; i < writer->plans->len; i++) {
		const TablePlan *plan = g_ptr_array_index(writer->plans, i);
		if (!plan->rebuild)
			sqlite_alter_write(writer, plan, text);
		add_block(writer, text);
	}
	for (guint i = 0; i < writer->plans->len; i++) {
		const TablePlan *plan = g_ptr_array_index(writer->plans, i);
		if (plan->rebuild)
			sqlite_rebuild_write(writer, plan, text);
		add_block(writer, text);
	}
}

static void write_all(ChangeWriter *writer)
{
	g_autoptr(GString) text = g_string_new(NULL);
	sqlite_views_write_drops(writer, text);
	write_index_drops(writer, text);
	add_block(writer, text);
	write_table_drops(writer, TRUE, text);
	sqlite_names_write_tables(writer, text);
	add_block(writer, text);
	write_new_tables(writer, text);
	write_plans(writer, text);
	write_table_drops(writer, FALSE, text);
	add_block(writer, text);
	sqlite_views_write_creates(writer);
}

static char *write_checked(ChangeWriter *writer, GError **error)
{
	if (!backfills_check(&dialect_sqlite, writer->changes, writer->options,
			     error))
		return NULL;
	sqlite_views_collect(writer);
	sqlite_plans_make(writer);
	for (guint i = 0; i < writer->plans->len; i++) {
		const TablePlan *plan = g_ptr_array_index(writer->plans, i);
		if (plan->rebuild && !sqlite_rebuild_check(writer, plan, error))
			return NULL;
	}
	sqlite_views_choose(writer);
	write_all(writer);
	g_ptr_array_add(writer->blocks, NULL);
	return g_strjoinv("\n", (char **)writer->blocks->pdata);
}

char *sqlite_write_changes(const Schema *from, const Schema *to,
			   const GPtrArray *changes,
			   const ChangeOptions *options, GError **error)
{
	g_autoptr(GHashTable) from_names = sqlite_names_collect(from);
	g_autoptr(GHashTable) to_names = sqlite_names_collect(to);
	g_autoptr(GPtrArray) plans = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sqlite_plan_free);
	g_autoptr(GPtrArray) dependents =
		g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func(g_free);
	ChangeWriter writer = {
		.from = from,
		.to = to,
		.changes = changes,
		.options = options,
		.plans = plans,
		.from_names = from_names,
		.to_names = to_names,
		.dependents = dependents,
		.blocks = blocks,
	};
	return write_checked(&writer, error);
}
