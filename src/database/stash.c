/* The sets: writing them down, finding and dropping them. */
#include "database/stash.h"

#include <string.h>

#include "base/failure.h"
#include "database/moves.h"
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
	"\tsync_id INTEGER NOT NULL,\n"
	"\topposite TEXT NOT NULL DEFAULT ''\n"
	")";

static const char *const kind_names[] = {
	[STASH_ROWS_OF_TABLE] = "table",
	[STASH_COLUMNS] = "column",
	[STASH_ROWS] = "rows",
	[STASH_ECHO] = "echo",
};

/* A set of columns whose NULLs are weak has a kind of its own. */
#define WEAK_COLUMN "weak column"

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
	g_free(set->opposite);
	g_free(set);
}

/* Whether the table has a column that the first ones had not. */
static gboolean has_opposite(Database *database, gboolean *has, GError **error)
{
	g_autoptr(GPtrArray) columns =
		database_read_columns(database, STASH_TABLE, error);
	*has = stash_find_name(columns, "opposite") >= 0;
	return columns != NULL;
}

gboolean stash_create(Database *database, GError **error)
{
	gboolean has = FALSE;
	return database_execute(database, create_sql, NULL, 0, error) &&
	       has_opposite(database, &has, error) &&
	       (has ||
		stash_execute(database,
			      "ALTER TABLE " STASH_TABLE " ADD COLUMN opposite "
			      "TEXT NOT NULL DEFAULT ''",
			      error));
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

char *stash_row_key(const char *name)
{
	return g_strconcat(STASH_ROW_MARK, name, NULL);
}

const char *stash_key_column(const char *key)
{
	return key + g_str_has_prefix(key, STASH_ROW_MARK);
}

gboolean stash_has_row_key(const GPtrArray *keys)
{
	return keys->len > 1 &&
	       g_str_has_prefix(keys->pdata[keys->len - 1], STASH_ROW_MARK);
}

char *stash_key(const char *table, const GPtrArray *keys, guint at)
{
	const char *key = keys->pdata[at];
	g_autofree char *of = stash_quote(table);
	g_autofree char *name = stash_quote(stash_key_column(key));
	if (!g_str_has_prefix(key, STASH_ROW_MARK))
		return g_strconcat(of, ".", name, NULL);
	GString *text = g_string_new("CASE WHEN ");
	for (guint i = 0; i < at; i++) {
		g_autofree char *other = stash_quote(keys->pdata[i]);
		g_string_append_printf(text, "%s%s.%s IS NULL", i ? " OR " : "",
				       of, other);
	}
	g_string_append_printf(text, " THEN %s.%s END", of, name);
	return g_string_free(text, FALSE);
}

char *stash_match(const char *table, const GPtrArray *keys)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < keys->len; i++) {
		g_autofree char *key = stash_key(table, keys, i);
		g_string_append_printf(text, "%s%s IS s.k%u", i ? " AND " : "",
				       key, i + 1);
	}
	return g_string_free(text, FALSE);
}

/* A list of keys with a NULL is in no list: those are looked for one by one,
 * by the index that their stores have. */
char *stash_in_store(const char *table, const GPtrArray *keys, gint64 id,
		     const char *condition)
{
	g_autofree char *store = stash_store_name(id);
	if (stash_has_row_key(keys)) {
		g_autoptr(GString) match = g_string_new(NULL);
		for (guint i = 0; i < keys->len; i++) {
			g_autofree char *key = stash_key(table, keys, i);
			g_string_append_printf(match, "+%s IS s.k%u AND ", key,
					       i + 1);
		}
		return g_strdup_printf(
			"EXISTS (SELECT 1 FROM %s AS s WHERE %s%s)", store,
			match->str, condition);
	}
	GString *text = g_string_new("(");
	for (guint i = 0; i < keys->len; i++) {
		g_autofree char *key = stash_key(table, keys, i);
		g_string_append_printf(text, "%s%s", i ? ", " : "", key);
	}
	g_string_append(text, ") IN (SELECT ");
	for (guint i = 0; i < keys->len; i++)
		g_string_append_printf(text, "%ss.k%u", i ? ", " : "", i + 1);
	g_string_append_printf(text, " FROM %s AS s WHERE %s)", store,
			       condition);
	return g_string_free(text, FALSE);
}

int stash_find_name(const GPtrArray *names, const char *name)
{
	for (guint i = 0; names && i < names->len; i++)
		if (g_ascii_strcasecmp(names->pdata[i], name) == 0)
			return (int)i;
	return -1;
}

