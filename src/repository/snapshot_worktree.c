#include "worktree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const Entries *worktree_entries(Worktree *worktree, GError **error)
{
	if (!worktree->entries)
		worktree->entries = entries_read(worktree->repository, error);
	return worktree->entries;
}

void worktree_path_failure(const char *path, int reason, GError **error)
{
	if (reason == ENOENT || reason == ENOTDIR)
		absent_failure(path, WORKTREE_NAME, error);
	else if (reason == ELOOP || reason == EXDEV)
		failure_set(error, FAILURE_REFUSED,
			    "symbolic links are not followed; name the file "
			    "itself",
			    "'%s' in '%s' is a symbolic link or lies behind "
			    "one",
			    path, WORKTREE_NAME);
	else
		failure_set(error, FAILURE_FAILED,
			    reason == EACCES ? "see who may read it, and the "
					       "directories above: ls -l"
					     : NULL,
			    "cannot read '%s': %s", path, g_strerror(reason));
}

void worktree_kind_failure(const char *path, mode_t mode, GError **error)
{
	failure_set(error, FAILURE_REFUSED, NULL, "'%s' in '%s' is %s", path,
		    WORKTREE_NAME,
		    S_ISDIR(mode) ? "a directory" : "not a regular file");
}

/* All of an open file, up to the limit. A short read is its end: it is a
 * regular one. */
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
			worktree_path_failure(path, errno, error);
			g_free(bytes);
			return NULL;
		}
		size += (gsize)n;
		if (size > SNAPSHOT_MAX_FILE) {
			too_large_failure(path, WORKTREE_NAME, error);
			g_free(bytes);
			return NULL;
		}
		if (size < room)
			return g_bytes_new_take(bytes, size);
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
		worktree_path_failure(path, errno, error);
		return NULL;
	}
	if (fstat(fd, &status) < 0)
		worktree_path_failure(path, errno, error);
	else if (!S_ISREG(status.st_mode))
		worktree_kind_failure(path, status.st_mode, error);
	else if (status.st_size > (off_t)SNAPSHOT_MAX_FILE)
		too_large_failure(path, WORKTREE_NAME, error);
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
	if (git2->filter_list_load(&filters, git, NULL, path, GIT_FILTER_TO_ODB,
				   GIT_FILTER_ALLOW_UNSAFE) < 0 ||
	    (filters &&
	     git2->filter_list_apply_to_buffer(&out, filters, bytes, size) < 0))
		library_failure(error, FAILURE_FAILED, NULL,
				"cannot convert the line endings of '%s'",
				path);
	else
		result = filters ? g_bytes_new(out.ptr, out.size)
				 : g_bytes_ref(raw);
	git2->buf_dispose(&out);
	git2->filter_list_free(filters);
	return result;
}

static GBytes *read_skipped(Worktree *worktree, const char *path,
			    GError **error)
{
	const Entries *entries = worktree_entries(worktree, error);
	if (!entries)
		return NULL;
	const Entry *entry = entries_find(entries, path);
	if (entry && entry->skipped && mode_is_file(entry->mode))
		return blob_read(worktree->repository, &entry->id, path,
				 WORKTREE_NAME, error);
	absent_failure(path, WORKTREE_NAME, error);
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
	if (!content_check(start, size, path, WORKTREE_NAME, error))
		return NULL;
	return g_steal_pointer(&bytes);
}

/* As "%x.", to end at a place; the start. Without the cost of printf: this is
 * done for every migration. */
static char *write_hex(char *end, guint64 number)
{
	*--end = '.';
	do
		*--end = "0123456789abcdef"[number & 15];
	while (number >>= 4);
	return end;
}

/* Within so many seconds a second change may leave the times as they are. */
#define YOUNG 2

static gboolean stamp_file(gpointer self, const char *path, GString *stamp)
{
	const Worktree *worktree = self;
	struct stat status;
	if (fstatat(worktree->top, path, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(status.st_mode) ||
	    MAX(status.st_mtim.tv_sec, status.st_ctim.tv_sec) + YOUNG >
		    worktree->opened)
		return FALSE;
	const guint64 facts[] = {
		(guint64)status.st_ino,		(guint64)status.st_size,
		(guint64)status.st_mtim.tv_sec, (guint64)status.st_mtim.tv_nsec,
		(guint64)status.st_ctim.tv_sec, (guint64)status.st_ctim.tv_nsec,
	};
	char text[G_N_ELEMENTS(facts) * 17];
	char *start = text + sizeof text;
	for (gsize i = G_N_ELEMENTS(facts); i > 0; i--)
		start = write_hex(start, facts[i - 1]);
	g_string_append_len(stamp, start, text + sizeof text - start);
	return TRUE;
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
		.list = worktree_list,
		.read = read_file,
		.stamp = stamp_file,
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
	worktree->opened = time(NULL);
	worktree->sparse =
		settings_is_true(repository->settings, "core.sparsecheckout");
	return snapshot_new(&operations, worktree, WORKTREE_NAME);
}
