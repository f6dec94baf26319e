/*
 * The making of a difference: changes are put into phases as they are found,
 * and the phases make the order. Inside of the room; see schema/diff.h for
 * what the order is and why.
 */
#ifndef SCHEMA_CHANGES_H
#define SCHEMA_CHANGES_H

#include "internal.h"

typedef enum Phase {
	PHASE_DROP_VIEWS,
	PHASE_DROP_TRIGGERS,
	PHASE_DROP_RETAKEN, /* tables whose name a rename takes */
	PHASE_RENAME_TABLES,
	PHASE_DROP_REFERENCES,
	PHASE_DROP_INDEXES,
	PHASE_DROP_TABLES,
	PHASE_ADD_ENUMS,
	PHASE_ADD_FIRST, /* views that come before the tables */
	PHASE_TABLES,	 /* a block for each table */
	PHASE_ADD_REFERENCES,
	PHASE_ADD_TRIGGERS,
	PHASE_ADD_VIEWS,
	PHASE_DROP_FIRST,
	PHASE_DROP_ENUMS,
	PHASE_COUNT
} Phase;

typedef struct Changes {
	const Schema *from;
	const Schema *to;
	const Renames *renames;
	GPtrArray *phases[PHASE_COUNT]; /* of Change */
	/* Old tables that lose what a foreign key could hang on. */
	GHashTable *losing;
	/* New tables in the order of their blocks, to their place from 1. */
	GHashTable *places;
	/* New tables that have a block. */
	GHashTable *touched;
} Changes;

/* A change of the lens's table (NULL: of none), to be filled in further. */
Change *changes_add(Changes *changes, Phase phase, ChangeKind kind,
		    const Lens *lens);

/* Finds what changed within a table that is in both schemas. */
void changes_find_in_table(Changes *changes, const Lens *lens);

/* The renames among `renames` (of Change) in an order in which each name is
 * free when it is taken, as far as there is one. */
typedef const char *(*ChangeName)(const Change *change);
void changes_order_renames(GPtrArray *renames, ChangeName old_name,
			   ChangeName new_name);

#endif
