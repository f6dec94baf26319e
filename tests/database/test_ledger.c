#include "support.h"

#include "database/ledger.h"

static LedgerEntry *make_entry(const char *revision)
{
	LedgerEntry *entry = ledger_entry_new(revision);
	entry->parents = g_strdup("a, b");
	entry->name = g_strdup("1_x.sql");
	entry->message = g_strdup("make x");
	entry->checksum = g_strdup("c0ffee");
	entry->up_text = g_strdup("CREATE TABLE x (id INTEGER);\n");
	entry->down_text = g_strdup("DROP TABLE x;\n");
	entry->commit = g_strdup("deadbeef");
	entry->applied_at = g_strdup("2026-11-23T10:45:00Z");
	entry->duration = 1234;
	entry->tool_version = g_strdup("0.1.0");
	return entry;
}

static void must_insert(Database *database, const char *revision)
{
	g_autoptr(LedgerEntry) entry = make_entry(revision);
	g_autoptr(GError) error = NULL;
	cr_assert(ledger_insert(database, entry, &error));
	cr_assert_gt(entry->position, 0);
}

static char *join_revisions(Database *database)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) entries = ledger_read(database, &error);
	cr_assert(entries);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < entries->len; i++) {
		const LedgerEntry *entry = g_ptr_array_index(entries, i);
		g_string_append_printf(text, "%s ", entry->revision);
	}
	return g_string_free(text, FALSE);
}

Test(ledger, is_empty_where_there_is_none)
{
	g_autoptr(Database) database = open_scratch();
	gboolean exists = TRUE;
	cr_assert(ledger_exists(database, &exists, NULL));
	cr_assert_not(exists);
	g_autofree char *revisions = join_revisions(database);
	cr_assert_str_eq(revisions, "");
}

/* R4 */
Test(ledger, keeps_an_entry_with_its_texts)
{
	g_autoptr(Database) database = open_scratch();
	must_begin(database);
	cr_assert(ledger_create(database, NULL));
	cr_assert(ledger_create(database, NULL));
	must_insert(database, "r1");
	must_commit(database);

	g_autoptr(GPtrArray) entries = ledger_read(database, NULL);
	cr_assert_eq(entries->len, 1);
	LedgerEntry *entry = g_ptr_array_index(entries, 0);
	cr_assert_eq(entry->position, 1);
	cr_assert_str_eq(entry->revision, "r1");
	cr_assert_str_eq(entry->parents, "a, b");
	cr_assert_str_eq(entry->name, "1_x.sql");
	cr_assert_str_eq(entry->message, "make x");
	cr_assert_str_eq(entry->checksum, "c0ffee");
	cr_assert_str_eq(entry->applied_at, "2026-11-23T10:45:00Z");
	cr_assert_not(entry->in_progress);
	cr_assert_null(entry->up_text);
	cr_assert(ledger_read_texts(database, entry, NULL));
	cr_assert_str_eq(entry->up_text, "CREATE TABLE x (id INTEGER);\n");
	cr_assert_str_eq(entry->down_text, "DROP TABLE x;\n");
	cr_assert_str_eq(entry->commit, "deadbeef");
	cr_assert_eq(entry->duration, 1234);
	cr_assert_str_eq(entry->tool_version, "0.1.0");
}

Test(ledger, keeps_the_order_in_which_revisions_were_applied)
{
	g_autoptr(Database) database = open_scratch();
	cr_assert(ledger_create(database, NULL));
	must_insert(database, "r3");
	must_insert(database, "r1");
	must_insert(database, "r2");
	cr_assert(ledger_delete(database, "r1", NULL));
	must_insert(database, "r0");
	g_autofree char *revisions = join_revisions(database);
	cr_assert_str_eq(revisions, "r3 r2 r0 ");
}

Test(ledger, says_that_a_revision_is_not_applied)
{
	g_autoptr(Database) database = open_scratch();
	g_autoptr(GError) error = NULL;
	g_autoptr(LedgerEntry) entry = ledger_entry_new("r9");
	cr_assert(ledger_create(database, NULL));
	cr_assert_not(ledger_delete(database, "r9", &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_NOT_FOUND));
	g_clear_error(&error);
	cr_assert_not(ledger_read_texts(database, entry, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_NOT_FOUND));
}

Test(ledger, refuses_a_revision_twice)
{
	g_autoptr(Database) database = open_scratch();
	g_autoptr(GError) error = NULL;
	g_autoptr(LedgerEntry) entry = make_entry("r1");
	cr_assert(ledger_create(database, NULL));
	must_insert(database, "r1");
	cr_assert_not(ledger_insert(database, entry, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_SQL));
}

