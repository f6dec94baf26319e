/* How SQLite spells neutral expressions: as SQLAlchemy does, parentheses
 * included, so that the texts the engine keeps are the same. */
#include "internal.h"

#include <string.h>

/* SQLAlchemy's precedences. An operator that is not in the table binds least,
 * so it is always put into parentheses inside another. */
enum {
	BINDS_LIST = -1,
	BINDS_UNKNOWN = 0,
	BINDS_OR = 2,
	BINDS_AND = 3,
	BINDS_ORDER = 3,
	BINDS_COLLATE = 4,
	BINDS_COMPARISON = 5,
	BINDS_CONCAT = 6,
	BINDS_ADD = 7,
	BINDS_MULTIPLY = 8,
	BINDS_ALWAYS = 100
};

typedef struct Operator {
	const char *text;
	int binds;
	const char *spelling; /* when SQLite has another one */
	gboolean chains;      /* a + b + c needs no parentheses */
} Operator;

static const Operator binary_operators[] = {
	{"*", BINDS_MULTIPLY, NULL, TRUE},
	{"/", BINDS_MULTIPLY, NULL, FALSE},
	{"%", BINDS_MULTIPLY, NULL, FALSE},
	{"+", BINDS_ADD, NULL, TRUE},
	{"-", BINDS_ADD, NULL, FALSE},
	{"||", BINDS_CONCAT, NULL, TRUE},
	{"=", BINDS_COMPARISON, NULL, FALSE},
	{"==", BINDS_COMPARISON, "=", FALSE},
	{"!=", BINDS_COMPARISON, NULL, FALSE},
	{"<>", BINDS_COMPARISON, NULL, FALSE},
	{"<", BINDS_COMPARISON, NULL, FALSE},
	{"<=", BINDS_COMPARISON, NULL, FALSE},
	{">", BINDS_COMPARISON, NULL, FALSE},
	{">=", BINDS_COMPARISON, NULL, FALSE},
	{"IS", BINDS_COMPARISON, NULL, FALSE},
	{"IS NOT", BINDS_COMPARISON, NULL, FALSE},
	{"IS DISTINCT FROM", BINDS_COMPARISON, "IS NOT", FALSE},
	{"IS NOT DISTINCT FROM", BINDS_COMPARISON, "IS", FALSE},
	{"IN", BINDS_COMPARISON, NULL, FALSE},
	{"NOT IN", BINDS_COMPARISON, NULL, FALSE},
	{"LIKE", BINDS_COMPARISON, NULL, FALSE},
	{"NOT LIKE", BINDS_COMPARISON, NULL, FALSE},
	{"ILIKE", BINDS_COMPARISON, "LIKE", FALSE},
	{"NOT ILIKE", BINDS_COMPARISON, "NOT LIKE", FALSE},
	{"MATCH", BINDS_COMPARISON, NULL, FALSE},
	{"NOT MATCH", BINDS_COMPARISON, NULL, FALSE},
	{"REGEXP", BINDS_COMPARISON, NULL, FALSE},
	{"NOT REGEXP", BINDS_COMPARISON, NULL, FALSE},
	{"BETWEEN", BINDS_COMPARISON, NULL, FALSE},
	{"NOT BETWEEN", BINDS_COMPARISON, NULL, FALSE},
	{"COLLATE", BINDS_COLLATE, NULL, FALSE},
};

/* The operators that stand behind their operand. */
static const Operator postfix_operators[] = {
	{"IS NULL", BINDS_COMPARISON, NULL, FALSE},
	{"IS NOT NULL", BINDS_COMPARISON, NULL, FALSE},
	{"ISNULL", BINDS_COMPARISON, "IS NULL", FALSE},
	{"NOTNULL", BINDS_COMPARISON, "IS NOT NULL", FALSE},
	{"ASC", BINDS_ORDER, NULL, FALSE},
	{"DESC", BINDS_ORDER, NULL, FALSE},
	{"NULLS FIRST", BINDS_ORDER, NULL, FALSE},
	{"NULLS LAST", BINDS_ORDER, NULL, FALSE},
};

static const Operator *find_operator(const Operator *operators, gsize count,
				     const char *text)
{
	for (gsize i = 0; i < count; i++)
		if (g_ascii_strcasecmp(operators[i].text, text) == 0)
			return &operators[i];
	return NULL;
}

