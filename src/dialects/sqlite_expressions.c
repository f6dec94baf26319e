/* How SQLite spells what engines spell differently. */
#include "internal.h"

static const Respelling operators[] = {
	{"==", "=", FALSE},
	{"IS DISTINCT FROM", "IS NOT", FALSE},
	{"IS NOT DISTINCT FROM", "IS", FALSE},
	{"ILIKE", "LIKE", FALSE},
	{"NOT ILIKE", "NOT LIKE", FALSE},
	{"ISNULL", "IS NULL", FALSE},
	{"NOTNULL", "IS NOT NULL", FALSE},
};

static const Respelling functions[] = {
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

static const ExpressionStyle style = {
	.append_identifier = sqlite_append_identifier,
	.append_sql = sqlite_append_sql,
	.quote_string = sqlite_quote_string,
	.spell_type = sqlite_spell_type,
	.true_word = "1",
	.false_word = "0",
	.lowers_ilike = TRUE,
	.operators = operators,
	.operator_count = G_N_ELEMENTS(operators),
	.functions = functions,
	.function_count = G_N_ELEMENTS(functions),
};

char *sqlite_spell_expression(const Expression *expression)
{
	return expression_spell(&style, expression);
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
