/*
 * The way from one schema of SQLite to another.
 *
 * The changes of a table that is there before and after make a TablePlan. It
 * is carried out by ALTER TABLE, or, when one of the changes is beyond that,
 * by one rebuild that makes all of them. The text has this order, in which
 * no statement meets what it cannot stand:
 *
 *   views and triggers go that change or would block an ALTER
 *   dropped tables go whose names are needed; tables get their new names
 *   new tables
 *   columns get their new names in tables that are rebuilt
 *   tables that ALTER can change, then the rebuilds
 *   dropped tables go
 *   views and triggers come back
 */
#ifndef DIALECTS_SQLITE_CHANGES_H
#define DIALECTS_SQLITE_CHANGES_H

#include "internal.h"

typedef struct TablePlan {
	const Table *old_table;
	const Table *new_table;
	GPtrArray *changes;   /* of const Change *, those of the table */
	gboolean rebuild;     /* else ALTER TABLE does it all */
	gboolean reorders;    /* rebuild: columns change places */
	gboolean names_first; /* rebuild: columns are renamed before it */
} TablePlan;

typedef struct ChangeWriter {
	const Schema *from;
	const Schema *to;
	const GPtrArray *changes;
	const ChangeOptions *options;
	GPtrArray *plans;	/* of TablePlan, in the order of the changes */
	GHashTable *from_names; /* every name in lower case, as a set */
	GHashTable *to_names;
	GPtrArray *dependents; /* views and triggers; of sqlite_views.c */
	GPtrArray *blocks; /* of char *: written with a blank line between */
} ChangeWriter;

char *sqlite_write_changes(const Schema *from, const Schema *to,
			   const GPtrArray *changes,
			   const ChangeOptions *options, GError **error);
gboolean sqlite_needs_backfill(const Change *change);

/* --- plans --------------------------------------------------------------- */

gboolean sqlite_name_equal(const char *a, const char *b);
/* Sorts the changes into plans and chooses how each is carried out. */
void sqlite_plans_make(ChangeWriter *writer);
void sqlite_plan_free(TablePlan *plan);
/* The change of a kind that a column of the plan's tables has, or NULL. */
const Change *sqlite_plan_find_change(const TablePlan *plan, ChangeKind kind,
				      const Column *column);
/* The old column whose values the new one has, or NULL. */
const Column *sqlite_plan_find_source(const TablePlan *plan,
				      const Column *column);
/* The added column behind which a new constraint can stand in ADD COLUMN, or
 * NULL. */
const Column *sqlite_plan_find_place(const TablePlan *plan,
				     const Constraint *constraint);
gboolean sqlite_plan_has(const TablePlan *plan, ChangeKind kind);
/* Whether a definition has the column in it. */
gboolean sqlite_constraint_mentions(const Constraint *constraint,
				    const char *column);
gboolean sqlite_index_mentions(const Index *index, const char *column);

/* --- what ALTER TABLE can do (R65) --------------------------------------- */

gboolean sqlite_alter_can_drop(const ChangeWriter *writer,
			       const TablePlan *plan, const Column *column);
gboolean sqlite_alter_can_add(const ChangeWriter *writer, const TablePlan *plan,
			      const Column *column);
void sqlite_alter_write(const ChangeWriter *writer, const TablePlan *plan,
			GString *text);

/* --- names that must be free in time ------------------------------------- */

/* All names of a schema in lower case, as a set. */
GHashTable *sqlite_names_collect(const Schema *schema);
/* A name that neither schema has: "_new_todos". The caller owns it. */
char *sqlite_names_make(const ChangeWriter *writer, const char *prefix,
			const char *name);
/* Whether a dropped table, or a dropped index of a table, has to go before
 * others can take its name. */
gboolean sqlite_table_goes_early(const ChangeWriter *writer,
				 const Table *table);
gboolean sqlite_index_goes_early(const ChangeWriter *writer,
				 const Table *new_table, const Index *index);
/* The renames of all tables; those of a table's columns. */
void sqlite_names_write_tables(const ChangeWriter *writer, GString *text);
void sqlite_names_write_columns(const ChangeWriter *writer,
				const TablePlan *plan, GString *text);

/* --- rebuilds ------------------------------------------------------------ */

/* Fails where the rebuilt table would not be what it should be. */
gboolean sqlite_rebuild_check(const ChangeWriter *writer, const TablePlan *plan,
			      GError **error);
void sqlite_rebuild_write(const ChangeWriter *writer, const TablePlan *plan,
			  GString *text);
/* One line of a change for the comment over a rebuild; nothing for a change
 * that is not the rebuild's. */
void sqlite_rebuild_describe(const Change *change, GString *text);

/* --- values for rows that are there --------------------------------------- */

/* SQL for the value of a column in rows that have none, or NULL when NULL or
 * the default is right. The caller owns it. */
char *sqlite_backfill_make(const ChangeWriter *writer, const TablePlan *plan,
			   const Column *column);
/* Comments on values that nobody gave. */
void sqlite_backfill_describe(const ChangeWriter *writer, const TablePlan *plan,
			      GString *text);

/* --- views and triggers -------------------------------------------------- */

/* Finds those that are there, before plans are made. */
void sqlite_views_collect(ChangeWriter *writer);
/* Finds those that have to go because others do, once plans are made. */
void sqlite_views_choose(ChangeWriter *writer);
void sqlite_views_write_drops(const ChangeWriter *writer, GString *text);
/* Adds a block for each view and trigger that comes or comes back. */
void sqlite_views_write_creates(ChangeWriter *writer);
/* Whether a view or a trigger that stays has the column in it. */
gboolean sqlite_views_mention(const ChangeWriter *writer, const Table *table,
			      const char *column);

#endif
