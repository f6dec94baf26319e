/*
 * Rehearsing: running revisions up, down and up again in a scratch schema
 * and holding the schema of each stop against what it should be.
 */
#ifndef WORKFLOW_REHEARSE_H
#define WORKFLOW_REHEARSE_H

#include "workflow/compare.h"

/* Where a new revision is rehearsed: a scratch schema, of the tables it is
 * about where that is enough. Must not outlive the comparison. */
typedef struct Stage Stage;
void stage_free(Stage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stage, stage_free)

/* Runs the way up of a new revision where the comparison starts; it must build
 * what the comparison leads to. *after is the whole schema as it came to be:
 * equal, but for the order of its columns. The stage and the schema are the
 * caller's. A failure is this program's own and says what differs. */
Stage *rehearse_up(const Project *project, const Graph *graph,
		   const Comparison *comparison, const char *up, Schema **after,
		   GError **error);

/* Runs the way down on that stage; it must build what the comparison started
 * from. */
gboolean rehearse_down(Stage *stage, const char *down, GError **error);

/* Runs the way up of a new revision once more, after the revisions that it will
 * stand on: where the comparison started elsewhere it may not fit there. */
gboolean rehearse_on_chain(const Project *project, const Graph *graph,
			   const char *up, GError **error);

/* One finding of `verify`. */
typedef struct Rehearsal {
	const Revision *revision; /* borrowed from the graph */
	char *fault;		  /* NULL: up, down and up again hold */
} Rehearsal;

/* Rehearses the revisions that are in `wanted` (a set of ids; NULL for all) on
 * a scratch schema, in order: an array of Rehearsal that the caller unrefs.
 * A revision whose up fails ends the run: those after it have no ground to
 * stand on. */
GPtrArray *rehearse_chain(const Project *project, const Graph *graph,
			  GHashTable *wanted, GError **error);

#endif
