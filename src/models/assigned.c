/* Attributes that a program sets on what SQLAlchemy made: on the MetaData of a
 * base, on a table, on a column. */
#include "sqlalchemy.h"

#include <string.h>

static Value *new_metadata(Reader *reader, Place place)
{
	Value *call = new_value(reader->evaluator, VALUE_CALL, place);
	call->object = new_external(reader->evaluator, "sqlalchemy.MetaData");
	call->call = call_new(reader->evaluator);
	return call;
}

/* The class among the ancestors that has the MetaData. */
static Class *find_base(Reader *reader, Class *class)
{
	for (guint i = 0; i < class->mro_count; i++)
		if (is_declarative_base(reader, class->mro[i]))
			return class->mro[i];
	return class;
}

/* Gives an owner that makes a MetaData by itself the one that stands for it.
 * NULL when it cannot be told what the owner is. */
static Value *give_metadata(Reader *reader, Value *owner, Place place)
{
	const char *key = intern(reader->evaluator, "metadata");
	Value *metadata = new_metadata(reader, place);
	Names *names = NULL;
	if (owner->kind == VALUE_CLASS) {
		Class *base = find_base(reader, owner->class);
		names = &base->attributes;
		for (guint i = 0; i < base->externals.count; i++)
			if (base->externals.items[i]->kind == VALUE_CALL)
				names = &base->externals.items[i]
						 ->call->keywords;
	} else if (owner->kind == VALUE_CALL) {
		names = &owner->call->keywords;
	}
	if (!names)
		return NULL;
	names_set(reader->arena, names, key, metadata);
	return metadata;
}

/* The call of MetaData that "Base.metadata" stands for. */
static Value *find_assigned_metadata(Reader *reader, Value *object, Place place)
{
	Value *metadata;
	if (!settle_metadata(reader, object, &metadata))
		return NULL;
	return metadata || object->kind != VALUE_ATTRIBUTE
		       ? metadata
		       : give_metadata(reader, object->object, place);
}

static gboolean is_metadata(const Value *value)
{
	return value->kind == VALUE_ATTRIBUTE &&
	       strcmp(value->text, "metadata") == 0;
}

static gboolean shapes(const char *name)
{
	return strcmp(name, "naming_convention") == 0 ||
	       strcmp(name, "schema") == 0;
}

/* registry.update_type_annotation_map({…}) */
static void update_map(Reader *reader, const Value *call)
{
	static const char *const method = "update_type_annotation_map";
	if (call->object->kind != VALUE_ATTRIBUTE ||
	    strcmp(call->object->text, method) != 0)
		return;
	Value *owner = call->object->object;
	const Value *added = argument(call, 0);
	Names *names = NULL;
	if (owner->kind == VALUE_CALL)
		names = &owner->call->keywords;
	else if (owner->kind == VALUE_ATTRIBUTE &&
		 owner->object->kind == VALUE_CLASS)
		names = &find_base(reader, owner->object->class)->attributes;
	const char *key = intern(reader->evaluator, "type_annotation_map");
	const Value *before = names ? names_get(names, key) : NULL;
	if (!names || !added || added->kind != VALUE_DICT ||
	    (before && before->kind != VALUE_DICT)) {
		unsupported(reader, NULL, call->place, "%s()", method);
		return;
	}
	Value *map = value_new_dict(reader->arena);
	const Value *parts[] = {before, added};
	for (guint p = before ? 0 : 1; p < 2; p++) {
		const Dict *dict = parts[p]->dict;
		for (guint i = 0; i < dict->values.count; i++)
			dict_set(reader->arena, map->dict,
				 names_get(&dict->keys,
					   dict->values.entries[i].name),
				 dict->values.entries[i].value);
	}
	names_set(reader->arena, names, key, map);
}

static void read_updates(Reader *reader)
{
	const GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++)
		update_map(reader, calls->pdata[i]);
}

void read_assigned(Reader *reader)
{
	read_updates(reader);
	const GArray *all = reader->evaluator->assigned;
	for (guint i = 0; i < all->len; i++) {
		const Assigned *one = &g_array_index(all, Assigned, i);
		if (!is_metadata(one->object) || !shapes(one->name))
			continue;
		Value *metadata =
			find_assigned_metadata(reader, one->object, one->place);
		if (metadata)
			names_set(reader->arena, &metadata->call->keywords,
				  intern(reader->evaluator, one->name),
				  one->value);
		else
			unsupported(reader, NULL, one->place,
				    "'%s' of a MetaData that is not known",
				    one->name);
	}
}

/* Of tables and columns; what else is set on them says nothing to an engine. */
static const char *const shaping[] = {"name",
				      "type",
				      "nullable",
				      "default",
				      "server_default",
				      "unique",
				      "index",
				      "schema",
				      "primary_key",
				      "autoincrement",
				      "computed",
				      "identity",
				      "comment",
				      "constraints",
				      "indexes",
				      "key",
				      "dialect_options",
				      NULL};

void refuse_assigned(Reader *reader)
{
	const GArray *all = reader->evaluator->assigned;
	for (guint i = 0; i < all->len; i++) {
		const Assigned *one = &g_array_index(all, Assigned, i);
		if (!g_strv_contains(shaping, one->name))
			continue;
		const MappedColumn *column =
			resolve_column(reader, NULL, one->object);
		MappedTable *table =
			column ? column->table : table_of(reader, one->object);
		if (table)
			unsupported(reader, table, one->place,
				    "an assignment to '%s' of a %s", one->name,
				    column ? "column" : "table");
	}
}

static gboolean holds(const Items *items, const Value *value)
{
	for (guint i = 0; i < items->count; i++)
		if (items->items[i] == value)
			return TRUE;
	return FALSE;
}

/* Whether the value is an attribute of a class or an argument of a call, which
 * say by themselves that it is not known. */
static gboolean is_used(const Reader *reader, const Value *value)
{
	const GPtrArray *classes = reader->evaluator->classes;
	for (guint i = 0; i < classes->len; i++) {
		const Class *class = classes->pdata[i];
		for (guint j = 0; j < class->attributes.count; j++)
			if (class->attributes.entries[j].value == value)
				return TRUE;
	}
	const GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++) {
		const Value *call = calls->pdata[i];
		if (holds(&call->call->arguments, value))
			return TRUE;
	}
	return FALSE;
}

void refuse_strays(Reader *reader)
{
	const GArray *strays = reader->evaluator->strays;
	for (guint i = 0; i < strays->len; i++) {
		const Stray *stray = &g_array_index(strays, Stray, i);
		if (stray->value->kind == VALUE_CLASS &&
		    is_declarative(reader, stray->value->class))
			unsupported_value(reader, NULL, stray->place, stray->to,
					  "a class made by type()");
		else if (stray->value->kind == VALUE_CALL &&
			 !is_used(reader, stray->to))
			unsupported(reader, NULL, stray->place,
				    "a column that is given to %s",
				    value_describe(reader->arena, stray->to));
	}
}
