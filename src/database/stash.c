/* The sets: keeping, finding and dropping them. */
#include "database/stash.h"

#include <string.h>

#include "base/failure.h"
#include "driver.h"
#include "stash_parts.h"

static const char create_sql[] =
	"CREATE TABLE IF NOT EXISTS " STASH_TABLE " (\n"
	"\tid INTEGER PRIMARY KEY,\n"
	"\trevision TEXT NOT NULL,\n"
	"\tdirection TEXT NOT NULL,\n"
	"\tkind TEXT NOT NULL,\n"
	"\ttable_name TEXT NOT NULL,\n"
	"\tkey_columns TEXT NOT NULL,\n"
	"\tvalue_columns TEXT NOT NULL,\n"
	"\tafter_table TEXT NOT NULL,\n"
	"\tafter_keys TEXT NOT NULL,\n"
	"\tafter_value TEXT NOT NULL,\n"
	"\tstore TEXT NOT NULL,\n"
	"\tkept INTEGER NOT NULL,\n"
	"\tsequence INTEGER NOT NULL,\n"
	"\tcreated_at TEXT NOT NULL,\n"
	"\tsync_id INTEGER NOT NULL\n"
	")";

static const char *const kind_names[] = {
	[STASH_ROWS_OF_TABLE] = "table",
	[STASH_COLUMNS] = "column",
	[STASH_ROWS] = "rows",
	[STASH_ECHO] = "echo",
};

StashSet *stash_set_new(StashKind kind, const char *table)
{
	StashSet *set = g_new0(StashSet, 1);
	set->kind = kind;
	set->table = g_strdup(table);
	set->keys = g_ptr_array_new_with_free_func(g_free);
	set->values = g_ptr_array_new_with_free_func(g_free);
	return set;
}

void stash_set_free(StashSet *set)
{
	if (!set)
		return;
	g_free(set->revision);
	g_free(set->table);
	g_ptr_array_unref(set->keys);
	g_ptr_array_unref(set->values);
	g_free(set->after_table);
	g_clear_pointer(&set->after_keys, g_ptr_array_unref);
	g_free(set->after_value);
	g_free(set->cast);
	g_free(set->condition);
	g_free(set->created_at);
	g_free(set);
}

gboolean stash_create(Database *database, GError **error)
{
	return database_execute(database, create_sql, NULL, 0, error);
}

gboolean stash_exists(Database *database, gboolean *exists, GError **error)
{
	return database_has_table(database, STASH_TABLE, exists, error);
}

char *stash_store_name(gint64 id)
{
	return g_strdup_printf(STASH_TABLE "_%" G_GINT64_FORMAT, id);
}

char *stash_quote(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
	g_autofree char *doubled = g_strjoinv("\"\"", parts);
	return g_strconcat("\"", doubled, "\"", NULL);
}

char *stash_match(const char *table, const GPtrArray *keys)
{
	GString *text = g_string_new(NULL);
	g_autofree char *of = stash_quote(table);
	for (guint i = 0; i < keys->len; i++) {
		g_autofree char *key = stash_quote(keys->pdata[i]);
		g_string_append_printf(text, "%s%s.%s IS s.k%u",
				       i ? " AND " : "", of, key, i + 1);
	}
	return g_string_free(text, FALSE);
}

gboolean stash_execute(Database *database, const char *sql, GError **error)
{
	return database_execute(database, sql, NULL, 0, error);
}

gboolean stash_count(Database *database, const char *sql, guint64 *count,
		     GError **error)
{
	GError *failure = NULL;
	g_autofree char *value =
		database_query_value(database, sql, NULL, &failure);
	*count = value ? g_ascii_strtoull(value, NULL, 10) : 0;
	if (!failure)
		return TRUE;
	g_propagate_error(error, failure);
	return FALSE;
}

gboolean stash_is_row_name(const char *name)
{
	return g_ascii_strcasecmp(name, "rowid") == 0 ||
	       g_ascii_strcasecmp(name, "_rowid_") == 0 ||
	       g_ascii_strcasecmp(name, "oid") == 0;
}

