/*
 * Where the tables and columns of a schema stand in the SQL that declares
 * them. The engine reads that SQL and does not tell; this looks for lines that
 * start like a definition. It serves as evidence of renames only, so a line
 * that is missed costs a question and nothing else.
 */
#include <string.h>

#include "internal.h"

/* Skips white space and takes one name, without its quotes. */
static char *take_name(const char **at)
{
	*at += strspn(*at, " \t");
	char quote = **at;
	if (quote == '"' || quote == '`' || quote == '[') {
		const char *start = ++*at;
		const char *end = strchr(start, quote == '[' ? ']' : quote);
		gsize length = end ? (gsize)(end - start) : strlen(start);
		*at = start + length + (end ? 1 : 0);
		return g_strndup(start, length);
	}
	gsize length = strcspn(*at, " \t(,;");
	char *name = g_strndup(*at, length);
	*at += length;
	return name;
}

static gboolean skip_word(const char **at, const char *word)
{
	const char *start = *at + strspn(*at, " \t");
	gsize length = strlen(word);
	if (g_ascii_strncasecmp(start, word, length) != 0 ||
	    (start[length] != ' ' && start[length] != '\t'))
		return FALSE;
	*at = start + length;
	return TRUE;
}

static Table *find_declared(const Schema *schema, const char *line)
{
	if (!skip_word(&line, "CREATE"))
		return NULL;
	if (!skip_word(&line, "TEMP"))
		skip_word(&line, "TEMPORARY");
	if (!skip_word(&line, "TABLE"))
		return NULL;
	if (skip_word(&line, "IF"))
		(void)(skip_word(&line, "NOT") && skip_word(&line, "EXISTS"));
	g_autofree char *name = take_name(&line);
	return schema_find_table(schema, NULL, name);
}

static void note_column(Table *table, const char *line, const char *path,
			unsigned number)
{
	g_autofree char *name = take_name(&line);
	Column *column = table_find_column(table, name);
	if (column && !column->origin.path)
		origin_set(&column->origin, path, number, number);
}

void script_find_origins(Schema *schema, const char *path, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	Table *table = NULL;
	for (unsigned i = 0; lines[i]; i++) {
		Table *declared = find_declared(schema, lines[i]);
		if (declared) {
			table = declared;
			origin_set(&table->origin, path, i + 1, i + 1);
		} else if (table) {
			note_column(table, lines[i], path, i + 1);
		}
	}
}
