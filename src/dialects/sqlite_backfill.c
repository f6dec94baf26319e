/* The values that rows get when a column of theirs becomes NOT NULL. */
#include "sqlite_changes.h"

#include <string.h>

static gboolean has_default(const Column *column)
{
	if (!column->server_default)
		return FALSE;
	g_autofree char *value = sqlite_spell_default(column->server_default);
	return !sqlite_is_null(value);
}

/* Whether the rows have a value for certain: the rowid is never NULL. */
static gboolean was_rowid(const Change *change)
{
	return change->old_column &&
	       sqlite_rowid_column(change->old_table) == change->old_column;
}

/* Whether the change asks more of the rows than they have. The rowid gives a
 * value to each by itself. */
static gboolean demands_value(const Change *change)
{
	const Column *column = change->new_column;
	if (change->kind != CHANGE_ADD_COLUMN &&
	    change->kind != CHANGE_COLUMN_NULLABLE)
		return FALSE;
	return column->not_null && !column->generated && !was_rowid(change) &&
	       sqlite_rowid_column(change->new_table) != column;
}

gboolean sqlite_needs_backfill(const Change *change)
{
	return demands_value(change) && !has_default(change->new_column);
}

char *sqlite_empty_value(const Type *type)
{
	static const struct {
		const char *part; /* of the type's name */
		const char *value;
	} values[] = {
		{"INT", "0"},	    {"TIMESTAMP", "'1970-01-01 00:00:00'"},
		{"CHAR", "''"},	    {"DATETIME", "'1970-01-01 00:00:00'"},
		{"TEXT", "''"},	    {"DATE", "'1970-01-01'"},
		{"CLOB", "''"},	    {"TIME", "'00:00:00'"},
		{"JSON", "'null'"}, {"BLOB", "x''"},
	};
	g_autofree char *spelling = type ? sqlite_spell_type(type) : NULL;
	g_autofree char *upper = g_ascii_strup(spelling ? spelling : "", -1);
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
		if (strstr(upper, values[i].part))
			return g_strdup(values[i].value);
	return g_strdup(*upper ? "0" : "''");
}

static const Change *find_demand(const TablePlan *plan, const Column *column)
{
	const Change *change =
		sqlite_plan_find_change(plan, CHANGE_ADD_COLUMN, column);
	if (!change)
		change = sqlite_plan_find_change(plan, CHANGE_COLUMN_NULLABLE,
						 column);
	return change && demands_value(change) ? change : NULL;
}

char *sqlite_backfill_make(const ChangeWriter *writer, const TablePlan *plan,
			   const Column *column)
{
	g_autofree char *table = table_full_name(plan->new_table);
	const Change *demand = find_demand(plan, column);
	gboolean is_new = sqlite_plan_find_source(plan, column) == NULL;
	const char *given =
		backfills_find(writer->options, table, column->name);
	if (given && (demand || is_new))
		return g_strdup(given);
	if (!demand)
		return NULL;
	if (!has_default(column))
		return sqlite_empty_value(column->type);
	/* A new column gets its default without being told. */
	return is_new ? NULL : sqlite_spell_default(column->server_default);
}

void sqlite_backfill_describe(const ChangeWriter *writer, const TablePlan *plan,
			      GString *text)
{
	g_autofree char *table = table_full_name(plan->new_table);
	for (guint i = 0; i < plan->changes->len; i++) {
		const Change *change = g_ptr_array_index(plan->changes, i);
		if (!sqlite_needs_backfill(change))
			continue;
		const Column *column = change->new_column;
		if (backfills_find(writer->options, table, column->name))
			continue;
		g_string_append(text, "-- Rows without a value for ");
		sqlite_append_identifier(text, column->name);
		g_autofree char *value = sqlite_empty_value(column->type);
		g_string_append_printf(text, " get %s.\n", value);
	}
}
