#include "base/snapshot.h"

#include <string.h>

#include "base/failure.h"

struct Snapshot {
	const SnapshotOperations *operations;
	gpointer self;
	char *name;
	guint owners;
};

Snapshot *snapshot_new(const SnapshotOperations *operations, gpointer self,
		       const char *name)
{
	Snapshot *snapshot = g_new0(Snapshot, 1);
	snapshot->operations = operations;
	snapshot->self = self;
	snapshot->name = g_strdup(name);
	snapshot->owners = 1;
	return snapshot;
}

Snapshot *snapshot_ref(Snapshot *snapshot)
{
	snapshot->owners++;
	return snapshot;
}

void snapshot_free(Snapshot *snapshot)
{
	if (!snapshot || --snapshot->owners)
		return;
	if (snapshot->operations->free)
		snapshot->operations->free(snapshot->self);
	g_free(snapshot->name);
	g_free(snapshot);
}

const char *snapshot_name(const Snapshot *snapshot)
{
	return snapshot->name;
}

SnapshotFile *snapshot_file_new(const char *path, const char *id)
{
	SnapshotFile *file = g_new0(SnapshotFile, 1);
	file->path = g_strdup(path);
	file->id = g_strdup(id);
	return file;
}

SnapshotFile *snapshot_file_copy(const SnapshotFile *file)
{
	SnapshotFile *copy = snapshot_file_new(file->path, file->id);
	copy->special = file->special;
	return copy;
}

void snapshot_file_free(SnapshotFile *file)
{
	if (!file)
		return;
	g_free(file->path);
	g_free(file->id);
	g_free(file);
}

GPtrArray *snapshot_list_all(Snapshot *snapshot, const char *directory,
			     GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(
		(GDestroyNotify)snapshot_file_free);
	if (!snapshot->operations->list(snapshot->self, directory, files,
					error))
		return NULL;
	return g_steal_pointer(&files);
}

GPtrArray *snapshot_list(Snapshot *snapshot, const char *directory,
			 GError **error)
{
	GPtrArray *files = snapshot_list_all(snapshot, directory, error);
	for (guint i = files ? files->len : 0; i > 0; i--) {
		const SnapshotFile *file = files->pdata[i - 1];
		if (file->special)
			g_ptr_array_remove_index(files, i - 1);
	}
	return files;
}

GBytes *snapshot_read(Snapshot *snapshot, const char *path, GError **error)
{
	return snapshot->operations->read(snapshot->self, path, error);
}

gboolean snapshot_refuse_special(Snapshot *snapshot, const char *path,
				 GError **error)
{
	g_autoptr(GBytes) text = snapshot_read(snapshot, path, error);
	if (text)
		failure_set(error, FAILURE_FAILED, "try again",
			    "'%s' changed while it was read", path);
	return FALSE;
}

gboolean snapshot_stamp(Snapshot *snapshot, const SnapshotFile *file,
			GString *stamp)
{
	g_string_assign(stamp, "");
	if (!file->id)
		return snapshot->operations->stamp &&
		       snapshot->operations->stamp(snapshot->self, file->path,
						   stamp);
	g_string_append(stamp, file->id);
	return TRUE;
}

gboolean snapshot_contains(Snapshot *snapshot, const char *path)
{
	g_autoptr(GBytes) bytes = snapshot_read(snapshot, path, NULL);
	return bytes != NULL;
}

/* Whether a glob fits the whole of a path. A star stays within a component;
 * two stars that stand alone in a component fit any number of components,
 * none included. */
static gboolean glob_fits(const char *glob, const char *path)
{
	while (*glob) {
		if (g_str_has_prefix(glob, "**/")) {
			for (const char *rest = path; rest;) {
				if (glob_fits(glob + 3, rest))
					return TRUE;
				rest = strchr(rest, '/');
				rest = rest ? rest + 1 : NULL;
			}
			return FALSE;
		}
		if (strcmp(glob, "**") == 0)
			return *path != '\0';
		if (*glob == '*') {
			for (const char *rest = path;; rest++) {
				if (glob_fits(glob + 1, rest))
					return TRUE;
				if (!*rest || *rest == '/')
					return FALSE;
			}
		}
		if (!*path || (*glob == '?' ? *path == '/' : *glob != *path))
			return FALSE;
		glob++;
		path++;
	}
	return *path == '\0';
}

static gboolean pathspec_fits(const char *pathspec, const char *path)
{
	while (g_str_has_prefix(pathspec, "./"))
		pathspec += 2;
	gsize length = strlen(pathspec);
	while (length && pathspec[length - 1] == '/')
		length--;
	if (!length || (length == 1 && *pathspec == '.'))
		return TRUE;
	if (strncmp(path, pathspec, length) == 0 &&
	    (path[length] == '/' || path[length] == '\0'))
		return TRUE;
	g_autofree char *glob = g_strndup(pathspec, length);
	return glob_fits(glob, path);
}

