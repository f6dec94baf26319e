#include "builtins.h"
#include "evaluate.h"

#include <string.h>

enum {
	MAX_RANGE = 100000
};

typedef Value *(*Builtin)(Evaluator *evaluator, Call *arguments, Place place);

static Value *first(const Call *arguments)
{
	return arguments->arguments.count ? arguments->arguments.items[0]
					  : NULL;
}

static Value *fail(Evaluator *evaluator, Place place, const char *name)
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
	Value *value = first(arguments);
	Items items = {0};
	if (value && value->kind == VALUE_STR)
		return value_new_int(evaluator->arena,
				     g_utf8_strlen(value->text, -1));
	if (!value || !iterate(evaluator, value, &items))
		return fail(evaluator, place, "len");
	return value_new_int(evaluator->arena, items.count);
}

static Value *call_str(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = first(arguments);
	if (!value)
		return new_str(evaluator, "");
	const char *text = value_str(evaluator->arena, value);
	return text ? new_str(evaluator, text)
		    : unknown(evaluator, place, "str() of %s",
			      value_describe(evaluator->arena, value));
}

static Value *call_repr(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = first(arguments);
	const char *text = value ? value_repr(evaluator->arena, value) : NULL;
	return text ? new_str(evaluator, text) : fail(evaluator, place, "repr");
}

static Value *call_int(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *value = first(arguments);
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
	Value *value = first(arguments);
	Truth truth = value ? value_truth(value) : TRUTH_FALSE;
	if (truth == TRUTH_UNKNOWN)
		return fail_on(evaluator, place, "bool", value);
	return value_new_bool(evaluator->arena, truth == TRUTH_TRUE);
}

static Value *collect(Evaluator *evaluator, Call *arguments, Place place,
		      ValueKind kind, const char *name)
{
	Value *sequence = new_sequence(evaluator, kind);
	Value *value = first(arguments);
	if (value && !iterate(evaluator, value, &sequence->items))
		return value->kind == VALUE_UNKNOWN
			       ? value
			       : fail_on(evaluator, place, name, value);
	return sequence;
}

static Value *call_list(Evaluator *evaluator, Call *arguments, Place place)
{
	return collect(evaluator, arguments, place, VALUE_LIST, "list");
}

static Value *call_tuple(Evaluator *evaluator, Call *arguments, Place place)
{
	return collect(evaluator, arguments, place, VALUE_TUPLE, "tuple");
}

static Value *call_set(Evaluator *evaluator, Call *arguments, Place place)
{
	return collect(evaluator, arguments, place, VALUE_SET, "set");
}

static Value *call_reversed(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *list =
		collect(evaluator, arguments, place, VALUE_LIST, "reversed");
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
	Value *list =
		collect(evaluator, arguments, place, VALUE_LIST, "sorted");
	if (list->kind != VALUE_LIST || arguments->keywords.count)
		return fail(evaluator, place, "sorted");
	Value **items = list->items.items;
	for (guint i = 0; i < list->items.count; i++)
		if (items[i]->kind != items[0]->kind ||
		    (items[i]->kind != VALUE_STR &&
		     items[i]->kind != VALUE_INT))
			return fail(evaluator, place, "sorted");
	if (list->items.count)
		qsort(items, list->items.count, sizeof *items, compare_items);
	return list;
}

