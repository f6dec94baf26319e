/* SQL expressions that models write in Python. */
#include "sqlalchemy.h"

#include <string.h>

typedef struct Sql {
	Reader *reader;
	MappedTable *table;
	Place place;
	const char *what;
	unsigned depth;
} Sql;

static Expression *read_any(Sql *sql, Value *value);

static Expression *refuse(Sql *sql, const Value *value)
{
	unsupported_value(sql->reader, sql->table, sql->place, value, "%s",
			  sql->what);
	return NULL;
}

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '$' || (guchar)c >= 0x80;
}

/* In text() a colon before a word is a parameter, unless a backslash before
 * it says that it is none. NULL where there is one: SQLAlchemy has no value
 * for it. */
static char *unescape_text(const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (const char *p = text; *p; p++) {
		char before = p > text ? p[-1] : ' ';
		const char *colon = *p == '\\' ? p + 1 : p;
		const char *end = colon + 1;
		while (*colon == ':' && is_word(*end))
			end++;
		gboolean closed = *colon == ':' && *end != ':';
		if (*p == '\\' && closed)
			continue;
		if (*p == ':' && closed && end > p + 1 && before != ':' &&
		    before != '\\' && !is_word(before))
			return NULL;
		g_string_append_c(out, *p);
	}
	return g_strdup(out->str);
}

static Expression *read_text_call(Sql *sql, const Value *call)
{
	const Value *text = argument(call, 0);
	if (!text || text->kind != VALUE_STR)
		return refuse(sql, text ? text : call);
	g_autofree char *plain = unescape_text(text->text);
	if (plain)
		return expression_new(EXPRESSION_TEXT, plain);
	unsupported(sql->reader, sql->table, sql->place,
		    "%s: text() with a parameter", sql->what);
	return NULL;
}

/* Appends each operand; NULL, and the expression freed, when one is not
 * understood. */
static Expression *append_all(Sql *sql, Expression *expression, Value **values,
			      guint count)
{
	for (guint i = 0; i < count; i++) {
		Expression *operand = read_any(sql, values[i]);
		if (!operand) {
			expression_free(expression);
			return NULL;
		}
		expression_append(expression, operand);
	}
	return expression;
}

static Expression *read_function(Sql *sql, const char *name, const Value *call)
{
	const Items *arguments = &call->call->arguments;
	if (call->call->open || call->call->keywords.count)
		return refuse(sql, call);
	return append_all(sql, expression_new(EXPRESSION_CALL, name),
			  arguments->items, arguments->count);
}

static Expression *read_junction(Sql *sql, const Value *call,
				 ExpressionKind kind)
{
	const Items *arguments = &call->call->arguments;
	if (arguments->count == 1)
		return read_any(sql, arguments->items[0]);
	return append_all(sql, expression_new(kind, NULL), arguments->items,
			  arguments->count);
}

static Expression *read_cast(Sql *sql, Value *operand, Value *type)
{
	Type *as = read_type(sql->reader, sql->table, type, sql->place);
	if (!as)
		return NULL;
	Expression *cast = expression_new(EXPRESSION_CAST, NULL);
	cast->type = as;
	return append_all(sql, cast, &operand, 1);
}

static Expression *read_unary(Sql *sql, const char *sign, Value *operand)
{
	return append_all(sql, expression_new(EXPRESSION_UNARY, sign), &operand,
			  1);
}

/* desc("name"): the string is a name here, no constant. */
static Expression *read_order(Sql *sql, const char *sign, Value *operand)
{
	if (operand->kind == VALUE_STR) {
		Evaluator *evaluator = sql->reader->evaluator;
		Value *named = new_value(evaluator, VALUE_CALL, sql->place);
		named->object = new_external(evaluator, "sqlalchemy.column");
		named->call = call_new(evaluator);
		items_add(evaluator->arena, &named->call->arguments, operand);
		operand = named;
	}
	return read_unary(sql, sign, operand);
}

static Expression *read_binary(Sql *sql, const char *sign, Value *left,
			       Value *right)
{
	Value *operands[] = {
		bind_literal(sql->reader, sql->table, right, left),
		bind_literal(sql->reader, sql->table, left, right)};
	return append_all(sql, expression_new(EXPRESSION_BINARY, sign),
			  operands, 2);
}

/* SQLAlchemy turns a comparison round rather than to put NOT before it. */
static const char *find_opposite(const char *sign)
{
	static const char *const pairs[][2] = {{"=", "!="},
					       {"<", ">="},
					       {">", "<="},
					       {"IS", "IS NOT"},
					       {"IN", "NOT IN"},
					       {"LIKE", "NOT LIKE"},
					       {"ILIKE", "NOT ILIKE"},
					       {"BETWEEN", "NOT BETWEEN"},
					       {"IS NULL", "IS NOT NULL"}};
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		for (guint j = 0; j < 2; j++)
			if (strcmp(pairs[i][j], sign) == 0)
				return pairs[i][1 - j];
	return NULL;
}

