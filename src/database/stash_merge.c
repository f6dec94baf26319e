/*
 * Where an edited revision has another place for values than the text that
 * discarded them, or none, the values stay in the stash while something else
 * stands in their place. When the step discards again, what was not touched
 * meanwhile gives way to what was there before it.
 */
#include "driver.h"
#include "stash_parts.h"

char *stash_same(const char *table, const char *column, const char *stored)
{
	g_autofree char *of = stash_quote(table);
	g_autofree char *name = stash_quote(column);
	/* The store's side is first, for its comparison is exact. */
	return g_strdup_printf("%s IS %s.%s AND typeof(%s) = typeof(%s.%s)",
			       stored, of, name, stored, of, name);
}

/* Whether an earlier set may have something of the rows that the new one has.
 * What it has of other columns goes to a set of its own. */
static gboolean is_covered(Database *database, StashSet *old,
			   const StashSet *set, gboolean *covered,
			   GError **error)
{
	g_autoptr(GPtrArray) common = g_ptr_array_new();
	guint64 left;
	*covered = FALSE;
	if (old->id == set->id || old->kind != STASH_COLUMNS ||
	    set->kind == STASH_ECHO ||
	    g_ascii_strcasecmp(old->table, set->table) != 0 ||
	    !stash_same_keys(old->keys, set->keys))
		return TRUE;
	for (guint i = 0; i < old->values->len; i++)
		if (stash_find_name(set->values, old->values->pdata[i]) >= 0)
			g_ptr_array_add(common, GUINT_TO_POINTER(i + 1));
	*covered = common->len > 0;
	return !*covered || common->len == old->values->len ||
	       stash_split(database, old, common, &left, error);
}

static char *write_merge(const StashSet *old, const StashSet *set,
			 const char *store)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < old->values->len; i++) {
		int at = stash_find_name(set->values, old->values->pdata[i]);
		g_string_append_printf(
			text,
			"%sv%d = CASE WHEN s.w%u IS %s.v%d AND typeof(s.w%u) = "
			"typeof(%s.v%d) THEN s.v%u ELSE %s.v%d END",
			i ? ", " : "", at + 1, i + 1, store, at + 1, i + 1,
			store, at + 1, i + 1, store, at + 1);
	}
	return g_string_free(text, FALSE);
}

/* A NULL that nobody chose still gives way to what the way back fills in, and
 * one that was chosen does not: where the new set takes it for the other, it is
 * left to the old one. */
static gboolean leave_null(Database *database, const StashSet *old,
			   const StashSet *set, const char *match,
			   GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *other = stash_store_name(old->id);
	int at = stash_find_name(set->values, old->values->pdata[0]);
	if (old->weak_nulls == set->weak_nulls || old->values->len > 1 ||
	    set->kind != STASH_COLUMNS || set->values->len > 1)
		return TRUE;
	g_autofree char *sql = g_strdup_printf(
		"DELETE FROM %s WHERE EXISTS (SELECT 1 FROM %s AS s WHERE "
		"s.state = %d AND s.v1 IS NULL AND s.w1 IS %s.v%d AND "
		"typeof(s.w1) = typeof(%s.v%d) AND %s)",
		store, other, STATE_CONVERTED, store, at + 1, store, at + 1,
		match);
	return stash_index(database, old, error) &&
	       stash_execute(database, sql, error);
}

static gboolean merge_set(Database *database, StashSet *old,
			  const StashSet *set, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autofree char *other = stash_store_name(old->id);
	g_autofree char *merge = write_merge(old, set, store);
	g_autofree char *match =
		stash_match_stores(store, set->keys, "s", old->keys);
	g_autofree char *back =
		stash_match_stores(other, old->keys, "s", set->keys);
	g_autofree char *waits = g_strdup_printf("state IN (%d, %d)",
						 STATE_HELD, STATE_CONVERTED);
	g_autofree char *update =
		g_strdup_printf("UPDATE %s SET %s FROM %s AS s WHERE s.%s AND "
				"%s",
				store, merge, other, waits, match);
	g_autofree char *take =
		g_strdup_printf("DELETE FROM %s WHERE %s AND EXISTS (SELECT 1 "
				"FROM %s AS s WHERE %s)",
				other, waits, store, back);
	g_autofree char *any =
		g_strdup_printf("SELECT EXISTS (SELECT 1 FROM %s)", other);
	guint64 left = 0;
	if (!stash_index(database, set, error) ||
	    !leave_null(database, old, set, match, error) ||
	    !stash_execute(database, update, error) ||
	    !stash_execute(database, take, error) ||
	    !stash_count(database, any, &left, error))
		return FALSE;
	if (!left)
		return stash_drop(database, old->id, error);
	return stash_recount(database, old, error);
}

gboolean stash_absorb(Database *database, const StashSet *set, GError **error)
{
	g_autoptr(GPtrArray) sets =
		stash_find(database, set->revision, set->down, error);
	for (guint i = 0; sets && i < sets->len; i++) {
		StashSet *old = sets->pdata[i];
		gboolean covered = FALSE;
		if (!is_covered(database, old, set, &covered, error) ||
		    (covered && !merge_set(database, old, set, error)))
			return FALSE;
	}
	return sets != NULL;
}

/* A set of the same rows as they are after the step that gave values back. */
static StashSet *make_part(const StashSet *set)
{
	StashSet *part = stash_set_new(STASH_COLUMNS, set->table);
	part->revision = g_strdup(set->revision);
	part->down = set->down;
	part->weak_nulls = set->weak_nulls;
	part->created_at = g_strdup(set->created_at);
	part->move_id = set->move_id;
	part->opposite = g_strdup(set->opposite);
	for (guint i = 0; i < set->keys->len; i++)
		g_ptr_array_add(part->keys, g_strdup(set->keys->pdata[i]));
	part->after_table = g_strdup(set->table);
	part->after_keys = g_ptr_array_ref(part->keys);
	return part;
}

