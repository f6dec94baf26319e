/*
 * Where everything stands: HEAD's migrations, those of the working tree, the
 * database, and what the models have over the migrations.
 */
#ifndef WORKFLOW_STATUS_H
#define WORKFLOW_STATUS_H

#include "workflow/compare.h"
#include "workflow/state.h"

typedef struct Status {
	char *branch;		/* or NULL: detached */
	char *head;		/* HEAD's commit, or NULL: unborn */
	char *database;		/* its name; NULL when it is absent */
	State *state;		/* the database against the working tree */
	Graph *committed;	/* HEAD's migrations */
	GPtrArray *uncommitted; /* Revisions of the working tree that HEAD has
				 * not, or has otherwise; borrowed from state */
	gboolean follows_head;	/* the ledger is what HEAD's tree says */
	GError *lost;		/* why a sync is refused: workflow/lost.h; or
				 * NULL */
	Comparison *models;	/* or NULL when they could not be compared */
	GError *models_error;	/* why, or NULL */
} Status;
void status_free(Status *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Status, status_free)

/* Failing to compare the models is part of the answer, not a failure. Without
 * `with_models` they are not read. */
Status *status_read(const Project *project, gboolean with_models,
		    GError **error);

#endif
