/* What the files of discarding share. */
#ifndef WORKFLOW_DISCARD_PARTS_H
#define WORKFLOW_DISCARD_PARTS_H

#include "effect.h"
#include "workflow/discard.h"

/* The sets a step discards, with what was found out on the way; *effect is
 * NULL when the step need not be looked at. The caller owns all three. */
GPtrArray *discard_find_sets(Database *database, const DiscardStep *step,
			     ScriptScan **found, Effect **effect,
			     GError **error);

#endif
