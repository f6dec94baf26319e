/* What the files of the stash share: the words of its statements. */
#ifndef DATABASE_STASH_PARTS_H
#define DATABASE_STASH_PARTS_H

#include "database/stash.h"

/* What the rows of a store are in, column `state`. */
#define STATE_WAITING 0
#define STATE_RESTORED 1
#define STATE_DELETED 2
#define STATE_HELD 3
#define STATE_CHANGED 4
#define STATE_GONE 5 /* noted by a trigger when the row was deleted */
#define STATE_CONVERTED                                       \
	6 /* came back, but its place has made something else \
	   * of it: the value itself is still here */

/* The name of the table that has a set's values, "git_migrate_stash_7". */
char *stash_store_name(gint64 id);
char *stash_quote(const char *name);
/* Whether the last of the keys is one of stash_row_key(). */
gboolean stash_has_row_key(const GPtrArray *keys);
/* `"T"."a" IS s.k1 AND "T"."b" IS s.k2` over the names of the keys. */
char *stash_match(const char *table, const GPtrArray *keys);
/* The condition that a row of the table is in a store, in rows `s` of it for
 * which a condition holds. Linear. */
char *stash_in_store(const char *table, const GPtrArray *keys, gint64 id,
		     const char *condition);
/* Whether two lists have the same names in the same order. */
gboolean stash_same_names(const GPtrArray *a, const GPtrArray *b);
/* Whether two lists of keys know the same rows, whether or not one has a key of
 * stash_row_key(). */
gboolean stash_same_keys(const GPtrArray *a, const GPtrArray *b);
/* `a.k1 IS b.k1 AND …` over the stores of two sets with such keys. */
char *stash_match_stores(const char *a, const GPtrArray *a_keys, const char *b,
			 const GPtrArray *b_keys);
/* The index of a name in a list, or -1. */
int stash_find_name(const GPtrArray *names, const char *name);

/* Runs a statement; %-less text. */
gboolean stash_execute(Database *database, const char *sql, GError **error);
/* The number a query gives. */
gboolean stash_count(Database *database, const char *sql, guint64 *count,
		     GError **error);
/* Whether a table has all of the columns; a name for the row itself counts. */
gboolean stash_has_place(Database *database, const char *table,
			 const GPtrArray *first, const GPtrArray *second,
			 gboolean *has, GError **error);

/* stash.c: notes a set, whose id is set, without its store. */
gboolean stash_insert(Database *database, StashSet *set, GError **error);
/* Notes what values a set has now. */
gboolean stash_set_values(Database *database, const StashSet *set,
			  GError **error);
gboolean stash_set_kept(Database *database, const StashSet *set,
			GError **error);

/* stash_keep.c: makes the table that has a set's values. */
gboolean stash_create_store(Database *database, const StashSet *set,
			    GError **error);
/* Counts what a set has that did not come back, and notes it. */
gboolean stash_recount(Database *database, StashSet *set, GError **error);
/* Whether the store has `w` columns: what stood in the place of a value that
 * could not come back. */
gboolean stash_has_places(const StashSet *set);
/* "count(v1) + count(v2)": what a set's number of values or rows is. */
char *stash_write_count(const StashSet *set);
/* " AND …": a row of the store was said to be kept. */
char *stash_write_announced(const StashSet *set);

/* stash_merge.c: lets a set that was just kept take over what earlier ones
 * still have for the same rows. */
gboolean stash_absorb(Database *database, const StashSet *set, GError **error);
/* Splits a set: the values whose index (+ 1) is not in `places` go to a set of
 * their own, of which *left counts the values. */
gboolean stash_split(Database *database, StashSet *set, GPtrArray *places,
		     guint64 *left, GError **error);
/* Keeps, in sets of their own, the values of restored rows of which their
 * place has made something else. */
gboolean stash_keep_converted(Database *database, const StashSet *set,
			      GError **error);
/* The condition that a column has exactly the value of the store. */
char *stash_same(const char *table, const char *column, const char *stored);

/* stash_watch.c: an index over the keys of a store. */
gboolean stash_index(Database *database, const StashSet *set, GError **error);
/* Takes the triggers of a set away. */
gboolean stash_unwatch(Database *database, gint64 id, GError **error);
gboolean stash_is_row_name(const char *name);

#endif
