/*
 * What the modules of this room share: names, lists of names, and the tokens
 * of a piece of SQL.
 */
#ifndef SCHEMA_INTERNAL_H
#define SCHEMA_INTERNAL_H

#include "base/text.h"
#include "schema/diff.h"
#include "schema/schema.h"

/* Names are the same without case; NULL only equals NULL. */
gboolean name_equal(const char *a, const char *b);
/* "audit.todos" in lower case: the key of a name in a table of names. The
 * caller owns it. */
char *name_key(const char *schema_name, const char *name);

/* Lists of char *, which own their strings. NULL is an empty list. */
GPtrArray *names_new(void);
GPtrArray *names_copy(const GPtrArray *names);
gboolean names_equal(const GPtrArray *a, const GPtrArray *b);
gboolean names_contain(const GPtrArray *names, const char *name);
/* "a, b"; the caller owns it. */
char *names_join(const GPtrArray *names);

/* How near two names are to each other for a person. */
typedef enum Likeness {
	LIKENESS_NONE,
	LIKENESS_BESIDE,  /* of one kind, but beside each other: "first_name",
			   * and "last_name", or "name" */
	LIKENESS_KIN,	  /* of one kind: "full_name", "display_name" */
	LIKENESS_SIMILAR, /* one says more than the other */
	LIKENESS_CLOSE	  /* a slip, a plural, another way to write it */
} Likeness;
Likeness name_likeness(const char *a, const char *b);

/* A copy of an array by a function that copies one of its items. */
typedef gpointer (*CopyItem)(gconstpointer item);
GPtrArray *array_copy(const GPtrArray *items, CopyItem copy,
		      GDestroyNotify free_item);

void origin_clear(Origin *origin);

/*
 * Tokens of SQL, as far as comparing needs them: words, literals, quoted
 * names, and single characters for all else. Words and names that need no
 * quotes come in lower case and bare, so that the same name is the same token
 * however it is written. Comments and white space part tokens and are gone.
 */
typedef enum TokenKind {
	TOKEN_END,
	TOKEN_WORD,    /* a keyword, a name or a number */
	TOKEN_NAME,    /* a name that was quoted; `text` is bare */
	TOKEN_LITERAL, /* 'text' with its quotes */
	TOKEN_MARK     /* one other character */
} TokenKind;

typedef struct Token {
	TokenKind kind;
	GString *text;
	gboolean spaced; /* white space or a comment came before it */
} Token;

void token_init(Token *token);
void token_clear(Token *token);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Token, token_clear)
/* Reads the token at *cursor and moves the cursor behind it; FALSE at the
 * end. */
gboolean token_next(Token *token, const char **cursor);
gboolean token_equal(const Token *a, const Token *b);

/* A piece of SQL in its one spelling: equal pieces, equal texts. */
char *sql_normalize(const char *sql);
gboolean sql_equal(const char *a, const char *b);
/* The same for clauses that may be absent; NULL only equals NULL. */
gboolean text_equal(const char *a, const char *b);
/* 'text' as a literal. */
char *text_quote(const char *text);
/* A copy without white space and parentheses around the whole. */
char *sql_strip(const char *sql);

/* The parts of sameness that do not hang on the names of columns. */
gboolean column_same_type(const Column *a, const Column *b);
gboolean column_same_identity(const Column *a, const Column *b);
gboolean default_equal(const Expression *a, const Expression *b);
gboolean constraint_same_options(const Constraint *a, const Constraint *b);
gboolean constraint_same_columns(ConstraintKind kind, const GPtrArray *a,
				 const GPtrArray *b);
/* An action of a foreign key, "NO ACTION" for none; its MATCH, or "SIMPLE". */
const char *constraint_action(const char *action);
const char *constraint_match(const Constraint *constraint);
/* Same expression as far as `same` finds the texts of its nodes, which are of
 * one kind, the same. */
typedef gboolean (*SameText)(const Expression *a, const Expression *b,
			     gconstpointer data);
gboolean expression_equal_by(const Expression *a, const Expression *b,
			     SameText same, gconstpointer data);
gboolean index_same_options(const Index *a, const Index *b);
gboolean index_key_same_options(const IndexKey *a, const IndexKey *b);

/* The columns a foreign key refers to: those it names, else the primary key
 * of the table it names, if `schema` has that. Borrowed. */
const GPtrArray *constraint_referred_columns(const Constraint *constraint,
					     const Schema *schema);

/*
 * Pairs: what a thing of one schema is in the other, under its own name or
 * the one that the renames (which may be NULL) give. A rename of or to what
 * does not exist is passed over. NULL: it is not there.
 */
const Table *pair_old_table(const Schema *from, const Schema *to,
			    const Renames *renames, const Table *new_table);
const Table *pair_new_table(const Schema *from, const Schema *to,
			    const Renames *renames, const Table *old_table);
const Column *pair_old_column(const Renames *renames, const Table *old_table,
			      const Table *new_table, const Column *new_column);
const Column *pair_new_column(const Renames *renames, const Table *old_table,
			      const Table *new_table, const Column *old_column);

/*
 * Sameness through renames: `old` is what an engine that follows renames
 * makes of itself, and is compared with `new`.
 */
typedef struct Lens {
	const Schema *from;
	const Schema *to;
	const Renames *renames; /* or NULL */
	/* The table the things belong to; both NULL for a text that may name
	 * any table, like that of a view. */
	const Table *old_table;
	const Table *new_table;
} Lens;

gboolean lens_same_sql(const Lens *lens, const char *old, const char *new);
gboolean lens_same_expression(const Lens *lens, const Expression *old,
			      const Expression *new);
/* The rule or the definition; the name does not count. */
gboolean lens_same_constraint(const Lens *lens, const Constraint *old,
			      const Constraint *new);
gboolean lens_same_index(const Lens *lens, const Index *old, const Index *new);

/* Whether a column of any table was renamed so. */
gboolean renames_have_column(const Renames *renames, const char *old_name,
			     const char *new_name);

#endif
