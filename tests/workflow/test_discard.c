#include <criterion/criterion.h>

#include "base/failure.h"
#include "workflow/discard.h"

/* A database with a schema and rows, and the last step's count. */
typedef struct Bench {
	Database *database;
	DiscardCount count;
	GError *error;
} Bench;

static void must(gboolean done, const GError *error)
{
	cr_assert(done, "%s", error ? error->message : "no error was set");
}

static void run(Bench *bench, const char *sql)
{
	g_autoptr(GError) error = NULL;
	const Script script = {.text = sql, .path = "x.sql", .first_line = 1};
	must(database_run(bench->database, &script, &error), error);
}

/* As an application does, so that the triggers of the stash see it. */
static void write_row(Bench *bench, const char *sql)
{
	g_autoptr(GError) error = NULL;
	must(database_execute(bench->database, sql, NULL, 0, &error), error);
}

static void start(Bench *bench, const char *sql)
{
	g_autoptr(GError) error = NULL;
	*bench = (Bench){0};
	bench->database = database_open_scratch("sqlite", &error);
	must(bench->database != NULL, error);
	run(bench, sql);
}

static void finish(Bench *bench)
{
	g_clear_error(&bench->error);
	database_close(bench->database);
}

static gboolean step(Bench *bench, gboolean down, const char *sql)
{
	const Script script = {.text = sql, .path = "r.sql", .first_line = 1};
	const DiscardStep discard = {
		.script = &script,
		.revision = "r",
		.down = down,
	};
	bench->count = (DiscardCount){0};
	g_clear_error(&bench->error);
	if (database_begin(bench->database, &bench->error) &&
	    discard_run(bench->database, &discard, DISCARD_STASH, &bench->count,
			&bench->error) &&
	    database_commit(bench->database, &bench->error))
		return TRUE;
	database_rollback(bench->database);
	return FALSE;
}

static void down(Bench *bench, const char *sql)
{
	gboolean done = step(bench, TRUE, sql);
	must(done, bench->error);
}

static void up(Bench *bench, const char *sql)
{
	gboolean done = step(bench, FALSE, sql);
	must(done, bench->error);
}

static void assert_text(Bench *bench, const char *sql, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *value =
		database_query_value(bench->database, sql, NULL, &error);
	must(error == NULL, error);
	cr_assert_str_eq(value ? value : "(null)", expected, "%s: %s", sql,
			 value);
}

#define assert_stashed(bench, of_values, of_rows)              \
	do {                                                   \
		cr_assert_eq((bench).count.values, of_values); \
		cr_assert_eq((bench).count.rows, of_rows);     \
	} while (0)

/* Nothing is left of the stash. */
static void assert_no_stash(Bench *bench)
{
	g_autoptr(GPtrArray) sets =
		stash_find(bench->database, NULL, FALSE, NULL);
	cr_assert_eq(sets->len, 0);
	assert_text(bench,
		    "SELECT count(*) FROM sqlite_schema WHERE name GLOB "
		    "'git_migrate_stash_*'",
		    "0");
}

#define TODOS                                                         \
	"CREATE TABLE todos (id INTEGER PRIMARY KEY, title TEXT NOT " \
	"NULL, tags TEXT);"                                           \
	"INSERT INTO todos VALUES (1,'a','x'),(2,'b',NULL),(3,'c',"   \
	"'z');"
#define ALL_TODOS                                                       \
	"SELECT group_concat(id || title || coalesce(tags, '-'), ' ') " \
	"FROM todos"

