/*
 * The trial of a step that was refused: it is run on copies of the rows, in
 * tables that refuse none, and what comes out is held against the constraints
 * of the schema that is to be. So every row is judged by the values that the
 * step gives it, and of rows that are alike the first one stays.
 */
#ifndef WORKFLOW_TRIAL_H
#define WORKFLOW_TRIAL_H

#include "database/stash.h"
#include "effect.h"

typedef struct Trial Trial;

/* `effect` outlives it. */
Trial *trial_new(const Effect *effect);
void trial_free(Trial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trial, trial_free)

const Effect *trial_effect(const Trial *trial);

/* Runs a script on what a database has. `back` (of StashSet) is prepared and
 * will come back after the step: a row that has a place only with a value of
 * these is one that returns. A script that fails where nothing is refused fails
 * with its own message. */
gboolean trial_run(Trial *trial, Database *database, const Script *script,
		   const ScriptScan *scan, const GPtrArray *back,
		   GError **error);

/* Adds rows of a table of the effect (by index) that are refused: a query of
 * the database as it is after the step gives their keys. *added counts those
 * that were not known. */
gboolean trial_add(Trial *trial, Database *database, guint table,
		   const char *query, guint64 *added, GError **error);

/* How many rows are refused or return. */
guint64 trial_count_all(const Trial *trial);
/* Whether a table has rows that are refused or return. */
gboolean trial_has(const Trial *trial, guint table, gboolean returning);
/* Puts their keys, gk1, gk2, …, into a temporary table of the database, until
 * it is rolled back or dropped; its name, which the caller owns. */
char *trial_list(Trial *trial, Database *database, guint table,
		 gboolean returning, GError **error);
/* After the step: puts the rows that return into their table. */
gboolean trial_return(Trial *trial, Database *database, guint table,
		      GError **error);

#endif
