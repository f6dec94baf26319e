/*
 * The ledger: the table `git_migrate_ledger` in the user's database that says
 * which revisions are applied there, in which order, with the text of each, so
 * that a step can be taken back after its file is gone (R4).
 *
 * It is written only inside the transaction of a run. A section that cannot be
 * part of one gets its entry in a transaction before it, marked as in
 * progress, and is marked as done in one after it (R55): a crash between the
 * two shows.
 */
#ifndef DATABASE_LEDGER_H
#define DATABASE_LEDGER_H

#include "database/database.h"

#define LEDGER_TABLE "git_migrate_ledger"

typedef struct LedgerEntry {
	gint64 position; /* rises with each applied revision */
	char *revision;
	char *parents;	  /* ids separated by ", "; "" for a root */
	char *name;	  /* the file's name, without its directory */
	char *message;	  /* the first line of the revision */
	char *checksum;	  /* of the parsed sections, see revisions/revision.h */
	char *applied_at; /* 2026-11-23T10:45:00Z */
	gboolean in_progress; /* a step outside a transaction that has not
			       * come to its end */
	/* The details, which ledger_read() leaves out. */
	char *up_text;
	char *down_text;
	char *commit;	 /* object id HEAD had, or "" */
	gint64 duration; /* microseconds */
	char *tool_version;
	gboolean packed; /* of the other texts: they lie behind the entry in
			  * its own block and must not be replaced */
} LedgerEntry;

LedgerEntry *ledger_entry_new(const char *revision);
void ledger_entry_free(LedgerEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerEntry, ledger_entry_free)

/* Whether the database has a ledger. */
gboolean ledger_exists(Database *database, gboolean *exists, GError **error);

/* Makes the table when it is absent; inside a transaction. */
gboolean ledger_create(Database *database, GError **error);

/* The applied revisions in the order they were applied: an array of
 * LedgerEntry that the caller unrefs, without the details (up_text is NULL
 * then). Empty when there is no ledger. */
GPtrArray *ledger_read(Database *database, GError **error);

/* Reads the texts and the other details of one entry into it. */
gboolean ledger_read_texts(Database *database, LedgerEntry *entry,
			   GError **error);

/* Within a run these are written by the end of it, at the latest: what is
 * wrong with one may fail the commit, or the next question to the database.
 *
 * Adds an entry at the end; `position` is set. */
gboolean ledger_insert(Database *database, LedgerEntry *entry, GError **error);
/* Takes the entry of a revision out; FAILURE_NOT_FOUND when it has none. */
gboolean ledger_delete(Database *database, const char *revision,
		       GError **error);
/* Says of an entry whether its step is in progress. */
gboolean ledger_mark(Database *database, const char *revision,
		     gboolean in_progress, GError **error);

/* The same as statements of a script, each ending in ";\n": for who applies by
 * the engine's own shell. The caller owns each. */
char *ledger_write_create(const char *dialect);
char *ledger_write_insert(const char *dialect, const LedgerEntry *entry);
char *ledger_write_delete(const char *dialect, const char *revision);

#endif
