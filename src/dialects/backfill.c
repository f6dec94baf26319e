/* Values for the rows that are there when a column becomes NOT NULL. */
#include "internal.h"

#include "base/failure.h"

Backfill *backfill_new(const char *table, const char *column, const char *sql)
{
	Backfill *backfill = g_new0(Backfill, 1);
	backfill->table = g_strdup(table);
	backfill->column = g_strdup(column);
	backfill->sql = g_strdup(sql);
	return backfill;
}

void backfill_free(Backfill *backfill)
{
	if (!backfill)
		return;
	g_free(backfill->table);
	g_free(backfill->column);
	g_free(backfill->sql);
	g_free(backfill);
}

const char *backfills_find(const ChangeOptions *options, const char *table,
			   const char *column)
{
	const GPtrArray *backfills = options ? options->backfills : NULL;
	for (guint i = 0; backfills && i < backfills->len; i++) {
		const Backfill *backfill = g_ptr_array_index(backfills, i);
		if (backfill->sql &&
		    g_ascii_strcasecmp(backfill->table, table) == 0 &&
		    g_ascii_strcasecmp(backfill->column, column) == 0)
			return backfill->sql;
	}
	return NULL;
}

GPtrArray *dialect_find_missing_backfills(const Dialect *dialect,
					  const GPtrArray *changes,
					  const ChangeOptions *options)
{
	GPtrArray *missing =
		g_ptr_array_new_with_free_func((GDestroyNotify)backfill_free);
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = g_ptr_array_index(changes, i);
		if (!dialect->needs_backfill(change))
			continue;
		g_autofree char *table = table_full_name(change->new_table);
		const char *column = change->new_column->name;
		if (!backfills_find(options, table, column))
			g_ptr_array_add(missing,
					backfill_new(table, column, NULL));
	}
	return missing;
}

gboolean backfills_check(const Dialect *dialect, const GPtrArray *changes,
			 const ChangeOptions *options, GError **error)
{
	if (!options->refuse_missing_backfill)
		return TRUE;
	g_autoptr(GPtrArray) missing =
		dialect_find_missing_backfills(dialect, changes, options);
	if (missing->len == 0)
		return TRUE;
	g_autoptr(GString) message = g_string_new(NULL);
	g_autoptr(GString) hint = g_string_new(NULL);
	for (guint i = 0; i < missing->len; i++) {
		const Backfill *backfill = g_ptr_array_index(missing, i);
		const char *line = i > 0 ? "\n" : "";
		g_string_append_printf(message,
				       "%s%s.%s is NOT NULL without a default: "
				       "what do the rows get that are there?",
				       line, backfill->table, backfill->column);
		g_string_append_printf(hint, "%s--default %s.%s=SQL", line,
				       backfill->table, backfill->column);
	}
	failure_set(error, FAILURE_REFUSED, hint->str, "%s", message->str);
	return FALSE;
}
