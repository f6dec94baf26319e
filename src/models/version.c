/* Which SQLAlchemy the models are written for: 1.4 and 2 order the columns of
 * mixins differently. */
#include "sqlalchemy.h"

#include <string.h>

static gboolean uses_modern_names(Reader *reader)
{
	static const char *const modern[] = {"Mapped", "mapped_column",
					     "DeclarativeBase",
					     "MappedAsDataclass", NULL};
	GHashTableIter iterator;
	gpointer name;
	g_hash_table_iter_init(&iterator, reader->canonical);
	while (g_hash_table_iter_next(&iterator, NULL, &name))
		if (name && g_strv_contains(modern, name))
			return TRUE;
	return FALSE;
}

/* Every outside name that the program uses gets its canonical one. */
static void name_externals(Reader *reader)
{
	GHashTableIter iterator;
	gpointer value;
	g_hash_table_iter_init(&iterator, reader->evaluator->externals);
	while (g_hash_table_iter_next(&iterator, NULL, &value))
		canonical_name(reader, value);
}

/* What a line of requirements says: 1, 2, or 0 for nothing. A requirement
 * without an upper bound is one for the newest. */
static int read_requirement(const char *line)
{
	line += strspn(line, " \t\"'");
	if (g_ascii_strncasecmp(line, "sqlalchemy", 10) != 0)
		return 0;
	line += 10;
	if (*line == '[')
		line += strcspn(line, "]") + 1;
	if (g_ascii_isalnum(*line) || *line == '-' || *line == '_')
		return 0;
	static const char *const old[] = {"==1",  "<2",	 "~=1",	 "^1",	"< 2",
					  "== 1", "<=1", "~= 1", "\"1."};
	for (guint i = 0; i < G_N_ELEMENTS(old); i++)
		if (strstr(line, old[i]))
			return 1;
	return 2;
}

static int read_requirements(Reader *reader, const char *path)
{
	g_autoptr(GBytes) bytes =
		snapshot_read(reader->evaluator->snapshot, path, NULL);
	if (!bytes)
		return 0;
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data ? data : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
	for (char **line = lines; *line; line++) {
		int version = read_requirement(*line);
		if (version)
			return version;
	}
	return 0;
}

/* The requirements of the project: beside the roots of its packages, or
 * above them. */
static int find_required(Reader *reader)
{
	static const char *const names[] = {"pyproject.toml",
					    "requirements.txt", "setup.cfg",
					    "setup.py", "Pipfile"};
	const GPtrArray *order = reader->evaluator->order;
	const Module *module = order->len ? order->pdata[0] : NULL;
	g_autofree char *directory = g_strdup(module ? module->root : "");
	for (;;) {
		for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
			g_autofree char *path =
				*directory ? g_build_filename(directory,
							      names[i], NULL)
					   : g_strdup(names[i]);
			int version = read_requirements(reader, path);
			if (version)
				return version;
		}
		if (!*directory)
			return 0;
		char *slash = strrchr(directory, '/');
		*(slash ? slash : directory) = '\0';
	}
}

gboolean is_modern(Reader *reader)
{
	name_externals(reader);
	return uses_modern_names(reader) || find_required(reader) == 2;
}
