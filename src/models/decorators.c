/* Types that the tree makes itself: a TypeDecorator is read through to what it
 * decorates. */
#include "types.h"

#include <string.h>

static Value *find_attribute(TypeReading *reading, const Class *class,
			     const char *name)
{
	return class_find(class, intern(reading->reader->evaluator, name),
			  NULL);
}

/* An instance as its own methods see it, so that __init__ and
 * load_dialect_impl can be evaluated. */
static Value *make_instance(TypeReading *reading, Class *class,
			    const Value *call)
{
	Evaluator *evaluator = reading->reader->evaluator;
	Value *object = new_value(evaluator, VALUE_OBJECT, reading->place);
	object->attributes = arena_new0(evaluator->arena, Names);
	object->owner = class;
	Value *init = find_attribute(reading, class, "__init__");
	if (!init || init->kind != VALUE_FUNCTION)
		return object;
	Call *arguments = call_new(evaluator);
	if (call && call->kind == VALUE_CALL)
		*arguments = *call->call;
	Value *result = call_function(evaluator, init->function, object,
				      arguments, reading->place);
	return result->kind == VALUE_UNKNOWN ? result : object;
}

/* What load_dialect_impl() is given: it says its name and hands back the type
 * it is asked to describe. */
static Value *make_dialect(TypeReading *reading)
{
	Evaluator *evaluator = reading->reader->evaluator;
	Class *class = class_new(evaluator, "Dialect", NULL, reading->place);
	class_finish(evaluator, class);
	Value *dialect = new_value(evaluator, VALUE_OBJECT, reading->place);
	dialect->attributes = arena_new0(evaluator->arena, Names);
	dialect->owner = class;
	names_set(evaluator->arena, dialect->attributes,
		  intern(evaluator, "name"),
		  new_str(evaluator, reading->reader->dialect));
	names_set(evaluator->arena, dialect->attributes,
		  intern(evaluator, "type_descriptor"),
		  new_external(evaluator, "dialect.type_descriptor"));
	return dialect;
}

static Type *read_described(TypeReading *reading, Value *value)
{
	if (value->kind == VALUE_CALL &&
	    value->object->kind == VALUE_EXTERNAL &&
	    strcmp(value->object->text, "dialect.type_descriptor") == 0 &&
	    argument(value, 0))
		value = argument(value, 0);
	return types_read(reading, value);
}

static Type *read_dialect_impl(TypeReading *reading, Class *class, Value *self,
			       Value *method, gboolean *falls_back)
{
	Evaluator *evaluator = reading->reader->evaluator;
	Call *arguments = call_new(evaluator);
	items_add(evaluator->arena, &arguments->arguments,
		  make_dialect(reading));
	Value *result = call_function(evaluator, method->function, self,
				      arguments, reading->place);
	/* super().load_dialect_impl(dialect) and self.impl are the impl. */
	if (result->kind == VALUE_CALL &&
	    result->object->kind == VALUE_ATTRIBUTE &&
	    result->object->object->kind == VALUE_SUPER) {
		*falls_back = TRUE;
		return NULL;
	}
	if (result->kind == VALUE_UNKNOWN) {
		unsupported_value(
			reading->reader, reading->table, reading->place, result,
			"load_dialect_impl() of the type '%s'", class->name);
		return NULL;
	}
	return read_described(reading, result);
}

/* The arguments that the decorator hands to the type it decorates. */
static Value *with_arguments(TypeReading *reading, Value *impl, Value *self,
			     const Value *call)
{
	Evaluator *evaluator = reading->reader->evaluator;
	if (impl->kind == VALUE_CALL)
		return impl;
	Value *passed = NULL;
	if (self->kind == VALUE_OBJECT)
		passed = names_get(self->attributes,
				   intern(evaluator, "super().__init__"));
	if (!passed && call && call->kind == VALUE_CALL &&
	    !find_attribute(reading, call->object->class, "__init__"))
		passed = (Value *)(guintptr)call;
	if (!passed)
		return impl;
	Value *full = new_value(evaluator, VALUE_CALL, reading->place);
	full->object = impl;
	full->call = passed->call;
	return full;
}

