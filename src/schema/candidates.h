/*
 * The candidates of a search for renames, while they are gathered. Inside of
 * the room; see schema/rename.h.
 */
#ifndef SCHEMA_CANDIDATES_H
#define SCHEMA_CANDIDATES_H

#include "internal.h"
#include "schema/rename.h"

typedef struct Candidates {
	const Schema *from;
	const Schema *to;
	const Renames *known;
	RenameEvidenceFunction evidence;
	gpointer user_data;
	GPtrArray *found; /* of RenameCandidate, several of one thing yet */
} Candidates;

RenameCandidate *candidates_add(Candidates *candidates, unsigned score);
RenameEvidence candidates_evidence(const Candidates *candidates,
				   const Origin *old, const Origin *new);
/* A score that is certain or likely, the higher the more speaks for it;
 * `bonus` up to 5. */
unsigned candidates_score(gboolean certain, Likeness likeness,
			  RenameEvidence evidence, unsigned bonus);

void candidates_find_tables(Candidates *candidates);
void candidates_find_columns(Candidates *candidates, const Table *old_table,
			     const Table *new_table);

#endif
