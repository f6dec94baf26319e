#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

gboolean path_is_within(const char *path, const char *directory)
{
	gsize length = strlen(directory);
	return !length || (strncmp(path, directory, length) == 0 &&
			   (path[length] == '/' || path[length] == '\0'));
}

/* The same, one component at a time, where the kernel has no openat2(2) or a
 * sandbox keeps it away. */
static int open_by_steps(int directory, const char *path, int flags)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	int at = fcntl(directory, F_DUPFD_CLOEXEC, 0);
	for (char **part = parts; at >= 0 && *part; part++) {
		if (strcmp(*part, "..") == 0) {
			close(at);
			errno = EXDEV;
			return -1;
		}
		int how = part[1] ? O_PATH | O_DIRECTORY : flags;
		int next = openat(at, *part, how | O_NOFOLLOW | O_CLOEXEC);
		int reason = errno;
		struct stat status;
		/* O_DIRECTORY on a link says "not a directory". */
		if (next < 0 && reason == ENOTDIR &&
		    fstatat(at, *part, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISLNK(status.st_mode))
			reason = ELOOP;
		close(at);
		at = next;
		errno = reason;
	}
	return at;
}

int open_beneath(int directory, const char *path, int flags)
{
	static gboolean absent;
	struct open_how how = {
		.flags = (guint64)(flags | O_CLOEXEC),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	if (!*path)
		path = ".";
	if (!absent) {
		long fd =
			syscall(SYS_openat2, directory, path, &how, sizeof how);
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
			return (int)fd;
		absent = errno == ENOSYS;
	}
	return open_by_steps(directory, path, flags);
}
