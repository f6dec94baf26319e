/* Where a URL leads, and whether there is a file that may be opened. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "sqlite.h"

/* The path with all that leads to its last component free of symbolic links,
 * so that the engine can be told to follow none. */
static char *resolve_directory(const char *name, const char *path,
			       GError **error)
{
	g_autofree char *directory = g_path_get_dirname(path);
	g_autofree char *last = g_path_get_basename(path);
	char *resolved = realpath(directory, NULL);
	if (!resolved) {
		failure_set(error, FAILURE_NOT_FOUND,
			    "make the directory, or mend the database's URL",
			    "no database %s: directory %s: %s", name, directory,
			    g_strerror(errno));
		return NULL;
	}
	char *full = g_build_filename(resolved, last, NULL);
	free(resolved);
	return full;
}

static gboolean is_memory(const char *path)
{
	return !*path || g_str_equal(path, ":memory:");
}

/* What follows "//" in the location: "/relative", "//absolute", "" for
 * memory; as in SQLAlchemy there is no host. */
static const char *find_path(const char *location, GError **error)
{
	const char *path = location + strlen("//");
	if (!g_str_has_prefix(location, "//") || (*path && *path != '/')) {
		failure_set(error, FAILURE_INVALID,
			    "write sqlite:///relative.db or "
			    "sqlite:////absolute.db",
			    "sqlite:%s is not the URL of a database", location);
		return NULL;
	}
	if (strchr(path, '?')) {
		failure_set(error, FAILURE_INVALID,
			    "write the path alone; the database is opened as "
			    "each command needs it",
			    "sqlite:%s: parameters are not supported",
			    location);
		return NULL;
	}
	return *path ? path + 1 : path;
}

gboolean sqlite_locate(const char *location, const char *base, char **name,
		       char **path, GError **error)
{
	*name = *path = NULL;
	const char *written = find_path(location, error);
	if (!written)
		return FALSE;
	if (is_memory(written)) {
		*name = g_strdup("the database in memory");
		return TRUE;
	}
	g_autofree char *absolute =
		g_canonicalize_filename(written, base ? base : ".");
	*path = resolve_directory(written, absolute, error);
	if (!*path)
		return FALSE;
	*name = g_strdup(written);
	return TRUE;
}

static const char *kind_of_file(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISLNK(mode))
		return "a symbolic link";
	if (S_ISFIFO(mode))
		return "a FIFO";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a device";
}

gboolean sqlite_check_file(const char *name, const char *path,
			   DatabaseFlags flags, GError **error)
{
	struct stat status;
	if (lstat(path, &status) == 0) {
		if (S_ISREG(status.st_mode))
			return TRUE;
		failure_set(error, FAILURE_REFUSED,
			    S_ISLNK(status.st_mode)
				    ? "give the path of the file it leads to"
				    : "give the path of a database file",
			    "%s is %s, not a database", name,
			    kind_of_file(status.st_mode));
		return FALSE;
	}
	if (errno != ENOENT) {
		failure_set(error, FAILURE_FAILED, NULL, "cannot open %s: %s",
			    name, g_strerror(errno));
		return FALSE;
	}
	if (flags & DATABASE_CREATE && !(flags & DATABASE_READ_ONLY))
		return TRUE;
	failure_set(error, FAILURE_NOT_FOUND,
		    "`git migrate upgrade` makes it and applies all revisions",
		    "there is no database %s", name);
	return FALSE;
}
