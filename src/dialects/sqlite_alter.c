/* What ALTER TABLE of SQLite 3.40 can do, and the doing of it. */
#include "sqlite_changes.h"

static gboolean index_stays(const TablePlan *plan, const Index *index)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind == CHANGE_DROP_INDEX &&
		    sqlite_name_equal(change->index->name, index->name))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_used(const TablePlan *plan, const Column *column)
{
	const Table *table = plan->old_table;
	for (guint i = 0; i < table->constraints->len; i++)
		if (sqlite_constraint_mentions(
			    g_ptr_array_index(table->constraints, i),
			    column->name))
			return TRUE;
	for (guint i = 0; i < table->indexes->len; i++) {
		const Index *index = g_ptr_array_index(table->indexes, i);
		if (index_stays(plan, index) &&
		    sqlite_index_mentions(index, column->name))
			return TRUE;
	}
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *other = g_ptr_array_index(table->columns, i);
		if (other == column || !other->generated)
			continue;
		g_autofree char *text =
			sqlite_spell_expression(other->generated);
		if (sqlite_mentions(text, column->name))
			return TRUE;
	}
	return FALSE;
}

/* Whether a column of the old table that holds values stays. */
static gboolean keeps_a_column(const TablePlan *plan)
{
	for (guint i = 0; i < plan->old_table->columns->len; i++) {
		const Column *column =
			g_ptr_array_index(plan->old_table->columns, i);
		if (!column->generated &&
		    !sqlite_plan_find_change(plan, CHANGE_DROP_COLUMN, column))
			return TRUE;
	}
	return FALSE;
}

/* The one key that is a clause of its column: INTEGER PRIMARY KEY DESC. */
static gboolean is_key(const Column *column)
{
	return column->extra && sqlite_mentions(column->extra, "PRIMARY");
}

gboolean sqlite_alter_can_drop(const ChangeWriter *writer,
			       const TablePlan *plan, const Column *column)
{
	return keeps_a_column(plan) && !is_key(column) &&
	       !is_used(plan, column) &&
	       !sqlite_views_mention(writer, plan->old_table, column->name);
}

/* Whether all columns behind it are added too, so that it comes to stand
 * where it should. */
static gboolean stands_at_end(const TablePlan *plan, const Column *column)
{
	const GPtrArray *columns = plan->new_table->columns;
	for (guint i = columns->len; i-- > 0;) {
		const Column *other = g_ptr_array_index(columns, i);
		if (other == column)
			return TRUE;
		if (!sqlite_plan_find_change(plan, CHANGE_ADD_COLUMN, other))
			return FALSE;
	}
	return FALSE;
}

static gboolean is_referring(const TablePlan *plan, const Column *column)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind == CHANGE_ADD_CONSTRAINT &&
		    change->constraint->kind == CONSTRAINT_FOREIGN_KEY &&
		    sqlite_constraint_mentions(change->constraint,
					       column->name))
			return TRUE;
	}
	return FALSE;
}

gboolean sqlite_alter_can_add(const ChangeWriter *writer, const TablePlan *plan,
			      const Column *column)
{
	if (writer->options->keep_column_order && !stands_at_end(plan, column))
		return FALSE;
	if (is_key(column))
		return FALSE;
	if (column->generated)
		return !column->generated_stored;
	if (!column->server_default)
		return !column->not_null;
	g_autofree char *value = sqlite_spell_default(column->server_default);
	if (sqlite_is_null(value))
		return !column->not_null;
	return sqlite_is_constant(value) && !is_referring(plan, column);
}

static void append_alter(GString *text, const TablePlan *plan)
{
	g_string_append(text, "ALTER TABLE ");
	sqlite_append_table_name(text, plan->new_table);
}

static void write_drops(const TablePlan *plan, GString *text)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind != CHANGE_DROP_COLUMN)
			continue;
		append_alter(text, plan);
		g_string_append(text, " DROP COLUMN ");
		sqlite_append_identifier(text, change->old_column->name);
		g_string_append(text, ";\n");
	}
}

static void append_inlines(const TablePlan *plan, const Column *column,
			   GString *text)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind != CHANGE_ADD_CONSTRAINT ||
		    sqlite_plan_find_place(plan, change->constraint) != column)
			continue;
		g_string_append_c(text, ' ');
		sqlite_append_inline(text, change->constraint);
	}
}

static void write_fill(const ChangeWriter *writer, const TablePlan *plan,
		       const Column *column, GString *text)
{
	g_autofree char *table = table_full_name(plan->new_table);
	const char *value =
		backfills_find(writer->options, table, column->name);
	if (!value || column->generated)
		return;
	g_string_append(text, "UPDATE ");
	sqlite_append_table_name(text, plan->new_table);
	g_string_append(text, " SET ");
	sqlite_append_identifier(text, column->name);
	g_string_append(text, " = ");
	sqlite_append_statement(text, value);
}

static void write_adds(const ChangeWriter *writer, const TablePlan *plan,
		       GString *text)
{
	for (guint i = 0; i < plan->new_table->columns->len; i++) {
		const Column *column =
			g_ptr_array_index(plan->new_table->columns, i);
		if (!sqlite_plan_find_change(plan, CHANGE_ADD_COLUMN, column))
			continue;
		append_alter(text, plan);
		g_string_append(text, " ADD COLUMN ");
		sqlite_append_column(text, plan->new_table, column);
		append_inlines(plan, column, text);
		g_string_append(text, ";\n");
		write_fill(writer, plan, column, text);
	}
}

void sqlite_alter_write(const ChangeWriter *writer, const TablePlan *plan,
			GString *text)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind != CHANGE_DROP_INDEX ||
		    sqlite_index_goes_early(writer, plan->new_table,
					    change->index))
			continue;
		g_string_append(text, "DROP INDEX ");
		sqlite_append_identifier(text, change->index->name);
		g_string_append(text, ";\n");
	}
	write_drops(plan, text);
	sqlite_names_write_columns(writer, plan, text);
	write_adds(writer, plan, text);
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind == CHANGE_ADD_INDEX)
			sqlite_append_index(text, plan->new_table,
					    change->index);
	}
}
