/*
 * An engine in miniature, stricter than any real one: it makes changes one by
 * one, follows renames, and refuses what would leave something in the air.
 */
#ifndef TESTS_SCHEMA_ENGINE_H
#define TESTS_SCHEMA_ENGINE_H

#include "schema/diff.h"

typedef struct Engine {
	Schema *state;
	const Schema *to;
	/* From the things of the two schemas to those of the state. */
	GHashTable *things;
	/* Tables of `to` to their place, to know a circle by. */
	GHashTable *places;
	char *complaint; /* what was refused first, or NULL */
} Engine;

Engine *engine_new(const Schema *from, const Schema *to);
void engine_free(Engine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_free)

/* FALSE and a complaint when the change cannot be made now. */
gboolean engine_make(Engine *engine, const Change *change);

#endif