static Expression *read_not(Sql *sql, Value *operand)
{
	Expression *inner = read_any(sql, operand);
	if (!inner)
		return NULL;
	gboolean operates = inner->kind == EXPRESSION_BINARY ||
			    inner->kind == EXPRESSION_UNARY;
	const char *opposite = operates ? find_opposite(inner->text) : NULL;
	if (!opposite)
		return expression_append(
			expression_new(EXPRESSION_UNARY, "NOT"), inner);
	g_free(inner->text);
	inner->text = g_strdup(opposite);
	return inner;
}

static gboolean is_null(Reader *reader, const Value *value)
{
	return value->kind == VALUE_NONE || is_called(reader, value, "null");
}

static Expression *read_comparison(Sql *sql, const char *sign, Value *left,
				   Value *right)
{
	gboolean negative = *sign == '!' || strstr(sign, "NOT");
	if (is_null(sql->reader, right))
		return read_unary(sql, negative ? "IS NOT NULL" : "IS NULL",
				  left);
	return read_binary(sql, sign, left, right);
}

static Expression *read_list(Sql *sql, Value *value)
{
	Items items = {0};
	if (!iterate(sql->reader->evaluator, value, &items))
		return refuse(sql, value);
	return append_all(sql, expression_new(EXPRESSION_LIST, NULL),
			  items.items, items.count);
}

static Expression *read_membership(Sql *sql, const char *sign, Value *left,
				   Value *right)
{
	Expression *in = append_all(
		sql, expression_new(EXPRESSION_BINARY, sign), &left, 1);
	Expression *list = in ? read_list(sql, right) : NULL;
	if (!list) {
		expression_free(in);
		return NULL;
	}
	return expression_append(in, list);
}

static Expression *read_between(Sql *sql, Value *operand, Value *from,
				Value *to)
{
	Value *bounds[] = {from, to};
	Expression *between = append_all(
		sql, expression_new(EXPRESSION_BINARY, "BETWEEN"), &operand, 1);
	if (!between)
		return NULL;
	Expression *range = append_all(
		sql, expression_new(EXPRESSION_AND, NULL), bounds, 2);
	if (!range) {
		expression_free(between);
		return NULL;
	}
	return expression_append(between, range);
}

/* Methods of a column: col.desc(), col.is_(None), col.in_([…]). */
static const struct {
	const char *name;
	const char *sign;
	enum {
		POSTFIX,
		COMPARISON,
		BINARY,
		MEMBERSHIP
	} form;
} methods[] = {
	{"desc", "DESC", POSTFIX},
	{"asc", "ASC", POSTFIX},
	{"nullsfirst", "NULLS FIRST", POSTFIX},
	{"nulls_first", "NULLS FIRST", POSTFIX},
	{"nullslast", "NULLS LAST", POSTFIX},
	{"nulls_last", "NULLS LAST", POSTFIX},
	{"is_", "IS", COMPARISON},
	{"is_not", "IS NOT", COMPARISON},
	{"isnot", "IS NOT", COMPARISON},
	{"like", "LIKE", BINARY},
	{"ilike", "ILIKE", BINARY},
	{"not_like", "NOT LIKE", BINARY},
	{"notlike", "NOT LIKE", BINARY},
	{"concat", "||", BINARY},
	{"in_", "IN", MEMBERSHIP},
	{"not_in", "NOT IN", MEMBERSHIP},
	{"notin_", "NOT IN", MEMBERSHIP},
};

static Expression *read_method(Sql *sql, const Value *call)
{
	Value *object = call->object->object;
	const char *name = call->object->text;
	Value *first = argument(call, 0);
	if (strcmp(name, "between") == 0 && first && argument(call, 1))
		return read_between(sql, object, first, argument(call, 1));
	if (strcmp(name, "cast") == 0 && first)
		return read_cast(sql, object, first);
	if (strcmp(name, "label") == 0 || strcmp(name, "self_group") == 0)
		return read_any(sql, object);
	for (guint i = 0; i < G_N_ELEMENTS(methods); i++) {
		if (strcmp(methods[i].name, name) != 0)
			continue;
		if (methods[i].form == POSTFIX)
			return read_unary(sql, methods[i].sign, object);
		if (!first)
			break;
		if (methods[i].form == COMPARISON)
			return read_comparison(sql, methods[i].sign, object,
					       first);
		if (methods[i].form == BINARY)
			return read_binary(sql, methods[i].sign, object, first);
		return read_membership(sql, methods[i].sign, object, first);
	}
	return refuse(sql, call);
}

