/* Neutral types and expressions: those that a reader of models makes. */
#include <criterion/criterion.h>

#include "make.h"

static Expression *make_node(ExpressionKind kind, const char *text,
			     Expression *first, Expression *second)
{
	Expression *node = expression_new(kind, text);
	if (first)
		expression_append(node, first);
	if (second)
		expression_append(node, second);
	return node;
}

static Expression *make_name(const char *name)
{
	return expression_new(EXPRESSION_COLUMN, name);
}

static void expect_format(Expression *expression, const char *expected)
{
	g_autofree char *text = expression_format(expression);
	cr_expect_str_eq(text, expected);
	g_autoptr(Expression) copy = expression_copy(expression);
	cr_expect(expression_equal(expression, copy));
	expression_free(expression);
}

Test(neutral, expressions_read_as_sql)
{
	expect_format(expression_new(EXPRESSION_NULL, NULL), "NULL");
	expect_format(expression_new(EXPRESSION_TRUE, NULL), "TRUE");
	expect_format(expression_new(EXPRESSION_FALSE, NULL), "FALSE");
	expect_format(expression_new(EXPRESSION_NUMBER, "1.5"), "1.5");
	expect_format(expression_new(EXPRESSION_CALL, "now"), "now()");
	expect_format(
		make_node(EXPRESSION_CALL, "f", make_name("a"), make_name("b")),
		"f(a, b)");
	expect_format(make_node(EXPRESSION_UNARY, "NOT", make_name("a"), NULL),
		      "NOT a");
	expect_format(make_node(EXPRESSION_UNARY, "-", make_name("a"), NULL),
		      "-a");
	expect_format(
		make_node(EXPRESSION_UNARY, "IS NULL", make_name("a"), NULL),
		"a IS NULL");
	expect_format(
		make_node(EXPRESSION_AND, NULL,
			  make_node(EXPRESSION_OR, NULL, make_name("a"),
				    make_name("b")),
			  make_node(EXPRESSION_BINARY, "IN", make_name("c"),
				    make_node(EXPRESSION_LIST, NULL,
					      make_name("d"), NULL))),
		"(a OR b) AND (c IN (d))");
	Expression *cast =
		make_node(EXPRESSION_CAST, NULL, make_name("a"), NULL);
	cast->type = type_new(TYPE_TEXT);
	expect_format(cast, "CAST(a AS Text)");
}

Test(neutral, types_read_as_in_sqlalchemy)
{
	g_autoptr(Type) list = type_new(TYPE_ARRAY);
	list->dimensions = 2;
	list->item = type_new(TYPE_ENUM);
	list->item->name = g_strdup("mood");
	list->item->schema_name = g_strdup("audit");
	list->item->native = TRUE;
	g_ptr_array_add(list->item->labels, g_strdup("it's"));
	g_autofree char *text = type_format(list);
	cr_assert_str_eq(text, "ARRAY(Enum('it''s', native=True, "
			       "schema='audit', name='mood'), dimensions=2)");
	g_autoptr(Type) time = type_new(TYPE_DATETIME);
	time->with_timezone = TRUE;
	g_autofree char *zoned = type_format(time);
	cr_assert_str_eq(zoned, "DateTime(timezone=True)");
	g_autoptr(Type) number = type_new(TYPE_NUMERIC);
	number->scale = 2;
	number->collation = g_strdup("C");
	g_autofree char *scaled = type_format(number);
	cr_assert_str_eq(scaled, "Numeric(scale=2) COLLATE C");
}

Test(neutral, arguments_of_a_named_type_count)
{
	g_autoptr(Type) a = type_new(TYPE_NAMED);
	a->name = g_strdup("VARCHAR");
	g_ptr_array_add(a->arguments, g_strdup("80"));
	g_autoptr(Type) b = type_copy(a);
	cr_assert(type_equal(a, b));
	g_ptr_array_add(b->arguments, g_strdup("1"));
	cr_assert_not(type_equal(a, b));
	g_ptr_array_set_size(b->arguments, 0);
	g_ptr_array_add(b->arguments, g_strdup("81"));
	cr_assert_not(type_equal(a, b));
}

/* A check of todos(titel), which may have become title. */
static guint count_changes(Expression *old, Expression *new)
{
	g_auto(Pair) pair = make_pair();
	Expression *rules[] = {old, new};
	Table *tables[] = {make_table(pair.from, "t", "titel", NULL),
			   make_table(pair.to, "t", "title", NULL)};
	for (int i = 0; i < 2; i++) {
		Constraint *check = constraint_new(CONSTRAINT_CHECK);
		check->check = rules[i];
		table_add_constraint(tables[i], check);
	}
	renames_add_column(pair.renames, "t", "titel", "title");
	g_autoptr(GPtrArray) changes =
		schema_diff(pair.from, pair.to, pair.renames);
	return changes->len;
}

static Expression *make_less(const char *column, ExpressionKind kind,
			     const char *value)
{
	return make_node(EXPRESSION_BINARY, "<", make_name(column),
			 value || kind == EXPRESSION_NULL
				 ? expression_new(kind, value)
				 : NULL);
}

Test(neutral, a_column_follows_its_rename_and_a_string_does_not)
{
	cr_assert_eq(
		count_changes(make_less("titel", EXPRESSION_STRING, "titel"),
			      make_less("title", EXPRESSION_STRING, "titel")),
		1);
	cr_assert_eq(
		count_changes(make_less("titel", EXPRESSION_STRING, "titel"),
			      make_less("title", EXPRESSION_STRING, "title")),
		3);
	cr_assert_eq(
		count_changes(make_less("titel", EXPRESSION_TEXT, "titel + 1"),
			      make_less("title", EXPRESSION_TEXT, "title+1")),
		1);
	cr_assert_eq(count_changes(make_less("titel", EXPRESSION_NULL, NULL),
				   make_less("title", EXPRESSION_NULL, NULL)),
		     1);
	cr_assert_eq(count_changes(make_less("titel", EXPRESSION_NUMBER, "1"),
				   make_less("title", EXPRESSION_NULL, NULL)),
		     3);
}

Test(neutral, parts_of_an_expression_are_in_the_canonical_text)
{
	static const char *const values[] = {"1", "2"};
	char *texts[3];
	for (int i = 0; i < 3; i++) {
		g_autoptr(Schema) schema = schema_new();
		Table *table = make_table(schema, "t", "a", NULL);
		Column *column = table->columns->pdata[0];
		column->server_default = make_node(
			EXPRESSION_CAST, NULL,
			expression_new(EXPRESSION_NUMBER, values[i == 1]),
			NULL);
		column->server_default->type =
			type_new(i == 2 ? TYPE_TEXT : TYPE_INTEGER);
		texts[i] = schema_write(schema);
	}
	cr_assert_str_neq(texts[0], texts[1]);
	cr_assert_str_neq(texts[0], texts[2]);
	for (int i = 0; i < 3; i++)
		g_free(texts[i]);
}
