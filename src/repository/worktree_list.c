#include "worktree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* An id takes a look at the status of its file. For so many files that costs
 * more than reading them less often would save. */
#define MANY 512

/* The ignore rules speak only about what is not tracked. */
static gboolean is_ignored(Worktree *worktree, const char *path,
			   gboolean directory, gboolean *ignored,
			   GError **error)
{
	int result = 0;
	*ignored = FALSE;
	const Entries *entries = worktree_entries(worktree, error);
	if (!entries)
		return FALSE;
	if (directory ? entries_have_directory(entries, path)
		      : entries_find(entries, path) != NULL)
		return TRUE;
	git_repository *git = library_open(worktree->repository, error);
	if (!git)
		return FALSE;
	g_autofree char *named = g_strconcat(path, directory ? "/" : "", NULL);
	if (git2->ignore_path_is_ignored(&result, git, named) < 0) {
		library_failure(error, FAILURE_FAILED, NULL,
				"cannot read the ignore rules for '%s'", path);
		return FALSE;
	}
	*ignored = result != 0;
	return TRUE;
}

/* A directory with a `.git` in it is another repository. */
static gboolean is_other_repository(Worktree *worktree, const char *directory)
{
	g_autofree char *path = g_strconcat(directory, "/.git", NULL);
	struct stat status;
	return fstatat(worktree->top, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static gboolean is_dots_or_git(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	       g_ascii_strcasecmp(name, ".git") == 0;
}

/* What a walk has been given and what it has found. */
typedef struct Walk {
	Worktree *worktree;
	gboolean obey_ignores; /* for files; for directories always */
	GPtrArray *files;
} Walk;

/* The kind of a directory's entry, as DT_*; not every file system tells. */
static unsigned char kind_of(int fd, const struct dirent *found)
{
	struct stat status;
	if (found->d_type != DT_UNKNOWN)
		return found->d_type;
	if (fstatat(fd, found->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return IFTODT(status.st_mode);
}

/* One name in a directory: a directory is kept for later, all else joins the
 * listing but for what vanished meanwhile. */
static gboolean take(Walk *walk, unsigned char kind, const char *path,
		     GPtrArray *directories, GError **error)
{
	gboolean ignored = FALSE;
	if (kind == DT_DIR)
		g_ptr_array_add(directories, g_strdup(path));
	if (kind == DT_DIR || kind == DT_UNKNOWN)
		return TRUE;
	if (walk->obey_ignores &&
	    !is_ignored(walk->worktree, path, FALSE, &ignored, error))
		return FALSE;
	if (!ignored && kind == DT_REG)
		list_file(walk->files, path, NULL);
	else if (!ignored)
		list_special(walk->files, path);
	return TRUE;
}

static gboolean scan(Walk *walk, const char *directory, GPtrArray *directories,
		     GError **error)
{
	int fd = open_beneath(walk->worktree->top, directory,
			      O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (!stream) {
		worktree_path_failure(directory, errno, error);
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	gboolean whole = TRUE;
	const struct dirent *found;
	while (whole && (found = readdir(stream))) {
		if (is_dots_or_git(found->d_name))
			continue;
		g_autofree char *path = g_strconcat(
			directory, *directory ? "/" : "", found->d_name, NULL);
		whole = take(walk, kind_of(fd, found), path, directories,
			     error);
	}
	closedir(stream);
	return whole;
}

static gboolean descend(Walk *walk, const char *directory, GError **error)
{
	g_autoptr(GPtrArray) directories =
		g_ptr_array_new_with_free_func(g_free);
	if (!scan(walk, directory, directories, error))
		return FALSE;
	for (guint i = 0; i < directories->len; i++) {
		const char *path = directories->pdata[i];
		gboolean ignored = FALSE;
		if (is_other_repository(walk->worktree, path))
			continue;
		if (!is_ignored(walk->worktree, path, TRUE, &ignored, error) ||
		    (!ignored && !descend(walk, path, error)))
			return FALSE;
	}
	return TRUE;
}

/* In a sparse checkout a file that was left out is as it is in the index. */
static gboolean add_skipped(Worktree *worktree, const char *directory,
			    GPtrArray *files, GError **error)
{
	const Entries *entries = worktree_entries(worktree, error);
	if (!entries)
		return FALSE;
	guint at = entries_position(entries, directory);
	for (; at < entries_count(entries); at++) {
		const Entry *entry = entries_at(entries, at);
		struct stat status;
		if (!g_str_has_prefix(entry->path, directory))
			break;
		if (!entry->skipped ||
		    !path_is_within(entry->path, directory) ||
		    fstatat(worktree->top, entry->path, &status,
			    AT_SYMLINK_NOFOLLOW) == 0)
			continue;
		if (mode_is_file(entry->mode))
			list_file(files, entry->path, &entry->id);
		else
			list_special(files, entry->path);
	}
	return TRUE;
}

static int compare_files(gconstpointer a, gconstpointer b)
{
	const SnapshotFile *first = *(SnapshotFile *const *)a;
	const SnapshotFile *second = *(SnapshotFile *const *)b;
	return strcmp(first->path, second->path);
}

static gboolean list_present(Worktree *worktree, const char *path,
			     GPtrArray *files, GError **error)
{
	struct stat status;
	int fd = open_beneath(worktree->top, path, O_PATH);
	if (fd < 0 || fstat(fd, &status) < 0) {
		int reason = errno;
		if (fd >= 0)
			close(fd);
		if (reason == ENOENT || reason == ENOTDIR)
			return TRUE;
		worktree_path_failure(path, reason, error);
		return FALSE;
	}
	close(fd);
	if (S_ISDIR(status.st_mode))
		return descend(&(Walk){worktree, !*path, files}, path, error);
	if (S_ISREG(status.st_mode)) {
		list_file(files, path, NULL);
		return TRUE;
	}
	worktree_kind_failure(path, status.st_mode, error);
	return FALSE;
}

/* The id of each file that surely is as in the index. An index that cannot be
 * read gives none: the files are there all the same. */
static void add_ids(Worktree *worktree, GPtrArray *files)
{
	const Entries *entries = worktree_entries(worktree, NULL);
	for (guint i = 0; entries && i < files->len; i++) {
		SnapshotFile *file = files->pdata[i];
		const Entry *entry = entries_find(entries, file->path);
		struct stat status;
		char id[ID_LENGTH + 1];
		if (file->id || file->special || !entry ||
		    fstatat(worktree->top, file->path, &status,
			    AT_SYMLINK_NOFOLLOW) < 0 ||
		    !entry_is_fresh(entries, entry, &status))
			continue;
		id_write(&entry->id, id);
		file->id = g_strdup(id);
	}
}

gboolean worktree_list(gpointer self, const char *directory, GPtrArray *files,
		       GError **error)
{
	Worktree *worktree = self;
	if (!list_present(worktree, directory, files, error))
		return FALSE;
	if (worktree->sparse && !add_skipped(worktree, directory, files, error))
		return FALSE;
	g_ptr_array_sort(files, compare_files);
	if (files->len <= MANY)
		add_ids(worktree, files);
	return TRUE;
}
