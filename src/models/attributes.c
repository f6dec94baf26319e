#include "evaluate.h"

#include <string.h>

/* Attributes of an outside name are made once each, so that what is known of
 * "sa.Column" need not be found again for every column. */
static Value *external_attribute(Evaluator *evaluator, Value *object,
				 const char *name)
{
	if (!object->members)
		object->members = arena_new0(evaluator->arena, Names);
	Value *member = names_get(object->members, name);
	if (member)
		return member;
	member = external_name(evaluator, object->text, name);
	names_set(evaluator->arena, object->members, name, member);
	return member;
}

static Value *term_attribute(Evaluator *evaluator, Value *object,
			     const char *name, Place place)
{
	Value *value = new_value(evaluator, VALUE_ATTRIBUTE, place);
	value->object = object;
	value->text = name;
	return value;
}

static Value *bind(Evaluator *evaluator, Value *function, Value *self,
		   Place place)
{
	Value *method = new_value(evaluator, VALUE_METHOD, place);
	method->function = function->function;
	method->object = self;
	return method;
}

static Value *object_attribute(Evaluator *evaluator, Value *object,
			       const char *name, Place place)
{
	Value *value = names_get(object->attributes, name);
	if (value)
		return value;
	Class *class = object->owner;
	if (strcmp(name, "__class__") == 0)
		return class->value;
	value = class_find(class, name, NULL);
	if (!value && class->externals.count)
		return term_attribute(evaluator, object, name, place);
	if (!value)
		return unknown(evaluator, place, "the attribute '%s' of %s",
			       name, value_describe(evaluator->arena, object));
	if (value->kind != VALUE_FUNCTION)
		return value;
	Function *function = value->function;
	if (function_is_decorated(evaluator, function, "staticmethod"))
		return value;
	if (function_is_decorated(evaluator, function, "classmethod"))
		return bind(evaluator, value, class->value, place);
	if (function_is_decorated(evaluator, function, "property") ||
	    function_is_decorated(evaluator, function, "cached_property"))
		return call_method(evaluator, function, object, place);
	return bind(evaluator, value, object, place);
}

static Value *super_attribute(Evaluator *evaluator, Value *super,
			      const char *name, Place place)
{
	Value *self = super->object;
	Class *of = self->kind == VALUE_CLASS ? self->class : self->owner;
	gboolean passed = FALSE;
	for (guint i = 0; of && i < of->mro_count; i++) {
		Class *class = of->mro[i];
		if (!passed) {
			passed = class == super->owner;
			continue;
		}
		Value *value = names_get(&class->attributes, name);
		if (!value || value->kind == VALUE_DECLARED)
			continue;
		if (value->kind != VALUE_FUNCTION ||
		    function_is_decorated(evaluator, value->function,
					  "staticmethod"))
			return value;
		if (function_is_decorated(evaluator, value->function,
					  "declared_attr"))
			return call_method(evaluator, value->function, self,
					   place);
		return bind(evaluator, value, self, place);
	}
	return term_attribute(evaluator, super, name, place);
}

static Value *find_in_module(Evaluator *evaluator, Value *object,
			     const char *name, Place place)
{
	Module *module = object->module;
	Value *value = module_get(evaluator, module, name);
	if (value)
		return value;
	if (module->known)
		return external_name(evaluator, module->name, name);
	if (module->state != MODULE_RUNNING)
		return unknown(evaluator, place,
			       "the name '%s' of the module '%s'", name,
			       module->name);
	value = new_value(evaluator, VALUE_LATE, place);
	value->module = module;
	value->text = name;
	return value;
}

static Value *function_attribute(Evaluator *evaluator, Value *object,
				 const char *name, Place place)
{
	if (strcmp(name, "__name__") == 0)
		return new_str(evaluator, object->function->name);
	return term_attribute(evaluator, object, name, place);
}

Value *get_attribute(Evaluator *evaluator, Value *object, const char *name,
		     Place place)
{
	switch (object->kind) {
	case VALUE_UNKNOWN:
		return object;
	case VALUE_EXTERNAL:
		return external_attribute(evaluator, object, name);
	case VALUE_MODULE:
		return find_in_module(evaluator, object, name, place);
	case VALUE_CLASS:
		return class_attribute(evaluator, object->class, name, place);
	case VALUE_OBJECT:
		return object_attribute(evaluator, object, name, place);
	case VALUE_SUPER:
		return super_attribute(evaluator, object, name, place);
	case VALUE_FUNCTION:
		return function_attribute(evaluator, object, name, place);
	case VALUE_LATE: {
		Value *value =
			module_get(evaluator, object->module, object->text);
		if (value && value->kind != VALUE_LATE)
			return get_attribute(evaluator, value, name, place);
		return term_attribute(evaluator, object, name, place);
	}
	default:
		break;
	}
	if (has_method(object, name)) {
		Value *method =
			value_new_text(evaluator->arena, VALUE_BUILTIN, name);
		method->object = object;
		method->place = place;
		return method;
	}
	if (value_is_term(object) || object->kind == VALUE_METHOD ||
	    object->kind == VALUE_BUILTIN)
		return term_attribute(evaluator, object, name, place);
	return unknown(evaluator, place, "the attribute '%s' of %s", name,
		       value_describe(evaluator->arena, object));
}

static gboolean slice_bound(const Value *value, gint64 count, gint64 otherwise,
			    gint64 *bound)
{
	if (value->kind == VALUE_NONE) {
		*bound = otherwise;
		return TRUE;
	}
	if (value->kind != VALUE_INT)
		return FALSE;
	gint64 at = value->number < 0 ? value->number + count : value->number;
	*bound = CLAMP(at, 0, count);
	return TRUE;
}

