#include "internal.h"

#include <string.h>

#define NAME "the index"

typedef struct IndexSnapshot {
	Repository *repository;
	Entries *entries;
} IndexSnapshot;

static void unmerged_failure(const char *path, GError **error)
{
	g_autofree char *hint = g_strdup_printf(
		"resolve the conflict, then 'git add -- %s'", path);
	failure_set(error, FAILURE_REFUSED, hint, "'%s' is unmerged in " NAME,
		    path);
}

static gboolean list(gpointer self, const char *directory, GPtrArray *files,
		     GError **error)
{
	IndexSnapshot *snapshot = self;
	guint at = entries_position(snapshot->entries, directory);
	for (; at < entries_count(snapshot->entries); at++) {
		const Entry *entry = entries_at(snapshot->entries, at);
		if (!g_str_has_prefix(entry->path, directory))
			break;
		if (!path_is_within(entry->path, directory))
			continue;
		if (entry->stage) {
			unmerged_failure(entry->path, error);
			return FALSE;
		}
		if (mode_is_file(entry->mode))
			list_file(files, entry->path, &entry->id);
		else if (strcmp(entry->path, directory) == 0) {
			mode_failure(entry->mode, directory, NAME, error);
			return FALSE;
		} else {
			list_special(files, entry->path);
		}
	}
	return TRUE;
}

static GBytes *read_file(gpointer self, const char *path, GError **error)
{
	IndexSnapshot *snapshot = self;
	const Entry *entry = entries_find(snapshot->entries, path);
	if (!entry) {
		if (*path && entries_have_directory(snapshot->entries, path))
			mode_failure(GIT_FILEMODE_TREE, path, NAME, error);
		else
			absent_failure(path, NAME, error);
	} else if (entry->stage) {
		unmerged_failure(path, error);
	} else if (!mode_is_file(entry->mode)) {
		mode_failure(entry->mode, path, NAME, error);
	} else {
		return blob_read(snapshot->repository, &entry->id, path, NAME,
				 error);
	}
	return NULL;
}

static void free_snapshot(gpointer self)
{
	IndexSnapshot *snapshot = self;
	entries_free(snapshot->entries);
	g_free(snapshot);
}

Snapshot *repository_snapshot_index(Repository *repository, GError **error)
{
	static const SnapshotOperations operations = {
		.list = list,
		.read = read_file,
		.free = free_snapshot,
	};
	Entries *entries = entries_read(repository, error);
	if (!entries)
		return NULL;
	IndexSnapshot *snapshot = g_new0(IndexSnapshot, 1);
	snapshot->repository = repository;
	snapshot->entries = entries;
	return snapshot_new(&operations, snapshot, NAME);
}
