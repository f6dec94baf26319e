/*
 * Listeners of mappers that are functions of the tree: they are evaluated with
 * objects that stand for the mapper, its table and its columns. What such an
 * object lacks is unknown to the evaluator, and the listener then is too.
 */
#include "sqlalchemy.h"

#include <string.h>

static Value *make_object(Reader *reader, const char *name, Place place)
{
	Evaluator *evaluator = reader->evaluator;
	Class *class = class_new(evaluator, name, NULL, place);
	class->distinct = TRUE;
	class_finish(evaluator, class);
	Value *object = new_value(evaluator, VALUE_OBJECT, place);
	object->attributes = arena_new0(reader->arena, Names);
	object->owner = class;
	return object;
}

static void set(Reader *reader, Value *object, const char *name, Value *value)
{
	names_set(reader->arena, object->attributes,
		  intern(reader->evaluator, name), value);
}

static Value *text_or_none(Reader *reader, const char *text)
{
	return text ? new_str(reader->evaluator, text)
		    : value_new(reader->arena, VALUE_NONE);
}

static Value *make_column(Reader *reader, MappedColumn *column, Value *table)
{
	Evaluator *evaluator = reader->evaluator;
	Value *object = make_object(reader, "Column", column->table->place);
	set(reader, object, "name", new_str(evaluator, column->column->name));
	set(reader, object, "key", new_str(evaluator, column->key));
	set(reader, object, "table", table);
	set(reader, object, "nullable",
	    value_new_bool(reader->arena, !column->column->not_null));
	set(reader, object, "primary_key",
	    value_new_bool(reader->arena, column->primary_key));
	set(reader, object, "type",
	    column->type_value
		    ? column->type_value
		    : new_external(evaluator, "sqlalchemy.types.TypeEngine"));
	g_hash_table_insert(reader->objects, object, column);
	return object;
}

static Value *make_table(Reader *reader, MappedTable *table)
{
	Evaluator *evaluator = reader->evaluator;
	Value *object = make_object(reader, "Table", table->place);
	g_autofree char *full = table_full_name(table->table);
	set(reader, object, "name", new_str(evaluator, table->table->name));
	set(reader, object, "key", new_str(evaluator, full));
	set(reader, object, "fullname", new_str(evaluator, full));
	set(reader, object, "schema",
	    text_or_none(reader, table->table->schema_name));
	Value *columns = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; i < table->columns->len; i++)
		add_item(evaluator, columns,
			 make_column(reader, table->columns->pdata[i], object));
	set(reader, object, "c", columns);
	set(reader, object, "columns", columns);
	return object;
}

static Value *make_mapper(Reader *reader, const Mapping *mapping, Value *table)
{
	static const char *const names[] = {"persist_selectable",
					    "mapped_table", "local_table",
					    "selectable"};
	Value *object = make_object(reader, "Mapper", mapping->class->place);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		set(reader, object, names[i], table);
	set(reader, object, "class_", mapping->class->value);
	return object;
}

/* Whether all that the listener made is what a table can take. */
static gboolean made_only_items(Reader *reader, guint from)
{
	static const char *const items[] = {"Index", "UniqueConstraint",
					    "CheckConstraint", NULL};
	const GPtrArray *calls = reader->evaluator->calls;
	for (guint i = from; i < calls->len; i++) {
		const char *name = called_name(reader, calls->pdata[i]);
		if (!name || !g_strv_contains(items, name))
			return FALSE;
	}
	return TRUE;
}

/* The same table has one object, so that a listener knows its columns again
 * when a class shares it. */
static Value *object_of(Reader *reader, GHashTable *made, MappedTable *table)
{
	Value *object = g_hash_table_lookup(made, table);
	if (!object) {
		object = make_table(reader, table);
		g_hash_table_insert(made, table, object);
	}
	return object;
}

static gboolean is_known_base(Reader *reader, const Value *base)
{
	if (base->kind == VALUE_ITEM)
		base = base->object;
	return canonical_name(reader, base) != NULL;
}

/* A type of the tree, by what it derives from. */
static Truth class_is_instance(Reader *reader, const Class *class,
			       const Value *of, const char *wanted)
{
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		if (is_named(reader, base, wanted))
			return TRUTH_TRUE;
		if (!is_known_base(reader, base))
			return TRUTH_UNKNOWN;
	}
	return of->kind == VALUE_EXTERNAL ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

/* What a wrapper wraps: T.with_variant(…), M.as_mutable(T). */
static const Value *unwrap(const Value *type)
{
	while (type->kind == VALUE_CALL &&
	       type->object->kind == VALUE_ATTRIBUTE) {
		const char *name = type->object->text;
		if (strcmp(name, "with_variant") == 0)
			type = type->object->object;
		else if (strcmp(name, "as_mutable") == 0 && argument(type, 0))
			type = argument(type, 0);
		else
			break;
	}
	return type;
}

/* isinstance(column.type, T) for a T that none of the known types derives
 * from: a type of sqlalchemy_utils. */
static Truth is_instance(Evaluator *evaluator, const Value *value,
			 const Value *of)
{
	Reader *reader = evaluator->reader;
	const char *wanted = canonical_name(reader, of);
	value = unwrap(value);
	if (!wanted)
		return TRUTH_UNKNOWN;
	const Value *class = value->kind == VALUE_CALL ? value->object : value;
	if (class->kind == VALUE_CLASS)
		return class_is_instance(reader, class->class, of, wanted);
	const char *name = canonical_name(reader, class);
	if (!name)
		return TRUTH_UNKNOWN;
	if (strcmp(wanted, name) == 0)
		return TRUTH_TRUE;
	return g_str_has_prefix(wanted, "utils.") ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static gboolean call_for(Reader *reader, Value *listener, GHashTable *made,
			 const Mapping *mapping, Place place)
{
	Evaluator *evaluator = reader->evaluator;
	guint failures = evaluator->failures;
	guint calls = evaluator->calls->len;
	Value *table = object_of(reader, made, mapping->table);
	Call *arguments = call_new(evaluator);
	items_add(reader->arena, &arguments->arguments,
		  make_mapper(reader, mapping, table));
	items_add(reader->arena, &arguments->arguments, mapping->class->value);
	call(evaluator, listener, arguments, place);
	return evaluator->failures == failures &&
	       made_only_items(reader, calls);
}

/* Whether a listener hears of every class that is mapped. */
static gboolean hears_all(const Value *target)
{
	return target && target->kind == VALUE_EXTERNAL &&
	       (g_str_has_suffix(target->text, ".mapper") ||
		g_str_has_suffix(target->text, ".Mapper"));
}

gboolean call_mapper_listener(Reader *reader, const Value *call)
{
	Value *listener = argument(call, 2);
	if (!hears_all(argument(call, 0)) || !listener ||
	    (listener->kind != VALUE_FUNCTION &&
	     listener->kind != VALUE_METHOD))
		return FALSE;
	g_autoptr(GHashTable) made = g_hash_table_new(NULL, NULL);
	Evaluator *evaluator = reader->evaluator;
	evaluator->reader = reader;
	evaluator->is_instance = is_instance;
	gboolean known = TRUE;
	for (guint i = 0; known && i < reader->mappings->len; i++) {
		const Mapping *mapping = reader->mappings->pdata[i];
		if (mapping->table)
			known = call_for(reader, listener, made, mapping,
					 call->place);
	}
	evaluator->is_instance = NULL;
	return known;
}
