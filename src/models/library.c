/* The little of Python's standard library that computes names and constants
 * of models. */
#include "evaluate.h"

#include <string.h>

typedef Value *(*Known)(Evaluator *evaluator, const Call *arguments,
			Place place);

static const char *text_argument(const Call *arguments, guint position,
				 const char *keyword)
{
	const Value *value = call_argument(arguments, position, keyword);
	return value && value->kind == VALUE_STR ? value->text : NULL;
}

enum {
	REGEX_STEPS = 4000
};

/* A pattern that tries more ways than this fails, where PCRE would by itself
 * try for seconds. */
#define REGEX_LIMIT "(*LIMIT_MATCH=20000)"

/* Patterns of Python mean the same to GRegex, as far as model files go; one
 * that does not compile, or has flags, is not evaluated. */
static GRegex *compile(Evaluator *evaluator, const Call *arguments,
		       const char *text)
{
	static const char *const known[] = {"pattern", "repl", "string", NULL};
	const char *pattern = text_argument(arguments, 0, "pattern");
	for (guint i = 0; i < arguments->keywords.count; i++)
		if (!g_strv_contains(known,
				     arguments->keywords.entries[i].name))
			return NULL;
	if (!pattern || !text || g_str_has_prefix(pattern, "(*"))
		return NULL;
	arena_charge(evaluator->arena, REGEX_STEPS);
	arena_charge_bytes(evaluator->arena, strlen(pattern) + strlen(text));
	g_autofree char *bounded = g_strconcat(REGEX_LIMIT, pattern, NULL);
	return g_regex_new(bounded, 0, 0, NULL);
}

/* The object that a function is given for a match: Match of the embedded
 * module of that name. */
static Value *make_match(Evaluator *evaluator, GMatchInfo *match, Place place)
{
	Value *class = external_name(evaluator, "git_migrate_match", "Match");
	Value *groups = new_sequence(evaluator, VALUE_LIST);
	for (gint i = 0; i < g_match_info_get_match_count(match); i++) {
		g_autofree char *group = g_match_info_fetch(match, i);
		add_item(evaluator, groups, new_str(evaluator, group));
	}
	Call *arguments = call_new(evaluator);
	items_add(evaluator->arena, &arguments->arguments, groups);
	return call(evaluator, class, arguments, place);
}

typedef struct Replacing {
	Evaluator *evaluator;
	Value *function;
	Place place;
	Value *failure;
} Replacing;

static gboolean replace_one(const GMatchInfo *match, GString *result,
			    gpointer data)
{
	Replacing *replacing = data;
	Evaluator *evaluator = replacing->evaluator;
	Call *arguments = call_new(evaluator);
	items_add(evaluator->arena, &arguments->arguments,
		  make_match(evaluator, (GMatchInfo *)(guintptr)match,
			     replacing->place));
	Value *by = call(evaluator, replacing->function, arguments,
			 replacing->place);
	if (by->kind == VALUE_STR) {
		g_string_append(result, by->text);
		return FALSE;
	}
	replacing->failure = by;
	return TRUE;
}

static Value *replace_by_function(Evaluator *evaluator, GRegex *regex,
				  Value *function, const char *text,
				  Place place)
{
	Replacing replacing = {evaluator, function, place, NULL};
	g_autofree char *result = g_regex_replace_eval(
		regex, text, -1, 0, 0, replace_one, &replacing, NULL);
	return result && !replacing.failure
		       ? new_str(evaluator, result)
		       : unknown(evaluator, place, "a call of re.sub()");
}

static Value *call_sub(Evaluator *evaluator, const Call *arguments, Place place)
{
	const char *by = text_argument(arguments, 1, "repl");
	const char *text = text_argument(arguments, 2, "string");
	g_autoptr(GRegex) regex = compile(evaluator, arguments, text);
	Value *function = call_argument(arguments, 1, "repl");
	if (regex && function && function->kind == VALUE_FUNCTION &&
	    arguments->arguments.count <= 3)
		return replace_by_function(evaluator, regex, function, text,
					   place);
	if (!regex || !by || arguments->arguments.count > 3)
		return unknown(evaluator, place, "a call of re.sub()");
	g_autofree char *result = g_regex_replace(regex, text, -1, 0, by,
						  G_REGEX_MATCH_DEFAULT, NULL);
	return result ? new_str(evaluator, result)
		      : unknown(evaluator, place, "a call of re.sub()");
}