Test(discard, a_dropped_column_comes_back)
{
	Bench bench;
	start(&bench, TODOS);
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	assert_stashed(bench, 2, 0);
	run(&bench, "UPDATE todos SET title = 'A' WHERE id = 1;"
		    "INSERT INTO todos VALUES (4, 'd')");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT;");
	assert_text(&bench, ALL_TODOS, "1Ax 2b- 3cz 4d-");
	cr_assert_eq(bench.count.outcome.values, 2);
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, rows_deleted_meanwhile_stay_deleted_and_are_counted)
{
	Bench bench;
	start(&bench, TODOS);
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	run(&bench, "DELETE FROM todos WHERE id = 3;");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT;");
	assert_text(&bench, ALL_TODOS, "1ax 2b-");
	cr_assert_eq(bench.count.outcome.values, 1);
	cr_assert_eq(bench.count.outcome.of_values, 2);
	cr_assert_eq(bench.count.outcome.deleted, 1);
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, values_win_over_defaults_and_backfills_and_null_does_too)
{
	Bench bench;
	start(&bench,
	      "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT DEFAULT 'new');"
	      "INSERT INTO t VALUES (1, 'x'), (2, NULL);");
	down(&bench, "ALTER TABLE t DROP COLUMN s;");
	assert_stashed(bench, 1, 0);
	run(&bench, "INSERT INTO t VALUES (3);");
	up(&bench, "ALTER TABLE t ADD COLUMN s TEXT DEFAULT 'new';"
		   "UPDATE t SET s = 'filled' WHERE id < 3;");
	assert_text(&bench, "SELECT group_concat(coalesce(s, '-'), ' ') FROM t",
		    "x - new");
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, a_dropped_table_comes_back_with_its_numbers)
{
	Bench bench;
	start(&bench,
	      "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x);"
	      "INSERT INTO t (x) VALUES (x'00ff'), (1.5), ('5'), (5), (NULL);"
	      "DELETE FROM t WHERE id = 5;");
	down(&bench, "DROP TABLE t;");
	assert_stashed(bench, 0, 4);
	up(&bench, "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x);");
	assert_text(&bench, "SELECT group_concat(id || quote(x), ' ') FROM t",
		    "1X'00FF' 21.5 3'5' 45");
	run(&bench, "INSERT INTO t (x) VALUES (1);");
	assert_text(&bench, "SELECT max(id) FROM t", "6");
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, a_rename_or_a_rebuild_stashes_nothing)
{
	Bench bench;
	start(&bench, TODOS);
	down(&bench, "ALTER TABLE todos RENAME COLUMN tags TO labels;");
	assert_stashed(bench, 0, 0);
	up(&bench, "ALTER TABLE todos RENAME TO tasks;");
	assert_stashed(bench, 0, 0);
	down(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, labels TEXT, "
		     "title VARCHAR(9));"
		     "INSERT INTO n (id, title, labels) SELECT id, title, "
		     "labels FROM tasks; DROP TABLE tasks;"
		     "ALTER TABLE n RENAME TO todos;");
	assert_stashed(bench, 0, 0);
	up(&bench, "ALTER TABLE todos ADD COLUMN copy TEXT;"
		   "UPDATE todos SET copy = labels;"
		   "ALTER TABLE todos DROP COLUMN labels;");
	assert_stashed(bench, 0, 0);
	assert_no_stash(&bench);
	finish(&bench);
}

#define REBUILD_AS(type)                                       \
	"CREATE TABLE n (id INTEGER PRIMARY KEY, v " type ");" \
	"INSERT INTO n (id, v) SELECT id, v FROM t;"           \
	"DROP TABLE t; ALTER TABLE n RENAME TO t;"

