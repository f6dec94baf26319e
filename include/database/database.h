/*
 * A live database behind one interface. The engines stand in one table of
 * drivers (src/database/driver.h); a URL picks one, as in SQLAlchemy:
 * sqlite:///relative.db, sqlite:////absolute.db, sqlite:// (memory),
 * postgresql://user@host/name.
 *
 * A run: database_open, database_begin (takes the engine's write lock, and
 * what must be set outside a transaction before it), any number of
 * database_run, then database_commit, which checks foreign keys against what
 * they were at begin, or database_rollback. database_close rolls back what is
 * open. After any failure the database stands where it stood at begin.
 */
#ifndef DATABASE_DATABASE_H
#define DATABASE_DATABASE_H

#include "schema/schema.h"

typedef struct Database Database;

typedef enum DatabaseFlags {
	DATABASE_READ_WRITE = 0,
	DATABASE_READ_ONLY = 1 << 0, /* changes no data and makes no database;
				      * what a killed writer left is rolled
				      * back as any reader does it */
	DATABASE_CREATE = 1 << 1,    /* make it when it is absent */
	DATABASE_SANDBOX = 1 << 2    /* scripts reach nothing outside it */
} DatabaseFlags;

/* Opens a database. `base` is the directory that relative paths start from.
 * An absent file without DATABASE_CREATE is FAILURE_NOT_FOUND. Refuses a
 * directory, FIFO or symbolic link and a file that is not a database, and
 * makes no file then (R63). */
Database *database_open(const char *url, const char *base, DatabaseFlags flags,
			GError **error);

/* A scratch database of an engine ("sqlite"), empty, in memory or on a private
 * server; nothing of it outlives it. */
Database *database_open_scratch(const char *dialect, GError **error);

void database_close(Database *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, database_close)

/* The dialect's name, "sqlite"; static. */
const char *database_dialect(const Database *database);
/* How messages call it: the path as the user gave it, or the URL without its
 * password. Borrowed. */
const char *database_name(const Database *database);
/* The file of an embedded engine, absolute; NULL for a server or memory. */
const char *database_file(const Database *database);

/* How long to wait for a lock, in milliseconds; 5,000 unless set. */
void database_set_timeout(Database *database, unsigned milliseconds);

/* How long a script may run, in milliseconds; 0 for as long as it takes. 0
 * unless set, in a sandbox 30,000. Beyond it the script fails with
 * FAILURE_REFUSED. */
void database_set_time_limit(Database *database, unsigned milliseconds);

/* Starts the transaction of a run. When somebody holds the lock beyond the
 * timeout: FAILURE_BUSY, and the message names the process if it can be told
 * (R61). */
gboolean database_begin(Database *database, GError **error);
/* Ends it. Foreign keys that were whole at begin and are not now fail it, as
 * does a view that can no longer be prepared; the run is then rolled back. */
gboolean database_commit(Database *database, GError **error);
void database_rollback(Database *database);
gboolean database_in_transaction(const Database *database);

/* A piece of a file to run, so that messages can say file:line. */
typedef struct Script {
	const char *text;    /* NUL-ended */
	const char *path;    /* or NULL: messages then give the statement */
	unsigned first_line; /* the line of the file that text starts at */
	gsize length; /* of the text where it may hold NUL bytes, else 0 */
} Script;

/* Runs all statements of a script. Inside a transaction a statement that
 * would end it, or that cannot work in one, is refused with its line (R58,
 * R59). `git_migrate_*` names are refused in scripts. An error is FAILURE_SQL
 * (or FAILURE_BUSY), its message
 * "migrations/x.sql:12: no such column: titel", its hint the statement. */
gboolean database_run(Database *database, const Script *script, GError **error);

/* Checks that a script is text an engine can run at all, without running it:
 * no NUL byte, no unterminated comment or string, no dot command (R60).
 * Messages as for database_run(). */
gboolean database_check_script(const char *dialect, const Script *script,
			       GError **error);

/* What can be told of a script without running it. Names are in lower case. */
typedef struct ScriptScan {
	gboolean only_adds; /* every statement makes a thing that takes nothing
			     * from what is there: a table, a column, an index
			     * that is not unique, a view, a trigger */
	gboolean opaque;    /* which tables it writes cannot be told */
	gboolean inserts;
	gboolean conflicts;   /* it has rows replaced or passed over */
	gboolean filters;     /* it copies some rows only, or others */
	GHashTable *computed; /* of char *: names in what it copies changed */
	GHashTable *words;    /* of char *: every name and word in it */
	GHashTable *reach;    /* of char *: words of texts beside it; or NULL */
	GHashTable *updated;  /* of char *: tables an UPDATE names */
	GHashTable *deleted;  /* of char *: tables a DELETE or REPLACE names */
} ScriptScan;
ScriptScan *database_scan_script(const char *dialect, const char *text);
/* Makes the scan reach what another one's words name, too. */
void script_scan_add_words(ScriptScan *scan, const ScriptScan *other);
void script_scan_free(ScriptScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScriptScan, script_scan_free)

