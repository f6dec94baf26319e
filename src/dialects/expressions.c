/* How neutral expressions are spelt: as SQLAlchemy does, parentheses included,
 * so that the texts an engine keeps are the same. What engines differ in is in
 * their ExpressionStyle. */
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
	gboolean chains; /* a + b + c needs no parentheses */
} Operator;

static const Operator binary_operators[] = {
	{"*", BINDS_MULTIPLY, TRUE},
	{"/", BINDS_MULTIPLY, FALSE},
	{"%", BINDS_MULTIPLY, FALSE},
	{"+", BINDS_ADD, TRUE},
	{"-", BINDS_ADD, FALSE},
	{"||", BINDS_CONCAT, TRUE},
	{"=", BINDS_COMPARISON, FALSE},
	{"==", BINDS_COMPARISON, FALSE},
	{"!=", BINDS_COMPARISON, FALSE},
	{"<>", BINDS_COMPARISON, FALSE},
	{"<", BINDS_COMPARISON, FALSE},
	{"<=", BINDS_COMPARISON, FALSE},
	{">", BINDS_COMPARISON, FALSE},
	{">=", BINDS_COMPARISON, FALSE},
	{"IS", BINDS_COMPARISON, FALSE},
	{"IS NOT", BINDS_COMPARISON, FALSE},
	{"IS DISTINCT FROM", BINDS_COMPARISON, FALSE},
	{"IS NOT DISTINCT FROM", BINDS_COMPARISON, FALSE},
	{"IN", BINDS_COMPARISON, FALSE},
	{"NOT IN", BINDS_COMPARISON, FALSE},
	{"LIKE", BINDS_COMPARISON, FALSE},
	{"NOT LIKE", BINDS_COMPARISON, FALSE},
	{"ILIKE", BINDS_COMPARISON, FALSE},
	{"NOT ILIKE", BINDS_COMPARISON, FALSE},
	{"MATCH", BINDS_COMPARISON, FALSE},
	{"NOT MATCH", BINDS_COMPARISON, FALSE},
	{"REGEXP", BINDS_COMPARISON, FALSE},
	{"NOT REGEXP", BINDS_COMPARISON, FALSE},
	{"BETWEEN", BINDS_COMPARISON, FALSE},
	{"NOT BETWEEN", BINDS_COMPARISON, FALSE},
	{"COLLATE", BINDS_COLLATE, FALSE},
};

