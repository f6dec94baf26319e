/* From a value to the table or the column it stands for. */
#include "sqlalchemy.h"

#include <string.h>

MappedColumn *find_column(MappedTable *table, const char *key)
{
	return g_hash_table_lookup(table->keys, key);
}

MappedTable *find_table(Reader *reader, const char *schema_name,
			const char *name)
{
	if (!schema_name)
		return g_hash_table_lookup(reader->table_names, name);
	g_autofree char *full = g_strdup_printf("%s.%s", schema_name, name);
	return g_hash_table_lookup(reader->table_names, full);
}

static Value *settled(Reader *reader, const Value *value)
{
	if (value->kind != VALUE_LATE)
		return (Value *)(guintptr)value;
	Value *found =
		module_get(reader->evaluator, value->module, value->text);
	return found ? found : (Value *)(guintptr)value;
}

MappedTable *table_of(Reader *reader, const Value *value)
{
	value = settled(reader, value);
	if (value->kind == VALUE_CALL)
		return g_hash_table_lookup(reader->table_calls, value);
	if (value->kind == VALUE_CLASS && value->class->mapped) {
		const Mapping *mapping = value->class->mapped;
		return mapping->table;
	}
	if (value->kind == VALUE_ATTRIBUTE &&
	    strcmp(value->text, "__table__") == 0)
		return table_of(reader, value->object);
	/* metadata.tables["name"] */
	if (value->kind == VALUE_ITEM && value->index->kind == VALUE_STR &&
	    value->object->kind == VALUE_ATTRIBUTE &&
	    strcmp(value->object->text, "tables") == 0)
		return g_hash_table_lookup(reader->table_names,
					   value->index->text);
	return NULL;
}

static MappedColumn *find_attribute(const Class *class, const char *name)
{
	const Mapping *mapping = class->mapped;
	for (; mapping; mapping = mapping->parent) {
		MappedColumn *column =
			g_hash_table_lookup(mapping->attributes, name);
		if (column)
			return column;
	}
	return NULL;
}

/* table.c and table.columns */
static MappedTable *table_of_collection(Reader *reader, const Value *value)
{
	if (value->kind == VALUE_ATTRIBUTE &&
	    (strcmp(value->text, "c") == 0 ||
	     strcmp(value->text, "columns") == 0))
		return table_of(reader, value->object);
	return NULL;
}

gboolean is_column_get(const Value *value)
{
	if (value->kind != VALUE_CALL ||
	    value->object->kind != VALUE_ATTRIBUTE ||
	    strcmp(value->object->text, "get") != 0)
		return FALSE;
	const Value *columns = value->object->object;
	return columns->kind == VALUE_ATTRIBUTE &&
	       (strcmp(columns->text, "c") == 0 ||
		strcmp(columns->text, "columns") == 0);
}

Value *resolve_get(Reader *reader, const Value *call, MappedColumn **column)
{
	*column = NULL;
	MappedTable *table = table_of_collection(reader, call->object->object);
	const Value *key = argument(call, 0);
	if (!table || !key || key->kind != VALUE_STR)
		return NULL;
	*column = find_column(table, key->text);
	return argument(call, 1);
}

static MappedColumn *find_by_value(MappedTable *table, const Value *value)
{
	for (guint i = 0; table && i < table->columns->len; i++) {
		MappedColumn *column = table->columns->pdata[i];
		if (column->value == value)
			return column;
	}
	return NULL;
}

MappedColumn *resolve_column(Reader *reader, MappedTable *table,
			     const Value *value)
{
	value = settled(reader, value);
	MappedTable *other;
	Value *call;
	switch (value->kind) {
	case VALUE_OBJECT:
		return g_hash_table_lookup(reader->objects, value);
	case VALUE_STR:
		return table ? find_column(table, value->text) : NULL;
	case VALUE_CALL:
		call = unwrap_column(reader, (Value *)(guintptr)value);
		if (!call)
			return NULL;
		MappedColumn *column = find_by_value(table, call);
		return column ? column
			      : g_hash_table_lookup(reader->columns, call);
	case VALUE_ATTRIBUTE:
		if (value->object->kind == VALUE_CLASS)
			return find_attribute(value->object->class,
					      value->text);
		other = table_of_collection(reader, value->object);
		return other ? find_column(other, value->text) : NULL;
	case VALUE_ITEM:
		other = table_of_collection(reader, value->object);
		return other && value->index->kind == VALUE_STR
			       ? find_column(other, value->index->text)
			       : NULL;
	default:
		return NULL;
	}
}
