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
	return TRUE;
}

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

static Truth compare(const Value *a, const Value *b, unsigned depth);

static Truth items_equal(const Items *a, const Items *b, unsigned depth)
{
	if (a->count != b->count)
		return TRUTH_FALSE;
	for (guint i = 0; i < a->count; i++) {
		Truth equal = compare(a->items[i], b->items[i], depth + 1);
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

static Truth compare(const Value *a, const Value *b, unsigned depth)
{
	if (depth > MAX_NESTING)
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
		return items_equal(&a->items, &b->items, depth);
	case VALUE_CLASS:
		return a->class == b->class ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_FUNCTION:
		return a->function == b->function ? TRUTH_TRUE : TRUTH_FALSE;
	case VALUE_EXTERNAL:
		return a->text == b->text ? TRUTH_TRUE : TRUTH_UNKNOWN;
	default:
		return TRUTH_UNKNOWN;
	}
}

Truth value_equal(const Value *a, const Value *b)
{
	return compare(a, b, 0);
}

static const char *write_repr(Arena *arena, const Value *value, unsigned depth);

static const char *items_repr(Arena *arena, const Value *value, unsigned depth)
{
	if (depth > MAX_NESTING)
		return NULL;
	const char *open = value->kind == VALUE_TUPLE  ? "("
			   : value->kind == VALUE_LIST ? "["
						       : "{";
	const char *close = value->kind == VALUE_TUPLE	? ")"
			    : value->kind == VALUE_LIST ? "]"
							: "}";
	g_autoptr(GString) text = g_string_new(open);
	for (guint i = 0; i < value->items.count; i++) {
		const char *part =
			write_repr(arena, value->items.items[i], depth + 1);
		if (!part)
			return NULL;
		g_string_append_printf(text, "%s%s", i ? ", " : "", part);
	}
	if (value->kind == VALUE_TUPLE && value->items.count == 1)
		g_string_append_c(text, ',');
	g_string_append(text, close);
	return arena_intern(arena, text->str);
}

static const char *str_repr(Arena *arena, const char *text)
{
	char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'';
	g_autoptr(GString) out = g_string_new(NULL);
	g_string_append_c(out, quote);
	for (; *text; text++) {
		if (*text == '\n')
			g_string_append(out, "\\n");
		else if (*text == '\\' || *text == quote)
			g_string_append_printf(out, "\\%c", *text);
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, quote);
	return arena_intern(arena, out->str);
}

static const char *write_repr(Arena *arena, const Value *value, unsigned depth)
{
	switch (value->kind) {
	case VALUE_NONE:
		return "None";
	case VALUE_BOOL:
		return value->number ? "True" : "False";
	case VALUE_INT:
		return arena_intern_format(arena, "%" G_GINT64_FORMAT,
					   value->number);
	case VALUE_FLOAT:
		return value->text;
	case VALUE_STR:
		return str_repr(arena, value->text);
	case VALUE_TUPLE:
	case VALUE_LIST:
		return items_repr(arena, value, depth);
	default:
		return NULL;
	}
}

const char *value_repr(Arena *arena, const Value *value)
{
	return write_repr(arena, value, 0);
}

const char *value_str(Arena *arena, const Value *value)
{
	if (value->kind == VALUE_STR)
		return value->text;
	return value_repr(arena, value);
}

static const char *write_dotted(Arena *arena, const Value *value,
				unsigned depth)
{
	if (depth > MAX_NESTING)
		return NULL;
	switch (value->kind) {
	case VALUE_EXTERNAL:
	case VALUE_BUILTIN:
		return value->text;
	case VALUE_CLASS:
		return value->class->name;
	case VALUE_FUNCTION:
		return value->function->name;
	case VALUE_ATTRIBUTE: {
		const char *object =
			write_dotted(arena, value->object, depth + 1);
		return object ? arena_intern_format(arena, "%s.%s", object,
						    value->text)
			      : value->text;
	}
	default:
		return NULL;
	}
}

const char *value_dotted(Arena *arena, const Value *value)
{
	return write_dotted(arena, value, 0);
}

const char *value_describe(Arena *arena, const Value *value)
{
	static const char *const names[] = {
		[VALUE_NONE] = "None",
		[VALUE_BOOL] = "a bool",
		[VALUE_INT] = "a number",
		[VALUE_FLOAT] = "a float",
		[VALUE_STR] = "a string",
		[VALUE_BYTES] = "bytes",
		[VALUE_ELLIPSIS] = "...",
		[VALUE_TUPLE] = "a tuple",
		[VALUE_LIST] = "a list",
		[VALUE_SET] = "a set",
		[VALUE_DICT] = "a dictionary",
		[VALUE_MODULE] = "a module",
		[VALUE_METHOD] = "a method",
		[VALUE_SUPER] = "super()",
		[VALUE_ITEM] = "an item of an unknown object",
		[VALUE_OPERATION] = "an operation on an unknown value",
		[VALUE_LATE] = "a name of a cyclic import",
		[VALUE_DECLARED] = "a name without a value",
	};
	const char *dotted = value_dotted(arena, value);
	switch (value->kind) {
	case VALUE_UNKNOWN:
		return value->text;
	case VALUE_CALL:
		dotted = value_dotted(arena, value->object);
		return dotted ? arena_intern_format(arena, "a call of '%s'",
						    dotted)
			      : "a call of an unknown function";
	case VALUE_OBJECT:
		return arena_intern_format(arena, "an instance of '%s'",
					   value->owner->name);
	default:
		if (dotted)
			return arena_intern_format(arena, "'%s'", dotted);
		return names[value->kind];
	}
}
