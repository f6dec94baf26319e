/* What the files of this room share and nobody else needs. */
#ifndef WORKFLOW_INTERNAL_H
#define WORKFLOW_INTERNAL_H

#include "workflow/state.h"

/* The ledger's row for a revision applied now. */
LedgerEntry *apply_new_entry(const Revision *revision, const char *dialect,
			     const char *commit);

#endif
