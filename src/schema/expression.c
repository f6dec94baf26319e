#include <string.h>

#include "internal.h"

Expression *expression_new(ExpressionKind kind, const char *text)
{
	Expression *expression = g_new0(Expression, 1);
	expression->kind = kind;
	expression->text = g_strdup(text);
	return expression;
}

Expression *expression_append(Expression *expression, Expression *operand)
{
	if (!expression->operands)
		expression->operands = g_ptr_array_new_with_free_func(
			(GDestroyNotify)expression_free);
	g_ptr_array_add(expression->operands, operand);
	return expression;
}

Expression *expression_copy(const Expression *expression)
{
	if (!expression)
		return NULL;
	Expression *copy = expression_new(expression->kind, expression->text);
	copy->type = type_copy(expression->type);
	copy->operands =
		array_copy(expression->operands, (CopyItem)expression_copy,
			   (GDestroyNotify)expression_free);
	return copy;
}

void expression_free(Expression *expression)
{
	if (!expression)
		return;
	g_free(expression->text);
	type_free(expression->type);
	if (expression->operands)
		g_ptr_array_unref(expression->operands);
	g_free(expression);
}

static guint count_operands(const Expression *expression)
{
	return expression->operands ? expression->operands->len : 0;
}

static gboolean same_text(const Expression *a, const Expression *b,
			  gconstpointer data)
{
	(void)data;
	if (!a->text || !b->text)
		return a->text == b->text;
	switch (a->kind) {
	case EXPRESSION_TEXT:
		return sql_equal(a->text, b->text);
	case EXPRESSION_STRING:
		return strcmp(a->text, b->text) == 0;
	default:
		return name_equal(a->text, b->text);
	}
}

gboolean expression_equal_by(const Expression *a, const Expression *b,
			     SameText same, gconstpointer data)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || !same(a, b, data) ||
	    !type_equal(a->type, b->type) ||
	    count_operands(a) != count_operands(b))
		return FALSE;
	for (guint i = 0; i < count_operands(a); i++)
		if (!expression_equal_by(a->operands->pdata[i],
					 b->operands->pdata[i], same, data))
			return FALSE;
	return TRUE;
}

gboolean expression_equal(const Expression *a, const Expression *b)
{
	return expression_equal_by(a, b, same_text, NULL);
}

static void append_operands(GString *sql, const Expression *expression,
			    const char *separator)
{
	for (guint i = 0; i < count_operands(expression); i++) {
		const Expression *operand = expression->operands->pdata[i];
		g_autofree char *text = expression_format(operand);
		gboolean nested = operand->kind == EXPRESSION_AND ||
				  operand->kind == EXPRESSION_OR ||
				  operand->kind == EXPRESSION_BINARY;
		nested = nested && expression->kind != EXPRESSION_CALL &&
			 expression->kind != EXPRESSION_LIST;
		g_string_append_printf(sql, nested ? "%s(%s)" : "%s%s",
				       i ? separator : "", text);
	}
}

/* Operators that stand behind what they work on. */
static gboolean is_postfix(const char *operator)
{
	static const char *const postfixes[] = {"IS ", "ASC", "DESC", "NULLS "};
	for (gsize i = 0; i < G_N_ELEMENTS(postfixes); i++)
		if (g_ascii_strncasecmp(operator, postfixes[i],
					strlen(postfixes[i])) == 0)
			return TRUE;
	return FALSE;
}

static void append_unary(GString *sql, const Expression *expression)
{
	gboolean postfix = is_postfix(expression->text);
	if (!postfix)
		g_string_append_printf(sql, "%s%s", expression->text,
				       g_ascii_isalpha(*expression->text) ? " "
									  : "");
	append_operands(sql, expression, "");
	if (postfix)
		g_string_append_printf(sql, " %s", expression->text);
}

/* The words for the kinds that are a word and their operands. */
static void append_composed(GString *sql, const Expression *expression)
{
	const char *text = expression->text ? expression->text : "";
	g_autofree char *binary = g_strdup_printf(" %s ", text);
	switch (expression->kind) {
	case EXPRESSION_AND:
		append_operands(sql, expression, " AND ");
		break;
	case EXPRESSION_OR:
		append_operands(sql, expression, " OR ");
		break;
	case EXPRESSION_BINARY:
		append_operands(sql, expression, binary);
		break;
	default: /* CALL and LIST */
		g_string_append_printf(sql, "%s(", text);
		append_operands(sql, expression, ", ");
		g_string_append_c(sql, ')');
	}
}

char *expression_format(const Expression *expression)
{
	GString *sql = g_string_new(NULL);
	const char *text = expression->text ? expression->text : "";
	switch (expression->kind) {
	case EXPRESSION_TEXT:
	case EXPRESSION_NUMBER:
	case EXPRESSION_COLUMN:
		g_string_append(sql, text);
		break;
	case EXPRESSION_STRING: {
		g_autofree char *literal = text_quote(text);
		g_string_append(sql, literal);
		break;
	}
	case EXPRESSION_NULL:
		g_string_append(sql, "NULL");
		break;
	case EXPRESSION_TRUE:
		g_string_append(sql, "TRUE");
		break;
	case EXPRESSION_FALSE:
		g_string_append(sql, "FALSE");
		break;
	case EXPRESSION_UNARY:
		append_unary(sql, expression);
		break;
	case EXPRESSION_CAST: {
		g_autofree char *type = expression->type
						? type_format(expression->type)
						: g_strdup("");
		g_string_append(sql, "CAST(");
		append_operands(sql, expression, ", ");
		g_string_append_printf(sql, " AS %s)", type);
		break;
	}
	default:
		append_composed(sql, expression);
	}
	return g_string_free(sql, FALSE);
}
