#include "types.h"

#include <string.h>

enum {
	MAX_TYPES_DEEP = 40
};

static const char *last_part(const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;
	return dot ? dot + 1 : name;
}

/* What stands behind the last dot of a callee: "with_variant". */
static const char *method_name(const Value *call)
{
	const Value *callee = call->object;
	if (callee->kind == VALUE_ATTRIBUTE)
		return callee->text;
	return callee->kind == VALUE_EXTERNAL ? last_part(callee->text) : NULL;
}

/* type.with_variant(other, "sqlite"): which of the two it is here. */
static Type *read_variant(TypeReading *reading, const Value *call)
{
	Reader *reader = reading->reader;
	Value *other = argument(call, 0);
	for (guint i = 1; other && i < argument_count(call); i++) {
		const char *name = text_of(reader, argument(call, i));
		if (!name) {
			unsupported_value(reader, reading->table,
					  reading->place, argument(call, i),
					  "the dialect of a variant");
			return NULL;
		}
		if (strcmp(name, reader->dialect) == 0)
			return types_read(reading, other);
	}
	return types_read(reading, call->object->object);
}

static Type *read_method(TypeReading *reading, const Value *call)
{
	const char *method = method_name(call);
	if (!method)
		return NULL;
	if (strcmp(method, "as_mutable") == 0 && argument(call, 0))
		return types_read(reading, argument(call, 0));
	if (call->object->kind != VALUE_ATTRIBUTE)
		return NULL;
	if (strcmp(method, "with_variant") == 0)
		return read_variant(reading, call);
	if (strcmp(method, "evaluates_none") == 0 ||
	    strcmp(method, "copy") == 0)
		return types_read(reading, call->object->object);
	return NULL;
}

static Type *refuse(TypeReading *reading, const Value *value)
{
	unsupported_value(reading->reader, reading->table, reading->place,
			  value, "the type of a column");
	return NULL;
}

static Type *read_call(TypeReading *reading, Value *value)
{
	if (value->object->kind == VALUE_CLASS)
		return types_read_class(reading, value->object->class, value);
	const char *name = called_name(reading->reader, value);
	if (name && types_know(name))
		return types_construct(reading, name, value);
	Type *type = read_method(reading, value);
	if (type)
		return type;
	const char *method = method_name(value);
	if (method && strcmp(method, "with_variant") == 0)
		return NULL;
	return refuse(reading, value);
}

static Type *read_inner(TypeReading *reading, Value *value)
{
	const char *name;
	Type *given = types_read_given(reading->reader, value);
	if (given)
		return given;
	switch (value->kind) {
	case VALUE_EXTERNAL:
	case VALUE_ATTRIBUTE:
		name = canonical_name(reading->reader, value);
		if (name && types_know(name))
			return types_construct(reading, name, NULL);
		return refuse(reading, value);
	case VALUE_CALL:
		return read_call(reading, value);
	case VALUE_CLASS:
		return types_read_class(reading, value->class, NULL);
	case VALUE_OBJECT:
		return types_read_class(reading, value->owner, value);
	case VALUE_NONE:
		return type_new(TYPE_NULL);
	default:
		return refuse(reading, value);
	}
}

Type *types_read(TypeReading *reading, Value *value)
{
	if (reading->depth >= MAX_TYPES_DEEP) {
		unsupported(reading->reader, reading->table, reading->place,
			    "a type nested too deeply");
		return NULL;
	}
	tell_assumed(reading->reader, value);
	reading->depth++;
	Type *type = read_inner(reading, value);
	reading->depth--;
	if (type && value->doubt)
		unsupported(reading->reader, reading->table, *value->doubt,
			    "a type that depends on a condition that is not "
			    "known");
	return type;
}

Type *read_type(Reader *reader, MappedTable *table, Value *value, Place place)
{
	TypeReading reading = {.reader = reader,
			       .table = table,
			       .place = value_place(value, place)};
	return types_read(&reading, value);
}

static gboolean is_type_class(Reader *reader, const Class *class)
{
	static const char *const roots[] = {"TypeDecorator", "UserDefinedType",
					    "TypeEngine", NULL};
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		if (base->kind == VALUE_ITEM)
			base = base->object;
		if (types_are_given(reader, base))
			return TRUE;
		const char *name = canonical_name(reader, base);
		if (name && (g_strv_contains(roots, name) || types_know(name)))
			return TRUE;
	}
	return FALSE;
}

/* Whether the first argument of a column is its type and not an item of the
 * schema. */
gboolean is_type(Reader *reader, const Value *value)
{
	const char *name = value->kind == VALUE_CALL
				   ? called_name(reader, value)
				   : canonical_name(reader, value);
	if ((name && types_know(name)) || types_are_given(reader, value))
		return TRUE;
	if (value->kind == VALUE_CLASS)
		return is_type_class(reader, value->class);
	if (value->kind != VALUE_CALL)
		return FALSE;
	if (value->object->kind == VALUE_CLASS)
		return is_type_class(reader, value->object->class);
	const char *method = method_name(value);
	return method && (strcmp(method, "as_mutable") == 0 ||
			  strcmp(method, "with_variant") == 0 ||
			  strcmp(method, "evaluates_none") == 0);
}
