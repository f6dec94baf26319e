/* The builtins that ask objects and classes about themselves. */
#include "evaluate.h"
#include "builtins.h"

#include <string.h>

Value *call_getattr(Evaluator *evaluator, Call *arguments, Place place)
{
	if (arguments->arguments.count < 2 ||
	    arguments->arguments.items[1]->kind != VALUE_STR)
		return unknown(evaluator, place, "a call of getattr()");
	Value *object = arguments->arguments.items[0];
	Value *otherwise = call_argument(arguments, 2, NULL);
	if (!otherwise)
		return get_attribute(evaluator, object,
				     arguments->arguments.items[1]->text,
				     place);
	const char *name = arguments->arguments.items[1]->text;
	if (object->kind == VALUE_CLASS) {
		Value *found = class_find(object->class, name, NULL);
		if (!found && !object->class->externals.count)
			return otherwise;
	}
	Value *value = get_attribute(evaluator, object, name, place);
	/* Whether an outside object has an attribute is not known. */
	if (value->kind == VALUE_ATTRIBUTE && value->object == object &&
	    !(object->kind == VALUE_CLASS &&
	      class_find(object->class, name, NULL)))
		return unknown(evaluator, place,
			       "getattr() on %s with a default",
			       value_describe(evaluator->arena, object));
	return value->kind == VALUE_UNKNOWN && object->kind != VALUE_UNKNOWN
		       ? otherwise
		       : value;
}

Value *call_setattr(Evaluator *evaluator, Call *arguments, Place place)
{
	if (arguments->arguments.count != 3 ||
	    arguments->arguments.items[1]->kind != VALUE_STR) {
		Value *object = call_argument(arguments, 0, NULL);
		if (object && object->kind != VALUE_CLASS)
			note_stray_arguments(evaluator, arguments, object,
					     place);
		if (object && object->kind == VALUE_CLASS &&
		    !object->class->broken)
			object->class->broken =
				unknown(evaluator, place,
					"setattr() of a name that "
					"is not known");
		return value_new(evaluator->arena, VALUE_NONE);
	}
	Value *object = arguments->arguments.items[0];
	const char *name = arguments->arguments.items[1]->text;
	Value *value = arguments->arguments.items[2];
	if (object->kind == VALUE_CLASS)
		class_set(evaluator, object->class, name, value);
	else if (object->kind == VALUE_OBJECT)
		names_set(evaluator->arena, object->attributes, name,
			  doubted(evaluator, value));
	else
		note_stray(evaluator, value, object, place);
	return value_new(evaluator->arena, VALUE_NONE);
}

Value *call_hasattr(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *object = call_argument(arguments, 0, NULL);
	Value *name = call_argument(arguments, 1, NULL);
	if (!object || !name || name->kind != VALUE_STR)
		return unknown(evaluator, place, "a call of hasattr()");
	gboolean known = TRUE;
	gboolean has = FALSE;
	if (object->kind == VALUE_CLASS) {
		has = class_find(object->class, name->text, NULL) != NULL;
		known = has || !object->class->externals.count;
	} else if (object->kind == VALUE_OBJECT) {
		has = names_get(object->attributes, name->text) ||
		      class_find(object->owner, name->text, NULL);
		known = has || !object->owner->externals.count;
	} else if (object->kind == VALUE_MODULE) {
		has = module_get(evaluator, object->module, name->text) != NULL;
	} else {
		known = FALSE;
	}
	if (!known)
		return unknown(evaluator, place, "hasattr() on %s",
			       value_describe(evaluator->arena, object));
	return value_new_bool(evaluator->arena, has);
}

