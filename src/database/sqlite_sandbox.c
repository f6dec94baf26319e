/*
 * The sandbox: scripts that came with a branch reach nothing outside the
 * database. What no script may do is refused in sqlite_authorizer.c.
 */
#include <string.h>

#include "base/failure.h"
#include "sqlite.h"

#define TIME_LIMIT 30000

static const char hint[] = "the script runs in the sandbox, where a migration "
			   "reaches nothing outside its database";

static const char *const allowed_pragmas[] = {
	"application_id",     "data_version",
	"defer_foreign_keys", "foreign_key_check",
	"foreign_key_list",   "foreign_keys",
	"index_info",	      "index_list",
	"index_xinfo",	      "integrity_check",
	"legacy_alter_table", "optimize",
	"quick_check",	      "recursive_triggers",
	"schema_version",     "table_info",
	"table_list",	      "table_xinfo",
	"user_version",	      NULL};

/* Those of the engine and of Debian's build that hand out pointers or load
 * code. */
static const char *const denied_functions[] = {
	"load_extension", "fts3_tokenizer",	      "edit", "readfile",
	"writefile",	  "sqlite_compileoption_get", NULL};

static const char *const allowed_modules[] = {
	"fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly", NULL};

static gboolean has(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (g_ascii_strcasecmp(*names, name) == 0)
			return TRUE;
	return FALSE;
}

/* Tables that are no tables: the settings and the pages of the file. */
static gboolean is_window(const char *table)
{
	return g_ascii_strncasecmp(table, "pragma_", 7) == 0 ||
	       g_ascii_strcasecmp(table, "sqlite_dbpage") == 0 ||
	       g_ascii_strcasecmp(table, "dbstat") == 0;
}

/* These give the schema its number; setting it would deceive others. */
static gboolean is_read_only(const char *pragma)
{
	return g_ascii_strcasecmp(pragma, "schema_version") == 0;
}

int sqlite_sandbox_authorize(Sqlite *sqlite, int action, const char *first,
			     const char *second)
{
	switch (action) {
	case SQLITE_PRAGMA:
		if (has(allowed_pragmas, first) &&
		    !(second && is_read_only(first)))
			return SQLITE_OK;
		return sqlite_refuse(sqlite, hint, "PRAGMA %s is not allowed",
				     first);
	case SQLITE_FUNCTION:
		if (!has(denied_functions, second))
			return SQLITE_OK;
		return sqlite_refuse(sqlite, hint,
				     "the function %s is not allowed", second);
	case SQLITE_CREATE_VTABLE:
		if (has(allowed_modules, second))
			return SQLITE_OK;
		return sqlite_refuse(
			sqlite, hint,
			"a virtual table of module %s is not allowed", second);
	case SQLITE_READ:
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		if (!is_window(first))
			return SQLITE_OK;
		return sqlite_refuse(sqlite, hint, "%s is not allowed", first);
	default:
		return SQLITE_OK;
	}
}

static gboolean configure(Sqlite *sqlite, int option, int value)
{
	int now = -1;
	return sqlite3_db_config(sqlite->handle, option, value, &now) ==
		       SQLITE_OK &&
	       now == value;
}

static void set_limits(sqlite3 *handle)
{
	static const struct {
		int limit;
		int value;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, 256 << 20},
		{SQLITE_LIMIT_SQL_LENGTH, 16 << 20},
		{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 100},
		{SQLITE_LIMIT_EXPR_DEPTH, 500},
		{SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
		sqlite3_limit(handle, limits[i].limit, limits[i].value);
}

gboolean sqlite_sandbox_open(Sqlite *sqlite, GError **error)
{
	if (!configure(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1) ||
	    !configure(sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0) ||
	    !configure(sqlite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0) ||
	    !configure(sqlite, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0)) {
		failure_set(error, FAILURE_UNSUPPORTED, NULL,
			    "this build of SQLite has no sandbox");
		return FALSE;
	}
	set_limits(sqlite->handle);
	sqlite_set_time_limit(&sqlite->base, TIME_LIMIT);
	return TRUE;
}
