#include "value.h"

#include <string.h>

Value *value_new(Arena *arena, ValueKind kind)
{
	Value *value = arena_new0(arena, Value);
	value->kind = kind;
	return value;
}

Value *value_new_bool(Arena *arena, gboolean truth)
{
	Value *value = value_new(arena, VALUE_BOOL);
	value->number = truth ? 1 : 0;
	return value;
}

Value *value_new_int(Arena *arena, gint64 number)
{
	Value *value = value_new(arena, VALUE_INT);
	value->number = number;
	return value;
}

Value *value_new_text(Arena *arena, ValueKind kind, const char *text)
{
	Value *value = value_new(arena, kind);
	value->text = arena_intern(arena, text);
	return value;
}

Value *value_new_str(Arena *arena, const char *text)
{
	return value_new_text(arena, VALUE_STR, text);
}

Value *value_new_dict(Arena *arena)
{
	Value *value = value_new(arena, VALUE_DICT);
	value->dict = arena_new0(arena, Dict);
	return value;
}

gboolean value_is_term(const Value *value)
{
	return value->kind >= VALUE_EXTERNAL && value->kind <= VALUE_OPERATION;
}

gboolean value_is_sequence(const Value *value)
{
	return value->kind == VALUE_TUPLE || value->kind == VALUE_LIST ||
	       value->kind == VALUE_SET;
}

static guint count_names(const Names *names)
{
	guint count = 0;
	for (guint i = 0; i < names->count; i++)
		count += names->entries[i].value != NULL;
	return count;
}

Truth value_truth(const Value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
		return TRUTH_FALSE;
	case VALUE_BOOL:
	case VALUE_INT:
		return value->number ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_FLOAT:
		return g_ascii_strtod(value->text, NULL) != 0 ? TRUTH_TRUE
							      : TRUTH_FALSE;
	case VALUE_STR:
	case VALUE_BYTES:
		return *value->text ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_TUPLE:
	case VALUE_LIST:
	case VALUE_SET:
		return value->items.count ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_DICT:
		return count_names(&value->dict->values) ? TRUTH_TRUE
							 : TRUTH_FALSE;
	case VALUE_MODULE:
	case VALUE_CLASS:
	case VALUE_FUNCTION:
	case VALUE_METHOD:
	case VALUE_BUILTIN:
	case VALUE_ELLIPSIS:
		return TRUTH_TRUE;
	default:
		return TRUTH_UNKNOWN;
	}
}

/* A list can hold itself: deeper than this nothing is compared or written. */
enum {
	MAX_NESTING = 60
};

/* Lists that hold one list many times are compared no further than this. */
enum {
	MAX_COMPARED = 1 << 16
};

static Truth compare(const Value *a, const Value *b, unsigned depth,
		     unsigned *compared);

static Truth items_equal(const Items *a, const Items *b, unsigned depth,
			 unsigned *compared)
{
	if (a->count != b->count)
		return TRUTH_FALSE;
	for (guint i = 0; i < a->count; i++) {
		Truth equal =
			compare(a->items[i], b->items[i], depth + 1, compared);
		if (equal != TRUTH_TRUE)
			return equal;
	}
	return TRUTH_TRUE;
}

static gboolean is_number(const Value *value)
{
	return value->kind == VALUE_BOOL || value->kind == VALUE_INT;
}

static gboolean is_constant(const Value *value)
{
	return value->kind <= VALUE_DICT;
}

static Truth compare(const Value *a, const Value *b, unsigned depth,
		     unsigned *compared)
{
	if (depth > MAX_NESTING || ++*compared > MAX_COMPARED)
		return TRUTH_UNKNOWN;
	if (a == b && a->kind != VALUE_UNKNOWN && !value_is_term(a))
		return TRUTH_TRUE;
	if (is_number(a) && is_number(b))
		return a->number == b->number ? TRUTH_TRUE : TRUTH_FALSE;
	if (a->kind == VALUE_FLOAT || b->kind == VALUE_FLOAT)
		return a->kind == b->kind && strcmp(a->text, b->text) == 0
			       ? TRUTH_TRUE
			       : TRUTH_UNKNOWN;
	if (a->kind != b->kind)
		return is_constant(a) && is_constant(b) ? TRUTH_FALSE
							: TRUTH_UNKNOWN;
	switch (a->kind) {
	case VALUE_NONE:
	case VALUE_ELLIPSIS:
		return TRUTH_TRUE;
	case VALUE_STR:
	case VALUE_BYTES:
		return a->text == b->text ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_TUPLE:
	case VALUE_LIST:
		return items_equal(&a->items, &b->items, depth, compared);
	case VALUE_CLASS:
		return a->class == b->class ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_FUNCTION:
		return a->function == b->function ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_OBJECT:
		return a->owner->distinct && b->owner->distinct ? TRUTH_FALSE
								: TRUTH_UNKNOWN;
	case VALUE_EXTERNAL:
		return a->text == b->text ? TRUTH_TRUE : TRUTH_UNKNOWN;
	default:
		return TRUTH_UNKNOWN;
	}
}

Truth value_equal(Arena *arena, const Value *a, const Value *b)
{
	unsigned compared = 0;
	Truth equal = compare(a, b, 0, &compared);
	arena_charge(arena, compared);
	return equal;
}
