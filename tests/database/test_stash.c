#include "support.h"

#include "database/moves.h"
#include "database/stash.h"

static StashSet *make_set(StashKind kind, const char *value)
{
	StashSet *set = stash_set_new(kind, "t");
	set->revision = g_strdup("r");
	set->down = TRUE;
	g_ptr_array_add(set->keys, g_strdup("id"));
	g_ptr_array_add(set->values, g_strdup(value));
	return set;
}

static void must_keep(Database *database, StashSet *set)
{
	g_autoptr(GError) error = NULL;
	cr_assert(stash_keep(database, set, &error), "%s",
		  error ? error->message : "");
}

static Database *open_with_rows(void)
{
	Database *database = open_scratch();
	must_run(database, "CREATE TABLE t (id INTEGER PRIMARY KEY, \"a \"\"b\""
			   " TEXT);"
			   "INSERT INTO t VALUES (1,'x'),(2,NULL),(3,'z');");
	must_begin(database);
	return database;
}

static StashOutcome must_restore(Database *database)
{
	g_autoptr(GError) error = NULL;
	StashOutcome outcome = {0};
	g_autoptr(GPtrArray) sets = stash_find(database, "r", TRUE, &error);
	cr_assert(sets);
	cr_assert(stash_prepare(database, sets, &error));
	cr_assert(stash_restore(database, sets, &outcome, &error), "%s",
		  error ? error->message : "");
	return outcome;
}

Test(stash, keeps_only_what_is_there)
{
	g_autoptr(Database) database = open_with_rows();
	g_autoptr(StashSet) set = make_set(STASH_COLUMNS, "a \"b");
	must_keep(database, set);
	cr_assert_eq(set->kept, 2);
	g_autofree char *store =
		value_of(database, "SELECT store FROM git_migrate_stash");
	cr_assert_str_eq(store, "git_migrate_stash_1");
	/* NULL is a value: the way back may fill it. */
	assert_value(database, "SELECT count(*) FROM git_migrate_stash_1", "3");
	must_run(database, "DELETE FROM t");
	g_autoptr(StashSet) empty = make_set(STASH_ROWS, "a \"b");
	must_keep(database, empty);
	cr_assert_eq(empty->id, 0);
	assert_value(database, "SELECT count(*) FROM git_migrate_stash", "1");
}

Test(stash, a_set_reads_as_it_was_written)
{
	g_autoptr(Database) database = open_with_rows();
	g_autoptr(StashSet) set = make_set(STASH_COLUMNS, "a \"b");
	set->after_table = g_strdup("u");
	set->after_keys = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(set->after_keys, g_strdup("key"));
	must_keep(database, set);
	g_autoptr(StashSet) got = stash_get(database, set->id, NULL);
	cr_assert(got);
	cr_assert_str_eq(got->table, "t");
	cr_assert(got->down);
	cr_assert_str_eq(got->values->pdata[0], "a \"b");
	cr_assert_str_eq(got->after_table, "u");
	cr_assert_str_eq(got->after_keys->pdata[0], "key");
	g_autoptr(GPtrArray) rows = stash_read(database, got, 10, NULL);
	cr_assert_eq(rows->len, 2);
	char **row = rows->pdata[0];
	cr_assert_str_eq(row[0], "1");
	cr_assert_str_eq(row[1], "'x'");
	g_autoptr(GError) error = NULL;
	cr_assert_null(stash_get(database, 99, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_NOT_FOUND));
}

Test(stash, a_set_without_a_place_stays)
{
	g_autoptr(Database) database = open_with_rows();
	g_autoptr(StashSet) set = make_set(STASH_COLUMNS, "a \"b");
	must_keep(database, set);
	must_run(database, "ALTER TABLE t DROP COLUMN \"a \"\"b\"");
	StashOutcome outcome = must_restore(database);
	cr_assert_eq(outcome.of_values, 0);
	assert_value(database, "SELECT kept FROM git_migrate_stash", "2");
	must_run(database, "ALTER TABLE t ADD COLUMN \"a \"\"b\" TEXT");
	outcome = must_restore(database);
	cr_assert_eq(outcome.values, 2);
	assert_value(database, "SELECT count(*) FROM git_migrate_stash", "0");
}

