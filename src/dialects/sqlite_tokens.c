/*
 * Tokens of SQLite's SQL: enough to see which names a piece of SQL has in it
 * and where it has to be put into parentheses. Nothing is parsed here.
 */
#include "internal.h"

#include <string.h>

static gboolean starts_word(char c)
{
	return g_ascii_isalpha(c) || c == '_' || (c & 0x80);
}

static gboolean continues_word(char c)
{
	return starts_word(c) || g_ascii_isdigit(c) || c == '$';
}

static const char *skip_space(const char *sql)
{
	while (*sql) {
		if (g_ascii_isspace(*sql)) {
			sql++;
		} else if (strncmp(sql, "--", 2) == 0) {
			sql += strcspn(sql, "\n");
		} else if (strncmp(sql, "/*", 2) == 0) {
			const char *end = strstr(sql + 2, "*/");
			sql = end ? end + 2 : sql + strlen(sql);
		} else {
			break;
		}
	}
	return sql;
}

/* Where the quoted token at `sql` ends; a doubled quote does not end it. */
static const char *skip_quoted(const char *sql)
{
	char quote = *sql == '[' ? ']' : *sql;
	for (sql++; *sql; sql++) {
		if (*sql != quote)
			continue;
		if (quote == ']' || sql[1] != quote)
			return sql + 1;
		sql++;
	}
	return sql;
}

static const char *skip_number(const char *sql)
{
	while (g_ascii_isalnum(*sql) || *sql == '.') {
		if ((*sql == 'e' || *sql == 'E') &&
		    (sql[1] == '+' || sql[1] == '-'))
			sql++;
		sql++;
	}
	return sql;
}

const char *sqlite_next_token(const char *sql, Token *token)
{
	sql = skip_space(sql);
	const char *end = sql;
	if (!*sql) {
		token->kind = TOKEN_END;
	} else if ((*sql == 'x' || *sql == 'X') && sql[1] == '\'') {
		token->kind = TOKEN_BLOB;
		end = skip_quoted(sql + 1);
	} else if (*sql == '\'') {
		token->kind = TOKEN_STRING;
		end = skip_quoted(sql);
	} else if (strchr("\"`[", *sql)) {
		token->kind = TOKEN_NAME;
		end = skip_quoted(sql);
	} else if (starts_word(*sql)) {
		token->kind = TOKEN_WORD;
		while (continues_word(*end))
			end++;
	} else if (g_ascii_isdigit(*sql) ||
		   (*sql == '.' && g_ascii_isdigit(sql[1]))) {
		token->kind = TOKEN_NUMBER;
		end = skip_number(sql);
	} else {
		token->kind = TOKEN_SYMBOL;
		end = sql + 1;
	}
	token->start = sql;
	token->length = (gsize)(end - sql);
	return end;
}

gboolean sqlite_token_is(const Token *token, const char *word)
{
	return token->kind != TOKEN_END && strlen(word) == token->length &&
	       g_ascii_strncasecmp(token->start, word, token->length) == 0;
}

gboolean sqlite_token_names(const Token *token, const char *name)
{
	if (token->kind == TOKEN_WORD)
		return sqlite_token_is(token, name);
	if (token->kind != TOKEN_NAME)
		return FALSE;
	char quote = token->start[0] == '[' ? ']' : token->start[0];
	const char *end = token->start + token->length - 1;
	for (const char *c = token->start + 1; c < end; c++, name++) {
		if (!*name || g_ascii_tolower(*c) != g_ascii_tolower(*name))
			return FALSE;
		if (*c == quote)
			c++;
	}
	return !*name;
}

gboolean sqlite_mentions(const char *sql, const char *name)
{
	Token token;
	do {
		sql = sqlite_next_token(sql, &token);
		if (sqlite_token_names(&token, name))
			return TRUE;
	} while (token.kind != TOKEN_END);
	return FALSE;
}

