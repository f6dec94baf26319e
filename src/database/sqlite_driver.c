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

/* Statements that are prepared already are prepared anew with it. */
static void hold_triggers(Database *database, gboolean hold)
{
	sqlite3_db_config(sqlite_of(database)->handle,
			  SQLITE_DBCONFIG_ENABLE_TRIGGER, hold ? 0 : 1, NULL);
}

static void ignore_checks(Database *database, gboolean ignore)
{
	sqlite3_exec(sqlite_of(database)->handle,
		     ignore ? "PRAGMA ignore_check_constraints = ON"
			    : "PRAGMA ignore_check_constraints = OFF",
		     NULL, NULL, NULL);
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
	.scan_script = sqlite_scan_script,
	.read_schema = sqlite_read_schema,
	.has_table = sqlite_has_table,
	.query_value = sqlite_query_value,
	.each_row = sqlite_each_row,
	.execute = sqlite_execute,
	.serialize = sqlite_serialize,
	.copy_to_scratch = sqlite_copy_to_scratch,
	.version = version,
	.copy_schema = sqlite_copy_schema,
	.copy_relaxed = sqlite_copy_relaxed,
	.copy_rows = sqlite_copy_rows,
	.read_columns = sqlite_read_columns,
	.read_references = sqlite_read_references,
	.hold_triggers = hold_triggers,
	.ignore_checks = ignore_checks,
	.engine_version = engine_version,
};
