/*
 * The stash by hand: looking at the values that runs have kept aside, putting
 * them back where they were, and letting them go.
 */
#ifndef WORKFLOW_KEPT_H
#define WORKFLOW_KEPT_H

#include "workflow/discard.h"
#include "workflow/project.h"

/* All sets, oldest first: an array of StashSet that the caller unrefs. An
 * absent database has none. */
GPtrArray *kept_list(const Project *project, GError **error);

/* A set and at most `limit` of its rows (see stash_read()), which the caller
 * unrefs. */
StashSet *kept_read(const Project *project, gint64 id, guint limit,
		    GPtrArray **rows, GError **error);

/* Puts the values of a set, or with id 0 of all, where they were, as far as
 * that is there; what cannot go back stays. FAILURE_REFUSED when the place of
 * the one set is not there. */
gboolean kept_restore(const Project *project, gint64 id, StashOutcome *outcome,
		      GError **error);

/* Drops a set, or with id 0 all. */
gboolean kept_drop(const Project *project, gint64 id, guint *dropped,
		   GError **error);

#endif
