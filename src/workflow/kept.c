#include "workflow/kept.h"

#include "base/failure.h"

/* The sets of which somebody was told. What an echo or a set of NULLs alone
 * has is where it was, as far as anybody can see. */
static GPtrArray *find_announced(Database *database, GError **error)
{
	GPtrArray *sets = stash_find(database, NULL, FALSE, error);
	for (guint i = sets ? sets->len : 0; i > 0; i--) {
		const StashSet *set = sets->pdata[i - 1];
		if (!set->kept)
			g_ptr_array_remove_index(sets, i - 1);
	}
	return sets;
}

GPtrArray *kept_list(const Project *project, GError **error)
{
	gboolean absent;
	g_autoptr(Database) database =
		project_find_database(project, &absent, error);
	if (absent)
		return g_ptr_array_new();
	return database ? find_announced(database, error) : NULL;
}

StashSet *kept_read(const Project *project, gint64 id, guint limit,
		    GPtrArray **rows, GError **error)
{
	g_autoptr(Database) database =
		project_open_database(project, DATABASE_READ_ONLY, error);
	g_autoptr(StashSet) set =
		database ? stash_get(database, id, error) : NULL;
	if (!set)
		return NULL;
	*rows = stash_read(database, set, limit, error);
	return *rows ? g_steal_pointer(&set) : NULL;
}

static GPtrArray *find_sets(Database *database, gint64 id, GError **error)
{
	if (!id)
		return find_announced(database, error);
	StashSet *set = stash_get(database, id, error);
	if (!set)
		return NULL;
	GPtrArray *sets =
		g_ptr_array_new_with_free_func((GDestroyNotify)stash_set_free);
	g_ptr_array_add(sets, set);
	return sets;
}

static gboolean commit(Database *database, gboolean done, GError **error)
{
	if (done && database_commit(database, error))
		return TRUE;
	database_rollback(database);
	return FALSE;
}

static gboolean refuse_place(const Database *database, const GPtrArray *sets,
			     GError **error)
{
	const StashSet *set = sets->pdata[0];
	failure_set(error, FAILURE_REFUSED,
		    "the values come back by themselves when the migration "
		    "that discarded them is undone",
		    "%s has no place for the values of %s now",
		    database_name(database), set->table);
	return FALSE;
}

static gboolean restore_sets(Database *database, const GPtrArray *sets,
			     gboolean one, StashOutcome *outcome,
			     GError **error)
{
	if (!stash_watch_all(database, FALSE, error) ||
	    !stash_prepare(database, sets, error) ||
	    !stash_restore(database, sets, outcome, error) ||
	    !stash_watch_all(database, TRUE, error))
		return FALSE;
	return !one || outcome->of_values + outcome->of_rows ||
	       refuse_place(database, sets, error);
}

gboolean kept_restore(const Project *project, gint64 id, StashOutcome *outcome,
		      GError **error)
{
	g_autoptr(Database) database =
		project_open_database(project, DATABASE_READ_WRITE, error);
	if (!database || !database_begin(database, error))
		return FALSE;
	g_autoptr(GPtrArray) sets = find_sets(database, id, error);
	return commit(
		database,
		sets && restore_sets(database, sets, id != 0, outcome, error),
		error);
}

gboolean kept_drop(const Project *project, gint64 id, guint *dropped,
		   GError **error)
{
	g_autoptr(Database) database =
		project_open_database(project, DATABASE_READ_WRITE, error);
	if (!database || !database_begin(database, error))
		return FALSE;
	g_autoptr(GPtrArray) sets = find_sets(database, id, error);
	gboolean done = sets != NULL;
	for (*dropped = 0; done && *dropped < sets->len; *dropped += 1) {
		const StashSet *set = sets->pdata[*dropped];
		done = stash_drop(database, set->id, error);
	}
	return commit(database, done, error);
}
