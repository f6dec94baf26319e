/*
 * A run: what every verb that moves a database shares. It opens the database,
 * plans, takes the lock, plans again if somebody wrote meanwhile (R26), makes
 * all steps with their rows in the ledger and their stash in one transaction
 * (R55), and commits.
 */
#ifndef WORKFLOW_RUN_H
#define WORKFLOW_RUN_H

#include "database/moves.h"
#include "workflow/apply.h"
#include "workflow/discard.h"

typedef struct Run Run;

/* Sets run->state and run->plan from run->database. */
typedef gboolean (*RunPlan)(Run *run, GError **error);
/* Something of the verb's own at a point of the run; may be NULL. */
typedef gboolean (*RunHook)(Run *run, GError **error);

struct Run {
	const Project *project;
	RunPlan make_plan;
	RunHook check;	/* after the first plan that has steps */
	RunHook finish; /* in the transaction, after the last step */
	gconstpointer verb;
	ApplyProgress progress; /* or NULL */
	gpointer user_data;
	DiscardMode mode;
	DatabaseFlags flags;	  /* DATABASE_SANDBOX or none */
	gboolean must_exist;	  /* an absent database is an error */
	gboolean one_transaction; /* refuse steps that are outside of it */
	gboolean plan_only;

	Database *database;
	gboolean created; /* the file was not there before */
	gint64 version;	  /* of the database when the state was read */
	State *state;
	Plan *plan;
	char *commit;
	gint64 move_id;
	gboolean may_discard; /* there is something to lose or to give back */
	DiscardCount count;
};
void run_clear(Run *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* Opens the database, made when it is absent unless must_exist says no. */
gboolean run_open(Run *run, GError **error);
/* Opens, plans and makes the steps of the plan, if it has any. */
gboolean run_all(Run *run, GError **error);

#endif
