/*
 * A plan: the steps that lead from what is applied to a target, found without
 * touching anything.
 */
#ifndef WORKFLOW_PLAN_H
#define WORKFLOW_PLAN_H

#include "workflow/state.h"

typedef struct Step {
	gboolean down;
	const Revision *revision; /* borrowed from the state's graph */
	Section *section;	  /* what is run: owned */
	char *path;		  /* the file it is said to stand in: owned */
	char *opposite;		  /* the text of its way back, owned; or NULL */
	LedgerEntry *entry; /* the row a step up is to have, owned; NULL: a new
			     * one */
} Step;

typedef struct Plan {
	GPtrArray *steps;     /* of Step, in the order to run them */
	GPtrArray *revisions; /* of Revision: those that no graph has */
} Plan;
void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

typedef struct PlanOptions {
	const char *dialect;
	gboolean down_from_files; /* take back an edited revision with the text
				   * its file has now, not as it was applied */
	Database *database;	  /* to read the texts of the ledger from; or
				   * NULL when nothing is applied */
	const Project *project;	  /* to look in Git for texts that the ledger
				   * has lost (R5); or NULL */
} PlanOptions;

/* Applies what `target` stands on and is not applied. The state must be
 * sound (state_require_sound). */
Plan *plan_upgrade(const State *state, const Target *target,
		   const PlanOptions *options, GError **error);

/* Takes back, last applied first, all that `target` does not stand on. A
 * target that is not applied is FAILURE_REFUSED; a revision without a down
 * section too, before anything is run (R7). The text that is run is the
 * ledger's (R5). */
Plan *plan_downgrade(const State *state, const Target *target,
		     const PlanOptions *options, GError **error);

/* The steps between two places of a graph without a database: for --sql with
 * a range. Up when `to` stands on `from`, down the other way round. */
Plan *plan_range(const Graph *graph, const Target *from, const Target *to,
		 const char *dialect, GError **error);

/* "Running upgrade 27c6a30d7c24 -> 1975ea83b712, add soft delete": Alembic's
 * line for a step. The caller owns it. */
char *step_describe(const Step *step);

/* The ids separated by ", ", as a Revises line has them. */
char *revision_parents_text(const Revision *revision);

#endif