static gboolean is_exclusion(const char *pathspec)
{
	return pathspec[0] == ':' && (pathspec[1] == '!' || pathspec[1] == '^');
}

static gboolean is_excluded(const char *const *pathspecs, const char *path)
{
	for (; *pathspecs; pathspecs++)
		if (is_exclusion(*pathspecs) &&
		    pathspec_fits(*pathspecs + 2, path))
			return TRUE;
	return FALSE;
}

gboolean snapshot_fits(const char *const *pathspecs, const char *path)
{
	if (is_excluded(pathspecs, path))
		return FALSE;
	for (; *pathspecs; pathspecs++)
		if (!is_exclusion(*pathspecs) &&
		    pathspec_fits(*pathspecs, path))
			return TRUE;
	return FALSE;
}

/* The path that all fits of a pathspec are or lie in, so that a listing need
 * not go through the whole tree. */
static char *fixed_path(const char *pathspec)
{
	while (g_str_has_prefix(pathspec, "./"))
		pathspec += 2;
	gsize fixed = strcspn(pathspec, "*?");
	if (!pathspec[fixed]) {
		while (fixed && pathspec[fixed - 1] == '/')
			fixed--;
		return g_strndup(pathspec,
				 strcmp(pathspec, ".") == 0 ? 0 : fixed);
	}
	while (fixed && pathspec[fixed - 1] != '/')
		fixed--;
	return g_strndup(pathspec, fixed ? fixed - 1 : 0);
}

GPtrArray *snapshot_match(Snapshot *snapshot, const char *const *pathspecs,
			  GError **error)
{
	g_autoptr(GPtrArray) matches = g_ptr_array_new_with_free_func(
		(GDestroyNotify)snapshot_file_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (const char *const *spec = pathspecs; *spec; spec++) {
		if (is_exclusion(*spec))
			continue;
		g_autofree char *path = fixed_path(*spec);
		g_autoptr(GPtrArray) files =
			snapshot_list_all(snapshot, path, error);
		if (!files)
			return NULL;
		for (guint i = 0; i < files->len; i++) {
			const SnapshotFile *file = files->pdata[i];
			if (g_hash_table_contains(seen, file->path) ||
			    !pathspec_fits(*spec, file->path) ||
			    is_excluded(pathspecs, file->path))
				continue;
			SnapshotFile *match = snapshot_file_copy(file);
			g_hash_table_add(seen, match->path);
			g_ptr_array_add(matches, match);
		}
	}
	return g_steal_pointer(&matches);
}

static gboolean list_nothing(gpointer self, const char *directory,
			     GPtrArray *files, GError **error)
{
	(void)self, (void)directory, (void)files, (void)error;
	return TRUE;
}

static GBytes *read_nothing(gpointer self, const char *path, GError **error)
{
	(void)self;
	failure_set(error, FAILURE_NOT_FOUND, NULL, "no file '%s'", path);
	return NULL;
}

Snapshot *snapshot_new_empty(const char *name)
{
	static const SnapshotOperations operations = {
		.list = list_nothing,
		.read = read_nothing,
	};
	return snapshot_new(&operations, NULL, name);
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static gboolean list_texts(gpointer self, const char *directory,
			   GPtrArray *files, GError **error)
{
	(void)error;
	GHashTable *texts = self;
	gsize length = strlen(directory);
	g_autofree char **paths =
		(char **)g_hash_table_get_keys_as_array(texts, NULL);
	qsort(paths, g_hash_table_size(texts), sizeof *paths, compare_strings);
	for (char **path = paths; *path; path++)
		if (!length ||
		    (strncmp(*path, directory, length) == 0 &&
		     ((*path)[length] == '/' || (*path)[length] == '\0')))
			g_ptr_array_add(files, snapshot_file_new(*path, NULL));
	return TRUE;
}

static GBytes *read_text(gpointer self, const char *path, GError **error)
{
	const char *text = g_hash_table_lookup(self, path);
	if (!text) {
		failure_set(error, FAILURE_NOT_FOUND, NULL, "no file '%s'",
			    path);
		return NULL;
	}
	return g_bytes_new(text, strlen(text));
}

static void free_texts(gpointer self)
{
	g_hash_table_unref(self);
}

Snapshot *snapshot_new_from_texts(GHashTable *texts)
{
	static const SnapshotOperations operations = {
		.list = list_texts,
		.read = read_text,
		.free = free_texts,
	};
	GHashTable *copy =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GHashTableIter iterator;
	gpointer path;
	gpointer text;
	g_hash_table_iter_init(&iterator, texts);
	while (g_hash_table_iter_next(&iterator, &path, &text))
		g_hash_table_insert(copy, g_strdup(path), g_strdup(text));
	return snapshot_new(&operations, copy, "texts");
}
