#include <string.h>

#include "repository/notes.h"

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void append_escaped(GString *text, const char *fact)
{
	for (; *fact; fact++) {
		if ((guchar)*fact < ' ' || *fact == '\\' || *fact == 127)
			g_string_append_printf(text, "\\%03o", (guchar)*fact);
		else
			g_string_append_c(text, *fact);
	}
}

char *note_write(const GPtrArray *facts)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < facts->len; i++) {
		GString *line = g_string_new(NULL);
		append_escaped(line, facts->pdata[i]);
		g_ptr_array_add(lines, g_string_free(line, FALSE));
	}
	g_ptr_array_sort(lines, compare_texts);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < lines->len; i++)
		if (!i || strcmp(lines->pdata[i - 1], lines->pdata[i]) != 0)
			g_string_append_printf(text, "%s\n",
					       (char *)lines->pdata[i]);
	return g_string_free(text, FALSE);
}

GPtrArray *note_find(const char *text, const char *key)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gsize length = strlen(key);
	for (char **line = lines; *line; line++) {
		if (strncmp(*line, key, length) != 0 || (*line)[length] != '=')
			continue;
		char *value = g_strcompress(*line + length + 1);
		if (g_hash_table_add(seen, value))
			g_ptr_array_add(values, value);
		else
			g_free(value);
	}
	return values;
}
