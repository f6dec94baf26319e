/* Column(…) and mapped_column(…). */
#include "columns.h"

#include <string.h>

MappedColumn *mapped_column_new(Reader *reader, MappedTable *table,
				const char *attribute, Place place)
{
	(void)reader;
	/* What a known module adds has no line in the tree. */
	if (place.path && *place.path == '(')
		place = table->place;
	MappedColumn *column = g_new0(MappedColumn, 1);
	column->attribute = attribute;
	column->table = table;
	column->column = column_new(attribute ? attribute : "", NULL);
	column->column->origin = origin_of(place);
	return column;
}

Value *unwrap_column(Reader *reader, Value *value)
{
	static const char *const wrappers[] = {"deferred", "column_property",
					       NULL};
	if (value->kind != VALUE_CALL)
		return NULL;
	const char *name = called_name(reader, value);
	if (!name)
		return NULL;
	if (strcmp(name, "Column") == 0 || strcmp(name, "mapped_column") == 0)
		return value;
	Value *first = argument(value, 0);
	return g_strv_contains(wrappers, name) && first
		       ? unwrap_column(reader, first)
		       : NULL;
}

Place column_place(const MappedColumn *column, const Value *value)
{
	Place place =
		column->value ? column->value->place : column->table->place;
	return value_place(value, place);
}

static void read_computed(Reader *reader, MappedColumn *column,
			  const Value *call)
{
	Value *text = argument(call, 0);
	if (!text)
		text = keyword(call, "sqltext");
	if (!text)
		return;
	expression_free(column->column->generated);
	/* A plain string is SQL here. */
	const char *sql = text_of(reader, text);
	column->column->generated =
		sql ? expression_new(EXPRESSION_TEXT, sql)
		    : read_expression(reader, column->table, text, call->place,
				      "the expression of Computed");
	gboolean postgresql = strcmp(reader->dialect, "postgresql") == 0;
	column->column->generated_stored =
		read_flag(reader, column->table, call, "persisted", postgresql);
}

static void read_identity(Reader *reader, MappedColumn *column,
			  const Value *call)
{
	if (strcmp(reader->dialect, "postgresql") != 0)
		return;
	const Value *first = argument(call, 0);
	gboolean always =
		first ? value_truth(first) == TRUTH_TRUE
		      : read_flag(reader, column->table, call, "always", FALSE);
	for (guint i = 0; i < call->call->keywords.count; i++)
		if (strcmp(call->call->keywords.entries[i].name, "always") != 0)
			unsupported(reader, column->table, call->place,
				    "'%s=' of Identity",
				    call->call->keywords.entries[i].name);
	g_free(column->column->identity);
	column->column->identity = g_strdup(always ? "ALWAYS" : "BY DEFAULT");
}

void column_set_default(Reader *reader, MappedColumn *column, Value *value)
{
	expression_free(column->column->server_default);
	column->column->server_default =
		read_server_default(reader, column->table, column->column->name,
				    value, column_place(column, value));
}

static void read_item(Reader *reader, MappedColumn *column, Value *item)
{
	const char *name = called_name(reader, item);
	if (!name)
		name = "";
	if (strcmp(name, "ForeignKey") == 0)
		items_add(reader->arena, &column->foreign_keys, item);
	else if (strcmp(name, "CheckConstraint") == 0)
		items_add(reader->arena, &column->checks, item);
	else if (strcmp(name, "Computed") == 0)
		read_computed(reader, column, item);
	else if (strcmp(name, "Identity") == 0)
		read_identity(reader, column, item);
	else if (strcmp(name, "Sequence") == 0)
		read_sequence(reader, column, item);
	else if (strcmp(name, "DefaultClause") == 0)
		column_set_default(reader, column, item);
	else if (strcmp(name, "ColumnDefault") == 0)
		column->has_default = TRUE;
	else if (strcmp(name, "FetchedValue") != 0)
		unsupported_value(
			reader, column->table, column_place(column, item), item,
			"an argument of the column '%s'", column->column->name);
	g_hash_table_add(reader->consumed, item);
}

void column_set_type(Reader *reader, MappedColumn *column, Value *value)
{
	type_free(column->column->type);
	column->type_value = value;
	column->column->type = read_type(reader, column->table, value,
					 column_place(column, value));
	if (!column->column->type)
		column->column->type = type_new(TYPE_NULL);
}

