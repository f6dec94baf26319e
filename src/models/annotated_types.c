/* The column type of a Python type. */
#include "annotations.h"

#include <string.h>

static const struct {
	const char *python;
	TypeKind kind;
} known_types[] = {
	{"int", TYPE_INTEGER},
	{"str", TYPE_STRING},
	{"bool", TYPE_BOOLEAN},
	{"float", TYPE_FLOAT},
	{"bytes", TYPE_BINARY},
	{"datetime.datetime", TYPE_DATETIME},
	{"datetime.date", TYPE_DATE},
	{"datetime.time", TYPE_TIME},
	{"datetime.timedelta", TYPE_INTERVAL},
	{"decimal.Decimal", TYPE_NUMERIC},
	{"uuid.UUID", TYPE_UUID},
};

static Type *make_known(Reader *reader, const Value *python)
{
	const char *name = canonical_name(reader, python);
	for (guint i = 0; name && i < G_N_ELEMENTS(known_types); i++) {
		if (strcmp(known_types[i].python, name) != 0)
			continue;
		Type *type = type_new(known_types[i].kind);
		type->native = known_types[i].kind == TYPE_UUID;
		return type;
	}
	return NULL;
}

/* That of the registry which the declarative base makes or is given: what
 * classes below it say is not looked at. */
static const Value *find_in_base(Reader *reader, const Class *class)
{
	static const char *const name = "type_annotation_map";
	Evaluator *evaluator = reader->evaluator;
	const Class *base = class;
	for (guint i = 0; i < class->mro_count; i++)
		if (is_declarative_base(reader, class->mro[i]))
			base = class->mro[i];
	const Value *registry =
		class_find(base, intern(evaluator, "registry"), NULL);
	if (registry && registry->kind == VALUE_CALL)
		return keyword(registry, name);
	return base == class ? NULL
			     : class_find(base, intern(evaluator, name), NULL);
}

static const Value *find_map(Reader *reader, const Class *class)
{
	const Value *value = find_registry(class);
	if (value)
		return value->kind == VALUE_CALL
			       ? keyword(value, "type_annotation_map")
			       : NULL;
	value = find_in_base(reader, class);
	if (value)
		return value;
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		if (base->kind != VALUE_CALL)
			continue;
		if (base->object->kind == VALUE_ATTRIBUTE &&
		    base->object->object->kind == VALUE_CALL)
			base = base->object->object;
		value = keyword(base, "type_annotation_map");
		if (value)
			return value;
	}
	return NULL;
}

static Value *look_up(Reader *reader, const Value *map, const Value *key)
{
	return map && map->kind == VALUE_DICT && key
		       ? dict_get(reader->arena, map->dict, key)
		       : NULL;
}

/* Enum(cls) as the annotation itself would be. */
static Type *make_enum(Reader *reader, MappedTable *table, Value *class,
		       Place place)
{
	Evaluator *evaluator = reader->evaluator;
	Value *value = new_value(evaluator, VALUE_CALL, place);
	value->object = new_external(evaluator, "sqlalchemy.Enum");
	value->call = call_new(evaluator);
	items_add(reader->arena, &value->call->arguments, class);
	return read_type(reader, table, value, place);
}

/* {enum.Enum: Enum(enum.Enum, …)}: the same for each class of members. NULL
 * where the map has something else for them. */
static Type *make_enum_like(Reader *reader, MappedTable *table,
			    const Value *given, Value *class, Place place)
{
	if (!is_called(reader, given, "Enum") || argument_count(given) != 1 ||
	    !value_is_term(argument(given, 0)))
		return NULL;
	Evaluator *evaluator = reader->evaluator;
	Value *value = new_value(evaluator, VALUE_CALL, place);
	value->object = given->object;
	value->call = call_new(evaluator);
	value->call->keywords = given->call->keywords;
	value->call->open = given->call->open;
	items_add(reader->arena, &value->call->arguments, class);
	return read_type(reader, table, value, place);
}

/* What the map has for every Enum. */
static const Value *find_for_enums(Reader *reader, const Value *map,
				   const Class *class)
{
	Evaluator *evaluator = reader->evaluator;
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		const char *name = canonical_name(reader, base);
		Value *given = name && g_str_has_prefix(name, "enum.")
				       ? look_up(reader, map, base)
				       : NULL;
		if (given)
			return given;
	}
	return look_up(reader, map, new_external(evaluator, "enum.Enum"));
}

/* Literal["a", "b"]: an Enum that the engine has no type for. */
static Type *make_literal(Reader *reader, MappedTable *table,
			  const Value *python, Place place)
{
	if (python->kind != VALUE_ITEM ||
	    !is_named(reader, python->object, "typing.Literal"))
		return NULL;
	Type *type = type_new(TYPE_ENUM);
	Items single = {(Value **)(guintptr)&python->index, 1, 1};
	const Items *labels = python->index->kind == VALUE_TUPLE
				      ? &python->index->items
				      : &single;
	for (guint i = 0; i < labels->count; i++) {
		const Value *label = labels->items[i];
		if (label->kind == VALUE_STR)
			g_ptr_array_add(type->labels, g_strdup(label->text));
		else if (label->kind != VALUE_NONE)
			unsupported_value(reader, table, place, label,
					  "a label of Literal");
	}
	return type;
}

static Type *find_class_type(Reader *reader, MappedTable *table,
			     const Value *map, Value *python, Place place)
{
	Class *class = python->class;
	for (guint i = 0; i < class->mro_count; i++) {
		Value *given = look_up(reader, map, class->mro[i]->value);
		if (given)
			return read_type(reader, table, given, place);
	}
	if (class_is_enum(reader->evaluator, class)) {
		const Value *given = find_for_enums(reader, map, class);
		if (!given)
			return make_enum(reader, table, python, place);
		Type *type =
			make_enum_like(reader, table, given, python, place);
		if (!type)
			unsupported(reader, table, place,
				    "an Enum in the type_annotation_map");
		return type;
	}
	for (guint i = 0; i < class->externals.count; i++) {
		Value *given = look_up(reader, map, class->externals.items[i]);
		if (given)
			return read_type(reader, table, given, place);
		Type *type = make_known(reader, class->externals.items[i]);
		if (type)
			return type;
	}
	return NULL;
}

Type *find_annotated_type(Reader *reader, MappedTable *table,
			  const Class *class, const Annotated *annotated,
			  Place place)
{
	Value *python = annotated->type;
	const Value *map = find_map(reader, class);
	if (map && map->kind != VALUE_DICT) {
		unsupported_value(reader, table, place, map,
				  "type_annotation_map");
		return NULL;
	}
	Value *given = look_up(reader, map, annotated->alias);
	if (!given && python)
		given = look_up(reader, map, python);
	if (given)
		return read_type(reader, table, given, place);
	if (!python)
		return NULL;
	if (python->kind == VALUE_CLASS)
		return find_class_type(reader, table, map, python, place);
	/* NewType("Name", int) */
	if (python->kind == VALUE_CALL &&
	    is_called(reader, python, "typing.NewType") &&
	    argument(python, 1)) {
		Annotated inner = {.type = argument(python, 1)};
		return find_annotated_type(reader, table, class, &inner, place);
	}
	Type *type = make_literal(reader, table, python, place);
	return type ? type : make_known(reader, python);
}
