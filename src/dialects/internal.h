/*
 * Inside the room of dialects: what an engine provides, what the engines
 * share, and the parts of the SQLite dialect that its files share.
 */
#ifndef DIALECTS_INTERNAL_H
#define DIALECTS_INTERNAL_H

#include "dialects/dialect.h"

/* What one engine provides; the promises are those of dialect.h. */
struct Dialect {
	const char *name;
	char *(*write_schema)(const Schema *schema);
	char *(*write_changes)(const Schema *from, const Schema *to,
			       const GPtrArray *changes,
			       const ChangeOptions *options, GError **error);
	gboolean (*needs_backfill)(const Change *change);
	void (*check_schema)(const Schema *schema, GPtrArray *diagnostics);
	char *(*spell_type)(const Type *type);
	char *(*spell_expression)(const Expression *expression);
	char *(*empty_value)(const Type *type);
	char *(*quote_identifier)(const char *name);
	char *(*quote_string)(const char *value);
	/* NULL where only the engine itself knows. */
	gboolean (*run_script)(Schema *schema, const char *text,
			       const char *path, unsigned first_line,
			       GPtrArray *diagnostics, GError **error);
	gboolean (*script_is_empty)(const char *text);
	GPtrArray *(*collect_enums)(const Schema *schema); /* or NULL: none */
};

/* The value within quotes; one that is in it is doubled. */
void dialect_append_quoted(GString *text, const char *value, char quote);

extern const Dialect dialect_sqlite;
extern const Dialect dialect_postgresql;

/* Fails when a value is missing that must be given (R67). */
gboolean backfills_check(const Dialect *dialect, const GPtrArray *changes,
			 const ChangeOptions *options, GError **error);

/* The name an index has or gets. */
char *index_make_name(const Table *table, const Index *index);

/* --- expressions ---------------------------------------------------------- */

/* A function or an operator that an engine has under another name. */
typedef struct Respelling {
	const char *text;
	const char *spelling;
	gboolean is_word; /* a function: stands without parentheses */
} Respelling;

/* What engines differ in when they spell an expression. */
typedef struct ExpressionStyle {
	void (*append_identifier)(GString *text, const char *name);
	void (*append_sql)(GString *text, const char *sql);
	char *(*quote_string)(const char *value);
	char *(*spell_type)(const Type *type);
	const char *true_word;
	const char *false_word;
	gboolean lowers_ilike; /* has no ILIKE: lower() on both sides */
	const Respelling *operators;
	gsize operator_count;
	const Respelling *functions;
	gsize function_count;
} ExpressionStyle;

/* The expression in SQLAlchemy's spelling for an engine of that style. */
char *expression_spell(const ExpressionStyle *style,
		       const Expression *expression);

/* The value that options->backfills has for a column, or NULL. */
const char *backfills_find(const ChangeOptions *options, const char *table,
			   const char *column);

/* --- sqlite: words ------------------------------------------------------- */

gboolean sqlite_is_keyword(const char *word, gsize length);
char *sqlite_quote_identifier(const char *name);
char *sqlite_quote_string(const char *value);
void sqlite_append_identifier(GString *text, const char *name);
/* "a, b" of an array of char *. */
void sqlite_append_identifiers(GString *text, const GPtrArray *names);
/* A type, quoted collation included; nothing for a type without a name. */
char *sqlite_spell_type(const Type *type);
/* Why SQLite has no such type, or NULL when it has. Static. */
const char *sqlite_missing_type(const Type *type);
/* Something that fits the type and that a person sees at once to be no
 * value. */
char *sqlite_empty_value(const Type *type);
char *sqlite_spell_expression(const Expression *expression);
/* What stands after DEFAULT: parenthesised where the grammar wants it. */
char *sqlite_spell_default(const Expression *expression);

/* --- sqlite: tokens ------------------------------------------------------ */

typedef enum TokenKind {
	TOKEN_END,
	TOKEN_WORD, /* a keyword or an identifier without quotes */
	TOKEN_NAME, /* an identifier in quotes */
	TOKEN_STRING,
	TOKEN_BLOB,
	TOKEN_NUMBER,
	TOKEN_SYMBOL
} TokenKind;

typedef struct Token {
	TokenKind kind;
	const char *start;
	gsize length;
} Token;

/* Reads the token at `sql` (after space and comments) and returns where the
 * next one may start. What is not closed ends with the text. */
const char *sqlite_next_token(const char *sql, Token *token);
gboolean sqlite_token_is(const Token *token, const char *word);
/* Whether the token names the thing, quoted or not, in any case. */
gboolean sqlite_token_names(const Token *token, const char *name);
/* Whether SQL has an identifier that is `name`. Errs to the safe side: an
 * alias or a column of another table of that name counts. */
gboolean sqlite_mentions(const char *sql, const char *name);
/* Whether SQL has `name` followed by a dot. */
gboolean sqlite_qualifies(const char *sql, const char *name);
/* Whether the text may stand after DEFAULT as it is. */
gboolean sqlite_is_plain_default(const char *sql);
/* Whether the text is a literal whose value never changes. */
gboolean sqlite_is_constant(const char *sql);
/* Whether it is NULL, in parentheses or not. */
gboolean sqlite_is_null(const char *sql);
/* Appends SQL that was written elsewhere, and a line feed when it ends in a
 * comment that would swallow what follows. */
void sqlite_append_sql(GString *text, const char *sql);

/* --- sqlite: definitions ------------------------------------------------- */

/* "CREATE TABLE name (…);\n". `name` stands for the table's own, or is
 * NULL. */
void sqlite_append_table(GString *text, const Table *table, const char *name);
/* The table's name with its namespace. */
void sqlite_append_table_name(GString *text, const Table *table);
/* "title VARCHAR(80) NOT NULL DEFAULT ''", as ADD COLUMN takes it too. */
void sqlite_append_column(GString *text, const Table *table,
			  const Column *column);
void sqlite_append_constraint(GString *text, const Constraint *constraint);
/* The same behind a column: "REFERENCES users (id)", "CHECK (…)". */
void sqlite_append_inline(GString *text, const Constraint *constraint);
/* "CREATE INDEX … ON table (…);\n". */
void sqlite_append_index(GString *text, const Table *table, const Index *index);
/* A view's or a trigger's statement and ";\n". */
void sqlite_append_statement(GString *text, const char *sql);
/* The column that is the rowid under another name, or NULL. */
const Column *sqlite_rowid_column(const Table *table);
/* Whether the table is kept by AUTOINCREMENT. */
gboolean sqlite_has_sequence(const Table *table);

char *sqlite_write_schema(const Schema *schema);
void sqlite_check_schema(const Schema *schema, GPtrArray *diagnostics);

#endif
