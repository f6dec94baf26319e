/* How SQLite spells types, names and expressions. */
#include "harness.h"

#include <criterion/criterion.h>
#include <string.h>

static const Dialect *sqlite(void)
{
	return dialect_find("sqlite");
}

static void expect_type(Type *type, const char *spelling)
{
	g_autofree char *found = dialect_spell_type(sqlite(), type);
	cr_expect_str_eq(found, spelling);
	type_free(type);
}

static Type *sized(TypeKind kind, int length)
{
	Type *type = type_new(kind);
	type->length = length;
	return type;
}

static Type *numeric(int precision, int scale)
{
	Type *type = type_new(TYPE_NUMERIC);
	type->precision = precision;
	type->scale = scale;
	return type;
}

static Type *named(const char *name, const char *first, const char *second)
{
	Type *type = type_new(TYPE_NAMED);
	type->name = g_strdup(name);
	type->arguments = g_ptr_array_new_with_free_func(g_free);
	if (first)
		g_ptr_array_add(type->arguments, g_strdup(first));
	if (second)
		g_ptr_array_add(type->arguments, g_strdup(second));
	return type;
}

static Type *labelled(const char *first, const char *second)
{
	Type *type = type_new(TYPE_ENUM);
	type->labels = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(type->labels, g_strdup(first));
	g_ptr_array_add(type->labels, g_strdup(second));
	return type;
}

