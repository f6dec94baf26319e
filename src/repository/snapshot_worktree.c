#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define NAME "the working tree"

typedef struct Worktree {
	Repository *repository;
	int top;
	Entries *entries; /* NULL until they were wanted */
	gboolean sparse;
} Worktree;

static const Entries *get_entries(Worktree *worktree, GError **error)
{
	if (!worktree->entries)
		worktree->entries = entries_read(worktree->repository, error);
	return worktree->entries;
}

/* What went wrong at opening or reading a path, by errno. */
static void path_failure(const char *path, int reason, GError **error)
{
	if (reason == ENOENT || reason == ENOTDIR)
		absent_failure(path, NAME, error);
	else if (reason == ELOOP || reason == EXDEV)
		failure_set(error, FAILURE_REFUSED,
			    "symbolic links are not followed; name the file "
			    "itself",
			    "'%s' in '" NAME "' is a symbolic link or lies "
			    "behind one",
			    path);
	else
		failure_set(error, FAILURE_FAILED, NULL, "cannot read '%s': %s",
			    path, g_strerror(reason));
}

static void kind_failure(const char *path, mode_t mode, GError **error)
{
	failure_set(error, FAILURE_REFUSED, NULL, "'%s' in '" NAME "' is %s",
		    path, S_ISDIR(mode) ? "a directory" : "not a regular file");
}

/* --- listing --- */

static void add_file(Worktree *worktree, const char *path,
		     const struct stat *status, GPtrArray *files)
{
	const Entry *entry = entries_find(worktree->entries, path);
	gboolean fresh =
		entry && entry_is_fresh(worktree->entries, entry, status);
	g_ptr_array_add(files, snapshot_file_new(
				       path, fresh ? git_oid_tostr_s(&entry->id)
						   : NULL));
}

