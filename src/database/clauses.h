/*
 * Reading a stored CREATE statement: a cursor over its lexemes, and the parts
 * that several clauses have in common. SQLite accepted the statement, so the
 * readers take apart what is right and fail on what they do not know, rather
 * than check it again.
 */
#ifndef DATABASE_CLAUSES_H
#define DATABASE_CLAUSES_H

#include "lexeme.h"
#include "schema/schema.h"

typedef struct Clauses {
	const Lexeme *at;
	const char *object; /* "table todos": for messages */
	Table *table;
	char *name; /* of the constraint that comes next, or NULL */
	Constraint *foreign_key; /* the last one: DEFERRABLE is about it */
} Clauses;

/* Moves over the lexeme when it is that one. */
gboolean clauses_accept(Clauses *clauses, const char *keyword);
gboolean clauses_accept_mark(Clauses *clauses, char mark);
/* Sets the error that the lexeme at hand is not understood; FALSE. */
gboolean clauses_fail(const Clauses *clauses, GError **error);
/* Moves over a keyword that must come. */
gboolean clauses_expect(Clauses *clauses, const char *keyword, GError **error);
gboolean clauses_expect_mark(Clauses *clauses, char mark, GError **error);
/* Moves over a name that must come; the caller owns it. */
char *clauses_take_name(Clauses *clauses, GError **error);
/* Moves over "(…)"; the lexemes within are from *first up to *end. */
gboolean clauses_take_parentheses(Clauses *clauses, const Lexeme **first,
				  const Lexeme **end, GError **error);
/* Takes off the parentheses around the whole. */
void clauses_unwrap(const Lexeme **first, const Lexeme **end);
/* An expression without the parentheses around the whole of it. */
Expression *clauses_expression(const Lexeme *first, const Lexeme *end);
/* The end of the item of a list that starts at `first`: the comma at its
 * level, or `end`. */
const Lexeme *clauses_item_end(const Lexeme *first, const Lexeme *end);

/* sqlite_constraints.c: what may stand in a column and in the table. */
/* Moves over ON CONFLICT; gives it in upper case, or NULL where there is none
 * or it says what holds anyway. */
gboolean clauses_take_conflict(Clauses *clauses, char **conflict,
			       GError **error);
/* A constraint of one column, for what an inline clause says; it has the name
 * that came before it and belongs to the table. */
Constraint *clauses_add_constraint(Clauses *clauses, ConstraintKind kind,
				   const char *column);
/* Behind REFERENCES. */
gboolean clauses_take_reference(Clauses *clauses, Constraint *constraint,
				GError **error);
/* [NOT] DEFERRABLE …, from its first word. */
gboolean clauses_take_deferral(Clauses *clauses, GError **error);
gboolean clauses_take_check(Clauses *clauses, GError **error);
gboolean clauses_take_table_constraint(Clauses *clauses, GError **error);

#endif
