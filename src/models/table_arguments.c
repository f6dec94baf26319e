/* __table_args__ of a class. */
#include "sqlalchemy.h"

static void take_options(Reader *reader, MappedTable *table, const Value *dict)
{
	for (guint i = 0; i < dict->dict->values.count; i++) {
		const NameEntry *entry = &dict->dict->values.entries[i];
		if (entry->value)
			names_set(reader->arena, &table->keywords, entry->name,
				  entry->value);
	}
}

/* Whether a table is the same whichever of the values it is: None and options
 * of other engines. */
static gboolean is_indifferent(const Reader *reader, const Value *value)
{
	if (value->kind != VALUE_UNKNOWN || !value->items.count)
		return FALSE;
	for (guint i = 0; i < value->items.count; i++) {
		const Value *one = value->items.items[i];
		if (one->kind == VALUE_NONE)
			continue;
		if (one->kind != VALUE_DICT)
			return FALSE;
		for (guint j = 0; j < one->dict->values.count; j++)
			if (!is_for_another_engine(
				    reader, one->dict->values.entries[j].name))
				return FALSE;
	}
	return TRUE;
}

void take_table_arguments(Reader *reader, MappedTable *table, Class *class,
			  Value *arguments)
{
	if (!arguments)
		return;
	if (arguments->kind == VALUE_DICT) {
		take_options(reader, table, arguments);
		return;
	}
	if (is_indifferent(reader, arguments))
		return;
	if (arguments->kind != VALUE_TUPLE) {
		unsupported_value(reader, table, class->place, arguments,
				  "__table_args__ of the class '%s'",
				  class->name);
		return;
	}
	guint count = arguments->items.count;
	if (count && is_indifferent(reader, arguments->items.items[count - 1]))
		count--;
	if (count && arguments->items.items[count - 1]->kind == VALUE_DICT)
		take_options(reader, table, arguments->items.items[--count]);
	for (guint i = 0; i < count; i++)
		if (arguments->items.items[i]->kind != VALUE_NONE)
			items_add(reader->arena, &table->arguments,
				  arguments->items.items[i]);
}

const Names *find_table_options(const Value *arguments)
{
	if (arguments && arguments->kind == VALUE_TUPLE &&
	    arguments->items.count)
		arguments = arguments->items.items[arguments->items.count - 1];
	return arguments && arguments->kind == VALUE_DICT
		       ? &arguments->dict->values
		       : NULL;
}

const char *find_schema_name(Reader *reader, Class *class,
			     const Value *arguments, Value *metadata)
{
	const Names *options = find_table_options(arguments);
	const Value *value =
		options ? names_get(options,
				    intern(reader->evaluator, "schema"))
			: NULL;
	if (!value && metadata)
		value = keyword(metadata, "schema");
	if (!value || value->kind == VALUE_NONE)
		return NULL;
	const char *name = text_of(reader, value);
	if (!name)
		unsupported_value(reader, NULL, class->place, value,
				  "the schema of the class '%s'", class->name);
	return name;
}