static Value *get_slice(Evaluator *evaluator, Value *object, Value *slice,
			Place place)
{
	gboolean text = object->kind == VALUE_STR;
	gint64 count = text ? count_characters(evaluator, object->text)
			    : object->items.count;
	gint64 start;
	gint64 stop;
	Value **bounds = slice->items.items;
	if (!slice_bound(bounds[0], count, 0, &start) ||
	    !slice_bound(bounds[1], count, count, &stop) ||
	    bounds[2]->kind != VALUE_NONE)
		return unknown(evaluator, place, "a slice");
	stop = MAX(stop, start);
	if (text) {
		g_autofree char *part =
			g_utf8_substring(object->text, start, stop);
		return new_str(evaluator, part);
	}
	Value *part = new_sequence(evaluator, object->kind);
	for (gint64 i = start; i < stop; i++)
		add_item(evaluator, part, object->items.items[i]);
	return part;
}

static Value *get_position(Evaluator *evaluator, Value *object, gint64 at,
			   Place place)
{
	gboolean text = object->kind == VALUE_STR;
	gint64 count = text ? count_characters(evaluator, object->text)
			    : object->items.count;
	if (at < 0)
		at += count;
	if (at < 0 || at >= count)
		return unknown(evaluator, place, "an index out of range");
	if (!text)
		return object->items.items[at];
	g_autofree char *part = g_utf8_substring(object->text, at, at + 1);
	return new_str(evaluator, part);
}

static Value *get_key(Evaluator *evaluator, Value *object, Value *key,
		      Place place)
{
	Value *value = dict_get(evaluator->arena, object->dict, key);
	if (!value && object->dict->factory && key->kind != VALUE_UNKNOWN &&
	    !value_is_term(key)) {
		value = call(evaluator, object->dict->factory,
			     call_new(evaluator), place);
		dict_set(evaluator->arena, object->dict, key, value);
	}
	return value ? value
		     : unknown(evaluator, place,
			       "a key that is not in the dictionary");
}

Value *get_item(Evaluator *evaluator, Value *object, Value *index, Place place)
{
	if (object->kind == VALUE_UNKNOWN)
		return object;
	if (object->kind == VALUE_DICT)
		return get_key(evaluator, object, index, place);
	if (object->kind == VALUE_CLASS &&
	    class_is_enum(evaluator, object->class) &&
	    index->kind == VALUE_STR) {
		Value *member = names_get(
			class_members(evaluator, object->class), index->text);
		if (member)
			return member;
	}
	if (object->kind == VALUE_STR || object->kind == VALUE_TUPLE ||
	    object->kind == VALUE_LIST) {
		if (index->kind == VALUE_INT || index->kind == VALUE_BOOL)
			return get_position(evaluator, object, index->number,
					    place);
		if (index->kind == VALUE_OPERATION &&
		    strcmp(index->text, "slice") == 0)
			return get_slice(evaluator, object, index, place);
		return unknown(evaluator, place, "an index that is not known");
	}
	Value *method =
		object->kind == VALUE_OBJECT
			? class_find(object->owner,
				     intern(evaluator, "__getitem__"), NULL)
			: NULL;
	if (method && method->kind == VALUE_FUNCTION) {
		Call *arguments = call_new(evaluator);
		items_add(evaluator->arena, &arguments->arguments, index);
		return call_function(evaluator, method->function, object,
				     arguments, place);
	}
	Value *item = new_value(evaluator, VALUE_ITEM, place);
	item->object = object;
	item->index = index;
	return item;
}

static void iterate_names(Evaluator *evaluator, const Names *names,
			  const Names *keys, Items *items)
{
	for (guint i = 0; i < names->count; i++)
		if (names->entries[i].value)
			items_add(evaluator->arena, items,
				  keys ? names_get(keys, names->entries[i].name)
				       : names->entries[i].value);
}

/* The members of an Enum without their aliases. */
static void iterate_members(Evaluator *evaluator, Class *class, Items *items)
{
	const Names *members = class_members(evaluator, class);
	const char *key = intern(evaluator, "name");
	for (guint i = 0; i < members->count; i++) {
		Value *member = members->entries[i].value;
		const Value *name = names_get(member->attributes, key);
		if (name && name->text == members->entries[i].name)
			items_add(evaluator->arena, items, member);
	}
}

gboolean iterate(Evaluator *evaluator, Value *value, Items *items)
{
	switch (value->kind) {
	case VALUE_TUPLE:
	case VALUE_LIST:
	case VALUE_SET:
		for (guint i = 0; i < value->items.count; i++)
			items_add(evaluator->arena, items,
				  value->items.items[i]);
		return TRUE;
	case VALUE_DICT:
		iterate_names(evaluator, &value->dict->values,
			      &value->dict->keys, items);
		return TRUE;
	case VALUE_STR:
		for (const char *p = value->text; *p; p = next_character(p))
			items_add(evaluator->arena, items,
				  value_new_str(
					  evaluator->arena,
					  arena_intern_bytes(
						  evaluator->arena, p,
						  (gsize)(next_character(p) -
							  p))));
		return TRUE;
	case VALUE_CLASS:
		if (!class_is_enum(evaluator, value->class))
			return FALSE;
		iterate_members(evaluator, value->class, items);
		return TRUE;
	default:
		return FALSE;
	}
}
