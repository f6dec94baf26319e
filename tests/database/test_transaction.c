#include "support.h"

#include <string.h>

static const char family[] =
	"CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT);"
	"CREATE TABLE c (id INTEGER PRIMARY KEY,"
	" p INTEGER REFERENCES p (id) ON DELETE CASCADE);"
	"INSERT INTO p VALUES (1, 'a'), (2, 'b');"
	"INSERT INTO c VALUES (1, 1), (2, 1), (3, 2);";

/* Runs a script whose commit must fail; its message is the caller's. */
static char *fail_commit(Database *database, const char *script)
{
	g_autoptr(GError) error = NULL;
	must_begin(database);
	must_run(database, script);
	cr_assert_not(database_commit(database, &error), "was committed: %s",
		      script);
	cr_assert_not(database_in_transaction(database));
	return g_strdup(error->message);
}

static void assert_breaks(const char *setup, const char *script,
			  const char *message)
{
	for (int in_file = 0; in_file < 2; in_file++) {
		g_autofree char *directory = make_directory();
		g_autoptr(Database) database =
			in_file ? open_file(directory, DATABASE_CREATE)
				: open_scratch();
		must_apply(database, setup);
		g_autofree char *before =
			value_of(database, "SELECT group_concat(sql) FROM "
					   "sqlite_schema");
		g_autofree char *failure = fail_commit(database, script);
		cr_assert(strstr(failure, message), "%s", failure);
		assert_value(database,
			     "SELECT group_concat(sql) FROM sqlite_schema",
			     before);
		g_clear_pointer(&database, database_close);
		remove_directory(g_steal_pointer(&directory));
	}
}

/* R56 */
Test(transaction, keeps_the_children_of_a_rebuilt_table)
{
	g_autoptr(Database) database = open_scratch();
	must_apply(database, family);
	must_run(database, "PRAGMA user_version = 1;");
	must_apply(
		database,
		"CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
		"INSERT INTO n SELECT * FROM p; DROP TABLE p;"
		"PRAGMA legacy_alter_table = ON;"
		"ALTER TABLE n RENAME TO p;"
		"PRAGMA legacy_alter_table = OFF;");
	assert_value(database, "SELECT count(*) FROM c", "3");
}

/* R56 */
Test(transaction, does_not_commit_a_broken_foreign_key)
{
	assert_breaks(family, "DELETE FROM p WHERE id = 2;",
		      "c: row 3 refers to a missing row of p");
	assert_breaks(family, "INSERT INTO c VALUES (9, 9);",
		      "c: row 9 refers to a missing row of p");
	assert_breaks(family, "UPDATE p SET id = 7 WHERE id = 2;", "c: row 3");
	assert_breaks(family, "DROP TABLE p;", "c: row 1");
	assert_breaks(family,
		      "ALTER TABLE c ADD COLUMN q INTEGER DEFAULT 5 "
		      "REFERENCES p (id);",
		      "c: row 1");
	assert_breaks(family,
		      "PRAGMA legacy_alter_table = ON;"
		      "ALTER TABLE p RENAME TO people;",
		      "c: row 1");
	assert_breaks("CREATE TABLE p (id INTEGER, k TEXT);"
		      "CREATE UNIQUE INDEX i ON p (k);"
		      "CREATE TABLE c (k TEXT REFERENCES p (k));"
		      "INSERT INTO p VALUES (1, 'a');"
		      "INSERT INTO c VALUES ('a');",
		      "DROP INDEX i;", "table c: foreign key mismatch");
	/* Through a trigger, and by REPLACE, which tells nobody. */
	assert_breaks("CREATE TABLE p (id INTEGER PRIMARY KEY, u UNIQUE);"
		      "CREATE TABLE c (p REFERENCES p (id));"
		      "CREATE TABLE t (a);"
		      "CREATE TRIGGER r AFTER INSERT ON t BEGIN "
		      "DELETE FROM p; END;"
		      "INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (1);",
		      "INSERT INTO t VALUES (1);", "c: row 1");
	assert_breaks("CREATE TABLE p (id INTEGER PRIMARY KEY, u UNIQUE);"
		      "CREATE TABLE c (p REFERENCES p (id));"
		      "INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (1);",
		      "INSERT OR REPLACE INTO p VALUES (2, 1);", "c: row 1");
	assert_breaks("CREATE TABLE \"p\"\"q\" (id INTEGER PRIMARY KEY);"
		      "CREATE TABLE c (p REFERENCES [p\"q] (id));"
		      "INSERT INTO \"p\"\"q\" VALUES (1);"
		      "INSERT INTO c VALUES (1);",
		      "DELETE FROM \"p\"\"q\";", "c: row 1");
}