static void add_groups(Evaluator *evaluator, Value *list,
		       const GMatchInfo *match, gint count)
{
	for (gint i = 1; i <= count; i++) {
		g_autofree char *group = g_match_info_fetch(match, i);
		add_item(evaluator, list,
			 group ? new_str(evaluator, group)
			       : value_new(evaluator->arena, VALUE_NONE));
	}
}

/* Splits at each match, an empty one too, and keeps what the groups caught,
 * as Python does; g_regex_split() leaves empty matches out. */
static Value *call_split(Evaluator *evaluator, const Call *arguments,
			 Place place)
{
	const char *text = text_argument(arguments, 1, "string");
	g_autoptr(GRegex) regex = compile(evaluator, arguments, text);
	if (!regex || arguments->arguments.count > 2)
		return unknown(evaluator, place, "a call of re.split()");
	Value *list = new_sequence(evaluator, VALUE_LIST);
	gint last = 0;
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GError) failure = NULL;
	g_regex_match_full(regex, text, -1, 0, 0, &match, &failure);
	while (!failure && g_match_info_matches(match)) {
		gint start = 0;
		gint end = 0;
		g_match_info_fetch_pos(match, 0, &start, &end);
		g_autofree char *part =
			g_strndup(text + last, (gsize)(start - last));
		add_item(evaluator, list, new_str(evaluator, part));
		add_groups(evaluator, list, match,
			   g_regex_get_capture_count(regex));
		last = end;
		g_match_info_next(match, &failure);
	}
	if (failure)
		return unknown(evaluator, place, "a call of re.split()");
	add_item(evaluator, list, new_str(evaluator, text + last));
	return list;
}

static Value *call_findall(Evaluator *evaluator, const Call *arguments,
			   Place place)
{
	const char *text = text_argument(arguments, 1, "string");
	g_autoptr(GRegex) regex = compile(evaluator, arguments, text);
	if (!regex || arguments->arguments.count > 2 ||
	    g_regex_get_capture_count(regex) > 1)
		return unknown(evaluator, place, "a call of re.findall()");
	Value *list = new_sequence(evaluator, VALUE_LIST);
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GError) failure = NULL;
	g_regex_match_full(regex, text, -1, 0, 0, &match, &failure);
	while (!failure && g_match_info_matches(match)) {
		g_autofree char *found = g_match_info_fetch(
			match, g_regex_get_capture_count(regex));
		add_item(evaluator, list, new_str(evaluator, found));
		g_match_info_next(match, &failure);
	}
	return failure ? unknown(evaluator, place, "a call of re.findall()")
		       : list;
}

static Value *call_cast(Evaluator *evaluator, const Call *arguments,
			Place place)
{
	Value *value = call_argument(arguments, 1, "val");
	return value ? value : unknown(evaluator, place, "a call of cast()");
}

static Value *call_copy(Evaluator *evaluator, const Call *arguments,
			Place place)
{
	Value *value = call_argument(arguments, 0, NULL);
	if (!value || (value->kind > VALUE_SET && value->kind != VALUE_DICT))
		return unknown(evaluator, place, "a copy of an object");
	if (value->kind == VALUE_TUPLE || value->kind < VALUE_TUPLE)
		return value;
	return call_container_method(evaluator, value, "copy",
				     call_new(evaluator), place);
}

static Value *call_chain(Evaluator *evaluator, const Call *arguments,
			 Place place)
{
	Value *list = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; i < arguments->arguments.count; i++)
		if (!iterate(evaluator, arguments->arguments.items[i],
			     &list->items))
			return unknown(evaluator, place, "a call of chain()");
	return list;
}