static Truth is_subclass(Evaluator *evaluator, const Class *class,
			 const Value *of)
{
	for (guint i = 0; of->kind == VALUE_CLASS && i < class->mro_count; i++)
		if (class->mro[i] == of->class)
			return TRUTH_TRUE;
	if (of->kind == VALUE_CLASS)
		return TRUTH_FALSE;
	for (guint i = 0; i < class->externals.count; i++)
		if (class->externals.items[i] == of)
			return TRUTH_TRUE;
	const char *dotted = value_dotted(evaluator->arena, of);
	if (dotted && class_derives(evaluator, class, dotted))
		return TRUTH_TRUE;
	return class->externals.count ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

static Truth is_instance(Evaluator *evaluator, const Value *value,
			 const Value *of)
{
	static const struct {
		const char *name;
		ValueKind kind;
	} kinds[] = {{"str", VALUE_STR},     {"int", VALUE_INT},
		     {"bool", VALUE_BOOL},   {"float", VALUE_FLOAT},
		     {"list", VALUE_LIST},   {"tuple", VALUE_TUPLE},
		     {"dict", VALUE_DICT},   {"set", VALUE_SET},
		     {"bytes", VALUE_BYTES}, {"type", VALUE_CLASS}};
	if ((value_is_term(value) || value->kind == VALUE_CLASS) &&
	    evaluator->is_instance)
		return evaluator->is_instance(evaluator, value, of);
	if (value->kind == VALUE_UNKNOWN || value_is_term(value))
		return TRUTH_UNKNOWN;
	if (value->kind == VALUE_OBJECT)
		return is_subclass(evaluator, value->owner, of);
	if (of->kind == VALUE_BUILTIN)
		for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
			if (strcmp(kinds[i].name, of->text) == 0)
				return value->kind == kinds[i].kind
					       ? TRUTH_TRUE
					       : TRUTH_FALSE;
	return of->kind == VALUE_CLASS ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

/* isinstance and issubclass: the second argument may be a tuple. */
static Value *test_each(Evaluator *evaluator, Call *arguments, Place place,
			gboolean subclass)
{
	Value *value = call_argument(arguments, 0, NULL);
	Value *of = call_argument(arguments, 1, NULL);
	Truth result = of ? TRUTH_FALSE : TRUTH_UNKNOWN;
	Items items = {0};
	if (of && of->kind == VALUE_TUPLE)
		items = of->items;
	else if (of)
		items_add(evaluator->arena, &items, of);
	for (guint i = 0; i < items.count && result != TRUTH_TRUE; i++) {
		Truth one = TRUTH_UNKNOWN;
		if (!subclass)
			one = is_instance(evaluator, value, items.items[i]);
		else if (value->kind == VALUE_CLASS)
			one = is_subclass(evaluator, value->class,
					  items.items[i]);
		if (one != TRUTH_FALSE)
			result = one;
	}
	if (result == TRUTH_UNKNOWN)
		return unknown(evaluator, place, "a test of the class of %s",
			       value ? value_describe(evaluator->arena, value)
				     : "nothing");
	return value_new_bool(evaluator->arena, result == TRUTH_TRUE);
}

Value *call_isinstance(Evaluator *evaluator, Call *arguments, Place place)
{
	return test_each(evaluator, arguments, place, FALSE);
}

Value *call_issubclass(Evaluator *evaluator, Call *arguments, Place place)
{
	return test_each(evaluator, arguments, place, TRUE);
}

/* type(name, bases, namespace): a class statement as a call. */
static Value *make_class(Evaluator *evaluator, Call *arguments, Place place)
{
	const Value *name = arguments->arguments.items[0];
	const Value *bases = arguments->arguments.items[1];
	const Value *names = arguments->arguments.items[2];
	if (name->kind != VALUE_STR || bases->kind != VALUE_TUPLE ||
	    names->kind != VALUE_DICT) {
		const Value *odd = name->kind != VALUE_STR	? name
				   : bases->kind != VALUE_TUPLE ? bases
								: names;
		note_stray_class(evaluator, bases, odd, place);
		return unknown(evaluator, place, "a class made by type()");
	}
	Module *module = g_hash_table_lookup(evaluator->modules, place.path);
	Class *class = class_new(evaluator, name->text, module, place);
	class->bases = bases->items;
	for (guint i = 0; i < names->dict->values.count; i++)
		if (names->dict->values.entries[i].value)
			names_set(evaluator->arena, &class->attributes,
				  names->dict->values.entries[i].name,
				  names->dict->values.entries[i].value);
	class_finish(evaluator, class);
	g_ptr_array_add(evaluator->classes, class);
	call_subclass_hook(evaluator, class);
	return class->value;
}

Value *call_type(Evaluator *evaluator, Call *arguments, Place place)
{
	const Value *value = call_argument(arguments, 0, NULL);
	if (arguments->arguments.count == 3)
		return make_class(evaluator, arguments, place);
	if (value && value->kind == VALUE_OBJECT)
		return value->owner->value;
	if (value && value->kind == VALUE_UNKNOWN)
		return arguments->arguments.items[0];
	return unknown(evaluator, place, "a call of type()");
}

/* super(C, self); without arguments it is made by the call itself. */
Value *call_super_of(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *class = call_argument(arguments, 0, NULL);
	Value *self = call_argument(arguments, 1, NULL);
	if (!class || !self || class->kind != VALUE_CLASS ||
	    (self->kind != VALUE_CLASS && self->kind != VALUE_OBJECT))
		return unknown(evaluator, place, "a call of super()");
	Value *super = new_value(evaluator, VALUE_SUPER, place);
	super->object = self;
	super->owner = class->class;
	return super;
}
