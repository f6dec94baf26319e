#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static void write_failure(const char *path, int reason, GError **error)
{
	if (reason == ELOOP || reason == EXDEV)
		failure_set(error, FAILURE_REFUSED,
			    "symbolic links are not followed when writing",
			    "'%s' lies behind a symbolic link", path);
	else if (reason == EEXIST)
		failure_set(error, FAILURE_REFUSED,
			    "move it away, or choose another name",
			    "'%s' already exists", path);
	else
		failure_set(error, FAILURE_FAILED, NULL,
			    "cannot write '%s': %s", path, g_strerror(reason));
}

static gboolean is_plain_part(const char *part)
{
	return *part && strcmp(part, ".") != 0 && strcmp(part, "..") != 0 &&
	       g_ascii_strcasecmp(part, ".git") != 0;
}

/* Opens a directory below another, making it when it is absent. */
static int enter(int directory, const char *name)
{
	int fd = open_beneath(directory, name, O_RDONLY | O_DIRECTORY);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (mkdirat(directory, name, 0777) < 0 && errno != EEXIST)
		return -1;
	if (fsync(directory) < 0)
		return -1;
	return open_beneath(directory, name, O_RDONLY | O_DIRECTORY);
}

/* The directory that the last of the parts is to lie in. */
static int enter_parents(const char *top, char **parts)
{
	int at = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (; at >= 0 && parts[1]; parts++) {
		int next = enter(at, *parts);
		int reason = errno;
		close(at);
		errno = reason;
		at = next;
	}
	return at;
}

/* A new file beside `name`, whole and on the disk; its own name is stored in
 * `temporary`. It has the mode of the file it is to replace, if any. */
static gboolean write_beside(int directory, const char *name, const char *text,
			     char **temporary)
{
	struct stat old;
	*temporary = g_strdup_printf(".%s.%08x%08x.tmp", name, g_random_int(),
				     g_random_int());
	int fd = openat(directory, *temporary,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0666);
	if (fd < 0) {
		g_clear_pointer(temporary, g_free);
		return FALSE;
	}
	gboolean same_mode =
		fstatat(directory, name, &old, AT_SYMLINK_NOFOLLOW) < 0 ||
		!S_ISREG(old.st_mode) || fchmod(fd, old.st_mode & 0777) == 0;
	gboolean done = same_mode && file_write_all(fd, text, strlen(text)) &&
			fsync(fd) == 0;
	int reason = errno;
	if (close(fd) < 0 && done) {
		reason = errno;
		done = FALSE;
	}
	errno = reason;
	return done;
}

static gboolean put_in_place(int directory, const char *temporary,
			     const char *name, gboolean replace)
{
	if (replace)
		return renameat(directory, temporary, directory, name) == 0;
	if (renameat2(directory, temporary, directory, name,
		      RENAME_NOREPLACE) == 0)
		return TRUE;
	if (errno != EINVAL && errno != ENOSYS)
		return FALSE;
	/* This file system knows no such rename; a link never replaces. */
	return linkat(directory, temporary, directory, name, 0) == 0 &&
	       unlinkat(directory, temporary, 0) == 0;
}

static gboolean write_in(int directory, const char *name, const char *text,
			 gboolean replace)
{
	g_autofree char *temporary = NULL;
	if (write_beside(directory, name, text, &temporary) &&
	    put_in_place(directory, temporary, name, replace))
		return fsync(directory) == 0;
	int reason = errno;
	if (temporary)
		unlinkat(directory, temporary, 0);
	errno = reason;
	return FALSE;
}

gboolean repository_write_file(Repository *repository, const char *path,
			       const char *text, gboolean replace,
			       GError **error)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	guint count = g_strv_length(parts);
	gboolean plain = repository->top && count > 0;
	for (char **part = parts; plain && *part; part++)
		plain = is_plain_part(*part);
	if (!plain) {
		failure_set(error, FAILURE_REFUSED,
			    "name a file inside the working tree",
			    "'%s' is not a path that can be written", path);
		return FALSE;
	}
	int directory = enter_parents(repository->top, parts);
	gboolean done = directory >= 0 &&
			write_in(directory, parts[count - 1], text, replace);
	int reason = errno;
	if (directory >= 0)
		close(directory);
	if (!done)
		write_failure(path, reason, error);
	return done;
}
