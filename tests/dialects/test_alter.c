/* R65: what SQLite 3.40 refuses is never written; what it can do is. */
#include "harness.h"

#include "base/failure.h"

#include <criterion/criterion.h>
#include <string.h>

typedef void (*Build)(Schema *schema, Table *t, gboolean after);

static Schema *make(Build build, gboolean after)
{
	Schema *schema = schema_new();
	Table *t = add_table(schema, "t");
	add_column(t, "id", "INTEGER!");
	add_column(t, "a", "TEXT");
	add_key(t, "id");
	build(schema, t, after);
	return schema;
}

/* Moves rows there and back, and tells whether the first way was ALTER. */
static gboolean is_altered(Build build)
{
	g_autoptr(Schema) from = make(build, FALSE);
	g_autoptr(Schema) to = make(build, TRUE);
	sqlite3 *engine = engine_with(
		from, "INSERT INTO t (id, a) VALUES (1, 'x'), (5, 'y')");
	g_autofree char *up = write_changes(from, to, NULL, NULL, NULL);
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT id, a FROM t", "1|x\n5|y\n");
	sqlite3_close(engine);
	return strstr(up, "CREATE TABLE _new_") == NULL;
}

static void drop_plain(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		add_column(t, "b", "TEXT");
}

static void drop_key(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		return;
	add_column(t, "b", "INTEGER!");
	set_default(t->columns->pdata[2], "0");
	constraint_add_column(table_find_primary_key(t), "b");
}

static void drop_unique(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		return;
	add_column(t, "b", "TEXT");
	add_unique(t, NULL, "b");
}

static void drop_with_its_index(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		return;
	add_column(t, "b", "TEXT");
	add_index(t, "ix_b", "b");
}

static void drop_in_expression_index(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		add_column(t, "b", "TEXT");
	Index *index = index_new("ix");
	index_add_expression(
		index, expression_new(EXPRESSION_TEXT,
				      after ? "lower(a)" : "lower(a || b)"));
	table_add_index(t, index);
}

static void drop_in_check(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		return;
	add_column(t, "b", "TEXT");
	add_check(t, NULL, "b <> a");
}

static void drop_in_generated(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		add_column(t, "b", "TEXT");
	set_generated(add_column(t, "c", "TEXT"), after ? "a" : "a || \"b\"",
		      FALSE);
}

static void drop_in_foreign_key(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		return;
	add_column(t, "b", "INTEGER");
	add_reference(t, "b", "t", "id", NULL);
}

static void drop_in_trigger(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		add_column(t, "b", "TEXT");
	add_trigger(t, "g",
		    after ? "CREATE TRIGGER g AFTER INSERT ON t BEGIN "
			    "SELECT 1; END"
			  : "CREATE TRIGGER g AFTER INSERT ON t BEGIN "
			    "SELECT NEW.b; END");
}

static void drop_in_view(Schema *schema, Table *t, gboolean after)
{
	if (!after)
		add_column(t, "b", "TEXT");
	add_view(schema, "v",
		 after ? "CREATE VIEW v AS SELECT a FROM t"
		       : "CREATE VIEW v AS SELECT a, b FROM t");
}

static void drop_under_a_star(Schema *schema, Table *t, gboolean after)
{
	if (!after)
		add_column(t, "b", "TEXT");
	add_view(schema, "v", "CREATE VIEW v AS SELECT * FROM t");
}

static void drop_generated(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		set_generated(add_column(t, "b", "TEXT"), "upper(a)", FALSE);
}

Test(alter, columns_are_dropped_in_place_where_sqlite_allows_it)
{
	cr_expect(is_altered(drop_plain));
	cr_expect(is_altered(drop_generated));
	cr_expect(is_altered(drop_with_its_index));
	cr_expect(is_altered(drop_in_expression_index));
	cr_expect(is_altered(drop_under_a_star));
	cr_expect(is_altered(drop_in_view), "the view changes too");
	cr_expect(is_altered(drop_in_trigger), "the trigger changes too");
}

