/* What is said of rows that a constraint refuses, when a run is not to move
 * them aside unasked. */
#ifndef WORKFLOW_REFUSAL_H
#define WORKFLOW_REFUSAL_H

#include "effect.h"
#include "workflow/discard.h"

/* Whether no row had to be moved aside; else it is FAILURE_CONSTRAINT, which
 * names the tables, the constraints and some rows. `sets` are those that keep
 * the rows; from `children` on their rows only refer to refused ones. */
gboolean refusal_check(Database *database, const DiscardStep *step,
		       const Effect *effect, const GPtrArray *sets,
		       guint children, GError **error);

#endif