/* The operators that stand behind their operand. */
static const Operator postfix_operators[] = {
	{"IS NULL", BINDS_COMPARISON, FALSE},
	{"IS NOT NULL", BINDS_COMPARISON, FALSE},
	{"ISNULL", BINDS_COMPARISON, FALSE},
	{"NOTNULL", BINDS_COMPARISON, FALSE},
	{"ASC", BINDS_ORDER, FALSE},
	{"DESC", BINDS_ORDER, FALSE},
	{"NULLS FIRST", BINDS_ORDER, FALSE},
	{"NULLS LAST", BINDS_ORDER, FALSE},
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

/* Where the text goes, and in whose manner. */
typedef struct Writer {
	GString *text;
	const ExpressionStyle *style;
} Writer;

static const Respelling *find_respelling(const Respelling *list, gsize count,
					 const char *text)
{
	for (gsize i = 0; i < count; i++)
		if (g_ascii_strcasecmp(list[i].text, text) == 0)
			return &list[i];
	return NULL;
}

static const char *spell_operator(const Writer *writer, const char *text)
{
	const ExpressionStyle *style = writer->style;
	const Respelling *other =
		find_respelling(style->operators, style->operator_count, text);
	return other ? other->spelling : text;
}

static void append(const Writer *writer, const Expression *expression);

/* Appends an operand of something that binds with `outer`. */
static void append_inside(const Writer *writer, const Expression *inner,
			  int outer)
{
	gboolean grouped = binds(inner) <= outer;
	if (grouped)
		g_string_append_c(writer->text, '(');
	append(writer, inner);
	if (grouped)
		g_string_append_c(writer->text, ')');
}

static void append_list(const Writer *writer, const Expression *expression,
			const char *separator, int outer)
{
	for (guint i = 0; i < operand_count(expression); i++) {
		if (i > 0)
			g_string_append(writer->text, separator);
		append_inside(writer, operand(expression, i), outer);
	}
}

/* Both operands of AND and OR chains may be of the same kind. */
static void append_junction(const Writer *writer, const Expression *expression)
{
	gboolean is_and = expression->kind == EXPRESSION_AND;
	for (guint i = 0; i < operand_count(expression); i++) {
		const Expression *inner = operand(expression, i);
		if (i > 0)
			g_string_append(writer->text,
					is_and ? " AND " : " OR ");
		if (inner->kind == expression->kind)
			append(writer, inner);
		else
			append_inside(writer, inner,
				      is_and ? BINDS_AND : BINDS_OR);
	}
}

static gboolean is_operator(const Expression *expression, const char *text)
{
	return expression->kind == EXPRESSION_BINARY &&
	       g_ascii_strcasecmp(expression->text, text) == 0;
}

static void append_side(const Writer *writer, const Expression *expression,
			guint i, const Operator *operator)
{
	const Expression *side = operand(expression, i);
	gboolean lower = writer->style->lowers_ilike &&
			 g_str_has_suffix(operator->text, "ILIKE");
	if (lower)
		g_string_append(writer->text, "lower(");
	if (lower || (operator->chains && is_operator(side, operator->text)))
		append(writer, side);
	else if (g_str_has_suffix(operator->text, "BETWEEN") && i == 1 &&
		 side->kind == EXPRESSION_AND)
		append_list(writer, side, " AND ", BINDS_AND);
	else
		append_inside(writer, side, operator->binds);
	if (lower)
		g_string_append_c(writer->text, ')');
}

static void append_binary(const Writer *writer, const Expression *expression)
{
	const Operator unknown = {expression->text, BINDS_UNKNOWN, FALSE};
	const Operator *operator= find_binary(expression->text);
	if (!operator)
		operator= & unknown;
	/* SQLAlchemy groups NOT IN wherever it stands. */
	gboolean grouped = strcmp(operator->text, "NOT IN") == 0;
	if (grouped)
		g_string_append_c(writer->text, '(');
	append_side(writer, expression, 0, operator);
	g_string_append_printf(writer->text, " %s ",
			       spell_operator(writer, operator->text));
	append_side(writer, expression, 1, operator);
	if (grouped)
		g_string_append_c(writer->text, ')');
}

static void append_unary(const Writer *writer, const Expression *expression)
{
	const Operator *postfix = find_postfix(expression->text);
	const Expression *inner = operand(expression, 0);
	if (!postfix) {
		gboolean is_word = g_ascii_isalpha(expression->text[0]);
		g_string_append_printf(writer->text, "%s%s", expression->text,
				       is_word ? " " : "");
		append_inside(writer, inner, binds(expression));
		return;
	}
	/* "a DESC NULLS LAST": order words follow each other. */
	if (postfix->binds == BINDS_ORDER && inner->kind == EXPRESSION_UNARY &&
	    find_postfix(inner->text))
		append(writer, inner);
	else
		append_inside(writer, inner, postfix->binds);
	g_string_append_printf(writer->text, " %s",
			       spell_operator(writer, postfix->text));
}

static void append_call(const Writer *writer, const Expression *expression)
{
	const ExpressionStyle *style = writer->style;
	const Respelling *other = find_respelling(
		style->functions, style->function_count, expression->text);
	const char *name = other ? other->spelling : expression->text;
	if (other && other->is_word && operand_count(expression) == 0) {
		g_string_append(writer->text, name);
		return;
	}
	g_string_append_printf(writer->text, "%s(", name);
	if (operand_count(expression) == 0 &&
	    g_ascii_strcasecmp(name, "count") == 0)
		g_string_append_c(writer->text, '*');
	append_list(writer, expression, ", ", BINDS_LIST);
	g_string_append_c(writer->text, ')');
}

static void append_literal(const Writer *writer, const Expression *expression)
{
	switch (expression->kind) {
	case EXPRESSION_STRING: {
		g_autofree char *quoted =
			writer->style->quote_string(expression->text);
		g_string_append(writer->text, quoted);
		break;
	}
	case EXPRESSION_NULL:
		g_string_append(writer->text, "NULL");
		break;
	case EXPRESSION_TRUE:
		g_string_append(writer->text, writer->style->true_word);
		break;
	case EXPRESSION_FALSE:
		g_string_append(writer->text, writer->style->false_word);
		break;
	default:
		writer->style->append_sql(writer->text, expression->text);
	}
}

static void append_cast(const Writer *writer, const Expression *expression)
{
	g_autofree char *type = writer->style->spell_type(expression->type);
	g_string_append(writer->text, "CAST(");
	append(writer, operand(expression, 0));
	g_string_append_printf(writer->text, " AS %s)", type);
}

static void append(const Writer *writer, const Expression *expression)
{
	switch (expression->kind) {
	case EXPRESSION_COLUMN:
		writer->style->append_identifier(writer->text,
						 expression->text);
		break;
	case EXPRESSION_CALL:
		append_call(writer, expression);
		break;
	case EXPRESSION_UNARY:
		append_unary(writer, expression);
		break;
	case EXPRESSION_BINARY:
		append_binary(writer, expression);
		break;
	case EXPRESSION_AND:
	case EXPRESSION_OR:
		append_junction(writer, expression);
		break;
	case EXPRESSION_LIST:
		g_string_append_c(writer->text, '(');
		append_list(writer, expression, ", ", BINDS_LIST);
		g_string_append_c(writer->text, ')');
		break;
	case EXPRESSION_CAST:
		append_cast(writer, expression);
		break;
	default:
		append_literal(writer, expression);
	}
}

char *expression_spell(const ExpressionStyle *style,
		       const Expression *expression)
{
	Writer writer = {g_string_new(NULL), style};
	append(&writer, expression);
	return g_string_free(writer.text, FALSE);
}