/* Breaks the key of row 3 behind the back of a run. */
static void damage(Database *database)
{
	must_apply(database, family);
	must_run(database, "DELETE FROM p WHERE id = 2;");
}

/* R56: against what was there before. */
Test(transaction, commits_beside_damage_that_was_there_before)
{
	g_autofree char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	damage(database);
	must_apply(database, "INSERT INTO c VALUES (4, 1);");
	must_apply(database, "ALTER TABLE c RENAME TO d;");
	must_apply(database, "ALTER TABLE p RENAME TO q;");
	g_autofree char *failure =
		fail_commit(database, "INSERT INTO d VALUES (5, 8);");
	cr_assert(strstr(failure, "d: row 5"));
	cr_assert_not(strstr(failure, "row 3"));
	g_clear_pointer(&database, database_close);
	remove_directory(g_steal_pointer(&directory));
}

/* R56: a run that has written so much that the file is shut to readers. */
Test(transaction, says_that_old_damage_cannot_be_told_from_new)
{
	g_autofree char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	g_autoptr(GError) error = NULL;
	damage(database);
	must_run(database, "PRAGMA cache_size = 1;");
	must_begin(database);
	must_run(
		database,
		"CREATE TABLE big (a); INSERT INTO big WITH RECURSIVE n (i) AS "
		"(SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT "
		"randomblob(500) FROM n; INSERT INTO c VALUES (4, 1);");
	cr_assert_not(database_commit(database, &error));
	cr_assert(strstr(error->message, "c: row 3"), "%s", error->message);
	cr_assert(strstr(failure_hint(error), "mend"));
	must_run(database, "DELETE FROM c WHERE id = 3;");
	must_apply(database, "INSERT INTO c VALUES (4, 1);");
	g_clear_pointer(&database, database_close);
	remove_directory(g_steal_pointer(&directory));
}

/* R56 */
Test(transaction, of_a_copy_knows_the_damage_of_the_original)
{
	g_autofree char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	damage(database);
	must_run(database,
		 "CREATE TABLE u (a); CREATE VIEW v AS SELECT a FROM u;"
		 "DROP TABLE u;");
	g_autoptr(Database) copy = database_copy_to_scratch(database, NULL);
	cr_assert(copy);
	must_apply(copy, "INSERT INTO c VALUES (4, 1); CREATE TABLE w (a);"
			 "DROP TABLE w;");
	g_autofree char *failure =
		fail_commit(copy, "INSERT INTO c VALUES (5, 8);");
	cr_assert(strstr(failure, "c: row 5"));
	g_clear_pointer(&database, database_close);
	remove_directory(g_steal_pointer(&directory));
}

/* R57 */
Test(transaction, does_not_commit_a_broken_view)
{
	static const char setup[] = "CREATE TABLE t (a, b); CREATE TABLE u (c);"
				    "CREATE VIEW v AS SELECT a, c FROM t, u;"
				    "CREATE VIEW w AS SELECT a FROM v;";
	assert_breaks(setup, "DROP TABLE t;", "view v: no such table: main.t");
	assert_breaks(setup, "ALTER TABLE u ADD COLUMN a;",
		      "view v: ambiguous column name: a");
	assert_breaks(setup, "DROP VIEW v;", "view w: no such table: main.v");
	assert_breaks(setup, "CREATE VIEW x AS SELECT 1 FROM nowhere;",
		      "view x: no such table: main.nowhere");
}

Test(transaction, commits_beside_a_view_that_was_broken_before)
{
	g_autofree char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	must_apply(database, "CREATE TABLE t (a);"
			     "CREATE VIEW v AS SELECT a FROM t;");
	must_run(database, "DROP TABLE t;");
	must_apply(database, "CREATE TABLE u (a); DROP TABLE u;");
	g_clear_pointer(&database, database_close);
	remove_directory(g_steal_pointer(&directory));
}

