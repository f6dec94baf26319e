/*
 * What the files of the PostgreSQL dialect share.
 */
#ifndef DIALECTS_POSTGRESQL_H
#define DIALECTS_POSTGRESQL_H

#include "internal.h"

/* --- words ---------------------------------------------------------------- */

/* Quoted where PostgreSQL would fold its case or take it for a keyword. */
void postgresql_append_identifier(GString *text, const char *name);
/* "a, b" of an array of char *. */
void postgresql_append_identifiers(GString *text, const GPtrArray *names);
/* "name", "schema.name"; `schema_name` may be NULL. */
void postgresql_append_name(GString *text, const char *schema_name,
			    const char *name);
void postgresql_append_table_name(GString *text, const Table *table);
/* Appends SQL that was written elsewhere, and a line feed when it might end
 * in a comment. */
void postgresql_append_sql(GString *text, const char *sql);
char *postgresql_quote_identifier(const char *name);
char *postgresql_quote_string(const char *value);

/* --- types and expressions ------------------------------------------------ */

char *postgresql_spell_type(const Type *type);
/* Why PostgreSQL has no such type, or NULL when it has. Static. */
const char *postgresql_missing_type(const Type *type);
char *postgresql_empty_value(const Type *type);
char *postgresql_spell_expression(const Expression *expression);
/* An expression as an index takes it for a key: in parentheses where the
 * grammar wants them. */
char *postgresql_spell_key(const Expression *expression);
/* The enums of the schema: those it has by name and those its columns bring,
 * each once. Borrowed enums are copied; the caller unrefs the array. */
GPtrArray *postgresql_collect_enums(const Schema *schema);

/* --- definitions ---------------------------------------------------------- */

/* "CREATE TYPE name AS ENUM (…);\n". */
void postgresql_append_enum(GString *text, const EnumType *type);
/* "title VARCHAR(80) DEFAULT '' NOT NULL", as ADD COLUMN takes it too. */
void postgresql_append_column(GString *text, const Column *column);
/* What stands behind the type: a collation, a default, …. */
void postgresql_append_constraint(GString *text, const Constraint *constraint);
/* Whether PostgreSQL has the constraint at all: what only stands in for a
 * type that it has itself is not written. */
gboolean postgresql_has_constraint(const Table *table,
				   const Constraint *constraint);
/* "CREATE TABLE …;\n" without the foreign keys to tables that come later in
 * `order` (of Table; NULL: with all of them). */
void postgresql_append_table(GString *text, const Table *table,
			     const GPtrArray *order);
/* The foreign keys that were left out, as ALTER TABLE. */
void postgresql_append_late_keys(GString *text, const Table *table,
				 const GPtrArray *order);
void postgresql_append_comments(GString *text, const Table *table);
/* "COMMENT ON COLUMN …;\n"; an absent comment is NULL. */
void postgresql_append_column_comment(GString *text, const Table *table,
				      const Column *column);
void postgresql_append_table_comment(GString *text, const Table *table);
/* "CREATE INDEX … ON table (…);\n". */
void postgresql_append_index(GString *text, const Table *table,
			     const Index *index);

char *postgresql_write_schema(const Schema *schema);
void postgresql_check_schema(const Schema *schema, GPtrArray *diagnostics);

/* --- reading -------------------------------------------------------------- */

/* The name the server gives, or gave, to a constraint of the table. */
char *postgresql_constraint_name(const Table *table,
				 const Constraint *constraint);
/* The statement that makes a sequence of that name what `view` says. */
void postgresql_append_altered_sequence(GString *text, const View *view);
gboolean postgresql_script_is_empty(const char *text);
gboolean postgresql_run_script(Schema *schema, const char *text,
			       const char *path, unsigned first_line,
			       GPtrArray *diagnostics, GError **error);

/* --- changes -------------------------------------------------------------- */

char *postgresql_write_changes(const Schema *from, const Schema *to,
			       const GPtrArray *changes,
			       const ChangeOptions *options, GError **error);
gboolean postgresql_needs_backfill(const Change *change);

#endif