Test(discard, a_narrowed_type_keeps_what_it_cannot_give_back)
{
	Bench bench;
	start(&bench, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);"
		      "INSERT INTO t VALUES (1,'007'),(2,'7'),(3,'x'),"
		      "(4,'1.50');");
	down(&bench, REBUILD_AS("INTEGER"));
	assert_stashed(bench, 2, 0);
	run(&bench, "UPDATE t SET v = 9 WHERE id = 4;");
	up(&bench, REBUILD_AS("TEXT"));
	assert_text(&bench, "SELECT group_concat(quote(v), ' ') FROM t",
		    "'007' '7' 'x' '9'");
	cr_assert_eq(bench.count.outcome.changed, 1);
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, a_computed_copy_keeps_what_it_changed)
{
	Bench bench;
	start(&bench, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);"
		      "INSERT INTO t VALUES (1,'Ab'),(2,'ab'),(3,NULL);");
	down(&bench, "UPDATE t SET v = lower(v) WHERE v IS NOT NULL;");
	assert_stashed(bench, 1, 0);
	up(&bench, "SELECT 1;");
	assert_text(&bench, "SELECT group_concat(v, ' ') FROM t", "Ab ab");
	down(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, v TEXT NOT NULL);"
		     "INSERT INTO n (id, v) SELECT id, coalesce(v, '') FROM t;"
		     "DROP TABLE t; ALTER TABLE n RENAME TO t;");
	assert_stashed(bench, 1, 0);
	up(&bench, REBUILD_AS("TEXT"));
	assert_text(&bench,
		    "SELECT group_concat(quote(v), ' ') FROM t ORDER BY id",
		    "'Ab' 'ab' NULL");
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, rows_that_a_constraint_refuses_are_moved_aside)
{
	Bench bench;
	start(&bench,
	      "CREATE TABLE t (id INTEGER PRIMARY KEY, u TEXT, n INTEGER);"
	      "CREATE TABLE c (id INTEGER PRIMARY KEY, t_id INTEGER "
	      "REFERENCES t (id));"
	      "INSERT INTO t VALUES (1,'a',1),(2,'a',2),(3,NULL,3),(4,'b',-1),"
	      "(5,'c',5);"
	      "INSERT INTO c VALUES (1,1),(2,2),(3,4),(4,5);");
	down(&bench,
	     "CREATE TABLE n (id INTEGER PRIMARY KEY, u TEXT NOT NULL UNIQUE, "
	     "n INTEGER CHECK (n > 0));"
	     "INSERT INTO n (id, u, n) SELECT id, u, n FROM t;"
	     "DROP TABLE t; ALTER TABLE n RENAME TO t;");
	assert_text(&bench, "SELECT group_concat(id) FROM t", "1,5");
	assert_text(&bench, "SELECT group_concat(id) FROM c", "1,4");
	assert_stashed(bench, 0, 5);
	run(&bench, "INSERT INTO t VALUES (2, 'new', 1);");
	up(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, u TEXT, n INTEGER);"
		   "INSERT INTO n (id, u, n) SELECT id, u, n FROM t;"
		   "DROP TABLE t; ALTER TABLE n RENAME TO t;");
	assert_text(&bench,
		    "SELECT group_concat(id || coalesce(u, '-')) "
		    "FROM t",
		    "1a,2new,3-,4b,5c");
	assert_text(&bench, "SELECT group_concat(id) FROM c", "1,2,3,4");
	cr_assert_eq(bench.count.outcome.held, 1);
	finish(&bench);
}

Test(discard, rows_that_a_new_index_refuses_are_moved_aside)
{
	Bench bench;
	start(&bench, TODOS "UPDATE todos SET title = 'a';");
	up(&bench, "CREATE UNIQUE INDEX i ON todos (title);");
	assert_stashed(bench, 0, 2);
	down(&bench, "DROP INDEX i;");
	assert_text(&bench, ALL_TODOS, "1ax 2a- 3az");
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, rows_that_refer_to_nothing_are_moved_aside)
{
	Bench bench;
	start(&bench, "CREATE TABLE p (id INTEGER PRIMARY KEY);"
		      "CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER);"
		      "INSERT INTO p VALUES (1);"
		      "INSERT INTO c VALUES (1,1),(2,7),(3,NULL);");
	up(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, p_id INTEGER "
		   "REFERENCES p (id));"
		   "INSERT INTO n (id, p_id) SELECT id, p_id FROM c;"
		   "DROP TABLE c; ALTER TABLE n RENAME TO c;");
	assert_stashed(bench, 0, 1);
	down(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, p_id INTEGER);"
		     "INSERT INTO n (id, p_id) SELECT id, p_id FROM c;"
		     "DROP TABLE c; ALTER TABLE n RENAME TO c;");
	assert_text(&bench, "SELECT group_concat(coalesce(p_id, 0)) FROM c",
		    "1,7,0");
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, deleted_rows_come_back)
{
	Bench bench;
	start(&bench, "CREATE TABLE s (k TEXT PRIMARY KEY, v TEXT);"
		      "INSERT INTO s VALUES ('seed', 'mine'), ('own', 'x');");
	down(&bench, "DELETE FROM s WHERE k = 'seed';");
	assert_stashed(bench, 0, 1);
	up(&bench, "INSERT INTO s VALUES ('seed', 'default');");
	assert_text(&bench, "SELECT group_concat(k || v) FROM s ORDER BY k",
		    "ownx,seedmine");
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, a_child_whose_parent_was_deleted_goes_as_it_would_have)
{
	Bench bench;
	start(&bench, "CREATE TABLE p (id INTEGER PRIMARY KEY);"
		      "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER "
		      "REFERENCES p (id) ON DELETE CASCADE);"
		      "INSERT INTO p VALUES (1), (2);"
		      "INSERT INTO c VALUES (10, 1), (20, 2);");
	down(&bench, "DROP TABLE c;");
	run(&bench, "DELETE FROM p WHERE id = 2;");
	up(&bench, "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER "
		   "REFERENCES p (id) ON DELETE CASCADE);");
	assert_text(&bench, "SELECT group_concat(id) FROM c", "10");
	cr_assert_eq(bench.count.outcome.deleted, 1);
	assert_no_stash(&bench);
	finish(&bench);
}

