/* Rows and schemas in a live engine that the written SQL moves. */
#include "harness.h"

#include "base/failure.h"

#include <criterion/criterion.h>
#include <string.h>

/* The seed's table. */
static Table *add_todos(Schema *schema)
{
	Table *todos = add_table(schema, "todos");
	add_column(todos, "id", "INTEGER!");
	add_column(todos, "title", "VARCHAR(255)!");
	add_column(todos, "description", "TEXT");
	set_default(add_column(todos, "created_at", "DATETIME!"),
		    "CURRENT_TIMESTAMP");
	add_key(todos, "id");
	add_index(todos, "ix_todos_id", "id");
	return todos;
}

#define TODO_ROWS \
	"INSERT INTO todos (id, title) VALUES (1, 'one'), (3, 'three');"

Test(moving, a_column_is_added_and_dropped_in_place)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	add_todos(from);
	add_column(add_todos(to), "deleted_at", "DATETIME");
	sqlite3 *engine = engine_with(from, TODO_ROWS);
	engine_move(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT id, title, deleted_at FROM todos",
		    "1|one|NULL\n3|three|NULL\n");
	g_autofree char *down = write_changes(to, from, NULL, NULL, NULL);
	cr_expect_str_eq(down, "ALTER TABLE todos DROP COLUMN deleted_at;\n");
	engine_move(engine, to, from, NULL, NULL);
	expect_rows(engine, "SELECT id, title FROM todos", "1|one\n3|three\n");
	sqlite3_close(engine);
}

/* R67 */
Test(moving, not_null_without_a_default_is_refused_without_a_value)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	Table *todos = add_todos(from);
	table_find_column(todos, "title")->not_null = FALSE;
	add_column(add_todos(to), "owner", "TEXT!");
	ChangeOptions options = {.refuse_missing_backfill = TRUE};
	g_autoptr(GError) error = NULL;
	cr_assert_null(write_changes(from, to, NULL, &options, &error));
	cr_expect(g_error_matches(error, FAILURE, FAILURE_REFUSED));
	cr_expect(strstr(error->message, "todos.owner"));
	cr_expect(strstr(error->message, "todos.title"));
	cr_expect_str_eq(failure_hint(error), "--default todos.owner=SQL\n"
					      "--default todos.title=SQL");
}

/* R67 */
Test(moving, rows_get_the_values_that_are_given)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	Table *old = add_todos(from);
	table_find_column(old, "title")->not_null = FALSE;
	add_column(add_todos(to), "owner", "TEXT!");
	g_autoptr(GPtrArray) given =
		g_ptr_array_new_with_free_func((GDestroyNotify)backfill_free);
	g_ptr_array_add(given, backfill_new("todos", "title", "'none'"));
	g_ptr_array_add(given, backfill_new("todos", "owner", "'o' || id"));
	ChangeOptions options = {.backfills = given,
				 .refuse_missing_backfill = TRUE};
	sqlite3 *engine = engine_with(
		from, TODO_ROWS "INSERT INTO todos (title) VALUES (NULL)");
	engine_move(engine, from, to, NULL, &options);
	expect_rows(engine, "SELECT id, title, owner FROM todos",
		    "1|one|o1\n3|three|o3\n4|none|o4\n");
	sqlite3_close(engine);
}

Test(moving, what_needs_a_value_is_told_with_its_table)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	add_todos(from);
	Table *todos = add_todos(to);
	add_column(todos, "owner", "TEXT!");
	set_default(add_column(todos, "state", "TEXT!"), "'new'");
	set_default(add_column(todos, "weight", "INTEGER!"), "NULL");
	set_generated(add_column(todos, "upper", "TEXT!"), "upper(title)",
		      FALSE);
	g_autoptr(GPtrArray) given =
		g_ptr_array_new_with_free_func((GDestroyNotify)backfill_free);
	g_ptr_array_add(given, backfill_new("todos", "weight", "1"));
	ChangeOptions options = {.backfills = given};
	g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
	g_autoptr(GPtrArray) missing = dialect_find_missing_backfills(
		dialect_find("sqlite"), changes, &options);
	cr_assert_eq(missing->len, 1);
	const Backfill *backfill = missing->pdata[0];
	cr_expect_str_eq(backfill->table, "todos");
	cr_expect_str_eq(backfill->column, "owner");
	cr_expect_null(backfill->sql);
}

