#include "clauses.h"

#include "base/failure.h"

gboolean clauses_accept(Clauses *clauses, const char *keyword)
{
	gboolean is = lexeme_is(clauses->at, keyword);
	clauses->at += is;
	return is;
}

gboolean clauses_accept_mark(Clauses *clauses, char mark)
{
	gboolean is = lexeme_is_mark(clauses->at, mark);
	clauses->at += is;
	return is;
}

gboolean clauses_fail(const Clauses *clauses, GError **error)
{
	int length = (int)MIN(clauses->at->length, 40u);
	failure_set(error, FAILURE_UNSUPPORTED,
		    "its CREATE statement in sqlite_schema says something that "
		    "is not known here; write it another way, or report it",
		    "%s: its definition is not understood at %s%.*s%s",
		    clauses->object, length ? "\"" : "the end", length,
		    clauses->at->start, length ? "\"" : "");
	return FALSE;
}

gboolean clauses_expect(Clauses *clauses, const char *keyword, GError **error)
{
	return clauses_accept(clauses, keyword) || clauses_fail(clauses, error);
}

gboolean clauses_expect_mark(Clauses *clauses, char mark, GError **error)
{
	return clauses_accept_mark(clauses, mark) ||
	       clauses_fail(clauses, error);
}

char *clauses_take_name(Clauses *clauses, GError **error)
{
	if (!lexeme_is_name(clauses->at)) {
		clauses_fail(clauses, error);
		return NULL;
	}
	return lexeme_name(clauses->at++);
}

/* The lexeme after the parenthesis that closes the one at `first`; NULL when
 * none does. */
static const Lexeme *skip_parentheses(const Lexeme *first)
{
	int depth = 0;
	for (const Lexeme *lexeme = first;; lexeme++) {
		if (lexeme->kind == LEXEME_END || lexeme->kind == LEXEME_BROKEN)
			return NULL;
		depth += lexeme_is_mark(lexeme, '(');
		depth -= lexeme_is_mark(lexeme, ')');
		if (!depth)
			return lexeme + 1;
	}
}

gboolean clauses_take_parentheses(Clauses *clauses, const Lexeme **first,
				  const Lexeme **end, GError **error)
{
	const Lexeme *after = NULL;
	if (lexeme_is_mark(clauses->at, '('))
		after = skip_parentheses(clauses->at);
	if (!after)
		return clauses_fail(clauses, error);
	*first = clauses->at + 1;
	*end = after - 1;
	clauses->at = after;
	return TRUE;
}

void clauses_unwrap(const Lexeme **first, const Lexeme **end)
{
	while (lexeme_is_mark(*first, '(') &&
	       skip_parentheses(*first) == *end) {
		(*first)++;
		(*end)--;
	}
}

Expression *clauses_expression(const Lexeme *first, const Lexeme *end)
{
	clauses_unwrap(&first, &end);
	g_autofree char *text = lexemes_write(first, end);
	return expression_new(EXPRESSION_TEXT, text);
}

const Lexeme *clauses_item_end(const Lexeme *first, const Lexeme *end)
{
	int depth = 0;
	for (; first < end; first++) {
		depth += lexeme_is_mark(first, '(');
		depth -= lexeme_is_mark(first, ')');
		if (!depth && lexeme_is_mark(first, ','))
			return first;
	}
	return end;
}