/* col.op("->>")("name") */
static Expression *read_custom(Sql *sql, const Value *call)
{
	const Value *inner = call->object;
	const Value *sign = argument(inner, 0);
	if (inner->object->kind != VALUE_ATTRIBUTE ||
	    strcmp(inner->object->text, "op") != 0 || !sign ||
	    sign->kind != VALUE_STR || !argument(call, 0))
		return refuse(sql, call);
	return read_binary(sql, sign->text, inner->object->object,
			   argument(call, 0));
}

/* An element of the tree, by what @compiles() writes for it. */
static Expression *read_compiled(Sql *sql, Value *call)
{
	const Class *class = call->object->class;
	Value *result = NULL;
	for (guint i = 0; !result && i < class->mro_count; i++)
		result = call_compiled(sql->reader, class->mro[i]->value, NULL,
				       call, sql->place);
	if (!result || result->kind != VALUE_STR)
		return refuse(sql, result ? result : call);
	return expression_new(EXPRESSION_TEXT, result->text);
}

static Expression *read_named(Sql *sql, const char *name, Value *call)
{
	static const struct {
		const char *name;
		const char *sign;
	} orders[] = {{"desc", "DESC"},
		      {"asc", "ASC"},
		      {"nullsfirst", "NULLS FIRST"},
		      {"nulls_first", "NULLS FIRST"},
		      {"nullslast", "NULLS LAST"},
		      {"nulls_last", "NULLS LAST"}};
	Value *first = argument(call, 0);
	if (g_str_has_prefix(name, "func."))
		return read_function(sql, name + strlen("func."), call);
	if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0)
		return expression_new(*name == 't' ? EXPRESSION_TRUE
						   : EXPRESSION_FALSE,
				      NULL);
	if (strcmp(name, "null") == 0)
		return expression_new(EXPRESSION_NULL, NULL);
	if (!first)
		return refuse(sql, call);
	if (strcmp(name, "text") == 0)
		return read_text_call(sql, call);
	if (strcmp(name, "literal_column") == 0)
		return first->kind == VALUE_STR
			       ? expression_new(EXPRESSION_TEXT, first->text)
			       : refuse(sql, first);
	if (strcmp(name, "literal") == 0)
		return read_any(sql, first);
	if (strcmp(name, "and_") == 0 || strcmp(name, "or_") == 0)
		return read_junction(sql, call,
				     *name == 'a' ? EXPRESSION_AND
						  : EXPRESSION_OR);
	if (strcmp(name, "not_") == 0)
		return read_not(sql, first);
	if (strcmp(name, "cast") == 0 && argument(call, 1))
		return read_cast(sql, first, argument(call, 1));
	if (strcmp(name, "between") == 0 && argument_count(call) == 3)
		return read_between(sql, first, argument(call, 1),
				    argument(call, 2));
	if (strcmp(name, "column") == 0 && first->kind == VALUE_STR)
		return expression_new(EXPRESSION_COLUMN, first->text);
	for (guint i = 0; i < G_N_ELEMENTS(orders); i++)
		if (strcmp(orders[i].name, name) == 0)
			return read_order(sql, orders[i].sign, first);
	return refuse(sql, call);
}

static Expression *read_operation(Sql *sql, const Value *value)
{
	const Items *operands = &value->items;
	if (operands->count == 1 && strcmp(value->text, "~") == 0)
		return read_not(sql, operands->items[0]);
	if (operands->count == 1)
		return read_unary(sql, value->text, operands->items[0]);
	if (strcmp(value->text, "&") == 0 || strcmp(value->text, "|") == 0)
		return append_all(sql,
				  expression_new(*value->text == '&'
							 ? EXPRESSION_AND
							 : EXPRESSION_OR,
						 NULL),
				  operands->items, operands->count);
	if (operands->count != 2)
		return refuse(sql, value);
	if (strcmp(value->text, "==") == 0 || strcmp(value->text, "!=") == 0)
		return read_comparison(sql, *value->text == '=' ? "=" : "!=",
				       operands->items[0], operands->items[1]);
	return read_binary(sql, value->text, operands->items[0],
			   operands->items[1]);
}

static Expression *read_number_value(const Value *value)
{
	g_autofree char *number =
		value->kind == VALUE_FLOAT
			? g_strdup(value->text)
			: g_strdup_printf("%" G_GINT64_FORMAT, value->number);
	return expression_new(EXPRESSION_NUMBER, number);
}

/* A member of an Enum that is a string too stands for its value. */
static Expression *read_member(Sql *sql, const Value *value)
{
	const Value *inner = names_get(value->attributes,
				       intern(sql->reader->evaluator, "value"));
	if (!inner || inner->kind != VALUE_STR ||
	    !(class_derives(sql->reader->evaluator, value->owner, "str") ||
	      class_derives(sql->reader->evaluator, value->owner,
			    "enum.StrEnum")))
		return refuse(sql, value);
	return expression_new(EXPRESSION_STRING, inner->text);
}

