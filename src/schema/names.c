#include "internal.h"

gboolean name_equal(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return g_ascii_strcasecmp(a, b) == 0;
}

char *name_key(const char *schema_name, const char *name)
{
	char *key = schema_name ? g_strconcat(schema_name, ".", name, NULL)
				: g_strdup(name);
	for (char *c = key; *c; c++)
		*c = g_ascii_tolower(*c);
	return key;
}

GPtrArray *names_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

GPtrArray *names_copy(const GPtrArray *names)
{
	if (!names)
		return NULL;
	GPtrArray *copy = names_new();
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(copy, g_strdup(names->pdata[i]));
	return copy;
}

gboolean names_equal(const GPtrArray *a, const GPtrArray *b)
{
	guint length = a ? a->len : 0;
	if (length != (b ? b->len : 0))
		return FALSE;
	for (guint i = 0; i < length; i++)
		if (!name_equal(a->pdata[i], b->pdata[i]))
			return FALSE;
	return TRUE;
}

gboolean names_contain(const GPtrArray *names, const char *name)
{
	for (guint i = 0; names && i < names->len; i++)
		if (name_equal(names->pdata[i], name))
			return TRUE;
	return FALSE;
}

char *names_join(const GPtrArray *names)
{
	GString *joined = g_string_new(NULL);
	for (guint i = 0; names && i < names->len; i++)
		g_string_append_printf(joined, "%s%s", i ? ", " : "",
				       (const char *)names->pdata[i]);
	return g_string_free(joined, FALSE);
}

GPtrArray *array_copy(const GPtrArray *items, CopyItem copy,
		      GDestroyNotify free_item)
{
	if (!items)
		return NULL;
	GPtrArray *copies = g_ptr_array_new_with_free_func(free_item);
	for (guint i = 0; i < items->len; i++)
		g_ptr_array_add(copies, copy(items->pdata[i]));
	return copies;
}

void origin_set(Origin *origin, const char *path, unsigned line,
		unsigned last_line)
{
	g_free(origin->path);
	origin->path = g_strdup(path);
	origin->line = line;
	origin->last_line = last_line;
}

void origin_copy(Origin *to, const Origin *from)
{
	origin_set(to, from->path, from->line, from->last_line);
}

void origin_clear(Origin *origin)
{
	g_free(origin->path);
	*origin = (Origin){0};
}