Test(alter, columns_in_use_are_dropped_by_a_rebuild)
{
	cr_expect_not(is_altered(drop_key));
	cr_expect_not(is_altered(drop_unique));
	cr_expect_not(is_altered(drop_in_check));
	cr_expect_not(is_altered(drop_in_generated));
	cr_expect_not(is_altered(drop_in_foreign_key));
}

Test(alter, the_last_plain_column_is_dropped_by_a_rebuild)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	Table *old = add_table(from, "t");
	add_column(old, "a", "TEXT");
	set_generated(add_column(old, "g", "INTEGER"), "1", FALSE);
	Table *new = add_table(to, "t");
	add_column(new, "b", "TEXT");
	set_generated(add_column(new, "g", "INTEGER"), "1", FALSE);
	sqlite3 *engine = engine_with(from, "INSERT INTO t VALUES ('x')");
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT a, g FROM t", "NULL|1\n");
	sqlite3_close(engine);
}

static void add_plain(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		return;
	add_column(t, "b", "TEXT");
	set_default(add_column(t, "c", "INTEGER!"), "-1");
	set_default(add_column(t, "d", "TEXT"), "NULL");
	set_default(add_column(t, "e", "BLOB!"), "x'00'");
	add_column(t, "f", "TEXT")->collation = g_strdup("NOCASE");
	set_default(add_column(t, "g", "TEXT!"), "word");
}

static void add_with_constraints(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		return;
	add_column(t, "b", "INTEGER");
	add_reference(t, "b", "t", "id", "SET NULL")->name = g_strdup("fk_b");
	set_default(add_column(t, "c", "TEXT!"), "'low'");
	add_check(t, "ck_c", "c IN ('low', 'high') AND a <> ''");
	set_generated(add_column(t, "g", "TEXT"), "upper(a)", FALSE);
}

static void add_unique_column(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		return;
	add_column(t, "b", "TEXT");
	add_unique(t, NULL, "b");
}

static void add_clock(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		set_default(add_column(t, "b", "TEXT!"), "CURRENT_TIMESTAMP");
}

static void add_computed(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		set_default(add_column(t, "b", "INTEGER"), "(1 + 1)");
}

static void add_stored(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		set_generated(add_column(t, "b", "TEXT"), "upper(a)", TRUE);
}

static void add_null_default(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		set_default(add_column(t, "b", "TEXT!"), "(NULL)");
}

static void add_reference_with_default(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		return;
	set_default(add_column(t, "b", "INTEGER"), "1");
	add_reference(t, "b", "t", "id", NULL);
}

static void add_check_over_two(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		return;
	add_column(t, "b", "INTEGER");
	add_column(t, "c", "INTEGER");
	add_check(t, NULL, "b < c");
}

static void add_to_key(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (!after)
		return;
	set_default(add_column(t, "b", "INTEGER!"), "0");
	constraint_add_column(table_find_primary_key(t), "b");
}

Test(alter, columns_are_added_in_place_where_sqlite_allows_it)
{
	cr_expect(is_altered(add_plain));
	cr_expect(is_altered(add_with_constraints));
}

Test(alter, columns_are_added_by_a_rebuild_where_sqlite_refuses)
{
	cr_expect_not(is_altered(add_unique_column));
	cr_expect_not(is_altered(add_clock));
	cr_expect_not(is_altered(add_computed));
	cr_expect_not(is_altered(add_stored));
	cr_expect_not(is_altered(add_null_default));
	cr_expect_not(is_altered(add_reference_with_default));
	cr_expect_not(is_altered(add_check_over_two));
	cr_expect_not(is_altered(add_to_key));
}

static void add_in_the_middle(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	if (after)
		add_column(t, "b", "TEXT");
	add_column(t, "c", "TEXT");
}

/* R66 */
Test(alter, a_column_comes_back_to_its_place_when_the_order_is_kept)
{
	g_autoptr(Schema) from = make(add_in_the_middle, FALSE);
	g_autoptr(Schema) to = make(add_in_the_middle, TRUE);
	g_autofree char *up = write_changes(from, to, NULL, NULL, NULL);
	cr_expect_str_eq(up, "ALTER TABLE t ADD COLUMN b TEXT;\n");
	ChangeOptions options = {.keep_column_order = TRUE};
	sqlite3 *engine =
		engine_with(from, "INSERT INTO t VALUES (1, 'a', 'c')");
	engine_move(engine, from, to, NULL, &options);
	expect_rows(engine, "SELECT * FROM t", "1|a|NULL|c\n");
	sqlite3_close(engine);
}

