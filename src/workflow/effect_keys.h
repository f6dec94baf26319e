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
int effect_key_column(const GArray *key, guint at);
/* -1 when there is none of that name. */
int effect_column_index(const Table *table, const char *name);

#endif
