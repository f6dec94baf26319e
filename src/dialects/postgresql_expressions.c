/* How PostgreSQL spells what engines spell differently. */
#include "postgresql.h"

static const Respelling operators[] = {
	{"==", "=", FALSE},	      {"<>", "!=", FALSE},
	{"REGEXP", "~", FALSE},	      {"NOT REGEXP", "!~", FALSE},
	{"ISNULL", "IS NULL", FALSE}, {"NOTNULL", "IS NOT NULL", FALSE},
};

static const Respelling functions[] = {
	{"current_timestamp", "CURRENT_TIMESTAMP", TRUE},
	{"current_date", "CURRENT_DATE", TRUE},
	{"current_time", "CURRENT_TIME", TRUE},
	{"localtimestamp", "LOCALTIMESTAMP", TRUE},
	{"localtime", "LOCALTIME", TRUE},
	{"current_user", "CURRENT_USER", TRUE},
	{"session_user", "SESSION_USER", TRUE},
	{"user", "USER", TRUE},
	{"sysdate", "sysdate", TRUE},
};

static const ExpressionStyle style = {
	.append_identifier = postgresql_append_identifier,
	.append_sql = postgresql_append_sql,
	.quote_string = postgresql_quote_string,
	.spell_type = postgresql_spell_type,
	.true_word = "true",
	.false_word = "false",
	.operators = operators,
	.operator_count = G_N_ELEMENTS(operators),
	.functions = functions,
	.function_count = G_N_ELEMENTS(functions),
};

char *postgresql_spell_expression(const Expression *expression)
{
	return expression_spell(&style, expression);
}

/* "a DESC" is a key, not an expression. */
static gboolean is_order(const Expression *expression)
{
	return g_ascii_strcasecmp(expression->text, "DESC") == 0 ||
	       g_ascii_strcasecmp(expression->text, "ASC") == 0 ||
	       g_ascii_strncasecmp(expression->text, "NULLS ", 6) == 0;
}

static gboolean needs_group(const Expression *expression)
{
	switch (expression->kind) {
	case EXPRESSION_TEXT: /* it has what it needs */
	case EXPRESSION_COLUMN:
	case EXPRESSION_CALL:
	case EXPRESSION_CAST:
	case EXPRESSION_LIST:
		return FALSE;
	case EXPRESSION_UNARY:
		return !is_order(expression);
	default:
		return TRUE;
	}
}

char *postgresql_spell_key(const Expression *expression)
{
	g_autofree char *text = postgresql_spell_expression(expression);
	return g_strdup_printf(needs_group(expression) ? "(%s)" : "%s", text);
}