/* R55 */
Test(ledger, knows_a_step_outside_a_transaction_that_did_not_end)
{
	g_autoptr(Database) database = open_scratch();
	cr_assert(ledger_create(database, NULL));
	must_insert(database, "r1");
	cr_assert(ledger_mark(database, "r1", TRUE, NULL));
	g_autoptr(GPtrArray) entries = ledger_read(database, NULL);
	const LedgerEntry *entry = g_ptr_array_index(entries, 0);
	cr_assert(entry->in_progress);
	cr_assert(ledger_mark(database, "r1", FALSE, NULL));
	g_autoptr(GPtrArray) again = ledger_read(database, NULL);
	entry = g_ptr_array_index(again, 0);
	cr_assert_not(entry->in_progress);
}

/* R4: the entry and what the script did are one. */
Test(ledger, goes_with_the_run_that_is_rolled_back)
{
	g_autoptr(Database) database = open_scratch();
	must_begin(database);
	cr_assert(ledger_create(database, NULL));
	must_run(database, "CREATE TABLE x (id INTEGER);");
	must_insert(database, "r1");
	database_rollback(database);
	assert_value(database, "SELECT count(*) FROM sqlite_schema", "0");
}

Test(ledger, is_whole_for_who_reads_it_within_a_run)
{
	g_autoptr(Database) database = open_scratch();
	must_begin(database);
	cr_assert(ledger_create(database, NULL));
	must_insert(database, "r1");
	must_run(database, "CREATE TABLE x (id INTEGER);");
	must_insert(database, "r2");
	cr_assert(ledger_delete(database, "r1", NULL));
	g_autofree char *revisions = join_revisions(database);
	cr_assert_str_eq(revisions, "r2 ");
	must_insert(database, "r3");
	must_commit(database);
	g_autofree char *after = join_revisions(database);
	cr_assert_str_eq(after, "r2 r3 ");
}

Test(ledger, fails_the_commit_of_a_run_that_did_not_write_it)
{
	g_autoptr(Database) database = open_scratch();
	g_autoptr(GError) error = NULL;
	cr_assert(ledger_create(database, NULL));
	must_begin(database);
	must_run(database, "CREATE TABLE x (id INTEGER);");
	cr_assert(ledger_delete(database, "r9", NULL));
	cr_assert_not(database_commit(database, &error));
	cr_assert(g_error_matches(error, FAILURE, FAILURE_NOT_FOUND));
	cr_assert_not(database_in_transaction(database));
	assert_value(database,
		     "SELECT count(*) FROM sqlite_schema WHERE name = 'x'",
		     "0");
}

/* The whole table as text. */
static char *dump(Database *database)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = database_query_rows(
		database, "SELECT * FROM " LEDGER_TABLE, NULL, &error);
	cr_assert(rows);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++) {
		g_autofree char *line =
			g_strjoinv("|", g_ptr_array_index(rows, i));
		g_string_append_printf(text, "%s\n", line);
	}
	return g_string_free(text, FALSE);
}

static void must_execute(Database *database, const char *sql)
{
	g_autoptr(GError) error = NULL;
	cr_assert(g_str_has_suffix(sql, ";\n"));
	cr_assert(database_execute(database, sql, NULL, 0, &error), "%s: %s",
		  sql, error ? error->message : "");
}

Test(ledger, is_the_same_when_a_script_writes_it)
{
	g_autoptr(Database) one = open_scratch();
	g_autoptr(Database) other = open_scratch();
	g_autofree char *create = ledger_write_create("sqlite");
	cr_assert(ledger_create(one, NULL));
	must_execute(other, create);
	static const char *const revisions[] = {"r1", "it's", "r3"};
	for (size_t i = 0; i < G_N_ELEMENTS(revisions); i++) {
		g_autoptr(LedgerEntry) entry = make_entry(revisions[i]);
		g_autofree char *insert = ledger_write_insert("sqlite", entry);
		must_insert(one, revisions[i]);
		must_execute(other, insert);
	}
	g_autofree char *erase = ledger_write_delete("sqlite", "it's");
	cr_assert(ledger_delete(one, "it's", NULL));
	must_execute(other, erase);
	g_autofree char *made = dump(one);
	g_autofree char *written = dump(other);
	cr_assert_str_eq(made, written);
	assert_value(other, "SELECT group_concat(revision) FROM " LEDGER_TABLE,
		     "r1,r3");
}
