/*
 * The stash: values that a step of a run would discard, kept in the user's own
 * database until the step is taken back.
 *
 * `git_migrate_stash` has a row a set; the values of a set are in a table of
 * its own, in columns without types, so that the engine converts nothing. A
 * set is made and given back inside the transaction of a run, around the step:
 *
 *     the step that discards     stash_keep, the step, stash_settle
 *     its opposite               stash_prepare, the step, stash_restore
 *
 * Rows are known by their keys: what was deleted while a set lay here stays
 * deleted, what was written stays as it is. The user's triggers do not fire.
 *
 * This room knows of a step only its revision's id and its direction.
 */
#ifndef DATABASE_STASH_H
#define DATABASE_STASH_H

#include "database/database.h"

#define STASH_TABLE "git_migrate_stash"
/* What the mark of a key that stash_row_key() made is; no column's name starts
 * with it. */
#define STASH_ROW_MARK "\001"

typedef enum StashKind {
	STASH_ROWS_OF_TABLE, /* the table goes: all its rows */
	STASH_COLUMNS,	     /* columns go, or their values change */
	STASH_ROWS,	     /* rows go from a table that stays */
	STASH_ECHO /* columns stay, but the way back would overwrite them */
} StashKind;

/* A set of kept values. Names are those before the step; `after_*` are those
 * the same things have after it, as long as the step is not taken back. */
typedef struct StashSet {
	gint64 id; /* 0: not kept yet */
	char *revision;
	gboolean down; /* the step that discarded took the revision back */
	StashKind kind;
	char *table;
	GPtrArray *keys;   /* of char *: the columns that know a row; the last
			    * may be one of stash_row_key() */
	GPtrArray *values; /* of char *: the columns that are kept */
	/* Where the rows are meanwhile; NULL when the step leaves no trace. */
	char *after_table;
	GPtrArray *after_keys; /* of char *, as many as keys; or NULL */
	/* Where the value of the one column is meanwhile: it changes, and only
	 * what did change is kept. Else NULL. */
	char *after_value;
	gboolean weak_nulls; /* COLUMNS: no NULL was chosen, so that what the
			      * way back fills in stands in its place */
	char *cast; /* type that gives a converted value back, or NULL */
	/* Which rows; NULL: all. An SQL condition over the table. Not stored.
	 */
	char *condition;
	gboolean move;	    /* the rows are deleted as they are kept, so that
			     * the step is not refused. Not stored. */
	gboolean was_there; /* stash_prepare() found the table: what stands in
			     * it is not the step's filling. Not stored. */
	guint64 kept;	/* values (COLUMNS) that are not NULL, or rows; those of
			 * ECHO are not counted */
	char *opposite; /* what stands for the text that takes the step back, ""
			 * when it is not known */
	gboolean is_edited; /* the step to come has another text: what it does
			     * not touch stays here. Not stored. */
	gint64 sequence;    /* last number that AUTOINCREMENT gave, or 0 */
	char *created_at;   /* 2026-11-23T10:45:00Z */
	gint64 move_id; /* of the run that kept it (database/moves.h), or 0 */
} StashSet;
StashSet *stash_set_new(StashKind kind, const char *table);
void stash_set_free(StashSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StashSet, stash_set_free)

/* A key for tables whose others may be NULL, which knows no row: the column
 * `name`, or the row's own number, where one of the keys before it is NULL.
 * The caller owns it. */
char *stash_row_key(const char *name);
/* The column of a key, without the mark of stash_row_key(). */
const char *stash_key_column(const char *key);
/* `"T"."a"`: a key in SQL. The caller owns it. */
char *stash_key(const char *table, const GPtrArray *keys, guint at);

/* What became of the values that came back. */
typedef struct StashOutcome {
	guint64 values;	   /* of columns that came back */
	guint64 rows;	   /* that came back */
	guint64 of_values; /* how many there were */
	guint64 of_rows;
	guint64 deleted; /* rows that were deleted meanwhile */
	guint64 changed; /* values that were changed meanwhile and stay so */
	guint64 held;	 /* rows that stay in the stash: their key is taken,
			  * or what they refer to is gone */
} StashOutcome;

/* Makes the table of sets when it is absent. */
gboolean stash_create(Database *database, GError **error);

/* Keeps the values of a set before its step; its id and the count are set. A
 * set that turns out to be empty leaves no trace: id stays 0. NULL is a value:
 * the way back may fill it with another one. No number is given twice. */
gboolean stash_keep(Database *database, StashSet *set, GError **error);
/* After the step: lets go of what it did not discard. */
gboolean stash_settle(Database *database, StashSet *set, GError **error);
/* After that: lets go of what `set` has of rows that `rows`, a set of the same
 * step, has as a whole. */
gboolean stash_leave_rows(Database *database, StashSet *set,
			  const StashSet *rows, GError **error);

/* Whether anything is kept at all: cheap. */
gboolean stash_exists(Database *database, gboolean *exists, GError **error);
/* The sets that a step discarded, oldest first; with `revision` NULL all sets
 * there are. An array of StashSet that the caller unrefs. */
GPtrArray *stash_find(Database *database, const char *revision, gboolean down,
		      GError **error);
/* The set of an id; FAILURE_NOT_FOUND when there is none. */
StashSet *stash_get(Database *database, gint64 id, GError **error);

/* Before the opposite step: notes which keys are taken and which values were
 * changed meanwhile. `sets` are those of stash_find(). */
gboolean stash_prepare(Database *database, const GPtrArray *sets,
		       GError **error);
/* After it: gives the values back, counts what became of them, and drops what
 * is settled; a set of which nothing stays is dropped. A set whose place does
 * not exist stays as it is. */
gboolean stash_restore(Database *database, const GPtrArray *sets,
		       StashOutcome *outcome, GError **error);

/* Between runs triggers on the user's tables note which rows are deleted while
 * values of theirs lie here, for their keys may be given to other rows: a run
 * takes them away at its start, and puts them where they belong at its end. */
gboolean stash_watch_all(Database *database, gboolean watch, GError **error);

/* Drops a set with its values. */
gboolean stash_drop(Database *database, gint64 id, GError **error);
/* Drops the sets made before a time ("2026-08-25T10:45:00Z"); *dropped counts
 * them. */
gboolean stash_expire(Database *database, const char *before, guint *dropped,
		      GError **error);

/* At most `limit` rows of a set that were said to be kept, as GStrv of SQL
 * literals, the keys first; the caller unrefs the array. */
GPtrArray *stash_read(Database *database, const StashSet *set, guint limit,
		      GError **error);

#endif
