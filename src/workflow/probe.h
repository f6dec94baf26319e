/* Probe rows in a scratch database, and where their values lie. */
#ifndef WORKFLOW_PROBE_H
#define WORKFLOW_PROBE_H

#include "effect.h"

/* Probe rows a table gets. The last has NULL wherever it may. */
#define PROBE_ROWS 3

typedef enum ProbeKind {
	PROBE_WORDS,   /* texts are texts of many kinds of characters */
	PROBE_FULL,    /* as these, and no NULL, for scripts that take none */
	PROBE_NUMBERS, /* texts are numbers, for scripts that count with them */
	PROBE_ONE,     /* one row, for scripts that let rows be alike no more */
	PROBE_NONE
} ProbeKind;

/* One value of a row: `column` is its index in the table, or -1 for the row's
 * own number. */
typedef struct Cell {
	guint table;
	guint row;
	int column;
	char *literal;
} Cell;

/* All rows of all tables of a schema. */
typedef struct Cells {
	const Schema *schema;
	GHashTable *by_number; /* number of a probe value → GPtrArray of Cell,
				* borrowed */
	GPtrArray *rows;       /* of GPtrArray of Cell: each row of each table,
				* in the order they were read */
} Cells;
void cells_free(Cells *cells);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cells, cells_free)

/* Puts probe rows into every table. A row that cannot be put in is left out.
 */
gboolean probe_insert(Database *scratch, const Schema *schema, ProbeKind kind,
		      GError **error);
/* Reads every row. */
Cells *cells_read(Database *scratch, const Schema *schema, GError **error);

/* The number that marks a literal as a probe's; 0: it is none. */
guint64 probe_number(const char *literal);
/* The cell of a row's column (-1: its own number), or NULL. */
const Cell *cells_at(const GPtrArray *row, int column);

#endif
