/*
 * Hook files. Of every change each step leaves a state in which the hooks
 * that were there run: the foreign one gets its second name before ours takes
 * its first, and ours is gone in the moment in which the foreign one is back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "hooks.h"

/* What tells a file of ours, also of another version. */
static const char mark[] = "#!/bin/sh\n# git-migrate ";

typedef struct File {
	const HookKind *kind;
	char *path;
	char *before; /* where a foreign one is kept */
	char *text;   /* what stands there, or NULL */
	char *wanted;
	struct stat status; /* of the file itself, not of where a link leads */
	gboolean exists;
} File;

static void file_clear(File *file)
{
	g_free(file->path);
	g_free(file->before);
	g_free(file->text);
	g_free(file->wanted);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(File, file_clear)

static gboolean fail(const File *file, const char *doing, GError **error)
{
	failure_set(error, FAILURE_FAILED, NULL, "cannot %s the hook '%s': %s",
		    doing, file->path, g_strerror(errno));
	return FALSE;
}

static gboolean file_read(File *file, const char *directory,
			  const HookKind *kind, GError **error)
{
	file->kind = kind;
	file->path = g_strdup_printf("%s/%s", directory, kind->name);
	file->before = g_strconcat(file->path, ".before-git-migrate", NULL);
	file->wanted = hook_text(kind);
	file->exists = lstat(file->path, &file->status) == 0;
	if (!file->exists && errno != ENOENT && errno != ENOTDIR)
		return fail(file, "look at", error);
	if (file->exists && S_ISDIR(file->status.st_mode)) {
		failure_set(error, FAILURE_REFUSED, "move it away",
			    "'%s' is a directory, not a hook", file->path);
		return FALSE;
	}
	/* A link that leads nowhere is a hook without a text. */
	if (file->exists)
		file->text = file_text(file->path, NULL);
	return TRUE;
}

static gboolean is_wanted(const File *file)
{
	return file->text && S_ISREG(file->status.st_mode) &&
	       strcmp(file->text, file->wanted) == 0;
}

static gboolean is_ours(const File *file)
{
	return file->text && S_ISREG(file->status.st_mode) &&
	       g_str_has_prefix(file->text, mark);
}

static gboolean is_executable(const char *path)
{
	return access(path, X_OK) == 0;
}

/* Another tool may have been installed over ours and keep it under a name of
 * its own (pre-commit: `.legacy`), or call the program by a line of its own. */
static gboolean calls_ours(const File *file)
{
	static const char *const forms[] = {"git migrate hook %s",
					    "git-migrate hook %s"};
	for (gsize i = 0; file->text && i < G_N_ELEMENTS(forms); i++) {
		g_auto(GStrv) parts = g_strsplit(forms[i], "%s", -1);
		g_autofree char *call = g_strjoinv(file->kind->name, parts);
		if (strstr(file->text, call))
			return TRUE;
	}
	g_autofree char *legacy = g_strconcat(file->path, ".legacy", NULL);
	g_autofree char *text = file_text(legacy, NULL);
	return text && strcmp(text, file->wanted) == 0 && is_executable(legacy);
}

static HookState judge(const File *file)
{
	if (!file->exists)
		return HOOK_ABSENT;
	if (is_ours(file) && !is_wanted(file))
		return HOOK_CHANGED;
	if (is_wanted(file))
		return is_executable(file->path) ? HOOK_INSTALLED
						 : HOOK_IGNORED;
	return calls_ours(file) && is_executable(file->path) ? HOOK_CALLED
							     : HOOK_FOREIGN;
}

Hook *hook_file_read(const char *directory, const HookKind *kind,
		     GError **error)
{
	g_auto(File) file = {0};
	if (!file_read(&file, directory, kind, error))
		return NULL;
	Hook *hook = g_new0(Hook, 1);
	hook->name = kind->name;
	hook->place = g_strdup(file.path);
	hook->state = judge(&file);
	hook->chained = is_ours(&file) && is_executable(file.before);
	return hook;
}

static gboolean write_text(int fd, const char *text)
{
	return file_write_all(fd, text, strlen(text)) &&
	       fchmod(fd, 0755) == 0 && fsync(fd) == 0;
}

static gboolean sync_directory(const char *path)
{
	g_autofree char *directory = g_path_get_dirname(path);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return FALSE;
	gboolean done = fsync(fd) == 0;
	close(fd);
	return done;
}

static gboolean write_hook(const File *file, GError **error)
{
	g_autofree char *temporary = g_strdup_printf(
		"%s.%08x%08x.tmp", file->path, g_random_int(), g_random_int());
	int fd = open(temporary,
		      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      0755);
	if (fd < 0)
		return fail(file, "write", error);
	gboolean done = write_text(fd, file->wanted);
	done = close(fd) == 0 && done;
	if (done && rename(temporary, file->path) == 0 &&
	    sync_directory(file->path))
		return TRUE;
	fail(file, "write", error);
	unlink(temporary);
	return FALSE;
}

/* Gives the foreign hook its second name. One that has it already was left by
 * an installation that was cut off; with other bytes it is somebody's hook. */
static gboolean keep_before(const File *file, GError **error)
{
	if (link(file->path, file->before) == 0)
		return TRUE;
	if (errno != EEXIST)
		return fail(file, "keep", error);
	struct stat status;
	if (lstat(file->before, &status) == 0 &&
	    status.st_ino == file->status.st_ino &&
	    status.st_dev == file->status.st_dev)
		return TRUE;
	g_autofree char *hint = g_strdup_printf(
		"another tool wrote its hook over the one of git-migrate: move "
		"one of the two away, or make them one");
	failure_set(error, FAILURE_REFUSED, hint,
		    "'%s' and '%s' are both hooks of others", file->path,
		    file->before);
	return FALSE;
}

static gboolean refuse_changed(const File *file, GError **error)
{
	failure_set(error, FAILURE_REFUSED,
		    "see what was changed; --force goes on without it",
		    "'%s' is a hook of git-migrate, but not as this version "
		    "writes it",
		    file->path);
	return FALSE;
}

gboolean hook_file_install(const char *directory, const HookKind *kind,
			   gboolean force, GPtrArray *names, GPtrArray *done,
			   GError **error)
{
	g_auto(File) file = {0};
	if (!file_read(&file, directory, kind, error))
		return FALSE;
	HookState state = judge(&file);
	if (state == HOOK_INSTALLED || state == HOOK_CALLED)
		return TRUE;
	if (state == HOOK_CHANGED && !force)
		return refuse_changed(&file, error);
	if (g_mkdir_with_parents(directory, 0777) < 0)
		return fail(&file, "make the directory of", error);
	if (state == HOOK_FOREIGN && !keep_before(&file, error))
		return FALSE;
	if (!write_hook(&file, error))
		return FALSE;
	if (state == HOOK_FOREIGN)
		hooks_say(done,
			  "installed the hook %s, which runs the one that was "
			  "there first",
			  kind->name);
	else
		g_ptr_array_add(names, g_strdup(kind->name));
	return TRUE;
}

gboolean hook_file_uninstall(const char *directory, const HookKind *kind,
			     gboolean force, GPtrArray *done, GError **error)
{
	g_auto(File) file = {0};
	if (!file_read(&file, directory, kind, error))
		return FALSE;
	HookState state = judge(&file);
	if (!is_ours(&file))
		return TRUE;
	if (state == HOOK_CHANGED && !force)
		return refuse_changed(&file, error);
	gboolean back = rename(file.before, file.path) == 0;
	if (!back && (errno != ENOENT || unlink(file.path) < 0))
		return fail(&file, "take away", error);
	if (!sync_directory(file.path))
		return fail(&file, "take away", error);
	hooks_say(done, "took the hook %s away%s", kind->name,
		  back ? " and put back the one before it" : "");
	return TRUE;
}
