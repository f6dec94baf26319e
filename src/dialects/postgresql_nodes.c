/* The nodes of libpg_query's tree, and what is said about them. */
#include "postgresql_reading.h"

#include <stdarg.h>
#include <string.h>

const char *node_kind(const json_t *node)
{
	void *entry = json_object_iter((json_t *)(guintptr)node);
	return entry ? json_object_iter_key(entry) : "";
}

const json_t *node_body(const json_t *node)
{
	void *entry = json_object_iter((json_t *)(guintptr)node);
	return entry ? json_object_iter_value(entry) : NULL;
}

const char *node_text(const json_t *body, const char *key)
{
	return json_string_value(json_object_get(body, key));
}

gboolean node_flag(const json_t *body, const char *key)
{
	return json_is_true(json_object_get(body, key));
}

int node_number(const json_t *body, const char *key)
{
	return (int)json_integer_value(json_object_get(body, key));
}

static const char *string_of(const json_t *node)
{
	return node_text(node_body(node), "sval");
}

void node_names(const json_t *list, GPtrArray *names)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = string_of(json_array_get(list, i));
		if (name)
			g_ptr_array_add(names, g_strdup(name));
	}
}

const char *namespace_of(const char *schema_name)
{
	return g_strcmp0(schema_name, "public") == 0 ? NULL : schema_name;
}

void node_qualified(const json_t *list, const char **schema_name,
		    const char **name)
{
	size_t count = json_array_size(list);
	*name = count ? string_of(json_array_get(list, count - 1)) : NULL;
	*schema_name = count > 1 ? namespace_of(string_of(
					   json_array_get(list, count - 2)))
				 : NULL;
}

gboolean reading_fail(const Reading *reading, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (reading->path)
		failure_set(reading->error, FAILURE_SQL, NULL, "%s:%u: %s",
			    reading->path,
			    reading_line(reading, reading->start), message);
	else
		failure_set(reading->error, FAILURE_SQL, NULL, "%s", message);
	return FALSE;
}

void reading_unsupported(const Reading *reading, const char *table,
			 const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	diagnostics_add(reading->diagnostics, DIAGNOSTIC_UNSUPPORTED,
			reading->path, reading_line(reading, reading->start),
			table, "%s", message);
}

Table *reading_get_table(const Reading *reading, const json_t *range)
{
	const char *name = node_text(range, "relname");
	Table *table = schema_find_table(
		reading->schema, namespace_of(node_text(range, "schemaname")),
		name);
	if (!table)
		reading_fail(reading, "there is no table %s", name);
	return table;
}
