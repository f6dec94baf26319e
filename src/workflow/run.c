#include "run.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/failure.h"
#include "base/progress.h"
#include "internal.h"
#include "workflow/chain.h"
#include "workflow/trust.h"

void run_clear(Run *run)
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

gboolean run_open(Run *run, GError **error)
{
	g_autoptr(GError) failure = NULL;
	run->database = project_open_database(
		run->project, DATABASE_READ_WRITE | run->flags, &failure);
	if (run->database)
		return TRUE;
	if (run->must_exist ||
	    !g_error_matches(failure, FAILURE, FAILURE_NOT_FOUND)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	run->created = TRUE;
	run->database = project_open_database(
		run->project, DATABASE_CREATE | run->flags, error);
	return run->database != NULL;
}

static gboolean make_plan(Run *run, GError **error)
{
	g_clear_pointer(&run->plan, plan_free);
	g_clear_pointer(&run->state, state_free);
	run->version = database_version(run->database);
	return run->make_plan(run, error);
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

/* The ledger's row of a step up: a new one, or that which it had before. */
static gboolean insert_entry(Run *run, const Step *step, gint64 duration,
			     gboolean in_progress, GError **error)
{
	g_autoptr(LedgerEntry) made =
		step->entry ? NULL
			    : apply_new_entry(step->revision,
					      database_dialect(run->database),
					      run->commit);
	LedgerEntry *entry = step->entry ? step->entry : made;
	entry->duration = duration;
	entry->in_progress = in_progress;
	return ledger_insert(run->database, entry, error);
}

/* A row that is to go is noted before, one that is to come after. */
static gboolean record(Run *run, const Step *step, gint64 duration,
		       GError **error)
{
	const char *id = step->revision->id;
	if (step->down)
		return moves_add(run->database, run->move_id, id, TRUE,
				 error) &&
		       ledger_delete(run->database, id, error);
	return insert_entry(run, step, duration, FALSE, error) &&
	       moves_add(run->database, run->move_id, id, FALSE, error);
}

static gboolean run_in_transaction(Run *run, const Step *step, GError **error)
{
	gint64 start = g_get_monotonic_time();
	const Script script = {
		.text = step->section->text,
		.path = step->path,
		.first_line = step->section->first_line,
	};
	const DiscardStep discard = {
		.script = &script,
		.revision = step->revision->id,
		.down = step->down,
		.opposite = step->opposite,
		.move_id = run->move_id,
	};
	gboolean done =
		run->may_discard
			? database_check_script(database_dialect(run->database),
						&script, error) &&
				  discard_run(run->database, &discard,
					      run->mode, &run->count, error)
			: chain_run_section(run->database, step->path,
					    step->section, error);
	return done && record(run, step, g_get_monotonic_time() - start, error);
}

static gboolean mark_start(Run *run, const Step *step, GError **error)
{
	const char *id = step->revision->id;
	if (!step->down)
		return insert_entry(run, step, 0, TRUE, error) &&
		       moves_add(run->database, run->move_id, id, FALSE, error);
	return moves_add(run->database, run->move_id, id, TRUE, error) &&
	       ledger_mark(run->database, id, TRUE, error);
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
	if (strstr(failure->message, STASH_TABLE))
		return g_strdup_printf(
			"nothing was changed; the stash in %s was altered by "
			"hand: see git migrate stash list, and let go of what "
			"cannot be mended with git migrate stash drop",
			database_name(run->database));
	if (run->flags & DATABASE_SANDBOX &&
	    strstr(failure->message, "too big"))
		return g_strdup("nothing was changed; a hook does not handle "
				"values of this size: git migrate sync, run by "
				"hand, does");
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
		if (run->progress)
			run->progress(step, i + 1, steps->len, run->user_data);
		g_autofree char *line = step_describe(step);
		g_autoptr(Progress) progress = progress_start();
		progress_say(progress, line, i + 1, steps->len);
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

/* A step outside the transaction may stand alone: there is nothing then that
 * must hold together with it. */
static gboolean check_transaction(const Run *run, GError **error)
{
	const GPtrArray *steps = run->plan->steps;
	for (guint i = 0;
	     run->one_transaction && steps->len > 1 && i < steps->len; i++) {
		const Step *step = steps->pdata[i];
		if (step->section->transaction)
			continue;
		g_autofree char *hint = g_strdup_printf(
			"git migrate %s, which makes each step by itself",
			step->down ? "downgrade" : "upgrade");
		failure_set(error, FAILURE_REFUSED, hint,
			    "%s cannot be part of a transaction, and the %u "
			    "steps of this sync are one",
			    step->path, steps->len);
		return FALSE;
	}
	return TRUE;
}

/* Whether nothing that is there can go or change by a step, nor by its way
 * back. */
static gboolean is_harmless(const Step *step, const char *dialect)
{
	g_autoptr(ScriptScan) scan =
		database_scan_script(dialect, step->section->text);
	return scan->only_adds &&
	       (!step->opposite || !discard_writes(dialect, step->opposite));
}

/* Whether the stash has anything to do with this run. */
static gboolean look_for_values(Run *run, GError **error)
{
	gboolean harmless = TRUE;
	for (guint i = 0; harmless && i < run->plan->steps->len; i++)
		harmless = is_harmless(run->plan->steps->pdata[i],
				       database_dialect(run->database));
	return harmless ? stash_exists(run->database, &run->may_discard, error)
			: discard_is_possible(run->database, &run->may_discard,
					      error);
}

static gboolean run_locked(Run *run, GError **error)
{
	if (lock_and_plan(run, error) && check_transaction(run, error) &&
	    ledger_create(run->database, error) &&
	    moves_create(run->database, error) &&
	    moves_start(run->database, &run->move_id, error) &&
	    stash_watch_all(run->database, FALSE, error) &&
	    look_for_values(run, error) && run_steps(run, error) &&
	    (!run->finish || run->finish(run, error)) &&
	    stash_watch_all(run->database, TRUE, error) &&
	    database_commit(run->database, error))
		return TRUE;
	database_rollback(run->database);
	return FALSE;
}

gboolean run_all(Run *run, GError **error)
{
	if ((!run->database && !run_open(run, error)) || !make_plan(run, error))
		return FALSE;
	if (!run->plan->steps->len || run->plan_only)
		return TRUE;
	if (run->check && !run->check(run, error))
		return FALSE;
	run->commit = repository_head(run->project->repository, NULL);
	if (!run_locked(run, error))
		return FALSE;
	/* Forgetting it only makes hooks ask again. */
	trust_record_steps(run->project, run->plan->steps, NULL);
	return TRUE;
}
