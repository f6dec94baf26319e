/* Keeping values before a step, and letting go after it of what it did not
 * discard. */
#include "driver.h"
#include "stash_parts.h"

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

static void append_columns(GString *sql, char letter, guint count)
{
	for (guint i = 0; i < count; i++)
		g_string_append_printf(sql, "%c%u, ", letter, i + 1);
}

gboolean stash_has_places(const StashSet *set)
{
	return set->kind == STASH_COLUMNS || set->kind == STASH_ECHO;
}

gboolean stash_create_store(Database *database, const StashSet *set,
			    GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "CREATE TABLE %s (", store);
	append_columns(sql, 'k', set->keys->len);
	append_columns(sql, 'v', set->values->len);
	if (stash_has_places(set))
		append_columns(sql, 'w', set->values->len);
	g_string_append(sql, "state)");
	return stash_execute(database, sql->str, error);
}

static gboolean fill_store(Database *database, const StashSet *set,
			   const char *condition, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *table = stash_quote(set->table);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "INSERT INTO %s SELECT ", store);
	for (guint i = 0; i < set->keys->len; i++) {
		g_autofree char *key = stash_key(set->table, set->keys, i);
		g_string_append_printf(sql, "%s, ", key);
	}
	for (guint i = 0; i < set->values->len; i++) {
		g_autofree char *name = stash_quote(set->values->pdata[i]);
		g_string_append_printf(sql, "%s.%s, ", table, name);
	}
	for (guint i = 0; stash_has_places(set) && i < set->values->len; i++)
		g_string_append(sql, "NULL, ");
	g_string_append_printf(sql, "%d FROM %s WHERE %s", STATE_WAITING, table,
			       condition);
	return stash_execute(database, sql->str, error) &&
	       (!stash_has_row_key(set->keys) ||
		stash_index(database, set, error));
}

char *stash_write_count(const StashSet *set)
{
	if (set->kind == STASH_ECHO)
		return g_strdup("0");
	if (set->kind != STASH_COLUMNS || set->after_value)
		return g_strdup("count(*)");
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < set->values->len; i++)
		g_string_append_printf(text, "%scount(v%u)", i ? " + " : "",
				       i + 1);
	return g_string_free(text, FALSE);
}

char *stash_write_announced(const StashSet *set)
{
	if (set->kind != STASH_COLUMNS || set->after_value)
		return g_strdup("");
	GString *text = g_string_new(" AND (");
	for (guint i = 0; i < set->values->len; i++)
		g_string_append_printf(text, "%sv%u IS NOT NULL",
				       i ? " OR " : "", i + 1);
	g_string_append_c(text, ')');
	return g_string_free(text, FALSE);
}

gboolean stash_recount(Database *database, StashSet *set, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *what = stash_write_count(set);
	g_autofree char *count = g_strdup_printf(
		"SELECT coalesce(%s, 0) FROM %s WHERE state <> %d", what, store,
		STATE_CONVERTED);
	return stash_count(database, count, &set->kept, error) &&
	       stash_set_kept(database, set, error);
}

/* Counts what the store has and notes it; a set without anything goes. */
static gboolean count_kept(Database *database, StashSet *set, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *any =
		g_strdup_printf("SELECT EXISTS (SELECT 1 FROM %s)", store);
	guint64 found = 0;
	if (!stash_count(database, any, &found, error))
		return FALSE;
	if (found)
		return stash_recount(database, set, error);
	gint64 id = set->id;
	set->id = 0;
	return stash_drop(database, id, error);
}

static gboolean delete_moved(Database *database, const StashSet *set,
			     GError **error)
{
	g_autofree char *table = stash_quote(set->table);
	g_autofree char *kept =
		stash_in_store(set->table, set->keys, set->id, "1");
	g_autofree char *sql =
		g_strdup_printf("DELETE FROM %s WHERE %s", table, kept);
	database_hold_triggers(database, TRUE);
	gboolean done = stash_execute(database, sql, error);
	database_hold_triggers(database, FALSE);
	return done;
}

gboolean stash_keep(Database *database, StashSet *set, GError **error)
{
	const char *condition = set->condition ? set->condition : "1";
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
	       stash_insert(database, set, error) &&
	       stash_create_store(database, set, error) &&
	       fill_store(database, set, condition, error) &&
	       stash_absorb(database, set, error) &&
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

gboolean stash_leave_rows(Database *database, StashSet *set,
			  const StashSet *rows, GError **error)
{
	if (!set->id || !rows->id || !stash_same_keys(set->keys, rows->keys) ||
	    g_ascii_strcasecmp(set->table, rows->table) != 0)
		return TRUE;
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *other = stash_store_name(rows->id);
	g_autofree char *same =
		stash_match_stores("r", rows->keys, store, set->keys);
	g_autofree char *sql = g_strdup_printf(
		"DELETE FROM %s WHERE EXISTS (SELECT 1 FROM %s AS r WHERE %s)",
		store, other, same);
	return stash_index(database, rows, error) &&
	       stash_execute(database, sql, error) &&
	       count_kept(database, set, error);
}