static const Operator *find_binary(const char *text)
{
	return find_operator(binary_operators, G_N_ELEMENTS(binary_operators),
			     text);
}

static const Operator *find_postfix(const char *text)
{
	return find_operator(postfix_operators, G_N_ELEMENTS(postfix_operators),
			     text);
}

static int binds(const Expression *expression)
{
	const Operator *operator;
	switch (expression->kind) {
	case EXPRESSION_OR:
		return BINDS_OR;
	case EXPRESSION_AND:
		return BINDS_AND;
	case EXPRESSION_BINARY:
		operator= find_binary(expression->text);
		return operator? operator->binds : BINDS_UNKNOWN;
	case EXPRESSION_UNARY:
		operator= find_postfix(expression->text);
		if (operator)
			return operator->binds;
		return strcmp(expression->text, "-") == 0 ? BINDS_MULTIPLY
							  : BINDS_COMPARISON;
	default:
		return BINDS_ALWAYS;
	}
}

static guint operand_count(const Expression *expression)
{
	return expression->operands ? expression->operands->len : 0;
}

static const Expression *operand(const Expression *expression, guint i)
{
	return g_ptr_array_index(expression->operands, i);
}

static void append(GString *text, const Expression *expression);

/* Appends an operand of something that binds with `outer`. */
static void append_inside(GString *text, const Expression *inner, int outer)
{
	gboolean grouped = binds(inner) <= outer;
	if (grouped)
		g_string_append_c(text, '(');
	append(text, inner);
	if (grouped)
		g_string_append_c(text, ')');
}

static void append_list(GString *text, const Expression *expression,
			const char *separator, int outer)
{
	for (guint i = 0; i < operand_count(expression); i++) {
		if (i > 0)
			g_string_append(text, separator);
		append_inside(text, operand(expression, i), outer);
	}
}

/* Both operands of AND and OR chains may be of the same kind. */
static void append_junction(GString *text, const Expression *expression)
{
	gboolean is_and = expression->kind == EXPRESSION_AND;
	for (guint i = 0; i < operand_count(expression); i++) {
		const Expression *inner = operand(expression, i);
		if (i > 0)
			g_string_append(text, is_and ? " AND " : " OR ");
		if (inner->kind == expression->kind)
			append(text, inner);
		else
			append_inside(text, inner,
				      is_and ? BINDS_AND : BINDS_OR);
	}
}

static gboolean is_operator(const Expression *expression, const char *text)
{
	return expression->kind == EXPRESSION_BINARY &&
	       g_ascii_strcasecmp(expression->text, text) == 0;
}

static void append_side(GString *text, const Expression *expression, guint i,
			const Operator *operator)
{
	const Expression *side = operand(expression, i);
	gboolean lower = g_str_has_suffix(operator->text, "ILIKE");
	if (lower)
		g_string_append(text, "lower(");
	if (lower || (operator->chains && is_operator(side, operator->text)))
		append(text, side);
	else if (g_str_has_suffix(operator->text, "BETWEEN") && i == 1 &&
		 side->kind == EXPRESSION_AND)
		append_list(text, side, " AND ", BINDS_AND);
	else
		append_inside(text, side, operator->binds);
	if (lower)
		g_string_append_c(text, ')');
}

static void append_binary(GString *text, const Expression *expression)
{
	const Operator unknown = {expression->text, BINDS_UNKNOWN, NULL, FALSE};
	const Operator *operator= find_binary(expression->text);
	if (!operator)
		operator= & unknown;
	/* SQLAlchemy groups NOT IN wherever it stands. */
	gboolean grouped = strcmp(operator->text, "NOT IN") == 0;
	if (grouped)
		g_string_append_c(text, '(');
	append_side(text, expression, 0, operator);
	g_string_append_printf(text, " %s ",
			       operator->spelling ? operator->spelling
						  : operator->text);
	append_side(text, expression, 1, operator);
	if (grouped)
		g_string_append_c(text, ')');
}

