#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

static char *directory;

static void make(void)
{
	directory = make_directory();
}

static void remove_all(void)
{
	g_chmod(directory, 0755);
	remove_directory(directory);
}

TestSuite(open, .init = make, .fini = remove_all);

static unsigned count_files(void)
{
	unsigned count = 0;
	GDir *entries = g_dir_open(directory, 0, NULL);
	while (g_dir_read_name(entries))
		count++;
	g_dir_close(entries);
	return count;
}

/* Opens what must not open, sees that no file comes of it, and gives the
 * message. */
static char *fail_open(const char *url, DatabaseFlags flags, FailureCode code)
{
	g_autoptr(GError) error = NULL;
	unsigned before = count_files();
	cr_assert_null(database_open(url, directory, flags, &error), "%s", url);
	cr_assert(g_error_matches(error, FAILURE, (gint)code), "%d: %s",
		  error->code, error->message);
	cr_assert(failure_hint(error), "no hint: %s", error->message);
	cr_assert_eq(count_files(), before);
	return g_strdup(error->message);
}

static void assert_fails(const char *url, DatabaseFlags flags, FailureCode code,
			 const char *message)
{
	g_autofree char *failure = fail_open(url, flags, code);
	cr_assert_str_eq(failure, message);
}

Test(open, refuses_urls_that_lead_nowhere)
{
	static const char *const urls[][2] = {
		{"test.db", "test.db is not the URL of a database"},
		{"sqlite:test.db", "sqlite:test.db is not the URL of a "
				   "database"},
		{"sqlite://host/test.db",
		 "sqlite://host/test.db is not the URL of a database"},
		{"sqlite:///test.db?mode=rwc",
		 "sqlite:///test.db?mode=rwc: parameters are not supported"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(urls); i++)
		assert_fails(urls[i][0], DATABASE_CREATE, FAILURE_INVALID,
			     urls[i][1]);
}

/* R86: no more of a URL is shown than its scheme. */
Test(open, knows_no_engine_but_those_of_its_table)
{
	assert_fails("mysql://u:secret@h/d", DATABASE_CREATE,
		     FAILURE_UNSUPPORTED,
		     "there is no driver for mysql databases");
	assert_fails("sqliter:///test.db", DATABASE_CREATE, FAILURE_UNSUPPORTED,
		     "there is no driver for sqliter databases");
	g_autoptr(GError) error = NULL;
	cr_assert_null(database_open_scratch("mysql", &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_UNSUPPORTED));
}

Test(open, takes_urls_as_sqlalchemy_does)
{
	g_autofree char *path = g_build_filename(directory, "a.db", NULL);
	g_autofree char *absolute = g_strconcat("sqlite:///", path, NULL);
	const char *const urls[] = {"sqlite:///a.db", absolute,
				    "sqlite+pysqlite:///a.db"};
	for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Database) database = database_open(
			urls[i], directory, DATABASE_CREATE, &error);
		cr_assert(database, "%s", error ? error->message : "");
		cr_assert_str_eq(database_file(database), path);
		cr_assert_str_eq(database_dialect(database), "sqlite");
	}
	cr_assert_eq(count_files(), 1);
	const char *const memory[] = {"sqlite://", "sqlite:///",
				      "sqlite:///:memory:"};
	for (size_t i = 0; i < G_N_ELEMENTS(memory); i++) {
		g_autoptr(Database) database = database_open(
			memory[i], directory, DATABASE_READ_WRITE, NULL);
		cr_assert(database);
		cr_assert_null(database_file(database));
		must_apply(database, "CREATE TABLE t (a);");
	}
	cr_assert_eq(count_files(), 1);
}

Test(open, calls_a_database_as_the_user_does)
{
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	cr_assert_str_eq(database_name(database), "test.db");
}

Test(open, makes_no_file_unless_it_is_asked_to)
{
	assert_fails("sqlite:///test.db", DATABASE_READ_WRITE,
		     FAILURE_NOT_FOUND, "there is no database test.db");
	assert_fails("sqlite:///test.db", DATABASE_READ_ONLY, FAILURE_NOT_FOUND,
		     "there is no database test.db");
	g_autofree char *failure = fail_open(
		"sqlite:///no/test.db", DATABASE_CREATE, FAILURE_NOT_FOUND);
	cr_assert(
		g_str_has_prefix(failure, "no database no/test.db: directory"),
		"%s", failure);
	cr_assert(strstr(failure, "/no: No such file"), "%s", failure);
}

static void write_file(const char *name, const char *text, gssize length)
{
	g_autofree char *path = g_build_filename(directory, name, NULL);
	cr_assert(g_file_set_contents(path, text, length, NULL));
}

/* R63 */
Test(open, refuses_what_is_no_database)
{
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	static const DatabaseFlags flags[] = {
		DATABASE_READ_WRITE, DATABASE_READ_ONLY, DATABASE_CREATE};
	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++) {
		cr_assert_eq(g_mkdir(path, 0755), 0);
		assert_fails("sqlite:///x.db", flags[i], FAILURE_REFUSED,
			     "x.db is a directory, not a database");
		g_rmdir(path);
		cr_assert_eq(mkfifo(path, 0644), 0);
		assert_fails("sqlite:///x.db", flags[i], FAILURE_REFUSED,
			     "x.db is a FIFO, not a database");
		g_unlink(path);
		cr_assert_eq(symlink("other.db", path), 0);
		assert_fails("sqlite:///x.db", flags[i], FAILURE_REFUSED,
			     "x.db is a symbolic link, not a database");
		g_unlink(path);
		write_file("x.db", "This is a text and no database at all.\n",
			   -1);
		assert_fails("sqlite:///x.db", flags[i], FAILURE_INVALID,
			     "x.db is not an SQLite database");
		g_unlink(path);
	}
}

