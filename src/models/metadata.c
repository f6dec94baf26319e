/* The MetaData that a table belongs to: its naming convention and schema. */
#include "sqlalchemy.h"

#include <string.h>

enum {
	MAX_STEPS = 12
};

/* SQLModel.metadata, with what the program set on it. */
static Value *sqlmodel_metadata(Reader *reader)
{
	Value *external =
		new_external(reader->evaluator, "sqlmodel.SQLModel.metadata");
	Value *call =
		new_value(reader->evaluator, VALUE_CALL, (Place){NULL, 0, 0});
	call->object = new_external(reader->evaluator, "sqlalchemy.MetaData");
	call->call = call_new(reader->evaluator);
	if (external->members)
		call->call->keywords = *external->members;
	return call;
}

/* What declarative_base(), a registry or a database of Flask was given. */
static Value *find_in_base(Reader *reader, const Value *base)
{
	if (base->kind == VALUE_ATTRIBUTE && base->object->kind == VALUE_CALL)
		return keyword(base->object, "metadata");
	if (base->kind != VALUE_CALL)
		return NULL;
	Value *value = keyword(base, "metadata");
	/* registry(metadata=…).generate_base() */
	if (!value && base->object->kind == VALUE_ATTRIBUTE &&
	    base->object->object->kind == VALUE_CALL)
		value = keyword(base->object->object, "metadata");
	if (!value && is_called(reader, base, "declarative_base"))
		value = argument(base, 1);
	return value;
}

/* @as_declarative(metadata=…), or of a registry: r.as_declarative_base() */
static Value *find_in_decorators(Reader *reader, const Class *class)
{
	for (guint i = 0; i < class->mro_count; i++) {
		const Items *decorators = &class->mro[i]->decorators;
		for (guint j = 0; j < decorators->count; j++) {
			const Value *at = decorators->items[j];
			if (!is_base_decorator(reader, at))
				continue;
			if (at->object->kind == VALUE_ATTRIBUTE)
				at = at->object->object;
			return at->kind == VALUE_CALL ? keyword(at, "metadata")
						      : NULL;
		}
	}
	return NULL;
}

Value *find_metadata(Reader *reader, const Class *class)
{
	Evaluator *evaluator = reader->evaluator;
	Value *value = class_find(class, intern(evaluator, "metadata"), NULL);
	if (!value)
		value = find_in_decorators(reader, class);
	if (value)
		return value;
	const Value *registry = find_registry(class);
	if (!registry)
		registry =
			class_find(class, intern(evaluator, "registry"), NULL);
	if (registry && registry->kind == VALUE_CALL)
		return keyword(registry, "metadata");
	for (guint i = 0; i < class->externals.count; i++) {
		value = find_in_base(reader, class->externals.items[i]);
		if (value)
			return value;
	}
	return class_derives(evaluator, class, "sqlmodel.SQLModel")
		       ? sqlmodel_metadata(reader)
		       : NULL;
}

/* One step nearer to the call of MetaData: "Base.metadata" to what Base was
 * given. FALSE when there is none. */
static gboolean step(Reader *reader, Value **value)
{
	Value *at = *value;
	if (at->kind == VALUE_LATE) {
		*value = module_get(reader->evaluator, at->module, at->text);
		return *value && (*value)->kind != VALUE_LATE;
	}
	if (at->kind == VALUE_EXTERNAL &&
	    strcmp(at->text, "sqlmodel.SQLModel.metadata") == 0) {
		*value = sqlmodel_metadata(reader);
		return TRUE;
	}
	if (at->kind != VALUE_ATTRIBUTE || strcmp(at->text, "metadata") != 0)
		return FALSE;
	Value *owner = at->object;
	if (owner->kind == VALUE_CLASS)
		*value = find_metadata(reader, owner->class);
	else if (owner->kind == VALUE_CALL)
		*value = find_in_base(reader, owner);
	else
		return FALSE;
	return TRUE;
}

gboolean settle_metadata(Reader *reader, Value *value, Value **metadata)
{
	*metadata = NULL;
	for (unsigned i = 0; value && value->kind != VALUE_NONE; i++) {
		if (is_called(reader, value, "MetaData")) {
			tell_assumed(reader, value);
			*metadata = value;
			return TRUE;
		}
		if (i >= MAX_STEPS || !step(reader, &value))
			return FALSE;
	}
	return TRUE;
}
