/* Rows that the schema after a step would refuse: found only when the step
 * was refused, for most are not. */
#ifndef WORKFLOW_REFUSED_H
#define WORKFLOW_REFUSED_H

#include "effect.h"
#include "workflow/discard.h"

/* The rows that a constraint of the schema after the step does not allow, as
 * sets to be moved aside before it. The caller unrefs the array. */
GPtrArray *refused_find(Database *database, const Effect *effect,
			GError **error);
/* Drops what refused_find() made, which the conditions of its sets name. */
gboolean refused_forget(Database *database, const Effect *effect,
			GError **error);

/* After the step: whether the foreign keys that it added hold. One that does
 * not is FAILURE_REFUSED. */
gboolean refused_check_references(Database *database, const Effect *effect,
				  GError **error);

/* Moves the rows aside, too, that refer to those of `sets`, and adds them. */
gboolean refused_keep_children(Database *database, const Effect *effect,
			       const DiscardStep *step, GPtrArray *sets,
			       GError **error);

#endif
