/* What knows a row of a table. */
#ifndef WORKFLOW_EFFECT_KEYS_H
#define WORKFLOW_EFFECT_KEYS_H

#include "effect.h"

/* A key is a GArray of int: the indices of its columns, and for the row's own
 * number one of these. */
enum {
	EFFECT_KEY_ROW = -1,
	EFFECT_KEY_ROW_OF_NULL = -2 /* where a key before it is NULL */
};

/* The keys of a table, best first. `database` has its rows. The caller unrefs
 * the array. */
GPtrArray *effect_find_keys(Database *database, const Table *table);
/* Whether rows have NULL in their primary key, which SQLite lets them: then it
 * does not tell them apart. */
gboolean effect_has_null_key(Database *database, const Table *table);
/* A table's own keys, of char * as database/stash.h has them, for rows that
 * nothing is known to have become of; empty when it has none. The caller unrefs
 * the array. */
GPtrArray *effect_own_keys(Database *database, const Table *table);
int effect_key_column(const GArray *key, guint at);
/* -1 when there is none of that name. */
int effect_column_index(const Table *table, const char *name);

#endif
