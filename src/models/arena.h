/*
 * One reading's memory: syntax, values and names live until the reading ends
 * and are then freed at once, so nothing in this room but its results has an
 * owner of its own.
 */
#ifndef MODELS_ARENA_H
#define MODELS_ARENA_H

#include <glib.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena);

/* Zeroed memory, aligned for any pointer. */
gpointer arena_alloc(Arena *arena, gsize size);
#define arena_new0(arena, type) ((type *)arena_alloc(arena, sizeof(type)))

/* A copy of `count` bytes that is the same pointer for the same bytes: names
 * are compared by pointer everywhere in this room. */
const char *arena_intern_bytes(Arena *arena, const char *text, gsize count);
const char *arena_intern(Arena *arena, const char *text);
const char *arena_intern_format(Arena *arena, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* How many bytes were asked for so far. */
gsize arena_size(const Arena *arena);

/* What bytes are looked at, or values compared, is counted in steps of the
 * evaluator, so that its limit holds for them too. arena_intern() does so by
 * itself. */
void arena_charge_bytes(Arena *arena, gsize count);
void arena_charge(Arena *arena, guint64 steps);
guint64 arena_steps(const Arena *arena);

#endif
