#include "workflow/discard.h"

#include <string.h>

#include "base/failure.h"
#include "discard_parts.h"
#include "refusal.h"
#include "refused.h"

static gboolean refuse_set(const DiscardStep *step, const StashSet *set,
			   GError **error)
{
	g_autofree char *values = g_strjoinv(", ", (char **)set->values->pdata);
	failure_set(error, FAILURE_REFUSED,
		    "give the table a primary key that is never NULL; to go on "
		    "without these "
		    "values: git -c migrate.sync=force migrate sync",
		    "%s would discard values of %s (%s), which cannot be "
		    "stashed: no key of the rows outlives the step",
		    step->script->path, set->table, values);
	return FALSE;
}

/* What stands for a text, however its lines end. */
static char *mark_text(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\r", -1);
	g_autofree char *joined = g_strjoinv("", lines);
	return text ? g_compute_checksum_for_string(G_CHECKSUM_SHA1,
						    g_strstrip(joined), -1)
		    : g_strdup("");
}

/* The sets that come back with a step, oldest first. */
static GPtrArray *find_back(Database *database, const DiscardStep *step,
			    GError **error)
{
	GPtrArray *back =
		stash_find(database, step->revision, !step->down, error);
	g_autofree char *mark = mark_text(step->script->text);
	for (guint i = 0; back && i < back->len; i++) {
		StashSet *set = back->pdata[i];
		set->is_edited =
			*set->opposite && !g_str_equal(set->opposite, mark);
	}
	return back;
}

static gboolean keep_set(Database *database, const DiscardStep *step,
			 DiscardMode mode, StashSet *set, GError **error)
{
	g_free(set->revision);
	set->revision = g_strdup(step->revision);
	set->down = step->down;
	set->move_id = step->move_id;
	g_free(set->opposite);
	set->opposite = mark_text(step->opposite);
	if (set->keys->len)
		return stash_keep(database, set, error);
	gboolean any = FALSE;
	if (!database_has_rows(database, set->table, &any, error))
		return FALSE;
	if (!any || mode != DISCARD_STASH)
		return TRUE;
	g_ptr_array_add(set->values, NULL);
	return refuse_set(step, set, error);
}

