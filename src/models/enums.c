#include "types.h"

#include <string.h>

static void refuse_label(TypeReading *reading, const Value *value)
{
	unsupported_value(reading->reader, reading->table, reading->place,
			  value, "a label of an Enum");
}

static void add_labels(TypeReading *reading, Type *type, const Items *labels)
{
	for (guint i = 0; i < labels->count; i++) {
		const Value *label = labels->items[i];
		const char *text = text_of(reading->reader, label);
		if (text)
			g_ptr_array_add(type->labels, g_strdup(text));
		else
			refuse_label(reading, label);
	}
}

/* The labels of an Enum class are its members' names, unless a function makes
 * them from the class. */
static void read_class_labels(TypeReading *reading, Type *type, Value *class,
			      Value *callable)
{
	Evaluator *evaluator = reading->reader->evaluator;
	if (callable && callable->kind != VALUE_NONE) {
		Call *arguments = call_new(evaluator);
		items_add(evaluator->arena, &arguments->arguments, class);
		Value *labels =
			call(evaluator, callable, arguments, reading->place);
		Items items = {0};
		if (iterate(evaluator, labels, &items))
			add_labels(reading, type, &items);
		else
			unsupported_value(reading->reader, reading->table,
					  reading->place, labels,
					  "'values_callable='");
		return;
	}
	/* SQLAlchemy 1.4 takes the aliases in, 2 leaves them out. */
	const Names *members = class_members(evaluator, class->class);
	const char *key = intern(evaluator, "name");
	for (guint i = 0; i < members->count; i++) {
		const Value *name =
			names_get(members->entries[i].value->attributes, key);
		if (name->text == members->entries[i].name ||
		    !is_modern(reading->reader))
			g_ptr_array_add(type->labels,
					g_strdup(members->entries[i].name));
	}
}

static Value *find_enum_class(TypeReading *reading, const Value *call)
{
	Value *first = argument(call, 0);
	if (first && argument_count(call) == 1 && first->kind == VALUE_CLASS &&
	    class_is_enum(reading->reader->evaluator, first->class))
		return first;
	return NULL;
}

static void read_labels(TypeReading *reading, Type *type, const Value *call)
{
	Reader *reader = reading->reader;
	Value *class = find_enum_class(reading, call);
	if (class) {
		read_class_labels(reading, type, class,
				  keyword(call, "values_callable"));
		g_autofree char *name = g_utf8_strdown(class->class->name, -1);
		if (!type->name)
			type->name = g_steal_pointer(&name);
		return;
	}
	Value *first = argument(call, 0);
	/* A sequence as the only argument is a class of values to SQLAlchemy,
	 * which does not take it; labels are arguments each. */
	if (first && argument_count(call) == 1 && !text_of(reader, first)) {
		unsupported_value(reader, reading->table, reading->place, first,
				  "the values of an Enum");
		return;
	}
	add_labels(reading, type, &call->call->arguments);
}

static void read_options(TypeReading *reading, Type *type, const Value *call)
{
	Reader *reader = reading->reader;
	type->native =
		read_flag(reader, reading->table, call, "native_enum", TRUE);
	gint64 length =
		read_number(reader, reading->table, call, -1, "length", 0);
	/* SQLAlchemy 1.4 has no use for it where a type of the engine's own
	 * could be made. */
	if (length && (!type->native || is_modern(reader)))
		type->length = (int)CLAMP(length, 0, G_MAXINT);
	type->schema_name =
		g_strdup(read_text(reader, reading->table, call, -1, "schema"));
	if (!type->schema_name && reading->table &&
	    read_flag(reader, reading->table, call, "inherit_schema", FALSE))
		type->schema_name =
			g_strdup(reading->table->table->schema_name);
}

Type *types_read_enum(TypeReading *reading, const Value *call)
{
	Type *type = type_new(TYPE_ENUM);
	type->native = TRUE;
	if (!call) {
		unsupported(reading->reader, reading->table, reading->place,
			    "Enum without values");
		return type;
	}
	type->name = g_strdup(
		read_text(reading->reader, reading->table, call, -1, "name"));
	read_options(reading, type, call);
	read_labels(reading, type, call);
	if (!type->labels->len)
		unsupported(reading->reader, reading->table, reading->place,
			    "an Enum without labels");
	return type;
}