static Value *call_dict(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *dict = value_new_dict(evaluator->arena);
	Value *from = first(arguments);
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
			return fail(evaluator, place, "dict");
		for (guint i = 0; i < pairs.count; i++) {
			const Value *pair = pairs.items[i];
			if (!value_is_sequence(pair) || pair->items.count != 2)
				return fail(evaluator, place, "dict");
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

static Value *call_range(Evaluator *evaluator, Call *arguments, Place place)
{
	gint64 bounds[3] = {0, 0, 1};
	guint count = arguments->arguments.count;
	for (guint i = 0; i < count && i < 3; i++) {
		const Value *bound = arguments->arguments.items[i];
		if (bound->kind != VALUE_INT)
			return fail(evaluator, place, "range");
		bounds[count == 1 ? 1 : i] = bound->number;
	}
	Value *list = new_sequence(evaluator, VALUE_LIST);
	if (!bounds[2] || !count)
		return fail(evaluator, place, "range");
	for (gint64 i = bounds[0];
	     bounds[2] > 0 ? i < bounds[1] : i > bounds[1]; i += bounds[2]) {
		if (list->items.count >= MAX_RANGE)
			return fail(evaluator, place, "range");
		add_item(evaluator, list, value_new_int(evaluator->arena, i));
	}
	return list;
}

static Value *call_enumerate(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *list =
		collect(evaluator, arguments, place, VALUE_LIST, "enumerate");
	const Value *start = call_argument(arguments, 1, "start");
	if (list->kind != VALUE_LIST || (start && start->kind != VALUE_INT))
		return fail(evaluator, place, "enumerate");
	for (guint i = 0; i < list->items.count; i++) {
		Value *pair = new_sequence(evaluator, VALUE_TUPLE);
		add_item(evaluator, pair,
			 value_new_int(evaluator->arena,
				       i + (start ? start->number : 0)));
		add_item(evaluator, pair, list->items.items[i]);
		list->items.items[i] = pair;
	}
	return list;
}

static Value *call_zip(Evaluator *evaluator, Call *arguments, Place place)
{
	guint count = arguments->arguments.count;
	g_autofree Items *columns = g_new0(Items, count + 1);
	guint shortest = G_MAXUINT;
	for (guint i = 0; i < count; i++) {
		if (!iterate(evaluator, arguments->arguments.items[i],
			     &columns[i]))
			return fail(evaluator, place, "zip");
		shortest = MIN(shortest, columns[i].count);
	}
	Value *list = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; count && i < shortest; i++) {
		Value *row = new_sequence(evaluator, VALUE_TUPLE);
		for (guint j = 0; j < count; j++)
			add_item(evaluator, row, columns[j].items[i]);
		add_item(evaluator, list, row);
	}
	return list;
}

static Value *extreme(Evaluator *evaluator, Call *arguments, Place place,
		      const char *sign)
{
	Items items = {0};
	if (arguments->keywords.count)
		return fail(evaluator, place, "min or max");
	if (arguments->arguments.count == 1) {
		if (!iterate(evaluator, first(arguments), &items))
			return fail(evaluator, place, "min or max");
	} else {
		items = arguments->arguments;
	}
	Value *best = items.count ? items.items[0] : NULL;
	for (guint i = 1; i < items.count; i++) {
		Value *better = compare_values(evaluator, sign, items.items[i],
					       best, place);
		if (value_truth(better) == TRUTH_UNKNOWN)
			return fail(evaluator, place, "min or max");
		if (value_truth(better) == TRUTH_TRUE)
			best = items.items[i];
	}
	return best ? best : fail(evaluator, place, "min or max");
}

static Value *call_min(Evaluator *evaluator, Call *arguments, Place place)
{
	return extreme(evaluator, arguments, place, "<");
}

static Value *call_max(Evaluator *evaluator, Call *arguments, Place place)
{
	return extreme(evaluator, arguments, place, ">");
}

static Value *call_sum(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *list = collect(evaluator, arguments, place, VALUE_LIST, "sum");
	Value *sum = call_argument(arguments, 1, "start");
	if (!sum)
		sum = value_new_int(evaluator->arena, 0);
	for (guint i = 0; list->kind == VALUE_LIST && i < list->items.count;
	     i++)
		sum = operate(evaluator, "+", sum, list->items.items[i], place);
	return list->kind == VALUE_LIST ? sum : list;
}

static Value *all_or_any(Evaluator *evaluator, Call *arguments, Place place,
			 Truth decides)
{
	Value *list =
		collect(evaluator, arguments, place, VALUE_LIST, "all or any");
	gboolean open = list->kind != VALUE_LIST;
	for (guint i = 0; !open && i < list->items.count; i++) {
		Truth truth = value_truth(list->items.items[i]);
		if (truth == decides)
			return value_new_bool(evaluator->arena,
					      decides == TRUTH_TRUE);
		open = truth == TRUTH_UNKNOWN;
	}
	if (open)
		return fail(evaluator, place, "all or any");
	return value_new_bool(evaluator->arena, decides != TRUTH_TRUE);
}

static Value *call_all(Evaluator *evaluator, Call *arguments, Place place)
{
	return all_or_any(evaluator, arguments, place, TRUTH_FALSE);
}

static Value *call_any(Evaluator *evaluator, Call *arguments, Place place)
{
	return all_or_any(evaluator, arguments, place, TRUTH_TRUE);
}

/* staticmethod(f) is f; a property or a classmethod is nothing to a table. */
static Value *call_staticmethod(Evaluator *evaluator, Call *arguments,
				Place place)
{
	Value *value = first(arguments);
	return value ? value : fail(evaluator, place, "staticmethod");
}

static Value *call_property(Evaluator *evaluator, Call *arguments, Place place)
{
	(void)arguments;
	Value *value =
		value_new_text(evaluator->arena, VALUE_BUILTIN, "property");
	value->place = place;
	return value;
}

static Value *call_map(Evaluator *evaluator, Call *arguments, Place place)
{
	Items items = {0};
	if (arguments->arguments.count != 2 ||
	    !iterate(evaluator, arguments->arguments.items[1], &items))
		return fail(evaluator, place, "map");
	Value *list = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; i < items.count; i++) {
		Call *one = call_new(evaluator);
		items_add(evaluator->arena, &one->arguments, items.items[i]);
		add_item(evaluator, list,
			 call(evaluator, arguments->arguments.items[0], one,
			      place));
	}
	return list;
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
		return fail(evaluator, place, builtin->text);
	for (guint i = 0; i < arguments->arguments.count; i++)
		if (arguments->arguments.items[i]->kind == VALUE_UNKNOWN)
			return arguments->arguments.items[i];
	return builtins[found].call(evaluator, arguments, place);
}