/* Whether a script has any statement besides comments and white space. */
gboolean database_script_is_empty(const char *dialect, const char *text);

/* The schema read back from the engine. The engine's own tables are left out,
 * as is where a virtual table keeps its data; so are the tool's own, unless
 * `with_own`. The same table reads the same however it was written: inline
 * constraints are the table's, white space outside of strings does not count,
 * nor do parentheses around the whole of an expression. A definition that is
 * not understood is FAILURE_UNSUPPORTED and names the table. */
Schema *database_read_schema(Database *database, gboolean with_own,
			     GError **error);

/* One value of one row: for counts and checks. NULL and no error when there
 * is no row or the value is NULL. `sql` may have '?' that take the NULL-ended
 * `parameters` as texts; `parameters` may be NULL. The caller owns it. */
char *database_query_value(Database *database, const char *sql,
			   const char *const *parameters, GError **error);

/* Calls a function with the `count` texts of each row, a NULL value as NULL.
 * They are borrowed until it returns. */
typedef void (*DatabaseRow)(const char *const *row, unsigned count,
			    gpointer user_data);
gboolean database_each_row(Database *database, const char *sql,
			   const char *const *parameters, DatabaseRow each,
			   gpointer user_data, GError **error);

/* All rows: an array of GStrv, NULL values as NULL are given as "" (use SQL
 * to tell them apart). The caller unrefs it. */
GPtrArray *database_query_rows(Database *database, const char *sql,
			       const char *const *parameters, GError **error);

/* Whether there is a table of that name. */
gboolean database_has_table(Database *database, const char *name, gboolean *has,
			    GError **error);

/* Executes one statement of the tool itself (not subject to the refusals of
 * database_run) with texts bound to its '?'; a NULL parameter needs
 * `count`. */
gboolean database_execute(Database *database, const char *sql,
			  const char *const *parameters, unsigned count,
			  GError **error);

/* The whole database as bytes, and a scratch made of such bytes: the memo of
 * what a chain of revisions builds. NULL and no error where the engine cannot.
 */
GBytes *database_serialize(Database *database, GError **error);
Database *database_open_scratch_from(const char *dialect, GBytes *bytes,
				     GError **error);

/* A scratch copy of a database with its rows, for `verify`. */
Database *database_copy_to_scratch(Database *database, GError **error);

/* A scratch database with the same tables, views and triggers and no row. With
 * `words` (as of a ScriptScan) only those that a script of these words can
 * reach. The tool's own are left out. */
Database *database_copy_schema(Database *database, GHashTable *words,
			       GError **error);

/* As that, with their rows, but neither these tables nor those that scripts
 * make in it have constraints: it refuses no row. Each has a number of its own
 * for its rows. */
Database *database_copy_relaxed(Database *database, GHashTable *words,
				GError **error);
/* Inserts the rows that a query gives into another database of the same
 * engine, by a statement that has as many '?'. */
gboolean database_copy_rows(Database *from, const char *query, Database *to,
			    const char *insert, GError **error);

/* The columns of a table that can be written, in order: an array of char *
 * that the caller unrefs; empty when there is no such table. */
GPtrArray *database_read_columns(Database *database, const char *table,
				 GError **error);

/* A foreign key as the engine has it. */
typedef struct Reference {
	char *parent;
	GPtrArray *from; /* of char *: columns of the table */
	GPtrArray *to;	 /* of char *: columns of the parent */
	char *on_delete; /* "CASCADE", "NO ACTION" */
} Reference;
/* The foreign keys of a table: an array of Reference that the caller unrefs.
 */
GPtrArray *database_read_references(Database *database, const char *table,
				    GError **error);

/* Holds the user's triggers, so that what the tool writes fires none. */
void database_hold_triggers(Database *database, gboolean hold);
/* Whether rows may break the CHECK constraints of their tables. */
void database_ignore_checks(Database *database, gboolean ignore);

/* Whether a table has a row; with NULL, whether any of the user's has. */
gboolean database_has_rows(Database *database, const char *table, gboolean *has,
			   GError **error);

/* What a script must start and end with to be a run as database_begin() and
 * database_commit() make it, for the engine's own shell. Static. */
const char *database_write_begin(const char *dialect);
const char *database_write_commit(const char *dialect);

/* A number that is another one as soon as another connection has committed
 * something; 0 where the engine cannot tell. */
gint64 database_version(Database *database);

/* The engine's library version, "3.40.1". Borrowed. */
const char *database_engine_version(const Database *database);

#endif
