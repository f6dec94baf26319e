/* What the files of this room share and nobody else needs. */
#ifndef WORKFLOW_INTERNAL_H
#define WORKFLOW_INTERNAL_H

#include "workflow/plan.h"
#include "workflow/state.h"

/* Refuses a plan that would drop values of columns that no migration made;
 * see drift.c. */
gboolean drift_check(const Project *project, const State *state,
		     const Plan *plan, Database *database, GError **error);

/* The ledger's row for a revision applied now. */
LedgerEntry *apply_new_entry(const Revision *revision, const char *dialect,
			     const char *commit);

/* A copy of what models declare without the parts of incomplete tables that
 * may name columns that were not read, and without tables of no column. */
Schema *incomplete_make_whole(const Schema *schema);

/* Fills the origins of what a script declares; see script_origins.c. */
void script_find_origins(Schema *schema, const char *path, const char *text);

#endif
