#include "builtins.h"
#include "evaluate.h"

#include <string.h>

enum {
	MAX_RANGE = 100000
};

typedef Value *(*Builtin)(Evaluator *evaluator, Call *arguments, Place place);

Value *builtin_first(const Call *arguments)
{
	return arguments->arguments.count ? arguments->arguments.items[0]
					  : NULL;
}

Value *builtin_fail(Evaluator *evaluator, Place place, const char *name)
{
	return unknown(evaluator, place, "a call of '%s'", name);
}

/* The message names what the builtin was asked about. */
static Value *fail_on(Evaluator *evaluator, Place place, const char *name,
		      const Value *value)
{
	return unknown(evaluator, place, "%s() of %s", name,
		       value_describe(evaluator->arena, value));
}

static Value *call_len(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = builtin_first(arguments);
	Items items = {0};
	if (value && value->kind == VALUE_STR)
		return value_new_int(evaluator->arena,
				     count_characters(evaluator, value->text));
	if (!value || !iterate(evaluator, value, &items))
		return builtin_fail(evaluator, place, "len");
	return value_new_int(evaluator->arena, items.count);
}

static Value *call_str(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = builtin_first(arguments);
	if (!value)
		return new_str(evaluator, "");
	const char *text = value_str(evaluator->arena, value);
	return text ? new_str(evaluator, text)
		    : unknown(evaluator, place, "str() of %s",
			      value_describe(evaluator->arena, value));
}

static Value *call_repr(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = builtin_first(arguments);
	const char *text = value ? value_repr(evaluator->arena, value) : NULL;
	return text ? new_str(evaluator, text)
		    : builtin_fail(evaluator, place, "repr");
}

static Value *call_int(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = builtin_first(arguments);
	if (!value)
		return value_new_int(evaluator->arena, 0);
	if (value->kind == VALUE_INT || value->kind == VALUE_BOOL)
		return value_new_int(evaluator->arena, value->number);
	char *end = NULL;
	gint64 number = value->kind == VALUE_STR
				? g_ascii_strtoll(value->text, &end, 10)
				: 0;
	if (!end || *end || end == value->text)
		return fail_on(evaluator, place, "int", value);
	return value_new_int(evaluator->arena, number);
}

static Value *call_bool(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = builtin_first(arguments);
	Truth truth = value ? value_truth(value) : TRUTH_FALSE;
	if (truth == TRUTH_UNKNOWN)
		return fail_on(evaluator, place, "bool", value);
	return value_new_bool(evaluator->arena, truth == TRUTH_TRUE);
}

Value *builtin_collect(Evaluator *evaluator, Call *arguments, Place place,
		       ValueKind kind, const char *name)
{
	Value *sequence = new_sequence(evaluator, kind);
	Value *value = builtin_first(arguments);
	if (value && !iterate(evaluator, value, &sequence->items))
		return value->kind == VALUE_UNKNOWN
			       ? value
			       : fail_on(evaluator, place, name, value);
	return sequence;
}

static Value *call_list(Evaluator *evaluator, Call *arguments, Place place)
{
	return builtin_collect(evaluator, arguments, place, VALUE_LIST, "list");
}

static Value *call_tuple(Evaluator *evaluator, Call *arguments, Place place)
{
	return builtin_collect(evaluator, arguments, place, VALUE_TUPLE,
			       "tuple");
}

static Value *call_set(Evaluator *evaluator, Call *arguments, Place place)
{
	return builtin_collect(evaluator, arguments, place, VALUE_SET, "set");
}

static Value *call_reversed(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *list = builtin_collect(evaluator, arguments, place, VALUE_LIST,
				      "reversed");
	for (guint i = 0; list->kind == VALUE_LIST && i < list->items.count / 2;
	     i++) {
		guint j = list->items.count - 1 - i;
		Value *swap = list->items.items[i];
		list->items.items[i] = list->items.items[j];
		list->items.items[j] = swap;
	}
	return list;
}

static int compare_items(gconstpointer a, gconstpointer b)
{
	const Value *left = *(Value *const *)a;
	const Value *right = *(Value *const *)b;
	if (left->kind == VALUE_STR)
		return strcmp(left->text, right->text);
	return (left->number > right->number) - (left->number < right->number);
}

static Value *call_sorted(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *list = builtin_collect(evaluator, arguments, place, VALUE_LIST,
				      "sorted");
	if (list->kind != VALUE_LIST || arguments->keywords.count)
		return builtin_fail(evaluator, place, "sorted");
	Value **items = list->items.items;
	for (guint i = 0; i < list->items.count; i++)
		if (items[i]->kind != items[0]->kind ||
		    (items[i]->kind != VALUE_STR &&
		     items[i]->kind != VALUE_INT))
			return builtin_fail(evaluator, place, "sorted");
	if (list->items.count)
		qsort(items, list->items.count, sizeof *items, compare_items);
	return list;
}

