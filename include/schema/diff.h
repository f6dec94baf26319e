/*
 * The difference between two schemas as a list of changes, in an order in
 * which they can be made.
 *
 * Both schemas come from the same kind of reader (two read from an engine, or
 * two from models); see design invariant 4.
 *
 * What is no change: the case of a name; the order of columns, or of anything
 * else; a constraint that gets a name or loses it; SQL that is written in
 * another way (see expression_equal()); what an engine that follows renames
 * does by itself, which is to give the new name to every index, constraint,
 * expression, trigger and view that has the old one. A foreign key that names
 * no columns is the same as one that names the primary key. A constraint, an
 * index, a trigger or a view that changed is dropped and added, and so is an
 * index that only has another name, a view whose triggers changed, and a
 * virtual table, which no engine can alter.
 *
 * The order:
 *  1. views are dropped, the last one first, then triggers: an engine refuses
 *     to alter what they name;
 *  2. tables are renamed, so that every later change knows its table by the
 *     new name. A table whose name is taken by another is dropped before;
 *  3. foreign keys are dropped whose table loses what they refer to: it is
 *     dropped, or it loses a key, a column, or the type of one;
 *  4. indexes are dropped, for an index of another table may take the name;
 *  5. tables are dropped, children before parents (in a circle in any order),
 *     for the same reason;
 *  6. enums are added and altered, then what else tables may name (see
 *     View.comes_first);
 *  7. tables are added or changed, parents before children. The changes of a
 *     table stand together: constraints dropped, columns renamed, added,
 *     altered, options, columns dropped, constraints added, indexes added.
 *     Columns go late, so that a statement put in by hand can carry their
 *     values over; only one whose name a rename takes goes before that. A
 *     generated column is added after the others and dropped before them;
 *  8. foreign keys are added that close a circle of tables;
 *  9. triggers are added, then views, the first one first;
 * 10. what tables named is dropped, then enums.
 * An engine that makes all changes of a table at once may do so where the
 * first of 7 stands, or where 3 has the table already: by then it has its
 * name. Renames that take each other's names come in an order in which each
 * name is free; where there is none, a circle, the engine will refuse them.
 */
#ifndef SCHEMA_DIFF_H
#define SCHEMA_DIFF_H

#include "schema/schema.h"

typedef enum ChangeKind {
	CHANGE_ADD_ENUM,
	CHANGE_ALTER_ENUM,
	CHANGE_RENAME_TABLE,
	CHANGE_ADD_TABLE, /* with its constraints, indexes and triggers */
	CHANGE_DROP_TABLE,
	CHANGE_RENAME_COLUMN,
	CHANGE_ADD_COLUMN,
	CHANGE_DROP_COLUMN,
	CHANGE_COLUMN_TYPE, /* type or collation */
	CHANGE_COLUMN_NULLABLE,
	CHANGE_COLUMN_DEFAULT,
	CHANGE_COLUMN_GENERATED,
	CHANGE_COLUMN_IDENTITY, /* autoincrement, identity, extra */
	CHANGE_COLUMN_COMMENT,
	CHANGE_ADD_CONSTRAINT,
	CHANGE_DROP_CONSTRAINT,
	CHANGE_ADD_INDEX,
	CHANGE_DROP_INDEX,
	CHANGE_TABLE_OPTIONS, /* WITHOUT ROWID, STRICT, comment */
	CHANGE_ADD_TRIGGER,
	CHANGE_DROP_TRIGGER,
	CHANGE_ADD_VIEW, /* with its triggers */
	CHANGE_DROP_VIEW,
	CHANGE_DROP_ENUM
} ChangeKind;

/* One change. All pointers are borrowed from the two schemas; those that do
 * not apply are NULL. A changed constraint or index is a drop and an add. */
typedef struct Change {
	ChangeKind kind;
	/* The table it is about, as it is before and after all changes: both
	 * are set for every change of a table but its adding and dropping. */
	const Table *old_table;
	const Table *new_table;
	/* Both are set but for the adding and the dropping of a column. */
	const Column *old_column;
	const Column *new_column;
	const Constraint *constraint;
	const Index *index;
	const Trigger *trigger;
	const View *view;
	const EnumType *old_enum;
	const EnumType *new_enum;
} Change;

/* Which names are the same thing under another name. Made by the caller, from
 * evidence or by order (schema/rename.h). Tables go by their full names
 * ("audit.todos"); a thing is renamed at most once. All functions but the
 * adding ones take NULL for no renames. What they return is borrowed. */
typedef struct Renames Renames;
Renames *renames_new(void);
void renames_free(Renames *renames);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Renames, renames_free)
void renames_add_table(Renames *renames, const char *old_name,
		       const char *new_name);
/* `table` is the table's new name. */
void renames_add_column(Renames *renames, const char *table,
			const char *old_name, const char *new_name);
/* The new name of an old one and back; NULL when it was not renamed. */
const char *renames_find_new_table(const Renames *renames,
				   const char *old_name);
const char *renames_find_old_table(const Renames *renames,
				   const char *new_name);
const char *renames_find_new_column(const Renames *renames, const char *table,
				    const char *old_name);
const char *renames_find_old_column(const Renames *renames, const char *table,
				    const char *new_name);
unsigned renames_count(const Renames *renames);

/* The changes that lead from one schema to the other: an array of Change that
 * the caller owns and that must not outlive the schemas. `renames` may be
 * NULL. */
GPtrArray *schema_diff(const Schema *from, const Schema *to,
		       const Renames *renames);

/* The same renames seen from the other side, for the way down. */
Renames *renames_reverse(const Renames *renames);

/* Whether making the change discards stored values: a dropped table or
 * column. */
gboolean change_drops_values(const Change *change);

/* "added column 'todos.deleted_at'", as Alembic says it after "Detected ".
 * The caller owns it. */
char *change_describe(const Change *change);

/* "+ column todos.deleted_at DATETIME": one line of `git migrate diff`, the
 * first character '+', '-' or '~'. The caller owns it. */
char *change_summarize(const Change *change);

#endif
