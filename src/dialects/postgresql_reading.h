/*
 * Reading PostgreSQL's DDL as text: each statement is carried out on a Schema,
 * as the server would on its catalogue. libpg_query, which is the server's own
 * parser, takes the statements apart; only expressions are cut out of the text
 * by their place, and put into the parser's own spelling.
 *
 * Names: the namespace "public" is the default one, NULL. A constraint that
 * was given no name keeps none as long as the server's choice for it
 * (postgresql_constraint_name()) stays what it is.
 */
#ifndef DIALECTS_POSTGRESQL_READING_H
#define DIALECTS_POSTGRESQL_READING_H

#include <jansson.h>

#include "base/failure.h"
#include "postgresql.h"

typedef struct Reading {
	Schema *schema;
	GPtrArray *diagnostics;
	const char *path; /* or NULL */
	unsigned first_line;
	const char *text;  /* the whole script; places count from here */
	const char *start; /* of the statement that is read */
	const char *end;
	GHashTable *owned; /* sequence to the "table.column" that owns it */
	GError **error;	   /* where the statement's error goes */
} Reading;

/* --- the parser and its text ---------------------------------------------- */

/* Loads libpg_query; all below needs it. */
gboolean postgresql_load_parser(GError **error);
/* The statements of a script as the parser's JSON; NULL and an error with the
 * line when it is none. */
json_t *postgresql_parse(const Reading *reading, const char *text,
			 GError **error);
/* The expression as the parser spells it. The caller owns it. */
char *postgresql_canonical(const char *sql);
/* The same for a whole statement. */
char *postgresql_canonical_statement(const char *sql);
/* The end of the token at `text`, after space and comments; *start is where
 * it begins. An empty token is the end. */
const char *postgresql_next(const char *text, const char **start);
/* Whether the token [start, end) is the word, in any case. */
gboolean postgresql_is_word(const char *start, const char *end,
			    const char *word);
/* What stands within the first parentheses from `from` on. The caller owns
 * it. NULL when there are none. */
char *postgresql_cut_group(const Reading *reading, const char *from);
/* What stands from `from` to the first of `stop` (NULL: none) and the comma
 * or parenthesis that ends an item of a list. */
char *postgresql_cut_item(const Reading *reading, const char *from,
			  const char *stop);
/* The place behind the word when it comes at depth 0 from `from` on; NULL. */
const char *postgresql_find_word(const Reading *reading, const char *from,
				 const char *word);
/* `sql` with every name `old` given the name `new`. The caller owns it. */
char *postgresql_rename_in(const char *sql, const char *old, const char *new);

/* --- nodes ---------------------------------------------------------------- */

/* {"Kind": {…}}: the kind, and what is in it. */
const char *node_kind(const json_t *node);
const json_t *node_body(const json_t *node);
const char *node_text(const json_t *body, const char *key);
gboolean node_flag(const json_t *body, const char *key);
int node_number(const json_t *body, const char *key);
/* Appends the strings of a list of String nodes to `names`. */
void node_names(const json_t *list, GPtrArray *names);
/* The last and the last but one of a list of names; *schema_name is NULL for
 * the default namespace. Borrowed. */
void node_qualified(const json_t *list, const char **schema_name,
		    const char **name);
/* "public" is the default namespace. */
const char *namespace_of(const char *schema_name);

/* --- reports ---------------------------------------------------------------
 */

/* The line of a place in the script. */
unsigned reading_line(const Reading *reading, const char *place);
/* Both return FALSE. */
gboolean reading_fail(const Reading *reading, const char *format, ...)
	G_GNUC_PRINTF(2, 3);
void reading_unsupported(const Reading *reading, const char *table,
			 const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The table that a RangeVar names; fails when there is none. */
Table *reading_get_table(const Reading *reading, const json_t *range);

/* --- statements ------------------------------------------------------------
 */

/* A TypeName as the dialect spells it; *serial says that the column is numbered
 * by a sequence of its own. The caller owns it. */
char *postgresql_read_type(const json_t *type, gboolean *serial);
/* A ColumnDef with its constraints, which go to the table. */
gboolean postgresql_read_column(Reading *reading, Table *table,
				const json_t *definition);
/* A Constraint of the table. `column` is the one it stands behind, or NULL. */
gboolean postgresql_read_constraint(Reading *reading, Table *table,
				    const char *column, const json_t *body);
void postgresql_set_default(Reading *reading, Column *column, const char *sql);
gboolean postgresql_read_create(Reading *reading, const json_t *body);
gboolean postgresql_read_index(Reading *reading, const json_t *body);
gboolean postgresql_read_alter(Reading *reading, const json_t *body);
gboolean postgresql_read_rename(Reading *reading, const json_t *body);
gboolean postgresql_read_drop(Reading *reading, const json_t *body);
gboolean postgresql_read_object(Reading *reading, const char *kind,
				const json_t *body, gboolean *known);

/* --- what is kept as the statement that makes it --------------------------
 */

typedef struct Kept {
	const char *kind; /* static: see View */
	const char *schema_name;
	const char *name;
	const char *sql; /* NULL: the statement that is read */
	gboolean replace;
	gboolean if_not_exists;
	gboolean comes_first;
} Kept;

/* What a RangeVar names. */
Kept kept_range(const char *kind, const json_t *range);
/* Adds it to the schema's views; fails when it is there already. */
gboolean kept_add(Reading *reading, const Kept *kept);
/* The one of that name, or NULL. */
View *kept_find(const Reading *reading, const Kept *kept);
/* The statement that is read, as the parser spells it. The caller owns it. */
char *reading_statement(const Reading *reading);
gboolean postgresql_read_kept(Reading *reading, const char *kind,
			      const json_t *body, gboolean *known);
gboolean postgresql_create_sequence(Reading *reading, const json_t *body);
gboolean postgresql_alter_sequence(Reading *reading, const json_t *body);
/* Whether a DROP is of functions; they are dropped. */
gboolean postgresql_drop_functions(Reading *reading, const json_t *body);
/* Says which functions come before the tables. */
void postgresql_place_functions(Schema *schema);

#endif
