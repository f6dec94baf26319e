#include "base/failure.h"
#include "sqlite.h"

gboolean sqlite_in_transaction(const Database *database)
{
	const Sqlite *sqlite = (const Sqlite *)database;
	return !sqlite3_get_autocommit(sqlite->handle);
}

/* Sets the enforcement of foreign keys and reads it back: inside a
 * transaction the engine would ignore it without a word, and a rebuilt table
 * would then take the rows of its children with it. */
static gboolean set_foreign_keys(Sqlite *sqlite, gboolean on, GError **error)
{
	int now = -1;
	int code = sqlite3_db_config(
		sqlite->handle, SQLITE_DBCONFIG_ENABLE_FKEY, (int)on, &now);
	if (code == SQLITE_OK && now == on)
		return TRUE;
	failure_set(error, FAILURE_FAILED, NULL,
		    "%s: the enforcement of foreign keys cannot be set",
		    sqlite->base.name);
	return FALSE;
}

/* Leaves the state of a run, whichever way it ended. */
static void leave_run(Sqlite *sqlite)
{
	if (!sqlite->in_run)
		return;
	sqlite->in_run = FALSE;
	set_foreign_keys(sqlite, sqlite->foreign_keys, NULL);
	sqlite_traces_reset(&sqlite->traces);
	g_clear_pointer(&sqlite->baseline, g_hash_table_unref);
}

static gboolean check_may_begin(const Sqlite *sqlite, GError **error)
{
	if (sqlite->base.flags & DATABASE_READ_ONLY) {
		failure_set(error, FAILURE_REFUSED, NULL,
			    "%s was opened to be read only", sqlite->base.name);
		return FALSE;
	}
	if (sqlite3_get_autocommit(sqlite->handle))
		return TRUE;
	failure_set(error, FAILURE_FAILED, NULL,
		    "%s: a transaction is open already", sqlite->base.name);
	return FALSE;
}

/* The write lock is taken at once: a lock that is asked for later is refused
 * without waiting when somebody else has written meanwhile. */
gboolean sqlite_begin(Database *database, GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	int before = 0;
	if (!check_may_begin(sqlite, error))
		return FALSE;
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_ENABLE_FKEY, -1,
			  &before);
	if (!set_foreign_keys(sqlite, FALSE, error))
		return FALSE;
	sqlite->foreign_keys = before != 0;
	sqlite->in_run = TRUE;
	sqlite_traces_reset(&sqlite->traces);
	int code = sqlite3_exec(sqlite->handle, "BEGIN IMMEDIATE", NULL, NULL,
				NULL);
	if (code != SQLITE_OK) {
		sqlite_fail(sqlite, code, NULL, error);
		leave_run(sqlite);
		return FALSE;
	}
	if (!sqlite->is_copy)
		return TRUE;
	sqlite->baseline = sqlite_read_faults(sqlite, error);
	if (!sqlite->baseline)
		sqlite_rollback(database);
	return sqlite->baseline != NULL;
}

gboolean sqlite_commit(Database *database, GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	if (!sqlite_in_transaction(database)) {
		failure_set(error, FAILURE_FAILED, NULL,
			    "%s: the transaction of the run is gone",
			    database->name);
		leave_run(sqlite);
		return FALSE;
	}
	if (!sqlite_check_faults(sqlite, error)) {
		sqlite_rollback(database);
		return FALSE;
	}
	int code = sqlite3_exec(sqlite->handle, "COMMIT", NULL, NULL, NULL);
	if (code != SQLITE_OK) {
		sqlite_fail(sqlite, code, NULL, error);
		sqlite_rollback(database);
		return FALSE;
	}
	leave_run(sqlite);
	return TRUE;
}

void sqlite_rollback(Database *database)
{
	Sqlite *sqlite = sqlite_of(database);
	if (sqlite_in_transaction(database))
		sqlite3_exec(sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
	leave_run(sqlite);
}
