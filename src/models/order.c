/* In which order SQLAlchemy 2 comes to the attributes of a class. */
#include "sqlalchemy.h"

/* One of the two lists, and how far it was taken. */
typedef struct Side {
	GPtrArray *names;
	guint next;
} Side;

/* util.merge_lists_w_ordering() of SQLAlchemy: each list is followed up to a
 * name that both have, where the other one goes on. */
static GPtrArray *merge(GPtrArray *values, GPtrArray *annotations)
{
	g_autoptr(GHashTable) overlap = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < values->len; i++)
		if (g_ptr_array_find(annotations, values->pdata[i], NULL))
			g_hash_table_add(overlap, values->pdata[i]);
	GPtrArray *merged = g_ptr_array_new();
	Side sides[] = {{values, 0}, {annotations, 0}};
	unsigned at = 0;
	while (sides[at].next < sides[at].names->len) {
		gpointer name = sides[at].names->pdata[sides[at].next++];
		if (g_hash_table_remove(overlap, name))
			at = !at;
		else
			g_ptr_array_add(merged, name);
	}
	for (at = !at; sides[at].next < sides[at].names->len;)
		g_ptr_array_add(merged,
				sides[at].names->pdata[sides[at].next++]);
	return merged;
}

GPtrArray *order_attributes(Reader *reader, const Class *class)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	g_autoptr(GPtrArray) annotations = g_ptr_array_new();
	GPtrArray *written = g_ptr_array_new();
	for (guint i = 0; i < class->attributes.count; i++) {
		const NameEntry *entry = &class->attributes.entries[i];
		gpointer name = (gpointer)(guintptr)entry->name;
		if (!entry->value)
			continue;
		g_ptr_array_add(written, name);
		if (entry->value->kind != VALUE_DECLARED)
			g_ptr_array_add(values, name);
	}
	if (!class->annotations || !is_modern(reader))
		return written;
	g_ptr_array_unref(written);
	for (guint i = 0; i < class->annotations->len; i++) {
		const Annotation *annotation = class->annotations->pdata[i];
		if (!g_ptr_array_find(annotations, annotation->name, NULL))
			g_ptr_array_add(annotations,
					(gpointer)(guintptr)annotation->name);
	}
	return merge(values, annotations);
}

GPtrArray *order_fields(Reader *reader, const Class *class, GPtrArray *fields)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	g_autoptr(GPtrArray) annotations = g_ptr_array_new();
	g_autoptr(GPtrArray) relations = g_ptr_array_new();
	const guint count = class->annotations ? class->annotations->len : 0;
	for (guint i = 0; i < count; i++) {
		const Annotation *annotation = class->annotations->pdata[i];
		gpointer name = (gpointer)(guintptr)annotation->name;
		const Value *value =
			names_get(&class->attributes, annotation->name);
		if (g_ptr_array_find(annotations, name, NULL))
			continue;
		if (value && is_called(reader, value, "sqlmodel.Relationship"))
			g_ptr_array_add(relations, name);
		else
			g_ptr_array_add(annotations, name);
		/* What is no field stays in the namespace it was in. */
		if (value && value->kind != VALUE_DECLARED &&
		    !g_ptr_array_find(fields, name, NULL) &&
		    !g_ptr_array_find(relations, name, NULL))
			g_ptr_array_add(values, name);
	}
	/* The metaclass sets the columns, then the relationships; it has the
	 * annotations the other way round. */
	for (guint i = 0; i < fields->len; i++)
		g_ptr_array_add(values, fields->pdata[i]);
	for (guint i = relations->len; i-- > 0;)
		g_ptr_array_insert(annotations, 0, relations->pdata[i]);
	for (guint i = 0; i < relations->len; i++)
		g_ptr_array_add(values, relations->pdata[i]);
	return merge(values, annotations);
}