static void append_unary(GString *text, const Expression *expression)
{
	const Operator *postfix = find_postfix(expression->text);
	const Expression *inner = operand(expression, 0);
	if (!postfix) {
		gboolean is_word = g_ascii_isalpha(expression->text[0]);
		g_string_append_printf(text, "%s%s", expression->text,
				       is_word ? " " : "");
		append_inside(text, inner, binds(expression));
		return;
	}
	/* "a DESC NULLS LAST": order words follow each other. */
	if (postfix->binds == BINDS_ORDER && inner->kind == EXPRESSION_UNARY &&
	    find_postfix(inner->text))
		append(text, inner);
	else
		append_inside(text, inner, postfix->binds);
	g_string_append_printf(text, " %s",
			       postfix->spelling ? postfix->spelling
						 : postfix->text);
}

/* The functions that are not spelt as they are named. */
static const struct {
	const char *name;
	const char *spelling;
	gboolean is_word; /* stands without parentheses */
} functions[] = {
	{"now", "CURRENT_TIMESTAMP", TRUE},
	{"current_timestamp", "CURRENT_TIMESTAMP", TRUE},
	{"current_date", "CURRENT_DATE", TRUE},
	{"current_time", "CURRENT_TIME", TRUE},
	{"localtimestamp", "DATETIME(CURRENT_TIMESTAMP, 'localtime')", TRUE},
	{"localtime", "LOCALTIME", TRUE},
	{"current_user", "CURRENT_USER", TRUE},
	{"session_user", "SESSION_USER", TRUE},
	{"user", "USER", TRUE},
	{"sysdate", "sysdate", TRUE},
	{"char_length", "length", FALSE},
};

static void append_call(GString *text, const Expression *expression)
{
	const char *name = expression->text;
	for (gsize i = 0; i < G_N_ELEMENTS(functions); i++) {
		if (g_ascii_strcasecmp(name, functions[i].name) != 0)
			continue;
		name = functions[i].spelling;
		if (functions[i].is_word && operand_count(expression) == 0) {
			g_string_append(text, name);
			return;
		}
	}
	g_string_append_printf(text, "%s(", name);
	if (operand_count(expression) == 0 &&
	    g_ascii_strcasecmp(name, "count") == 0)
		g_string_append_c(text, '*');
	append_list(text, expression, ", ", BINDS_LIST);
	g_string_append_c(text, ')');
}

static void append_literal(GString *text, const Expression *expression)
{
	switch (expression->kind) {
	case EXPRESSION_STRING: {
		g_autofree char *quoted = sqlite_quote_string(expression->text);
		g_string_append(text, quoted);
		break;
	}
	case EXPRESSION_NULL:
		g_string_append(text, "NULL");
		break;
	case EXPRESSION_TRUE:
		g_string_append_c(text, '1');
		break;
	case EXPRESSION_FALSE:
		g_string_append_c(text, '0');
		break;
	default:
		sqlite_append_sql(text, expression->text);
	}
}

static void append_cast(GString *text, const Expression *expression)
{
	g_autofree char *type = sqlite_spell_type(expression->type);
	g_string_append(text, "CAST(");
	append(text, operand(expression, 0));
	g_string_append_printf(text, " AS %s)", type);
}

static void append(GString *text, const Expression *expression)
{
	switch (expression->kind) {
	case EXPRESSION_COLUMN:
		sqlite_append_identifier(text, expression->text);
		break;
	case EXPRESSION_CALL:
		append_call(text, expression);
		break;
	case EXPRESSION_UNARY:
		append_unary(text, expression);
		break;
	case EXPRESSION_BINARY:
		append_binary(text, expression);
		break;
	case EXPRESSION_AND:
	case EXPRESSION_OR:
		append_junction(text, expression);
		break;
	case EXPRESSION_LIST:
		g_string_append_c(text, '(');
		append_list(text, expression, ", ", BINDS_LIST);
		g_string_append_c(text, ')');
		break;
	case EXPRESSION_CAST:
		append_cast(text, expression);
		break;
	default:
		append_literal(text, expression);
	}
}

char *sqlite_spell_expression(const Expression *expression)
{
	GString *text = g_string_new(NULL);
	append(text, expression);
	return g_string_free(text, FALSE);
}

char *sqlite_spell_default(const Expression *expression)
{
	char *text = sqlite_spell_expression(expression);
	if (sqlite_is_plain_default(text))
		return text;
	char *grouped = g_strdup_printf("(%s)", text);
	g_free(text);
	return grouped;
}
