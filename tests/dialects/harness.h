/*
 * Schemas built in C, and engines that show what the written SQL does to them.
 */
#ifndef TESTS_DIALECTS_HARNESS_H
#define TESTS_DIALECTS_HARNESS_H

#include <glib.h>
#include <sqlite3.h>

#include "dialects/dialect.h"

/* --- building ------------------------------------------------------------ */

Table *add_table(Schema *schema, const char *name);
/* A column of the engine's own type; "!" at its end stands for NOT NULL. */
Column *add_column(Table *table, const char *name, const char *type);
void set_default(Column *column, const char *sql);
void set_generated(Column *column, const char *sql, gboolean stored);
/* Columns are separated by commas. */
Constraint *add_key(Table *table, const char *columns);
Constraint *add_unique(Table *table, const char *name, const char *columns);
Constraint *add_check(Table *table, const char *name, const char *sql);
Constraint *add_reference(Table *table, const char *columns, const char *other,
			  const char *other_columns, const char *on_delete);
Index *add_index(Table *table, const char *name, const char *columns);
void add_trigger(Table *table, const char *name, const char *sql);
View *add_view(Schema *schema, const char *name, const char *sql);

/* --- engines ------------------------------------------------------------- */

sqlite3 *engine_new(void);
/* Runs SQL; fails the test with SQLite's words. */
void engine_run(sqlite3 *engine, const char *sql);
/* SQLite's words when it refuses, or NULL. The caller owns them. */
char *engine_try(sqlite3 *engine, const char *sql);
/* Runs SQL as the program does: foreign keys off, in a transaction, with
 * foreign keys and views checked at the end. */
void engine_migrate(sqlite3 *engine, const char *sql);
/* All rows of a query, values separated by '|', a line each. */
char *engine_query(sqlite3 *engine, const char *sql);
void expect_rows(sqlite3 *engine, const char *sql, const char *rows);
/* All that can be known of the schema, as text. Columns are sorted by name
 * unless `ordered`. */
char *engine_dump(sqlite3 *engine, gboolean ordered);

/* --- moving -------------------------------------------------------------- */

/* What leads from one schema to the other. Renames may be NULL. */
char *write_changes(const Schema *from, const Schema *to,
		    const Renames *renames, const ChangeOptions *options,
		    GError **error);
/* An engine with the schema and the rows. */
sqlite3 *engine_with(const Schema *schema, const char *rows);
/* Moves the engine and expects that it has the schema `to` then. */
void engine_move(sqlite3 *engine, const Schema *from, const Schema *to,
		 const Renames *renames, const ChangeOptions *options);
/* The same, and back again to the exact schema that was (R66). */
void engine_move_both_ways(sqlite3 *engine, const Schema *from,
			   const Schema *to, const Renames *renames,
			   const ChangeOptions *options);

#endif