/* R8 */
Test(discard, without_a_key_the_row_number_serves_if_it_survives)
{
	Bench bench;
	start(&bench, "CREATE TABLE t (a TEXT, b TEXT);"
		      "INSERT INTO t VALUES ('1','x'),('2','y'),('3','z');"
		      "DELETE FROM t WHERE a = '2';");
	down(&bench, "ALTER TABLE t DROP COLUMN b;");
	assert_stashed(bench, 2, 0);
	up(&bench, "ALTER TABLE t ADD COLUMN b TEXT;");
	assert_text(&bench, "SELECT group_concat(a || b) FROM t", "1x,3z");
	cr_assert_not(step(&bench, TRUE,
			   "CREATE TABLE n (a TEXT);"
			   "INSERT INTO n (a) SELECT a FROM t;"
			   "DROP TABLE t; ALTER TABLE n RENAME TO t;"));
	cr_assert(g_error_matches(bench.error, FAILURE, FAILURE_REFUSED));
	cr_assert_str_eq(bench.error->message,
			 "r.sql would discard values of t (b), which cannot be "
			 "stashed: no key of the rows outlives the step");
	assert_text(&bench, "SELECT group_concat(a || b) FROM t", "1x,3z");
	finish(&bench);
}

Test(discard, the_users_triggers_do_not_fire)
{
	Bench bench;
	start(&bench, TODOS "CREATE TABLE log (x);"
			    "CREATE TRIGGER tr AFTER UPDATE ON todos BEGIN "
			    "INSERT INTO log VALUES (1); END;");
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT;");
	assert_text(&bench, ALL_TODOS, "1ax 2b- 3cz");
	assert_text(&bench, "SELECT count(*) FROM log", "0");
	finish(&bench);
}

/* R6 */
Test(discard, a_null_comes_back_after_an_edit_filled_it)
{
	Bench bench;
	start(&bench, TODOS);
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT DEFAULT 'zz';");
	assert_text(&bench, ALL_TODOS, "1ax 2bzz 3cz");
	cr_assert_eq(bench.count.outcome.of_values, 2);
	cr_assert_eq(bench.count.outcome.held, 0);
	run(&bench, "UPDATE todos SET tags = 'y' WHERE id = 3;");
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	run(&bench, "INSERT INTO todos VALUES (4, 'd');");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT;");
	assert_text(&bench, ALL_TODOS, "1ax 2b- 3cy 4d-");
	assert_no_stash(&bench);
	finish(&bench);
}

/* R6 */
Test(discard, what_an_edit_has_no_place_for_waits)
{
	Bench bench;
	start(&bench, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
		      "INSERT INTO t VALUES (1,'007','x'),(2,'8',NULL),"
		      "(3,NULL,'z');");
	down(&bench, "DROP TABLE t;");
	assert_stashed(bench, 0, 3);
	up(&bench, "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER);");
	assert_text(&bench, "SELECT group_concat(quote(a)) FROM t", "7,8,NULL");
	cr_assert_eq(bench.count.outcome.rows, 3);
	cr_assert_eq(bench.count.outcome.of_rows, 3);
	cr_assert_eq(bench.count.outcome.held, 2);
	run(&bench, "UPDATE t SET a = 9 WHERE id = 2; DELETE FROM t WHERE id = "
		    "3; INSERT INTO t VALUES (4, 4);");
	down(&bench, "DROP TABLE t;");
	up(&bench, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);");
	assert_text(&bench,
		    "SELECT group_concat(id || quote(a) || quote(b), ' ') "
		    "FROM t",
		    "1'007''x' 2'9'NULL 4'4'NULL");
	/* That 9 and 4 were numbers there is all that is left. */
	assert_text(&bench, "SELECT sum(kept) FROM git_migrate_stash", "0");
	finish(&bench);
}

