/* Which SQLAlchemy the requirements of a project ask for. */
#include "sqlalchemy.h"

#include <string.h>

typedef struct Package {
	const char *name;
	/* Versions with which SQLAlchemy cannot be 2. */
	const char *const *old;
} Package;

static const char *const old_sqlalchemy[] = {"=0", "=1", "<2",	"<=1",	"~=1",
					     "^1", "~1", "=0.", "\"1.", NULL};
static const char *const old_sqlmodel[] = {
	"=0.0.4",  "=0.0.5",   "=0.0.6",  "=0.0.7",  "=0.0.8",
	"=0.0.9",  "^0.0.8",   "=0.0.10", "=0.0.11", "<0.0.12",
	"\"0.0.8", "\"0.0.11", NULL};
static const char *const old_flask[] = {"=0",  "=1", "=2", "<3",   "<=2",
					"~=2", "^2", "~2", "\"2.", NULL};
/* What is said of the first of them that is found counts. */
static const Package packages[] = {{"sqlalchemy", old_sqlalchemy},
				   {"sqlmodel", old_sqlmodel},
				   {"flask-sqlalchemy", old_flask}};

/* What follows the name of the package in a line; NULL when the line does
 * not start with it. */
static const char *after_name(const char *line, const char *name)
{
	line += strspn(line, " \t\"'-");
	for (; *name; name++, line++) {
		char have = g_ascii_tolower(*line == '_' ? '-' : *line);
		if (have != *name)
			return NULL;
	}
	if (*line == '[')
		line += strcspn(line, "]") + 1;
	return g_ascii_isalnum(*line) || *line == '-' || *line == '_' ||
			       *line == '.' || *line == '/'
		       ? NULL
		       : line;
}

/* 1, 2, or 0 for nothing. A requirement without an upper bound is one for
 * the newest. */
static int read_specifier(const Package *package, const char *text)
{
	g_autoptr(GString) tight = g_string_new(NULL);
	for (; *text && *text != ';' && *text != '#'; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(tight, *text);
	for (const char *const *old = package->old; *old; old++) {
		const char *found = strstr(tight->str, *old);
		if (found && (found == tight->str || !strchr(">!", found[-1])))
			return 1;
	}
	return 2;
}

/* "[install_requires=…"sqlalchemy>=1.4"…]" on one line of a setup.py. */
static int read_quoted(const Package *package, const char *line)
{
	for (const char *at = line; (at = strpbrk(at, "\"'")); at++) {
		const char *after = after_name(at, package->name);
		if (!after || !strchr("=<>~!^", *after) || !*after)
			continue;
		g_autofree char *text = g_strndup(after, strcspn(after, "\"'"));
		return read_specifier(package, text);
	}
	return 0;
}

/* A lock file names the package, and its version below that. */
static int read_lock(const Package *package, char **lines)
{
	g_autofree char *toml = g_strdup_printf("name = \"%s\"", package->name);
	g_autofree char *json = g_strdup_printf("\"%s\": {", package->name);
	gboolean inside = FALSE;
	for (char **line = lines; *line; line++) {
		const char *text = g_strstrip(*line);
		if (!inside) {
			inside = g_ascii_strcasecmp(text, toml) == 0 ||
				 g_ascii_strcasecmp(text, json) == 0;
			continue;
		}
		if (strcmp(text, "},") == 0 || *text == '[')
			inside = FALSE;
		if (g_str_has_prefix(text, "version = "))
			return read_specifier(package, text);
		if (g_str_has_prefix(text, "\"version\": "))
			return read_specifier(package, text);
	}
	return 0;
}

static int read_lines(const Package *package, char **lines)
{
	for (char **line = lines; *line; line++) {
		const char *after = after_name(*line, package->name);
		int version = after ? read_specifier(package, after)
				    : read_quoted(package, *line);
		if (version)
			return version;
	}
	return 0;
}

static gboolean is_lock(const char *path)
{
	return g_str_has_suffix(path, ".lock");
}

static int read_file(Reader *reader, const Package *package, const char *path)
{
	g_autoptr(GBytes) bytes =
		snapshot_read(reader->evaluator->snapshot, path, NULL);
	if (!bytes)
		return 0;
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data ? data : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
	return is_lock(path) ? read_lock(package, lines)
			     : read_lines(package, lines);
}

static gboolean is_of_requirements(const char *base)
{
	static const char *const names[] = {
		"poetry.lock",	   "uv.lock",	"pdm.lock", "Pipfile.lock",
		"Pipfile",	   "setup.cfg", "setup.py", "pyproject.toml",
		"environment.yml", NULL};
	return g_strv_contains(names, base) ||
	       (g_str_has_prefix(base, "requirements") &&
		(g_str_has_suffix(base, ".txt") ||
		 g_str_has_suffix(base, ".in")));
}

/* The directory that a file says the requirements of. */
static char *find_scope(const char *path)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *directory = g_path_get_dirname(path);
	g_autofree char *last = g_path_get_basename(directory);
	if (strcmp(directory, ".") == 0)
		return is_of_requirements(base) ? g_strdup("") : NULL;
	if (is_of_requirements(base) && strcmp(last, "requirements") != 0)
		return g_steal_pointer(&directory);
	if (strcmp(last, "requirements") != 0 ||
	    !(g_str_has_suffix(base, ".txt") || g_str_has_suffix(base, ".in")))
		return NULL;
	char *above = g_path_get_dirname(directory);
	if (strcmp(above, ".") == 0)
		*above = '\0';
	return above;
}

/* Locks, which have what is installed, come first; then as by name. */
static gint compare_files(gconstpointer a, gconstpointer b)
{
	const char *left = *(char *const *)a;
	const char *right = *(char *const *)b;
	if (is_lock(left) != is_lock(right))
		return is_lock(left) ? -1 : 1;
	return strcmp(left, right);
}

static int read_directory(Reader *reader, const char *directory,
			  const GPtrArray *files)
{
	g_autoptr(GPtrArray) own = g_ptr_array_new();
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		g_autofree char *scope = find_scope(file->path);
		if (scope && strcmp(scope, directory) == 0)
			g_ptr_array_add(own, file->path);
	}
	g_ptr_array_sort(own, compare_files);
	for (guint i = 0; i < G_N_ELEMENTS(packages); i++) {
		for (guint j = 0; j < own->len; j++) {
			int version =
				read_file(reader, &packages[i], own->pdata[j]);
			if (version)
				return version;
		}
	}
	return 0;
}

int find_required_version(Reader *reader)
{
	const GPtrArray *order = reader->evaluator->order;
	g_autoptr(GPtrArray) files =
		snapshot_list(reader->evaluator->snapshot, "", NULL);
	const Module *module = order->len ? order->pdata[0] : NULL;
	g_autofree char *directory = g_strdup(module ? module->root : "");
	for (;;) {
		int version =
			files ? read_directory(reader, directory, files) : 0;
		if (version || !*directory)
			return version;
		char *slash = strrchr(directory, '/');
		*(slash ? slash : directory) = '\0';
	}
}