static gboolean keep_sets(Database *database, const DiscardStep *step,
			  DiscardMode mode, const GPtrArray *sets,
			  GError **error)
{
	for (guint i = 0; i < sets->len; i++)
		if (!keep_set(database, step, mode, sets->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* A row that goes as a whole is kept once. */
static gboolean keep_once(Database *database, const GPtrArray *sets,
			  GError **error)
{
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *rows = sets->pdata[i];
		for (guint j = 0; rows->kind == STASH_ROWS && j < sets->len;
		     j++) {
			StashSet *set = sets->pdata[j];
			if (set->kind != STASH_ROWS_OF_TABLE &&
			    (set->kind != STASH_ROWS || j < i) &&
			    !stash_leave_rows(database, set, rows, error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean settle_sets(Database *database, const GPtrArray *sets,
			    DiscardCount *count, GError **error)
{
	for (guint i = 0; i < sets->len; i++)
		if (!stash_settle(database, sets->pdata[i], error))
			return FALSE;
	if (!keep_once(database, sets, error))
		return FALSE;
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (!set->id)
			continue;
		if (set->kind == STASH_COLUMNS || set->kind == STASH_ECHO)
			count->values += set->kept;
		else
			count->rows += set->kept;
	}
	return TRUE;
}

/* One way to make a step, taken back when it shows that other rows must be
 * moved aside before it. */
typedef struct Attempt {
	Database *database;
	const DiscardStep *step;
	DiscardMode mode;
	GPtrArray *sets; /* what the step discards */
	ScriptScan *scan;
	Trial *trial;
	DiscardCount count;
	gboolean again; /* other rows must be moved */
} Attempt;

static gboolean keep_listed(Attempt *attempt, const GPtrArray *sets,
			    GError **error)
{
	return keep_sets(attempt->database, attempt->step, attempt->mode, sets,
			 error);
}

/* Rows that return have their place again; what could not be put there stays
 * as what was refused. */
static gboolean return_rows(Attempt *attempt, const GPtrArray *returning,
			    GError **error)
{
	const Effect *effect = trial_effect(attempt->trial);
	for (guint i = 0; i < effect->tables->len; i++)
		if (!trial_return(attempt->trial, attempt->database, i, error))
			return FALSE;
	for (guint i = 0; i < returning->len; i++) {
		StashSet *set = returning->pdata[i];
		set->move = FALSE;
	}
	return TRUE;
}

/* Rows that had to be moved aside, where nobody said that they may be. The
 * first `children` of `moved` are refused themselves. */
static gboolean judge_moved(const Attempt *attempt, const GPtrArray *moved,
			    guint children, const GPtrArray *returning,
			    GError **error)
{
	g_autoptr(GPtrArray) refused = g_ptr_array_new();
	for (guint i = 0; i < children; i++)
		g_ptr_array_add(refused, moved->pdata[i]);
	for (guint i = 0; i < returning->len; i++)
		g_ptr_array_add(refused, returning->pdata[i]);
	guint own = refused->len;
	for (guint i = children; i < moved->len; i++)
		g_ptr_array_add(refused, moved->pdata[i]);
	return refusal_check(attempt->database, attempt->step,
			     trial_effect(attempt->trial), refused, own, error);
}

/* What was moved aside to make room is not wanted. */
static gboolean drop_kept(Attempt *attempt, const GPtrArray *sets,
			  GError **error)
{
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (set->id && !stash_drop(attempt->database, set->id, error))
			return FALSE;
	}
	attempt->count.discarded = attempt->count.rows;
	attempt->count.rows = 0;
	return TRUE;
}

/* The step with all that goes before and after it. */
static gboolean make_attempt(Attempt *attempt, GError **error)
{
	Database *database = attempt->database;
	const DiscardStep *step = attempt->step;
	const Effect *effect = trial_effect(attempt->trial);
	g_autoptr(GPtrArray) back = find_back(database, step, error);
	if (!back || !stash_prepare(database, back, error) ||
	    !keep_listed(attempt, attempt->sets, error))
		return FALSE;
	g_autoptr(GPtrArray) moved =
		refused_find(attempt->trial, database, FALSE, error);
	g_autoptr(GPtrArray) returning =
		moved ? refused_find(attempt->trial, database, TRUE, error)
		      : NULL;
	guint children = moved ? moved->len : 0;
	if (!returning || !keep_listed(attempt, moved, error) ||
	    !keep_listed(attempt, returning, error) ||
	    !refused_keep_children(database, effect, step, moved, error) ||
	    !database_run(database, step->script, error) ||
	    !return_rows(attempt, returning, error))
		return FALSE;
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_ptr_array_extend(all, attempt->sets, NULL, NULL);
	g_ptr_array_extend(all, moved, NULL, NULL);
	g_ptr_array_extend(all, returning, NULL, NULL);
	if (!settle_sets(database, all, &attempt->count, error) ||
	    !stash_restore(database, back, &attempt->count.outcome, error))
		return FALSE;
	if (!refused_check_references(attempt->trial, database, &attempt->again,
				      error)) {
		g_prefix_error(error, "%s: ", step->script->path);
		return FALSE;
	}
	if (attempt->again)
		return TRUE;
	if (attempt->mode == DISCARD_NOTHING)
		return drop_kept(attempt, all, error);
	return attempt->mode != DISCARD_STASH_VALUES ||
	       judge_moved(attempt, moved, children, returning, error);
}

#define SAVEPOINT "git_migrate_step"

static gboolean go_back(Database *database, GError **error)
{
	return database_execute(database, "ROLLBACK TO " SAVEPOINT, NULL, 0,
				error);
}

/* Whether a row is what was refused; in SQLite's words. */
static gboolean is_of_row(const GError *failure)
{
	return !g_error_matches(failure, FAILURE, FAILURE_CONSTRAINT) &&
	       (strstr(failure->message, "constraint failed") ||
		strstr(failure->message, "cannot store "));
}

/* Finds the rows that the step was refused for. FALSE when there are none, and
 * the failure stands. */
static gboolean try_step(Attempt *attempt)
{
	const DiscardStep *step = attempt->step;
	guint64 before = trial_count_all(attempt->trial);
	g_autoptr(GPtrArray) back = find_back(attempt->database, step, NULL);
	return back && stash_prepare(attempt->database, back, NULL) &&
	       trial_run(attempt->trial, attempt->database, step->script,
			 attempt->scan, back, NULL) &&
	       trial_count_all(attempt->trial) > before;
}

/* Every attempt but the last finds rows that those before it did not. */
static gboolean attempt_until_done(Attempt *attempt, GError **error)
{
	Database *database = attempt->database;
	gboolean done = FALSE;
	if (!database_execute(database, "SAVEPOINT " SAVEPOINT, NULL, 0, error))
		return FALSE;
	while (!done) {
		GError *failure = NULL;
		attempt->again = FALSE;
		attempt->count = (DiscardCount){0};
		gboolean made = make_attempt(attempt, &failure);
		done = made && !attempt->again;
		if (done)
			break;
		if (!go_back(database, made ? error : NULL) ||
		    (!made && (!is_of_row(failure) || !try_step(attempt)))) {
			if (made)
				return FALSE;
			g_propagate_error(error, failure);
			return FALSE;
		}
		g_clear_error(&failure);
	}
	return database_execute(database, "RELEASE " SAVEPOINT, NULL, 0, error);
}

static void add_counts(DiscardCount *count, const DiscardCount *more)
{
	StashOutcome *outcome = &count->outcome;
	count->values += more->values;
	count->rows += more->rows;
	count->discarded += more->discarded;
	outcome->values += more->outcome.values;
	outcome->rows += more->outcome.rows;
	outcome->of_values += more->outcome.of_values;
	outcome->of_rows += more->outcome.of_rows;
	outcome->deleted += more->outcome.deleted;
	outcome->changed += more->outcome.changed;
	outcome->held += more->outcome.held;
}

/* A step that discards nothing. */
static gboolean run_plainly(Database *database, const DiscardStep *step,
			    DiscardCount *count, GError **error)
{
	g_autoptr(GPtrArray) back = find_back(database, step, error);
	return back && stash_prepare(database, back, error) &&
	       database_run(database, step->script, error) &&
	       stash_restore(database, back, &count->outcome, error);
}

gboolean discard_run(Database *database, const DiscardStep *step,
		     DiscardMode mode, DiscardCount *count, GError **error)
{
	g_autoptr(ScriptScan) scan = NULL;
	g_autoptr(Effect) effect = NULL;
	g_autoptr(GPtrArray) sets =
		discard_find_sets(database, step, &scan, &effect, error);
	if (!sets)
		return FALSE;
	if (!effect)
		return run_plainly(database, step, count, error);
	if (mode == DISCARD_NOTHING)
		g_ptr_array_set_size(sets, 0);
	g_autoptr(Trial) trial = trial_new(effect);
	Attempt attempt = {
		.database = database,
		.step = step,
		.mode = mode,
		.sets = sets,
		.scan = scan,
		.trial = trial,
	};
	if (!attempt_until_done(&attempt, error))
		return FALSE;
	add_counts(count, &attempt.count);
	return TRUE;
}

gboolean discard_is_possible(Database *database, gboolean *possible,
			     GError **error)
{
	return stash_exists(database, possible, error) &&
	       (*possible ||
		database_has_rows(database, NULL, possible, error));
}