/* R6 */
Test(discard, what_an_edit_refuses_waits)
{
	Bench bench;
	start(&bench, TODOS "UPDATE todos SET tags = 'x';");
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT;"
		   "CREATE UNIQUE INDEX i ON todos (tags);");
	assert_text(&bench, ALL_TODOS, "1ax 2b- 3c-");
	cr_assert_eq(bench.count.outcome.values, 1);
	cr_assert_eq(bench.count.outcome.held, 2);
	run(&bench, "UPDATE todos SET tags = 'new' WHERE id = 3;");
	down(&bench, "DROP INDEX i; ALTER TABLE todos DROP COLUMN tags;");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT;");
	assert_text(&bench, ALL_TODOS, "1ax 2bx 3cnew");
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, a_row_that_goes_is_kept_once)
{
	Bench bench;
	start(&bench,
	      "CREATE TABLE tags (id INTEGER PRIMARY KEY, s TEXT, l TEXT);"
	      "CREATE TABLE posts (id INTEGER PRIMARY KEY);"
	      "CREATE TABLE pairs (p INTEGER REFERENCES posts (id), t INTEGER "
	      "REFERENCES tags (id), PRIMARY KEY (p, t));"
	      "INSERT INTO tags VALUES (1,'s','l'),(2,'s2','l');"
	      "INSERT INTO posts VALUES (1),(2);"
	      "INSERT INTO pairs VALUES (1,1),(2,2);");
	up(&bench, "DROP TABLE pairs; DROP TABLE posts;"
		   "CREATE TABLE n (id INTEGER PRIMARY KEY, s TEXT, "
		   "l TEXT UNIQUE);"
		   "INSERT INTO n (id, s, l) SELECT id, upper(s), l FROM tags;"
		   "DROP TABLE tags; ALTER TABLE n RENAME TO tags;");
	assert_stashed(bench, 1, 5);
	down(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, s TEXT, l TEXT);"
		     "INSERT INTO n (id, s, l) SELECT id, s, l FROM tags;"
		     "DROP TABLE tags; ALTER TABLE n RENAME TO tags;"
		     "CREATE TABLE posts (id INTEGER PRIMARY KEY);"
		     "CREATE TABLE pairs (p INTEGER REFERENCES posts (id), "
		     "t INTEGER REFERENCES tags (id), PRIMARY KEY (p, t));");
	assert_text(&bench, "SELECT group_concat(s) FROM tags", "s,s2");
	assert_text(&bench, "SELECT count(*) FROM pairs", "2");
	cr_assert_eq(bench.count.outcome.rows, 5);
	cr_assert_eq(bench.count.outcome.of_rows, 5);
	cr_assert_eq(bench.count.outcome.of_values, 1);
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, counts_of_values_and_of_rows_stand_apart)
{
	DiscardCount count = {.outcome = {.values = 4,
					  .of_values = 5,
					  .rows = 1,
					  .of_rows = 1,
					  .changed = 1}};
	g_autofree char *text = discard_summarize(&count);
	cr_assert_str_eq(text, "; restored 4 of 5 values and 1 row (1 value "
			       "was changed meanwhile)");
}

Test(discard, the_number_of_a_stash_is_not_given_again)
{
	Bench bench;
	start(&bench, TODOS);
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	up(&bench, "ALTER TABLE todos ADD COLUMN tags TEXT;");
	assert_no_stash(&bench);
	down(&bench, "ALTER TABLE todos DROP COLUMN tags;");
	assert_text(&bench, "SELECT id || store FROM git_migrate_stash",
		    "2git_migrate_stash_2");
	finish(&bench);
}

