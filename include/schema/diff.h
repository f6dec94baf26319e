/*
 * The difference between two schemas as a list of changes, in an order in
 * which they can be made: drops of what others hang on last, adds first where
 * others need them.
 *
 * Both schemas come from the same kind of reader (two read from an engine, or
 * two from models); see design invariant 4.
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
	CHANGE_ADD_VIEW,
	CHANGE_DROP_VIEW,
	CHANGE_DROP_ENUM
} ChangeKind;

/* One change. All pointers are borrowed from the two schemas; those that do
 * not apply are NULL. A changed constraint or index is a drop and an add. */
typedef struct Change {
	ChangeKind kind;
	const Table *old_table;
	const Table *new_table;
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
 * evidence or by order (schema/rename.h). */
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