static Type *read_decorator(TypeReading *reading, Class *class,
			    const Value *call)
{
	Evaluator *evaluator = reading->reader->evaluator;
	Value *self = make_instance(reading, class, call);
	if (self->kind == VALUE_UNKNOWN) {
		unsupported_value(reading->reader, reading->table,
				  reading->place, self, "the type '%s'",
				  class->name);
		return NULL;
	}
	Value *method = find_attribute(reading, class, "load_dialect_impl");
	if (method && method->kind == VALUE_FUNCTION) {
		gboolean falls_back = FALSE;
		Type *type = read_dialect_impl(reading, class, self, method,
					       &falls_back);
		if (!falls_back)
			return type;
	}
	Value *impl = names_get(self->attributes, intern(evaluator, "impl"));
	if (!impl)
		impl = find_attribute(reading, class, "impl");
	if (!impl) {
		unsupported(reading->reader, reading->table, reading->place,
			    "the type '%s', which has no impl", class->name);
		return NULL;
	}
	return types_read(reading, with_arguments(reading, impl, self, call));
}

static Type *read_user_defined(TypeReading *reading, Class *class,
			       const Value *call)
{
	Evaluator *evaluator = reading->reader->evaluator;
	Value *method = find_attribute(reading, class, "get_col_spec");
	Value *self = make_instance(reading, class, call);
	Value *spec = method;
	if (method && method->kind == VALUE_FUNCTION &&
	    self->kind == VALUE_OBJECT) {
		spec = call_method(evaluator, method->function, self,
				   reading->place);
	}
	if (!spec || spec->kind != VALUE_STR) {
		unsupported(reading->reader, reading->table, reading->place,
			    "get_col_spec() of the type '%s'", class->name);
		return NULL;
	}
	Type *type = type_new(TYPE_NAMED);
	type->name = g_strdup(spec->text);
	return type;
}

/* A subclass of a type that SQLAlchemy has. */
static Type *read_subclass(TypeReading *reading, Class *class,
			   const Value *call, const char *base)
{
	Evaluator *evaluator = reading->reader->evaluator;
	if (find_attribute(reading, class, "__visit_name__")) {
		unsupported(reading->reader, reading->table, reading->place,
			    "the type '%s', which has a __visit_name__",
			    class->name);
		return NULL;
	}
	Value *init = find_attribute(reading, class, "__init__");
	if (!init)
		return types_construct(reading, base, call);
	Value *self = make_instance(reading, class, call);
	Value *passed =
		self->kind == VALUE_OBJECT
			? names_get(self->attributes,
				    intern(evaluator, "super().__init__"))
			: NULL;
	if (!passed) {
		unsupported(reading->reader, reading->table, reading->place,
			    "__init__() of the type '%s'", class->name);
		return NULL;
	}
	return types_construct(reading, base, passed);
}

Type *types_read_class(TypeReading *reading, Class *class, const Value *call)
{
	Reader *reader = reading->reader;
	gboolean compiled;
	Type *written = types_read_compiled(reading, class->value, NULL, call,
					    &compiled);
	if (compiled)
		return written;
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		if (base->kind == VALUE_ITEM)
			base = base->object;
		Type *given = types_read_given(reader, base);
		if (given)
			return given;
		const char *name = canonical_name(reader, base);
		if (!name)
			continue;
		if (strcmp(name, "TypeDecorator") == 0)
			return read_decorator(reading, class, call);
		if (strcmp(name, "UserDefinedType") == 0)
			return read_user_defined(reading, class, call);
		if (types_know(name))
			return read_subclass(reading, class, call, name);
	}
	unsupported(reader, reading->table, reading->place,
		    "the type '%s', a class of its own", class->name);
	return NULL;
}