static Expression *read_call(Sql *sql, Value *value)
{
	static const char *const functions = "sqlalchemy.sql.functions.";
	const Value *callee = value->object;
	if (callee->kind == VALUE_EXTERNAL &&
	    g_str_has_prefix(callee->text, functions) &&
	    !strchr(callee->text + strlen(functions), '.'))
		return read_function(sql, callee->text + strlen(functions),
				     value);
	const char *name = called_name(sql->reader, value);
	if (name)
		return read_named(sql, name, value);
	if (value->object->kind == VALUE_ATTRIBUTE)
		return read_method(sql, value);
	if (value->object->kind == VALUE_CALL)
		return read_custom(sql, value);
	if (value->object->kind == VALUE_CLASS)
		return read_compiled(sql, value);
	return refuse(sql, value);
}

/* func.lower(Column("email")): a column that only has the name of one. */
static MappedColumn *find_named_column(Sql *sql, const Value *value)
{
	const Value *name =
		value->kind == VALUE_CALL && argument_count(value) == 1 &&
				is_called(sql->reader, value, "Column")
			? argument(value, 0)
			: NULL;
	return name && name->kind == VALUE_STR && sql->table
		       ? find_column(sql->table, name->text)
		       : NULL;
}

static Expression *read_inner(Sql *sql, Value *value)
{
	MappedColumn *column =
		value->kind == VALUE_STR
			? NULL
			: resolve_column(sql->reader, sql->table, value);
	if (!column)
		column = find_named_column(sql, value);
	if (column)
		return expression_new(EXPRESSION_COLUMN, column->column->name);
	switch (value->kind) {
	case VALUE_STR:
		return expression_new(EXPRESSION_STRING, value->text);
	case VALUE_INT:
	case VALUE_FLOAT:
		return read_number_value(value);
	case VALUE_BOOL:
		return expression_new(value->number ? EXPRESSION_TRUE
						    : EXPRESSION_FALSE,
				      NULL);
	case VALUE_NONE:
		return expression_new(EXPRESSION_NULL, NULL);
	case VALUE_OBJECT:
		return read_member(sql, value);
	case VALUE_OPERATION:
		return read_operation(sql, value);
	case VALUE_CALL:
		return read_call(sql, value);
	default:
		return refuse(sql, value);
	}
}

static Expression *read_any(Sql *sql, Value *value)
{
	if (sql->depth >= 200)
		return refuse(sql, value);
	sql->depth++;
	Expression *expression = read_inner(sql, value);
	sql->depth--;
	if (expression && expression->text &&
	    strstr(expression->text, UNREAD_CHARACTER)) {
		expression_free(expression);
		return refuse(
			sql, new_str(sql->reader->evaluator, UNREAD_CHARACTER));
	}
	return expression;
}

Expression *read_expression(Reader *reader, MappedTable *table, Value *value,
			    Place place, const char *what)
{
	Sql sql = {.reader = reader,
		   .table = table,
		   .place = value_place(value, place),
		   .what = what};
	if (value->doubt)
		unsupported(reader, table, *value->doubt,
			    "%s, which depends on a condition that is not "
			    "known",
			    what);
	return read_any(&sql, value);
}

Expression *read_server_default(Reader *reader, MappedTable *table,
				const char *column, Value *value, Place place)
{
	g_autofree char *what = g_strdup_printf(
		"the server default of the column '%s'", column);
	if (value->kind == VALUE_CALL) {
		const char *name = called_name(reader, value);
		if (name && strcmp(name, "FetchedValue") == 0)
			return NULL;
		if (name && strcmp(name, "DefaultClause") == 0 &&
		    argument(value, 0))
			return read_server_default(reader, table, column,
						   argument(value, 0), place);
	}
	/* SQLAlchemy takes strings and SQL here, nothing else. */
	if (value->kind == VALUE_INT || value->kind == VALUE_BOOL ||
	    value->kind == VALUE_FLOAT) {
		unsupported_value(reader, table, place, value, "%s", what);
		return NULL;
	}
	Expression *expression =
		read_expression(reader, table, value, place, what);
	/* SQLAlchemy puts parentheses round every element in SQLite. */
	if (expression && expression->kind == EXPRESSION_TEXT &&
	    value->kind == VALUE_CALL && value->object->kind == VALUE_CLASS &&
	    strcmp(reader->dialect, "sqlite") == 0) {
		char *text = g_strdup_printf("(%s)", expression->text);
		g_free(expression->text);
		expression->text = text;
	}
	return expression;
}
