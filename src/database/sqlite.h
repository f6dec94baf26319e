/*
 * What the files of the SQLite driver share.
 */
#ifndef DATABASE_SQLITE_H
#define DATABASE_SQLITE_H

#include <sqlite3.h>

#include "base/failure.h"
#include "driver.h"

/* Whose statement is being prepared: scripts may do less than the tool. */
typedef enum SqliteSpeaker {
	SPEAKER_TOOL,
	SPEAKER_SCRIPT, /* a script's statement is prepared */
	SPEAKER_STEP	/* a script's statement runs and the engine prepares
			 * statements of its own for it */
} SqliteSpeaker;

/* What the scripts of a run have done so far, as far as it decides what must
 * be checked before the commit. Learned from the authorizer, so it errs on
 * the side of too much. */
typedef struct SqliteTraces {
	GHashTable *tables;    /* of char *, without case: tables whose rows,
				* keys or name may be others now */
	GPtrArray *renames;    /* of char *: old, new, old, new … */
	gboolean all_tables;   /* the schema was written behind the engine */
	gboolean views;	       /* a view may no longer be prepared */
	unsigned pragmas;      /* bits of connection pragmas that were set */
	GPtrArray *savepoints; /* of char *: those open in this script */
} SqliteTraces;

typedef struct Sqlite {
	Database base;
	sqlite3 *handle;
	GHashTable *statements; /* text → sqlite3_stmt *, kept prepared */
	SqliteSpeaker speaker;
	char *refusal;		  /* why the authorizer said no, or NULL */
	const char *refusal_hint; /* what to do instead */
	char *altered;	       /* the table of the ALTER TABLE just prepared */
	gboolean in_run;       /* between begin and its end */
	gboolean foreign_keys; /* what the setting was at begin */
	gboolean is_copy;      /* may hold the damage of its original */
	gboolean is_relaxed;   /* tables are made without constraints */
	SqliteTraces traces;
	GHashTable *baseline; /* faults at begin, see sqlite_faults.c; or NULL:
			       * not read yet */
	unsigned time_limit;  /* of a script in milliseconds, 0 for none */
	gint64 deadline;      /* of the script that runs, in monotonic time */
} Sqlite;

/* The driver's own view of a database. */
static inline Sqlite *sqlite_of(Database *database)
{
	return (Sqlite *)database;
}

/* sqlite_location.c: the path a URL names, absolute, with what leads to the
 * file free of symbolic links; NULL in *path for a database in memory. */
gboolean sqlite_locate(const char *location, const char *base, char **name,
		       char **path, GError **error);
/* Whether a database may be opened at that path, and whether it is there. */
gboolean sqlite_check_file(const char *name, const char *path,
			   DatabaseFlags flags, GError **error);

/* sqlite_open.c: a connection with the settings every one of ours has. NULL
 * and an error when the file is not a database or cannot be read. */
Database *sqlite_open(const char *location, const char *base,
		      DatabaseFlags flags, GError **error);
Sqlite *sqlite_connect(const char *name, const char *path, int open_flags,
		       DatabaseFlags flags, GError **error);
void sqlite_close(Database *database);

/* sqlite_copy.c */
/* An empty one in a file of the engine's own, for what may be large. */
Sqlite *sqlite_open_private(GError **error);
Database *sqlite_open_scratch(GBytes *bytes, GError **error);
GBytes *sqlite_serialize(Database *database, GError **error);
Database *sqlite_copy_to_scratch(Database *database, GError **error);

/* sqlite_error.c: sets an error from a result code: busy names the holder,
 * damage is FAILURE_CORRUPT, all else FAILURE_SQL. `doing` is NULL or a
 * prefix as in "cannot read the schema". */
void sqlite_fail(const Sqlite *sqlite, int code, const char *doing,
		 GError **error);
/* The code of a failure as this program tells them apart. */
FailureCode sqlite_failure_code(int code);
/* What to do about an extended result code; static, or NULL. */
const char *sqlite_hint(int code);

/* sqlite_lock.c: the process that holds a lock on a database file, as in
 * "process 4242 (python3)", or has it open as in "process 4242 (python3) has
 * it open"; NULL when it cannot be told. The caller owns it. */
char *sqlite_find_holder(const char *file);

/* sqlite_statement.c */
/* A statement of the tool, kept prepared from one use to the next. Borrowed,
 * to be reset after use. */
sqlite3_stmt *sqlite_prepare(Sqlite *sqlite, const char *sql, GError **error);
/* Prepares and runs statements of the tool that give no rows. */
gboolean sqlite_execute_text(Sqlite *sqlite, const char *sql, GError **error);
gboolean sqlite_has_table(Database *database, const char *name, gboolean *has,
			  GError **error);
gboolean sqlite_each_row(Database *database, const char *sql,
			 const char *const *parameters, DatabaseRow each,
			 gpointer user_data, GError **error);
