/* Differences seen through renames. */
#include <criterion/criterion.h>

#include "make.h"

/* todos(id, titel) that became todos(id, title). */
static Pair make_renamed(Table **from, Table **to)
{
	Pair pair = make_pair();
	*from = make_table(pair.from, "todos", "id", "titel", NULL);
	*to = make_table(pair.to, "todos", "id", "title", NULL);
	renames_add_column(pair.renames, "todos", "titel", "title");
	return pair;
}

Test(renamed, a_column_keeps_what_it_is_under_another_name)
{
	Table *from, *to;
	g_auto(Pair) pair = make_renamed(&from, &to);
	expect(&pair, "~ column todos.titel -> todos.title\n");
	((Column *)to->columns->pdata[1])->not_null = TRUE;
	expect(&pair, "~ column todos.titel -> todos.title\n"
		      "~ column todos.title NOT NULL\n");
}

Test(renamed, what_names_the_column_is_no_change)
{
	Table *from, *to;
	g_auto(Pair) pair = make_renamed(&from, &to);
	make_constraint(from, CONSTRAINT_UNIQUE, NULL, "id titel");
	make_constraint(to, CONSTRAINT_UNIQUE, NULL, "id title");
	make_check(from, "ck", "length(titel) > 0 and titel <> 'titel'");
	make_check(to, "ck", "length(\"title\")>0 AND title<>'titel'");
	make_index(from, "ix", "titel");
	make_index(to, "ix", "title")->where = make_sql("title > ''");
	((Index *)from->indexes->pdata[0])->where = make_sql("titel > ''");
	index_add_expression(from->indexes->pdata[0], make_sql("lower(titel)"));
	index_add_expression(to->indexes->pdata[0], make_sql("lower([title])"));
	make_column(from, "g", "TEXT")->generated = make_sql("titel || '!'");
	make_column(to, "g", "TEXT")->generated = make_sql("title || '!'");
	expect(&pair, "~ column todos.titel -> todos.title\n");
}

Test(renamed, only_whole_words_outside_of_literals_are_names)
{
	static const char *const changed[][2] = {
		{"titel = 'titel'", "title = 'title'"},
		{"titel2 > 0", "title2 > 0"},
		{"titel > 0", "title > 1"},
		{"titel > 0", "title > 0 or 1"},
		{"titel > 0 or 1", "title > 0"},
		{"id > 0", "title > 0"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(changed); i++) {
		Table *from, *to;
		g_auto(Pair) pair = make_renamed(&from, &to);
		make_check(from, NULL, changed[i][0]);
		make_check(to, NULL, changed[i][1]);
		g_autoptr(GPtrArray) changes =
			schema_diff(pair.from, pair.to, pair.renames);
		cr_expect_eq(changes->len, 3, "%s -> %s", changed[i][0],
			     changed[i][1]);
	}
}

Test(renamed, a_function_with_the_name_of_the_column_may_stay)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "t", "date", NULL);
	Table *to = make_table(pair.to, "t", "day", NULL);
	renames_add_column(pair.renames, "t", "date", "day");
	make_check(from, NULL, "date(date) > 0");
	make_check(to, NULL, "date(day) > 0");
	expect(&pair, "~ column t.date -> t.day\n");
}

Test(renamed, a_name_that_another_column_takes_is_another_column)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "t", "a", NULL);
	Table *to = make_table(pair.to, "t", "b", "a", NULL);
	renames_add_column(pair.renames, "t", "a", "b");
	make_index(from, "ix", "a");
	make_index(to, "ix", "a");
	make_check(from, NULL, "a > 0");
	make_check(to, NULL, "a > 0");
	expect(&pair, "- index ix on t(a)\n"
		      "- check constraint on t(a > 0)\n"
		      "~ column t.a -> t.b\n"
		      "+ column t.a INTEGER\n"
		      "+ check constraint on t(a > 0)\n"
		      "+ index ix on t(a)\n");
}

Test(renamed, a_column_whose_name_is_taken_is_dropped_before)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "t", "a", "b", "c", NULL);
	make_table(pair.to, "t", "b", NULL);
	renames_add_column(pair.renames, "t", "a", "b");
	make_index(from, "ix", "b");
	expect(&pair, "- index ix on t(b)\n"
		      "- column t.b INTEGER\n"
		      "~ column t.a -> t.b\n"
		      "- column t.c INTEGER\n");
}

Test(renamed, columns_that_take_each_others_names_wait_for_them)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "t", "a", "b", NULL);
	make_table(pair.to, "t", "b", "c", NULL);
	renames_add_column(pair.renames, "t", "a", "b");
	renames_add_column(pair.renames, "t", "b", "c");
	expect(&pair, "~ column t.b -> t.c\n"
		      "~ column t.a -> t.b\n");
}

Test(renamed, two_columns_that_swap_their_names_swap_what_names_them)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "t", "a", "b", NULL);
	Table *to = make_table(pair.to, "t", "a", "b", NULL);
	renames_add_column(pair.renames, "t", "a", "b");
	renames_add_column(pair.renames, "t", "b", "a");
	make_check(from, NULL, "a < b");
	make_check(to, NULL, "b < a");
	make_index(from, "ix", "a");
	make_index(to, "ix", "b");
	g_autoptr(GPtrArray) changes =
		schema_diff(pair.from, pair.to, pair.renames);
	cr_assert_eq(changes->len, 2);
	g_autoptr(GPtrArray) plain = schema_diff(pair.from, pair.to, NULL);
	cr_assert_eq(plain->len, 4);
}