static gboolean has_columns(const GPtrArray *columns, const GPtrArray *names)
{
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		gboolean found = stash_is_row_name(name);
		for (guint j = 0; !found && j < columns->len; j++)
			found = g_ascii_strcasecmp(columns->pdata[j], name) ==
				0;
		if (!found)
			return FALSE;
	}
	return TRUE;
}

gboolean stash_has_place(Database *database, const char *table,
			 const GPtrArray *first, const GPtrArray *second,
			 gboolean *has, GError **error)
{
	g_autoptr(GPtrArray) columns =
		database_read_columns(database, table, error);
	if (!columns)
		return FALSE;
	*has = columns->len && has_columns(columns, first) &&
	       has_columns(columns, second);
	return TRUE;
}

/* Names as one text: a JSON array, so that SQL can read it too. */
static char *write_names(const GPtrArray *names)
{
	GString *text = g_string_new("[");
	for (guint i = 0; names && i < names->len; i++) {
		g_string_append(text, i ? ",\"" : "\"");
		for (const char *c = names->pdata[i]; *c; c++) {
			if (*c == '"' || *c == '\\')
				g_string_append_c(text, '\\');
			if ((guchar)*c < ' ')
				g_string_append_printf(text, "\\u%04x", *c);
			else
				g_string_append_c(text, *c);
		}
		g_string_append_c(text, '"');
	}
	g_string_append_c(text, ']');
	return g_string_free(text, FALSE);
}

static GPtrArray *read_names(Database *database, const char *text,
			     GError **error)
{
	const char *parameters[] = {text, NULL};
	g_autoptr(GPtrArray) rows = database_query_rows(
		database, "SELECT value FROM json_each(?) ORDER BY key",
		parameters, error);
	if (!rows)
		return NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_ptr_array_add(names, g_strdup(row[0]));
	}
	return names;
}

/* Numbers that AUTOINCREMENT gave are not given again. */
static gboolean read_sequence(Database *database, StashSet *set, GError **error)
{
	gboolean has = FALSE;
	if (set->kind != STASH_ROWS_OF_TABLE)
		return TRUE;
	if (!database_has_table(database, "sqlite_sequence", &has, error))
		return FALSE;
	const char *parameters[] = {set->table, NULL};
	GError *failure = NULL;
	g_autofree char *number =
		has ? database_query_value(database,
					   "SELECT seq FROM sqlite_sequence "
					   "WHERE name = ?",
					   parameters, &failure)
		    : NULL;
	set->sequence = number ? g_ascii_strtoll(number, NULL, 10) : 0;
	if (!failure)
		return TRUE;
	g_propagate_error(error, failure);
	return FALSE;
}

static gboolean insert_set(Database *database, StashSet *set, GError **error)
{
	g_autofree char *keys = write_names(set->keys);
	g_autofree char *values = write_names(set->values);
	g_autofree char *after_keys = write_names(set->after_keys);
	g_autofree char *move =
		g_strdup_printf("%" G_GINT64_FORMAT, set->move_id);
	g_autofree char *sequence =
		g_strdup_printf("%" G_GINT64_FORMAT, set->sequence);
	if (!set->created_at) {
		g_autoptr(GDateTime) now = g_date_time_new_now_utc();
		set->created_at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
	}
	const char *parameters[] = {
		set->revision,
		set->down ? "down" : "up",
		kind_names[set->kind],
		set->table,
		keys,
		values,
		set->after_table ? set->after_table : "",
		after_keys,
		set->after_value ? set->after_value : "",
		sequence,
		set->created_at,
		move,
		NULL,
	};
	g_autofree char *id = database_query_value(
		database,
		"INSERT INTO " STASH_TABLE
		" (revision, direction, kind, table_name, key_columns,"
		" value_columns, after_table, after_keys, after_value,"
		" sequence, created_at, sync_id, store, kept)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0)"
		" RETURNING id",
		parameters, error);
	if (!id)
		return FALSE;
	set->id = g_ascii_strtoll(id, NULL, 10);
	g_autofree char *store = stash_store_name(set->id);
	const char *names[] = {store, id};
	return database_execute(
		database, "UPDATE " STASH_TABLE " SET store = ? WHERE id = ?",
		names, 2, error);
}