static Value *call_defaultdict(Evaluator *evaluator, const Call *arguments,
			       Place place)
{
	Value *factory = call_argument(arguments, 0, NULL);
	if (arguments->arguments.count != 1 || arguments->keywords.count)
		return unknown(evaluator, place, "a call of defaultdict()");
	Value *dict = value_new_dict(evaluator->arena);
	dict->dict->factory = factory->kind == VALUE_NONE ? NULL : factory;
	return dict;
}

static Value *call_namespace(Evaluator *evaluator, const Call *arguments,
			     Place place)
{
	if (arguments->arguments.count)
		return unknown(evaluator, place, "a call of SimpleNamespace()");
	Class *class = class_new(evaluator, "SimpleNamespace", NULL, place);
	class_finish(evaluator, class);
	Value *object = new_value(evaluator, VALUE_OBJECT, place);
	object->owner = class;
	object->attributes = arena_new0(evaluator->arena, Names);
	for (guint i = 0; i < arguments->keywords.count; i++)
		names_set(evaluator->arena, object->attributes,
			  arguments->keywords.entries[i].name,
			  arguments->keywords.entries[i].value);
	return object;
}

static Value *call_import_module(Evaluator *evaluator, const Call *arguments,
				 Place place)
{
	const char *name = text_argument(arguments, 0, "name");
	if (!name || *name == '.')
		return unknown(evaluator, place, "a call of import_module()");
	return module_import(evaluator, name, place);
}

static const struct {
	const char *name;
	Known call;
} functions[] = {
	{"re.sub", call_sub},
	{"re.split", call_split},
	{"re.findall", call_findall},
	{"typing.cast", call_cast},
	{"collections.defaultdict", call_defaultdict},
	{"copy.copy", call_copy},
	{"itertools.chain", call_chain},
	{"importlib.import_module", call_import_module},
	{"types.SimpleNamespace", call_namespace},
};

Value *call_library(Evaluator *evaluator, const char *dotted, Call *arguments,
		    Place place)
{
	for (guint i = 0; i < G_N_ELEMENTS(functions); i++) {
		if (strcmp(functions[i].name, dotted) != 0)
			continue;
		if (arguments->open)
			return NULL;
		return functions[i].call(evaluator, arguments, place);
	}
	return NULL;
}

/* re.compile(pattern).sub(…): as re.sub(pattern, …). */
Value *call_pattern(Evaluator *evaluator, const Value *callee, Call *arguments,
		    Place place)
{
	const Value *pattern = callee->object;
	if (callee->kind != VALUE_ATTRIBUTE || pattern->kind != VALUE_CALL ||
	    pattern->object->kind != VALUE_EXTERNAL ||
	    strcmp(pattern->object->text, "re.compile") != 0 ||
	    pattern->call->arguments.count != 1 ||
	    pattern->call->keywords.count)
		return NULL;
	g_autofree char *dotted = g_strdup_printf("re.%s", callee->text);
	Call *all = call_new(evaluator);
	*all = *arguments;
	all->arguments = (Items){0};
	items_add(evaluator->arena, &all->arguments,
		  pattern->call->arguments.items[0]);
	for (guint i = 0; i < arguments->arguments.count; i++)
		items_add(evaluator->arena, &all->arguments,
			  arguments->arguments.items[i]);
	return call_library(evaluator, dotted, all, place);
}

static Value *version_info(Evaluator *evaluator)
{
	static const int numbers[] = {3, 12, 0};
	Value *version = new_sequence(evaluator, VALUE_TUPLE);
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		add_item(evaluator, version,
			 value_new_int(evaluator->arena, numbers[i]));
	return version;
}

Value *library_constant(Evaluator *evaluator, const char *dotted)
{
	if (strcmp(dotted, "typing.TYPE_CHECKING") == 0 ||
	    strcmp(dotted, "typing_extensions.TYPE_CHECKING") == 0)
		return value_new_bool(evaluator->arena, FALSE);
	if (strcmp(dotted, "sys.version_info") == 0)
		return version_info(evaluator);
	return NULL;
}
