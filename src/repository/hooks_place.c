#include <string.h>

#include "hooks.h"

/* Relative to the top of the working tree, as core.hooksPath is; asked there,
 * git gives the path as it would use it. */
static char *ask_git(const Repository *repository, GError **error)
{
	static const char *const arguments[] = {"rev-parse", "--git-path",
						"hooks", NULL};
	const char *directory =
		repository->top ? repository->top : repository->start;
	g_autoptr(GBytes) output = NULL;
	if (!git_run(directory, arguments, &output, error))
		return NULL;
	gsize length = 0;
	const char *bytes = g_bytes_get_data(output, &length);
	g_autofree char *line = g_strndup(bytes ? bytes : "", length);
	line[strcspn(line, "\n")] = '\0';
	return g_canonicalize_filename(line, directory);
}

/* A symbolic link to a directory of the tree is one in the tree. */
static char *resolve(const char *path)
{
	char *real = realpath(path, NULL);
	char *copy = g_strdup(real ? real : path);
	free(real);
	return copy;
}

static HooksPlace judge(const Repository *repository, const char *directory)
{
	if (g_file_test(directory, G_FILE_TEST_EXISTS) &&
	    !g_file_test(directory, G_FILE_TEST_IS_DIR))
		return HOOKS_OFF;
	if (path_is_within(directory, repository->common_directory) ||
	    path_is_within(directory, repository->git_directory))
		return HOOKS_OWN;
	if (repository->top && path_is_within(directory, repository->top))
		return HOOKS_TRACKED;
	return HOOKS_SHARED;
}

gboolean hooks_locate(Repository *repository, Hooks *hooks, GError **error)
{
	g_autofree char *directory = ask_git(repository, error);
	if (!directory)
		return FALSE;
	hooks->directory = resolve(directory);
	hooks->place = judge(repository, hooks->directory);
	if (hooks->place == HOOKS_OFF)
		hooks->warning = g_strdup_printf(
			"core.hooksPath is %s, which turns hooks off",
			hooks->directory);
	return TRUE;
}

/* husky keeps what it generates in `_`; the files to edit lie above it. */
static char *directory_to_edit(const Hooks *hooks)
{
	if (g_str_has_suffix(hooks->directory, "/.husky/_"))
		return g_path_get_dirname(hooks->directory);
	return g_strdup(hooks->directory);
}

char *hooks_instructions(const Repository *repository, const Hooks *hooks)
{
	if (hooks->place == HOOKS_OFF)
		return g_strdup("git config --unset core.hooksPath turns them "
				"on, where it is set in this repository");
	g_autofree char *directory = directory_to_edit(hooks);
	const char *shown = directory;
	if (hooks->place == HOOKS_TRACKED)
		shown += strlen(repository->top) + 1;
	GString *text = g_string_new(NULL);
	g_string_append_printf(
		text, "add a line to these files (they start with #!/bin/sh, "
		      "and are executable):\n");
	for (const HookKind *kind = hook_kinds; kind->name; kind++)
		g_string_append_printf(text,
				       "  %s/%s: git migrate hook %s \"$@\" "
				       "|| :\n",
				       shown, kind->name, kind->name);
	g_string_append(text, "or let git migrate hooks install --force write "
			      "them there");
	return g_string_free(text, FALSE);
}
