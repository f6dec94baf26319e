#include <string.h>

#include "base/failure.h"
#include "sqlite.h"

#define DEFAULT_TIMEOUT 5000

static Sqlite *sqlite_new(const char *name, const char *path,
			  DatabaseFlags flags)
{
	Sqlite *sqlite = g_new0(Sqlite, 1);
	sqlite->base.driver = &sqlite_driver;
	sqlite->base.name = g_strdup(name);
	sqlite->base.file = g_strdup(path);
	sqlite->base.flags = flags;
	sqlite->statements =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	sqlite_traces_init(&sqlite->traces);
	return sqlite;
}

/* Statements go before the connection, which would else stay open. */
static void finalize_statements(Sqlite *sqlite)
{
	GHashTableIter iter;
	gpointer statement;
	g_hash_table_iter_init(&iter, sqlite->statements);
	while (g_hash_table_iter_next(&iter, NULL, &statement))
		sqlite3_finalize(statement);
	g_hash_table_remove_all(sqlite->statements);
}

void sqlite_close(Database *database)
{
	Sqlite *sqlite = sqlite_of(database);
	finalize_statements(sqlite);
	sqlite3_close(sqlite->handle);
	sqlite_traces_clear(&sqlite->traces);
	g_hash_table_unref(sqlite->statements);
	g_clear_pointer(&sqlite->baseline, g_hash_table_unref);
	g_free(sqlite->refusal);
	g_free(sqlite->altered);
}

/* A write-ahead log needs a file beside the database even to read it. */
static gboolean is_unreadable_log(const Sqlite *sqlite)
{
	if (!sqlite->base.file)
		return FALSE;
	g_autofree char *escaped =
		g_uri_escape_string(sqlite->base.file, "/", FALSE);
	g_autofree char *uri =
		g_strconcat("file:", escaped, "?immutable=1", NULL);
	sqlite3 *handle = NULL;
	sqlite3_stmt *statement = NULL;
	gboolean is_log = FALSE;
	if (sqlite3_open_v2(uri, &handle,
			    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
			    NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(handle, "PRAGMA journal_mode", -1, &statement,
			       NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		is_log = sqlite3_stricmp((const char *)sqlite3_column_text(
						 statement, 0),
					 "wal") == 0;
	sqlite3_finalize(statement);
	sqlite3_close(handle);
	return is_log;
}

static void fail_open(const Sqlite *sqlite, int code, GError **error)
{
	const char *name = sqlite->base.name;
	if ((code & 0xff) == SQLITE_NOTADB)
		failure_set(error, FAILURE_INVALID,
			    "give the path of an SQLite database, or of a file "
			    "that does not exist yet",
			    "%s is not an SQLite database", name);
	else if ((code & 0xff) == SQLITE_CANTOPEN && is_unreadable_log(sqlite))
		failure_set(error, FAILURE_REFUSED,
			    "let its owner run `PRAGMA journal_mode = DELETE` "
			    "on it, or make the directory writable",
			    "%s keeps a write-ahead log, which cannot be made "
			    "in a directory that is read-only",
			    name);
	else
		sqlite_fail(sqlite, code, "cannot open it", error);
}

/* Reading the header shows whether the file is a database at all, and rolls
 * back what a killed writer left. */
static int read_header(Sqlite *sqlite)
{
	return sqlite3_exec(sqlite->handle, "PRAGMA schema_version", NULL, NULL,
			    NULL);
}

static gboolean set_up(Sqlite *sqlite, GError **error)
{
	sqlite3 *handle = sqlite->handle;
	sqlite3_extended_result_codes(handle, 1);
	sqlite3_busy_timeout(handle, DEFAULT_TIMEOUT);
	sqlite3_set_authorizer(handle, sqlite_authorize, sqlite);
	int code = read_header(sqlite);
	if (code != SQLITE_OK) {
		fail_open(sqlite, code, error);
		return FALSE;
	}
	return !(sqlite->base.flags & DATABASE_SANDBOX) ||
	       sqlite_sandbox_open(sqlite, error);
}

Sqlite *sqlite_connect(const char *name, const char *path, int open_flags,
		       DatabaseFlags flags, GError **error)
{
	Sqlite *sqlite = sqlite_new(name, path, flags);
	/* The empty name is a database in a file of the engine's own. */
	int code = sqlite3_open_v2(
		path ? path : "", &sqlite->handle,
		open_flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);
	if (code == SQLITE_OK && set_up(sqlite, error))
		return sqlite;
	if (code != SQLITE_OK)
		fail_open(sqlite, code, error);
	database_close(&sqlite->base);
	return NULL;
}

Database *sqlite_open(const char *location, const char *base,
		      DatabaseFlags flags, GError **error)
{
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;
	if (!sqlite_locate(location, base, &name, &path, error))
		return NULL;
	int open_flags = SQLITE_OPEN_READWRITE;
	if (path && !sqlite_check_file(name, path, flags, error))
		return NULL;
	if (flags & DATABASE_READ_ONLY)
		open_flags = SQLITE_OPEN_READONLY;
	else if (!path || flags & DATABASE_CREATE)
		open_flags |= SQLITE_OPEN_CREATE;
	if (!path)
		open_flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
			     SQLITE_OPEN_MEMORY;
	Sqlite *sqlite = sqlite_connect(name, path, open_flags, flags, error);
	return sqlite ? &sqlite->base : NULL;
}
