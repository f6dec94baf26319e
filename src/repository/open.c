#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What of Git's formats this program reads. Neither the hash nor the way refs
 * are stored may be another one (R51): libgit2 knows no other, and reading
 * some of it would be worse than none. */
static gboolean check_format(const Repository *repository, GError **error)
{
	static const struct {
		const char *name;
		const char *known;
	} extensions[] = {
		{"extensions.objectformat", "sha1"},
		{"extensions.refstorage", "files"},
	};
	g_autofree char *path =
		g_strdup_printf("%s/config", repository->common_directory);
	g_autoptr(GPtrArray) settings = settings_new();
	if (!settings_read(settings, path)) {
		failure_set(error, FAILURE_INVALID, NULL,
			    "cannot read '%s', or it is not in the format of "
			    "git-config",
			    path);
		return FALSE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(extensions); i++) {
		const char *value = settings_find(settings, extensions[i].name);
		if (!value ||
		    g_ascii_strcasecmp(value, extensions[i].known) == 0)
			continue;
		failure_set(error, FAILURE_UNSUPPORTED,
			    "only SHA-1 repositories with their refs in files "
			    "can be read",
			    "%s = %s is not supported", extensions[i].name,
			    value);
		return FALSE;
	}
	return TRUE;
}

Repository *repository_open(GError **error)
{
	g_autoptr(Repository) repository = g_new0(Repository, 1);
	/* Not g_get_current_dir(): it trusts PWD, symbolic links and all. */
	g_autofree char *start = realpath(".", NULL);
	if (!start) {
		failure_set(error, FAILURE_FAILED, NULL,
			    "cannot find the current directory: %s",
			    g_strerror(errno));
		return NULL;
	}
	repository->start = g_strdup(start);
	if (!discover(repository, error) || !check_format(repository, error) ||
	    !settings_load(repository, error))
		return NULL;
	return g_steal_pointer(&repository);
}

void repository_free(Repository *repository)
{
	if (!repository)
		return;
	g_clear_pointer(&repository->settings, g_ptr_array_unref);
	if (repository->git)
		git2->repository_free(repository->git);
	g_free(repository->cache_directory);
	g_free(repository->state_directory);
	g_free(repository->start);
	g_free(repository->top);
	g_free(repository->prefix);
	g_free(repository->git_directory);
	g_free(repository->common_directory);
	g_free(repository);
}

const char *repository_top(const Repository *repository)
{
	return repository->top;
}

const char *repository_git_directory(const Repository *repository)
{
	return repository->git_directory;
}

const char *repository_common_directory(const Repository *repository)
{
	return repository->common_directory;
}

gboolean repository_is_bare(const Repository *repository)
{
	return repository->top == NULL;
}

const char *repository_prefix(const Repository *repository)
{
	return repository->prefix;
}

/* The folder of the program in a directory of Git's; made when absent. */
static char *make_own(const char *directory, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/migrate", directory);
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return g_steal_pointer(&path);
	failure_set(error, FAILURE_FAILED, NULL,
		    "cannot make the directory '%s': %s", path,
		    g_strerror(errno));
	return NULL;
}

const char *repository_cache_directory(Repository *repository, GError **error)
{
	if (!repository->cache_directory)
		repository->cache_directory =
			make_own(repository->common_directory, error);
	return repository->cache_directory;
}

const char *repository_state_directory(Repository *repository, GError **error)
{
	if (!repository->state_directory)
		repository->state_directory =
			make_own(repository->git_directory, error);
	return repository->state_directory;
}
