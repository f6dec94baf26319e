/* Instances of dataclasses and of named tuples, whose __init__() is made of
 * their annotations. */
#include "evaluate.h"

#include <string.h>

static gboolean is_named(const Value *value, const char *const *names)
{
	if (value->kind == VALUE_CALL)
		value = value->object;
	return value->kind == VALUE_EXTERNAL &&
	       g_strv_contains(names, value->text);
}

static gboolean has_fields(const Class *class)
{
	static const char *const decorators[] = {"dataclasses.dataclass", NULL};
	static const char *const bases[] = {
		"typing.NamedTuple", "typing_extensions.NamedTuple", NULL};
	for (guint i = 0; i < class->decorators.count; i++)
		if (is_named(class->decorators.items[i], decorators))
			return TRUE;
	for (guint i = 0; i < class->bases.count; i++)
		if (is_named(class->bases.items[i], bases))
			return TRUE;
	return FALSE;
}

/* The names of the fields, those of ancestors first. */
static GPtrArray *list_fields(const Class *class)
{
	GPtrArray *fields = g_ptr_array_new();
	for (guint i = class->mro_count; i-- > 0;) {
		const Class *of = class->mro[i];
		if (!has_fields(of) || !of->annotations)
			continue;
		for (guint j = 0; j < of->annotations->len; j++) {
			const Annotation *annotation =
				of->annotations->pdata[j];
			gpointer name = (gpointer)(guintptr)annotation->name;
			if (!g_ptr_array_find(fields, name, NULL))
				g_ptr_array_add(fields, name);
		}
	}
	return fields;
}

/* What a field is without an argument: its default, or what makes it. */
static Value *default_of(Evaluator *evaluator, const Class *class,
			 const char *name, Place place)
{
	static const char *const makers[] = {"dataclasses.field", NULL};
	Value *value = class_find(class, name, NULL);
	if (!value || value->kind != VALUE_CALL || !is_named(value, makers))
		return value;
	Value *made = call_argument(value->call, G_MAXUINT, "default");
	if (made)
		return made;
	made = call_argument(value->call, G_MAXUINT, "default_factory");
	return made ? call(evaluator, made, call_new(evaluator), place) : NULL;
}

static gboolean fill_fields(Evaluator *evaluator, Value *object,
			    const Call *arguments, const GPtrArray *fields)
{
	guint used = 0;
	for (guint i = 0; i < fields->len; i++) {
		const char *name = fields->pdata[i];
		Value *value = call_argument(arguments, i, name);
		used += value != NULL;
		if (!value)
			value = default_of(evaluator, object->owner, name,
					   object->place);
		if (!value)
			return FALSE;
		names_set(evaluator->arena, object->attributes, name, value);
	}
	return used == arguments->arguments.count + arguments->keywords.count;
}

gboolean fill_instance(Evaluator *evaluator, Value *object,
		       const Call *arguments)
{
	const Class *class = object->owner;
	gboolean fields = FALSE;
	for (guint i = 0; i < class->mro_count; i++)
		fields |= has_fields(class->mro[i]);
	if (arguments->open)
		return FALSE;
	if (!fields)
		return !arguments->arguments.count &&
		       !arguments->keywords.count;
	g_autoptr(GPtrArray) names = list_fields(class);
	return fill_fields(evaluator, object, arguments, names);
}
