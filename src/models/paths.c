/* Where in the snapshot the module of a dotted name is. */
#include "evaluate.h"
#include "models/models.h"
#include "paths.h"

#include <string.h>

/* Names that no project means to shadow: found without a look at its files. */
static const char *const outside[] = {"sqlalchemy",
				      "typing",
				      "typing_extensions",
				      "datetime",
				      "enum",
				      "uuid",
				      "os",
				      "re",
				      "sys",
				      "json",
				      "logging",
				      "functools",
				      "collections",
				      "dataclasses",
				      "decimal",
				      "itertools",
				      "flask_sqlalchemy",
				      "flask",
				      "sqlmodel",
				      "pydantic",
				      "alembic",
				      "abc",
				      "contextlib",
				      "hashlib",
				      "pathlib",
				      "time",
				      "sqlalchemy_utils",
				      "fastapi",
				      "__future__",
				      "inspect",
				      "copy",
				      "string",
				      "random",
				      "math",
				      "warnings",
				      NULL};

/* Modules of Python's own whose names projects like to give to modules in
 * their packages, too. */
static const char *const standard[] = {
	"types",      "calendar",  "email",    "queue",	   "signal",
	"statistics", "token",	   "platform", "profile",  "codecs",
	"locale",     "numbers",   "secrets",  "operator", "parser",
	"resource",   "select",	   "site",     "test",	   "trace",
	"html",	      "http",	   "xml",      "io",	   "csv",
	"ast",	      "asyncio",   "base64",   "socket",   "struct",
	"tempfile",   "threading", "weakref",  "pickle",   "importlib",
	"code",	      NULL};

static gboolean names_first(const char *const *names, const char *dotted)
{
	gsize length = strcspn(dotted, ".");
	for (const char *const *name = names; *name; name++)
		if (strncmp(*name, dotted, length) == 0 && !(*name)[length])
			return TRUE;
	return FALSE;
}

static gboolean is_outside(const char *dotted)
{
	return names_first(outside, dotted);
}

/* Every directory that holds a Python file at any depth, and every Python
 * file: a set of paths. */
static GHashTable *index_listing(const GPtrArray *listing)
{
	GHashTable *paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; listing && i < listing->len; i++) {
		const SnapshotFile *file = listing->pdata[i];
		if (!g_str_has_suffix(file->path, ".py"))
			continue;
		char *path = g_strdup(file->path);
		while (!g_hash_table_contains(paths, path)) {
			g_hash_table_add(paths, g_strdup(path));
			char *slash = strrchr(path, '/');
			if (!slash)
				break;
			*slash = '\0';
		}
		g_free(path);
	}
	return paths;
}

static void read_listing(Evaluator *evaluator)
{
	if (evaluator->files)
		return;
	g_autoptr(GPtrArray) listing =
		snapshot_list(evaluator->snapshot, "", NULL);
	evaluator->files = index_listing(listing);
	evaluator->probes =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* Probes: "+path" and "-path" for what is there and what is not, "?name" and
 * after a line feed the path that ends in it, if any. */
static void note_probe(Evaluator *evaluator, char kind, const char *path,
		       const char *found)
{
	g_hash_table_add(evaluator->probes,
			 found ? g_strdup_printf("%c%s\n%s", kind, path, found)
			       : g_strdup_printf("%c%s", kind, path));
}

gboolean paths_contain(Evaluator *evaluator, const char *path)
{
	read_listing(evaluator);
	gboolean there = g_hash_table_contains(evaluator->files, path);
	note_probe(evaluator, there ? '+' : '-', path, NULL);
	return there;
}

char *paths_join(const char *directory, const char *name)
{
	if (!*directory)
		return g_strdup(name);
	return *name ? g_strdup_printf("%s/%s", directory, name)
		     : g_strdup(directory);
}

/* `stem` is a path without its ending: a package before a module before a
 * directory, as Python has it. */
char *paths_find_stem(Evaluator *evaluator, const char *stem)
{
	g_autofree char *package = paths_join(stem, "__init__.py");
	if (paths_contain(evaluator, package))
		return g_steal_pointer(&package);
	g_autofree char *file = g_strdup_printf("%s.py", stem);
	if (*stem && paths_contain(evaluator, file))
		return g_steal_pointer(&file);
	if (*stem && paths_contain(evaluator, stem))
		return g_strdup(stem);
	return NULL;
}

static char *slashed(const char *dotted)
{
	char *path = g_strdup(dotted);
	for (char *p = path; *p; p++)
		if (*p == '.')
			*p = '/';
	return path;
}

/* A directory without __init__.py counts only where the rest of the name is
 * found in it. */
static char *find_under(Evaluator *evaluator, const char *root,
			const char *dotted, gboolean *has_first)
{
	g_autofree char *relative = slashed(dotted);
	g_autofree char *stem = paths_join(root, relative);
	char *found = paths_find_stem(evaluator, stem);
	if (found)
		return found;
	*strchrnul(relative, '/') = '\0';
	g_autofree char *first = paths_join(root, relative);
	g_autofree char *first_found = paths_find_stem(evaluator, first);
	if (first_found && g_str_has_suffix(first_found, ".py"))
		*has_first = TRUE;
	return NULL;
}

static char *parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup("");
}

