/* Arrays, tables of names and dictionaries in the arena. */
#include "value.h"

#include <string.h>

void items_add(Arena *arena, Items *items, Value *value)
{
	if (items->count == items->capacity) {
		guint capacity = items->capacity ? items->capacity * 2 : 4;
		Value **grown = arena_alloc(arena, capacity * sizeof(Value *));
		if (items->count)
			memcpy(grown, items->items,
			       items->count * sizeof(Value *));
		items->items = grown;
		items->capacity = capacity;
	}
	items->items[items->count++] = value;
}

enum {
	FEW_NAMES = 8
};

static guint hash_name(const char *name)
{
	guint64 bits = (guint64)(guintptr)name >> 3;
	return (guint)((bits * 0x9e3779b97f4a7c15u) >> 32);
}

static guint *find_slot(const Names *names, const char *name)
{
	guint i = hash_name(name) & (names->slot_count - 1);
	while (names->slots[i] &&
	       names->entries[names->slots[i] - 1].name != name)
		i = (i + 1) & (names->slot_count - 1);
	return &names->slots[i];
}

static NameEntry *find_entry(const Names *names, const char *name)
{
	if (names->slots) {
		guint slot = *find_slot(names, name);
		return slot ? &names->entries[slot - 1] : NULL;
	}
	for (guint i = 0; i < names->count; i++)
		if (names->entries[i].name == name)
			return &names->entries[i];
	return NULL;
}

Value *names_get(const Names *names, const char *name)
{
	const NameEntry *entry = find_entry(names, name);
	return entry ? entry->value : NULL;
}

static void build_slots(Arena *arena, Names *names)
{
	names->slot_count = names->capacity * 2;
	names->slots = arena_alloc(arena, names->slot_count * sizeof(guint));
	for (guint i = 0; i < names->count; i++)
		*find_slot(names, names->entries[i].name) = i + 1;
}

void names_set(Arena *arena, Names *names, const char *name, Value *value)
{
	NameEntry *entry = find_entry(names, name);
	if (entry) {
		entry->value = value;
		return;
	}
	if (names->count == names->capacity) {
		guint capacity = names->capacity ? names->capacity * 2 : 4;
		NameEntry *grown =
			arena_alloc(arena, capacity * sizeof(NameEntry));
		if (names->count)
			memcpy(grown, names->entries,
			       names->count * sizeof(NameEntry));
		names->entries = grown;
		names->capacity = capacity;
		if (capacity > FEW_NAMES)
			build_slots(arena, names);
	}
	names->entries[names->count] = (NameEntry){name, value};
	names->count++;
	if (names->slots)
		*find_slot(names, name) = names->count;
}

gboolean names_remove(Names *names, const char *name)
{
	NameEntry *entry = find_entry(names, name);
	if (!entry || !entry->value)
		return FALSE;
	entry->value = NULL;
	return TRUE;
}

/* The written form of a key: equal keys have the same one. */
static const char *write_key(Arena *arena, const Value *key, unsigned depth)
{
	if (depth > 20)
		return NULL;
	switch (key->kind) {
	case VALUE_STR:
		return key->text;
	case VALUE_INT:
	case VALUE_BOOL:
		return arena_intern_format(arena, "\1%" G_GINT64_FORMAT,
					   key->number);
	case VALUE_NONE:
		return arena_intern(arena, "\2");
	case VALUE_CLASS:
	case VALUE_FUNCTION:
		return arena_intern_format(arena, "\3%p", (void *)key->class);
	case VALUE_EXTERNAL:
		return arena_intern_format(arena, "\4%s", key->text);
	case VALUE_OBJECT:
	case VALUE_CALL:
		return arena_intern_format(arena, "\5%p", (const void *)key);
	case VALUE_TUPLE: {
		g_autoptr(GString) form = g_string_new("\6");
		for (guint i = 0; i < key->items.count; i++) {
			const char *part = write_key(arena, key->items.items[i],
						     depth + 1);
			if (!part)
				return NULL;
			g_string_append_printf(form, "%s\6", part);
		}
		return arena_intern(arena, form->str);
	}
	case VALUE_ITEM: { /* dict[str, Any] */
		const char *object = write_key(arena, key->object, depth + 1);
		const char *index = write_key(arena, key->index, depth + 1);
		return object && index ? arena_intern_format(arena, "\b%s[%s]",
							     object, index)
				       : NULL;
	}
	default: {
		const char *form = value_dotted(arena, key);
		return form ? arena_intern_format(arena, "\7%s", form) : NULL;
	}
	}
}

static const char *key_form(Arena *arena, const Value *key)
{
	return write_key(arena, key, 0);
}

Value *dict_get(Arena *arena, const Dict *dict, const Value *key)
{
	const char *form = key_form(arena, key);
	return form ? names_get(&dict->values, form) : NULL;
}

gboolean dict_set(Arena *arena, Dict *dict, Value *key, Value *value)
{
	const char *form = key_form(arena, key);
	if (!form)
		return FALSE;
	names_set(arena, &dict->values, form, value);
	if (!names_get(&dict->keys, form))
		names_set(arena, &dict->keys, form, key);
	if (dict->mirror && key->kind == VALUE_STR)
		names_set(arena, dict->mirror, key->text, value);
	return TRUE;
}
