/*
 * Finding renames: which dropped thing is an added thing under another name.
 *
 * A candidate is a pair of a dropped and an added column of one table, or of
 * a dropped and an added table. Its score is made of what the schemas say
 * (same definition, similar names, place) and of evidence from outside: the
 * line of the model file that became another line.
 *
 * A wrong rename that is taken is worse than a question, so that a column is
 * only certain when all speaks for it: the definition and its part in keys are
 * the same, the names are of one thing, and
 *   - its line replaced the other;
 *   - or they stand in one hunk, and the names are close, or are similar
 *     with no other column meant and the same place in the table;
 *   - or nothing is known of lines, the names are close, no other column
 *     could be meant, and the place is the same.
 * Close names differ by a slip, a plural or an underscore, similar ones are
 * within each other ("created", "created_at"), kin have a noun in common
 * ("full_name", "display_name"). "first_name" and "last_name" are neither:
 * they stand beside each other. A column whose name in the database changed
 * while its line stayed needs no name that is alike.
 * A table is certain when four fifths of the columns of the two are the same,
 * no other table could be meant, and either its line stayed, or replaced the
 * other (with three columns the same, or a name that is alike), or the
 * names are close, or they are similar and all columns the same (or both
 * stand in one hunk), three of them at least. What has only some
 * of this is likely; two that are certain of one thing are both only likely.
 */
#ifndef SCHEMA_RENAME_H
#define SCHEMA_RENAME_H

#include "schema/diff.h"

/* How certain a candidate is, 0 to 100. */
#define RENAME_CERTAIN 80 /* taken without asking */
#define RENAME_LIKELY 40  /* worth a question */

typedef struct RenameCandidate {
	const Table *old_table;
	const Table *new_table;
	const Column *old_column; /* NULL: the table itself */
	const Column *new_column;
	unsigned score;
} RenameCandidate;

/* Whether the old definition's lines became the new one's in the history of
 * the model files: at least RENAME_EVIDENCE_NONE, see below. */
typedef enum RenameEvidence {
	RENAME_EVIDENCE_NONE,	  /* nothing known, or a different place */
	RENAME_EVIDENCE_HUNK,	  /* removed and added in one hunk */
	RENAME_EVIDENCE_REPLACED, /* the one line replaced the other */
	RENAME_EVIDENCE_KEPT	  /* the line is the same: what it declares got
				   * another name further down */
} RenameEvidence;

/* What is known of two places; only asked for places that have a path. */
typedef RenameEvidence (*RenameEvidenceFunction)(const Origin *old_origin,
						 const Origin *new_origin,
						 gpointer user_data);

/* The candidates of at least RENAME_LIKELY, best first; each old and each new
 * thing occurs at most once. `evidence` may be NULL. `known` are the renames
 * that are decided already (a column of a renamed table is compared with the
 * columns of the old one); may be NULL. The caller unrefs the array. */
GPtrArray *schema_find_renames(const Schema *from, const Schema *to,
			       const Renames *known,
			       RenameEvidenceFunction evidence,
			       gpointer user_data);

#endif
