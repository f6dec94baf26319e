/*
 * The state of a database beside the migrations: the files' graph, the ledger,
 * and what each has that the other has not.
 */
#ifndef WORKFLOW_STATE_H
#define WORKFLOW_STATE_H

#include "database/ledger.h"
#include "workflow/project.h"

typedef struct State {
	Graph *graph;		/* the files, and what only the ledger has */
	GPtrArray *ledger;	/* of LedgerEntry, in the order of applying */
	GHashTable *applied;	/* id -> LedgerEntry, borrowed */
	GHashTable *foreign;	/* ids that only the ledger has, borrowed */
	GPtrArray *edited;	/* Revisions that differ from what was applied,
				 * borrowed */
	GPtrArray *interrupted; /* Revisions whose step outside a transaction
				 * was cut off, borrowed */
	GPtrArray *pending;	/* Revisions that are not applied, in order,
				 * borrowed */
	GPtrArray *current;	/* ids (borrowed, NULL-ended) of the applied
				 * revisions that no applied one revises */
} State;

/* Takes over `graph` (of the files); reads the ledger of `database`, which may
 * be NULL for an absent one. */
State *state_read(Graph *graph, Database *database, GError **error);
void state_free(State *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(State, state_free)

/* The state of the project's database against the working tree's files; an
 * absent database has nothing applied. */
State *state_read_project(const Project *project, GError **error);

/* The ids in state->current without the ending NULL. */
unsigned state_current_count(const State *state);

/* Whether the ledger holds exactly the revisions of the files, unedited and
 * each to its end. */
gboolean state_is_current(const State *state);

/* A revision as the ledger keeps it: for one whose file is gone or was edited.
 * `entry` must have its texts. */
Revision *state_parse_entry(const LedgerEntry *entry, GError **error);

/* Refuses a state in which a step outside a transaction was cut off. */
gboolean state_require_finished(const State *state, GError **error);

/* Refuses a state that must be mended before anything is applied: an edited
 * or foreign revision, or one that was interrupted. */
gboolean state_require_sound(const State *state, GError **error);

#endif
