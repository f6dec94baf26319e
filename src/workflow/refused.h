/* Rows that the schema after a step would refuse: found only when the step
 * was refused, for most are not. */
#ifndef WORKFLOW_REFUSED_H
#define WORKFLOW_REFUSED_H

#include "trial.h"
#include "workflow/discard.h"

/* The rows that a trial found to be refused, or to return, as sets to be moved
 * aside before the step. Their conditions name lists that are gone when the
 * database is rolled back. The caller unrefs the array. */
GPtrArray *refused_find(Trial *trial, Database *database, gboolean returning,
			GError **error);

/* After the step, when all has come back: whether the foreign keys that it
 * added hold. *again says that rows were added to the trial for which one does
 * not; one that cannot be helped is FAILURE_REFUSED. */
gboolean refused_check_references(Trial *trial, Database *database,
				  gboolean *again, GError **error);

/* Moves the rows aside, too, that refer to those of `sets`, and adds them. */
gboolean refused_keep_children(Database *database, const Effect *effect,
			       const DiscardStep *step, GPtrArray *sets,
			       GError **error);

#endif
