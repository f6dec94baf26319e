/*
 * Reads arbitrary text as models, for libFuzzer. Lines "== path" part the text
 * into files, as in tests/models/cases; what stands before the first one is
 * models.py. The schema that comes of it is spelled for both dialects, too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dialects/dialect.h"
#include "models/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MARK "== "

/* Takes the file that starts at `text`; gives where the next one does. */
static const char *add_file(GHashTable *files, const char *text,
			    const char *end)
{
	g_autofree char *path = g_strdup("models.py");
	if ((size_t)(end - text) > strlen(MARK) &&
	    memcmp(text, MARK, strlen(MARK)) == 0) {
		text += strlen(MARK);
		const char *line = memchr(text, '\n', (size_t)(end - text));
		if (!line)
			line = end;
		g_free(path);
		path = g_strndup(text, (gsize)(line - text));
		text = line < end ? line + 1 : end;
	}
	const char *next = memmem(text, (size_t)(end - text), "\n" MARK,
				  strlen("\n" MARK));
	const char *stop = next ? next + 1 : end;
	g_hash_table_replace(files, g_steal_pointer(&path),
			     g_strndup(text, (gsize)(stop - text)));
	return stop;
}

static void read_for(Snapshot *snapshot, const char *dialect)
{
	static const char *const all[] = {".", NULL};
	const ModelsOptions options = {.dialect = dialect};
	g_autoptr(Models) models = models_read(snapshot, all, &options, NULL);
	if (!models)
		abort();
	g_free(schema_write(models->schema));
	const Dialect *spelling = dialect_find(dialect);
	dialect_check_schema(spelling, models->schema, models->diagnostics);
	for (guint i = 0; i < models->diagnostics->len; i++)
		g_free(diagnostic_format(models->diagnostics->pdata[i]));
	g_free(dialect_write_schema(spelling, models->schema));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *copy = g_strndup((const char *)data, size);
	g_autoptr(GHashTable) files =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const char *at = copy;
	do
		at = add_file(files, at, copy + size);
	while (at < copy + size);
	g_autoptr(Snapshot) snapshot = snapshot_new_from_texts(files);
	read_for(snapshot, "sqlite");
	read_for(snapshot, "postgresql");
	return 0;
}
