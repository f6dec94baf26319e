/* DROP. */
#include "postgresql_reading.h"

#include <string.h>

static void drop_references(Schema *schema, const Table *table)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		Table *other = schema->tables->pdata[i];
		for (guint j = other->constraints->len; j-- > 0;) {
			const Constraint *constraint =
				other->constraints->pdata[j];
			if (constraint->kind == CONSTRAINT_FOREIGN_KEY &&
			    g_strcmp0(constraint->referred_table,
				      table->name) == 0 &&
			    g_strcmp0(constraint->referred_schema,
				      table->schema_name) == 0)
				g_ptr_array_remove_index(other->constraints, j);
		}
	}
}

static gboolean drop_table(Schema *schema, const char *schema_name,
			   const char *name)
{
	Table *table = schema_find_table(schema, schema_name, name);
	if (!table)
		return FALSE;
	drop_references(schema, table);
	schema_remove_table(schema, table);
	return TRUE;
}

static gboolean drop_index(Schema *schema, const char *schema_name,
			   const char *name)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		Table *table = schema->tables->pdata[i];
		Index *index = table_find_index(table, name);
		if (!index || g_strcmp0(table->schema_name, schema_name) != 0)
			continue;
		g_ptr_array_remove(table->indexes, index);
		return TRUE;
	}
	return FALSE;
}

static gboolean drop_view(Schema *schema, const char *schema_name,
			  const char *name)
{
	View *view = schema_find_view(schema, schema_name, name);
	return view && g_ptr_array_remove(schema->views, view);
}

static gboolean drop_type(Schema *schema, const char *schema_name,
			  const char *name)
{
	EnumType *type = schema_find_enum(schema, schema_name, name);
	return type ? g_ptr_array_remove(schema->enums, type)
		    : drop_view(schema, schema_name, name);
}

static const struct {
	const char *kind;
	const char *word;
	gboolean (*run)(Schema *schema, const char *schema_name,
			const char *name);
} kinds[] = {
	{"OBJECT_TABLE", "table", drop_table},
	{"OBJECT_INDEX", "index", drop_index},
	{"OBJECT_TYPE", "type", drop_type},
	{"OBJECT_VIEW", "view", drop_view},
	{"OBJECT_MATVIEW", "materialized view", drop_view},
	{"OBJECT_SEQUENCE", "sequence", drop_view},
	{"OBJECT_EXTENSION", "extension", drop_view},
	{"OBJECT_DOMAIN", "domain", drop_view},
};

static gboolean drop_named(Reading *reading, gsize kind, const json_t *object,
			   gboolean missing_ok)
{
	const json_t *body = node_body(object);
	const json_t *list = json_object_get(body, "items");
	if (!list) /* a TypeName */
		list = json_object_get(body, "names");
	const char *schema_name = NULL;
	const char *name = node_text(body, "sval"); /* of an extension */
	if (list)
		node_qualified(list, &schema_name, &name);
	/* A type may be one that is not kept here, such as a range. */
	return kinds[kind].run(reading->schema, schema_name, name) ||
	       missing_ok || strcmp(kinds[kind].kind, "OBJECT_TYPE") == 0 ||
	       reading_fail(reading, "there is no %s %s", kinds[kind].word,
			    name);
}

/* DROP TRIGGER name ON table */
static gboolean drop_trigger(Reading *reading, const json_t *object,
			     gboolean missing_ok)
{
	const json_t *list = json_object_get(node_body(object), "items");
	size_t count = json_array_size(list);
	const char *name =
		node_text(node_body(json_array_get(list, count - 1)), "sval");
	const char *owner =
		node_text(node_body(json_array_get(list, count - 2)), "sval");
	Table *table = schema_find_table(reading->schema, NULL, owner);
	Trigger *trigger = table ? table_find_trigger(table, name) : NULL;
	if (trigger)
		return g_ptr_array_remove(table->triggers, trigger);
	return missing_ok ||
	       reading_fail(reading, "there is no trigger %s on %s", name,
			    owner);
}

gboolean postgresql_read_drop(Reading *reading, const json_t *body)
{
	const char *type = node_text(body, "removeType");
	const json_t *objects = json_object_get(body, "objects");
	gboolean missing_ok = node_flag(body, "missing_ok");
	gboolean trigger = strcmp(type, "OBJECT_TRIGGER") == 0;
	gsize kind = 0;
	while (kind < G_N_ELEMENTS(kinds) &&
	       strcmp(kinds[kind].kind, type) != 0)
		kind++;
	if (postgresql_drop_functions(reading, body))
		return TRUE;
	if (!trigger && kind == G_N_ELEMENTS(kinds))
		return TRUE; /* policies, rules: not kept */
	for (size_t i = 0; i < json_array_size(objects); i++) {
		const json_t *object = json_array_get(objects, i);
		if (trigger ? !drop_trigger(reading, object, missing_ok)
			    : !drop_named(reading, kind, object, missing_ok))
			return FALSE;
	}
	return TRUE;
}