static void append_list(GString *sql, const char *letter, guint count)
{
	for (guint i = 0; i < count; i++)
		g_string_append_printf(sql, "%s%u, ", letter, i + 1);
}

/* The values that have no place go to the part, and the part's rows wait. */
static gboolean fill_part(Database *database, const StashSet *set,
			  StashSet *part, const GArray *indices, GError **error)
{
	g_autofree char *store = stash_store_name(part->id);
	g_autofree char *from = stash_store_name(set->id);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "INSERT INTO %s SELECT ", store);
	append_list(sql, "k", set->keys->len);
	for (guint i = 0; i < indices->len; i++)
		g_string_append_printf(sql, "v%u, ",
				       g_array_index(indices, guint, i));
	for (guint i = 0; i < indices->len; i++)
		g_string_append_printf(
			sql, stash_has_places(set) ? "w%u, " : "NULL, ",
			g_array_index(indices, guint, i));
	g_string_append_printf(
		sql,
		"CASE state WHEN %d THEN %d ELSE %d END FROM %s WHERE state "
		"<> %d",
		STATE_CONVERTED, STATE_CONVERTED, STATE_WAITING, from,
		STATE_GONE);
	return stash_create_store(database, part, error) &&
	       stash_execute(database, sql->str, error) &&
	       stash_recount(database, part, error);
}

/* The set's own store without the values that went. */
static gboolean shrink(Database *database, StashSet *set,
		       const GPtrArray *places, GError **error)
{
	g_autofree char *store = stash_store_name(set->id);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "CREATE TABLE %s_part AS SELECT ", store);
	append_list(sql, "k", set->keys->len);
	for (guint i = 0; i < places->len; i++) {
		guint at = GPOINTER_TO_UINT(places->pdata[i]);
		g_string_append_printf(sql, "v%u AS v%u, ", at, i + 1);
		if (stash_has_places(set))
			g_string_append_printf(sql, "w%u AS w%u, ", at, i + 1);
		g_ptr_array_add(values, g_strdup(set->values->pdata[at - 1]));
	}
	g_string_append_printf(sql, "state FROM %s ORDER BY rowid", store);
	g_autofree char *drop = g_strdup_printf("DROP TABLE %s", store);
	g_autofree char *rename = g_strdup_printf(
		"ALTER TABLE %s_part RENAME TO %s", store, store);
	g_ptr_array_unref(set->values);
	set->values = g_steal_pointer(&values);
	return stash_unwatch(database, set->id, error) &&
	       stash_execute(database, sql->str, error) &&
	       stash_execute(database, drop, error) &&
	       stash_execute(database, rename, error) &&
	       stash_set_values(database, set, error);
}

gboolean stash_split(Database *database, StashSet *set, GPtrArray *places,
		     guint64 *left, GError **error)
{
	g_autoptr(StashSet) part = make_part(set);
	g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint));
	*left = 0;
	for (guint i = 1; i <= set->values->len; i++) {
		if (g_ptr_array_find(places, GUINT_TO_POINTER(i), NULL))
			continue;
		g_array_append_val(indices, i);
		g_ptr_array_add(part->values,
				g_strdup(set->values->pdata[i - 1]));
	}
	if (!stash_insert(database, part, error) ||
	    !fill_part(database, set, part, indices, error) ||
	    !shrink(database, set, places, error) ||
	    !stash_recount(database, set, error))
		return FALSE;
	*left = part->kept;
	return TRUE;
}

static gboolean keep_converted_value(Database *database, const StashSet *set,
				     guint at, GError **error)
{
	const char *column = set->values->pdata[at];
	g_autofree char *from = stash_store_name(set->id);
	g_autofree char *table = stash_quote(set->table);
	g_autofree char *name = stash_quote(column);
	g_autofree char *match = stash_match(set->table, set->keys);
	g_autofree char *stored = g_strdup_printf("s.v%u", at + 1);
	g_autofree char *same = stash_same(set->table, column, stored);
	g_autofree char *rows = g_strdup_printf(
		"FROM %s AS s, %s WHERE s.state = %d AND %s AND NOT (%s)", from,
		table, STATE_RESTORED, match, same);
	g_autofree char *any =
		g_strdup_printf("SELECT EXISTS (SELECT 1 %s)", rows);
	guint64 found = 0;
	if (!stash_count(database, any, &found, error))
		return FALSE;
	if (!found)
		return TRUE;
	g_autoptr(StashSet) part = make_part(set);
	g_ptr_array_add(part->values, g_strdup(column));
	if (!stash_insert(database, part, error) ||
	    !stash_create_store(database, part, error))
		return FALSE;
	g_autofree char *store = stash_store_name(part->id);
	g_autoptr(GString) sql = g_string_new(NULL);
	g_string_printf(sql, "INSERT INTO %s SELECT ", store);
	for (guint i = 0; i < set->keys->len; i++)
		g_string_append_printf(sql, "s.k%u, ", i + 1);
	g_string_append_printf(sql, "%s, %s.%s, %d %s", stored, table, name,
			       STATE_CONVERTED, rows);
	return stash_execute(database, sql->str, error);
}

gboolean stash_keep_converted(Database *database, const StashSet *set,
			      GError **error)
{
	for (guint i = 0; i < set->values->len; i++) {
		gboolean has = FALSE;
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		g_ptr_array_add(one, set->values->pdata[i]);
		if (!stash_has_place(database, set->table, one, NULL, &has,
				     error) ||
		    (has && !keep_converted_value(database, set, i, error)))
			return FALSE;
	}
	return TRUE;
}