static void append_columns(GString *sql, char letter, guint count)
{
	for (guint i = 0; i < count; i++)
		g_string_append_printf(sql, "%c%u, ", letter, i + 1);
}

static gboolean create_store(Database *database, const StashSet *set,
			     GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "CREATE TABLE %s (", store);
	append_columns(sql, 'k', set->keys->len);
	append_columns(sql, 'v', set->values->len);
	if (set->after_value)
		append_columns(sql, 'w', 1);
	g_string_append(sql, "state)");
	return stash_execute(database, sql->str, error);
}

static void append_names(GString *sql, const char *table,
			 const GPtrArray *names)
{
	g_autofree char *of = stash_quote(table);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *name = stash_quote(names->pdata[i]);
		g_string_append_printf(sql, "%s.%s, ", of, name);
	}
}

/* The rows a set is to have. */
static char *write_condition(const StashSet *set)
{
	if (set->condition)
		return g_strdup(set->condition);
	if (set->kind != STASH_COLUMNS || set->with_nulls || set->after_value)
		return g_strdup("1");
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < set->values->len; i++) {
		g_autofree char *name = stash_quote(set->values->pdata[i]);
		g_string_append_printf(text, "%s%s IS NOT NULL",
				       i ? " OR " : "", name);
	}
	return g_string_free(text, FALSE);
}

static gboolean fill_store(Database *database, const StashSet *set,
			   const char *condition, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *table = stash_quote(set->table);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "INSERT INTO %s SELECT ", store);
	append_names(sql, set->table, set->keys);
	append_names(sql, set->table, set->values);
	g_string_append_printf(sql, "%s%d FROM %s WHERE %s",
			       set->after_value ? "NULL, " : "", STATE_WAITING,
			       table, condition);
	return stash_execute(database, sql->str, error);
}

/* Counts what the store has and notes it; a set without anything goes. */
static gboolean count_kept(Database *database, StashSet *set, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autoptr(GString) sql = g_string_new("SELECT coalesce(");
	if (set->kind != STASH_COLUMNS || set->after_value) {
		g_string_append(sql, "count(*)");
	} else {
		for (guint i = 0; i < set->values->len; i++)
			g_string_append_printf(sql, "%scount(v%u)",
					       i ? " + " : "", i + 1);
	}
	g_string_append_printf(sql, ", 0) FROM %s", store);
	if (!stash_count(database, sql->str, &set->kept, error))
		return FALSE;
	if (!set->kept && !set->with_nulls) {
		gint64 id = set->id;
		set->id = 0;
		return stash_drop(database, id, error);
	}
	g_autofree char *kept =
		g_strdup_printf("%" G_GUINT64_FORMAT, set->kept);
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, set->id);
	const char *parameters[] = {kept, id};
	return database_execute(
		database, "UPDATE " STASH_TABLE " SET kept = ? WHERE id = ?",
		parameters, 2, error);
}

static gboolean delete_moved(Database *database, const StashSet *set,
			     GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *table = stash_quote(set->table);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "DELETE FROM %s WHERE (", table);
	append_names(sql, set->table, set->keys);
	g_string_truncate(sql, sql->len - 2);
	g_string_append(sql, ") IN (SELECT ");
	append_columns(sql, 'k', set->keys->len);
	g_string_truncate(sql, sql->len - 2);
	g_string_append_printf(sql, " FROM %s)", store);
	database_hold_triggers(database, TRUE);
	gboolean done = stash_execute(database, sql->str, error);
	database_hold_triggers(database, FALSE);
	return done;
}

