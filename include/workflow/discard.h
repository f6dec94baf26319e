/*
 * What a step of a run discards, found by its effect and not by its text: the
 * step is run on probe rows in a scratch database. A rename, or a rebuild,
 * which moves values and loses none, discards nothing.
 */
#ifndef WORKFLOW_DISCARD_H
#define WORKFLOW_DISCARD_H

#include "database/stash.h"

typedef struct Effect Effect;

/* What the steps of a run did to the stash. */
typedef struct DiscardCount {
	guint64 values; /* kept aside */
	guint64 rows;
	guint64 discarded;    /* rows that a constraint refused: let go */
	StashOutcome outcome; /* of what came back */
} DiscardCount;

typedef enum DiscardMode {
	DISCARD_STASH,	      /* keep all; refuse what cannot be kept (R8) */
	DISCARD_STASH_SOME,   /* keep what can be kept */
	DISCARD_STASH_VALUES, /* the same, but rows that a constraint refuses
			       * are FAILURE_CONSTRAINT, not moved aside */
	DISCARD_NOTHING	      /* let everything go, rows that a constraint
			       * refuses too */
} DiscardMode;

/* A step: the script, its revision, and its direction. */
typedef struct DiscardStep {
	const Script *script;
	const char *revision;
	gboolean down;
	const char *opposite; /* the text that will undo it, or NULL: what that
			       * text would overwrite is kept too */
	gint64 move_id;
} DiscardStep;

/* Whether a script writes values over others. */
gboolean discard_writes(const char *dialect, const char *text);

/* Whether there is anything to lose or to give back in a database, before the
 * first step of a run: a row of the user's, or a stash. */
gboolean discard_is_possible(Database *database, gboolean *possible,
			     GError **error);

/* Runs the step inside the open transaction, keeping what it discards before
 * it and giving back what its opposite discarded after it. */
gboolean discard_run(Database *database, const DiscardStep *step,
		     DiscardMode mode, DiscardCount *count, GError **error);

/* What the step would discard, as StashSets that are not kept; of those that
 * would be empty too. The caller unrefs the array. */
GPtrArray *discard_find(Database *database, const DiscardStep *step,
			GError **error);

/* " (2 values stashed); restored 412 of 415 values (3 rows were deleted
 * meanwhile)": what follows the line about a run; "" when there is nothing to
 * say. The caller owns it. */
char *discard_summarize(const DiscardCount *count);

/* "2 values", "3 rows", "2 values and 3 rows". The caller owns it. */
char *discard_describe(guint64 values, guint64 rows);

#endif