Test(alter, a_given_value_is_set_in_rows_of_an_added_column)
{
	g_autoptr(Schema) from = make(drop_plain, TRUE);
	g_autoptr(Schema) to = make(drop_plain, FALSE);
	g_autoptr(GPtrArray) given =
		g_ptr_array_new_with_free_func((GDestroyNotify)backfill_free);
	g_ptr_array_add(given, backfill_new("t", "b", "upper(a)"));
	ChangeOptions options = {.backfills = given};
	g_autofree char *up = write_changes(from, to, NULL, &options, NULL);
	cr_expect_str_eq(up, "ALTER TABLE t ADD COLUMN b TEXT;\n"
			     "UPDATE t SET b = upper(a);\n");
}

/* A view that names the column and does not change bars DROP COLUMN; the
 * rebuild leaves it to the runner to judge. */
Test(alter, a_view_that_stays_bars_the_drop)
{
	g_autoptr(Schema) from = make(drop_in_view, FALSE);
	g_autoptr(Schema) to = make(drop_plain, TRUE);
	add_view(to, "v", "CREATE VIEW v AS SELECT a, b FROM t");
	g_autofree char *up = write_changes(from, to, NULL, NULL, NULL);
	cr_expect(strstr(up, "CREATE TABLE _new_t"));
	sqlite3 *engine = engine_with(from, NULL);
	engine_run(engine, up);
	sqlite3_close(engine);
}

/* A foreign key of another table, or a view, follows only RENAME COLUMN. */
Test(alter, a_rename_beside_a_rebuild_reaches_those_who_refer)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Schema *schema = i ? to : from;
		Table *t = add_table(schema, "t");
		add_column(t, i ? "code" : "key", "TEXT");
		add_column(t, "n", i ? "INTEGER" : "TEXT");
		add_unique(t, NULL, i ? "code" : "key");
		Table *child = add_table(schema, "child");
		add_column(child, "t_key", "TEXT");
		add_reference(child, "t_key", "t", i ? "code" : "key", NULL);
		add_view(schema, "v",
			 i ? "CREATE VIEW v AS SELECT code FROM t"
			   : "CREATE VIEW v AS SELECT \"key\" FROM t");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_column(renames, "t", "key", "code");
	sqlite3 *engine = engine_with(from, "INSERT INTO t VALUES ('k', '1');"
					    "INSERT INTO child VALUES ('k')");
	engine_move_both_ways(engine, from, to, renames, NULL);
	engine_move(engine, from, to, renames, NULL);
	expect_rows(engine, "SELECT * FROM v", "k\n");
	sqlite3_close(engine);
}

static void expect_refusal(const Schema *from, const Schema *to,
			   const Renames *renames, const char *part)
{
	g_autoptr(GError) error = NULL;
	cr_assert_null(write_changes(from, to, renames, NULL, &error));
	cr_expect(g_error_matches(error, FAILURE, FAILURE_UNSUPPORTED));
	cr_expect(strstr(error->message, part), "%s", error->message);
	cr_expect_not_null(failure_hint(error));
}

static void name_itself(Schema *schema, Table *t, gboolean after)
{
	(void)schema;
	add_check(t, NULL, "t.a <> ''");
	add_column(t, "n", after ? "TEXT" : "INTEGER");
}

Test(alter, a_table_that_names_itself_is_not_rebuilt)
{
	g_autoptr(Schema) from = make(name_itself, FALSE);
	g_autoptr(Schema) to = make(name_itself, TRUE);
	expect_refusal(from, to, NULL, "table t names itself in a CHECK");
}

