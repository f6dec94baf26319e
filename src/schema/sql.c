#include <string.h>

#include "internal.h"

void token_init(Token *token)
{
	*token = (Token){.text = g_string_new(NULL)};
}

void token_clear(Token *token)
{
	if (token->text)
		g_string_free(token->text, TRUE);
	token->text = NULL;
}

/* Letters of other scripts are part of words, as both engines have it. */
static gboolean is_word_start(char c)
{
	return g_ascii_isalpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static gboolean is_word(char c)
{
	return is_word_start(c) || g_ascii_isdigit(c) || c == '$';
}

/* Whether a name stays what it is without its quotes. */
static gboolean is_bare_name(const char *name, gsize length)
{
	if (!length || !is_word_start(*name))
		return FALSE;
	for (gsize i = 1; i < length; i++)
		if (!is_word(name[i]))
			return FALSE;
	return TRUE;
}

static const char *skip_space(const char *sql)
{
	for (;;) {
		const char *start = sql;
		while (g_ascii_isspace(*sql))
			sql++;
		if (g_str_has_prefix(sql, "--"))
			sql += strcspn(sql, "\n");
		if (g_str_has_prefix(sql, "/*")) {
			const char *end = strstr(sql + 2, "*/");
			sql = end ? end + 2 : sql + strlen(sql);
		}
		if (sql == start)
			return sql;
	}
}

/* The end of what a quote opens; a doubled quote does not end it. */
static const char *find_quote_end(const char *sql, char quote)
{
	for (sql++; *sql; sql++) {
		if (*sql != quote)
			continue;
		if (sql[1] != quote)
			return sql + 1;
		sql++;
	}
	return sql;
}

static const char *read_literal(Token *token, const char *sql)
{
	const char *end = find_quote_end(sql, '\'');
	token->kind = TOKEN_LITERAL;
	g_string_append_len(token->text, sql, end - sql);
	return end;
}

static const char *read_name(Token *token, const char *sql)
{
	const char *end = find_quote_end(sql, *sql);
	token->kind = TOKEN_NAME;
	for (const char *c = sql + 1; c < end; c++) {
		if (*c == *sql && *++c != *sql)
			break;
		g_string_append_c(token->text, g_ascii_tolower(*c));
	}
	return end;
}

static const char *read_word(Token *token, const char *sql)
{
	token->kind = TOKEN_WORD;
	for (; is_word(*sql); sql++)
		g_string_append_c(token->text, g_ascii_tolower(*sql));
	return sql;
}

gboolean token_next(Token *token, const char **cursor)
{
	const char *sql = skip_space(*cursor);
	token->spaced = sql != *cursor;
	g_string_truncate(token->text, 0);
	/* In PostgreSQL '[' is a subscript: a name only if it can be one. */
	gsize bracketed = *sql == '[' ? strcspn(sql + 1, "]") : 0;
	if (!*sql) {
		token->kind = TOKEN_END;
	} else if (*sql == '\'') {
		sql = read_literal(token, sql);
	} else if (*sql == '"' || *sql == '`') {
		sql = read_name(token, sql);
	} else if (is_bare_name(sql + 1, bracketed) && sql[bracketed + 1]) {
		read_word(token, sql + 1);
		token->kind = TOKEN_NAME;
		sql += bracketed + 2;
	} else if (is_word(*sql)) {
		sql = read_word(token, sql);
	} else {
		token->kind = TOKEN_MARK;
		g_string_append_c(token->text, *sql++);
	}
	*cursor = sql;
	return token->kind != TOKEN_END;
}

static gboolean is_name(const Token *token)
{
	return token->kind == TOKEN_WORD || token->kind == TOKEN_NAME;
}

gboolean token_equal(const Token *a, const Token *b)
{
	if (!g_string_equal(a->text, b->text))
		return FALSE;
	return a->kind == b->kind || (is_name(a) && is_name(b));
}

/* Whether two tokens would run together, or would read as another one. */
static gboolean needs_space(const Token *token, TokenKind before)
{
	gboolean word = token->kind != TOKEN_MARK;
	gboolean word_before = before != TOKEN_MARK && before != TOKEN_END;
	if (word != word_before || before == TOKEN_END)
		return FALSE;
	if (is_name(token) && word)
		return TRUE;
	return token->spaced && !strchr("(),", *token->text->str);
}

static void append_token(GString *sql, const Token *token)
{
	if (token->kind != TOKEN_NAME ||
	    is_bare_name(token->text->str, token->text->len)) {
		g_string_append_len(sql, token->text->str, token->text->len);
		return;
	}
	g_string_append_c(sql, '"');
	for (const char *c = token->text->str; *c; c++) {
		if (*c == '"')
			g_string_append_c(sql, '"');
		g_string_append_c(sql, *c);
	}
	g_string_append_c(sql, '"');
}

/* The parenthesis that closes the first one when that is only at the very
 * end; else NULL. */
static const char *find_wrapping_end(const char *sql)
{
	g_auto(Token) token;
	token_init(&token);
	int depth = 0;
	if (*sql != '(')
		return NULL;
	while (token_next(&token, &sql)) {
		if (token.kind != TOKEN_MARK)
			continue;
		depth += *token.text->str == '(';
		depth -= *token.text->str == ')';
		if (!depth)
			return *skip_space(sql) ? NULL : sql - 1;
	}
	return NULL;
}

char *sql_strip(const char *sql)
{
	char *stripped = g_strstrip(g_strdup(sql));
	const char *end;
	while ((end = find_wrapping_end(stripped))) {
		char *inner =
			g_strndup(stripped + 1, (gsize)(end - stripped - 1));
		g_free(stripped);
		stripped = g_strstrip(inner);
	}
	return stripped;
}

char *sql_normalize(const char *sql)
{
	g_autofree char *stripped = sql_strip(sql);
	GString *normal = g_string_new(NULL);
	g_auto(Token) token;
	token_init(&token);
	TokenKind before = TOKEN_END;
	for (const char *cursor = stripped; token_next(&token, &cursor);) {
		if (needs_space(&token, before))
			g_string_append_c(normal, ' ');
		append_token(normal, &token);
		before = token.kind;
	}
	return g_string_free(normal, FALSE);
}

gboolean sql_equal(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return TRUE;
	g_autofree char *normal_a = sql_normalize(a);
	g_autofree char *normal_b = sql_normalize(b);
	return strcmp(normal_a, normal_b) == 0;
}

gboolean text_equal(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return sql_equal(a, b);
}

char *text_quote(const char *text)
{
	GString *literal = g_string_new("'");
	for (; *text; text++) {
		if (*text == '\'')
			g_string_append_c(literal, '\'');
		g_string_append_c(literal, *text);
	}
	g_string_append_c(literal, '\'');
	return g_string_free(literal, FALSE);
}
