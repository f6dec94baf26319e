/*
 * Rehearsing: running revisions up, down and up again in a scratch database
 * and holding the schema of each stop against what it should be.
 */
#ifndef WORKFLOW_REHEARSE_H
#define WORKFLOW_REHEARSE_H

#include "workflow/compare.h"

/* Runs the text of a new revision file where the comparison starts, up and
 * down: up must build what the comparison leads to and down what it came
 * from. A failure is this program's own and says how the two differ. */
gboolean rehearse_revision(const Project *project, const Graph *graph,
			   const Comparison *comparison, const char *path,
			   const char *text, GError **error);

/* One finding of `verify`. */
typedef struct Rehearsal {
	const Revision *revision; /* borrowed from the graph */
	char *fault;		  /* NULL: up, down and up again hold */
} Rehearsal;

/* Rehearses the revisions that are in `wanted` (a set of ids; NULL for all) on
 * a scratch database, in order: an array of Rehearsal that the caller unrefs.
 * A revision whose up fails ends the run: those after it have no ground to
 * stand on. */
GPtrArray *rehearse_chain(const Project *project, const Graph *graph,
			  GHashTable *wanted, GError **error);

#endif
