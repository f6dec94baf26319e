#include "internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Variables under which finding the repository is more than a walk upwards;
 * then git is asked. GIT_DIR, which hooks of a linked worktree get, is not
 * among them: see agrees_with_environment(). */
static const char *const uncommon[] = {
	"GIT_WORK_TREE",	  "GIT_COMMON_DIR",
	"GIT_OBJECT_DIRECTORY",	  "GIT_CEILING_DIRECTORIES",
	"GIT_IMPLICIT_WORK_TREE", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
	"GIT_NAMESPACE",
};

static char *real_path(const char *path)
{
	char *real = realpath(path, NULL);
	char *copy = g_strdup(real);
	free(real);
	return copy;
}

static char *read_line(const char *directory, const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/%s", directory, name);
	char *text = file_text(path, NULL);
	return text ? g_strchomp(text) : NULL;
}

/* A path that a file of Git's names, relative to where the file lies. */
static char *resolve_named(const char *directory, const char *named)
{
	if (g_path_is_absolute(named))
		return real_path(named);
	g_autofree char *path = g_strdup_printf("%s/%s", directory, named);
	return real_path(path);
}

static gboolean is_own(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && status.st_uid == geteuid();
}

static gboolean has_directory(const char *directory, const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/%s", directory, name);
	return g_file_test(path, G_FILE_TEST_IS_DIR);
}

static gboolean has_head(const char *directory)
{
	g_autofree char *head = read_line(directory, "HEAD");
	return head && (g_str_has_prefix(head, "ref: refs/") ||
			strspn(head, "0123456789abcdef") >= 40);
}

/* `.git` is the directory itself or a file that says where it is. */
static gboolean follow_dot_git(Repository *repository, const char *dot_git)
{
	if (g_file_test(dot_git, G_FILE_TEST_IS_DIR)) {
		repository->git_directory = real_path(dot_git);
	} else {
		g_autofree char *line = read_line(repository->top, ".git");
		if (!line || !g_str_has_prefix(line, "gitdir: "))
			return FALSE;
		repository->git_directory =
			resolve_named(repository->top, line + 8);
	}
	if (!repository->git_directory || !has_head(repository->git_directory))
		return FALSE;
	g_autofree char *common =
		read_line(repository->git_directory, "commondir");
	repository->common_directory =
		common ? resolve_named(repository->git_directory, common)
		       : g_strdup(repository->git_directory);
	return repository->common_directory && is_own(repository->top) &&
	       is_own(dot_git) && is_own(repository->git_directory) &&
	       has_directory(repository->common_directory, "objects") &&
	       has_directory(repository->common_directory, "refs");
}

/* Whether all the repository's own configuration says of its format is known
 * here to change nothing about the directories. */
static gboolean is_known_format(const GPtrArray *settings)
{
	static const char *const known[] = {
		"extensions.objectformat",    "extensions.refstorage",
		"extensions.worktreeconfig",  "extensions.partialclone",
		"extensions.preciousobjects", NULL,
	};
	const char *version =
		settings_find(settings, "core.repositoryformatversion");
	if (version && strcmp(version, "0") != 0 && strcmp(version, "1") != 0)
		return FALSE;
	for (guint i = 0; i < settings->len; i++) {
		const Setting *setting = settings->pdata[i];
		if (g_str_has_prefix(setting->name, "extensions.") &&
		    !g_strv_contains(known, setting->name))
			return FALSE;
	}
	return TRUE;
}

/* Whether the working tree lies around `.git`, as far as the repository's own
 * configuration has a say in it. */
static gboolean is_in_place(const Repository *repository)
{
	g_autofree char *shared =
		g_strdup_printf("%s/config", repository->common_directory);
	g_autofree char *own = g_strdup_printf("%s/config.worktree",
					       repository->git_directory);
	g_autoptr(GPtrArray) settings = settings_new();
	gboolean linked = strcmp(repository->common_directory,
				 repository->git_directory) != 0;
	if (!settings_read(settings, shared) || !is_known_format(settings))
		return FALSE;
	gboolean split =
		settings_is_true(settings, "extensions.worktreeconfig");
	/* A linked worktree of a bare repository is not bare itself. */
	if (linked)
		g_ptr_array_set_size(settings, 0);
	if (split && !settings_read(settings, own))
		return FALSE;
	return !settings_find(settings, "core.worktree") &&
	       !settings_is_true(settings, "core.bare");
}