Test(transaction, restores_the_enforcement_of_foreign_keys)
{
	g_autoptr(Database) database = open_scratch();
	cr_assert(database_execute(database, "PRAGMA foreign_keys = ON", NULL,
				   0, NULL));
	must_begin(database);
	assert_value(database, "PRAGMA foreign_keys", "0");
	must_commit(database);
	assert_value(database, "PRAGMA foreign_keys", "1");
	must_begin(database);
	database_rollback(database);
	assert_value(database, "PRAGMA foreign_keys", "1");
}

Test(transaction, is_rolled_back_by_closing)
{
	g_autofree char *directory = make_directory();
	Database *database = open_file(directory, DATABASE_CREATE);
	must_begin(database);
	must_run(database, "CREATE TABLE t (a);");
	database_close(database);
	database = open_file(directory, DATABASE_READ_ONLY);
	assert_value(database, "SELECT count(*) FROM sqlite_schema", "0");
	database_close(database);
	remove_directory(g_steal_pointer(&directory));
}

Test(transaction, is_not_begun_twice_nor_on_what_is_read_only)
{
	g_autofree char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	g_autoptr(GError) error = NULL;
	must_begin(database);
	cr_assert_not(database_begin(database, &error));
	cr_assert(database_in_transaction(database));
	database_rollback(database);
	g_clear_error(&error);
	g_autoptr(Database) reader = open_file(directory, DATABASE_READ_ONLY);
	cr_assert_not(database_begin(reader, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_REFUSED));
	g_clear_pointer(&database, database_close);
	g_clear_pointer(&reader, database_close);
	remove_directory(g_steal_pointer(&directory));
}

/* R64: no room, as PRAGMA max_page_count makes it. */
Test(transaction, leaves_the_old_state_when_there_is_no_room)
{
	static const char *const modes[] = {"DELETE", "WAL"};
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		g_autofree char *directory = make_directory();
		g_autoptr(Database) database =
			open_file(directory, DATABASE_CREATE);
		g_autofree char *mode =
			g_strdup_printf("PRAGMA journal_mode = %s", modes[i]);
		must_run(database, mode);
		must_apply(database, "CREATE TABLE t (a);"
				     "INSERT INTO t VALUES (1);");
		assert_value(database, "PRAGMA max_page_count = 20", "20");
		must_begin(database);
		g_autofree char *failure = must_fail(
			database, "CREATE TABLE u (a);\n"
				  "INSERT INTO u VALUES (zeroblob(1000000));");
		cr_assert_str_eq(failure, "x.sql:2: database or disk is full");
		database_rollback(database);
		assert_value(database, "PRAGMA quick_check", "ok");
		assert_value(database, "SELECT count(*) FROM sqlite_schema",
			     "1");
		g_clear_pointer(&database, database_close);
		remove_directory(g_steal_pointer(&directory));
	}
}

Test(transaction, tells_that_another_connection_has_written)
{
	static const char *const modes[] = {"DELETE", "WAL"};
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		char *directory = make_directory();
		g_autoptr(Database) first =
			open_file(directory, DATABASE_CREATE);
		g_autoptr(Database) second =
			open_file(directory, DATABASE_READ_WRITE);
		g_autofree char *mode = g_strdup_printf(
			"PRAGMA journal_mode = %s; CREATE TABLE t (a);",
			modes[i]);
		must_run(first, mode);

		gint64 version = database_version(first);
		cr_assert_neq(version, 0);
		must_apply(first, "INSERT INTO t VALUES (1)");
		cr_assert_eq(database_version(first), version);
		must_apply(second, "INSERT INTO t VALUES (2)");
		must_begin(first);
		cr_assert_neq(database_version(first), version);
		database_rollback(first);
		remove_directory(directory);
	}
}

static void join_row(const char *const *row, unsigned count, gpointer text)
{
	for (unsigned i = 0; i < count; i++)
		g_string_append_printf(text, "%s ", row[i] ? row[i] : "-");
}

Test(transaction, gives_each_row)
{
	g_autoptr(Database) database = open_scratch();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	const char *const parameters[] = {"b", NULL};
	cr_assert(database_each_row(
		database, "SELECT 1, NULL, '' UNION ALL SELECT 2, 'a', ?",
		parameters, join_row, text, NULL));
	cr_assert_str_eq(text->str, "1 -  2 a b ");
	cr_assert_not(database_each_row(database, "SELECT no_such", NULL,
					join_row, text, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_SQL));
}
