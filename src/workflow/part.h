/*
 * The part of a comparison that its changes can touch: a migration is rehearsed
 * on the few tables it is about, and not on all thousand beside them.
 */
#ifndef WORKFLOW_PART_H
#define WORKFLOW_PART_H

#include "workflow/compare.h"

typedef struct Part {
	GHashTable *names; /* of the tables, full and in lower case; a set */
	Schema *from;
	Schema *to;
} Part;

/* The tables that change, those that refer to them, and what all these refer
 * to. NULL where that is most of the schema, or where things that may name any
 * table are in it: views, triggers, virtual tables, types with names. */
Part *part_new(const Comparison *comparison);
void part_free(Part *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Part, part_free)

/* The whole schema the comparison starts from, with what became of the part in
 * place of its tables. The caller owns it. */
Schema *part_put_back(const Part *part, const Schema *whole,
		      const Schema *built);

#endif