const char *module_dotted_name(Evaluator *evaluator, const char *path,
			       const char **root)
{
	g_autofree char *directory = parent_of(path);
	g_autofree char *base = g_path_get_basename(path);
	if (g_str_has_suffix(base, ".py"))
		base[strlen(base) - 3] = '\0';
	g_autoptr(GString) name =
		g_string_new(strcmp(base, "__init__") == 0 ? "" : base);
	while (*directory) {
		g_autofree char *init = paths_join(directory, "__init__.py");
		if (!paths_contain(evaluator, init))
			break;
		g_autofree char *package = g_path_get_basename(directory);
		if (name->len)
			g_string_prepend_c(name, '.');
		g_string_prepend(name, package);
		char *parent = parent_of(directory);
		g_free(directory);
		directory = parent;
	}
	*root = intern(evaluator, directory);
	return intern(evaluator, name->str);
}

/* The one file of the tree whose path ends in the name; the last resort for
 * projects whose import root is not above the importing file. */
static const char *find_by_suffix(GHashTable *files, const char *dotted)
{
	g_autofree char *relative = slashed(dotted);
	g_autofree char *file = g_strdup_printf("/%s.py", relative);
	g_autofree char *package = g_strdup_printf("/%s/__init__.py", relative);
	const char *only = NULL;
	GHashTableIter iterator;
	gpointer path;
	g_hash_table_iter_init(&iterator, files);
	while (g_hash_table_iter_next(&iterator, &path, NULL)) {
		if (!g_str_has_suffix(path, file) &&
		    !g_str_has_suffix(path, package))
			continue;
		if (only)
			return NULL;
		only = path;
	}
	return only;
}

static char *search_suffix(Evaluator *evaluator, const char *dotted)
{
	if (!strchr(dotted, '.'))
		return NULL;
	const char *found = find_by_suffix(evaluator->files, dotted);
	note_probe(evaluator, '?', dotted, found ? found : "");
	return g_strdup(found);
}

static gboolean probe_holds(GHashTable *files, const char *probe)
{
	if (*probe != '?')
		return (*probe == '+') ==
		       g_hash_table_contains(files, probe + 1);
	g_auto(GStrv) sides = g_strsplit(probe + 1, "\n", 2);
	if (!sides[0] || !sides[1])
		return FALSE;
	const char *found = find_by_suffix(files, sides[0]);
	return strcmp(found ? found : "", sides[1]) == 0;
}

gboolean models_finds_the_same(const GPtrArray *probes,
			       const GPtrArray *listing)
{
	g_autoptr(GHashTable) files = index_listing(listing);
	for (guint i = 0; i < probes->len; i++)
		if (!probe_holds(files, probes->pdata[i]))
			return FALSE;
	return TRUE;
}

static char *search(Evaluator *evaluator, const Module *from,
		    const char *dotted, gboolean *missing)
{
	char *found = NULL;
	g_autofree char *directory = g_strdup(from->root);
	for (;;) {
		found = find_under(evaluator, directory, dotted, missing);
		if (found || *missing || !*directory)
			break;
		char *parent = parent_of(directory);
		g_free(directory);
		directory = parent;
	}
	static const char *const others[] = {"src", "lib", "app"};
	for (guint i = 0; i < G_N_ELEMENTS(others) && !found && !*missing; i++)
		found = find_under(evaluator, others[i], dotted, missing);
	if (!found && !*missing) {
		g_autofree char *own = parent_of(from->path);
		g_autofree char *init = paths_join(own, "__init__.py");
		/* A module of a package does not see those beside it. */
		if (paths_contain(evaluator, init) &&
		    names_first(standard, dotted))
			return NULL;
		found = find_under(evaluator, own, dotted, missing);
	}
	if (!found && !*missing)
		found = search_suffix(evaluator, dotted);
	return found;
}

char *paths_find_module(Evaluator *evaluator, const Module *from,
			const char *dotted, gboolean *missing)
{
	*missing = FALSE;
	if (is_outside(dotted))
		return NULL;
	read_listing(evaluator);
	if (!evaluator->suffixes)
		evaluator->suffixes = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *key = g_strdup_printf("%s\n%s", from->path, dotted);
	const char *known = g_hash_table_lookup(evaluator->suffixes, key);
	if (!known) {
		g_autofree char *found =
			search(evaluator, from, dotted, missing);
		known = found ? found : *missing ? "?" : "";
		g_hash_table_insert(evaluator->suffixes, g_strdup(key),
				    g_strdup(known));
		known = g_hash_table_lookup(evaluator->suffixes, key);
	}
	*missing = *known == '?';
	return *known && *known != '?' ? g_strdup(known) : NULL;
}

char *paths_find_relative(Evaluator *evaluator, const Module *from,
			  const char *dotted)
{
	g_autofree char *directory = parent_of(from->path);
	dotted++;
	while (*dotted == '.') {
		char *parent = parent_of(directory);
		g_free(directory);
		directory = parent;
		dotted++;
	}
	g_autofree char *relative = slashed(dotted);
	g_autofree char *stem = paths_join(directory, relative);
	return paths_find_stem(evaluator, stem);
}
