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

/* The name of the table that has a set's values, "git_migrate_stash_7". */
char *stash_store_name(gint64 id);
char *stash_quote(const char *name);
/* `"T"."a" IS s.k1 AND "T"."b" IS s.k2` over the names of the keys. */
char *stash_match(const char *table, const GPtrArray *keys);

/* Runs a statement; %-less text. */
gboolean stash_execute(Database *database, const char *sql, GError **error);
/* The number a query gives. */
gboolean stash_count(Database *database, const char *sql, guint64 *count,
		     GError **error);
/* Whether a table has all of the columns; a name for the row itself counts. */
gboolean stash_has_place(Database *database, const char *table,
			 const GPtrArray *first, const GPtrArray *second,
			 gboolean *has, GError **error);
/* stash_watch.c: takes the triggers of a set away. */
gboolean stash_unwatch(Database *database, gint64 id, GError **error);
gboolean stash_is_row_name(const char *name);

#endif
