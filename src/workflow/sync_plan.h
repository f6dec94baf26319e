/* The plan of a sync. */
#ifndef WORKFLOW_SYNC_PLAN_H
#define WORKFLOW_SYNC_PLAN_H

#include "internal.h"

/* What leads from the ledger to the revisions of the state's files. `kept`
 * (ids) are foreign or edited revisions to be left alone; when something that
 * has to go stands under one of them, the plan is empty and *held says so. */
Plan *sync_plan(const State *state, GHashTable *kept,
		const PlanOptions *options, char **held, GError **error);

#endif
