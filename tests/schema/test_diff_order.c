/* The order of changes, as include/schema/diff.h promises it. */
#include <criterion/criterion.h>

#include "make.h"

Test(diff_order, children_are_dropped_and_parents_added_first)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "old_parent", "id", NULL);
	make_table(pair.from, "old_child", "id", NULL);
	make_foreign_key(pair.from, "old_child", "id", "old_parent");
	make_table(pair.to, "child", "id", NULL);
	make_table(pair.to, "parent", "id", NULL);
	make_foreign_key(pair.to, "child", "id", "parent");
	expect(&pair, "- table old_child\n"
		      "- table old_parent\n"
		      "+ table parent\n"
		      "+ table child\n");
}

Test(diff_order, the_changes_of_a_table_stand_together)
{
	g_auto(Pair) pair = make_pair();
	static const char *const names[] = {"a", "b"};
	for (int i = 0; i < 2; i++) {
		Table *from =
			make_table(pair.from, names[i], "id", "x", "y", NULL);
		Table *to = make_table(pair.to, names[i], "id", "z", "n", NULL);
		make_check(from, "old", "x > 0");
		make_check(to, "new", "z > 0");
		((Column *)to->columns->pdata[0])->not_null = TRUE;
		make_column(to, "g", "INTEGER")->generated = make_sql("n");
		to->strict = TRUE;
		make_constraint(to, CONSTRAINT_UNIQUE, "uq", "n");
		renames_add_column(pair.renames, names[i], "y", "z");
	}
	make_index(schema_find_table(pair.from, NULL, "b"), "ix", "x");
	make_index(schema_find_table(pair.to, NULL, "a"), "ix", "n");
	expect(&pair, "- index ix on b(x)\n"
		      "- check constraint old on a(x > 0)\n"
		      "~ column a.y -> a.z\n"
		      "+ column a.n INTEGER\n"
		      "+ column a.g INTEGER AS (n)\n"
		      "~ column a.id NOT NULL\n"
		      "~ table a STRICT\n"
		      "- column a.x INTEGER\n"
		      "+ check constraint new on a(z > 0)\n"
		      "+ unique constraint uq on a(n)\n"
		      "+ index ix on a(n)\n"
		      "- check constraint old on b(x > 0)\n"
		      "~ column b.y -> b.z\n"
		      "+ column b.n INTEGER\n"
		      "+ column b.g INTEGER AS (n)\n"
		      "~ column b.id NOT NULL\n"
		      "~ table b STRICT\n"
		      "- column b.x INTEGER\n"
		      "+ check constraint new on b(z > 0)\n"
		      "+ unique constraint uq on b(n)\n");
}

Test(diff_order, generated_columns_come_last_and_go_first)
{
	g_auto(Pair) pair = make_pair();
	Table *without = make_table(pair.from, "t", "id", NULL);
	Table *with = make_table(pair.to, "t", "id", "a", NULL);
	make_column(with, "g", "INTEGER")->generated = make_sql("b");
	make_column(with, "b", "INTEGER");
	expect(&pair, "+ column t.a INTEGER\n"
		      "+ column t.b INTEGER\n"
		      "+ column t.g INTEGER AS (b)\n");
	g_autoptr(GPtrArray) back = schema_diff(pair.to, pair.from, NULL);
	g_autofree char *text = summarize(back);
	cr_assert_str_eq(text, "- column t.g INTEGER AS (b)\n"
			       "- column t.a INTEGER\n- column t.b INTEGER\n");
	cr_assert_eq(without->columns->len, 1);
}

Test(diff_order, a_foreign_key_goes_before_the_table_it_refers_to)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "todos", "id", "user_id", NULL);
	make_table(pair.from, "users", "id", NULL);
	make_foreign_key(pair.from, "todos", "user_id", "users");
	make_table(pair.to, "todos", "id", NULL);
	expect(&pair, "- foreign key todos(user_id) -> users(id)\n"
		      "- table users\n"
		      "- column todos.user_id INTEGER\n");
}

Test(diff_order, a_foreign_key_goes_before_the_key_it_refers_to)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "users", "id", NULL);
	make_table(pair.to, "users", "id", NULL);
	make_constraint(from, CONSTRAINT_UNIQUE, NULL, "id");
	make_table(pair.from, "todos", "user_id", NULL);
	make_table(pair.to, "todos", "user_id", NULL);
	make_foreign_key(pair.from, "todos", "user_id", "users");
	expect(&pair, "- foreign key todos(user_id) -> users(id)\n"
		      "- unique constraint on users(id)\n");
	make_constraint(schema_find_table(pair.to, NULL, "users"),
			CONSTRAINT_UNIQUE, NULL, "id");
	make_index(from, "ix", "id")->unique = TRUE;
	expect(&pair, "- foreign key todos(user_id) -> users(id)\n"
		      "- unique index ix on users(id)\n");
}

Test(diff_order, a_foreign_key_whose_table_stays_is_in_its_own_block)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "users", "id", NULL);
	make_table(pair.to, "users", "id", "name", NULL);
	make_table(pair.from, "todos", "user_id", NULL);
	make_table(pair.to, "todos", "user_id", "done", NULL);
	make_foreign_key(pair.from, "todos", "user_id", "users");
	expect(&pair, "+ column users.name INTEGER\n"
		      "- foreign key todos(user_id) -> users(id)\n"
		      "+ column todos.done INTEGER\n");
}

Test(diff_order, a_foreign_key_comes_after_the_table_and_key_it_refers_to)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "todos", "id", NULL);
	make_table(pair.to, "todos", "id", "user_id", NULL);
	make_table(pair.to, "users", "id", "group_id", NULL);
	make_table(pair.from, "groups", "id", NULL);
	Table *groups = make_table(pair.to, "groups", "id", NULL);
	make_constraint(groups, CONSTRAINT_UNIQUE, NULL, "id");
	make_foreign_key(pair.to, "todos", "user_id", "users");
	make_foreign_key(pair.to, "users", "group_id", "groups");
	expect(&pair, "+ unique constraint on groups(id)\n"
		      "+ table users\n"
		      "+ column todos.user_id INTEGER\n"
		      "+ foreign key todos(user_id) -> users(id)\n");
}

Test(diff_order, a_foreign_key_that_closes_a_circle_comes_after_the_tables)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "a", "id", NULL);
	make_table(pair.to, "a", "id", "b_id", NULL);
	make_table(pair.to, "b", "id", "a_id", NULL);
	make_foreign_key(pair.to, "a", "b_id", "b");
	make_foreign_key(pair.to, "b", "a_id", "a");
	expect(&pair, "+ column a.b_id INTEGER\n"
		      "+ table b\n"
		      "+ foreign key a(b_id) -> b(id)\n");
}

Test(diff_order, every_change_of_a_table_names_both_its_tables)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "t", "id", "gone", NULL);
	Table *to = make_table(pair.to, "s", "id", "come", NULL);
	renames_add_table(pair.renames, "t", "s");
	make_index(from, "a", "id");
	make_index(to, "b", "id");
	make_check(from, NULL, "id > 1");
	make_check(to, NULL, "id > 2");
	table_add_trigger(from, trigger_new("a", "a"));
	table_add_trigger(to, trigger_new("b", "b"));
	g_autoptr(GPtrArray) changes =
		schema_diff(pair.from, pair.to, pair.renames);
	cr_assert_eq(changes->len, 9);
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		cr_expect_eq(change->old_table, from);
		cr_expect_eq(change->new_table, to);
	}
}
