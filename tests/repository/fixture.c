#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libgit2 1.5.1 loses memory at each setting that does not match a regular
 * expression, when it opens a repository with extensions. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8";
}

static char *root;

void fixture_enter(void)
{
	static const char *const unset[] = {
		"GIT_DIR",	    "GIT_WORK_TREE", "GIT_INDEX_FILE",
		"GIT_CONFIG_COUNT", "GIT_PREFIX",    "GIT_CONFIG_PARAMETERS",
		"XDG_CONFIG_HOME",  "SUDO_UID",	     "GIT_CONFIG_GLOBAL",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(unset); i++)
		g_unsetenv(unset[i]);
	root = g_dir_make_tmp("git-migrate-XXXXXX", NULL);
	cr_assert_not_null(root);
	g_autofree char *home = g_build_filename(root, "home", NULL);
	g_autofree char *work = g_build_filename(root, "work", NULL);
	cr_assert_eq(g_mkdir_with_parents(home, 0755), 0);
	cr_assert_eq(g_mkdir_with_parents(work, 0755), 0);
	cr_assert_eq(chdir(work), 0);
	g_setenv("HOME", home, TRUE);
	g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
	g_setenv("GIT_AUTHOR_NAME", "A", TRUE);
	g_setenv("GIT_AUTHOR_EMAIL", "a@example.com", TRUE);
	g_setenv("GIT_COMMITTER_NAME", "C", TRUE);
	g_setenv("GIT_COMMITTER_EMAIL", "c@example.com", TRUE);
	shell("git config --global init.defaultBranch main;"
	      "git config --global protocol.file.allow always;"
	      "git config --global core.fsync none");
}

void fixture_leave(void)
{
	cr_assert_eq(chdir("/"), 0);
	g_autofree char *script = g_strdup_printf("rm -rf '%s'", root);
	shell(script);
	g_free(root);
}

char *shell_output(const char *script)
{
	const char *argv[] = {"sh", "-ec", script, NULL};
	char *output = NULL;
	int status = 0;
	g_autoptr(GError) error = NULL;
	cr_assert(g_spawn_sync(NULL, (char **)(gpointer)argv, NULL,
			       G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL,
			       &status, &error),
		  "%s", error ? error->message : "");
	cr_assert_eq(status, 0, "failed: %s", script);
	gsize length = strlen(output);
	if (length && output[length - 1] == '\n')
		output[length - 1] = '\0';
	return output;
}

void shell(const char *script)
{
	g_autofree char *output = shell_output(script);
	(void)output;
}

Repository *open_here(void)
{
	g_autoptr(GError) error = NULL;
	Repository *repository = repository_open(&error);
	cr_assert_not_null(repository, "%s", error ? error->message : "");
	return repository;
}

char *listing(Snapshot *snapshot, const char *directory)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) files = snapshot_list(snapshot, directory, &error);
	if (!files)
		return g_strdup_printf("error: %s", error->message);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		g_string_append_printf(text, "%s%s", i ? " " : "", file->path);
	}
	return g_string_free(text, FALSE);
}

char *text_in(Snapshot *snapshot, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = snapshot_read(snapshot, path, &error);
	if (!bytes)
		return g_strdup_printf("error: %s", error->message);
	gsize size = 0;
	const char *text = g_bytes_get_data(bytes, &size);
	return g_strndup(text ? text : "", size);
}

char *text_of(Snapshot *snapshot, const char *path)
{
	cr_assert_not_null(snapshot);
	char *text = text_in(snapshot, path);
	snapshot_free(snapshot);
	return text;
}

void expect_failure(GError *error, FailureCode code, const char *message,
		    const char *hint)
{
	cr_assert_not_null(error);
	cr_expect(g_error_matches(error, FAILURE, (gint)code), "code %d: %s",
		  error->code, error->message);
	cr_expect(strstr(error->message, message) != NULL, "message: %s",
		  error->message);
	const char *given = failure_hint(error);
	if (hint)
		cr_expect(given && strstr(given, hint), "hint: %s",
			  given ? given : "none");
	cr_expect_null(strchr(error->message, '\n'));
}