/* users and todos that refers to it; users became people, id became key. */
static Pair make_people(void)
{
	Pair pair = make_pair();
	Table *users = make_table(pair.from, "users", "id", NULL);
	Table *people = make_table(pair.to, "people", "key", NULL);
	make_constraint(users, CONSTRAINT_PRIMARY_KEY, NULL, "id");
	make_constraint(people, CONSTRAINT_PRIMARY_KEY, NULL, "key");
	make_table(pair.from, "todos", "user_id", NULL);
	make_table(pair.to, "todos", "user_id", NULL);
	make_foreign_key(pair.from, "todos", "user_id", "users");
	Constraint *key =
		make_foreign_key(pair.to, "todos", "user_id", "people");
	g_free(key->referred_columns->pdata[0]);
	key->referred_columns->pdata[0] = g_strdup("key");
	renames_add_table(pair.renames, "users", "people");
	renames_add_column(pair.renames, "people", "id", "key");
	return pair;
}

Test(renamed, a_foreign_key_follows_its_table_and_its_column)
{
	g_auto(Pair) pair = make_people();
	expect(&pair, "~ table users -> people\n"
		      "~ column people.id -> people.key\n");
}

Test(renamed, the_reverse_leads_back)
{
	g_auto(Pair) pair = make_people();
	g_autoptr(Renames) reverse = renames_reverse(pair.renames);
	cr_assert_eq(renames_count(reverse), 2);
	g_autoptr(GPtrArray) changes = schema_diff(pair.to, pair.from, reverse);
	g_autofree char *text = summarize(changes);
	cr_assert_str_eq(text, "~ table people -> users\n"
			       "~ column users.key -> users.id\n");
	g_autoptr(Renames) none = renames_reverse(NULL);
	cr_assert_eq(renames_count(none), 0);
}

Test(renamed, views_and_triggers_follow_too)
{
	g_auto(Pair) pair = make_people();
	Table *from = schema_find_table(pair.from, NULL, "todos");
	Table *to = schema_find_table(pair.to, NULL, "todos");
	table_add_trigger(from, trigger_new("t", "CREATE TRIGGER t AFTER INSERT"
						 " ON todos BEGIN UPDATE users"
						 " SET id = 1; END"));
	table_add_trigger(to, trigger_new("t", "CREATE TRIGGER t AFTER INSERT"
					       " ON todos BEGIN UPDATE \"people"
					       "\" SET key = 1; END"));
	schema_add_view(pair.from,
			view_new("v", "CREATE VIEW v AS SELECT id FROM users"));
	schema_add_view(
		pair.to,
		view_new("v", "CREATE VIEW v AS SELECT key FROM \"people\""));
	expect(&pair, "~ table users -> people\n"
		      "~ column people.id -> people.key\n");
}

Test(renamed, a_table_whose_name_is_taken_is_dropped_before)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "a", "id", NULL);
	make_table(pair.from, "b", "id", "x", NULL);
	make_table(pair.from, "c", "id", NULL);
	make_table(pair.from, "todos", "b_id", NULL);
	make_foreign_key(pair.from, "todos", "b_id", "b");
	make_table(pair.to, "b", "id", NULL);
	make_table(pair.to, "todos", "b_id", NULL);
	make_foreign_key(pair.to, "todos", "b_id", "b");
	renames_add_table(pair.renames, "a", "b");
	/* The foreign key went to another table of that name. */
	expect(&pair, "- table b\n"
		      "~ table a -> b\n"
		      "- foreign key todos(b_id) -> b(id)\n"
		      "- table c\n"
		      "+ foreign key todos(b_id) -> b(id)\n");
}

Test(renamed, a_new_table_may_take_the_old_name)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "log", "id", NULL);
	make_table(pair.to, "log", "day", NULL);
	make_table(pair.to, "old_log", "id", NULL);
	renames_add_table(pair.renames, "log", "old_log");
	expect(&pair, "~ table log -> old_log\n+ table log\n");
}

Test(renamed, a_rename_of_what_does_not_exist_is_passed_over)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "todos", "id", NULL);
	make_table(pair.to, "todos", "id", NULL);
	renames_add_table(pair.renames, "todos", "absent");
	renames_add_table(pair.renames, "absent", "todos");
	renames_add_column(pair.renames, "todos", "id", "absent");
	renames_add_column(pair.renames, "todos", "absent", "id");
	expect(&pair, "");
}

Test(renamed, tables_of_a_namespace_go_by_their_full_names)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "log", "a", NULL);
	Table *to = table_new("events");
	to->schema_name = g_strdup("audit");
	make_column(to, "b", "INTEGER");
	schema_add_table(pair.to, to);
	from->schema_name = g_strdup("audit");
	renames_add_table(pair.renames, "audit.log", "audit.events");
	renames_add_column(pair.renames, "audit.events", "a", "b");
	expect(&pair, "~ table audit.log -> audit.events\n"
		      "~ column audit.events.a -> audit.events.b\n");
}
