/* A set on its way back, and what the files of that way share. */
#ifndef DATABASE_STASH_RETURN_H
#define DATABASE_STASH_RETURN_H

#include "stash_parts.h"

typedef struct Return {
	Database *database;
	StashSet *set;
	char *store;
	char *table; /* quoted */
	char *match; /* its rows against those of the store */
	gboolean has_place;
	guint64 left; /* values without a place: in a set of their own */
} Return;
Return *stash_return_new(Database *database, StashSet *set);
void stash_return_free(Return *back);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Return, stash_return_free)

gboolean stash_run(const Return *back, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* Rows of the store in one state that have their row in the table, and for
 * which a condition (" AND …") holds, get another. */
gboolean stash_mark(const Return *back, int from, int to, const char *condition,
		    GError **error);
gboolean stash_delete_in_state(const Return *back, int state, GError **error);
gboolean stash_is_of_columns(const StashSet *set);

/* stash_dangling.c: values that refer to what is gone do not come back. */
gboolean stash_hold_dangling(const Return *back, GError **error);
/* Takes out the rows that came back and refer to what is gone, and those that
 * refer to them. */
gboolean stash_take_out_dangling(const GPtrArray *returns, GError **error);

#endif