static Value *call_dict(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *dict = value_new_dict(evaluator->arena);
	Value *from = builtin_first(arguments);
	Arena *arena = evaluator->arena;
	if (from && from->kind == VALUE_DICT) {
		for (guint i = 0; i < from->dict->values.count; i++)
			if (from->dict->values.entries[i].value)
				dict_set(arena, dict->dict,
					 names_get(&from->dict->keys,
						   from->dict->values.entries[i]
							   .name),
					 from->dict->values.entries[i].value);
	} else if (from) {
		Items pairs = {0};
		if (!iterate(evaluator, from, &pairs))
			return builtin_fail(evaluator, place, "dict");
		for (guint i = 0; i < pairs.count; i++) {
			const Value *pair = pairs.items[i];
			if (!value_is_sequence(pair) || pair->items.count != 2)
				return builtin_fail(evaluator, place, "dict");
			dict_set(arena, dict->dict, pair->items.items[0],
				 pair->items.items[1]);
		}
	}
	for (guint i = 0; i < arguments->keywords.count; i++)
		dict_set(
			arena, dict->dict,
			new_str(evaluator, arguments->keywords.entries[i].name),
			arguments->keywords.entries[i].value);
	return dict;
}

/* staticmethod(f) is f; a property or a classmethod is nothing to a table. */
static Value *call_staticmethod(Evaluator *evaluator, Call *arguments,
				Place place)
{
	Value *value = builtin_first(arguments);
	return value ? value : builtin_fail(evaluator, place, "staticmethod");
}

static Value *call_property(Evaluator *evaluator, Call *arguments, Place place)
{
	(void)arguments;
	Value *value =
		value_new_text(evaluator->arena, VALUE_BUILTIN, "property");
	value->place = place;
	return value;
}

static const struct {
	const char *name;
	Builtin call; /* NULL: only a name, as of a type */
} builtins[] = {
	{"len", call_len},
	{"str", call_str},
	{"repr", call_repr},
	{"int", call_int},
	{"bool", call_bool},
	{"list", call_list},
	{"tuple", call_tuple},
	{"set", call_set},
	{"frozenset", call_set},
	{"reversed", call_reversed},
	{"sorted", call_sorted},
	{"dict", call_dict},
	{"range", call_range},
	{"enumerate", call_enumerate},
	{"zip", call_zip},
	{"min", call_min},
	{"max", call_max},
	{"sum", call_sum},
	{"all", call_all},
	{"any", call_any},
	{"map", call_map},
	{"iter", call_list},
	{"getattr", call_getattr},
	{"setattr", call_setattr},
	{"hasattr", call_hasattr},
	{"isinstance", call_isinstance},
	{"issubclass", call_issubclass},
	{"type", call_type},
	{"super", call_super_of},
	{"float", NULL},
	{"bytes", NULL},
	{"object", NULL},
	{"property", call_property},
	{"staticmethod", call_staticmethod},
	{"classmethod", call_property},
	{"callable", NULL},
	{"exec", NULL},
	{"eval", NULL},
	{"compile", NULL},
	{"complex", NULL},
	{"print", NULL},
	{"filter", NULL},
	{"next", NULL},
	{"id", NULL},
	{"hash", NULL},
	{"open", NULL},
	{"vars", NULL},
	{"dir", NULL},
	{"globals", NULL},
	{"locals", NULL},
	{"abs", NULL},
	{"round", NULL},
	{"ord", NULL},
	{"chr", NULL},
	{"__import__", NULL},
	{"NotImplemented", NULL},
	{"memoryview", NULL},
	{"bytearray", NULL},
	{"Exception", NULL},
	{"BaseException", NULL},
	{"ImportError", NULL},
	{"ModuleNotFoundError", NULL},
	{"ValueError", NULL},
	{"TypeError", NULL},
	{"KeyError", NULL},
	{"AttributeError", NULL},
	{"NotImplementedError", NULL},
	{"RuntimeError", NULL},
	{"LookupError", NULL},
	{"IndexError", NULL},
	{"OSError", NULL},
	{"StopIteration", NULL},
	{"DeprecationWarning", NULL},
	{"UserWarning", NULL},
	{"Warning", NULL},
};

static int find_builtin(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(builtins); i++)
		if (strcmp(builtins[i].name, name) == 0)
			return (int)i;
	return -1;
}

gboolean is_builtin(const char *name)
{
	return find_builtin(name) >= 0;
}

Value *call_builtin(Evaluator *evaluator, Value *builtin, Call *arguments,
		    Place place)
{
	if (arguments->open)
		return unknown(evaluator, place,
			       "a call of '%s' with arguments that are not "
			       "known",
			       builtin->text);
	if (builtin->object) {
		if (builtin->object->kind == VALUE_STR)
			return call_string_method(evaluator, builtin->object,
						  builtin->text, arguments,
						  place);
		return call_container_method(evaluator, builtin->object,
					     builtin->text, arguments, place);
	}
	int found = find_builtin(builtin->text);
	if (found < 0 || !builtins[found].call)
		return builtin_fail(evaluator, place, builtin->text);
	gboolean strict = builtins[found].call != call_setattr &&
			  builtins[found].call != call_type;
	for (guint i = 0; strict && i < arguments->arguments.count; i++) {
		Value *value = arguments->arguments.items[i];
		if (value->kind != VALUE_UNKNOWN)
			continue;
		note_stray_arguments(evaluator, arguments, value, place);
		return value;
	}
	return builtins[found].call(evaluator, arguments, place);
}
