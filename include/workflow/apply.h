/*
 * Applying: the verbs that change a database. Each takes the database's lock,
 * plans again if somebody else changed the ledger meanwhile, and makes all
 * steps and their ledger rows in one transaction (R55, R26).
 */
#ifndef WORKFLOW_APPLY_H
#define WORKFLOW_APPLY_H

#include "workflow/discard.h"
#include "workflow/plan.h"

/* Told of each step before it is run. */
typedef void (*ApplyProgress)(const Step *step, guint number, guint count,
			      gpointer user_data);

typedef struct ApplyOptions {
	const char *word;	  /* the target, see workflow/targets.h */
	gboolean down_from_files; /* see PlanOptions */
	gboolean discard_unknown; /* drop what no migration made */
	gboolean stash;		/* an upgrade moves rows aside that a constraint
				   refuses; else they are FAILURE_CONSTRAINT */
	gboolean discard;	/* keep nothing of what the steps discard */
	ApplyProgress progress; /* or NULL */
	gpointer user_data;
} ApplyOptions;

typedef struct ApplyResult {
	guint steps;	    /* how many were made; 0: there was nothing to do */
	char *database;	    /* its name, for messages */
	DiscardCount count; /* what was kept aside and what came back */
	gint64 move_id;	    /* by which the stash knows what was kept */
} ApplyResult;
void apply_result_clear(ApplyResult *result);

/* Applies what the target stands on and is not applied; the database is made
 * when it is absent. Takes back all that the target does not stand on. Fill
 * `result` as far as they came, also on failure; the caller clears it. */
gboolean apply_upgrade(const Project *project, const ApplyOptions *options,
		       ApplyResult *result, GError **error);
gboolean apply_downgrade(const Project *project, const ApplyOptions *options,
			 ApplyResult *result, GError **error);

/* Drops what the steps of a run have kept aside. */
gboolean apply_drop_stash(const Project *project, gint64 move_id,
			  GError **error);

/* Sets the ledger to the word's revision and all it stands on, running
 * nothing; result->steps counts the rows added and removed. */
gboolean apply_stamp(const Project *project, const char *word,
		     ApplyResult *result, GError **error);

/* The SQL that an upgrade or downgrade would run, ledger statements included,
 * as one script for the engine's own shell. `word` may be a range "A:B", which
 * needs no database. The caller owns it. */
char *apply_write_sql(const Project *project, const char *word, gboolean down,
		      GError **error);

#endif
