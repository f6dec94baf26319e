#include "internal.h"

/* Where each name stood when it was last looked at. A position is only
 * believed after its name was compared, so that an array that was changed
 * from outside cannot lead to a wrong answer. */
typedef struct Directory {
	GHashTable *positions; /* name_key() to position */
	guint length;	       /* of the array when it was read */
} Directory;

struct SchemaDirectory {
	Directory tables;
	Directory views;
};

Schema *schema_new(void)
{
	Schema *schema = g_new0(Schema, 1);
	schema->tables =
		g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
	schema->views =
		g_ptr_array_new_with_free_func((GDestroyNotify)view_free);
	schema->enums =
		g_ptr_array_new_with_free_func((GDestroyNotify)enum_type_free);
	schema->directory = g_new0(struct SchemaDirectory, 1);
	schema->directory->tables.positions =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	schema->directory->views.positions =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return schema;
}

void schema_free(Schema *schema)
{
	if (!schema)
		return;
	g_ptr_array_unref(schema->tables);
	g_ptr_array_unref(schema->views);
	g_ptr_array_unref(schema->enums);
	g_hash_table_unref(schema->directory->tables.positions);
	g_hash_table_unref(schema->directory->views.positions);
	g_free(schema->directory);
	g_free(schema);
}

Schema *schema_copy(const Schema *schema)
{
	Schema *copy = schema_new();
	for (guint i = 0; i < schema->tables->len; i++)
		schema_add_table(copy, table_copy(schema->tables->pdata[i]));
	for (guint i = 0; i < schema->views->len; i++)
		schema_add_view(copy, view_copy(schema->views->pdata[i]));
	for (guint i = 0; i < schema->enums->len; i++)
		schema_add_enum(copy, enum_type_copy(schema->enums->pdata[i]));
	return copy;
}

void schema_add_table(Schema *schema, Table *table)
{
	g_ptr_array_add(schema->tables, table);
}

void schema_remove_table(Schema *schema, Table *table)
{
	g_ptr_array_remove(schema->tables, table);
	/* What was learnt of positions holds for the old array only. */
	g_hash_table_remove_all(schema->directory->tables.positions);
	schema->directory->tables.length = 0;
}

void schema_add_view(Schema *schema, View *view)
{
	g_ptr_array_add(schema->views, view);
}

void schema_add_enum(Schema *schema, EnumType *type)
{
	g_ptr_array_add(schema->enums, type);
}

typedef char *(*MakeKey)(gconstpointer item);

static char *table_key(gconstpointer item)
{
	const Table *table = item;
	return name_key(table->schema_name, table->name);
}

static char *view_key(gconstpointer item)
{
	const View *view = item;
	return name_key(view->schema_name, view->name);
}

/* Of two things of one name the first is found. */
static void extend_directory(Directory *directory, const GPtrArray *items,
			     MakeKey make_key)
{
	for (guint i = directory->length; i < items->len; i++) {
		char *key = make_key(items->pdata[i]);
		if (g_hash_table_contains(directory->positions, key))
			g_free(key);
		else
			g_hash_table_insert(directory->positions, key,
					    GUINT_TO_POINTER(i));
	}
	directory->length = items->len;
}

static gpointer find(Directory *directory, const GPtrArray *items,
		     MakeKey make_key, const char *key)
{
	if (directory->length > items->len) {
		g_hash_table_remove_all(directory->positions);
		directory->length = 0;
	}
	extend_directory(directory, items, make_key);
	gpointer position;
	if (!g_hash_table_lookup_extended(directory->positions, key, NULL,
					  &position))
		return NULL;
	gpointer item = items->pdata[GPOINTER_TO_UINT(position)];
	g_autofree char *found = make_key(item);
	if (g_str_equal(found, key))
		return item;
	g_hash_table_remove_all(directory->positions);
	directory->length = 0;
	return find(directory, items, make_key, key);
}

Table *schema_find_table(const Schema *schema, const char *schema_name,
			 const char *name)
{
	g_autofree char *key = name_key(schema_name, name);
	return find(&schema->directory->tables, schema->tables, table_key, key);
}

View *schema_find_view(const Schema *schema, const char *schema_name,
		       const char *name)
{
	g_autofree char *key = name_key(schema_name, name);
	return find(&schema->directory->views, schema->views, view_key, key);
}

EnumType *schema_find_enum(const Schema *schema, const char *schema_name,
			   const char *name)
{
	for (guint i = 0; i < schema->enums->len; i++) {
		EnumType *type = schema->enums->pdata[i];
		if (name_equal(type->schema_name, schema_name) &&
		    name_equal(type->name, name))
			return type;
	}
	return NULL;
}
