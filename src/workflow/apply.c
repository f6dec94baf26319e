#include "workflow/apply.h"

#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "run.h"
#include "workflow/targets.h"

void apply_result_clear(ApplyResult *result)
{
	g_clear_pointer(&result->database, g_free);
}

/* What is particular to an upgrade or a downgrade. */
typedef struct Verb {
	const ApplyOptions *options;
	gboolean down;
} Verb;

static gboolean make_plan(Run *run, GError **error)
{
	const Verb *verb = run->verb;
	const ApplyOptions *options = verb->options;
	gboolean down = verb->down;
	Graph *graph = project_read_worktree_graph(run->project, error);
	run->state = graph ? state_read(graph, run->database, error) : NULL;
	if (!run->state || (!down && !state_require_sound(run->state, error)))
		return FALSE;
	g_autoptr(Target) target = targets_resolve(
		run->project, run->state->graph, options->word,
		(const char *const *)run->state->current->pdata, error);
	if (!target)
		return FALSE;
	const PlanOptions plan = {
		.dialect = database_dialect(run->database),
		.down_from_files = options->down_from_files,
		.database = run->database,
	};
	run->plan = down ? plan_downgrade(run->state, target, &plan, error)
			 : plan_upgrade(run->state, target, &plan, error);
	return run->plan != NULL;
}

static gboolean check_drift(Run *run, GError **error)
{
	const Verb *verb = run->verb;
	return verb->options->discard_unknown ||
	       drift_check(run->project, run->state, run->plan, run->database,
			   error);
}

/* An upgrade never stops for values, what it can keep it keeps; but no row
 * leaves its table unasked. */
static DiscardMode choose_mode(const Verb *verb)
{
	if (verb->options->discard)
		return DISCARD_NOTHING;
	if (verb->down)
		return DISCARD_STASH;
	return verb->options->stash ? DISCARD_STASH_SOME : DISCARD_STASH_VALUES;
}

static void say_how_to_discard(GError *failure)
{
	if (g_error_matches(failure, FAILURE, FAILURE_REFUSED) &&
	    strstr(failure->message, "cannot be stashed"))
		failure_replace_hint(
			failure,
			"give the table a primary key "
			"that is never NULL; to go on without these values "
			"use --discard");
}

static gboolean apply(const Project *project, const Verb *verb,
		      ApplyResult *result, GError **error)
{
	g_autoptr(GError) failure = NULL;
	g_auto(Run) run = {
		.project = project,
		.make_plan = make_plan,
		.check = check_drift,
		.verb = verb,
		.progress = verb->options->progress,
		.user_data = verb->options->user_data,
		.mode = choose_mode(verb),
	};
	gboolean done = run_all(&run, &failure);
	if (run.database)
		result->database = g_strdup(database_name(run.database));
	if (done) {
		result->steps = run.plan->steps->len;
		result->count = run.count;
		result->move_id = run.move_id;
		return TRUE;
	}
	say_how_to_discard(failure);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

gboolean apply_upgrade(const Project *project, const ApplyOptions *options,
		       ApplyResult *result, GError **error)
{
	const Verb verb = {.options = options};
	return apply(project, &verb, result, error);
}

gboolean apply_downgrade(const Project *project, const ApplyOptions *options,
			 ApplyResult *result, GError **error)
{
	const Verb verb = {.options = options, .down = TRUE};
	return apply(project, &verb, result, error);
}

static gboolean delete_others(Database *database, const State *state,
			      GHashTable *kept, guint *changed, GError **error)
{
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		const Revision *revision =
			graph_find(state->graph, entry->revision);
		/* A row whose revision is kept but edited or cut off is made
		 * anew: to stamp is to say that this file is what is there. */
		if (g_hash_table_contains(kept, entry->revision) &&
		    !entry->in_progress &&
		    strcmp(entry->checksum, revision->checksum) == 0)
			continue;
		if (!ledger_delete(database, entry->revision, error))
			return FALSE;
		g_hash_table_remove(state->applied, entry->revision);
		*changed += 1;
	}
	return TRUE;
}

static gboolean insert_missing(Run *run, GHashTable *wanted, guint *changed,
			       GError **error)
{
	const GPtrArray *ordered = graph_in_order(run->state->graph);
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		if (!g_hash_table_contains(wanted, revision->id) ||
		    g_hash_table_contains(run->state->applied, revision->id))
			continue;
		if (!revision_load(revision, error))
			return FALSE;
		g_autoptr(LedgerEntry) entry = apply_new_entry(
			revision, database_dialect(run->database), run->commit);
		if (!ledger_insert(run->database, entry, error))
			return FALSE;
		*changed += 1;
	}
	return TRUE;
}

static gboolean stamp_locked(Run *run, const Target *target,
			     ApplyResult *result, GError **error)
{
	g_autoptr(GHashTable) wanted =
		targets_ancestors(run->state->graph, target);
	if (ledger_create(run->database, error) &&
	    moves_create(run->database, error) &&
	    moves_start(run->database, &run->move_id, error) &&
	    delete_others(run->database, run->state, wanted, &result->steps,
			  error) &&
	    insert_missing(run, wanted, &result->steps, error) &&
	    database_commit(run->database, error))
		return TRUE;
	return FALSE;
}

gboolean apply_stamp(const Project *project, const char *word,
		     ApplyResult *result, GError **error)
{
	g_auto(Run) run = {.project = project};
	if (!run_open(&run, error))
		return FALSE;
	result->database = g_strdup(database_name(run.database));
	run.commit = repository_head(project->repository, NULL);
	if (!database_begin(run.database, error))
		return FALSE;
	Graph *graph = project_read_worktree_graph(project, error);
	run.state = graph ? state_read(graph, run.database, error) : NULL;
	g_autoptr(Target) target =
		run.state ? targets_resolve(project, run.state->graph, word,
					    (const char *const *)
						    run.state->current->pdata,
					    error)
			  : NULL;
	if (target && stamp_locked(&run, target, result, error))
		return TRUE;
	database_rollback(run.database);
	return FALSE;
}

gboolean apply_drop_stash(const Project *project, gint64 move_id,
			  GError **error)
{
	g_autoptr(Database) database =
		project_open_database(project, DATABASE_READ_WRITE, error);
	if (!database || !database_begin(database, error))
		return FALSE;
	g_autoptr(GPtrArray) sets = stash_find(database, NULL, FALSE, error);
	gboolean done = sets != NULL;
	for (guint i = 0; done && i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		done = set->move_id != move_id ||
		       stash_drop(database, set->id, error);
	}
	if (done && database_commit(database, error))
		return TRUE;
	database_rollback(database);
	return FALSE;
}