/* SQLite lets a key be NULL, in any number of rows. */
Test(discard, rows_whose_key_is_null_are_told_apart)
{
	Bench bench;
	start(&bench, "CREATE TABLE t (k TEXT PRIMARY KEY, a, b);"
		      "INSERT INTO t VALUES (NULL,4,'n'),('k',1,'x'),"
		      "(NULL,5,'n2'),(NULL,6,'n3');");
	down(&bench, "ALTER TABLE t DROP COLUMN b;");
	assert_stashed(bench, 4, 0);
	cr_assert(stash_watch_all(bench.database, TRUE, NULL));
	write_row(&bench, "INSERT INTO t VALUES (NULL, 7)");
	write_row(&bench, "DELETE FROM t WHERE a = 6");
	write_row(&bench, "UPDATE t SET k = 'l' WHERE a = 5");
	cr_assert(stash_watch_all(bench.database, FALSE, NULL));
	up(&bench, "ALTER TABLE t ADD COLUMN b;");
	assert_text(&bench,
		    "SELECT group_concat(a || coalesce(b, '-'), ' ') FROM "
		    "(SELECT * FROM t ORDER BY a)",
		    "1x 4n 5n2 7-");
	cr_assert_eq(bench.count.outcome.deleted, 1);
	assert_no_stash(&bench);
	cr_assert_not(step(&bench, TRUE,
			   "CREATE TABLE n (k TEXT PRIMARY KEY, a);"
			   "INSERT INTO n (k, a) SELECT k, a FROM t;"
			   "DROP TABLE t; ALTER TABLE n RENAME TO t;"));
	cr_assert(g_error_matches(bench.error, FAILURE, FAILURE_REFUSED));
	down(&bench, "DELETE FROM t WHERE a > 4;");
	assert_stashed(bench, 0, 2);
	up(&bench, "SELECT 1;");
	assert_text(&bench, "SELECT sum(a) || group_concat(b, '') FROM t",
		    "17nxn2");
	assert_no_stash(&bench);
	finish(&bench);
}

#define U "CREATE TABLE u (id INTEGER PRIMARY KEY, name TEXT, bio TEXT);"
#define U_AS(columns, copied)                     \
	"CREATE TABLE n (" columns ");"           \
	"INSERT INTO n SELECT " copied " FROM u;" \
	"DROP TABLE u; ALTER TABLE n RENAME TO u;"
#define ALL_U "SELECT group_concat(id || name || quote(bio), ' ') FROM u"

Test(discard, rows_that_the_step_itself_mends_stay)
{
	Bench bench;
	start(&bench, U "INSERT INTO u VALUES (1,'a',NULL),(2,'b','x'),"
			"(3,'c',NULL),(4,'b','y');");
	up(&bench, U_AS("id INTEGER PRIMARY KEY, name TEXT UNIQUE, "
			"bio TEXT NOT NULL DEFAULT ''",
			"id, name, coalesce(bio, '')"));
	assert_text(&bench, ALL_U, "1a'' 2b'x' 3c''");
	assert_stashed(bench, 2, 1);
	down(&bench, U_AS("id INTEGER PRIMARY KEY, name TEXT, bio TEXT",
			  "id, name, bio"));
	assert_text(&bench, ALL_U, "1aNULL 2b'x' 3cNULL 4b'y'");
	cr_assert_eq(bench.count.outcome.of_values, 2);
	cr_assert_eq(bench.count.outcome.of_rows, 1);
	assert_no_stash(&bench);
	finish(&bench);
}

Test(discard, of_rows_that_are_alike_the_first_that_fits_stays)
{
	Bench bench;
	start(&bench, U "INSERT INTO u VALUES (1,'a',-1),(2,'a',5),(3,'a',6);");
	up(&bench, U_AS("id INTEGER PRIMARY KEY, name TEXT UNIQUE, "
			"bio TEXT CHECK (bio >= 0)",
			"id, name, bio"));
	assert_text(&bench, ALL_U, "2a'5'");
	assert_stashed(bench, 0, 2);
	finish(&bench);
}

