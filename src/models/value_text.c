/* Values as Python writes them, and as messages name them. */
#include "value.h"

#include <string.h>

/* A list can hold itself: deeper than this nothing is written. */
enum {
	MAX_NESTING = 60,
	MAX_TEXT = 1 << 16
};

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
		if (!part || text->len + strlen(part) > MAX_TEXT)
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
	case VALUE_STR:
		return strstr(value->text, UNREAD_CHARACTER)
			       ? "a string with a character that is not read"
			       : names[VALUE_STR];
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
