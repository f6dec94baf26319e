/* Plans: the changes of one table, and whether ALTER TABLE can make them. */
#include "sqlite_changes.h"

gboolean sqlite_name_equal(const char *a, const char *b)
{
	return a && b && g_ascii_strcasecmp(a, b) == 0;
}

void sqlite_plan_free(TablePlan *plan)
{
	g_ptr_array_unref(plan->changes);
	g_free(plan);
}

static gboolean is_of_table(const Change *change)
{
	switch (change->kind) {
	case CHANGE_ADD_ENUM:
	case CHANGE_ALTER_ENUM:
	case CHANGE_DROP_ENUM:
	case CHANGE_ADD_TABLE:
	case CHANGE_DROP_TABLE:
	case CHANGE_ADD_VIEW:
	case CHANGE_DROP_VIEW:
		return FALSE;
	default:
		return change->old_table && change->new_table;
	}
}

static TablePlan *get_plan(ChangeWriter *writer, const Change *change)
{
	for (guint i = 0; i < writer->plans->len; i++) {
		TablePlan *plan = g_ptr_array_index(writer->plans, i);
		if (plan->new_table == change->new_table)
			return plan;
	}
	TablePlan *plan = g_new0(TablePlan, 1);
	plan->old_table = change->old_table;
	plan->new_table = change->new_table;
	plan->changes = g_ptr_array_new();
	g_ptr_array_add(writer->plans, plan);
	return plan;
}

const Change *sqlite_plan_find_change(const TablePlan *plan, ChangeKind kind,
				      const Column *column)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind == kind && (change->new_column == column ||
					     change->old_column == column))
			return change;
	}
	return NULL;
}

gboolean sqlite_plan_has(const TablePlan *plan, ChangeKind kind)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind == kind)
			return TRUE;
	}
	return FALSE;
}

const Column *sqlite_plan_find_source(const TablePlan *plan,
				      const Column *column)
{
	if (sqlite_plan_find_change(plan, CHANGE_ADD_COLUMN, column))
		return NULL;
	const Change *renamed =
		sqlite_plan_find_change(plan, CHANGE_RENAME_COLUMN, column);
	return renamed ? renamed->old_column
		       : table_find_column(plan->old_table, column->name);
}

static gboolean has_name(const GPtrArray *names, const char *name)
{
	for (guint i = 0; names && i < names->len; i++)
		if (sqlite_name_equal(g_ptr_array_index(names, i), name))
			return TRUE;
	return FALSE;
}

static gboolean expression_mentions(const Expression *expression,
				    const char *column)
{
	if (!expression)
		return FALSE;
	g_autofree char *text = sqlite_spell_expression(expression);
	return sqlite_mentions(text, column);
}

gboolean sqlite_constraint_mentions(const Constraint *constraint,
				    const char *column)
{
	return has_name(constraint->columns, column) ||
	       expression_mentions(constraint->check, column);
}

gboolean sqlite_index_mentions(const Index *index, const char *column)
{
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = g_ptr_array_index(index->keys, i);
		if (sqlite_name_equal(key->column, column) ||
		    expression_mentions(key->expression, column))
			return TRUE;
	}
	return expression_mentions(index->where, column);
}

const Column *sqlite_plan_find_place(const TablePlan *plan,
				     const Constraint *constraint)
{
	gboolean single_key = constraint->kind == CONSTRAINT_FOREIGN_KEY &&
			      constraint->columns->len == 1;
	if (!single_key && constraint->kind != CONSTRAINT_CHECK)
		return NULL;
	const Column *place = NULL;
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind != CHANGE_ADD_COLUMN ||
		    !sqlite_constraint_mentions(constraint,
						change->new_column->name))
			continue;
		if (place)
			return NULL;
		place = change->new_column;
	}
	return place;
}

