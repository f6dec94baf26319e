/*
 * Sync: making the database what the migrations of HEAD say, without losing a
 * value (design invariants 5 and 6).
 *
 * The plan is (ledger, tree of HEAD): what HEAD has not is taken back in the
 * reverse order of applying, by the text that was applied; then what is
 * pending is applied. A revision that HEAD has with another text is taken back
 * and applied anew, and so is what stands on one that goes or comes. All in
 * one transaction; values that a step discards are stashed in it, and come
 * back in the step that makes their place again.
 */
#ifndef WORKFLOW_SYNC_H
#define WORKFLOW_SYNC_H

#include "workflow/apply.h"

typedef struct SyncOptions {
	gboolean dry_run;   /* plan only */
	gboolean take_back; /* even all of it, where HEAD lost its migrations:
			     * see workflow/lost.h */
	gboolean from_hook; /* leave alone what the working tree has and HEAD
			     * has not (R12), run in the sandbox (R80) and only
			     * what is known (R79); never make a database that
			     * is absent */
} SyncOptions;

typedef struct SyncResult {
	char *database;	     /* its name */
	GPtrArray *reverted; /* of char *: slugs of revisions, in order */
	GPtrArray *applied;
	guint64 stashed;    /* values and rows kept aside */
	guint64 restored;   /* values and rows that came back */
	guint64 gone;	    /* rows that were deleted meanwhile */
	DiscardCount count; /* the same in full */
	char *held;    /* why something was not done though it was to be, in
			* words with the next command; or NULL */
	char *warning; /* what else the user should know, or NULL */
} SyncResult;
void sync_result_clear(SyncResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SyncResult, sync_result_clear)

/* Does it. Nothing to do is done too: both arrays are then empty. On failure
 * the database stands where it stood. */
gboolean sync_run(const Project *project, const SyncOptions *options,
		  SyncResult *result, GError **error);

/* Reverses the last run that moved the database: the steps in reverse order,
 * each the other way, the values with them. That is a run too, so that doing
 * it twice is as not doing it. */
gboolean sync_undo(const Project *project, const SyncOptions *options,
		   SyncResult *result, GError **error);

/* "database.db: -add_tags +soft_delete (2 values stashed)"; NULL when nothing
 * was changed. The caller owns it. */
char *sync_summarize(const SyncResult *result);

/* Whether a database is not what a commit of HEAD's ("" when it is unborn)
 * says, as cheaply as it can be told: reads the ledger and the commit's tree.
 * Both are given, so that all that is read is of the same state. */
gboolean sync_is_needed(const Project *project, Database *database,
			const char *commit, gboolean *needed, GError **error);

#endif
