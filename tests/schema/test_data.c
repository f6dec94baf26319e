#include <criterion/criterion.h>

#include "make.h"

Test(schema, a_table_is_found_by_its_name_without_case)
{
	g_autoptr(Schema) schema = schema_new();
	Table *todos = make_table(schema, "todos", "id", NULL);
	Table *audit = make_table(schema, "Log", "id", NULL);
	cr_assert_eq(schema_find_table(schema, NULL, "TODOS"), todos);
	cr_assert_eq(schema_find_table(schema, NULL, "log"), audit);
	cr_assert_null(schema_find_table(schema, "audit", "log"));
	cr_assert_null(schema_find_table(schema, NULL, "users"));
	Table *users = make_table(schema, "users", "id", NULL);
	cr_assert_eq(schema_find_table(schema, NULL, "users"), users);
}

Test(schema, a_namespace_parts_tables_of_one_name)
{
	g_autoptr(Schema) schema = schema_new();
	Table *plain = make_table(schema, "log", "id", NULL);
	Table *audit = table_new("log");
	audit->schema_name = g_strdup("audit");
	schema_add_table(schema, audit);
	cr_assert_eq(schema_find_table(schema, NULL, "log"), plain);
	cr_assert_eq(schema_find_table(schema, "audit", "log"), audit);
	g_autofree char *name = table_full_name(audit);
	cr_assert_str_eq(name, "audit.log");
}

Test(schema, a_table_taken_out_is_not_found_and_those_after_it_are)
{
	g_autoptr(Schema) schema = schema_new();
	make_table(schema, "a", "id", NULL);
	Table *b = make_table(schema, "b", "id", NULL);
	cr_assert_not_null(schema_find_table(schema, NULL, "a"));
	g_ptr_array_remove_index(schema->tables, 0);
	cr_assert_null(schema_find_table(schema, NULL, "a"));
	cr_assert_eq(schema_find_table(schema, NULL, "b"), b);
}

Test(schema, a_copy_shares_nothing)
{
	g_autoptr(Schema) schema = schema_new();
	Table *todos = make_table(schema, "todos", "id", "title", NULL);
	origin_set(&todos->origin, "models.py", 3, 9);
	make_constraint(todos, CONSTRAINT_PRIMARY_KEY, "pk", "id");
	make_check(todos, "ck", "id > 0");
	Index *index = make_index(todos, "ix", "title");
	index_add_expression(index, make_sql("lower(title)"));
	table_add_trigger(todos, trigger_new("tr", "CREATE TRIGGER tr …"));
	View *view = view_new("v", "CREATE VIEW v AS SELECT 1");
	g_ptr_array_add(view->triggers, trigger_new("vt", "…"));
	schema_add_view(schema, view);
	EnumType *mood = enum_type_new("mood");
	g_ptr_array_add(mood->labels, g_strdup("ok"));
	schema_add_enum(schema, mood);

	g_autoptr(Schema) copy = schema_copy(schema);
	schema_free(g_steal_pointer(&schema));
	const Table *copied = schema_find_table(copy, NULL, "todos");
	cr_assert_str_eq(copied->origin.path, "models.py");
	cr_assert_eq(copied->origin.last_line, 9);
	cr_assert_not_null(table_find_column(copied, "TITLE"));
	cr_assert_str_eq(table_find_primary_key(copied)->name, "pk");
	cr_assert_eq(table_find_index(copied, "ix")->keys->len, 2);
	cr_assert_not_null(table_find_trigger(copied, "tr"));
	cr_assert_eq(schema_find_view(copy, NULL, "v")->triggers->len, 1);
	cr_assert_eq(schema_find_enum(copy, NULL, "mood")->labels->len, 1);
}

static gboolean same_type(const char *a, const char *b)
{
	g_autoptr(Type) type_a = type_new_engine(a);
	g_autoptr(Type) type_b = type_new_engine(b);
	return type_equal(type_a, type_b);
}

