/*
 * Dialects: how an engine spells types, tables and changes. Text only; no
 * engine is opened here.
 *
 * A dialect is one entry of the table behind dialect_find(); the rest of the
 * program asks for a capability, never for a name.
 *
 * What the written SQL takes for granted of whoever runs it, on SQLite:
 *   - it runs in one transaction, with foreign_keys off since before it began:
 *     a rebuild drops the table that others refer to, and would take their
 *     rows with it;
 *   - foreign keys are compared with what they were, and all views prepared,
 *     before the commit: a rebuild does not look at either, so a view of a
 *     column that went is found only there;
 *   - PRAGMA legacy_alter_table is allowed. A rebuild sets it for one
 *     statement; a run that fails in between has to set it back to OFF;
 *   - sqlite_sequence may be written: a rebuild hands on the counter of
 *     AUTOINCREMENT;
 *   - a rebuild makes a table _new_<name> and leaves none behind.
 */
#ifndef DIALECTS_DIALECT_H
#define DIALECTS_DIALECT_H

#include "base/diagnostic.h"
#include "schema/diff.h"
#include "schema/schema.h"

typedef struct Dialect Dialect;

/* A value for the rows that are there already, when a column becomes NOT NULL
 * or is added as such: --default TABLE.COLUMN=SQL. */
typedef struct Backfill {
	char *table;
	char *column;
	char *sql;
} Backfill;
Backfill *backfill_new(const char *table, const char *column, const char *sql);
void backfill_free(Backfill *backfill);

typedef struct ChangeOptions {
	const Renames *renames;	    /* those schema_diff() was given; or NULL */
	const GPtrArray *backfills; /* of Backfill; or NULL */
	gboolean refuse_missing_backfill; /* fail (FAILURE_REFUSED) where rows
					   * could not get a value; else they
					   * get dialect_empty_value(), and a
					   * comment says so */
	gboolean keep_column_order; /* columns end in the order of `to`, by a
				     * rebuild if need be; else an added one
				     * may come to stand at the end. For the
				     * way down, which gives back what was */
} ChangeOptions;

/* "sqlite", "postgresql"; NULL for an unknown name. */
const Dialect *dialect_find(const char *name);
/* NULL-ended names of all dialects, for messages. */
const char *const *dialect_names(void);
const char *dialect_name(const Dialect *dialect);

/* The whole schema as DDL: each statement ends in ";\n", an empty line between
 * tables, tables before those that refer to them. The caller owns it. */
char *dialect_write_schema(const Dialect *dialect, const Schema *schema);

/* Whether the dialect carries out DDL on a Schema by itself, so that no engine
 * is needed to know what a script makes: dialect_run_script(). */
gboolean dialect_runs_scripts(const Dialect *dialect);
/* Carries out a script's statements on `schema`, which then has what an engine
 * would read back, in one spelling whoever wrote it. Statements that make no
 * definitions (rows, rights, functions) are left out. What the schema would be
 * only an engine knows becomes a DIAGNOSTIC_UNSUPPORTED. FAILURE_SQL with
 * "path:line: …" for a script that no engine would take; `path` may be NULL. */
gboolean dialect_run_script(const Dialect *dialect, Schema *schema,
			    const char *text, const char *path,
			    unsigned first_line, GPtrArray *diagnostics,
			    GError **error);

/* Whether a script has no statement, for a dialect that runs scripts. */
gboolean dialect_script_is_empty(const Dialect *dialect, const char *text);

/* Appends a DIAGNOSTIC_UNSUPPORTED to `diagnostics` for all that the engine
 * cannot have: types, namespaces, keys. What dialect_write_schema() writes in
 * its place is then not what was meant. */
void dialect_check_schema(const Dialect *dialect, const Schema *schema,
			  GPtrArray *diagnostics);

/* The changes (all that schema_diff(from, to, options->renames) found) as SQL
 * that a person would have written: a statement a change, a rebuild spelt out
 * with comments, "" for no change. Both schemas were read back from this
 * engine, and `to` is whole: a rebuilt table has the indexes and triggers it
 * has in `to`, and loses others. NULL and an error that names table and column
 * when a change cannot be made: FAILURE_REFUSED for missing values,
 * FAILURE_UNSUPPORTED for what the engine cannot do in one step. `options` may
 * be NULL. The caller owns the text. */
char *dialect_write_changes(const Dialect *dialect, const Schema *from,
			    const Schema *to, const GPtrArray *changes,
			    const ChangeOptions *options, GError **error);

/* The columns that `changes` make NOT NULL without a default, so that rows
 * already there need a value: Backfill entries with `sql` NULL, without those
 * that options->backfills has. The caller unrefs the array. */
GPtrArray *dialect_find_missing_backfills(const Dialect *dialect,
					  const GPtrArray *changes,
					  const ChangeOptions *options);

/* The engine's spelling of a type, an identifier quoted only where it has to
 * be, a string literal. The caller owns each. */
char *dialect_spell_type(const Dialect *dialect, const Type *type);
char *dialect_spell_expression(const Dialect *dialect,
			       const Expression *expression);
/* The name that an index has or gets. The caller owns it. */
char *dialect_index_name(const Dialect *dialect, const Table *table,
			 const Index *index);
/* The types that the engine keeps by name, those that columns bring with them
 * too, each once: an array of EnumType that the caller unrefs. Empty where the
 * engine has none. */
GPtrArray *dialect_collect_enums(const Dialect *dialect, const Schema *schema);
/* An SQL value that is empty and of the type ("0", "''"): what rows get that
 * have none for a column that must not be NULL. `type` may be NULL. */
char *dialect_empty_value(const Dialect *dialect, const Type *type);
char *dialect_quote_identifier(const Dialect *dialect, const char *name);
char *dialect_quote_string(const Dialect *dialect, const char *value);

#endif
