/* Before values come back: what has taken their place meanwhile. */
#include "driver.h"
#include "stash_return.h"

static gboolean hold_taken(const Return *back, const char *name,
			   const GPtrArray *keys, GError **error)
{
	g_autofree char *table = stash_quote(name);
	g_autofree char *match = stash_match(name, keys);
	return stash_run(
		back, error,
		"UPDATE %s AS s SET state = %d WHERE state = %d AND EXISTS "
		"(SELECT 1 FROM %s WHERE %s)",
		back->store, STATE_HELD, STATE_WAITING, table, match);
}

static gboolean prepare_table(Return *back, GError **error)
{
	StashSet *set = back->set;
	return stash_has_place(back->database, set->table, set->keys, NULL,
			       &set->was_there, error) &&
	       (!set->was_there ||
		hold_taken(back, set->table, set->keys, error));
}

static gboolean prepare_value(const Return *back, GError **error)
{
	const StashSet *set = back->set;
	g_autofree char *table = stash_quote(set->after_table);
	g_autofree char *same =
		stash_same(set->after_table, set->after_value, "s.w1");
	g_autofree char *match = stash_match(set->after_table, set->after_keys);
	return stash_run(
		back, error,
		"UPDATE %s AS s SET state = %d WHERE state = %d AND EXISTS "
		"(SELECT 1 FROM %s WHERE %s AND NOT (%s))",
		back->store, STATE_CHANGED, STATE_WAITING, table, match, same);
}

static gboolean prepare_set(Return *back, GError **error)
{
	const StashSet *set = back->set;
	g_autoptr(GPtrArray) value = g_ptr_array_new();
	gboolean has = FALSE;
	if (!stash_run(back, error,
		       "UPDATE %s SET state = %d WHERE state NOT IN (%d, %d)",
		       back->store, STATE_WAITING, STATE_WAITING, STATE_GONE))
		return FALSE;
	if (set->kind == STASH_ROWS_OF_TABLE)
		return prepare_table(back, error);
	if (!set->after_table)
		return TRUE;
	if (set->after_value)
		g_ptr_array_add(value, set->after_value);
	if (!stash_has_place(back->database, set->after_table, set->after_keys,
			     value, &has, error))
		return FALSE;
	if (!has)
		return TRUE;
	if (set->kind == STASH_ROWS)
		return hold_taken(back, set->after_table, set->after_keys,
				  error);
	return !set->after_value || prepare_value(back, error);
}

gboolean stash_prepare(Database *database, const GPtrArray *sets,
		       GError **error)
{
	for (guint i = 0; i < sets->len; i++) {
		g_autoptr(Return) back =
			stash_return_new(database, sets->pdata[i]);
		if (!prepare_set(back, error))
			return FALSE;
	}
	return TRUE;
}
