#include "support.h"

static void assert_starts(const char *text, const char *start)
{
	cr_assert(g_str_has_prefix(text, start), "\"%s\" does not start \"%s\"",
		  text, start);
}

/* Runs a script in a run, which must fail with that message, and sees that
 * the rows of before are all there is after it. */
static void assert_refused(const char *script, const char *message)
{
	g_autoptr(Database) database = open_scratch();
	must_apply(database, "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
	must_begin(database);
	must_run(database, "INSERT INTO t VALUES (2);");
	g_autofree char *failure = must_fail(database, script);
	assert_starts(failure, message);
	database_rollback(database);
	cr_assert_not(database_in_transaction(database));
	assert_value(database, "SELECT group_concat(a) FROM t", "1");
}

/* R58 */
Test(run, refuses_what_would_end_its_transaction)
{
	assert_refused("SELECT 1;\n\nCOMMIT;", "x.sql:3: COMMIT would end");
	assert_refused("SELECT 1; END;", "x.sql:1: COMMIT would end");
	assert_refused("-- end\n\n/* it */ ROLLBACK;",
		       "x.sql:3: ROLLBACK would end");
	assert_refused("BEGIN;", "x.sql:1: BEGIN would end");
	assert_refused("\nBEGIN EXCLUSIVE;", "x.sql:2: BEGIN would end");
	assert_refused("ATTACH 'other.db' AS other;", "x.sql:1: ATTACH");
	assert_refused("DETACH main;", "x.sql:1: DETACH");
	cr_assert_not(g_file_test("other.db", G_FILE_TEST_EXISTS));
}

/* R58 */
Test(run, sees_that_a_statement_ended_the_transaction)
{
	assert_refused("CREATE TABLE u (a UNIQUE);\n"
		       "INSERT INTO u VALUES (1);\n"
		       "INSERT OR ROLLBACK INTO u VALUES (1);",
		       "x.sql:3: UNIQUE constraint failed: u.a");
}

/* R59 */
Test(run, refuses_pragmas_that_do_not_work_in_a_transaction)
{
	assert_refused("\nPRAGMA foreign_keys = ON;",
		       "x.sql:2: PRAGMA foreign_keys does nothing");
	assert_refused("PRAGMA foreign_keys(0);",
		       "x.sql:1: PRAGMA foreign_keys does nothing");
	assert_refused("PRAGMA journal_mode = WAL;",
		       "x.sql:1: PRAGMA journal_mode does not work");
	assert_refused("PRAGMA synchronous = OFF;",
		       "x.sql:1: PRAGMA synchronous does not work");
	assert_refused("VACUUM;", "x.sql:1: cannot VACUUM");
}

Test(run, allows_pragmas_that_work_in_a_transaction)
{
	g_autoptr(Database) database = open_scratch();
	must_apply(database, "PRAGMA foreign_keys; PRAGMA user_version = 7;"
			     "PRAGMA defer_foreign_keys = ON;"
			     "PRAGMA foreign_key_check;"
			     "PRAGMA legacy_alter_table = ON;"
			     "PRAGMA legacy_alter_table = OFF;");
	assert_value(database, "PRAGMA user_version", "7");
}

Test(run, does_not_let_a_script_inherit_the_settings_of_another)
{
	g_autoptr(Database) database = open_scratch();
	must_begin(database);
	must_run(database, "PRAGMA legacy_alter_table = ON;"
			   "PRAGMA recursive_triggers = ON;"
			   "PRAGMA query_only = ON;");
	must_run(database, "CREATE TABLE t (a);");
	must_commit(database);
	assert_value(database, "PRAGMA legacy_alter_table", "0");
	assert_value(database, "PRAGMA recursive_triggers", "0");
}

Test(run, keeps_savepoints_within_their_script)
{
	g_autoptr(Database) database = open_scratch();
	must_apply(database, "CREATE TABLE t (a);"
			     "SAVEPOINT one; INSERT INTO t VALUES (1);"
			     "SAVEPOINT two; INSERT INTO t VALUES (2);"
			     "ROLLBACK TO two; RELEASE one;");
	assert_value(database, "SELECT group_concat(a) FROM t", "1");
	assert_refused("SELECT 1;\nSAVEPOINT open;",
		       "x.sql:2: SAVEPOINT open is not released");
}

Test(run, says_the_line_the_engine_points_at)
{
	assert_refused("SELECT 1;\nSELECT\n\ta,\n\ttitel\nFROM t;",
		       "x.sql:4: no such column: titel");
	assert_refused("SELECT 1;\n-- note; here\nSELEC 1;",
		       "x.sql:3: near \"SELEC\": syntax error");
	assert_refused("CREATE TABLE u (\n\ta,\n\tb,,\n\tc\n);",
		       "x.sql:3: near \",\": syntax error");
	assert_refused("INSERT INTO t VALUES (';');\n\nDROP TABLE nowhere;",
		       "x.sql:3: no such table: nowhere");
}

Test(run, counts_lines_from_where_the_text_stands_in_its_file)
{
	g_autoptr(Database) database = open_scratch();
	g_autoptr(GError) error = NULL;
	Script script = {.text = "\nSELECT absent;",
			 .path = "migrations/y.sql",
			 .first_line = 11};
	must_begin(database);
	cr_assert_not(database_run(database, &script, &error));
	cr_assert_str_eq(error->message,
			 "migrations/y.sql:12: no such column: absent");
	cr_assert(g_error_matches(error, FAILURE, FAILURE_SQL));
	cr_assert_str_eq(failure_hint(error), "SELECT absent;");
}

Test(run, shows_the_statement_where_there_is_no_file)
{
	g_autoptr(Database) database = open_scratch();
	g_autoptr(GError) error = NULL;
	Script script = {.text = "SELECT 1; SELECT absent; SELECT 2;"};
	must_begin(database);
	cr_assert_not(database_run(database, &script, &error));
	cr_assert_str_eq(error->message,
			 "no such column: absent in: SELECT absent;");
}

Test(run, cuts_statements_as_the_engine_does)
{
	g_autoptr(Database) database = open_scratch();
	must_apply(
		database,
		"\xef\xbb\xbf-- a; comment\r\n"
		"CREATE TABLE t (a TEXT DEFAULT ';');;\r\n"
		"CREATE TRIGGER r AFTER INSERT ON t BEGIN\r\n"
		"  UPDATE t SET a = 'x;y'; SELECT CASE 1 WHEN 1 THEN 2 END;\n"
		"END;\n"
		"INSERT INTO t DEFAULT VALUES /* ; */ -- the end");
	assert_value(database, "SELECT a FROM t", "x;y");
}

Test(run, runs_nothing_where_there_is_nothing)
{
	g_autoptr(Database) database = open_scratch();
	must_apply(database, "");
	must_apply(database, " \n-- nothing\n/* here */ ;; \n");
	assert_value(database, "SELECT count(*) FROM sqlite_schema", "0");
}

Test(run, keeps_scripts_off_the_tables_of_the_tool)
{
	static const char message[] = "x.sql:1: git_migrate_";
	assert_refused("CREATE TABLE git_migrate_x (a);", message);
	assert_refused("CREATE VIEW Git_Migrate_v AS SELECT 1;",
		       "x.sql:1: Git_Migrate_v");
	assert_refused("CREATE INDEX git_migrate_i ON t (a);", message);
	assert_refused("ALTER TABLE t RENAME TO git_migrate_t;", message);
	assert_refused("ALTER TABLE main.\"t\" RENAME TO [git_migrate_t];",
		       message);
	g_autoptr(Database) database = open_scratch();
	cr_assert(database_execute(database,
				   "CREATE TABLE git_migrate_ledger (a)", NULL,
				   0, NULL));
	static const char *const scripts[] = {
		"INSERT INTO git_migrate_ledger VALUES (1);",
		"UPDATE git_migrate_ledger SET a = 1;",
		"DELETE FROM git_migrate_ledger;",
		"SELECT a FROM git_migrate_ledger;",
		"DROP TABLE git_migrate_ledger;",
		"ALTER TABLE git_migrate_ledger ADD COLUMN b;",
		"CREATE INDEX i ON git_migrate_ledger (a);",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++) {
		must_begin(database);
		g_autofree char *failure = must_fail(database, scripts[i]);
		assert_starts(failure, message);
		database_rollback(database);
	}
}

/* A trigger of the user's cannot be used to get there either. */
Test(run, keeps_triggers_off_the_tables_of_the_tool)
{
	g_autoptr(Database) database = open_scratch();
	cr_assert(database_execute(database,
				   "CREATE TABLE git_migrate_ledger (a)", NULL,
				   0, NULL));
	must_begin(database);
	must_run(database, "CREATE TABLE t (a);"
			   "CREATE TRIGGER r AFTER INSERT ON t BEGIN "
			   "DELETE FROM git_migrate_ledger; END;");
	g_autofree char *failure =
		must_fail(database, "INSERT INTO t VALUES (1);");
	assert_starts(failure, "x.sql:1: git_migrate_ledger");
}

/* R55 */
Test(run, outside_a_transaction_lets_the_script_have_its_own)
{
	g_autofree char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	must_run(database, "PRAGMA journal_mode = WAL;"
			   "BEGIN; CREATE TABLE t (a); COMMIT;"
			   "PRAGMA foreign_keys = ON; VACUUM;");
	assert_value(database, "PRAGMA journal_mode", "wal");
	assert_value(database, "PRAGMA foreign_keys", "0");
	g_autofree char *open =
		must_fail(database, "BEGIN;\nINSERT INTO t VALUES (1);");
	assert_starts(open, "x.sql:2: the transaction of the script is left");
	cr_assert_not(database_in_transaction(database));
	assert_value(database, "SELECT count(*) FROM t", "0");
	g_autofree char *failure =
		must_fail(database, "BEGIN; INSERT INTO t VALUES (1); x;");
	assert_starts(failure, "x.sql:1: near \"x\"");
	cr_assert_not(database_in_transaction(database));
	g_autofree char *into = must_fail(database, "VACUUM INTO 'copy.db';");
	assert_starts(into, "x.sql:1: ATTACH and VACUUM INTO");
	cr_assert_not(g_file_test("copy.db", G_FILE_TEST_EXISTS));
	g_clear_pointer(&database, database_close);
	remove_directory(g_steal_pointer(&directory));
}