static void read_positional(Reader *reader, MappedColumn *column, Value *call)
{
	gboolean typed = FALSE;
	for (guint i = 0; i < argument_count(call); i++) {
		Value *value = argument(call, i);
		const char *name = i == 0 ? text_of(reader, value) : NULL;
		if (name) {
			g_free(column->column->name);
			column->column->name = g_strdup(name);
		} else if (!typed && is_type(reader, value)) {
			typed = TRUE;
			column_set_type(reader, column, value);
		} else if (value->kind == VALUE_NONE) {
			typed = TRUE;
		} else if (called_name(reader, value) || typed || i > 1) {
			read_item(reader, column, value);
		} else {
			typed = TRUE;
			column_set_type(reader, column, value);
		}
	}
}

void read_column_arguments(Reader *reader, MappedColumn *column, Value *call)
{
	tell_assumed(reader, call);
	if (call->call->open)
		unsupported(reader, column->table, call->place,
			    "arguments of the column '%s' that are not known",
			    column->column->name);
	const Class *class = column->table->class;
	if (call->doubt && !(class && class->doubt == call->doubt))
		unsupported(reader, column->table, *call->doubt,
			    "the column '%s' under a condition that is not "
			    "known",
			    column->column->name);
	/* The name first, for the messages about the rest. */
	read_positional(reader, column, call);
	const Names *keywords = &call->call->keywords;
	for (guint i = 0; i < keywords->count; i++)
		column_read_option(reader, column, keywords->entries[i].name,
				   keywords->entries[i].value, call->place);
}

MappedColumn *read_column(Reader *reader, MappedTable *table,
			  const char *attribute, Value *value)
{
	Value *call = unwrap_column(reader, value);
	if (!call)
		return NULL;
	MappedColumn *column =
		mapped_column_new(reader, table, attribute, call->place);
	column->value = call;
	column->serial = call->call->serial;
	read_column_arguments(reader, column, call);
	if (!column->nullable_given)
		column->column->not_null = column->primary_key;
	return column;
}

static MappedColumn *find_named(const MappedTable *table, const char *name)
{
	for (guint i = 0; i < table->columns->len; i++) {
		MappedColumn *column = table->columns->pdata[i];
		if (strcmp(column->column->name, name) == 0)
			return column;
	}
	return NULL;
}

MappedColumn *mapped_table_add(Reader *reader, MappedTable *table,
			       MappedColumn *column)
{
	if (!column->key)
		column->key = column->attribute ? column->attribute
						: column->column->name;
	column->key = arena_intern(reader->arena, column->key);
	if (!*column->column->name)
		unsupported(reader, table,
			    column->value ? column->value->place : table->place,
			    "a column without a name");
	column->generation = table->generation;
	MappedColumn *before = find_named(table, column->column->name);
	if (table->extended && extend_column(reader, table, before, column))
		return before;
	if (before)
		unsupported(reader, table,
			    column->value ? column->value->place : table->place,
			    "the column '%s', which the table has already",
			    column->column->name);
	if (column->value)
		g_hash_table_insert(reader->columns, column->value, column);
	g_ptr_array_add(table->columns, column);
	g_hash_table_insert(table->keys, (gpointer)(guintptr)column->key,
			    column);
	return column;
}

/* SQLAlchemy 1.4 orders by when the column object was made, 2 by sort_order
 * and then class before mixins. A Table() has them as written. */
static gint compare_columns(gconstpointer a, gconstpointer b, gpointer data)
{
	Reader *reader = data;
	const MappedColumn *left = *(MappedColumn *const *)a;
	const MappedColumn *right = *(MappedColumn *const *)b;
	if (left->generation != right->generation)
		return left->generation > right->generation ? 1 : -1;
	if (is_modern(reader))
		return (left->sort_order > right->sort_order) -
		       (left->sort_order < right->sort_order);
	return (left->serial > right->serial) - (left->serial < right->serial);
}

/* Whether the columns stand in an order that both ask for. */
static gboolean are_in_order(const GPtrArray *columns)
{
	for (guint i = 1; i < columns->len; i++) {
		const MappedColumn *left = columns->pdata[i - 1];
		const MappedColumn *right = columns->pdata[i];
		if (left->generation > right->generation ||
		    (left->generation == right->generation &&
		     (left->sort_order > right->sort_order ||
		      left->serial > right->serial)))
			return FALSE;
	}
	return TRUE;
}

void mapped_table_finish_columns(Reader *reader, MappedTable *table)
{
	if (table->class && !are_in_order(table->columns))
		g_ptr_array_sort_with_data(table->columns, compare_columns,
					   reader);
	for (guint i = 0; i < table->columns->len; i++) {
		MappedColumn *column = table->columns->pdata[i];
		if (column->column->type)
			continue;
		column->wants_type = column->foreign_keys.count > 0;
		column->column->type = type_new(TYPE_NULL);
	}
}
