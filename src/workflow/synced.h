/*
 * The memory of the last time the database was what HEAD says, so that a
 * switch that changes no migration is told by a few looks.
 *
 * It holds which tree of migrations that was, how the database's file looked,
 * and what its ledger said. It lies in the working tree's own Git directory,
 * can be deleted at any time, and only ever says that nothing is to be done.
 */
#ifndef WORKFLOW_SYNCED_H
#define WORKFLOW_SYNCED_H

#include "workflow/project.h"

typedef struct Synced {
	char *project;	  /* where the migrations and the database are */
	char *head;	  /* HEAD's commit, or "" */
	char *migrations; /* the tree of its migrations, or "" */
	char *file;	  /* of the database, or "" */
	char *look;	  /* how the file looks, "" when that says nothing */
	char *ledger;	  /* what the ledger says */
	char *commits;	  /* lines "COMMIT TREE" of those seen, newest first */
	/* What `ledger` was read from; NULL where it need not be. */
	Database *database;
	gint64 version; /* of it before it was read */
} Synced;
void synced_clear(Synced *synced);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Synced, synced_clear)

/* Whether the database is surely what HEAD says, as it was before. What was
 * read on the way stays in `now` for synced_write(). FALSE without an error
 * when it must be looked at; `*followed` is FALSE when there is nothing to
 * look at: no database, or one without a ledger. */
gboolean synced_holds(const Project *project, Synced *now, gboolean *followed,
		      GError **error);

/* Remembers that what `now` has is in sync, unless another has written to the
 * database since it was read. Failing to is no failure. */
void synced_write(const Project *project, const Synced *now);

#endif