Test(type, an_engines_spelling_counts_without_case_and_space)
{
	cr_assert(same_type("VARCHAR(80)", "varchar (80)"));
	cr_assert(same_type("NUMERIC(10,2)", "NUMERIC(10, 2)"));
	cr_assert(same_type("double  precision", "DOUBLE PRECISION"));
	cr_assert(same_type("", ""));
	cr_assert_not(same_type("VARCHAR(80)", "VARCHAR(8)"));
	cr_assert_not(same_type("DOUBLE PRECISION", "DOUBLEPRECISION"));
	cr_assert_not(same_type("", "INTEGER"));
}

Test(type, each_part_of_a_neutral_type_counts)
{
	g_autoptr(Type) string = type_new(TYPE_STRING);
	string->length = 80;
	g_autoptr(Type) longer = type_copy(string);
	cr_assert(type_equal(string, longer));
	longer->length = 120;
	cr_assert_not(type_equal(string, longer));

	g_autoptr(Type) choice = type_new(TYPE_ENUM);
	g_ptr_array_add(choice->labels, g_strdup("open"));
	g_autoptr(Type) other = type_copy(choice);
	cr_assert(type_equal(choice, other));
	g_ptr_array_add(other->labels, g_strdup("Open"));
	cr_assert_not(type_equal(choice, other));

	g_autoptr(Type) list = type_new(TYPE_ARRAY);
	list->item = type_copy(string);
	g_autoptr(Type) lists = type_copy(list);
	cr_assert(type_equal(list, lists));
	lists->item->length = 1;
	cr_assert_not(type_equal(list, lists));
	cr_assert_not(type_equal(list, string));
	cr_assert_not(type_equal(list, NULL));
}

Test(type, a_neutral_type_reads_as_in_sqlalchemy)
{
	g_autoptr(Type) amount = type_new(TYPE_NUMERIC);
	amount->precision = 10;
	amount->scale = 2;
	g_autofree char *numeric = type_format(amount);
	cr_assert_str_eq(numeric, "Numeric(10, 2)");
	g_autoptr(Type) name = type_new(TYPE_NAMED);
	name->name = g_strdup("VARCHAR");
	g_ptr_array_add(name->arguments, g_strdup("80"));
	g_autofree char *varchar = type_format(name);
	cr_assert_str_eq(varchar, "VARCHAR(80)");
	g_autoptr(Type) engine = type_new_engine("character varying(80)");
	g_autofree char *spelling = type_format(engine);
	cr_assert_str_eq(spelling, "character varying(80)");
}

static gboolean same_sql(const char *a, const char *b)
{
	g_autoptr(Expression) expression_a = make_sql(a);
	g_autoptr(Expression) expression_b = make_sql(b);
	return expression_equal(expression_a, expression_b);
}

Test(expression, text_counts_by_its_tokens)
{
	cr_assert(same_sql("price>0", "PRICE  >\n0 -- must be paid\n"));
	cr_assert(same_sql("(price > 0)", "price > 0"));
	cr_assert(same_sql("\"price\" > 0", "price > 0"));
	cr_assert(same_sql("[Price] > /* ) */ `price`", "price > price"));
	cr_assert(same_sql("a LIKE 'x'", "a like 'x'"));
	cr_assert_not(same_sql("a = 'x'", "a = 'X'"));
	cr_assert_not(same_sql("a = 'x  y'", "a = 'x y'"));
	cr_assert_not(same_sql("a = 'it''s'", "a = 'its'"));
	cr_assert_not(same_sql("(a) or (b)", "a) or (b"));
	cr_assert_not(same_sql("a - -1", "a --1"));
	cr_assert_not(same_sql("not null", "notnull"));
	cr_assert_not(same_sql("\"my name\"", "my name"));
	cr_assert_not(same_sql("tags[1]", "tags 1"));
}

Test(expression, text_that_breaks_off_is_read_to_its_end)
{
	cr_assert(same_sql("'abc", "'abc"));
	cr_assert_not(same_sql("\"abc", "\"abd"));
	cr_assert(same_sql("(a", "( a"));
	cr_assert(same_sql("a /* b", "a"));
	cr_assert(same_sql("", "()"));
}

