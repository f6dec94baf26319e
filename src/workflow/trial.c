#include "trial_parts.h"

#include <string.h>

const TableEffect *trial_table(const Trial *trial, guint at)
{
	return trial->effect->tables->pdata[at];
}

static gboolean is_tried(const TableEffect *table)
{
	return table->after && table->keys && !table->before->virtual_sql;
}

char *trial_name(const char *what, guint table)
{
	return g_strdup_printf("temp.git_migrate_%s_%u", what, table);
}

char *trial_write_keys(guint length)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < length; i++)
		g_string_append_printf(text, "%sgk%u", i ? ", " : "", i + 1);
	return g_string_free(text, FALSE);
}

char *trial_write_key_columns(const char *table, const GPtrArray *keys)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < keys->len; i++) {
		g_autofree char *key = stash_key(table, keys, i);
		g_string_append_printf(text, "%s%s", i ? ", " : "", key);
	}
	return g_string_free(text, FALSE);
}

/* The plus keeps the column's type out of the comparison, which would else
 * not use the index of the list. */
char *trial_write_match(const char *table, const GPtrArray *keys)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < keys->len; i++) {
		g_autofree char *key = stash_key(table, keys, i);
		g_string_append_printf(text, "%s+%s IS g.gk%u",
				       i ? " AND " : "", key, i + 1);
	}
	return g_string_free(text, FALSE);
}

/* The columns of a table that are written, as SQL. */
char *trial_write_columns(Database *database, const char *table, GError **error)
{
	g_autoptr(GPtrArray) names =
		database_read_columns(database, table, error);
	if (!names)
		return NULL;
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *name = effect_quote(names->pdata[i]);
		g_string_append_printf(text, "%s%s", i ? ", " : "", name);
	}
	return g_string_free(text, FALSE);
}

/* A name for the row's number that no column of the table takes. */
const char *trial_row_name(const Table *table)
{
	static const char *const names[] = {"rowid", "_rowid_", "oid"};
	gsize i = 0;
	while (i + 1 < G_N_ELEMENTS(names) &&
	       table_find_column(table, names[i]))
		i++;
	return names[i];
}

gboolean trial_execute(Database *database, GError **error, const char *format,
		       ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *sql = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return database_execute(database, sql, NULL, 0, error);
}

gboolean trial_count(Database *database, const char *sql, guint64 *found,
		     GError **error)
{
	g_autofree char *text =
		database_query_value(database, sql, NULL, error);
	*found = text ? g_ascii_strtoull(text, NULL, 10) : 0;
	return text != NULL;
}

static gboolean make_key_table(Database *database, const char *name, guint keys,
			       GError **error)
{
	g_autofree char *list = trial_write_keys(keys);
	return trial_execute(database, error, "CREATE TABLE %s (%s)", name,
			     list) &&
	       trial_execute(database, error, "CREATE INDEX %s_keys ON %s (%s)",
			     name, strchr(name, '.') + 1, list);
}

static gboolean make_tables(Trial *trial, GError **error)
{
	for (guint i = 0; i < trial->effect->tables->len; i++) {
		const TableEffect *table = trial_table(trial, i);
		g_autofree char *before = trial_name("before", i);
		g_autofree char *refused = trial_name("refused", i);
		if (is_tried(table) &&
		    (!make_key_table(trial->scratch, before, table->keys->len,
				     error) ||
		     !make_key_table(trial->scratch, refused, table->keys->len,
				     error)))
			return FALSE;
	}
	return TRUE;
}

Trial *trial_new(const Effect *effect)
{
	Trial *trial = g_new0(Trial, 1);
	trial->effect = effect;
	trial->refused = g_new0(guint64, effect->tables->len + 1);
	trial->returning = g_new0(guint64, effect->tables->len + 1);
	return trial;
}

const Effect *trial_effect(const Trial *trial)
{
	return trial->effect;
}

guint64 trial_count_all(const Trial *trial)
{
	guint64 all = 0;
	for (guint i = 0; i < trial->effect->tables->len; i++)
		all += trial->refused[i] + trial->returning[i];
	return all;
}

void trial_free(Trial *trial)
{
	if (!trial)
		return;
	g_free(trial->refused);
	g_free(trial->returning);
	database_close(trial->scratch);
	g_free(trial);
}

/* What is known to be refused is not there. */
static gboolean leave_known(Trial *trial, Database *known, guint at,
			    GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	g_autofree char *refused = trial_name("refused", at);
	g_autofree char *name = effect_quote(table->before->name);
	g_autofree char *match =
		trial_write_match(table->before->name, table->keys);
	g_autofree char *query = g_strdup_printf("SELECT * FROM %s", refused);
	g_autoptr(GString) insert = g_string_new(NULL);
	g_string_printf(insert, "INSERT INTO %s VALUES (?", refused);
	for (guint i = 1; i < table->keys->len; i++)
		g_string_append(insert, ", ?");
	g_string_append_c(insert, ')');
	return database_copy_rows(known, query, trial->scratch, insert->str,
				  error) &&
	       trial_execute(trial->scratch, error,
			     "DELETE FROM %s WHERE EXISTS (SELECT 1 FROM %s AS "
			     "g WHERE %s)",
			     name, refused, match);
}

