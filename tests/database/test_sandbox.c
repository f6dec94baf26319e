#include "support.h"

#include <string.h>

static Database *open_sandbox(const char *directory)
{
	g_autoptr(Database) maker = open_file(directory, DATABASE_CREATE);
	must_apply(maker, "CREATE TABLE IF NOT EXISTS t (a);");
	return open_file(directory, DATABASE_SANDBOX);
}

static unsigned count_files(const char *directory)
{
	unsigned count = 0;
	GDir *entries = g_dir_open(directory, 0, NULL);
	while (g_dir_read_name(entries))
		count++;
	g_dir_close(entries);
	return count;
}

/* R80 */
static const char *const attacks[] = {
	"ATTACH 'pwn.db' AS pwn;",
	"ATTACH 'file:pwn.db?mode=rwc' AS pwn;",
	"ATTACH ':memory:' AS pwn;",
	"DETACH main;",
	"VACUUM INTO 'pwn.db';",
	"PRAGMA journal_mode = OFF;",
	"PRAGMA main.journal_mode = MEMORY;",
	"PRAGMA synchronous = OFF;",
	"PRAGMA writable_schema = ON;",
	"PRAGMA trusted_schema = ON;",
	"PRAGMA temp_store_directory = 'pwn';",
	"PRAGMA data_store_directory = 'pwn';",
	"PRAGMA locking_mode = EXCLUSIVE;",
	"PRAGMA cache_spill = OFF;",
	"PRAGMA mmap_size = 1000000000;",
	"PRAGMA hard_heap_limit = 1;",
	"PRAGMA schema_version = 7;",
	"PRAGMA wal_checkpoint(TRUNCATE);",
	"PRAGMA database_list;",
	"PRAGMA query_only = ON;",
	"PRAGMA module_list;",
	"PRAGMA page_size = 512;",
	"SELECT * FROM pragma_database_list;",
	"SELECT file FROM pragma_database_list WHERE seq = 0;",
	"SELECT count(*) FROM pragma_journal_mode('off');",
	"CREATE VIEW v AS SELECT 1; SELECT * FROM pragma_table_info('v');",
	"SELECT load_extension('pwn.so');",
	"SELECT fts3_tokenizer('simple');",
	"SELECT hex(fts3_tokenizer('simple'));",
	"SELECT readfile('/etc/passwd');",
	"SELECT writefile('pwn', 'x');",
	"CREATE VIRTUAL TABLE v USING dbstat;",
	"CREATE VIRTUAL TABLE v USING csv(filename='/etc/passwd');",
	"SELECT * FROM dbstat;",
	"SELECT data FROM sqlite_dbpage WHERE pgno = 1;",
	"UPDATE sqlite_dbpage SET data = zeroblob(4096);",
	"UPDATE sqlite_schema SET sql = 'x';",
	"DELETE FROM sqlite_master;",
	"INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'x');",
	"CREATE TRIGGER r AFTER INSERT ON sqlite_schema BEGIN SELECT 1; END;",
	"CREATE TABLE sqlite_pwn (a);",
	"DELETE FROM git_migrate_ledger;",
	"COMMIT; DROP TABLE t;",
	"CREATE TRIGGER r AFTER INSERT ON t BEGIN "
	"SELECT load_extension('pwn.so'); END; INSERT INTO t VALUES (1);",
	"CREATE VIEW v AS SELECT fts3_tokenizer('simple'); SELECT * FROM v;",
	"CREATE TABLE x (a DEFAULT (load_extension('pwn.so'))); "
	"INSERT INTO x DEFAULT VALUES;",
	"CREATE VIRTUAL TABLE f USING fts5(a); DROP TABLE f_data;",
	"CREATE VIRTUAL TABLE f USING fts5(a); UPDATE f_data SET block = 'x';",
};

Test(sandbox, lets_no_attack_out)
{
	char *directory = make_directory();
	g_autoptr(Database) database = open_sandbox(directory);
	for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
		must_begin(database);
		g_autofree char *failure = must_fail(database, attacks[i]);
		cr_assert(g_str_has_prefix(failure, "x.sql:1: "), "%s",
			  failure);
		database_rollback(database);
		assert_value(database, "SELECT count(*) FROM sqlite_schema",
			     "1");
		cr_assert_eq(count_files(directory), 1);
		cr_assert_not(g_file_test("pwn.db", G_FILE_TEST_EXISTS));
		cr_assert_not(g_file_test("pwn", G_FILE_TEST_EXISTS));
	}
	g_clear_pointer(&database, database_close);
	remove_directory(directory);
}

Test(sandbox, says_that_the_script_runs_in_it)
{
	char *directory = make_directory();
	g_autoptr(Database) database = open_sandbox(directory);
	g_autoptr(GError) error = NULL;
	Script script = {.text = "PRAGMA module_list;", .path = "x.sql"};
	must_begin(database);
	cr_assert_not(database_run(database, &script, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_REFUSED));
	cr_assert(strstr(failure_hint(error), "sandbox"));
	g_clear_pointer(&database, database_close);
	remove_directory(directory);
}

Test(sandbox, lets_migrations_do_their_work)
{
	char *directory = make_directory();
	g_autoptr(Database) database = open_sandbox(directory);
	must_apply(database,
		   "CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT, "
		   "a TEXT DEFAULT (upper('x')) CHECK (length(a) > 0));"
		   "INSERT INTO n (a) SELECT 'a' FROM t;"
		   "UPDATE sqlite_sequence SET seq = 7 WHERE name = 'n';"
		   "DROP TABLE t; PRAGMA legacy_alter_table = ON;"
		   "ALTER TABLE n RENAME TO t; PRAGMA legacy_alter_table = OFF;"
		   "CREATE INDEX i ON t (lower(a)) WHERE a LIKE 'x%';"
		   "CREATE VIRTUAL TABLE f USING fts5(a);"
		   "INSERT INTO f VALUES ('some words');"
		   "CREATE TRIGGER r AFTER INSERT ON t BEGIN "
		   "UPDATE t SET a = a || '!' WHERE id = new.id; END;"
		   "INSERT INTO t (a) VALUES ('more');"
		   "INSERT INTO f SELECT a || ' words' FROM t;"
		   "CREATE VIEW v AS SELECT id FROM t;"
		   "PRAGMA foreign_key_check; PRAGMA user_version = 3;"
		   "WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		   "FROM k LIMIT 1000) INSERT INTO t (a) SELECT i FROM k;");
	assert_value(database, "SELECT count(*) FROM f WHERE f MATCH 'words'",
		     "2");
	assert_value(database, "SELECT min(id) FROM v", "8");
	g_clear_pointer(&database, database_close);
	remove_directory(directory);
}

Test(sandbox, stops_what_does_not_end)
{
	char *directory = make_directory();
	g_autoptr(Database) database = open_sandbox(directory);
	database_set_time_limit(database, 100);
	must_begin(database);
	g_autofree char *failure = must_fail(
		database, "SELECT 1;\nWITH RECURSIVE k (i) AS (SELECT 1 UNION "
			  "ALL SELECT i + 1 FROM k) SELECT count(*) FROM k;");
	cr_assert_str_eq(failure, "x.sql:2: stopped after 100 milliseconds");
	database_rollback(database);
	must_apply(database, "INSERT INTO t VALUES (1);");
	g_clear_pointer(&database, database_close);
	remove_directory(directory);
}