/* R57 */
Test(moving, a_rebuild_keeps_children_sequences_triggers_and_views)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Schema *schema = i ? to : from;
		Table *users = add_table(schema, "users");
		add_column(users, "id", "INTEGER!")->autoincrement = TRUE;
		add_column(users, "name", i ? "TEXT!" : "TEXT");
		Column *loud = add_column(users, "loud", "TEXT");
		set_generated(loud, "upper(name)", i == 1);
		add_key(users, "id");
		add_index(users, "ix_users_name", "name");
		Index *partial = add_index(users, "ix_users_some", "name");
		partial->unique = TRUE;
		partial->where = expression_new(EXPRESSION_TEXT, "id > 10");
		Index *lower = index_new("ix_users_lower");
		index_add_expression(
			lower, expression_new(EXPRESSION_TEXT, "lower(name)"));
		table_add_index(users, lower);
		add_trigger(users, "users_log",
			    "CREATE TRIGGER users_log AFTER INSERT ON users "
			    "BEGIN INSERT INTO log VALUES (NEW.name); END");
		Table *posts = add_table(schema, "posts");
		add_column(posts, "id", "INTEGER!");
		add_column(posts, "user_id", "INTEGER");
		add_key(posts, "id");
		add_reference(posts, "user_id", "users", "id", "CASCADE");
		add_trigger(posts, "posts_user",
			    "CREATE TRIGGER posts_user AFTER INSERT ON posts "
			    "BEGIN UPDATE users SET name = name || '!' "
			    "WHERE id = NEW.user_id; END");
		add_column(add_table(schema, "log"), "line", "TEXT");
		add_view(
			schema, "loud_users",
			"CREATE VIEW loud_users AS SELECT id, loud FROM users");
	}
	sqlite3 *engine = engine_with(
		from, "INSERT INTO users (name) VALUES ('a'), ('b'), ('c');"
		      "DELETE FROM users WHERE id = 3;"
		      "INSERT INTO posts (user_id) VALUES (1), (2), (2);");
	ChangeOptions options = {0};
	engine_move_both_ways(engine, from, to, NULL, &options);
	engine_move(engine, from, to, NULL, &options);
	expect_rows(engine, "SELECT * FROM loud_users", "1|A!\n2|B!!\n");
	expect_rows(engine, "SELECT user_id FROM posts", "1\n2\n2\n");
	engine_run(engine, "INSERT INTO users (name) VALUES ('d');"
			   "INSERT INTO posts (user_id) VALUES (4)");
	expect_rows(engine, "SELECT id, name FROM users WHERE id > 2",
		    "4|d!\n");
	expect_rows(engine, "SELECT line FROM log", "a\nb\nc\nd\n");
	sqlite3_close(engine);
}

/* R57 */
Test(moving, a_rebuild_of_an_empty_table_keeps_its_sequence)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *users = add_table(i ? to : from, "users");
		add_column(users, "id", "INTEGER!")->autoincrement = TRUE;
		add_column(users, "name", i ? "TEXT" : "VARCHAR(5)");
		add_key(users, "id");
	}
	sqlite3 *engine =
		engine_with(from, "INSERT INTO users (id) VALUES (41);"
				  "DELETE FROM users;");
	engine_move(engine, from, to, NULL, NULL);
	engine_run(engine, "INSERT INTO users (name) VALUES ('x')");
	expect_rows(engine, "SELECT id FROM users", "42\n");
	expect_rows(engine, "SELECT * FROM sqlite_sequence", "users|42\n");
	sqlite3_close(engine);
}

/* R57 */
Test(moving, a_rebuild_keeps_rowids_that_no_column_shows)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *log = add_table(i ? to : from, "log");
		add_column(log, "line", i ? "TEXT" : "VARCHAR(5)");
		Table *odd = add_table(i ? to : from, "odd");
		add_column(odd, "rowid", i ? "TEXT" : "VARCHAR(5)");
		add_column(odd, "_rowid_", "TEXT");
	}
	sqlite3 *engine = engine_with(
		from, "INSERT INTO log (rowid, line) VALUES (7, 'b'), (2, 'a');"
		      "INSERT INTO odd (oid, rowid) VALUES (7, 'b'), (2, 'a')");
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT rowid, line FROM log", "2|a\n7|b\n");
	expect_rows(engine, "SELECT oid, rowid FROM odd", "2|a\n7|b\n");
	sqlite3_close(engine);
}

