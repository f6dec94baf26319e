/*
 * Since 2.54 git runs commands that its configuration names, before the file
 * in the hooks' directory and beside those of other tools:
 *
 *     [hook "git-migrate-post-checkout"]
 *         event = post-checkout
 *         command = …
 *
 * The command goes to a shell, which gets the hook's arguments behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "hooks.h"

#define ABLE_MAJOR 2
#define ABLE_MINOR 54

gboolean hooks_git_is_able(Repository *repository)
{
	static const char *const arguments[] = {"version", NULL};
	static const char words[] = "git version ";
	g_autoptr(GBytes) output = NULL;
	if (!git_run(repository->start, arguments, &output, NULL))
		return FALSE;
	gsize length = 0;
	const char *bytes = g_bytes_get_data(output, &length);
	g_autofree char *text = g_strndup(bytes ? bytes : "", length);
	if (!g_str_has_prefix(text, words))
		return FALSE;
	char *minor = NULL;
	long major = strtol(text + strlen(words), &minor, 10);
	if (*minor != '.')
		return FALSE;
	return major > ABLE_MAJOR ||
	       (major == ABLE_MAJOR &&
		strtol(minor + 1, NULL, 10) >= ABLE_MINOR);
}

static char *key_of(const HookKind *kind, const char *variable)
{
	return g_strdup_printf("hook.git-migrate-%s.%s", kind->name, variable);
}

static char *command_of(const HookKind *kind)
{
	return g_strdup_printf("command -v git-migrate >/dev/null 2>&1 || exit "
			       "0; exec git-migrate hook %s",
			       kind->name);
}

static char *read_variable(Repository *repository, const HookKind *kind,
			   const char *variable)
{
	g_autofree char *key = key_of(kind, variable);
	return repository_config(repository, key);
}

gboolean hooks_are_configured(Repository *repository)
{
	for (const HookKind *kind = hook_kinds; kind->name; kind++) {
		g_autofree char *command =
			read_variable(repository, kind, "command");
		if (command)
			return TRUE;
	}
	return FALSE;
}

static HookState judge(Repository *repository, const HookKind *kind)
{
	g_autofree char *command = read_variable(repository, kind, "command");
	g_autofree char *event = read_variable(repository, kind, "event");
	g_autofree char *enabled = read_variable(repository, kind, "enabled");
	g_autofree char *wanted = command_of(kind);
	if (!command)
		return HOOK_ABSENT;
	if (enabled && g_ascii_strcasecmp(enabled, "false") == 0)
		return HOOK_IGNORED;
	return strcmp(command, wanted) == 0 && event &&
			       strcmp(event, kind->name) == 0
		       ? HOOK_INSTALLED
		       : HOOK_CHANGED;
}

Hook *hook_config_read(Repository *repository, const HookKind *kind)
{
	Hook *hook = g_new0(Hook, 1);
	hook->name = kind->name;
	hook->place = key_of(kind, "command");
	hook->state = judge(repository, kind);
	return hook;
}

gboolean hook_config_install(Repository *repository, const HookKind *kind,
			     GPtrArray *names, GError **error)
{
	HookState state = judge(repository, kind);
	if (state == HOOK_INSTALLED || state == HOOK_IGNORED)
		return TRUE;
	g_autofree char *event = key_of(kind, "event");
	g_autofree char *command = key_of(kind, "command");
	g_autofree char *wanted = command_of(kind);
	if (!repository_config_set(repository, command, wanted, error) ||
	    !repository_config_set(repository, event, kind->name, error))
		return FALSE;
	g_ptr_array_add(names, g_strdup(kind->name));
	return TRUE;
}

gboolean hook_config_uninstall(Repository *repository, const HookKind *kind,
			       GPtrArray *done, GError **error)
{
	static const char *const variables[] = {"event", "command", "enabled"};
	gboolean had = judge(repository, kind) != HOOK_ABSENT;
	for (gsize i = 0; had && i < G_N_ELEMENTS(variables); i++) {
		g_autofree char *key = key_of(kind, variables[i]);
		if (!repository_config_unset(repository, key, error))
			return FALSE;
	}
	if (had)
		hooks_say(done, "took the hook %s out of git's configuration",
			  kind->name);
	return TRUE;
}
