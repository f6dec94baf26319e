#include <criterion/criterion.h>

#include "make.h"

/* todos(id, title) in both schemas. */
static Pair make_todos(Table **from, Table **to)
{
	Pair pair = make_pair();
	*from = make_table(pair.from, "todos", "id", "title", NULL);
	*to = make_table(pair.to, "todos", "id", "title", NULL);
	return pair;
}

Test(diff, equal_schemas_have_no_changes)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	expect(&pair, "");
}

Test(diff, tables_are_added_and_dropped)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "old", "id", NULL);
	make_table(pair.to, "new", "id", NULL);
	expect(&pair, "- table old\n+ table new\n");
}

Test(diff, columns_are_added_and_dropped)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	make_column(from, "done", "BOOLEAN");
	Column *added = make_column(to, "deleted_at", "DATETIME");
	added->not_null = TRUE;
	added->server_default = make_sql("CURRENT_TIMESTAMP");
	expect(&pair, "+ column todos.deleted_at DATETIME NOT NULL "
		      "DEFAULT CURRENT_TIMESTAMP\n"
		      "- column todos.done BOOLEAN\n");
}

Test(diff, case_and_order_of_columns_are_no_change)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "todos", "id", "title", NULL);
	make_table(pair.to, "Todos", "Title", "ID", NULL);
	expect(&pair, "");
}

Test(diff, a_column_in_the_middle_is_one_change)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "todos", "id", "title", NULL);
	make_table(pair.to, "todos", "id", "done", "title", NULL);
	expect(&pair, "+ column todos.done INTEGER\n");
}

Test(diff, each_part_of_a_column_is_a_change_of_its_own)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	Column *old = make_column(from, "x", "VARCHAR(80)");
	old->server_default = make_sql("'a'");
	Column *new = make_column(to, "x", "VARCHAR(120)");
	new->not_null = TRUE;
	new->server_default = make_sql("'b'");
	new->autoincrement = TRUE;
	new->comment = g_strdup("what it is");
	expect(&pair, "~ column todos.x type VARCHAR(80) -> VARCHAR(120)\n"
		      "~ column todos.x server default 'a' -> 'b'\n"
		      "~ column todos.x NOT NULL\n"
		      "~ column todos.x autoincrement\n"
		      "~ column todos.x comment\n");
	type_free(new->type);
	new->type = type_copy(old->type);
	new->collation = g_strdup("NOCASE");
	new->autoincrement = FALSE;
	new->not_null = FALSE;
	old->not_null = TRUE;
	expression_free(new->server_default);
	new->server_default = NULL;
	new->generated = make_sql("id + 1");
	g_clear_pointer(&new->comment, g_free);
	expect(&pair, "~ column todos.x collation none -> NOCASE\n"
		      "~ column todos.x generated expression none -> id + 1\n"
		      "~ column todos.x server default 'a' -> none\n"
		      "~ column todos.x NULL\n");
}

Test(diff, options_of_a_table_are_one_change)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	to->strict = TRUE;
	from->without_rowid = TRUE;
	to->comment = g_strdup("things to do");
	expect(&pair, "~ table todos STRICT, with rowid, comment\n");
}

Test(diff, a_constraint_that_gets_a_name_is_no_change)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	make_constraint(from, CONSTRAINT_UNIQUE, NULL, "title");
	make_constraint(to, CONSTRAINT_UNIQUE, "uq_todos_title", "title");
	make_check(from, "ck", "id > 0");
	make_check(to, NULL, "(ID>0)");
	expect(&pair, "");
}

Test(diff, a_constraint_that_gets_another_name_is_dropped_and_added)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	make_constraint(from, CONSTRAINT_UNIQUE, "a", "title");
	make_constraint(to, CONSTRAINT_UNIQUE, "b", "title");
	expect(&pair, "- unique constraint a on todos(title)\n"
		      "+ unique constraint b on todos(title)\n");
}

Test(diff, constraints_match_as_a_multiset)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	/* The unnamed one must not take the partner of the named one. */
	make_check(from, NULL, "id > 0");
	make_check(from, "b", "id > 0");
	make_check(to, "b", "id > 0");
	make_check(to, "c", "id > 0");
	make_check(to, NULL, "id > 0");
	expect(&pair, "+ check constraint c on todos(id > 0)\n");
}

Test(diff, a_primary_key_changes_with_its_columns)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	make_constraint(from, CONSTRAINT_PRIMARY_KEY, NULL, "id");
	make_constraint(to, CONSTRAINT_PRIMARY_KEY, NULL, "id title");
	expect(&pair, "- primary key on todos(id)\n"
		      "+ primary key on todos(id, title)\n");
}

static Pair make_reference(Constraint **from, Constraint **to)
{
	Pair pair = make_pair();
	Schema *schemas[] = {pair.from, pair.to};
	Constraint *keys[2];
	for (int i = 0; i < 2; i++) {
		Table *users = make_table(schemas[i], "users", "id", NULL);
		make_constraint(users, CONSTRAINT_PRIMARY_KEY, NULL, "id");
		make_table(schemas[i], "todos", "user_id", NULL);
		keys[i] = make_foreign_key(schemas[i], "todos", "user_id",
					   "users");
	}
	*from = keys[0];
	*to = keys[1];
	return pair;
}