/* R57 */
Test(moving, options_of_tables_change_and_rows_stay)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *pairs = add_table(i ? to : from, "pairs");
		add_column(pairs, "a", "INTEGER!");
		add_column(pairs, "b", "TEXT!");
		add_key(pairs, "a,b");
		pairs->without_rowid = i == 1;
		pairs->strict = i == 1;
		Table *strict = add_table(i ? to : from, "strict");
		add_column(strict, "a", "INTEGER");
		add_column(strict, "b", i ? "ANY" : "TEXT");
		strict->strict = TRUE;
		Table *wide = add_table(i ? to : from, "wide");
		add_column(wide, "a", "TEXT!");
		add_column(wide, "b", i ? "TEXT" : "VARCHAR(3)");
		add_key(wide, "a");
		wide->without_rowid = TRUE;
	}
	sqlite3 *engine =
		engine_with(from, "INSERT INTO pairs VALUES (2, 'x'), (1, 'y');"
				  "INSERT INTO strict VALUES (1, 'x');"
				  "INSERT INTO wide VALUES ('b', 1), ('a', 2)");
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT * FROM pairs ORDER BY a", "1|y\n2|x\n");
	expect_rows(engine, "SELECT * FROM strict", "1|x\n");
	expect_rows(engine, "SELECT * FROM wide", "a|2\nb|1\n");
	sqlite3_close(engine);
}

Test(moving, tables_come_and_go_with_all_they_have)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	add_todos(from);
	Table *todos = add_todos(to);
	Table *tags = add_table(to, "tags");
	add_column(tags, "todo_id", "INTEGER!");
	add_column(tags, "name", "TEXT!");
	add_key(tags, "todo_id,name");
	add_reference(tags, "todo_id", "todos", "id", "CASCADE");
	add_index(tags, "ix_tags_name", "name");
	add_trigger(todos, "tag_all",
		    "CREATE TRIGGER tag_all AFTER INSERT ON todos BEGIN "
		    "INSERT INTO tags VALUES (NEW.id, 'new'); END");
	add_view(to, "tagged",
		 "CREATE VIEW tagged AS SELECT * FROM todos JOIN tags");
	sqlite3 *engine = engine_with(from, TODO_ROWS);
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT id FROM todos", "1\n3\n");
	sqlite3_close(engine);
}

/* R65 */
Test(moving, renames_reach_views_triggers_and_foreign_keys)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Schema *schema = i ? to : from;
		const char *name = i ? "accounts" : "users";
		const char *mail = i ? "email" : "mail";
		Table *users = add_table(schema, name);
		add_column(users, "id", "INTEGER!");
		add_column(users, mail, "TEXT");
		add_key(users, "id");
		add_unique(users, NULL, mail);
		Table *posts = add_table(schema, "posts");
		add_column(posts, "author", "TEXT");
		add_reference(posts, "author", name, mail, NULL);
		g_autofree char *view = g_strdup_printf(
			"CREATE VIEW mails AS SELECT %s FROM %s", mail, name);
		add_view(schema, "mails", view);
		g_autofree char *trigger = g_strdup_printf(
			"CREATE TRIGGER t AFTER INSERT ON posts BEGIN "
			"UPDATE %s SET %s = 'x' WHERE id = 9; END",
			name, mail);
		add_trigger(posts, "t", trigger);
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_table(renames, "users", "accounts");
	renames_add_column(renames, "accounts", "mail", "email");
	sqlite3 *engine =
		engine_with(from, "INSERT INTO users VALUES (1, 'a@b');"
				  "INSERT INTO posts VALUES ('a@b')");
	engine_move_both_ways(engine, from, to, renames, NULL);
	engine_move(engine, from, to, renames, NULL);
	expect_rows(engine, "SELECT email FROM mails", "a@b\n");
	sqlite3_close(engine);
}

Test(moving, a_rename_and_a_rebuild_of_one_table_go_together)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *todos = add_table(i ? to : from, i ? "tasks" : "todos");
		add_column(todos, "id", "INTEGER!");
		add_column(todos, i ? "name" : "title", i ? "TEXT" : "CHAR(9)");
		add_key(todos, "id");
		add_check(todos, NULL, i ? "name <> ''" : "title <> ''");
		add_index(todos, "ix", i ? "name" : "title");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_table(renames, "todos", "tasks");
	renames_add_column(renames, "tasks", "title", "name");
	sqlite3 *engine =
		engine_with(from, "INSERT INTO todos VALUES (1, 'one')");
	engine_move_both_ways(engine, from, to, renames, NULL);
	engine_move(engine, from, to, renames, NULL);
	expect_rows(engine, "SELECT name FROM tasks", "one\n");
	sqlite3_close(engine);
}

