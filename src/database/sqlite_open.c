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

/* Whether the file says that it keeps a write-ahead log, which needs files
 * beside the database even to read it. The header is read through the
 * engine's own file: closing another one would drop the locks of this
 * process. */
static gboolean keeps_log(const Sqlite *sqlite)
{
	sqlite3_file *file = NULL;
	unsigned char version = 0;
	if (sqlite3_file_control(sqlite->handle, "main",
				 SQLITE_FCNTL_FILE_POINTER,
				 &file) != SQLITE_OK ||
	    !file || !file->pMethods)
		return FALSE;
	return file->pMethods->xRead(file, &version, 1, 18) == SQLITE_OK &&
	       version == 2;
}

static void fail_open(const Sqlite *sqlite, int code, GError **error)
{
	const char *name = sqlite->base.name;
	if ((code & 0xff) == SQLITE_NOTADB)
		failure_set(error, FAILURE_INVALID,
			    "give the path of an SQLite database, or of a file "
			    "that does not exist yet",
			    "%s is not an SQLite database", name);
	else if (((code & 0xff) == SQLITE_CANTOPEN ||
		  (code & 0xff) == SQLITE_READONLY) &&
		 keeps_log(sqlite))
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

/* This program has one thread and does not ask for statistics of memory: each
 * allocation of the engine is spared two locks. It can only be said before the
 * first call; where that was somebody else's, nothing is lost. */
static void configure_engine(void)
{
	static gboolean configured;
	if (configured)
		return;
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	configured = TRUE;
}

Sqlite *sqlite_connect(const char *name, const char *path, int open_flags,
		       DatabaseFlags flags, GError **error)
{
	configure_engine();
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

/* To read only is a promise of the connection, not a way to open the file: a
 * connection that could not write would leave the files of a write-ahead log
 * behind, and could not read at all after a writer was killed. Where the file
 * may not be written, the engine opens it to be read by itself. */
Database *sqlite_open(const char *location, const char *base,
		      DatabaseFlags flags, GError **error)
{
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;
	if (!sqlite_locate(location, base, &name, &path, error))
		return NULL;
	if (path && !sqlite_check_file(name, path, flags, error))
		return NULL;
	int open_flags = SQLITE_OPEN_READWRITE;
	if (!path)
		open_flags |= SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY;
	else if (flags & DATABASE_CREATE && !(flags & DATABASE_READ_ONLY))
		open_flags |= SQLITE_OPEN_CREATE;
	Sqlite *sqlite = sqlite_connect(name, path, open_flags, flags, error);
	if (sqlite && flags & DATABASE_READ_ONLY &&
	    !sqlite_execute_text(sqlite, "PRAGMA query_only = ON", error)) {
		database_close(&sqlite->base);
		return NULL;
	}
	return sqlite ? &sqlite->base : NULL;
}