Test(diff, a_foreign_key_without_columns_means_the_primary_key)
{
	Constraint *from, *to;
	g_auto(Pair) pair = make_reference(&from, &to);
	g_ptr_array_set_size(to->referred_columns, 0);
	expect(&pair, "");
	g_ptr_array_set_size(from->referred_columns, 0);
	expect(&pair, "");
	constraint_add_referred_column(to, "code");
	expect(&pair, "- foreign key todos(user_id) -> users\n"
		      "+ foreign key todos(user_id) -> users(code)\n");
}

Test(diff, an_action_of_a_foreign_key_counts_and_no_action_does_not)
{
	Constraint *from, *to;
	g_auto(Pair) pair = make_reference(&from, &to);
	to->on_delete = g_strdup("NO ACTION");
	expect(&pair, "");
	g_free(to->on_delete);
	to->on_delete = g_strdup("CASCADE");
	expect(&pair,
	       "- foreign key todos(user_id) -> users(id)\n"
	       "+ foreign key todos(user_id) -> users(id) ON DELETE CASCADE\n");
}

Test(diff, an_index_matches_by_name_and_definition)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	make_index(from, "ix_same", "title");
	make_index(to, "IX_SAME", "Title");
	make_index(from, "ix_name", "id");
	make_index(to, "ix_other_name", "id");
	make_index(from, "ix_keys", "id");
	make_index(to, "ix_keys", "id title")->unique = TRUE;
	expect(&pair, "- index ix_name on todos(id)\n"
		      "- index ix_keys on todos(id)\n"
		      "+ index ix_other_name on todos(id)\n"
		      "+ unique index ix_keys on todos(id, title)\n");
}

Test(diff, triggers_and_views_are_dropped_first_and_added_last)
{
	Table *from, *to;
	g_auto(Pair) pair = make_todos(&from, &to);
	make_column(to, "done", "BOOLEAN");
	table_add_trigger(from, trigger_new("t", "CREATE TRIGGER t a"));
	table_add_trigger(to, trigger_new("t", "CREATE TRIGGER t b"));
	schema_add_view(pair.from, view_new("v", "CREATE VIEW v AS SELECT 1"));
	schema_add_view(pair.from, view_new("w", "CREATE VIEW w AS SELECT 1"));
	schema_add_view(pair.to, view_new("v", "CREATE VIEW v AS SELECT 2"));
	schema_add_view(pair.to, view_new("w", "CREATE VIEW w AS SELECT 2"));
	expect(&pair, "- view w\n"
		      "- view v\n"
		      "- trigger t on todos\n"
		      "+ column todos.done BOOLEAN\n"
		      "+ trigger t on todos\n"
		      "+ view v\n"
		      "+ view w\n");
}

Test(diff, a_view_with_another_trigger_is_made_anew)
{
	g_auto(Pair) pair = make_pair();
	const char *sql = "CREATE VIEW v AS SELECT 1";
	View *from = view_new("v", sql);
	View *to = view_new("v", sql);
	schema_add_view(pair.from, from);
	schema_add_view(pair.to, to);
	g_ptr_array_add(from->triggers, trigger_new("t", "a"));
	g_ptr_array_add(to->triggers, trigger_new("t", "A"));
	expect(&pair, "");
	g_ptr_array_add(to->triggers, trigger_new("u", "a"));
	expect(&pair, "- view v\n+ view v\n");
}

Test(diff, enums_are_added_altered_and_dropped)
{
	g_auto(Pair) pair = make_pair();
	schema_add_enum(pair.from, enum_type_new("gone"));
	EnumType *old = enum_type_new("mood");
	g_ptr_array_add(old->labels, g_strdup("sad"));
	schema_add_enum(pair.from, old);
	EnumType *new = enum_type_copy(old);
	g_ptr_array_add(new->labels, g_strdup("ok"));
	schema_add_enum(pair.to, new);
	schema_add_enum(pair.to, enum_type_new("come"));
	make_table(pair.to, "t", "id", NULL);
	expect(&pair, "~ type mood (sad) -> (sad, ok)\n"
		      "+ type come\n"
		      "+ table t\n"
		      "- type gone\n");
}

Test(diff, a_virtual_table_that_changes_is_made_anew)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "docs", "body", NULL);
	Table *to = make_table(pair.to, "docs", "body", NULL);
	from->virtual_sql =
		g_strdup("CREATE VIRTUAL TABLE docs USING fts5(body)");
	to->virtual_sql =
		g_strdup("create virtual table \"docs\" using fts5(body)");
	expect(&pair, "");
	make_column(to, "title", "");
	g_free(to->virtual_sql);
	to->virtual_sql =
		g_strdup("CREATE VIRTUAL TABLE docs USING fts5(body, title)");
	expect(&pair, "- table docs\n+ table docs\n");
}

Test(diff, only_dropped_tables_and_columns_discard_values)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "gone", "id", NULL);
	Table *from = make_table(pair.from, "todos", "id", "done", NULL);
	Table *to = make_table(pair.to, "todos", "id", NULL);
	make_column(to, "state", "TEXT");
	make_index(from, "ix", "done");
	make_check(from, NULL, "id > 0");
	g_autoptr(GPtrArray) changes = schema_diff(pair.from, pair.to, NULL);
	GString *dropping = g_string_new(NULL);
	for (guint i = 0; i < changes->len; i++) {
		g_autofree char *line = change_summarize(changes->pdata[i]);
		if (change_drops_values(changes->pdata[i]))
			g_string_append_printf(dropping, "%s\n", line);
	}
	g_autofree char *text = g_string_free(dropping, FALSE);
	cr_assert_str_eq(text, "- table gone\n- column todos.done INTEGER\n");
}
