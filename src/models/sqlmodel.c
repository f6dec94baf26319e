/* SQLModel: the fields of a pydantic model as the columns of a table. */
#include "annotations.h"

#include <string.h>

gboolean is_sqlmodel_table(Reader *reader, const Class *class)
{
	const Value *table =
		names_get(&class->keywords, intern(reader->evaluator, "table"));
	return table && value_truth(table) != TRUTH_FALSE &&
	       class_derives(reader->evaluator, class, "sqlmodel.SQLModel");
}

/* Field(…), Relationship(…), a plain default, or nothing. */
typedef struct Field {
	const char *name;
	const Class *base;
	const Annotation *annotation;
	Value *value;
} Field;

static gboolean is_class_variable(Reader *reader, const Value *annotation)
{
	if (annotation->kind == VALUE_ITEM)
		annotation = annotation->object;
	return is_named(reader, annotation, "typing.ClassVar");
}

static void note_unknown(Reader *reader, MappedColumn *column, Value *call,
			 const char *name)
{
	const Value *value = keyword(call, name);
	if (value && value->kind == VALUE_UNKNOWN)
		unsupported_value(reader, column->table, call->place, value,
				  "'%s=' of the field '%s'", name,
				  column->column->name);
}

/* sa_column_args= and sa_column_kwargs= go to the Column as they are. */
static void pass_on(Reader *reader, MappedColumn *column, Value *field)
{
	Value *arguments = keyword(field, "sa_column_args");
	Value *keywords = keyword(field, "sa_column_kwargs");
	Value *call = new_value(reader->evaluator, VALUE_CALL, field->place);
	call->object = new_external(reader->evaluator, "sqlalchemy.Column");
	call->call = call_new(reader->evaluator);
	note_unknown(reader, column, field, "sa_column_args");
	note_unknown(reader, column, field, "sa_column_kwargs");
	if (arguments)
		iterate(reader->evaluator, arguments, &call->call->arguments);
	for (guint i = 0; keywords && keywords->kind == VALUE_DICT &&
			  i < keywords->dict->values.count;
	     i++) {
		const NameEntry *entry = &keywords->dict->values.entries[i];
		if (entry->value)
			names_set(reader->arena, &call->call->keywords,
				  entry->name, entry->value);
	}
	read_column_arguments(reader, column, call);
}

static void add_foreign_key(Reader *reader, MappedColumn *column, Value *field)
{
	Value *target = keyword(field, "foreign_key");
	if (!target || target->kind == VALUE_NONE)
		return;
	Value *key = new_value(reader->evaluator, VALUE_CALL, field->place);
	key->object = new_external(reader->evaluator, "sqlalchemy.ForeignKey");
	key->call = call_new(reader->evaluator);
	items_add(reader->arena, &key->call->arguments, target);
	Value *ondelete = keyword(field, "ondelete");
	if (ondelete)
		names_set(reader->arena, &key->call->keywords,
			  intern(reader->evaluator, "ondelete"), ondelete);
	items_add(reader->arena, &column->foreign_keys, key);
}

static void read_field_options(Reader *reader, MappedColumn *column,
			       Value *field)
{
	MappedTable *table = column->table;
	tell_assumed(reader, field);
	column->primary_key =
		read_flag(reader, table, field, "primary_key", FALSE);
	column->index = read_flag(reader, table, field, "index", FALSE);
	column->unique = read_flag(reader, table, field, "unique", FALSE);
	const Value *nullable = keyword(field, "nullable");
	if (nullable) {
		column->column->not_null =
			!read_flag(reader, table, field, "nullable", TRUE);
		column->nullable_given = TRUE;
	}
	const Value *first = argument(field, 0);
	if (!first)
		first = keyword(field, "default");
	column->has_default |= (first && first->kind != VALUE_NONE &&
				first->kind != VALUE_ELLIPSIS) ||
			       keyword(field, "default_factory");
	add_foreign_key(reader, column, field);
	Value *type = keyword(field, "sa_type");
	if (type)
		column->column->type =
			read_type(reader, table, type, field->place);
	if (keyword(field, "sa_column_args") ||
	    keyword(field, "sa_column_kwargs"))
		pass_on(reader, column, field);
}

static gboolean derives_from_text(Reader *reader, const Value *python)
{
	static const char *const texts[] = {"pydantic.EmailStr",
					    "pydantic.SecretStr",
					    "pathlib.Path",
					    "ipaddress.IPv4Address",
					    "ipaddress.IPv6Address",
					    "ipaddress.IPv4Network",
					    "ipaddress.IPv6Network",
					    "pydantic.NameEmail",
					    NULL};
	if (is_named(reader, python, "str"))
		return TRUE;
	const char *dotted = value_dotted(reader->arena, python);
	return dotted && g_strv_contains(texts, dotted);
}

/* SQLModel's own table of types: strings take max_length, numbers their
 * digits; a foreign key does not decide. */
static Type *find_field_type(Reader *reader, MappedColumn *column,
			     const Field *field, const Annotated *annotated,
			     Place place)
{
	Value *python = annotated->type;
	Value *call = field->value;
	gboolean is_call = call && is_called(reader, call, "sqlmodel.Field");
	if (python && derives_from_text(reader, python)) {
		Type *type = type_new(TYPE_STRING);
		if (is_call)
			type->length = (int)CLAMP(
				read_number(reader, column->table, call, -1,
					    "max_length", 0),
				0, G_MAXINT);
		return type;
	}
	Annotated plain = {.type = python};
	Type *type = find_annotated_type(reader, column->table,
					 column->table->class, &plain, place);
	if (type && type->kind == TYPE_NUMERIC && is_call) {
		type->precision = (int)read_number(reader, column->table, call,
						   -1, "max_digits", -1);
		type->scale = (int)read_number(reader, column->table, call, -1,
					       "decimal_places", -1);
	}
	return type;
}

