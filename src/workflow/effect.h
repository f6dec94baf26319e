/*
 * The effect of a step, found by running it in a scratch database on probe
 * rows, whose values are told apart wherever they come to lie.
 */
#ifndef WORKFLOW_EFFECT_H
#define WORKFLOW_EFFECT_H

#include "database/database.h"

typedef enum Fate {
	FATE_KEPT,    /* the value lies somewhere, with its row's key */
	FATE_CHANGED, /* what lies in its place is another, or may be */
	FATE_GONE
} Fate;

typedef struct ColumnEffect {
	const Column *before;
	Fate fate;
	gboolean fills_null; /* only a NULL becomes something else */
	/* Where it lies in the table its row has come to; NULL: nowhere, or in
	 * another table. */
	const Column *after;
	const char *cast; /* the type that gives a converted value back */
} ColumnEffect;

typedef struct TableEffect {
	const Table *before;
	const Table *after;  /* where the rows have come to; NULL: they are
			      * gone */
	gboolean guessed;    /* no probe said so: by name alone */
	gboolean loses_rows; /* some rows may be gone */
	/* What knows a row before and after, of char *: columns, or the row's
	 * own number, as database/stash.h has them; NULL when nothing does. */
	GPtrArray *keys;
	GPtrArray *after_keys;
	ColumnEffect *columns; /* as many as before->columns */
} TableEffect;

typedef struct Effect {
	Schema *before; /* of what the step can reach */
	Schema *after;
	GPtrArray *tables; /* of TableEffect */
} Effect;
void effect_free(Effect *effect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Effect, effect_free)

/* The effect of a script on a database, which is only read. A script that
 * fails in the scratch database fails with its own message. */
Effect *effect_find(Database *database, const Script *script,
		    const ScriptScan *scan, GError **error);

/* Whether a column is the row's own number. */
gboolean effect_is_row_number(const Table *table, const Column *column);
/* The name that SQL has for a row's own number; NULL when it has none. */
const char *effect_row_name(const Table *table);
/* A name as SQL has it; the caller owns it. */
char *effect_quote(const char *name);
/* The type's affinity, as a type to cast to; NULL when nothing is converted.
 * Static. */
const char *effect_affinity(const Column *column);

#endif
