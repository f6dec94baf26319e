#include "sqlite.h"

static void set_timeout(Database *database, unsigned milliseconds)
{
	sqlite3_busy_timeout(sqlite_of(database)->handle, (int)milliseconds);
}

static gint64 version(Database *database)
{
	g_autofree char *value =
		sqlite_query_value(database, "PRAGMA data_version", NULL, NULL);
	return value ? g_ascii_strtoll(value, NULL, 10) : 0;
}

static const char *engine_version(const Database *database)
{
	(void)database;
	return sqlite3_libversion();
}

const Driver sqlite_driver = {
	.dialect = "sqlite",
	.begin_script = "PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n",
	.commit_script = "COMMIT;\n",
	.scheme = "sqlite",
	.open = sqlite_open,
	.open_scratch = sqlite_open_scratch,
	.close = sqlite_close,
	.set_timeout = set_timeout,
	.set_time_limit = sqlite_set_time_limit,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.in_transaction = sqlite_in_transaction,
	.run = sqlite_run,
	.check_script = sqlite_check_script,
	.script_is_empty = sqlite_script_is_empty,
	.read_schema = sqlite_read_schema,
	.has_table = sqlite_has_table,
	.query_value = sqlite_query_value,
	.each_row = sqlite_each_row,
	.execute = sqlite_execute,
	.serialize = sqlite_serialize,
	.copy_to_scratch = sqlite_copy_to_scratch,
	.version = version,
	.engine_version = engine_version,
};