static MappedColumn *make_column(Reader *reader, MappedTable *table,
				 const Field *field, const Annotated *annotated,
				 Place place)
{
	MappedColumn *column =
		mapped_column_new(reader, table, field->name, place);
	gboolean is_call = field->value &&
			   is_called(reader, field->value, "sqlmodel.Field");
	column->serial = table->columns->len;
	if (is_call)
		read_field_options(reader, column, field->value);
	else if (field->value && field->value->kind != VALUE_DECLARED)
		column->has_default = field->value->kind != VALUE_NONE;
	if (!column->nullable_given)
		column->column->not_null =
			column->primary_key || !annotated->nullable;
	if (!column->column->type)
		column->column->type = find_field_type(reader, column, field,
						       annotated, place);
	if (!column->column->type) {
		unsupported(reader, table, place, "the type of the field '%s'",
			    field->name);
		column->column->type = type_new(TYPE_NULL);
	}
	return column;
}

/* Annotated[…, Field(…)] is the same as "= Field(…)". */
static Value *find_field_call(Reader *reader, const Value *annotation)
{
	if (annotation->kind != VALUE_ITEM ||
	    !is_named(reader, annotation->object, "typing.Annotated") ||
	    annotation->index->kind != VALUE_TUPLE)
		return NULL;
	const Items *items = &annotation->index->items;
	for (guint i = 1; i < items->count; i++)
		if (is_called(reader, items->items[i], "sqlmodel.Field"))
			return items->items[i];
	return NULL;
}

static MappedColumn *read_field(Reader *reader, MappedTable *table,
				Field *field)
{
	Value *whole = evaluate_annotation(reader, field->annotation);
	Place place = {field->annotation->scope->module->path,
		       field->annotation->node->line,
		       field->annotation->node->last_line};
	Value *value = field->value;
	if (is_class_variable(reader, whole) ||
	    is_called(reader, value, "sqlmodel.Relationship"))
		return NULL;
	if (value->kind == VALUE_DECLARED) {
		Value *inner = find_field_call(reader, whole);
		field->value = inner ? inner : value;
	} else if (value->kind == VALUE_UNKNOWN) {
		unsupported_value(reader, table, place, value, "the field '%s'",
				  field->name);
		return NULL;
	}
	Value *given = field->value->kind == VALUE_CALL
			       ? keyword(field->value, "sa_column")
			       : NULL;
	if (given && given->kind != VALUE_NONE) {
		MappedColumn *column =
			read_column(reader, table, field->name, given);
		if (column)
			column->serial = table->columns->len;
		else
			unsupported_value(reader, table, place, given,
					  "'sa_column=' of the field '%s'",
					  field->name);
		return column;
	}
	Annotated annotated = {0};
	take_apart(reader, &annotated, whole, field->annotation->scope);
	return make_column(reader, table, field, &annotated, place);
}

/* pydantic's order: the fields of the ancestors first; one that is said again
 * keeps its place. */
static void collect_fields(Reader *reader, const Class *class, Names *order)
{
	for (guint i = class->mro_count; i-- > 0;) {
		const Class *base = class->mro[i];
		for (guint j = 0;
		     base->annotations && j < base->annotations->len; j++) {
			const Annotation *annotation =
				base->annotations->pdata[j];
			names_set(reader->arena, order, annotation->name,
				  base->value);
		}
	}
}

static const Annotation *find_annotation(const Class *class, const char *name)
{
	for (guint i = 0; class->annotations && i < class->annotations->len;
	     i++) {
		const Annotation *annotation = class->annotations->pdata[i];
		if (annotation->name == name)
			return annotation;
	}
	return NULL;
}

/* A model that is a table has its columns in the order in which SQLAlchemy
 * finds them among its attributes. */
static GPtrArray *order_columns(Reader *reader, const Class *class,
				const Names *order)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new();
	for (guint i = 0; i < order->count; i++) {
		const char *name = order->entries[i].name;
		const Class *base = order->entries[i].value->class;
		const Value *value = names_get(&base->attributes, name);
		if (*name != '_' && strcmp(name, "model_config") != 0 &&
		    value && !is_called(reader, value, "sqlmodel.Relationship"))
			g_ptr_array_add(fields, (gpointer)(guintptr)name);
	}
	if (is_modern(reader))
		return order_fields(reader, class, fields);
	return g_steal_pointer(&fields);
}

void read_sqlmodel_fields(Reader *reader, Mapping *mapping)
{
	Names order = {0};
	collect_fields(reader, mapping->class, &order);
	g_autoptr(GPtrArray) names =
		order_columns(reader, mapping->class, &order);
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		const Value *of = names_get(&order, name);
		if (!of || *name == '_' || strcmp(name, "model_config") == 0)
			continue;
		const Class *base = of->class;
		Field field = {name, base, find_annotation(base, name),
			       names_get(&base->attributes, name)};
		if (!field.annotation || !field.value)
			continue;
		MappedColumn *column =
			read_field(reader, mapping->table, &field);
		if (!column)
			continue;
		if (!column->key)
			column->key = column->column->name;
		column = mapped_table_add(reader, mapping->table, column);
		g_hash_table_insert(mapping->attributes,
				    (gpointer)(guintptr)name, column);
	}
}
