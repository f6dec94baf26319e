/*
 * The lexemes of SQLite's SQL, as its own tokenizer cuts them. White space and
 * comments are no lexemes; a lexeme knows whether any came before it.
 */
#ifndef DATABASE_LEXEME_H
#define DATABASE_LEXEME_H

#include <glib.h>

typedef enum LexemeKind {
	LEXEME_END,
	LEXEME_WORD,   /* a keyword or a bare name */
	LEXEME_QUOTED, /* "name", `name` or [name] */
	LEXEME_STRING, /* 'text' */
	LEXEME_BLOB,   /* x'53' */
	LEXEME_NUMBER,
	LEXEME_MARK,  /* one character of an operator or a parenthesis */
	LEXEME_BROKEN /* a quote or a block comment that never ends */
} LexemeKind;

typedef struct Lexeme {
	LexemeKind kind;
	gboolean spaced;
	const char *start; /* into the text */
	gsize length;
} Lexeme;

/* The next lexeme at or after `cursor`; its end is where the one after it is
 * looked for. */
Lexeme lexeme_next(const char *cursor);
static inline const char *lexeme_end(const Lexeme *lexeme)
{
	return lexeme->start + lexeme->length;
}

/* Whether it is this keyword, bare and in any case. */
gboolean lexeme_is(const Lexeme *lexeme, const char *keyword);
gboolean lexeme_is_mark(const Lexeme *lexeme, char mark);
/* Whether it can be a name: bare, quoted, or a string, which SQLite takes for
 * a name where only a name can be. */
gboolean lexeme_is_name(const Lexeme *lexeme);
/* The name without its quotes. The caller owns it. */
char *lexeme_name(const Lexeme *lexeme);

/* All lexemes of a text, with a LEXEME_END (or LEXEME_BROKEN) last. `lexemes`
 * is emptied first: an array of Lexeme. */
void lexemes_read(GArray *lexemes, const char *text);

/* The lexemes from `first` up to `end` as text: comments gone, white space
 * made one space, none within the ends of parentheses, one after a comma.
 * The caller owns it. */
char *lexemes_write(const Lexeme *first, const Lexeme *end);

#endif