/* With GIT_DIR set, git takes the current directory for the top; that is what
 * the walk found when it ended where it began, at the same repository. */
static gboolean agrees_with_environment(const Repository *repository)
{
	const char *named = g_getenv("GIT_DIR");
	if (!named)
		return TRUE;
	g_autofree char *real = real_path(named);
	return real && !*repository->prefix &&
	       strcmp(real, repository->git_directory) == 0;
}

/* Walks up to a `.git`. FALSE when anything on the way is out of the ordinary;
 * what was filled in by then counts for nothing. */
static gboolean discover_by_hand(Repository *repository)
{
	for (gsize i = 0; i < G_N_ELEMENTS(uncommon); i++)
		if (g_getenv(uncommon[i]))
			return FALSE;
	struct stat first;
	if (stat(repository->start, &first) < 0)
		return FALSE;
	g_autofree char *directory = g_strdup(repository->start);
	for (;;) {
		struct stat here;
		g_autofree char *dot_git =
			g_strdup_printf("%s/.git", directory);
		if (stat(directory, &here) < 0 || here.st_dev != first.st_dev)
			return FALSE;
		if (g_file_test(dot_git, G_FILE_TEST_EXISTS)) {
			const char *rest =
				repository->start + strlen(directory);
			repository->top = g_steal_pointer(&directory);
			repository->prefix =
				g_strdup(*rest == '/' ? rest + 1 : rest);
			return follow_dot_git(repository, dot_git) &&
			       is_in_place(repository) &&
			       agrees_with_environment(repository);
		}
		char *slash = strrchr(directory, '/');
		if (has_head(directory) || !slash || slash == directory)
			return FALSE;
		*slash = '\0';
	}
}

static void forget(Repository *repository)
{
	g_clear_pointer(&repository->top, g_free);
	g_clear_pointer(&repository->prefix, g_free);
	g_clear_pointer(&repository->git_directory, g_free);
	g_clear_pointer(&repository->common_directory, g_free);
}

/* What git says when there is none is a plain absence to our callers. */
static void translate_git_failure(GError *cause, GError **error)
{
	gboolean absent =
		g_str_has_prefix(cause->message, "not a git repository");
	failure_set(error, absent ? FAILURE_NOT_FOUND : FAILURE_REFUSED,
		    absent ? "run 'git init' here, or go to a repository"
			   : failure_hint(cause),
		    "%s", cause->message);
}

/* Asks the git program, which knows all of it: ownership, safe.directory,
 * safe.bareRepository, GIT_WORK_TREE, core.worktree. The top is asked for
 * last: where there is none git fails there, having said all the rest. */
static gboolean discover_by_git(Repository *repository, GError **error)
{
	static const char *const arguments[] = {
		"rev-parse",	 "--absolute-git-dir", "--git-common-dir",
		"--show-prefix", "--show-toplevel",    NULL};
	g_autoptr(GBytes) output = NULL;
	g_autoptr(GError) cause = NULL;
	gboolean whole = git_run(repository->start, arguments, &output, &cause);
	gsize length = 0;
	const char *said = output ? g_bytes_get_data(output, &length) : NULL;
	g_autofree char *text = g_strndup(said ? said : "", length);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	if (g_strv_length(lines) < 4) {
		translate_git_failure(cause, error);
		return FALSE;
	}
	repository->git_directory = g_strdup(lines[0]);
	repository->common_directory =
		resolve_named(repository->start, lines[1]);
	repository->prefix = g_strdup(lines[2]);
	if (g_str_has_suffix(lines[2], "/"))
		repository->prefix[strlen(lines[2]) - 1] = '\0';
	repository->top = whole ? g_strdup(lines[3]) : NULL;
	if (repository->common_directory)
		return TRUE;
	failure_set(error, FAILURE_CORRUPT, NULL, "cannot find '%s'", lines[1]);
	return FALSE;
}

gboolean discover(Repository *repository, GError **error)
{
	if (discover_by_hand(repository))
		return TRUE;
	forget(repository);
	return discover_by_git(repository, error);
}
