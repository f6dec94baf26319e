#include "lexeme.h"

#include <string.h>

#define BOM "\xef\xbb\xbf"

static gboolean is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static gboolean is_word_start(char c)
{
	return g_ascii_isalpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static gboolean is_word(char c)
{
	return is_word_start(c) || g_ascii_isdigit(c) || c == '$';
}

/* Moves over white space and comments. FALSE when a block comment does not
 * end; the cursor then stands at its start. */
static gboolean skip_space(const char **cursor)
{
	const char *text = *cursor;
	for (;;) {
		while (is_space(*text))
			text++;
		*cursor = text;
		if (text[0] == '-' && text[1] == '-') {
			text += strcspn(text, "\n");
		} else if (text[0] == '/' && text[1] == '*') {
			text = strstr(text + 2, "*/");
			if (!text)
				return FALSE;
			text += 2;
		} else if (strncmp(text, BOM, 3) == 0) {
			text += 3;
		} else {
			return TRUE;
		}
	}
}

/* The length of a quoted piece with its quotes, 0 when it does not end. */
static gsize quoted_length(const char *text, char quote)
{
	for (const char *end = text + 1; *end; end++) {
		if (*end != quote)
			continue;
		if (quote == ']' || end[1] != quote)
			return (gsize)(end - text) + 1;
		end++;
	}
	return 0;
}

static void read_quoted(Lexeme *lexeme, LexemeKind kind, gsize prefix)
{
	char quote = lexeme->start[prefix];
	gsize length = quoted_length(lexeme->start + prefix,
				     quote == '[' ? ']' : quote);
	lexeme->kind = length ? kind : LEXEME_BROKEN;
	lexeme->length = length ? prefix + length : strlen(lexeme->start);
}

static void read_number(Lexeme *lexeme)
{
	const char *end = lexeme->start;
	while (is_word(*end) || *end == '.') {
		gboolean exponent = (*end == 'e' || *end == 'E') &&
				    lexeme->start[1] != 'x' &&
				    lexeme->start[1] != 'X';
		end++;
		if (exponent && (*end == '+' || *end == '-'))
			end++;
	}
	lexeme->kind = LEXEME_NUMBER;
	lexeme->length = (gsize)(end - lexeme->start);
}

static void read_word(Lexeme *lexeme)
{
	const char *end = lexeme->start;
	while (is_word(*end))
		end++;
	lexeme->kind = LEXEME_WORD;
	lexeme->length = (gsize)(end - lexeme->start);
}

Lexeme lexeme_next(const char *cursor)
{
	Lexeme lexeme = {.start = cursor};
	if (!skip_space(&lexeme.start)) {
		lexeme.kind = LEXEME_BROKEN;
		lexeme.length = strlen(lexeme.start);
		return lexeme;
	}
	lexeme.spaced = lexeme.start != cursor;
	char c = lexeme.start[0];
	char next = c ? lexeme.start[1] : '\0';
	if (!c)
		lexeme.kind = LEXEME_END;
	else if (c == '\'')
		read_quoted(&lexeme, LEXEME_STRING, 0);
	else if (c == '"' || c == '`' || c == '[')
		read_quoted(&lexeme, LEXEME_QUOTED, 0);
	else if ((c == 'x' || c == 'X') && next == '\'')
		read_quoted(&lexeme, LEXEME_BLOB, 1);
	else if (g_ascii_isdigit(c) || (c == '.' && g_ascii_isdigit(next)))
		read_number(&lexeme);
	else if (is_word_start(c))
		read_word(&lexeme);
	else
		lexeme = (Lexeme){LEXEME_MARK, lexeme.spaced, lexeme.start, 1};
	return lexeme;
}

gboolean lexeme_is(const Lexeme *lexeme, const char *keyword)
{
	return lexeme->kind == LEXEME_WORD &&
	       g_ascii_strncasecmp(lexeme->start, keyword, lexeme->length) ==
		       0 &&
	       keyword[lexeme->length] == '\0';
}

gboolean lexeme_is_mark(const Lexeme *lexeme, char mark)
{
	return lexeme->kind == LEXEME_MARK && *lexeme->start == mark;
}

gboolean lexeme_is_name(const Lexeme *lexeme)
{
	return lexeme->kind == LEXEME_WORD || lexeme->kind == LEXEME_QUOTED ||
	       lexeme->kind == LEXEME_STRING;
}

char *lexeme_name(const Lexeme *lexeme)
{
	if (lexeme->kind == LEXEME_WORD)
		return g_strndup(lexeme->start, lexeme->length);
	char quote = *lexeme->start == '[' ? ']' : *lexeme->start;
	char *name = g_malloc(lexeme->length);
	char *out = name;
	const char *end = lexeme_end(lexeme) - 1;
	for (const char *c = lexeme->start + 1; c < end; c++) {
		*out++ = *c;
		if (*c == quote)
			c++;
	}
	*out = '\0';
	return name;
}

void lexemes_read(GArray *lexemes, const char *text)
{
	g_array_set_size(lexemes, 0);
	for (;;) {
		Lexeme lexeme = lexeme_next(text);
		g_array_append_val(lexemes, lexeme);
		if (lexeme.kind == LEXEME_END || lexeme.kind == LEXEME_BROKEN)
			return;
		text = lexeme_end(&lexeme);
	}
}

static gboolean needs_space(const Lexeme *before, const Lexeme *lexeme)
{
	if (lexeme_is_mark(before, ','))
		return TRUE;
	return lexeme->spaced && !lexeme_is_mark(before, '(') &&
	       !lexeme_is_mark(lexeme, ')') && !lexeme_is_mark(lexeme, ',');
}

char *lexemes_write(const Lexeme *first, const Lexeme *end)
{
	GString *text = g_string_new(NULL);
	for (const Lexeme *lexeme = first; lexeme < end; lexeme++) {
		if (lexeme > first && needs_space(lexeme - 1, lexeme))
			g_string_append_c(text, ' ');
		g_string_append_len(text, lexeme->start,
				    (gssize)lexeme->length);
	}
	return g_string_free(text, FALSE);
}