static gboolean note_before(Trial *trial, Database *known, GError **error)
{
	for (guint i = 0; i < trial->effect->tables->len; i++) {
		const TableEffect *table = trial_table(trial, i);
		if (!is_tried(table))
			continue;
		g_autofree char *before = trial_name("before", i);
		g_autofree char *name = effect_quote(table->before->name);
		g_autofree char *keys = trial_write_key_columns(
			table->before->name, table->keys);
		if ((known && !leave_known(trial, known, i, error)) ||
		    !trial_execute(trial->scratch, error,
				   "INSERT INTO %s SELECT %s FROM %s", before,
				   keys, name))
			return FALSE;
	}
	return TRUE;
}

static gboolean count_rows(Trial *trial, guint at, GError **error)
{
	g_autofree char *refused = trial_name("refused", at);
	g_autofree char *returning = trial_name("returning", at);
	g_autofree char *first =
		g_strdup_printf("SELECT count(*) FROM %s", refused);
	g_autofree char *second =
		g_strdup_printf("SELECT count(*) FROM %s", returning);
	g_autofree char *has = g_strdup_printf(
		"SELECT count(*) FROM temp.sqlite_schema WHERE name = "
		"'git_migrate_returning_%u'",
		at);
	guint64 any = 0;
	return trial_count(trial->scratch, first, &trial->refused[at], error) &&
	       trial_count(trial->scratch, has, &any, error) &&
	       (!any || trial_count(trial->scratch, second,
				    &trial->returning[at], error));
}

static gboolean judge_tables(Trial *trial, Database *database,
			     gboolean conflicts, const GPtrArray *back,
			     GError **error)
{
	for (guint i = 0; i < trial->effect->tables->len; i++)
		if (is_tried(trial_table(trial, i)) &&
		    (!trial_make_again(trial, i, error) ||
		     (conflicts && !trial_drop_doubles(trial, i, error)) ||
		     !trial_judge(trial, i, G_MAXINT64, error) ||
		     !trial_judge_again(trial, database, i, back, error) ||
		     !count_rows(trial, i, error)))
			return FALSE;
	return TRUE;
}

gboolean trial_run(Trial *trial, Database *database, const Script *script,
		   const ScriptScan *scan, const GPtrArray *back,
		   GError **error)
{
	g_autoptr(Database) known = g_steal_pointer(&trial->scratch);
	trial->scratch = database_copy_relaxed(database,
					       scan->opaque  ? NULL
					       : scan->reach ? scan->reach
							     : scan->words,
					       error);
	if (!trial->scratch || !make_tables(trial, error) ||
	    !note_before(trial, known, error) ||
	    !database_begin(trial->scratch, error) ||
	    !database_run(trial->scratch, script, error))
		return FALSE;
	database_hold_triggers(trial->scratch, TRUE);
	return judge_tables(trial, database, scan->conflicts, back, error);
}

gboolean trial_add(Trial *trial, Database *database, guint table,
		   const char *query, guint64 *added, GError **error)
{
	guint64 before = trial->refused[table];
	*added = 0;
	if (!trial->scratch) {
		trial->scratch = database_open_scratch(
			database_dialect(database), error);
		if (!trial->scratch || !make_tables(trial, error))
			return FALSE;
	}
	g_autofree char *refused = trial_name("refused", table);
	g_autoptr(GString) marks = g_string_new(NULL);
	g_autoptr(GString) same = g_string_new(NULL);
	for (guint i = 1; i <= trial_table(trial, table)->keys->len; i++) {
		g_string_append_printf(marks, "%s?%u", i > 1 ? ", " : "", i);
		g_string_append_printf(same, "%sgk%u IS ?%u",
				       i > 1 ? " AND " : "", i, i);
	}
	g_autofree char *insert = g_strdup_printf(
		"INSERT INTO %s SELECT %s WHERE NOT EXISTS (SELECT 1 FROM %s "
		"WHERE %s)",
		refused, marks->str, refused, same->str);
	if (!database_copy_rows(database, query, trial->scratch, insert,
				error) ||
	    !count_rows(trial, table, error))
		return FALSE;
	*added = trial->refused[table] - before;
	return TRUE;
}

gboolean trial_has(const Trial *trial, guint table, gboolean returning)
{
	return (returning ? trial->returning : trial->refused)[table] > 0;
}

char *trial_list(Trial *trial, Database *database, guint table,
		 gboolean returning, GError **error)
{
	const TableEffect *effect = trial_table(trial, table);
	g_autofree char *name =
		trial_name(returning ? "returning" : "refused", table);
	g_autofree char *keys = trial_write_keys(effect->keys->len);
	g_autofree char *query =
		g_strdup_printf("SELECT %s FROM %s", keys, name);
	g_autoptr(GString) insert = g_string_new(NULL);
	g_string_printf(insert, "INSERT INTO %s VALUES (?", name);
	for (guint i = 1; i < effect->keys->len; i++)
		g_string_append(insert, ", ?");
	g_string_append_c(insert, ')');
	return trial_execute(database, error, "DROP TABLE IF EXISTS %s",
			     name) &&
			       make_key_table(database, name, effect->keys->len,
					      error) &&
			       database_copy_rows(trial->scratch, query,
						  database, insert->str, error)
		       ? g_steal_pointer(&name)
		       : NULL;
}