Test(expression, operands_count_with_their_order)
{
	g_autoptr(Expression) less = expression_append(
		expression_append(expression_new(EXPRESSION_BINARY, "<"),
				  expression_new(EXPRESSION_COLUMN, "a")),
		expression_new(EXPRESSION_NUMBER, "1"));
	g_autoptr(Expression) copy = expression_copy(less);
	cr_assert(expression_equal(less, copy));
	g_autofree char *text = expression_format(copy);
	cr_assert_str_eq(text, "a < 1");
	expression_append(copy, expression_new(EXPRESSION_NULL, NULL));
	cr_assert_not(expression_equal(less, copy));
	g_autoptr(Expression) string =
		expression_new(EXPRESSION_STRING, "it's");
	g_autofree char *literal = expression_format(string);
	cr_assert_str_eq(literal, "'it''s'");
}

Test(column, the_name_and_the_comment_are_not_part_of_a_definition)
{
	g_autoptr(Column) a = column_new("a", type_new_engine("TEXT"));
	g_autoptr(Column) b = column_copy(a);
	g_free(b->name);
	b->name = g_strdup("b");
	b->comment = g_strdup("what it is");
	origin_set(&b->origin, "models.py", 7, 7);
	cr_assert(column_same_definition(a, b));
	b->not_null = TRUE;
	cr_assert_not(column_same_definition(a, b));
	b->not_null = FALSE;
	b->server_default = make_sql("'x'");
	cr_assert_not(column_same_definition(a, b));
	a->server_default = make_sql("'x'");
	cr_assert(column_same_definition(a, b));
	b->collation = g_strdup("NOCASE");
	cr_assert_not(column_same_definition(a, b));
}

Test(column, the_case_of_a_default_in_double_quotes_counts)
{
	g_autoptr(Column) a = column_new("a", type_new_engine("TEXT"));
	g_autoptr(Column) b = column_copy(a);
	a->server_default = make_sql("\"open\"");
	b->server_default = make_sql("\"Open\"");
	cr_assert_not(column_same_definition(a, b));
}

Test(constraint, a_name_counts_only_where_both_have_one)
{
	g_autoptr(Constraint) a = constraint_new(CONSTRAINT_UNIQUE);
	constraint_add_column(a, "x");
	constraint_add_column(a, "y");
	g_autoptr(Constraint) b = constraint_copy(a);
	b->name = g_strdup("uq_x_y");
	cr_assert(constraint_equal(a, b));
	a->name = g_strdup("uq_other");
	cr_assert_not(constraint_equal(a, b));
	g_free(a->name);
	a->name = g_strdup("UQ_X_Y");
	cr_assert(constraint_equal(a, b));
}

Test(constraint, columns_count_in_order_but_for_unique)
{
	static const ConstraintKind kinds[] = {CONSTRAINT_UNIQUE,
					       CONSTRAINT_PRIMARY_KEY};
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autoptr(Constraint) a = constraint_new(kinds[i]);
		g_autoptr(Constraint) b = constraint_new(kinds[i]);
		constraint_add_column(a, "x");
		constraint_add_column(a, "y");
		constraint_add_column(b, "y");
		constraint_add_column(b, "x");
		cr_assert_eq(constraint_equal(a, b),
			     kinds[i] == CONSTRAINT_UNIQUE);
	}
}

Test(constraint, no_action_is_the_action_that_is_not_written)
{
	g_autoptr(Constraint) a = constraint_new(CONSTRAINT_FOREIGN_KEY);
	constraint_add_column(a, "user_id");
	a->referred_table = g_strdup("users");
	g_autoptr(Constraint) b = constraint_copy(a);
	b->on_delete = g_strdup("NO ACTION");
	cr_assert(constraint_equal(a, b));
	b->on_update = g_strdup("CASCADE");
	cr_assert_not(constraint_equal(a, b));
}

Test(index, each_part_of_an_index_counts)
{
	g_autoptr(Index) a = index_new("ix");
	index_add_column(a, "x");
	g_autoptr(Index) b = index_copy(a);
	cr_assert(index_equal(a, b));
	IndexKey *key = b->keys->pdata[0];
	key->descending = TRUE;
	cr_assert_not(index_equal(a, b));
	key->descending = FALSE;
	b->where = make_sql("x > 0");
	cr_assert_not(index_equal(a, b));
	a->where = make_sql("(X > 0)");
	cr_assert(index_equal(a, b));
	b->unique = TRUE;
	cr_assert_not(index_equal(a, b));
}