gboolean stash_keep(Database *database, StashSet *set, GError **error)
{
	g_autofree char *condition = write_condition(set);
	g_autofree char *table = stash_quote(set->table);
	g_autofree char *any = g_strdup_printf(
		"SELECT EXISTS (SELECT 1 FROM %s WHERE %s)", table, condition);
	guint64 found = 0;
	set->id = 0;
	if (!stash_count(database, any, &found, error))
		return FALSE;
	if (!found)
		return TRUE;
	return stash_create(database, error) &&
	       read_sequence(database, set, error) &&
	       insert_set(database, set, error) &&
	       create_store(database, set, error) &&
	       fill_store(database, set, condition, error) &&
	       count_kept(database, set, error) &&
	       (!set->move || !set->id || delete_moved(database, set, error));
}

/* The values as they are now, beside those that were. */
static gboolean read_after(Database *database, const StashSet *set,
			   const char *match, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *table = stash_quote(set->after_table);
	g_autofree char *value = stash_quote(set->after_value);
	g_autofree char *sql =
		g_strdup_printf("UPDATE %s AS s SET w1 = (SELECT %s.%s FROM %s "
				"WHERE %s)",
				store, table, value, table, match);
	return stash_execute(database, sql, error);
}

/* A value that the engine only converted, and converts back, is no loss. A
 * text of which the engine would take the beginning for a number is one. */
static char *write_unchanged(const StashSet *set)
{
	static const char same[] = "s.w1 IS s.v1 AND typeof(s.w1) = "
				   "typeof(s.v1)";
	if (!set->cast)
		return g_strdup(same);
	g_autofree char *back = g_strdup_printf("CAST(s.w1 AS %s)", set->cast);
	return g_strdup_printf("(%s OR %s IS s.v1 AND typeof(%s) = "
			       "typeof(s.v1) AND (typeof(s.w1) <> 'text' OR "
			       "CAST(%s AS TEXT) IS s.w1))",
			       same, back, back, back);
}

gboolean stash_settle(Database *database, StashSet *set, GError **error)
{
	if (!set->id || !set->after_table || set->move ||
	    set->kind == STASH_ROWS_OF_TABLE ||
	    (set->kind == STASH_COLUMNS && !set->after_value))
		return TRUE;
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *table = stash_quote(set->after_table);
	g_autofree char *match = stash_match(set->after_table, set->after_keys);
	if (set->after_value && !read_after(database, set, match, error))
		return FALSE;
	if (set->kind == STASH_ECHO)
		return TRUE;
	g_autofree char *unchanged =
		set->after_value ? write_unchanged(set) : g_strdup("1");
	g_autofree char *sql = g_strdup_printf(
		"DELETE FROM %s AS s WHERE %s AND EXISTS (SELECT 1 FROM %s "
		"WHERE %s)",
		store, unchanged, table, match);
	return stash_execute(database, sql, error) &&
	       count_kept(database, set, error);
}

#define SET_COLUMNS                                                   \
	"id, revision, direction, kind, table_name, key_columns, "    \
	"value_columns, after_table, after_keys, after_value, kept, " \
	"sequence, created_at, sync_id"

static StashSet *read_set(Database *database, char **row, GError **error)
{
	StashKind kind = STASH_ROWS_OF_TABLE;
	while (kind < STASH_ECHO && !g_str_equal(kind_names[kind], row[3]))
		kind++;
	g_autoptr(StashSet) set = stash_set_new(kind, row[4]);
	set->id = g_ascii_strtoll(row[0], NULL, 10);
	set->revision = g_strdup(row[1]);
	set->down = g_str_equal(row[2], "down");
	g_ptr_array_unref(set->keys);
	set->keys = read_names(database, row[5], error);
	if (!set->keys)
		set->keys = g_ptr_array_new();
	else if (set->keys->len) {
		g_ptr_array_unref(set->values);
		set->values = read_names(database, row[6], error);
		if (!set->values)
			return NULL;
	}
	if (!set->keys->len)
		return NULL;
	if (*row[7]) {
		set->after_table = g_strdup(row[7]);
		set->after_keys = read_names(database, row[8], error);
		if (!set->after_keys)
			return NULL;
	}
	if (*row[9])
		set->after_value = g_strdup(row[9]);
	set->kept = g_ascii_strtoull(row[10], NULL, 10);
	set->sequence = g_ascii_strtoll(row[11], NULL, 10);
	set->created_at = g_strdup(row[12]);
	set->move_id = g_ascii_strtoll(row[13], NULL, 10);
	return g_steal_pointer(&set);
}

