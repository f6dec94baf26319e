/* Rows that have a place again once the stash has given them their values. */
#include "trial_parts.h"

gboolean trial_make_again(Trial *trial, guint at, GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	g_autofree char *again = trial_name("again", at);
	g_autofree char *name = effect_quote(table->after->name);
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < table->keys->len; i++)
		g_string_append_printf(list, "NULL AS gk%u, ", i + 1);
	return trial_execute(trial->scratch, error,
			     "CREATE TABLE %s AS SELECT %s%s.* FROM %s WHERE 0",
			     again, list->str, name, name);
}

static gboolean is_for_table(const StashSet *set, const TableEffect *table)
{
	if (set->kind != STASH_COLUMNS || set->after_value ||
	    g_ascii_strcasecmp(set->table, table->after->name) != 0 ||
	    set->keys->len != table->after_keys->len)
		return FALSE;
	for (guint i = 0; i < set->keys->len; i++)
		if (g_ascii_strcasecmp(set->keys->pdata[i],
				       table->after_keys->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}

/* Gives a set's values to the rows that were refused without them. */
static gboolean give_values(Trial *trial, Database *database, guint at,
			    const StashSet *set, GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	g_autofree char *again = trial_name("again", at);
	g_autofree char *from =
		g_strdup_printf("%s_%" G_GINT64_FORMAT, STASH_TABLE, set->id);
	g_autoptr(GString) columns = g_string_new(NULL);
	g_autoptr(GString) marks = g_string_new("?");
	g_autoptr(GString) given = g_string_new(NULL);
	g_autoptr(GString) match = g_string_new(NULL);
	for (guint i = 0; i < set->keys->len; i++) {
		g_string_append_printf(columns, "%sk%u", i ? ", " : "", i + 1);
		g_string_append(marks, i ? ", ?" : "");
		g_string_append_printf(match, "%sg.gk%u IS s.k%u",
				       i ? " AND " : "", i + 1, i + 1);
	}
	for (guint i = 0; i < set->values->len; i++) {
		const char *value = set->values->pdata[i];
		const Column *column = table_find_column(table->after, value);
		if (!column)
			continue;
		/* What cannot be NULL keeps what the step has put there. */
		gboolean weak = set->weak_nulls || column->not_null;
		g_autofree char *name = effect_quote(value);
		g_string_append_printf(columns, ", v%u", i + 1);
		g_string_append(marks, ", ?");
		g_string_append_printf(
			given,
			weak ? "%s%s = coalesce(s.v%u, g.%s)" : "%s%s = s.v%u",
			given->len ? ", " : "", name, i + 1, name);
	}
	g_autofree char *query = g_strdup_printf(
		"SELECT %s FROM %s WHERE state = 0", columns->str, from);
	g_autofree char *insert = g_strdup_printf(
		"INSERT INTO temp.git_migrate_given VALUES (%s)", marks->str);
	return !given->len ||
	       (trial_execute(trial->scratch, error,
			      "CREATE TABLE temp.git_migrate_given (%s)",
			      columns->str) &&
		database_copy_rows(database, query, trial->scratch, insert,
				   error) &&
		trial_execute(
			trial->scratch, error,
			"UPDATE %s AS g SET %s FROM temp.git_migrate_given AS "
			"s WHERE %s",
			again, given->str, match->str) &&
		trial_execute(trial->scratch, error,
			      "DROP TABLE temp.git_migrate_given"));
}

gboolean trial_judge_again(Trial *trial, Database *database, guint at,
			   const GPtrArray *back, GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	g_autofree char *refused = trial_name("refused", at);
	g_autofree char *again = trial_name("again", at);
	g_autofree char *name = effect_quote(table->after->name);
	gboolean given = FALSE;
	for (guint i = 0; i < back->len; i++) {
		const StashSet *set = back->pdata[i];
		if (!is_for_table(set, table))
			continue;
		given = TRUE;
		if (!give_values(trial, database, at, set, error))
			return FALSE;
	}
	if (!given)
		return TRUE;
	g_autofree char *columns =
		trial_write_columns(trial->scratch, table->after->name, error);
	g_autofree char *keys = trial_write_keys(table->keys->len);
	g_autofree char *max =
		g_strdup_printf("SELECT coalesce(max(%s), 0) FROM %s",
				trial_row_name(table->after), name);
	guint64 last = 0;
	return columns && trial_count(trial->scratch, max, &last, error) &&
	       trial_execute(trial->scratch, error,
			     "INSERT OR IGNORE INTO %s (%s) SELECT %s FROM %s "
			     "ORDER BY %s",
			     name, columns, columns, again, keys) &&
	       trial_execute(trial->scratch, error, "DELETE FROM %s",
			     refused) &&
	       trial_execute(trial->scratch, error,
			     "ALTER TABLE %s RENAME TO "
			     "git_migrate_returning_%u",
			     again, at) &&
	       trial_make_again(trial, at, error) &&
	       trial_judge(trial, at, (gint64)last, error) &&
	       trial_execute(
		       trial->scratch, error,
		       "DELETE FROM temp.git_migrate_returning_%u AS a WHERE "
		       "(%s) IN (SELECT %s FROM %s)",
		       at, keys, keys, refused);
}

/* The columns a row is written with: its key too where that is the row's
 * number. */
static gboolean write_return(Trial *trial, Database *database, guint at,
			     GString *query, GString *insert, GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	g_autofree char *name = effect_quote(table->after->name);
	g_autofree char *from = trial_name("returning", at);
	g_autofree char *order = trial_write_keys(table->keys->len);
	g_autoptr(GString) marks = g_string_new(NULL);
	g_autoptr(GPtrArray) columns =
		database_read_columns(database, table->after->name, error);
	if (!columns)
		return FALSE;
	g_string_assign(query, "SELECT ");
	g_string_printf(insert, "INSERT OR IGNORE INTO %s (", name);
	for (guint i = 0; i < columns->len; i++) {
		g_autofree char *column = effect_quote(columns->pdata[i]);
		g_string_append_printf(query, "%s%s", i ? ", " : "", column);
		g_string_append_printf(insert, "%s%s", i ? ", " : "", column);
		g_string_append(marks, i ? ", ?" : "?");
	}
	for (guint i = 0; i < table->after_keys->len; i++) {
		const char *key = stash_key_column(table->after_keys->pdata[i]);
		if (table_find_column(table->after, key))
			continue;
		g_string_append_printf(query, ", gk%u", i + 1);
		g_string_append_printf(insert, ", %s", key);
		g_string_append(marks, ", ?");
	}
	g_string_append_printf(query, " FROM %s ORDER BY %s", from, order);
	g_string_append_printf(insert, ") VALUES (%s)", marks->str);
	return TRUE;
}

gboolean trial_return(Trial *trial, Database *database, guint table,
		      GError **error)
{
	g_autoptr(GString) query = g_string_new(NULL);
	g_autoptr(GString) insert = g_string_new(NULL);
	if (!trial->returning[table])
		return TRUE;
	if (!write_return(trial, database, table, query, insert, error))
		return FALSE;
	database_hold_triggers(database, TRUE);
	gboolean done = database_copy_rows(trial->scratch, query->str, database,
					   insert->str, error);
	database_hold_triggers(database, FALSE);
	return done;
}
