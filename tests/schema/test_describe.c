#include <criterion/criterion.h>

#include "make.h"

static void expect_words(const Pair *pair, const char *expected)
{
	g_autoptr(GPtrArray) changes =
		schema_diff(pair->from, pair->to, pair->renames);
	GString *words = g_string_new(NULL);
	for (guint i = 0; i < changes->len; i++) {
		g_autofree char *line = change_describe(changes->pdata[i]);
		g_string_append_printf(words, "%s\n", line);
	}
	g_autofree char *text = g_string_free(words, FALSE);
	cr_expect_str_eq(text, expected, "found:\n%s", text);
}

Test(describe, tables_and_columns_in_alembics_words)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "gone", "id", NULL);
	make_table(pair.to, "come", "id", NULL);
	Table *from = make_table(pair.from, "todo", "id", "titel", "x", NULL);
	Table *to = make_table(pair.to, "todos", "id", "title", "y", NULL);
	renames_add_table(pair.renames, "todo", "todos");
	renames_add_column(pair.renames, "todos", "titel", "title");
	Column *old = make_column(from, "name", "VARCHAR(80)");
	Column *new = make_column(to, "name", "VARCHAR(120)");
	new->not_null = TRUE;
	old->server_default = make_sql("''");
	new->autoincrement = TRUE;
	new->comment = g_strdup("a name");
	to->without_rowid = TRUE;
	expect_words(&pair, "renamed table 'todo' to 'todos'\n"
			    "removed table 'gone'\n"
			    "added table 'come'\n"
			    "renamed column 'todos.titel' to 'todos.title'\n"
			    "added column 'todos.y'\n"
			    "type change from VARCHAR(80) to VARCHAR(120) on "
			    "'todos.name'\n"
			    "server default on column 'todos.name'\n"
			    "NOT NULL on column 'todos.name'\n"
			    "autoincrement on column 'todos.name'\n"
			    "comment on column 'todos.name'\n"
			    "WITHOUT ROWID on table 'todos'\n"
			    "removed column 'todos.x'\n");
}

Test(describe, the_other_changes_of_a_column)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "t", NULL);
	Table *to = make_table(pair.to, "t", NULL);
	make_column(from, "a", "TEXT")->not_null = TRUE;
	Column *a = make_column(to, "a", "");
	a->generated = make_sql("1");
	a->extra = g_strdup("ON CONFLICT IGNORE");
	make_column(from, "b", "TEXT")->collation = g_strdup("NOCASE");
	make_column(to, "b", "TEXT")->identity = g_strdup("ALWAYS");
	expect_words(&pair, "type change from TEXT to none on 't.a'\n"
			    "generated expression on column 't.a'\n"
			    "NULL on column 't.a'\n"
			    "options on column 't.a'\n"
			    "collation change from NOCASE to none on 't.b'\n"
			    "identity on column 't.b'\n");
}

Test(describe, constraints_and_indexes_with_what_they_stand_on)
{
	g_auto(Pair) pair = make_pair();
	make_table(pair.from, "t", "id", "a", NULL);
	Table *to = make_table(pair.to, "t", "id", "a", NULL);
	make_constraint(to, CONSTRAINT_PRIMARY_KEY, NULL, "id a");
	make_constraint(to, CONSTRAINT_UNIQUE, "uq", "a");
	make_check(to, "ck", "a > 0");
	Constraint *key = make_foreign_key(pair.to, "t", "a", "u");
	key->on_delete = g_strdup("CASCADE");
	key->on_update = g_strdup("SET NULL");
	key->match = g_strdup("FULL");
	key->deferrable = key->deferred = TRUE;
	Index *index = make_index(to, "ix", "a");
	((IndexKey *)index->keys->pdata[0])->descending = TRUE;
	index_add_expression(index, make_sql("lower(a)"));
	index->where = make_sql("a > 0");
	index->unique = TRUE;
	expect_words(&pair,
		     "added primary key on 't(id, a)'\n"
		     "added unique constraint 'uq' on 't(a)'\n"
		     "added check constraint 'ck' on 't(a > 0)'\n"
		     "added foreign key (t)(a) -> (u)(id) ON DELETE CASCADE "
		     "ON UPDATE SET NULL MATCH FULL DEFERRABLE "
		     "INITIALLY DEFERRED\n"
		     "added unique index 'ix' on 't(a DESC, lower(a)) WHERE "
		     "a > 0'\n");
}

Test(describe, triggers_views_and_types)
{
	g_auto(Pair) pair = make_pair();
	Table *from = make_table(pair.from, "t", "id", NULL);
	make_table(pair.to, "t", "id", NULL);
	table_add_trigger(from, trigger_new("tr", "…"));
	schema_add_view(pair.to, view_new("v", "…"));
	schema_add_enum(pair.from, enum_type_new("mood"));
	EnumType *mood = enum_type_new("mood");
	g_ptr_array_add(mood->labels, g_strdup("ok"));
	schema_add_enum(pair.to, mood);
	schema_add_enum(pair.to, enum_type_new("kind"));
	expect_words(&pair, "removed trigger 'tr' on 't'\n"
			    "changed labels of type 'mood'\n"
			    "added type 'kind'\n"
			    "added view 'v'\n");
}
