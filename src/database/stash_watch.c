/*
 * While a set lies in the stash, triggers on the table whose rows it is about
 * note which of them are deleted, for the key of a deleted row may be given to
 * another one, and follow those whose key changes. They are there between runs
 * only.
 */
#include "driver.h"
#include "stash_parts.h"

static const char *const triggers[] = {"gone", "key"};

static char *trigger_name(gint64 id, const char *what)
{
	g_autofree char *store = stash_store_name(id);
	return g_strconcat(store, "_", what, NULL);
}

gboolean stash_unwatch(Database *database, gint64 id, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(triggers); i++) {
		g_autofree char *name = trigger_name(id, triggers[i]);
		g_autofree char *sql =
			g_strconcat("DROP TRIGGER IF EXISTS ", name, NULL);
		if (!stash_execute(database, sql, error))
			return FALSE;
	}
	return TRUE;
}

gboolean stash_index(Database *database, const StashSet *set, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "CREATE INDEX IF NOT EXISTS %s_keys ON %s (",
			store, store);
	for (guint i = 0; i < set->keys->len; i++)
		g_string_append_printf(sql, "%sk%u", i ? ", " : "", i + 1);
	g_string_append_c(sql, ')');
	return stash_execute(database, sql->str, error);
}

/* `k1 IS +OLD."id" AND …`; the plus lets the index of the store be used. */
static char *write_old(const StashSet *set)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < set->after_keys->len; i++) {
		g_autofree char *key = stash_key("old", set->after_keys, i);
		g_string_append_printf(text, "%sk%u IS +%s", i ? " AND " : "",
				       i + 1, key);
	}
	return g_string_free(text, FALSE);
}

static gboolean create_gone(Database *database, const StashSet *set,
			    const char *table, const char *old, GError **error)
{
	g_autofree char *name = trigger_name(set->id, "gone");
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *sql = g_strdup_printf(
		"CREATE TRIGGER IF NOT EXISTS %s AFTER DELETE ON %s BEGIN "
		"DELETE FROM %s WHERE state = %d AND %s; "
		"UPDATE %s SET state = %d WHERE %s; END",
		name, table, store, STATE_CONVERTED, old, store, STATE_GONE,
		old);
	return stash_execute(database, sql, error);
}

static gboolean create_key(Database *database, const StashSet *set,
			   const char *table, const char *old, GError **error)
{
	g_autofree char *name = trigger_name(set->id, "key");
	g_autofree char *store = stash_store_name(set->id);
	g_autoptr(GString) of = g_string_new(NULL);
	g_autoptr(GString) now = g_string_new(NULL);
	for (guint i = 0; i < set->after_keys->len; i++) {
		const char *column =
			stash_key_column(set->after_keys->pdata[i]);
		g_autofree char *quoted = stash_quote(column);
		g_autofree char *key = stash_key("new", set->after_keys, i);
		if (!stash_is_row_name(column))
			g_string_append_printf(of, "%s%s", of->len ? ", " : "",
					       quoted);
		g_string_append_printf(now, "%sk%u = %s", i ? ", " : "", i + 1,
				       key);
	}
	if (!of->len)
		return TRUE;
	g_autofree char *sql = g_strdup_printf(
		"CREATE TRIGGER IF NOT EXISTS %s AFTER UPDATE OF %s ON %s "
		"BEGIN UPDATE %s SET %s WHERE %s; END",
		name, of->str, table, store, now->str, old);
	return stash_execute(database, sql, error);
}

static gboolean watch_set(Database *database, const StashSet *set,
			  GError **error)
{
	gboolean has = FALSE;
	if ((set->kind != STASH_COLUMNS && set->kind != STASH_ECHO) ||
	    !set->after_table)
		return TRUE;
	if (!stash_has_place(database, set->after_table, set->after_keys, NULL,
			     &has, error))
		return FALSE;
	if (!has)
		return TRUE;
	g_autofree char *table = stash_quote(set->after_table);
	g_autofree char *old = write_old(set);
	return stash_index(database, set, error) &&
	       create_gone(database, set, table, old, error) &&
	       create_key(database, set, table, old, error);
}

gboolean stash_watch_all(Database *database, gboolean watch, GError **error)
{
	g_autoptr(GPtrArray) sets = stash_find(database, NULL, FALSE, error);
	for (guint i = 0; sets && i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (watch ? !watch_set(database, set, error)
			  : !stash_unwatch(database, set->id, error))
			return FALSE;
	}
	return sets != NULL;
}