static gboolean needs_rebuild(const ChangeWriter *writer, const TablePlan *plan,
			      const Change *change)
{
	switch (change->kind) {
	case CHANGE_ADD_COLUMN:
		return !sqlite_alter_can_add(writer, plan, change->new_column);
	case CHANGE_DROP_COLUMN:
		return !sqlite_alter_can_drop(writer, plan, change->old_column);
	case CHANGE_COLUMN_TYPE:
	case CHANGE_COLUMN_NULLABLE:
	case CHANGE_COLUMN_DEFAULT:
	case CHANGE_COLUMN_GENERATED:
	case CHANGE_COLUMN_IDENTITY:
	case CHANGE_DROP_CONSTRAINT:
		return TRUE;
	case CHANGE_ADD_CONSTRAINT:
		return !sqlite_plan_find_place(plan, change->constraint);
	case CHANGE_TABLE_OPTIONS:
		return plan->old_table->without_rowid !=
			       plan->new_table->without_rowid ||
		       plan->old_table->strict != plan->new_table->strict;
	default:
		return FALSE;
	}
}

/* Whether a foreign key of another table refers to the column. */
static gboolean is_referred(const ChangeWriter *writer, const Table *table,
			    const char *column)
{
	for (guint i = 0; i < writer->from->tables->len; i++) {
		const Table *other = g_ptr_array_index(writer->from->tables, i);
		for (guint j = 0; other != table && j < other->constraints->len;
		     j++) {
			const Constraint *key =
				g_ptr_array_index(other->constraints, j);
			if (sqlite_name_equal(key->referred_table,
					      table->name) &&
			    has_name(key->referred_columns, column))
				return TRUE;
		}
	}
	return FALSE;
}

/* A rebuild gives columns their new names by itself, but only RENAME COLUMN
 * gives them to what refers to them from outside. */
static gboolean needs_names_first(const ChangeWriter *writer,
				  const TablePlan *plan)
{
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (change->kind != CHANGE_RENAME_COLUMN)
			continue;
		const char *name = change->old_column->name;
		if (sqlite_views_mention(writer, plan->old_table, name) ||
		    is_referred(writer, plan->old_table, name))
			return TRUE;
	}
	return FALSE;
}

static const char *new_name_of(const TablePlan *plan, const Column *old)
{
	const Change *renamed =
		sqlite_plan_find_change(plan, CHANGE_RENAME_COLUMN, old);
	return renamed ? renamed->new_column->name : old->name;
}

/* Whether ALTER TABLE, which leaves columns where they are, ends with them in
 * the new table's order. Added ones are looked at where they are added. */
static gboolean ends_in_order(const TablePlan *plan)
{
	const GPtrArray *wanted = plan->new_table->columns;
	guint at = 0;
	for (guint i = 0; i < plan->old_table->columns->len; i++) {
		const Column *old =
			g_ptr_array_index(plan->old_table->columns, i);
		if (sqlite_plan_find_change(plan, CHANGE_DROP_COLUMN, old))
			continue;
		const char *name = new_name_of(plan, old);
		while (at < wanted->len &&
		       sqlite_plan_find_change(plan, CHANGE_ADD_COLUMN,
					       g_ptr_array_index(wanted, at)))
			at++;
		const Column *next =
			at < wanted->len ? g_ptr_array_index(wanted, at) : NULL;
		if (!next || !sqlite_name_equal(next->name, name))
			return FALSE;
		at++;
	}
	return TRUE;
}

void sqlite_plans_make(ChangeWriter *writer)
{
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = g_ptr_array_index(writer->changes, i);
		if (is_of_table(change))
			g_ptr_array_add(get_plan(writer, change)->changes,
					(gpointer)(guintptr)change);
	}
	for (guint i = 0; i < writer->plans->len; i++) {
		TablePlan *plan = g_ptr_array_index(writer->plans, i);
		for (guint j = 0; j < plan->changes->len; j++)
			plan->rebuild |= needs_rebuild(
				writer, plan,
				g_ptr_array_index(plan->changes, j));
		plan->reorders = writer->options->keep_column_order &&
				 !ends_in_order(plan);
		plan->rebuild |= plan->reorders;
		plan->names_first =
			plan->rebuild && needs_names_first(writer, plan);
	}
}