Test(discard, computed_values_that_clash_move_their_rows_aside)
{
	Bench bench;
	start(&bench, U "INSERT INTO u VALUES (1,'a',1),(2,'A',2),(3,'b',3);"
			"CREATE UNIQUE INDEX i ON u (name);");
	up(&bench, "UPDATE u SET name = upper(name) || '!';");
	assert_text(&bench, ALL_U, "1A!'1' 3B!'3'");
	assert_stashed(bench, 2, 1);
	run(&bench, "INSERT INTO u VALUES (4, 'C!', 4);");
	down(&bench, "UPDATE u SET name = lower(name);");
	assert_text(&bench, ALL_U, "1a'1' 2A'2' 3b'3' 4c!'4'");
	finish(&bench);
}

/* The way back needs a value, and the stash has it. */
Test(discard, a_column_that_must_have_a_value_comes_back)
{
	Bench bench;
	start(&bench,
	      "CREATE TABLE u (id INTEGER PRIMARY KEY, name TEXT, bio TEXT NOT "
	      "NULL);"
	      "CREATE TABLE c (id INTEGER PRIMARY KEY, u REFERENCES u (id));"
	      "INSERT INTO u VALUES (1,'a','x'),(2,'b','y');"
	      "INSERT INTO c VALUES (1, 1), (2, 2);");
	down(&bench, U_AS("id INTEGER PRIMARY KEY, name TEXT", "id, name"));
	assert_stashed(bench, 2, 0);
	run(&bench, "INSERT INTO u VALUES (3, 'c');"
		    "INSERT INTO c VALUES (3, 3);"
		    "UPDATE u SET name = 'B' WHERE id = 2;");
	up(&bench, U_AS("id INTEGER PRIMARY KEY, name TEXT, bio TEXT NOT NULL",
			"id, name, NULL"));
	assert_text(&bench, ALL_U, "1a'x' 2B'y'");
	assert_text(&bench, "SELECT count(*) FROM c", "2");
	cr_assert_eq(bench.count.outcome.values, 2);
	cr_assert_eq(bench.count.outcome.of_values, 2);
	assert_stashed(bench, 0, 2);
	down(&bench, U_AS("id INTEGER PRIMARY KEY, name TEXT", "id, name"));
	assert_text(&bench, "SELECT group_concat(name) FROM u", "a,B,c");
	assert_text(&bench, "SELECT count(*) FROM c", "3");
	finish(&bench);
}

Test(discard, a_table_comes_back_before_what_refers_to_it_is_judged)
{
	Bench bench;
	start(&bench, "CREATE TABLE p (id INTEGER PRIMARY KEY);"
		      "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER "
		      "REFERENCES p (id));"
		      "INSERT INTO p VALUES (1), (2);"
		      "INSERT INTO c VALUES (10, 1), (20, 2), (30, NULL);");
	down(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, p INTEGER);"
		     "INSERT INTO n SELECT id, p FROM c; DROP TABLE c;"
		     "ALTER TABLE n RENAME TO c; DROP TABLE p;");
	run(&bench, "INSERT INTO c VALUES (40, 7);");
	up(&bench, "CREATE TABLE p (id INTEGER PRIMARY KEY);"
		   "CREATE TABLE n (id INTEGER PRIMARY KEY, p INTEGER "
		   "REFERENCES p (id));"
		   "INSERT INTO n SELECT id, p FROM c; DROP TABLE c;"
		   "ALTER TABLE n RENAME TO c;");
	assert_text(&bench, "SELECT group_concat(id) FROM c", "10,20,30");
	assert_stashed(bench, 0, 1);
	cr_assert_eq(bench.count.outcome.rows, 2);
	finish(&bench);
}

Test(discard, a_strict_table_moves_aside_what_it_cannot_store)
{
	Bench bench;
	start(&bench, U "INSERT INTO u VALUES (1,'a','7'),(2,'b','x');");
	up(&bench, "CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT, bio "
		   "INTEGER) STRICT; INSERT INTO n SELECT id, name, bio FROM "
		   "u; DROP TABLE u; ALTER TABLE n RENAME TO u;");
	assert_text(&bench, ALL_U, "1a7");
	assert_stashed(bench, 0, 1);
	down(&bench, U_AS("id INTEGER PRIMARY KEY, name TEXT, bio TEXT",
			  "id, name, bio"));
	assert_text(&bench, ALL_U, "1a'7' 2b'x'");
	assert_no_stash(&bench);
	finish(&bench);
}