Test(spelling, types_without_arguments_are_those_of_sqlalchemy)
{
	static const struct {
		TypeKind kind;
		const char *spelling;
	} types[] = {
		{TYPE_INTEGER, "INTEGER"},    {TYPE_SMALL_INTEGER, "SMALLINT"},
		{TYPE_BIG_INTEGER, "BIGINT"}, {TYPE_BOOLEAN, "BOOLEAN"},
		{TYPE_STRING, "VARCHAR"},     {TYPE_UNICODE, "VARCHAR"},
		{TYPE_TEXT, "TEXT"},	      {TYPE_UNICODE_TEXT, "TEXT"},
		{TYPE_NUMERIC, "NUMERIC"},    {TYPE_FLOAT, "FLOAT"},
		{TYPE_DOUBLE, "DOUBLE"},      {TYPE_DATE, "DATE"},
		{TYPE_TIME, "TIME"},	      {TYPE_DATETIME, "DATETIME"},
		{TYPE_INTERVAL, "DATETIME"},  {TYPE_BINARY, "BLOB"},
		{TYPE_JSON, "JSON"},	      {TYPE_UUID, "CHAR(32)"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		expect_type(type_new(types[i].kind), types[i].spelling);
}

Test(spelling, types_with_arguments_are_those_of_sqlalchemy)
{
	expect_type(sized(TYPE_STRING, 80), "VARCHAR(80)");
	expect_type(sized(TYPE_UNICODE, 4), "VARCHAR(4)");
	expect_type(sized(TYPE_TEXT, 5), "TEXT(5)");
	expect_type(sized(TYPE_BINARY, 5), "BLOB");
	expect_type(numeric(5, -1), "NUMERIC(5)");
	expect_type(numeric(10, 2), "NUMERIC(10, 2)");
	expect_type(labelled("low", "urgent"), "VARCHAR(6)");
	expect_type(labelled("\xc3\xa9t\xc3\xa9", "x"), "VARCHAR(3)");
	expect_type(named("DECIMAL", "10", "2"), "DECIMAL(10, 2)");
	expect_type(named("CHAR", "3", NULL), "CHAR(3)");
	expect_type(named("JSONB", NULL, NULL), "JSONB");
	expect_type(type_new_engine("UNSIGNED BIG INT"), "UNSIGNED BIG INT");
	expect_type(type_new_engine(""), "");
}

Test(spelling, a_collation_follows_its_type)
{
	Type *type = sized(TYPE_STRING, 5);
	type->collation = g_strdup("NOCASE");
	expect_type(type, "VARCHAR(5) COLLATE NOCASE");
	type = type_new(TYPE_STRING);
	type->collation = g_strdup("de-DE");
	expect_type(type, "VARCHAR COLLATE \"de-DE\"");
}

Test(spelling, what_sqlite_lacks_is_named_with_its_place)
{
	g_autoptr(Schema) schema = schema_new();
	Table *table = add_table(schema, "todos");
	Column *tags = column_new("tags", type_new(TYPE_ARRAY));
	origin_set(&tags->origin, "models.py", 12, 12);
	table_add_column(table, tags);
	table_add_column(table, column_new("x", type_new(TYPE_NULL)));
	Index *index = add_index(table, "ix", "tags");
	((IndexKey *)index->keys->pdata[0])->nulls = g_strdup("LAST");
	g_autoptr(GPtrArray) found = diagnostics_new();
	dialect_check_schema(sqlite(), schema, found);
	cr_assert_eq(found->len, 3);
	g_autofree char *first = diagnostic_format(found->pdata[0]);
	cr_expect_str_eq(first, "models.py:12: unsupported: type of todos.tags:"
				" sqlite has no array types");
	cr_expect(strstr(((Diagnostic *)found->pdata[1])->message,
			 "todos.x: the column has no type"));
	cr_expect(strstr(((Diagnostic *)found->pdata[2])->message, "index ix"));
}

Test(spelling, every_keyword_of_the_library_is_quoted)
{
	for (int i = 0; i < sqlite3_keyword_count(); i++) {
		const char *word;
		int length;
		sqlite3_keyword_name(i, &word, &length);
		g_autofree char *name = g_ascii_strdown(word, length);
		g_autofree char *quoted =
			dialect_quote_identifier(sqlite(), name);
		g_autofree char *wanted = g_strdup_printf("\"%s\"", name);
		cr_expect_str_eq(quoted, wanted);
	}
}

Test(spelling, names_are_quoted_only_where_they_have_to_be)
{
	static const char *const names[][2] = {
		{"todos", "todos"},
		{"_x9", "_x9"},
		{"CamelCase", "CamelCase"},
		{"order", "\"order\""},
		{"two words", "\"two words\""},
		{"9lives", "\"9lives\""},
		{"a\"b", "\"a\"\"b\""},
		{"", "\"\""},
		{"true", "\"true\""},
		{"\xc3\xa9t\xc3\xa9", "\"\xc3\xa9t\xc3\xa9\""},
		{"a$", "\"a$\""},
		{"rowid", "rowid"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *quoted =
			dialect_quote_identifier(sqlite(), names[i][0]);
		cr_expect_str_eq(quoted, names[i][1]);
	}
}

Test(spelling, strings_double_their_quotes)
{
	g_autofree char *quoted = dialect_quote_string(sqlite(), "it's \"x\"");
	cr_expect_str_eq(quoted, "'it''s \"x\"'");
}

Test(spelling, an_unknown_dialect_is_not_found)
{
	cr_expect_null(dialect_find("oracle"));
	cr_expect_str_eq(dialect_names()[0], "sqlite");
	cr_expect_str_eq(dialect_names()[1], "postgresql");
	cr_expect_null(dialect_names()[2]);
	cr_expect_str_eq(dialect_name(sqlite()), "sqlite");
}

/* --- expressions --------------------------------------------------------- */

static Expression *column(const char *name)
{
	return expression_new(EXPRESSION_COLUMN, name);
}

static Expression *number(const char *text)
{
	return expression_new(EXPRESSION_NUMBER, text);
}

static Expression *join(ExpressionKind kind, const char *text, Expression *a,
			Expression *b)
{
	Expression *joined = expression_append(expression_new(kind, text), a);
	return b ? expression_append(joined, b) : joined;
}

static Expression *binary(Expression *a, const char *text, Expression *b)
{
	return join(EXPRESSION_BINARY, text, a, b);
}

static Expression *unary(const char *text, Expression *a)
{
	return join(EXPRESSION_UNARY, text, a, NULL);
}

static Expression *call(const char *name, Expression *a)
{
	Expression *made = expression_new(EXPRESSION_CALL, name);
	return a ? expression_append(made, a) : made;
}

static void expect_sql(Expression *expression, const char *sql)
{
	g_autofree char *found = dialect_spell_expression(sqlite(), expression);
	cr_expect_str_eq(found, sql);
	expression_free(expression);
}

static Expression *more(const char *name)
{
	return binary(column(name), ">", number("0"));
}

/* The texts of these are what SQLAlchemy 1.4 compiles. */
Test(spelling, operators_have_the_parentheses_of_sqlalchemy)
{
	expect_sql(
		binary(binary(column("a"), "+", column("b")), "-", column("c")),
		"(a + b) - c");
	expect_sql(
		binary(column("a"), "-", binary(column("b"), "-", column("c"))),
		"a - (b - c)");
	expect_sql(
		binary(binary(column("a"), "+", column("b")), "+", column("c")),
		"a + b + c");
	expect_sql(
		binary(column("a"), "*", binary(column("b"), "+", column("c"))),
		"a * (b + c)");
	expect_sql(
		binary(binary(column("a"), "*", column("b")), "+", column("c")),
		"a * b + c");
	expect_sql(binary(unary("-", column("a")), "*", column("b")),
		   "(-a) * b");
	expect_sql(unary("-", binary(column("a"), "+", column("b"))),
		   "-(a + b)");
	expect_sql(
		binary(more("a"), "IS", expression_new(EXPRESSION_TRUE, NULL)),
		"(a > 0) IS 1");
	expect_sql(
		binary(binary(column("a"), "&", column("b")), "=", number("0")),
		"(a & b) = 0");
	expect_sql(
		binary(binary(column("a"), "+", number("1")), "&", column("b")),
		"a + 1 & b");
}

Test(spelling, conditions_have_the_parentheses_of_sqlalchemy)
{
	expect_sql(join(EXPRESSION_AND, NULL, more("a"),
			join(EXPRESSION_OR, NULL, more("b"), more("c"))),
		   "a > 0 AND (b > 0 OR c > 0)");
	expect_sql(join(EXPRESSION_OR, NULL,
			join(EXPRESSION_AND, NULL, more("a"), more("b")),
			more("c")),
		   "a > 0 AND b > 0 OR c > 0");
	expect_sql(join(EXPRESSION_AND, NULL,
			join(EXPRESSION_AND, NULL, more("a"), more("b")),
			more("c")),
		   "a > 0 AND b > 0 AND c > 0");
	expect_sql(
		unary("NOT", join(EXPRESSION_AND, NULL, more("a"), more("b"))),
		"NOT (a > 0 AND b > 0)");
	expect_sql(unary("NOT", call("f", column("a"))), "NOT f(a)");
	expect_sql(unary("IS NULL", column("a")), "a IS NULL");
	expect_sql(unary("NULLS LAST", unary("DESC", column("a"))),
		   "a DESC NULLS LAST");
}

Test(spelling, lists_ranges_and_likenesses_are_those_of_sqlalchemy)
{
	expect_sql(
		binary(column("a"), "IN",
		       join(EXPRESSION_LIST, NULL, number("1"), number("2"))),
		"a IN (1, 2)");
	expect_sql(
		binary(column("a"), "NOT IN",
		       join(EXPRESSION_LIST, NULL, number("1"), number("2"))),
		"(a NOT IN (1, 2))");
	expect_sql(binary(column("s"), "BETWEEN",
			  join(EXPRESSION_AND, NULL, number("1"), number("2"))),
		   "s BETWEEN 1 AND 2");
	expect_sql(binary(column("s"), "ILIKE",
			  expression_new(EXPRESSION_STRING, "x")),
		   "lower(s) LIKE lower('x')");
	expect_sql(binary(column("a"), "IS DISTINCT FROM", column("b")),
		   "a IS NOT b");
	expect_sql(binary(column("s"), "COLLATE", column("NOCASE")),
		   "s COLLATE NOCASE");
	expect_sql(binary(column("order"), "==", number("1")), "\"order\" = 1");
}

Test(spelling, functions_are_those_of_sqlalchemy)
{
	expect_sql(call("now", NULL), "CURRENT_TIMESTAMP");
	expect_sql(call("current_date", NULL), "CURRENT_DATE");
	expect_sql(call("char_length", column("s")), "length(s)");
	expect_sql(call("random", NULL), "random()");
	expect_sql(call("count", NULL), "count(*)");
	expect_sql(call("localtimestamp", NULL),
		   "DATETIME(CURRENT_TIMESTAMP, 'localtime')");
	expect_sql(join(EXPRESSION_CALL, "coalesce", column("a"),
			binary(column("b"), "+", number("1"))),
		   "coalesce(a, b + 1)");
	Expression *cast = join(EXPRESSION_CAST, NULL, column("s"), NULL);
	cast->type = type_new(TYPE_INTEGER);
	expect_sql(binary(cast, ">", number("1")), "CAST(s AS INTEGER) > 1");
}

Test(spelling, literals_are_those_of_sqlite)
{
	expect_sql(expression_new(EXPRESSION_STRING, "it's"), "'it''s'");
	expect_sql(expression_new(EXPRESSION_NULL, NULL), "NULL");
	expect_sql(expression_new(EXPRESSION_TRUE, NULL), "1");
	expect_sql(expression_new(EXPRESSION_FALSE, NULL), "0");
	expect_sql(number("-1.5e3"), "-1.5e3");
	expect_sql(expression_new(EXPRESSION_TEXT, "a  >0"), "a  >0");
}

static void expect_default(Expression *value, const char *sql)
{
	g_autoptr(Schema) schema = schema_new();
	Table *table = add_table(schema, "t");
	Column *made = add_column(table, "a", "TEXT");
	made->server_default = value;
	g_autofree char *found = dialect_write_schema(sqlite(), schema);
	g_autofree char *wanted = g_strdup_printf(
		"CREATE TABLE t (\n\ta TEXT DEFAULT %s\n);\n", sql);
	cr_expect_str_eq(found, wanted);
	sqlite3 *engine = engine_new();
	engine_run(engine, found);
	sqlite3_close(engine);
}

Test(spelling, defaults_are_in_parentheses_only_where_they_must_be)
{
	static const char *const plain[] = {
		"0",
		"'x'",
		"-1",
		"- 1",
		"NULL",
		"x'00'",
		"CURRENT_TIMESTAMP",
		"word",
		"(1 + 1)",
		"\"word\"",
		"+1.5",
		"TRUE",
		"(1) /* one */",
	};
	static const char *const others[] = {
		"1 + 1", "lower('x')", "(1) + (2)", "- (1)", "- -1",
	};
	expect_default(call("now", NULL), "CURRENT_TIMESTAMP");
	expect_default(expression_new(EXPRESSION_STRING, "x"), "'x'");
	expect_default(expression_new(EXPRESSION_TRUE, NULL), "1");
	expect_default(unary("-", number("1")), "-1");
	expect_default(call("lower", expression_new(EXPRESSION_STRING, "x")),
		       "(lower('x'))");
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		expect_default(expression_new(EXPRESSION_TEXT, plain[i]),
			       plain[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *grouped = g_strdup_printf("(%s)", others[i]);
		expect_default(expression_new(EXPRESSION_TEXT, others[i]),
			       grouped);
	}
}

/* The engine refuses it; it must only be given to it. */
Test(spelling, a_default_whose_parenthesis_stays_open_has_an_end)
{
	static const char *const open[] = {"(1", "((1) --)", "("};
	for (gsize i = 0; i < G_N_ELEMENTS(open); i++) {
		g_autoptr(Schema) schema = schema_new();
		Column *made = add_column(add_table(schema, "t"), "a", "TEXT");
		made->server_default = expression_new(EXPRESSION_TEXT, open[i]);
		g_autofree char *found = dialect_write_schema(sqlite(), schema);
		cr_expect(strstr(found, open[i]));
	}
}

Test(spelling, a_comment_at_the_end_of_sql_swallows_nothing)
{
	g_autoptr(Schema) schema = schema_new();
	Table *table = add_table(schema, "t");
	add_column(table, "a", "TEXT");
	add_check(table, NULL, "a <> '' -- never empty");
	add_check(table, NULL, "a <> '--'");
	g_autofree char *found = dialect_write_schema(sqlite(), schema);
	cr_expect_str_eq(found, "CREATE TABLE t (\n"
				"\ta TEXT,\n"
				"\tCHECK (a <> '' -- never empty\n"
				"),\n"
				"\tCHECK (a <> '--')\n"
				");\n");
	sqlite3 *engine = engine_new();
	engine_run(engine, found);
	sqlite3_close(engine);
}

static void expect_index(Index *index, const char *sql)
{
	g_autoptr(Schema) schema = schema_new();
	Table *table = add_table(schema, "t");
	add_column(table, "a", "TEXT");
	table_add_index(table, index);
	g_autofree char *found = dialect_write_schema(sqlite(), schema);
	g_autofree char *wanted =
		g_strdup_printf("CREATE TABLE t (\n\ta TEXT\n);\n%s", sql);
	cr_expect_str_eq(found, wanted);
}

Test(spelling, indexes_without_a_name_get_the_one_of_sqlalchemy)
{
	Index *index = index_new(NULL);
	index_add_expression(index, call("lower", column("a")));
	expect_index(index, "CREATE INDEX ix_t_a ON t (lower(a));\n");
	index = index_new(NULL);
	index_add_expression(index, unary("DESC", column("a")));
	expect_index(index, "CREATE INDEX ix_t_a ON t (a DESC);\n");
	index = index_new(NULL);
	index_add_expression(index, number("1"));
	index_add_column(index, "a");
	expect_index(index, "CREATE INDEX ix_t_a ON t (1, a);\n");
	index = index_new(NULL);
	index_add_expression(index,
			     expression_new(EXPRESSION_TEXT, "upper(a)"));
	expect_index(index, "CREATE INDEX ix_t_expression ON t (upper(a));\n");
}

Test(spelling, tables_of_another_database_are_written_and_told_of)
{
	g_autoptr(Schema) schema = schema_new();
	Table *table = table_new("log");
	table->schema_name = g_strdup("audit");
	add_column(table, "a", "TEXT");
	add_index(table, NULL, "a");
	add_reference(table, "a", "users", "id", NULL);
	schema_add_table(schema, table);
	add_table(schema, "empty");
	g_autofree char *sql = dialect_write_schema(sqlite(), schema);
	cr_expect(g_str_has_prefix(sql, "CREATE TABLE audit.log (\n"
					"\ta TEXT\n"
					");\n"
					"CREATE INDEX audit.ix_audit_log_a ON "
					"log (a);\n"));
	g_autoptr(GPtrArray) found = diagnostics_new();
	dialect_check_schema(sqlite(), schema, found);
	cr_assert_eq(found->len, 2);
	cr_expect_str_eq(((Diagnostic *)found->pdata[0])->message,
			 "table log in schema audit: a sqlite database has no "
			 "schemas");
	cr_expect_str_eq(((Diagnostic *)found->pdata[1])->message,
			 "table empty has no columns");
}
