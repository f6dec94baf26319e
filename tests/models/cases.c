#include "cases.h"

#include <string.h>

#include "schema/archive.h"

/* Every case is one for archives too: NULL when the schema comes out of one as
 * it went in, and when no part of one leads out of bounds. */
static const char *archive_fault(Schema *schema)
{
	g_autoptr(GByteArray) first = g_byte_array_new();
	g_autoptr(GByteArray) second = g_byte_array_new();
	Archive in = archive_writer(first);
	schema_archive(&in, schema);
	g_autoptr(Schema) copy = schema_new();
	Archive out = archive_reader(first->data, first->len);
	schema_archive(&out, copy);
	Archive again = archive_writer(second);
	schema_archive(&again, copy);
	if (out.failed || out.at != out.end || first->len != second->len ||
	    memcmp(first->data, second->data, first->len) != 0)
		return "another schema came out of the archive\n";
	g_autofree char *before = schema_write(schema);
	g_autofree char *after = schema_write(copy);
	if (strcmp(before, after) != 0)
		return "the archive loses something\n";
	for (guint size = 0; size < first->len; size += 7) {
		g_autofree guint8 *part = g_memdup2(first->data, size);
		g_autoptr(Schema) ignored = schema_new();
		Archive cut = archive_reader(part, size);
		schema_archive(&cut, ignored);
		if (!cut.failed)
			return "an archive that was cut off is read\n";
	}
	return NULL;
}

char *case_read_models(GHashTable *files, const char *models,
		       const ModelsOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) pathspecs = g_strsplit(models, " ", 0);
	g_autoptr(Snapshot) snapshot = snapshot_new_from_texts(files);
	g_autoptr(Models) read = models_read(
		snapshot, (const char *const *)pathspecs, options, &error);
	if (!read)
		return g_strdup_printf("error: %s\n", error->message);
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < read->diagnostics->len; i++) {
		const Diagnostic *diagnostic = read->diagnostics->pdata[i];
		g_autofree char *text = diagnostic_format(diagnostic);
		g_string_append_printf(
			out, "%s%s%s%s\n", text, diagnostic->table ? " [" : "",
			diagnostic->table ? diagnostic->table : "",
			diagnostic->table ? "]" : "");
	}
	g_autofree char *schema = schema_write(read->schema);
	const char *fault = archive_fault(read->schema);
	return g_strconcat(out->str, schema, fault, NULL);
}

static void add_file(GHashTable *files, const char *path, GString *text)
{
	if (path)
		g_hash_table_insert(files, g_strdup(path), g_strdup(text->str));
	g_string_truncate(text, 0);
}

static GHashTable *split_files(char **lines)
{
	GHashTable *files =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GString) text = g_string_new(NULL);
	const char *path = "models.py";
	gboolean first = TRUE;
	for (; *lines && strcmp(*lines, "---") != 0; lines++) {
		if (g_str_has_prefix(*lines, "== ")) {
			add_file(files, first ? NULL : path, text);
			path = *lines + 3;
			first = FALSE;
			continue;
		}
		first = FALSE;
		g_string_append_printf(text, "%s\n", *lines);
	}
	add_file(files, path, text);
	return files;
}

static const char *option(char **lines, const char *name, const char *otherwise)
{
	for (; *lines && **lines; lines++)
		if (g_str_has_prefix(*lines, name))
			return *lines + strlen(name);
	return otherwise;
}

/* "types: mypkg.Money = NUMERIC(12, 2); mypkg.Point = POINT" */
static GHashTable *read_types(const char *text)
{
	GHashTable *types =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) pairs = g_strsplit(text, "; ", 0);
	for (char **pair = pairs; *pair; pair++) {
		g_auto(GStrv) sides = g_strsplit(*pair, " = ", 2);
		if (sides[0] && sides[1])
			g_hash_table_insert(types, g_strdup(sides[0]),
					    g_strdup(sides[1]));
	}
	return types;
}

Case *case_run(const char *path)
{
	Case *one = g_new0(Case, 1);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return one;
	char *mark = strstr(text, "\n---\n");
	one->expected = g_strdup(mark ? mark + 5 : "");
	one->head = mark ? g_strndup(text, (gsize)(mark - text + 1))
			 : g_strdup(text);
	g_auto(GStrv) lines = g_strsplit(one->head, "\n", 0);
	one->title = g_strdup(lines[0]);
	g_autoptr(GHashTable) types = read_types(option(lines, "types: ", ""));
	const ModelsOptions options = {
		.dialect = option(lines, "dialect: ", "sqlite"),
		.types = types,
	};
	const char *models = option(lines, "models: ", ".");
	char **body = lines;
	while (*body && **body)
		body++;
	if (*body)
		body++;
	g_autoptr(GHashTable) files = split_files(body);
	one->actual = case_read_models(files, models, &options);
	return one;
}

void case_free(Case *one)
{
	g_free(one->title);
	g_free(one->head);
	g_free(one->expected);
	g_free(one->actual);
	g_free(one);
}
