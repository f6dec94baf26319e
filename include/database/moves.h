/*
 * The moves: the table `git_migrate_sync` in the user's database, with a row
 * for each step that the last runs made, so that a run can be reversed when
 * the ledger has forgotten what it took back. And what the database is to know
 * of itself, `git_migrate_meta`: names and values.
 *
 * Both are written inside the transaction of a run only.
 */
#ifndef DATABASE_MOVES_H
#define DATABASE_MOVES_H

#include "database/ledger.h"

#define MOVES_TABLE "git_migrate_sync"
#define META_TABLE "git_migrate_meta"

/* One step. `entry` is the ledger's row of the revision; that of a step up has
 * no texts, for the ledger has them. */
typedef struct Move {
	gint64 id; /* of the run */
	gboolean down;
	LedgerEntry *entry;
} Move;
void move_free(Move *move);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Move, move_free)

/* Makes the tables when they are absent; the second one that of the meta
 * alone. */
gboolean moves_create(Database *database, GError **error);
gboolean meta_create(Database *database, GError **error);
/* The number of a new run. Drops the steps of all runs before it. */
gboolean moves_start(Database *database, gint64 *id, GError **error);
/* Notes a step: while the ledger has the revision's row, that is after its
 * insertion and before its deletion. */
gboolean moves_add(Database *database, gint64 id, const char *revision,
		   gboolean down, GError **error);
/* The steps of the last run in the order they were made: an array of Move that
 * the caller unrefs; empty when there are none. */
GPtrArray *moves_read(Database *database, GError **error);

/* A value of the database's own, or NULL (without an error when there is
 * none). The caller owns it. meta_set() with a NULL value takes it out. */
char *meta_get(Database *database, const char *name, GError **error);
gboolean meta_set(Database *database, const char *name, const char *value,
		  GError **error);
/* Sets it at the end of the run to what a query gives then. */
gboolean meta_defer(Database *database, const char *name, const char *query,
		    GError **error);

#endif
