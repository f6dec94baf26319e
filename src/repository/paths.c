#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *text_of(int fd, gsize *length)
{
	struct stat status;
	gsize size = 0;
	if (fstat(fd, &status) < 0)
		return NULL;
	gsize room = (gsize)status.st_size + 1;
	g_autofree char *text = g_malloc(room + 1);
	for (;;) {
		ssize_t n = read(fd, text + size, room - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return NULL;
		if (n == 0)
			break;
		size += (gsize)n;
		if (size == room)
			text = g_realloc(text, (room *= 2) + 1);
	}
	text[size] = '\0';
	if (length)
		*length = size;
	return g_steal_pointer(&text);
}

char *file_text(const char *path, gsize *length)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	char *text = text_of(fd, length);
	int reason = errno;
	close(fd);
	errno = reason;
	return text;
}

/* The real path of the directory a file lies in, with the file's own name
 * kept: a symbolic link is not a way out, but `/tmp` may well be one. */
static char *real_parent(const char *path)
{
	g_autofree char *directory = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	char *real = realpath(directory, NULL);
	char *result = real ? g_build_filename(real, name, NULL) : NULL;
	free(real);
	return result;
}

static const char *below(const char *path, const char *top)
{
	if (!path || !path_is_within(path, top))
		return NULL;
	path += strlen(top);
	return *path == '/' ? path + 1 : path;
}

char *repository_relative_path(Repository *repository, const char *typed,
			       GError **error)
{
	if (!repository->top) {
		failure_set(error, FAILURE_REFUSED, NULL,
			    "this operation must be run in a work tree");
		return NULL;
	}
	g_autofree char *inside =
		g_build_filename(repository->top, repository->prefix, NULL);
	g_autofree char *path = g_canonicalize_filename(typed, inside);
	const char *relative = below(path, repository->top);
	if (relative)
		return g_strdup(relative);
	g_autofree char *real = real_parent(path);
	relative = below(real, repository->top);
	if (relative)
		return g_strdup(relative);
	failure_set(error, FAILURE_REFUSED,
		    "only files inside the working tree can be named",
		    "'%s' is outside of the repository at '%s'", typed,
		    repository->top);
	return NULL;
}

gboolean repository_is_ignored(Repository *repository, const char *path)
{
	int ignored = 0;
	git_repository *git = library_open(repository, NULL);
	return git && git2->ignore_path_is_ignored(&ignored, git, path) == 0 &&
	       ignored;
}

gboolean repository_is_shallow(const Repository *repository)
{
	g_autofree char *path =
		g_build_filename(repository->common_directory, "shallow", NULL);
	struct stat status;
	return stat(path, &status) == 0 && status.st_size > 0;
}