Test(stash, a_taken_key_holds_its_row)
{
	g_autoptr(Database) database = open_with_rows();
	g_autoptr(StashSet) set = make_set(STASH_ROWS, "a \"b");
	set->after_table = g_strdup("t");
	set->after_keys = g_ptr_array_ref(set->keys);
	set->move = TRUE;
	must_keep(database, set);
	assert_value(database, "SELECT count(*) FROM t", "0");
	must_run(database, "INSERT INTO t VALUES (3, 'other')");
	StashOutcome outcome = must_restore(database);
	cr_assert_eq(outcome.rows, 2);
	cr_assert_eq(outcome.of_rows, 3);
	cr_assert_eq(outcome.held, 1);
	assert_value(database,
		     "SELECT group_concat(coalesce(\"a \"\"b\", '-')) FROM t",
		     "x,-,other");
	assert_value(database, "SELECT kept FROM git_migrate_stash", "1");
}

Test(stash, old_sets_expire)
{
	g_autoptr(Database) database = open_with_rows();
	g_autoptr(StashSet) set = make_set(STASH_COLUMNS, "a \"b");
	must_keep(database, set);
	guint dropped = 9;
	cr_assert(
		stash_expire(database, "2000-01-01T00:00:00Z", &dropped, NULL));
	cr_assert_eq(dropped, 0);
	cr_assert(
		stash_expire(database, "2999-01-01T00:00:00Z", &dropped, NULL));
	cr_assert_eq(dropped, 1);
	assert_value(database,
		     "SELECT count(*) FROM sqlite_schema WHERE name LIKE "
		     "'git_migrate_stash_%'",
		     "0");
}

Test(stash, a_watched_row_that_is_deleted_is_known)
{
	g_autoptr(Database) database = open_with_rows();
	g_autoptr(StashSet) set = make_set(STASH_COLUMNS, "a \"b");
	set->after_table = g_strdup("t");
	set->after_keys = g_ptr_array_ref(set->keys);
	must_keep(database, set);
	cr_assert(stash_watch_all(database, TRUE, NULL));
	must_commit(database);
	g_autoptr(GError) error = NULL;
	cr_assert(database_execute(database, "DELETE FROM t WHERE id = 1", NULL,
				   0, &error));
	cr_assert(database_execute(database, "UPDATE t SET id = 1 WHERE id = 3",
				   NULL, 0, &error));
	must_begin(database);
	cr_assert(stash_watch_all(database, FALSE, NULL));
	must_run(database, "UPDATE t SET \"a \"\"b\" = NULL");
	StashOutcome outcome = must_restore(database);
	cr_assert_eq(outcome.values, 1);
	cr_assert_eq(outcome.deleted, 1);
	assert_value(database, "SELECT \"a \"\"b\" FROM t WHERE id = 1", "z");
}

Test(moves, the_last_run_is_remembered_alone)
{
	g_autoptr(Database) database = open_with_rows();
	gint64 first = 0;
	gint64 second = 0;
	cr_assert(ledger_create(database, NULL));
	cr_assert(moves_create(database, NULL));
	cr_assert(moves_start(database, &first, NULL));
	g_autoptr(LedgerEntry) entry = ledger_entry_new("r1");
	entry->up_text = g_strdup("up");
	entry->down_text = g_strdup("down");
	cr_assert(ledger_insert(database, entry, NULL));
	cr_assert(moves_add(database, first, "r1", FALSE, NULL));
	must_commit(database);
	must_begin(database);
	cr_assert(moves_start(database, &second, NULL));
	cr_assert_gt(second, first);
	cr_assert(moves_add(database, second, "r1", TRUE, NULL));
	cr_assert(ledger_delete(database, "r1", NULL));
	must_commit(database);
	g_autoptr(GPtrArray) moves = moves_read(database, NULL);
	cr_assert_eq(moves->len, 1);
	const Move *move = moves->pdata[0];
	cr_assert(move->down);
	cr_assert_str_eq(move->entry->revision, "r1");
	cr_assert_str_eq(move->entry->up_text, "up");
	cr_assert_str_eq(move->entry->down_text, "down");
}
