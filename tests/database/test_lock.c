#include "support.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Another process that has begun a transaction on the database; it is there
 * once this returns. */
static pid_t start_holder(const char *directory, const char *script)
{
	int ready[2];
	cr_assert_eq(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		GError *error = NULL;
		Database *database =
			database_open("sqlite:///test.db", directory,
				      DATABASE_READ_WRITE, &error);
		Script text = {.text = script};
		if (!database || !database_begin(database, &error) ||
		    !database_run(database, &text, &error))
			_exit(1);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	char byte;
	close(ready[1]);
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void end_holder(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* R61 */
Test(lock, names_the_process_that_holds_it)
{
	static const char *const modes[] = {"DELETE", "WAL"};
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		char *directory = make_directory();
		g_autoptr(Database) database =
			open_file(directory, DATABASE_CREATE);
		g_autofree char *mode = g_strdup_printf(
			"PRAGMA journal_mode = %s; CREATE TABLE t (a);",
			modes[i]);
		must_run(database, mode);
		pid_t pid = start_holder(directory, "INSERT INTO t VALUES (1)");

		g_autoptr(GError) error = NULL;
		database_set_timeout(database, 50);
		gint64 start = g_get_monotonic_time();
		cr_assert_not(database_begin(database, &error));
		cr_assert_gt(g_get_monotonic_time() - start, 45000);
		cr_assert(g_error_matches(error, FAILURE, FAILURE_BUSY));
		g_autofree char *expected = g_strdup_printf(
			"test.db is locked by process %d (run)", (int)pid);
		cr_assert_str_eq(error->message, expected, "%s", modes[i]);
		cr_assert(failure_hint(error));
		cr_assert_not(database_in_transaction(database));

		end_holder(pid);
		must_apply(database, "INSERT INTO t VALUES (2);");
		assert_value(database, "SELECT group_concat(a) FROM t", "2");
		g_clear_pointer(&database, database_close);
		remove_directory(directory);
	}
}

/* R61: outside of a run too. */
Test(lock, is_named_by_a_script_without_a_transaction)
{
	char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	must_run(database, "CREATE TABLE t (a);");
	pid_t pid = start_holder(directory, "");
	database_set_timeout(database, 10);
	g_autofree char *failure =
		must_fail(database, "INSERT INTO t VALUES (1);");
	cr_assert(strstr(failure, "is locked by process"), "%s", failure);
	end_holder(pid);
	g_clear_pointer(&database, database_close);
	remove_directory(directory);
}

Test(lock, is_waited_for)
{
	char *directory = make_directory();
	g_autoptr(Database) database = open_file(directory, DATABASE_CREATE);
	must_run(database, "CREATE TABLE t (a);");
	pid_t pid = start_holder(directory, "INSERT INTO t VALUES (1)");
	pid_t killer = fork();
	if (killer == 0) {
		g_usleep(100000);
		kill(pid, SIGKILL);
		_exit(0);
	}
	must_apply(database, "INSERT INTO t VALUES (2);");
	assert_value(database, "SELECT group_concat(a) FROM t", "2");
	waitpid(killer, NULL, 0);
	waitpid(pid, NULL, 0);
	g_clear_pointer(&database, database_close);
	remove_directory(directory);
}