Test(moving, names_are_swapped)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Table *one = add_table(i ? to : from, i ? "b" : "a");
		add_column(one, i ? "y" : "x", "TEXT");
		add_column(one, i ? "x" : "y", "INTEGER");
		Table *two = add_table(i ? to : from, i ? "a" : "b");
		add_column(two, "z", "TEXT");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_table(renames, "a", "b");
	renames_add_table(renames, "b", "a");
	renames_add_column(renames, "b", "x", "y");
	renames_add_column(renames, "b", "y", "x");
	sqlite3 *engine = engine_with(from, "INSERT INTO a VALUES ('t', 1);"
					    "INSERT INTO b VALUES ('z')");
	engine_move(engine, from, to, renames, NULL);
	expect_rows(engine, "SELECT y, x FROM b", "t|1\n");
	expect_rows(engine, "SELECT z FROM a", "z\n");
	sqlite3_close(engine);
}

Test(moving, a_new_thing_takes_the_name_of_an_old_one)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	Table *old = add_table(from, "old");
	add_column(old, "a", "TEXT");
	add_index(old, "ix", "a");
	add_column(add_table(from, "kept"), "a", "TEXT");
	add_index(from->tables->pdata[1], "ix_kept", "a");
	add_column(add_table(from, "gone"), "a", "TEXT");
	Table *other = add_table(to, "other");
	add_column(other, "a", "TEXT");
	add_index(other, "ix", "a");
	add_index(other, "ix_kept", "a");
	add_column(add_table(to, "kept"), "a", "INTEGER");
	add_column(add_table(to, "new_gone"), "z", "TEXT");
	add_view(to, "gone", "CREATE VIEW gone AS SELECT z FROM new_gone");
	sqlite3 *engine = engine_with(from, "INSERT INTO kept VALUES ('1')");
	engine_move_both_ways(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT a FROM kept", "1\n");
	sqlite3_close(engine);
}

Test(moving, a_scratch_name_that_is_taken_is_not_used)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		add_column(add_table(i ? to : from, "t"), "a",
			   i ? "TEXT" : "INTEGER");
		add_column(add_table(i ? to : from, "_NEW_t"), "a", "TEXT");
	}
	sqlite3 *engine =
		engine_with(from, "INSERT INTO _NEW_t VALUES ('kept')");
	engine_move(engine, from, to, NULL, NULL);
	expect_rows(engine, "SELECT a FROM _NEW_t", "kept\n");
	sqlite3_close(engine);
}

Test(moving, views_that_change_make_way_for_those_that_hang_on_them)
{
	g_autoptr(Schema) from = schema_new();
	g_autoptr(Schema) to = schema_new();
	for (int i = 0; i < 2; i++) {
		Schema *schema = i ? to : from;
		Table *t = add_table(schema, "t");
		add_column(t, "a", "TEXT");
		add_column(t, i ? "c" : "b", "TEXT");
		if (!i)
			add_column(t, "gone", "TEXT");
		View *first = add_view(schema, "first",
				       i ? "CREATE VIEW first AS SELECT a "
					   "FROM t"
					 : "CREATE VIEW first AS SELECT a, "
					   "gone FROM t");
		g_ptr_array_add(
			first->triggers,
			trigger_new("instead",
				    "CREATE TRIGGER instead INSTEAD OF INSERT "
				    "ON first BEGIN INSERT INTO t (a) VALUES "
				    "(NEW.a); END"));
		add_view(schema, "second",
			 "CREATE VIEW second AS SELECT a FROM first");
	}
	g_autoptr(Renames) renames = renames_new();
	renames_add_column(renames, "t", "b", "c");
	sqlite3 *engine =
		engine_with(from, "INSERT INTO t VALUES ('1', '2', '3')");
	engine_move_both_ways(engine, from, to, renames, NULL);
	engine_run(engine, "INSERT INTO first (a) VALUES ('new')");
	expect_rows(engine, "SELECT a, b FROM t", "1|2\nnew|NULL\n");
	expect_rows(engine, "SELECT a FROM second", "1\nnew\n");
	sqlite3_close(engine);
}