gboolean sqlite_qualifies(const char *sql, const char *name)
{
	Token token;
	gboolean named = FALSE;
	do {
		sql = sqlite_next_token(sql, &token);
		if (named && sqlite_token_is(&token, "."))
			return TRUE;
		named = sqlite_token_names(&token, name);
	} while (token.kind != TOKEN_END);
	return FALSE;
}

/* Reads at most `room` tokens; returns how many there are, or room + 1. */
static guint read_tokens(const char *sql, Token *tokens, guint room)
{
	for (guint count = 0;; count++) {
		Token token;
		sql = sqlite_next_token(sql, &token);
		if (token.kind == TOKEN_END)
			return count;
		if (count == room)
			return room + 1;
		tokens[count] = token;
	}
}

/* Whether the parenthesis that opens the text is closed at its end. */
static gboolean is_one_group(const char *sql)
{
	unsigned depth = 0;
	Token token;
	for (;;) {
		sql = sqlite_next_token(sql, &token);
		if (sqlite_token_is(&token, "("))
			depth++;
		else if (depth == 0 || token.kind == TOKEN_END)
			return FALSE;
		else if (sqlite_token_is(&token, ")") && --depth == 0)
			break;
	}
	sqlite_next_token(sql, &token);
	return token.kind == TOKEN_END;
}

static gboolean is_literal(const Token *token)
{
	return token->kind == TOKEN_STRING || token->kind == TOKEN_BLOB ||
	       token->kind == TOKEN_NUMBER || sqlite_token_is(token, "NULL");
}

static gboolean is_clock(const Token *token)
{
	return sqlite_token_is(token, "CURRENT_TIMESTAMP") ||
	       sqlite_token_is(token, "CURRENT_DATE") ||
	       sqlite_token_is(token, "CURRENT_TIME");
}

gboolean sqlite_is_constant(const char *sql)
{
	Token tokens[2];
	guint count = read_tokens(sql, tokens, 2);
	if (count == 2 && (sqlite_token_is(&tokens[0], "+") ||
			   sqlite_token_is(&tokens[0], "-")))
		return is_literal(&tokens[1]);
	if (count != 1)
		return FALSE;
	/* A word that is no keyword is a string after DEFAULT. */
	return is_literal(&tokens[0]) || tokens[0].kind == TOKEN_NAME ||
	       (tokens[0].kind == TOKEN_WORD &&
		!sqlite_is_keyword(tokens[0].start, tokens[0].length));
}

gboolean sqlite_is_plain_default(const char *sql)
{
	Token token;
	return sqlite_is_constant(sql) ||
	       (read_tokens(sql, &token, 1) == 1 && is_clock(&token)) ||
	       is_one_group(sql);
}

gboolean sqlite_is_null(const char *sql)
{
	gboolean null = FALSE;
	Token token;
	for (;;) {
		sql = sqlite_next_token(sql, &token);
		if (token.kind == TOKEN_END)
			return null;
		if (sqlite_token_is(&token, "NULL"))
			null = TRUE;
		else if (!sqlite_token_is(&token, "(") &&
			 !sqlite_token_is(&token, ")"))
			return FALSE;
	}
}

/* Whether the text ends in a comment that runs to the end of its line. */
static gboolean ends_in_comment(const char *sql)
{
	Token token;
	const char *end = sql;
	do {
		sql = end;
		end = sqlite_next_token(sql, &token);
	} while (token.kind != TOKEN_END);
	while (*sql) {
		if (strncmp(sql, "--", 2) == 0) {
			sql += strcspn(sql, "\n");
			if (!*sql)
				return TRUE;
		} else if (strncmp(sql, "/*", 2) == 0) {
			const char *close = strstr(sql + 2, "*/");
			sql = close ? close + 2 : sql + strlen(sql);
		} else {
			sql++;
		}
	}
	return FALSE;
}

void sqlite_append_sql(GString *text, const char *sql)
{
	g_string_append(text, sql);
	if (ends_in_comment(sql))
		g_string_append_c(text, '\n');
}