static GPtrArray *read_sets(Database *database, const char *sql,
			    const char *const *parameters, GError **error)
{
	g_autoptr(GPtrArray) sets =
		g_ptr_array_new_with_free_func((GDestroyNotify)stash_set_free);
	gboolean exists = FALSE;
	if (!stash_exists(database, &exists, error))
		return NULL;
	if (!exists)
		return g_steal_pointer(&sets);
	g_autoptr(GPtrArray) rows =
		database_query_rows(database, sql, parameters, error);
	if (!rows)
		return NULL;
	for (guint i = 0; i < rows->len; i++) {
		StashSet *set = read_set(database, rows->pdata[i], error);
		if (!set)
			return NULL;
		g_ptr_array_add(sets, set);
	}
	return g_steal_pointer(&sets);
}

GPtrArray *stash_find(Database *database, const char *revision, gboolean down,
		      GError **error)
{
	const char *parameters[] = {revision, down ? "down" : "up", NULL};
	if (!revision)
		return read_sets(database,
				 "SELECT " SET_COLUMNS " FROM " STASH_TABLE
				 " ORDER BY id",
				 NULL, error);
	return read_sets(database,
			 "SELECT " SET_COLUMNS " FROM " STASH_TABLE
			 " WHERE revision = ? AND direction = ? ORDER BY id",
			 parameters, error);
}

StashSet *stash_get(Database *database, gint64 id, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);
	const char *parameters[] = {text, NULL};
	g_autoptr(GPtrArray) sets = read_sets(
		database,
		"SELECT " SET_COLUMNS " FROM " STASH_TABLE " WHERE id = ?",
		parameters, error);
	if (!sets)
		return NULL;
	if (sets->len)
		return g_ptr_array_steal_index(sets, 0);
	failure_set(error, FAILURE_NOT_FOUND, "git migrate stash list",
		    "%s has no stash %s", database_name(database), text);
	return NULL;
}

gboolean stash_drop(Database *database, gint64 id, GError **error)
{
	g_autofree char *store = stash_store_name(id);
	g_autofree char *sql =
		g_strdup_printf("DROP TABLE IF EXISTS %s", store);
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);
	const char *parameters[] = {text};
	return stash_unwatch(database, id, error) &&
	       stash_execute(database, sql, error) &&
	       database_execute(database,
				"DELETE FROM " STASH_TABLE " WHERE id = ?",
				parameters, 1, error);
}

gboolean stash_expire(Database *database, const char *before, guint *dropped,
		      GError **error)
{
	g_autoptr(GPtrArray) sets = stash_find(database, NULL, FALSE, error);
	*dropped = 0;
	for (guint i = 0; sets && i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (strcmp(set->created_at, before) >= 0)
			continue;
		if (!stash_drop(database, set->id, error))
			return FALSE;
		*dropped += 1;
	}
	return sets != NULL;
}

GPtrArray *stash_read(Database *database, const StashSet *set, guint limit,
		      GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autoptr(GString) sql = g_string_new("SELECT ");
	for (guint i = 0; i < set->keys->len; i++)
		g_string_append_printf(sql, "%squote(k%u)", i ? ", " : "",
				       i + 1);
	for (guint i = 0; i < set->values->len; i++)
		g_string_append_printf(sql, ", quote(v%u)", i + 1);
	g_string_append_printf(sql, " FROM %s ORDER BY rowid LIMIT %u", store,
			       limit);
	return database_query_rows(database, sql->str, NULL, error);
}