char *sqlite_query_value(Database *database, const char *sql,
			 const char *const *parameters, GError **error);
gboolean sqlite_execute(Database *database, const char *sql,
			const char *const *parameters, unsigned count,
			guint64 *changed, GError **error);

/* sqlite_transaction.c */
gboolean sqlite_begin(Database *database, GError **error);
gboolean sqlite_commit(Database *database, GError **error);
void sqlite_rollback(Database *database);
gboolean sqlite_in_transaction(const Database *database);

/* sqlite_authorizer.c: called for every access of every statement that is
 * prepared on the connection; installed once, for taking it away and putting
 * it back would prepare every statement anew. */
int sqlite_authorize(void *self, int action, const char *first,
		     const char *second, const char *schema,
		     const char *source);
/* Notes why what is being prepared is refused; SQLITE_DENY. `hint` is static.
 */
int sqlite_refuse(Sqlite *sqlite, const char *hint, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
int sqlite_refuse_own(Sqlite *sqlite, const char *name);
/* Whether it is a name that only the tool's own tables may have. */
gboolean sqlite_is_own(const char *name);

/* sqlite_traces.c */
void sqlite_traces_init(SqliteTraces *traces);
void sqlite_traces_reset(SqliteTraces *traces);
void sqlite_traces_clear(SqliteTraces *traces);
void sqlite_trace_table(Sqlite *sqlite, const char *table);
void sqlite_trace_savepoint(Sqlite *sqlite, const char *operation,
			    const char *name);
void sqlite_trace_pragma(Sqlite *sqlite, const char *name);
/* Looks at the ALTER TABLE that was just prepared: what the authorizer is not
 * told. FALSE when it is to be refused. */
gboolean sqlite_trace_alter(Sqlite *sqlite, const char *statement);
/* Undoes the settings of the connection that a script left behind. */
void sqlite_reset_pragmas(Sqlite *sqlite);

/* sqlite_sandbox.c: what scripts of a sandbox may not do besides. */
gboolean sqlite_sandbox_open(Sqlite *sqlite, GError **error);
int sqlite_sandbox_authorize(Sqlite *sqlite, int action, const char *first,
			     const char *second);

/* sqlite_run.c, sqlite_script.c */
gboolean sqlite_run(Database *database, const Script *script, GError **error);
void sqlite_set_time_limit(Database *database, unsigned milliseconds);
gboolean sqlite_check_script(const Script *script, GError **error);
gboolean sqlite_script_is_empty(const char *text);
/* The line of the file that a place in the script's text is on. */
unsigned sqlite_script_line(const Script *script, const char *place);

/* sqlite_scan.c, sqlite_outline.c */
void sqlite_scan_script(const char *text, ScriptScan *scan);
/* Adds the names and words of a text, in lower case. */
void sqlite_add_words(GHashTable *words, const char *text);
Database *sqlite_copy_schema(Database *database, GHashTable *words,
			     GError **error);
GPtrArray *sqlite_read_columns(Database *database, const char *table,
			       GError **error);
GPtrArray *sqlite_read_references(Database *database, const char *table,
				  GError **error);

/* sqlite_relax.c: what a relaxed copy makes of a statement; NULL: nothing else.
 * The caller owns it. */
char *sqlite_relax_statement(const char *statement);
gboolean sqlite_makes_table(const char *statement);
/* The number of the last object of the schema. */
gint64 sqlite_last_object(Sqlite *sqlite);
/* Takes the constraints away of the tables that a statement has just made, all
 * that come after an object. */
gboolean sqlite_relax_new(Sqlite *sqlite, const char *statement, gint64 last,
			  GError **error);
/* Copies the rows of every table that both have. */
gboolean sqlite_fill_relaxed(Database *from, Database *to, GError **error);
gboolean sqlite_copy_rows(Database *from, const char *query, Database *to,
			  const char *insert, GError **error);
Database *sqlite_copy_relaxed(Database *database, GHashTable *words,
			      GError **error);

/* sqlite_faults.c: rows whose foreign keys lead nowhere and views that cannot
 * be prepared. */
/* Compares what the traces make suspect with what it was at begin. */
gboolean sqlite_check_faults(Sqlite *sqlite, GError **error);
/* All faults there are, for a database that cannot be looked at as it was
 * at begin later on. */
GHashTable *sqlite_read_faults(Sqlite *sqlite, GError **error);

/* sqlite_catalog.c */
Schema *sqlite_read_schema(Database *database, gboolean with_own,
			   GError **error);

/* sqlite_clauses.c, sqlite_index.c: what the stored text of a CREATE
 * statement says. An error names the table or index. */
gboolean sqlite_parse_table(const char *sql, Table *table, GArray *lexemes,
			    GError **error);
Index *sqlite_parse_index(const char *sql, const char *name, const Table *table,
			  GArray *lexemes, GError **error);

#endif
