#include "workflow/apply.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "workflow/chain.h"
#include "workflow/targets.h"

void apply_result_clear(ApplyResult *result)
{
	g_clear_pointer(&result->database, g_free);
}

/* Everything one run works with. */
typedef struct Run {
	const Project *project;
	const ApplyOptions *options;
	gboolean down;
	Database *database;
	gboolean created; /* the file was not there before */
	gint64 version;	  /* of the database when the state was read */
	State *state;
	Plan *plan;
	char *commit;
} Run;

static void run_clear(Run *run)
{
	plan_free(run->plan);
	state_free(run->state);
	g_free(run->commit);
	g_autofree char *file =
		g_strdup(run->database ? database_file(run->database) : NULL);
	database_close(run->database);
	/* A failed first run leaves no trace of itself. */
	GStatBuf status;
	if (run->created && file && g_stat(file, &status) == 0 &&
	    status.st_size == 0)
		g_unlink(file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static gboolean open_database(Run *run, GError **error)
{
	g_autoptr(GError) failure = NULL;
	run->database = project_open_database(run->project, DATABASE_READ_WRITE,
					      &failure);
	if (run->database)
		return TRUE;
	if (!g_error_matches(failure, FAILURE, FAILURE_NOT_FOUND)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	run->created = TRUE;
	run->database =
		project_open_database(run->project, DATABASE_CREATE, error);
	return run->database != NULL;
}

static gboolean make_plan(Run *run, GError **error)
{
	g_clear_pointer(&run->plan, plan_free);
	g_clear_pointer(&run->state, state_free);
	run->version = database_version(run->database);
	Graph *graph = project_read_worktree_graph(run->project, error);
	run->state = graph ? state_read(graph, run->database, error) : NULL;
	if (!run->state ||
	    (!run->down && !state_require_sound(run->state, error)))
		return FALSE;
	g_autoptr(Target) target = targets_resolve(
		run->project, run->state->graph, run->options->word,
		(const char *const *)run->state->current->pdata, error);
	if (!target)
		return FALSE;
	const PlanOptions options = {
		.dialect = database_dialect(run->database),
		.down_from_files = run->options->down_from_files,
		.database = run->database,
	};
	run->plan =
		run->down ? plan_downgrade(run->state, target, &options, error)
			  : plan_upgrade(run->state, target, &options, error);
	return run->plan != NULL;
}

/* What was planned before the lock was taken holds only if nobody wrote
 * meanwhile. */
static gboolean lock_and_plan(Run *run, GError **error)
{
	if (!database_begin(run->database, error))
		return FALSE;
	gint64 version = database_version(run->database);
	return (version && version == run->version) || make_plan(run, error);
}

/* A section as the ledger keeps it: marker and text, so that it parses. */
static char *section_as_stored(const char *marker, const Section *section)
{
	if (!section)
		return NULL;
	const char *option = section->transaction ? "" : " transaction:false";
	return g_strdup_printf("-- migrate:%s%s\n%s", marker, option,
			       section->text);
}

LedgerEntry *apply_new_entry(const Revision *revision, const char *dialect,
			     const char *commit)
{
	LedgerEntry *entry = ledger_entry_new(revision->id);
	const char *slash = strrchr(revision->path, '/');
	entry->parents = revision_parents_text(revision);
	entry->name = g_strdup(slash ? slash + 1 : revision->path);
	entry->message = g_strdup(revision->message);
	entry->checksum = g_strdup(revision->checksum);
	entry->up_text =
		section_as_stored("up", revision_find_up(revision, dialect));
	entry->down_text = section_as_stored(
		"down", revision_find_down(revision, dialect));
	entry->commit = g_strdup(commit ? commit : "");
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	entry->applied_at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
	entry->tool_version = g_strdup(VERSION);
	return entry;
}

static gboolean record(Run *run, const Step *step, gint64 duration,
		       GError **error)
{
	if (step->down)
		return ledger_delete(run->database, step->revision->id, error);
	g_autoptr(LedgerEntry) entry = apply_new_entry(
		step->revision, database_dialect(run->database), run->commit);
	entry->duration = duration;
	return ledger_insert(run->database, entry, error);
}

static gboolean run_in_transaction(Run *run, const Step *step, GError **error)
{
	gint64 start = g_get_monotonic_time();
	return chain_run_section(run->database, step->path, step->section,
				 error) &&
	       record(run, step, g_get_monotonic_time() - start, error);
}

static gboolean mark_start(Run *run, const Step *step, GError **error)
{
	if (step->down)
		return ledger_mark(run->database, step->revision->id, TRUE,
				   error);
	g_autoptr(LedgerEntry) entry = apply_new_entry(
		step->revision, database_dialect(run->database), run->commit);
	entry->in_progress = TRUE;
	return ledger_insert(run->database, entry, error);
}

static gboolean mark_end(Run *run, const Step *step, GError **error)
{
	const char *id = step->revision->id;
	return step->down ? ledger_delete(run->database, id, error)
			  : ledger_mark(run->database, id, FALSE, error);
}

/* The ledger says before and after where the step is, so that one that was
 * cut off in the middle is known as such. */
static gboolean run_without_transaction(Run *run, const Step *step,
					GError **error)
{
	Database *database = run->database;
	return mark_start(run, step, error) &&
	       database_commit(database, error) &&
	       chain_run_section(database, step->path, step->section, error) &&
	       database_begin(database, error) && mark_end(run, step, error) &&
	       database_commit(database, error) &&
	       database_begin(database, error);
}

static gboolean run_step(Run *run, const Step *step, GError **error)
{
	return step->section->transaction
		       ? run_in_transaction(run, step, error)
		       : run_without_transaction(run, step, error);
}

static gboolean ran_outside(const Run *run, const Step *failed)
{
	for (guint i = 0; i < run->plan->steps->len; i++) {
		const Step *step = run->plan->steps->pdata[i];
		if (!step->section->transaction)
			return TRUE;
		if (step == failed)
			break;
	}
	return FALSE;
}

/* Whether the machine, not the SQL, is what failed; in SQLite's words. */
static gboolean is_of_machine(const char *message)
{
	static const char *const words[] = {
		"disk is full",
		"disk I/O error",
		"out of memory",
		"readonly database",
		"unable to open database file",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(message, words[i]))
			return TRUE;
	return FALSE;
}

/* What to do about SQL that failed. A table that is there already most often
 * means a database that was made before the tool came. */
static char *advise(const Run *run, const Step *step, const GError *failure)
{
	const char *id = step->revision->id;
	if (is_of_machine(failure->message))
		return g_strdup("nothing was changed; the file is not at "
				"fault: make room or mend the disk, and run "
				"the same command again");
	if (!step->section->transaction)
		return g_strdup_printf(
			"%s runs without a transaction: see what it left, "
			"finish or undo it by hand, then git migrate stamp %s",
			step->path, id);
	if (ran_outside(run, step))
		return g_strdup_printf("the steps before it hold; mend %s and "
				       "run the same command again",
				       step->path);
	if (!run->state->ledger->len && !step->down &&
	    strstr(failure->message, "already exists"))
		return g_strdup_printf(
			"nothing was changed; %s has tables but no ledger: if "
			"they are what revision %s makes, git migrate stamp %s",
			database_name(run->database), id, id);
	return g_strdup_printf("nothing was changed; mend %s and run the same "
			       "command again",
			       step->path);
}

static gboolean run_steps(Run *run, GError **error)
{
	const GPtrArray *steps = run->plan->steps;
	for (guint i = 0; i < steps->len; i++) {
		const Step *step = steps->pdata[i];
		if (run->options->progress)
			run->options->progress(step, i + 1, steps->len,
					       run->options->user_data);
		g_autoptr(GError) failure = NULL;
		if (run_step(run, step, &failure))
			continue;
		if (g_error_matches(failure, FAILURE, FAILURE_SQL)) {
			g_autofree char *hint = advise(run, step, failure);
			failure_replace_hint(failure, hint);
		}
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	return TRUE;
}

static gboolean run_locked(Run *run, GError **error)
{
	if (lock_and_plan(run, error) && ledger_create(run->database, error) &&
	    run_steps(run, error) && database_commit(run->database, error))
		return TRUE;
	database_rollback(run->database);
	return FALSE;
}

static gboolean run_all(Run *run, ApplyResult *result, GError **error)
{
	if (!open_database(run, error))
		return FALSE;
	result->database = g_strdup(database_name(run->database));
	if (!make_plan(run, error))
		return FALSE;
	if (!run->plan->steps->len)
		return TRUE;
	if (!run->options->discard_unknown &&
	    !drift_check(run->project, run->state, run->plan, run->database,
			 error))
		return FALSE;
	run->commit = repository_head(run->project->repository, NULL);
	if (!run_locked(run, error))
		return FALSE;
	result->steps = run->plan->steps->len;
	return TRUE;
}

gboolean apply_upgrade(const Project *project, const ApplyOptions *options,
		       ApplyResult *result, GError **error)
{
	g_auto(Run) run = {.project = project, .options = options};
	return run_all(&run, result, error);
}

gboolean apply_downgrade(const Project *project, const ApplyOptions *options,
			 ApplyResult *result, GError **error)
{
	g_auto(Run) run = {
		.project = project,
		.options = options,
		.down = TRUE,
	};
	return run_all(&run, result, error);
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
	if (!open_database(&run, error))
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