Test(alter, a_trigger_with_an_old_name_bars_the_rebuild)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *t = add_table(i ? to : from, "t");
		add_column(t, i ? "b" : "a", "TEXT");
		add_column(t, "n", i ? "TEXT" : "INTEGER");
		add_trigger(t, "g",
			    "CREATE TRIGGER g AFTER INSERT ON t BEGIN "
			    "SELECT NEW.a; END");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_column(renames, "t", "a", "b");
	expect_refusal(from, to, renames, "trigger g of t has the name 'a'");
}

/* However a name is quoted, it is the name. */
Test(alter, a_column_is_seen_behind_any_quotes)
{
	static const char *const checks[] = {
		"\"b\"\"b\" <> a",
		"[b\"b] <> a",
		"`b\"b` <> a",
		"a <> '''' AND \"B\"\"B\" <> a",
		"1e+3 > a OR \"b\"\"b\" <> a",
		"a <> /* \"*/ \"b\"\"b\"",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
		g_autoptr(Schema) from = schema_new();
		g_autoptr(Schema) to = schema_new();
		Table *old = add_table(from, "t");
		add_column(old, "a", "TEXT");
		add_column(old, "b\"b", "TEXT");
		add_column(old, "c", "TEXT");
		set_generated(old->columns->pdata[2], checks[i], FALSE);
		add_column(add_table(to, "t"), "a", "TEXT");
		add_column(to->tables->pdata[0], "c", "TEXT");
		set_generated(
			((Table *)to->tables->pdata[0])->columns->pdata[1],
			checks[i], FALSE);
		g_autofree char *up = write_changes(from, to, NULL, NULL, NULL);
		cr_expect(strstr(up, "CREATE TABLE _new_t"), "%s", checks[i]);
	}
}

Test(alter, a_name_in_a_string_or_a_comment_is_no_use_of_it)
{
	g_autoptr(Schema) from = make(drop_plain, FALSE);
	g_autoptr(Schema) to = make(drop_plain, TRUE);
	for (int i = 0; i < 2; i++)
		add_check((i ? to : from)->tables->pdata[0], NULL,
			  "a <> 'b' /* b */ -- b");
	g_autofree char *up = write_changes(from, to, NULL, NULL, NULL);
	cr_expect_str_eq(up, "ALTER TABLE t DROP COLUMN b;\n");
}

Test(alter, a_key_that_is_a_clause_of_its_column_needs_a_rebuild)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++)
		add_column(add_table(i ? to : from, "t"), "a", "TEXT");
	add_column(from->tables->pdata[0], "id", "INTEGER")->extra =
		g_strdup("PRIMARY KEY DESC");
	sqlite3 *engine =
		engine_with(from, "INSERT INTO t (a, id) VALUES ('x', 5)");
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT a, id FROM t", "x|NULL\n");
	sqlite3_close(engine);
}

Test(alter, a_table_keeps_its_rows_when_all_columns_are_new)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	add_column(add_table(from, "t"), "a", "TEXT");
	Table *new = add_table(to, "t");
	add_column(new, "id", "INTEGER!");
	add_key(new, "id");
	sqlite3 *engine =
		engine_with(from, "INSERT INTO t VALUES ('x'), ('y')");
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT count(*) FROM t", "2\n");
	sqlite3_close(engine);
}

/* Without any view: the foreign key alone asks for RENAME COLUMN. */
Test(alter, a_rename_beside_a_rebuild_reaches_foreign_keys)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *t = add_table(i ? to : from, "t");
		add_column(t, i ? "code" : "mark", "TEXT");
		add_column(t, "n", i ? "INTEGER" : "TEXT");
		add_unique(t, NULL, i ? "code" : "mark");
		Table *child = add_table(i ? to : from, "child");
		add_column(child, "t_mark", "TEXT");
		add_reference(child, "t_mark", "t", i ? "code" : "mark", NULL)
			->on_update = g_strdup("CASCADE");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_column(renames, "t", "mark", "code");
	sqlite3 *engine = engine_with(from, "INSERT INTO t VALUES ('k', '1');"
					    "INSERT INTO child VALUES ('k')");
	engine_move_both_ways(engine, from, to, renames, NULL);
	sqlite3_close(engine);
}