/* The ignore rules speak only about what is not tracked. */
static gboolean is_ignored(Worktree *worktree, const char *path,
			   gboolean directory, gboolean *ignored,
			   GError **error)
{
	int result = 0;
	*ignored = FALSE;
	if (directory ? entries_have_directory(worktree->entries, path)
		      : entries_find(worktree->entries, path) != NULL)
		return TRUE;
	git_repository *git = library_open(worktree->repository, error);
	if (!git)
		return FALSE;
	g_autofree char *named = g_strconcat(path, directory ? "/" : "", NULL);
	if (git_ignore_path_is_ignored(&result, git, named) < 0) {
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

/* One name in a directory: a file joins the listing, a directory is kept for
 * later. All else, and what vanished meanwhile, is passed over. */
static gboolean take(Walk *walk, int fd, const char *name, const char *path,
		     GPtrArray *directories, GError **error)
{
	struct stat status;
	gboolean ignored = FALSE;
	if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return TRUE;
	if (S_ISDIR(status.st_mode))
		g_ptr_array_add(directories, g_strdup(path));
	if (!S_ISREG(status.st_mode))
		return TRUE;
	if (walk->obey_ignores &&
	    !is_ignored(walk->worktree, path, FALSE, &ignored, error))
		return FALSE;
	if (!ignored)
		add_file(walk->worktree, path, &status, walk->files);
	return TRUE;
}

static gboolean scan(Walk *walk, const char *directory, GPtrArray *directories,
		     GError **error)
{
	int fd = open_beneath(walk->worktree->top, directory,
			      O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	if (!stream) {
		path_failure(directory, errno, error);
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	gboolean whole = TRUE;
	const struct dirent *found;
	while (whole && (found = readdir(stream))) {
		const char *name = found->d_name;
		if (is_dots_or_git(name))
			continue;
		g_autofree char *path = g_strconcat(
			directory, *directory ? "/" : "", name, NULL);
		whole = take(walk, fd, name, path, directories, error);
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
static void add_skipped(Worktree *worktree, const char *directory,
			GPtrArray *files)
{
	const Entries *entries = worktree->entries;
	guint at = entries_position(entries, directory);
	for (; at < entries_count(entries); at++) {
		const Entry *entry = entries_at(entries, at);
		struct stat status;
		if (!g_str_has_prefix(entry->path, directory))
			return;
		if (entry->skipped && mode_is_file(entry->mode) &&
		    path_is_within(entry->path, directory) &&
		    fstatat(worktree->top, entry->path, &status,
			    AT_SYMLINK_NOFOLLOW) < 0)
			g_ptr_array_add(
				files,
				snapshot_file_new(entry->path,
						  git_oid_tostr_s(&entry->id)));
	}
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
		path_failure(path, reason, error);
		return FALSE;
	}
	close(fd);
	if (S_ISDIR(status.st_mode))
		return descend(&(Walk){worktree, !*path, files}, path, error);
	if (S_ISREG(status.st_mode)) {
		add_file(worktree, path, &status, files);
		return TRUE;
	}
	kind_failure(path, status.st_mode, error);
	return FALSE;
}

static gboolean list(gpointer self, const char *directory, GPtrArray *files,
		     GError **error)
{
	Worktree *worktree = self;
	if (!get_entries(worktree, error) ||
	    !list_present(worktree, directory, files, error))
		return FALSE;
	if (worktree->sparse)
		add_skipped(worktree, directory, files);
	g_ptr_array_sort(files, compare_files);
	return TRUE;
}

/* --- reading --- */

/* All of an open file, up to the limit and one byte more. */
static GBytes *read_all(int fd, gsize expected, const char *path,
			GError **error)
{
	gsize room = expected + 1;
	char *bytes = g_malloc(room);
	gsize size = 0;
	for (;;) {
		ssize_t n = read(fd, bytes + size, room - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			path_failure(path, errno, error);
			g_free(bytes);
			return NULL;
		}
		if (n == 0)
			return g_bytes_new_take(bytes, size);
		size += (gsize)n;
		if (size > SNAPSHOT_MAX_FILE) {
			too_large_failure(path, NAME, error);
			g_free(bytes);
			return NULL;
		}
		if (size == room)
			bytes = g_realloc(bytes, room *= 2);
	}
}

static GBytes *read_raw(Worktree *worktree, const char *path, GError **error)
{
	struct stat status;
	GBytes *bytes = NULL;
	/* Without O_NONBLOCK a FIFO would hold us until somebody writes. */
	int fd = open_beneath(worktree->top, path,
			      O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		path_failure(path, errno, error);
		return NULL;
	}
	if (fstat(fd, &status) < 0)
		path_failure(path, errno, error);
	else if (!S_ISREG(status.st_mode))
		kind_failure(path, status.st_mode, error);
	else if (status.st_size > (off_t)SNAPSHOT_MAX_FILE)
		too_large_failure(path, NAME, error);
	else
		bytes = read_all(fd, (gsize)status.st_size, path, error);
	close(fd);
	return bytes;
}

/* Whether any conversion on the way into Git could change the bytes. The
 * attributes that ask for one are looked up only then. */
static gboolean may_be_converted(const char *bytes, gsize size)
{
	return memmem(bytes, size, "\r\n", 2) || memmem(bytes, size, "$Id", 3);
}

/* The bytes as `git add` would store them. */
static GBytes *clean(Worktree *worktree, GBytes *raw, const char *path,
		     GError **error)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(raw, &size);
	if (!size || !may_be_converted(bytes, size))
		return g_bytes_ref(raw);
	git_filter_list *filters = NULL;
	git_buf out = GIT_BUF_INIT;
	GBytes *result = NULL;
	git_repository *git = library_open(worktree->repository, error);
	if (!git)
		return NULL;
	if (git_filter_list_load(&filters, git, NULL, path, GIT_FILTER_TO_ODB,
				 GIT_FILTER_ALLOW_UNSAFE) < 0 ||
	    (filters &&
	     git_filter_list_apply_to_buffer(&out, filters, bytes, size) < 0))
		library_failure(error, FAILURE_FAILED, NULL,
				"cannot convert the line endings of '%s'",
				path);
	else
		result = filters ? g_bytes_new(out.ptr, out.size)
				 : g_bytes_ref(raw);
	git_buf_dispose(&out);
	git_filter_list_free(filters);
	return result;
}

static GBytes *read_skipped(Worktree *worktree, const char *path,
			    GError **error)
{
	const Entries *entries = get_entries(worktree, error);
	if (!entries)
		return NULL;
	const Entry *entry = entries_find(entries, path);
	if (entry && entry->skipped && mode_is_file(entry->mode))
		return blob_read(worktree->repository, &entry->id, path, NAME,
				 error);
	absent_failure(path, NAME, error);
	return NULL;
}

static GBytes *read_file(gpointer self, const char *path, GError **error)
{
	Worktree *worktree = self;
	g_autoptr(GError) cause = NULL;
	g_autoptr(GBytes) raw = read_raw(worktree, path, &cause);
	if (!raw) {
		if (worktree->sparse &&
		    g_error_matches(cause, FAILURE, FAILURE_NOT_FOUND))
			return read_skipped(worktree, path, error);
		g_propagate_error(error, g_steal_pointer(&cause));
		return NULL;
	}
	g_autoptr(GBytes) bytes = clean(worktree, raw, path, error);
	if (!bytes)
		return NULL;
	gsize size = 0;
	const char *start = g_bytes_get_data(bytes, &size);
	if (!content_check(start, size, path, NAME, error))
		return NULL;
	return g_steal_pointer(&bytes);
}

static void free_worktree(gpointer self)
{
	Worktree *worktree = self;
	close(worktree->top);
	entries_free(worktree->entries);
	g_free(worktree);
}

Snapshot *repository_snapshot_worktree(Repository *repository, GError **error)
{
	static const SnapshotOperations operations = {
		.list = list,
		.read = read_file,
		.free = free_worktree,
	};
	if (!repository->top) {
		failure_set(error, FAILURE_REFUSED, NULL,
			    "this operation must be run in a work tree");
		return NULL;
	}
	int top = open(repository->top, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (top < 0) {
		failure_set(error, FAILURE_FAILED, NULL, "cannot open '%s': %s",
			    repository->top, g_strerror(errno));
		return NULL;
	}
	Worktree *worktree = g_new0(Worktree, 1);
	worktree->repository = repository;
	worktree->top = top;
	worktree->sparse =
		settings_is_true(repository->settings, "core.sparsecheckout");
	return snapshot_new(&operations, worktree, NAME);
}
