/*
 * What a hook does: decides whether this is the moment, and syncs.
 *
 * A hook is a trigger only. What it is told (which commit was left, which was
 * reached) never decides what runs; that are the ledger and HEAD (R1). In the
 * middle of a rebase, of `git am` or of a series of picks it waits for the
 * hook that ends them (R9), and whatever end no hook sees is caught by the
 * next one, or by `git migrate status` (R10).
 */
#ifndef WORKFLOW_TRIGGER_H
#define WORKFLOW_TRIGGER_H

#include "repository/operation.h"
#include "workflow/sync.h"

/* migrate.sync: what hooks do by themselves. */
typedef enum TriggerMode {
	TRIGGER_OFF,	/* nothing: what an unset key means (R79) */
	TRIGGER_STATUS, /* say that the database is not what HEAD says */
	TRIGGER_ASK,	/* say also what a sync would do */
	TRIGGER_AUTO	/* sync */
} TriggerMode;

typedef struct TriggerResult {
	TriggerMode mode;
	unsigned deferred; /* what was waited for, of OperationKind; 0: none */
	gboolean looked;   /* the database was compared with HEAD … */
	gboolean needed;   /* … and differs; FALSE again once it is synced */
	gboolean moved;	   /* HEAD was moved meanwhile: look again (R26) */
	SyncResult sync;   /* what was done, or with TRIGGER_ASK would be */
} TriggerResult;
void trigger_result_clear(TriggerResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TriggerResult, trigger_result_clear)

/* Whether a hook with these arguments has anything to do at all; costs
 * nothing. A checkout of single files has not (R14), nor has a hook within
 * our own run (R18) or under GIT_MIGRATE_SKIP. Marks the environment, so that
 * hooks of what we start know it. */
gboolean trigger_is_due(const char *hook, char **arguments);

/* What the hook does in `repository`, which is taken over, on failure too.
 * `options` may hold a progress; the rest is set here.
 * Without a working tree, without a database or with one that has no ledger
 * it is nothing. On failure the database stands where it stood. */
gboolean trigger_run(Repository *repository, const char *hook, char **arguments,
		     const SyncOptions *options, TriggerResult *result,
		     GError **error);

/* What a hook waited for and has not yet caught up with: "a rebase"; NULL when
 * there is nothing. The caller owns it. */
char *trigger_read_deferred(Repository *repository);

/* migrate.hookTimeout in seconds, and migrate.hookStrict. */
unsigned trigger_timeout(Repository *repository);
gboolean trigger_is_strict(Repository *repository);

#endif
