/* Scratch databases: empty ones, those made of bytes, and copies. */
#include <string.h>

#include "base/failure.h"
#include "sqlite.h"

/* Lives in the engine's cache, and beyond it in a file that no name leads to
 * and that goes with the connection. */
Sqlite *sqlite_open_private(GError **error)
{
	return sqlite_connect("the scratch database", NULL,
			      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
			      DATABASE_READ_WRITE, error);
}

/* Each table and index takes a page at least, and hardly any has rows: with
 * small pages the bytes of a large schema are a third. Smaller ones still
 * would make the schema itself slow to write. */
static Sqlite *open_memory(GError **error)
{
	Sqlite *sqlite = sqlite_connect(
		"the scratch database", NULL,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY,
		DATABASE_READ_WRITE, error);
	if (sqlite)
		sqlite3_exec(sqlite->handle, "PRAGMA page_size = 1024", NULL,
			     NULL, NULL);
	return sqlite;
}

/* The engine frees the copy, also when it does not take it. */
static gboolean deserialize(Sqlite *sqlite, GBytes *bytes, GError **error)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	unsigned char *copy = sqlite3_malloc64(size);
	if (!copy)
		g_error("out of memory");
	memcpy(copy, data, size);
	int code = sqlite3_deserialize(sqlite->handle, "main", copy,
				       (sqlite3_int64)size, (sqlite3_int64)size,
				       SQLITE_DESERIALIZE_FREEONCLOSE |
					       SQLITE_DESERIALIZE_RESIZEABLE);
	if (code == SQLITE_OK)
		code = sqlite3_exec(sqlite->handle,
				    "SELECT 1 FROM sqlite_schema LIMIT 1", NULL,
				    NULL, NULL);
	if (code == SQLITE_OK)
		return TRUE;
	failure_set(error, FAILURE_CORRUPT, NULL,
		    "the bytes are not those of a database: %s",
		    sqlite3_errstr(code));
	return FALSE;
}

Database *sqlite_open_scratch(GBytes *bytes, GError **error)
{
	Sqlite *sqlite = open_memory(error);
	if (!sqlite)
		return NULL;
	if (bytes && g_bytes_get_size(bytes) > 0 &&
	    !deserialize(sqlite, bytes, error)) {
		database_close(&sqlite->base);
		return NULL;
	}
	return &sqlite->base;
}

GBytes *sqlite_serialize(Database *database, GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	sqlite3_int64 size = 0;
	unsigned char *data =
		sqlite3_serialize(sqlite->handle, "main", &size, 0);
	if (!data && size > 0) {
		failure_set(error, FAILURE_FAILED, NULL,
			    "%s: cannot be made bytes", database->name);
		return NULL;
	}
	return g_bytes_new_with_free_func(data, (gsize)size, sqlite3_free,
					  data);
}

/* A page at a time would see each change of other writers and start again;
 * all at once holds them off for as long as it takes. */
static gboolean copy_pages(Sqlite *from, Sqlite *to, GError **error)
{
	sqlite3_backup *backup =
		sqlite3_backup_init(to->handle, "main", from->handle, "main");
	if (!backup) {
		sqlite_fail(to, sqlite3_errcode(to->handle), NULL, error);
		return FALSE;
	}
	sqlite3_backup_step(backup, -1);
	int code = sqlite3_backup_finish(backup);
	if (code != SQLITE_OK)
		sqlite_fail(from, code, "cannot copy it", error);
	return code == SQLITE_OK;
}

static gboolean check_pages(const Sqlite *from, Sqlite *copy, GError **error)
{
	g_autofree char *verdict = database_query_value(
		&copy->base, "PRAGMA quick_check(1)", NULL, error);
	if (!verdict)
		return FALSE;
	if (g_str_equal(verdict, "ok"))
		return TRUE;
	failure_set(error, FAILURE_CORRUPT,
		    "take the database from a backup, or see `.recover` of "
		    "the sqlite3 program",
		    "%s is damaged: %s", from->base.name, verdict);
	return FALSE;
}

/* R62: by the backup interface, never by copying the file, which would tear a
 * transaction that is under way or was cut off. */
Database *sqlite_copy_to_scratch(Database *database, GError **error)
{
	Sqlite *from = sqlite_of(database);
	Sqlite *copy = sqlite_open_private(error);
	if (!copy)
		return NULL;
	copy->is_copy = TRUE;
	if (copy_pages(from, copy, error) && check_pages(from, copy, error))
		return &copy->base;
	database_close(&copy->base);
	return NULL;
}
