#include "support.h"

static const char content[] =
	"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a);"
	"INSERT INTO t (a) VALUES ('x'), ('y'); CREATE INDEX i ON t (a);";

Test(copy, is_made_of_bytes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) database = open_scratch();
	must_apply(database, content);
	g_autoptr(GBytes) bytes = database_serialize(database, &error);
	cr_assert(bytes);
	g_autoptr(Database) other =
		database_open_scratch_from("sqlite", bytes, &error);
	cr_assert(other, "%s", error ? error->message : "");
	must_apply(other, "INSERT INTO t (a) VALUES ('z');"
			  "CREATE TABLE u (b);");
	assert_value(other, "SELECT group_concat(a) FROM t", "x,y,z");
	assert_value(database, "SELECT group_concat(a) FROM t", "x,y");
}

Test(copy, of_an_empty_database_is_one)
{
	g_autoptr(Database) database = open_scratch();
	g_autoptr(GBytes) bytes = database_serialize(database, NULL);
	cr_assert(bytes);
	g_autoptr(Database) other =
		database_open_scratch_from("sqlite", bytes, NULL);
	must_apply(other, content);
}

Test(copy, is_not_made_of_other_bytes)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strnfill(5000, 'x');
	g_autoptr(GBytes) bytes = g_bytes_new(text, 5000);
	cr_assert_null(database_open_scratch_from("sqlite", bytes, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_CORRUPT));
}

/* R62: in the middle of a transaction of another connection, and with a log
 * that is not in the file yet. */
Test(copy, of_a_file_holds_what_was_committed)
{
	static const char *const modes[] = {"DELETE", "WAL"};
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		char *directory = make_directory();
		g_autoptr(GError) error = NULL;
		g_autoptr(Database) database =
			open_file(directory, DATABASE_CREATE);
		g_autofree char *mode =
			g_strdup_printf("PRAGMA journal_mode = %s;", modes[i]);
		must_run(database, mode);
		must_apply(database, content);
		g_autoptr(Database) writer =
			open_file(directory, DATABASE_READ_WRITE);
		must_begin(writer);
		must_run(writer, "INSERT INTO t (a) VALUES ('z');");
		g_autoptr(Database) copy =
			database_copy_to_scratch(database, &error);
		cr_assert(copy, "%s", error ? error->message : "");
		must_commit(writer);
		assert_value(copy, "SELECT group_concat(a) FROM t", "x,y");
		must_apply(copy, "DELETE FROM t;");
		assert_value(database, "SELECT group_concat(a) FROM t",
			     "x,y,z");
		g_clear_pointer(&copy, database_close);
		g_clear_pointer(&writer, database_close);
		g_clear_pointer(&database, database_close);
		remove_directory(directory);
	}
}

Test(copy, knows_which_tables_have_rows)
{
	g_autoptr(Database) database = open_scratch();
	gboolean has = TRUE;
	must_apply(database, "CREATE TABLE \"a \"\"b\" (x);");
	cr_assert(database_has_rows(database, "a \"b", &has, NULL));
	cr_assert_not(has);
	cr_assert(database_has_rows(database, NULL, &has, NULL));
	cr_assert_not(has);
	must_apply(database, content);
	cr_assert(database_has_rows(database, "t", &has, NULL));
	cr_assert(has);
	cr_assert(database_has_rows(database, NULL, &has, NULL));
	cr_assert(has);
	cr_assert_not(database_has_rows(database, "nowhere", &has, NULL));
}

Test(copy, asks_with_parameters)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) database = open_scratch();
	const char *parameters[] = {"it's", NULL};
	must_apply(database, content);
	g_autofree char *value = database_query_value(
		database, "SELECT ? || '!'", parameters, &error);
	cr_assert_str_eq(value, "it's!");
	g_autofree char *null =
		database_query_value(database, "SELECT NULL", NULL, &error);
	cr_assert_null(null);
	cr_assert_null(error);
	g_autoptr(GPtrArray) rows = database_query_rows(
		database, "SELECT id, a, NULL FROM t WHERE id > ?",
		(const char *const[]){"1", NULL}, &error);
	cr_assert_eq(rows->len, 1);
	char **row = g_ptr_array_index(rows, 0);
	cr_assert_str_eq(row[1], "y");
	cr_assert_str_eq(row[2], "");
	const char *with_null[] = {NULL, "9"};
	cr_assert(database_execute(database,
				   "INSERT INTO t (a, id) VALUES (?, ?)",
				   with_null, 2, &error));
	assert_value(database, "SELECT a IS NULL FROM t WHERE id = 9", "1");
	cr_assert_null(
		database_query_rows(database, "SELECT no_such", NULL, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_SQL));
}

Test(copy, a_relaxed_copy_refuses_no_row)
{
	g_autoptr(Database) database = open_scratch();
	must_run(database,
		 "CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER NOT NULL "
		 "DEFAULT (1 + 1) CHECK (n < 9), u TEXT COLLATE NOCASE UNIQUE, "
		 "g AS (n * 2)) WITHOUT ROWID;"
		 "CREATE UNIQUE INDEX i ON t (n);"
		 "INSERT INTO t (k, n, u) VALUES ('a', 1, 'x'), ('b', 2, 'y');"
		 "CREATE TABLE away (x);");
	g_autoptr(GHashTable) words = g_hash_table_new(g_str_hash, g_str_equal);
	static char name[] = "t";
	g_hash_table_add(words, name);
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) copy =
		database_copy_relaxed(database, words, &error);
	cr_assert(copy, "%s", error ? error->message : "");
	assert_value(copy, "SELECT group_concat(k || g) FROM t", "a2,b4");
	assert_value(copy, "SELECT count(*) FROM sqlite_schema", "2");
	must_run(copy, "INSERT INTO t (k, u) VALUES ('a', 'X'), (NULL, 'X');"
		       "UPDATE t SET n = NULL WHERE k = 'b';"
		       "CREATE TABLE IF NOT EXISTS t (x);"
		       "CREATE TABLE s (id INTEGER PRIMARY KEY, c CHECK (c > "
		       "0), UNIQUE (c));"
		       "/* no */ CREATE UNIQUE INDEX j ON s (c);"
		       "INSERT INTO s VALUES (1, 0), (1, 0);"
		       "CREATE TABLE q AS SELECT * FROM s; DROP INDEX i;");
	assert_value(copy, "SELECT count(*) FROM t WHERE u = 'x'", "3");
	assert_value(copy, "SELECT sum(n) FROM t", "5");
	assert_value(copy, "SELECT count(*) FROM q", "2");
	assert_value(database, "SELECT count(*) FROM t", "2");
}
