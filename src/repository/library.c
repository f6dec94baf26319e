#include "internal.h"

#include <string.h>

/* mbed TLS: see below. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

/* libgit2, where it is built with mbed TLS as Debian's is, parses the whole
 * bundle of certificate authorities when it starts: 4 of its 4.5 milliseconds.
 * This program never speaks TLS (what has to be fetched the git program
 * fetches), so the bundle stays empty: a definition here, which the linker is
 * told to show to libraries, comes before theirs. Under another TLS library
 * nobody calls it. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain, (void)path;
	return 0;
}

void library_failure(GError **error, FailureCode code, const char *hint,
		     const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	const git_error *last = git2->error_last();
	failure_set(error, code, hint, "%s%s%s", message,
		    last && last->message ? ": " : "",
		    last && last->message ? last->message : "");
}

gboolean library_start(GError **error)
{
	static gboolean started;
	static const char *safe[] = {"worktreeconfig", "partialclone",
				     "preciousobjects", "relativeworktrees"};
	if (started)
		return TRUE;
	if (!git2_load(error))
		return FALSE;
	if (git2->libgit2_init() < 0) {
		library_failure(error, FAILURE_FAILED, NULL,
				"cannot start libgit2");
		return FALSE;
	}
	/* Who owns it was judged when it was found, by git's rules; libgit2
	 * knows only some of them. */
	git2->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git2->libgit2_opts(GIT_OPT_SET_EXTENSIONS, safe, G_N_ELEMENTS(safe));
	started = TRUE;
	return TRUE;
}

/* The directories that the environment adds to the objects: in a pre-receive
 * hook what is being pushed lies in a quarantine beside the repository. */
static int add_objects(Repository *repository, git_odb *objects)
{
	const char *own = g_getenv("GIT_OBJECT_DIRECTORY");
	const char *others = g_getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
	g_auto(GStrv) paths = g_strsplit(others ? others : "", ":", -1);
	int result = 0;
	if (own && *own) {
		g_autofree char *path =
			g_canonicalize_filename(own, repository->start);
		result = git2->odb_add_disk_alternate(objects, path);
	}
	for (char **path = paths; result == 0 && *path; path++)
		if (**path)
			result = git2->odb_add_disk_alternate(objects, *path);
	return result;
}

/* Whether the library found the same working tree: setting it again leaks. */
static gboolean has_top(git_repository *git, const char *top)
{
	const char *found = git2->repository_workdir(git);
	gsize length = strlen(top);
	return found && strncmp(found, top, length) == 0 &&
	       strcmp(found + length, "/") == 0;
}

static int open_all(Repository *repository, git_repository **git)
{
	git_odb *objects = NULL;
	int result = git2->repository_open_ext(
		git, repository->git_directory,
		GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT,
		NULL);
	if (result == 0 && repository->top && !has_top(*git, repository->top))
		result = git2->repository_set_workdir(*git, repository->top, 0);
	if (result == 0)
		result = git2->repository_odb(&objects, *git);
	if (result == 0)
		result = add_objects(repository, objects);
	git2->odb_free(objects);
	return result;
}

/* libgit2's own reading of the configuration decides how line endings are
 * converted and which files are ignored; it misses config.worktree and the
 * files that the environment puts in the place of the usual ones. */
static void add_settings(Repository *repository, git_repository *git)
{
	git_config *config = NULL;
	const char *system = g_getenv("GIT_CONFIG_SYSTEM");
	const char *global = g_getenv("GIT_CONFIG_GLOBAL");
	g_autofree char *own = g_strdup_printf("%s/config.worktree",
					       repository->git_directory);
	if (git2->repository_config(&config, git) < 0)
		return;
	if (system)
		git2->config_add_file_ondisk(config, system,
					     GIT_CONFIG_LEVEL_SYSTEM, git, 1);
	if (global)
		git2->config_add_file_ondisk(config, global,
					     GIT_CONFIG_LEVEL_GLOBAL, git, 1);
	if (settings_is_true(repository->settings, "extensions.worktreeconfig"))
		git2->config_add_file_ondisk(config, own, GIT_CONFIG_LEVEL_APP,
					     git, 1);
	git2->config_free(config);
}

git_repository *library_open(Repository *repository, GError **error)
{
	if (repository->git)
		return repository->git;
	if (!library_start(error))
		return NULL;
	git_repository *git = NULL;
	if (open_all(repository, &git) < 0) {
		library_failure(error, FAILURE_CORRUPT,
				"'git status' and 'git fsck' tell more",
				"cannot open the repository '%s'",
				repository->git_directory);
		git2->repository_free(git);
		return NULL;
	}
	add_settings(repository, git);
	repository->git = git;
	return git;
}
