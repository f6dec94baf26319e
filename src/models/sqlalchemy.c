#include "sqlalchemy.h"

#include <string.h>

Place value_place(const Value *value, Place otherwise)
{
	return value->place.line && value->place.path ? value->place
						      : otherwise;
}

Origin origin_of(Place place)
{
	return (Origin){g_strdup(place.path), place.line, place.last_line};
}

void unsupported(Reader *reader, MappedTable *table, Place place,
		 const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *name = table ? table_full_name(table->table) : NULL;
	if (table)
		table->table->incomplete = TRUE;
	char *key = g_strdup_printf("%s:%u:%s:%s", place.path, place.line,
				    name ? name : "", message);
	if (g_hash_table_add(reader->said, key))
		diagnostics_add(reader->diagnostics, DIAGNOSTIC_UNSUPPORTED,
				place.path ? place.path : "", place.line, name,
				"%s", message);
}

void unsupported_value(Reader *reader, MappedTable *table, Place place,
		       const Value *value, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	unsupported(reader, table, value_place(value, place), "%s: %s", what,
		    value_describe(reader->arena, value));
}

void tell_assumed(Reader *reader, const Value *value)
{
	const Place *place = value->assumed;
	if (!place)
		return;
	char *key = g_strdup_printf("%s:%u:assumed", place->path, place->line);
	if (g_hash_table_add(reader->said, key))
		diagnostics_add(reader->diagnostics, DIAGNOSTIC_WARNING,
				place->path, place->line, NULL,
				"read with the default of an environment "
				"variable, as if that were not set");
}

static void free_mapped_column(gpointer data)
{
	MappedColumn *column = data;
	column_free(column->column);
	g_free(column);
}

MappedTable *mapped_table_new(Reader *reader, const char *name,
			      const char *schema_name, Place place)
{
	MappedTable *table = g_new0(MappedTable, 1);
	table->table = table_new(name);
	table->table->schema_name = g_strdup(schema_name);
	table->table->origin = origin_of(place);
	table->columns = g_ptr_array_new_with_free_func(free_mapped_column);
	table->keys = g_hash_table_new(g_str_hash, g_str_equal);
	table->place = place;
	g_ptr_array_add(reader->tables, table);
	char *full = table_full_name(table->table);
	const MappedTable *other =
		g_hash_table_lookup(reader->table_names, full);
	if (other)
		unsupported(reader, table, place,
			    "the table '%s', which %s:%u has already", full,
			    other->place.path ? other->place.path : "",
			    other->place.line);
	g_hash_table_replace(reader->table_names, full, table);
	return table;
}

static void free_mapped_table(gpointer data)
{
	MappedTable *table = data;
	if (!table->added)
		table_free(table->table);
	g_ptr_array_unref(table->columns);
	g_hash_table_unref(table->keys);
	g_free(table);
}

static void free_mapping(gpointer data)
{
	Mapping *mapping = data;
	g_hash_table_unref(mapping->attributes);
	g_free(mapping);
}

/* Statements that could hold models. */
static void refuse_skipped(Reader *reader)
{
	const GPtrArray *modules = reader->evaluator->order;
	for (guint i = 0; i < modules->len; i++) {
		const Module *module = modules->pdata[i];
		const Node *node = module->slow;
		if (node && module->asked_for)
			unsupported(reader, NULL,
				    (Place){module->path, node->line,
					    node->last_line},
				    "a statement that takes too long to "
				    "follow");
		node = module->skipped;
		if (node && module->asked_for)
			unsupported(reader, NULL,
				    (Place){module->path, node->line,
					    node->last_line},
				    "a statement '%.*s' at the top of a module",
				    (int)strcspn(node->text, " :(\n"),
				    node->text);
	}
}

static gint compare_tables(gconstpointer a, gconstpointer b)
{
	const MappedTable *left = *(MappedTable *const *)a;
	const MappedTable *right = *(MappedTable *const *)b;
	return (left->serial > right->serial) - (left->serial < right->serial);
}

static void finish_tables(Reader *reader)
{
	g_ptr_array_sort(reader->tables, compare_tables);
	for (guint i = 0; i < reader->tables->len; i++)
		mapped_table_finish_columns(reader, reader->tables->pdata[i]);
	for (guint i = 0; i < reader->tables->len; i++)
		read_constraints(reader, reader->tables->pdata[i]);
	read_loose(reader);
	for (guint i = 0; i < reader->tables->len; i++)
		read_foreign_keys(reader, reader->tables->pdata[i]);
	settle_types(reader);
	refuse_doubled_indexes(reader);
	for (guint i = 0; i < reader->tables->len; i++) {
		MappedTable *table = reader->tables->pdata[i];
		if (!table->columns->len && !table->table->incomplete)
			continue;
		settle_primary_key(reader, table);
		for (guint j = 0; j < table->columns->len; j++) {
			MappedColumn *column = table->columns->pdata[j];
			table_add_column(table->table, column->column);
			column->column = NULL;
		}
		schema_add_table(reader->schema, table->table);
		table->added = TRUE;
	}
}

void sqlalchemy_read(Evaluator *evaluator, Schema *schema,
		     const ModelsOptions *options)
{
	Reader reader = {
		.evaluator = evaluator,
		.arena = evaluator->arena,
		.dialect = options->dialect,
		.given_types = options->types,
		.schema = schema,
		.diagnostics = evaluator->diagnostics,
		.tables = g_ptr_array_new_with_free_func(free_mapped_table),
		.table_names = g_hash_table_new_full(g_str_hash, g_str_equal,
						     g_free, NULL),
		.table_calls = g_hash_table_new(NULL, NULL),
		.columns = g_hash_table_new(NULL, NULL),
		.consumed = g_hash_table_new(NULL, NULL),
		.objects = g_hash_table_new(NULL, NULL),
		.canonical = g_hash_table_new(NULL, NULL),
		.said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      NULL),
		.mappings = g_ptr_array_new_with_free_func(free_mapping),
		.compiles = g_ptr_array_new(),
	};
	find_modern_names(&reader);
	collect_compiles(&reader);
	read_assigned(&reader);
	read_table_calls(&reader);
	read_classes(&reader);
	read_appended_columns(&reader);
	read_events(&reader);
	refuse_assigned(&reader);
	refuse_strays(&reader);
	refuse_skipped(&reader);
	refuse_compiled(&reader);
	finish_tables(&reader);
	g_ptr_array_unref(reader.mappings);
	g_ptr_array_unref(reader.compiles);
	g_ptr_array_unref(reader.tables);
	g_hash_table_unref(reader.objects);
	GHashTable *tables[] = {reader.table_names, reader.table_calls,
				reader.columns,	    reader.consumed,
				reader.canonical,   reader.said};
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
		g_hash_table_unref(tables[i]);
}
