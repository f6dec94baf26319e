#include "arena.h"

#include <string.h>

enum {
	BLOCK_SIZE = 256 << 10,
	BYTES_A_STEP = 8
};

typedef struct Interned {
	const char *text;
	gsize count;
	guint hash;
} Interned;

struct Arena {
	GPtrArray *blocks;
	char *next;
	gsize left;
	gsize size;
	Interned *table; /* open addressing; a power of two */
	gsize table_size;
	gsize table_used;
	guint64 steps;
};

Arena *arena_new(void)
{
	Arena *arena = g_new0(Arena, 1);
	arena->blocks = g_ptr_array_new_with_free_func(g_free);
	arena->table_size = 1024;
	arena->table = g_new0(Interned, arena->table_size);
	return arena;
}

void arena_free(Arena *arena)
{
	if (!arena)
		return;
	g_ptr_array_unref(arena->blocks);
	g_free(arena->table);
	g_free(arena);
}

gpointer arena_alloc(Arena *arena, gsize size)
{
	size = (size + 7) & ~(gsize)7;
	if (size > arena->left) {
		gsize block = MAX(size, (gsize)BLOCK_SIZE);
		arena->next = g_malloc0(block);
		arena->left = block;
		g_ptr_array_add(arena->blocks, arena->next);
	}
	char *memory = arena->next;
	arena->next += size;
	arena->left -= size;
	arena->size += size;
	return memory;
}

static guint hash_bytes(const char *text, gsize count)
{
	guint hash = 2166136261u;
	for (gsize i = 0; i < count; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash;
}

static Interned *find_slot(Interned *table, gsize size, const char *text,
			   gsize count, guint hash)
{
	gsize i = hash & (size - 1);
	while (table[i].text &&
	       (table[i].hash != hash || table[i].count != count ||
		memcmp(table[i].text, text, count) != 0))
		i = (i + 1) & (size - 1);
	return &table[i];
}

static void grow_table(Arena *arena)
{
	gsize size = arena->table_size * 2;
	Interned *table = g_new0(Interned, size);
	for (gsize i = 0; i < arena->table_size; i++) {
		const Interned *old = &arena->table[i];
		if (old->text)
			*find_slot(table, size, old->text, old->count,
				   old->hash) = *old;
	}
	g_free(arena->table);
	arena->table = table;
	arena->table_size = size;
}

const char *arena_intern_bytes(Arena *arena, const char *text, gsize count)
{
	arena_charge_bytes(arena, count);
	if (arena->table_used * 2 >= arena->table_size)
		grow_table(arena);
	guint hash = hash_bytes(text, count);
	Interned *slot =
		find_slot(arena->table, arena->table_size, text, count, hash);
	if (!slot->text) {
		char *copy = arena_alloc(arena, count + 1);
		memcpy(copy, text, count);
		*slot = (Interned){copy, count, hash};
		arena->table_used++;
	}
	return slot->text;
}

const char *arena_intern(Arena *arena, const char *text)
{
	return arena_intern_bytes(arena, text, strlen(text));
}

const char *arena_intern_format(Arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return arena_intern(arena, text);
}

gsize arena_size(const Arena *arena)
{
	return arena->size;
}

void arena_charge_bytes(Arena *arena, gsize count)
{
	arena->steps += count / BYTES_A_STEP;
}

void arena_charge(Arena *arena, guint64 steps)
{
	arena->steps += steps;
}

guint64 arena_steps(const Arena *arena)
{
	return arena->steps;
}
