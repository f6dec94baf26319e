/*
 * What an engine provides. The table of drivers stands in database.c; the
 * generic calls there do what is the same for all engines and hand the rest
 * to the driver of the database.
 *
 * A driver's database starts with a Database, so that each function may cast
 * what it is given to its own kind.
 */
#ifndef DATABASE_DRIVER_H
#define DATABASE_DRIVER_H

#include "database/database.h"

/* The names of the tool's own tables start so. */
#define OWN_PREFIX "git_migrate_"

typedef struct Driver Driver;

struct Database {
	const Driver *driver;
	char *name; /* how messages call it */
	char *file; /* absolute, or NULL */
	DatabaseFlags flags;
	GQueue deferred;      /* of Deferred, in a run only */
	gint64 last_position; /* in the ledger, as this run has it; 0 when it
			       * has not asked yet */
};

/* Executes a statement of the tool at the latest before the commit, or before
 * anything else is asked of the database but to run scripts, which cannot see
 * the tool's tables. Between two scripts it would have to be prepared anew,
 * for most of them change the schema; at the end of a run it is prepared once
 * for all its rows. Outside of a run it is executed at once.
 *
 * `missing` is NULL, or the message of the FAILURE_NOT_FOUND when no row was
 * changed. */
gboolean database_defer(Database *database, const char *sql,
			const char *const *parameters, unsigned count,
			const char *missing, GError **error);

/* The functions do what those of database/database.h promise under the same
 * name. Those that may be NULL say so: the engine cannot do it. */
struct Driver {
	const char *dialect;
	const char *begin_script; /* statements for the engine's own shell */
	const char *commit_script;
	const char *scheme; /* of URLs, without "+driver" and "://" */

	/* `location` is what follows "scheme:" in the URL. */
	Database *(*open)(const char *location, const char *base,
			  DatabaseFlags flags, GError **error);
	/* `bytes` as serialize() gave them, or NULL for an empty one. */
	Database *(*open_scratch)(GBytes *bytes, GError **error);
	/* Frees what is the driver's own; the names are freed after it. */
	void (*close)(Database *database);
	void (*set_timeout)(Database *database, unsigned milliseconds);
	void (*set_time_limit)(Database *database, unsigned milliseconds);

	gboolean (*begin)(Database *database, GError **error);
	gboolean (*commit)(Database *database, GError **error);
	void (*rollback)(Database *database);
	gboolean (*in_transaction)(const Database *database);

	gboolean (*run)(Database *database, const Script *script,
			GError **error);
	gboolean (*check_script)(const Script *script, GError **error);
	gboolean (*script_is_empty)(const char *text);
	void (*scan_script)(const char *text, ScriptScan *scan);

	Schema *(*read_schema)(Database *database, gboolean with_own,
			       GError **error);
	gboolean (*has_table)(Database *database, const char *name,
			      gboolean *has, GError **error);
	char *(*query_value)(Database *database, const char *sql,
			     const char *const *parameters, GError **error);
	gboolean (*each_row)(Database *database, const char *sql,
			     const char *const *parameters, DatabaseRow each,
			     gpointer user_data, GError **error);
	/* *changed is the number of rows. */
	gboolean (*execute)(Database *database, const char *sql,
			    const char *const *parameters, unsigned count,
			    guint64 *changed, GError **error);

	GBytes *(*serialize)(Database *database, GError **error); /* or NULL */
	Database *(*copy_to_scratch)(Database *database, GError **error);
	gint64 (*version)(Database *database); /* or NULL */
	Database *(*copy_schema)(Database *database, GHashTable *words,
				 GError **error);
	Database *(*copy_relaxed)(Database *database, GHashTable *words,
				  GError **error);
	gboolean (*copy_rows)(Database *from, const char *query, Database *to,
			      const char *insert, GError **error);
	GPtrArray *(*read_columns)(Database *database, const char *table,
				   GError **error);
	GPtrArray *(*read_references)(Database *database, const char *table,
				      GError **error);
	void (*hold_triggers)(Database *database, gboolean hold);
	void (*ignore_checks)(Database *database, gboolean ignore);
	const char *(*engine_version)(const Database *database);
};

extern const Driver sqlite_driver;

#endif