gboolean stash_same_names(const GPtrArray *a, const GPtrArray *b)
{
	if (!a || !b || a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++)
		if (g_ascii_strcasecmp(a->pdata[i], b->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}

static guint plain_keys(const GPtrArray *keys)
{
	return keys->len - stash_has_row_key(keys);
}

gboolean stash_same_keys(const GPtrArray *a, const GPtrArray *b)
{
	if (!a || !b || plain_keys(a) != plain_keys(b))
		return FALSE;
	for (guint i = 0; i < plain_keys(a); i++)
		if (g_ascii_strcasecmp(a->pdata[i], b->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}

char *stash_match_stores(const char *a, const GPtrArray *a_keys, const char *b,
			 const GPtrArray *b_keys)
{
	GString *text = g_string_new(NULL);
	guint both = MIN(a_keys->len, b_keys->len);
	for (guint i = 0; i < both; i++)
		g_string_append_printf(text, "%s%s.k%u IS %s.k%u",
				       i ? " AND " : "", a, i + 1, b, i + 1);
	/* Where only one has the row's number, the other has no NULL key. */
	if (a_keys->len != b_keys->len)
		g_string_append_printf(text, " AND %s.k%u IS NULL",
				       a_keys->len > both ? a : b, both + 1);
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
		const char *name = stash_key_column(names->pdata[i]);
		if (!stash_is_row_name(name) &&
		    stash_find_name(columns, name) < 0)
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

#define LAST_NUMBER "last-stash"

/* No number is given twice, for somebody may have read it off a list. */
static char *take_number(Database *database, GError **error)
{
	if (!meta_create(database, error))
		return NULL;
	g_autofree char *id = database_query_value(
		database,
		"SELECT 1 + max(coalesce((SELECT CAST(value AS INTEGER) "
		"FROM " META_TABLE " WHERE name = '" LAST_NUMBER "'), 0), "
		"coalesce((SELECT max(id) FROM " STASH_TABLE "), 0))",
		NULL, error);
	return id && meta_set(database, LAST_NUMBER, id, error)
		       ? g_steal_pointer(&id)
		       : NULL;
}

gboolean stash_insert(Database *database, StashSet *set, GError **error)
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
	g_autofree char *id = take_number(database, error);
	if (!id)
		return FALSE;
	set->id = g_ascii_strtoll(id, NULL, 10);
	g_autofree char *store = stash_store_name(set->id);
	const char *parameters[] = {
		id,
		store,
		set->revision,
		set->down ? "down" : "up",
		set->weak_nulls ? WEAK_COLUMN : kind_names[set->kind],
		set->table,
		keys,
		values,
		set->after_table ? set->after_table : "",
		after_keys,
		set->after_value ? set->after_value : "",
		sequence,
		set->created_at,
		move,
		set->opposite ? set->opposite : "",
	};
	return database_execute(
		database,
		"INSERT INTO " STASH_TABLE
		" (id, store, revision, direction, kind, table_name,"
		" key_columns, value_columns, after_table, after_keys,"
		" after_value, sequence, created_at, sync_id, opposite, kept)"
		" VALUES (CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		" ?, ?, ?, ?, 0)",
		parameters, G_N_ELEMENTS(parameters), error);
}

gboolean stash_set_values(Database *database, const StashSet *set,
			  GError **error)
{
	g_autofree char *values = write_names(set->values);
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, set->id);
	const char *parameters[] = {values, id};
	return database_execute(database,
				"UPDATE " STASH_TABLE
				" SET value_columns = ? WHERE id = ?",
				parameters, 2, error);
}

gboolean stash_set_kept(Database *database, const StashSet *set, GError **error)
{
	g_autofree char *kept =
		g_strdup_printf("%" G_GUINT64_FORMAT, set->kept);
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, set->id);
	const char *parameters[] = {kept, id};
	return database_execute(
		database, "UPDATE " STASH_TABLE " SET kept = ? WHERE id = ?",
		parameters, 2, error);
}

#define SET_COLUMNS                                                   \
	"id, revision, direction, kind, table_name, key_columns, "    \
	"value_columns, after_table, after_keys, after_value, kept, " \
	"sequence, created_at, sync_id, "

static StashSet *read_set(Database *database, char **row, GError **error)
{
	gboolean weak = g_str_equal(row[3], WEAK_COLUMN);
	StashKind kind = weak ? STASH_COLUMNS : STASH_ROWS_OF_TABLE;
	while (!weak && kind < STASH_ECHO &&
	       !g_str_equal(kind_names[kind], row[3]))
		kind++;
	g_autoptr(StashSet) set = stash_set_new(kind, row[4]);
	set->weak_nulls = weak;
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
	set->opposite = g_strdup(row[14]);
	return g_steal_pointer(&set);
}

/* `rest` is what follows the table's name. */
static GPtrArray *read_sets(Database *database, const char *rest,
			    const char *const *parameters, GError **error)
{
	g_autoptr(GPtrArray) sets =
		g_ptr_array_new_with_free_func((GDestroyNotify)stash_set_free);
	gboolean exists = FALSE;
	gboolean has = FALSE;
	if (!stash_exists(database, &exists, error))
		return NULL;
	if (!exists)
		return g_steal_pointer(&sets);
	if (!has_opposite(database, &has, error))
		return NULL;
	g_autofree char *sql = g_strdup_printf("SELECT " SET_COLUMNS
					       "%s FROM " STASH_TABLE " %s",
					       has ? "opposite" : "''", rest);
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
		return read_sets(database, "ORDER BY id", NULL, error);
	return read_sets(database,
			 "WHERE revision = ? AND direction = ? ORDER BY id",
			 parameters, error);
}

StashSet *stash_get(Database *database, gint64 id, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);
	const char *parameters[] = {text, NULL};
	g_autoptr(GPtrArray) sets =
		read_sets(database, "WHERE id = ?", parameters, error);
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
	g_autofree char *announced = stash_write_announced(set);
	g_string_append_printf(
		sql, " FROM %s WHERE state <> %d%s ORDER BY rowid LIMIT %u",
		store, STATE_CONVERTED, announced, limit);
	return database_query_rows(database, sql->str, NULL, error);
}