/* R63: a directory on the way may be a link. */
Test(open, goes_through_directories_that_are_links)
{
	g_autofree char *real = g_build_filename(directory, "real", NULL);
	g_autofree char *link = g_build_filename(directory, "link", NULL);
	cr_assert_eq(g_mkdir(real, 0755), 0);
	cr_assert_eq(symlink("real", link), 0);
	g_autoptr(Database) database = database_open(
		"sqlite:///link/a.db", directory, DATABASE_CREATE, NULL);
	cr_assert(database);
}

Test(open, takes_an_empty_file_for_an_empty_database)
{
	write_file("test.db", "", 0);
	g_autoptr(Database) database =
		open_file(directory, DATABASE_READ_WRITE);
	must_apply(database, "CREATE TABLE t (a);");
}

Test(open, finds_damage)
{
	g_autofree char *path = g_build_filename(directory, "test.db", NULL);
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	must_apply(database, "CREATE TABLE t (a);");
	g_clear_pointer(&database, database_close);
	g_autofree char *text = NULL;
	gsize length;
	cr_assert(g_file_get_contents(path, &text, &length, NULL));
	memset(text + 100, 0x55, 200);
	write_file("test.db", text, (gssize)length);
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) damaged = open_file(directory, DATABASE_READ_ONLY);
	cr_assert_null(database_read_schema(damaged, FALSE, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_CORRUPT), "%s",
		  error->message);
	cr_assert(failure_hint(error));
}

Test(open, to_read_only_changes_nothing)
{
	static const char *const modes[] = {"DELETE", "WAL"};
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		g_autofree char *mode =
			g_strdup_printf("PRAGMA journal_mode = %s;", modes[i]);
		g_autoptr(Database) writer =
			open_file(directory, DATABASE_CREATE);
		must_run(writer, mode);
		must_apply(writer, "CREATE TABLE IF NOT EXISTS t (a);");
		g_clear_pointer(&writer, database_close);
		unsigned before = count_files();
		g_autoptr(Database) reader =
			open_file(directory, DATABASE_READ_ONLY);
		assert_value(reader, "SELECT count(*) FROM t", "0");
		g_autofree char *failure =
			must_fail(reader, "INSERT INTO t VALUES (1);");
		cr_assert_str_eq(failure, "test.db was opened to be read only");
		cr_assert_not(database_execute(
			reader, "INSERT INTO t VALUES (1)", NULL, 0, NULL));
		assert_value(reader, "SELECT count(*) FROM t", "0");
		g_clear_pointer(&reader, database_close);
		cr_assert_eq(count_files(), before, "%s", modes[i]);
	}
}

/* R63 */
Test(open, says_why_a_log_cannot_be_read_in_a_read_only_directory)
{
	g_autoptr(Database) writer = open_file(directory, DATABASE_CREATE);
	must_run(writer, "PRAGMA journal_mode = WAL; CREATE TABLE t (a);");
	g_clear_pointer(&writer, database_close);
	cr_assert_eq(count_files(), 1);
	cr_assert_eq(g_chmod(directory, 0555), 0);
	if (geteuid() == 0)
		cr_assert_eq(seteuid(65534), 0);
	assert_fails("sqlite:///test.db", DATABASE_READ_ONLY, FAILURE_REFUSED,
		     "test.db keeps a write-ahead log, which cannot be made in "
		     "a directory that is read-only");
	if (getuid() == 0)
		cr_assert_eq(seteuid(0), 0);
}

/* The files of a database as they stand in the middle of a transaction that
 * has written to the file already, in the directory "copy". */
static void make_hot_journal(void)
{
	g_autoptr(Database) writer = open_file(directory, DATABASE_CREATE);
	must_apply(writer, "CREATE TABLE t (a); INSERT INTO t VALUES (1);");
	must_run(writer, "PRAGMA cache_size = 1;");
	must_begin(writer);
	must_run(writer,
		 "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION "
		 "ALL SELECT i + 1 FROM n LIMIT 1000) SELECT "
		 "randomblob(500) FROM n;");
	g_autofree char *copy = g_build_filename(directory, "copy", NULL);
	g_autofree char *command = g_strdup_printf(
		"mkdir '%s' && cp '%s'/test.db* '%s'", copy, directory, copy);
	cr_assert_eq(system(command), 0);
}

/* R90: what a killed writer left is rolled back by who reads next. */
Test(open, rolls_back_what_a_killed_writer_left)
{
	make_hot_journal();
	g_autoptr(GError) error = NULL;
	g_autoptr(Database) reader =
		database_open("sqlite:///copy/test.db", directory,
			      DATABASE_READ_ONLY, &error);
	cr_assert(reader, "%s", error ? error->message : "");
	assert_value(reader, "SELECT count(*) FROM t", "1");
}

/* R63 */
Test(open, says_what_a_killed_writer_left_where_it_may_not_write)
{
	make_hot_journal();
	g_autoptr(GError) error = NULL;
	g_autofree char *copy = g_build_filename(directory, "copy", NULL);
	cr_assert_eq(g_chmod(directory, 0755), 0);
	cr_assert_eq(g_chmod(copy, 0555), 0);
	if (geteuid() == 0)
		cr_assert_eq(seteuid(65534), 0);
	cr_assert_null(database_open("sqlite:///copy/test.db", directory,
				     DATABASE_READ_ONLY, &error));
	if (getuid() == 0)
		cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(g_chmod(copy, 0755), 0);
	cr_assert(strstr(failure_hint(error), "was stopped"), "%s: %s",
		  error->message, failure_hint(error));
}
