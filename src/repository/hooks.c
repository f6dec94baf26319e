#include "repository/hooks.h"

#include <string.h>

#include "hooks.h"
#include "hooks/commit.h"
#include "hooks/post.h"

const HookKind hook_kinds[] = {
	{"post-checkout", hook_post},	{"post-merge", hook_post},
	{"post-rewrite", hook_post},	{"post-commit", hook_post},
	{"post-applypatch", hook_post}, {"pre-commit", hook_commit},
	{"commit-msg", hook_commit},	{NULL, NULL},
};

const char *const *hooks_names(void)
{
	static const char *names[G_N_ELEMENTS(hook_kinds)];
	for (gsize i = 0; i < G_N_ELEMENTS(hook_kinds); i++)
		names[i] = hook_kinds[i].name;
	return names;
}

char *hook_text(const HookKind *kind)
{
	g_auto(GStrv) parts = g_strsplit(kind->text, "@NAME@", -1);
	return g_strjoinv(kind->name, parts);
}

void hooks_say(GPtrArray *done, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(done, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static void hook_free(gpointer pointer)
{
	Hook *hook = pointer;
	g_free(hook->place);
	g_free(hook);
}

void hooks_free(Hooks *hooks)
{
	if (!hooks)
		return;
	g_ptr_array_unref(hooks->hooks);
	g_free(hooks->directory);
	g_free(hooks->warning);
	g_free(hooks);
}

static Hooks *locate(Repository *repository, GError **error)
{
	g_autoptr(Hooks) hooks = g_new0(Hooks, 1);
	hooks->hooks = g_ptr_array_new_with_free_func(hook_free);
	if (!hooks_locate(repository, hooks, error))
		return NULL;
	return g_steal_pointer(&hooks);
}

/* Entries of the configuration count before files: they are what this version
 * writes where git knows them. */
static Hook *read_hook(Repository *repository, const Hooks *hooks,
		       const HookKind *kind, GError **error)
{
	if (hooks->place == HOOKS_CONFIGURED)
		return hook_config_read(repository, kind);
	return hook_file_read(hooks->directory, kind, error);
}

Hooks *hooks_read(Repository *repository, GError **error)
{
	g_autoptr(Hooks) hooks = locate(repository, error);
	if (!hooks)
		return NULL;
	if (hooks_are_configured(repository)) {
		hooks->place = HOOKS_CONFIGURED;
		g_clear_pointer(&hooks->warning, g_free);
		if (!hooks_git_is_able(repository))
			hooks->warning = g_strdup(
				"this git is older than 2.54 and runs no hooks "
				"from its configuration");
	}
	for (const HookKind *kind = hook_kinds; kind->name; kind++) {
		Hook *hook = read_hook(repository, hooks, kind, error);
		if (!hook)
			return NULL;
		g_ptr_array_add(hooks->hooks, hook);
	}
	return g_steal_pointer(&hooks);
}

gboolean hooks_are_complete(const Hooks *hooks)
{
	for (guint i = 0; i < hooks->hooks->len; i++) {
		const Hook *hook = hooks->hooks->pdata[i];
		if (hook->state != HOOK_INSTALLED && hook->state != HOOK_CALLED)
			return FALSE;
	}
	return !hooks->warning;
}

static gboolean refuse_place(const Repository *repository, const Hooks *hooks,
			     GError **error)
{
	static const char *const reasons[] = {
		[HOOKS_TRACKED] = "lies in the working tree",
		[HOOKS_SHARED] = "may serve other repositories too",
		[HOOKS_OFF] = "turns hooks off",
	};
	g_autofree char *hint = hooks_instructions(repository, hooks);
	failure_set(error, FAILURE_REFUSED, hint,
		    "hooks are looked for in %s, which %s: nothing was written "
		    "there",
		    hooks->directory, reasons[hooks->place]);
	return FALSE;
}

/* "installed the hooks a, b", said in one line. */
static void say_installed(GPtrArray *names, const char *where, GPtrArray *done)
{
	if (!names->len)
		return;
	const char *ending = names->len > 1 ? "s" : "";
	g_ptr_array_add(names, NULL);
	g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
	hooks_say(done, "installed the hook%s %s%s", ending, list, where);
}

static gboolean install_files(const Hooks *hooks, gboolean force,
			      GPtrArray *done, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	gboolean whole = TRUE;
	for (const HookKind *kind = hook_kinds; whole && kind->name; kind++)
		whole = hook_file_install(hooks->directory, kind, force, names,
					  done, error);
	say_installed(names, "", done);
	return whole;
}

/* Files that an older git needed would run everything twice. */
static gboolean install_entries(Repository *repository, const Hooks *hooks,
				gboolean force, GPtrArray *done, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	gboolean whole = TRUE;
	for (const HookKind *kind = hook_kinds; whole && kind->name; kind++)
		whole = (hooks->place != HOOKS_OWN ||
			 hook_file_uninstall(hooks->directory, kind, force,
					     done, error)) &&
			hook_config_install(repository, kind, names, error);
	say_installed(names, " in git's configuration", done);
	return whole;
}

static gboolean uninstall_entries(Repository *repository, GPtrArray *done,
				  GError **error)
{
	for (const HookKind *kind = hook_kinds; kind->name; kind++)
		if (!hook_config_uninstall(repository, kind, done, error))
			return FALSE;
	return TRUE;
}

gboolean hooks_install(Repository *repository, unsigned flags, GPtrArray *done,
		       GError **error)
{
	gboolean force = flags & HOOKS_FORCE;
	g_autoptr(Hooks) hooks = locate(repository, error);
	if (!hooks)
		return FALSE;
	if (!(flags & HOOKS_FILES) && hooks_git_is_able(repository))
		return install_entries(repository, hooks, force, done, error);
	if (hooks->place == HOOKS_OFF || (hooks->place != HOOKS_OWN && !force))
		return refuse_place(repository, hooks, error);
	/* What a newer git was told is of no use to an older one, and twice is
	 * too often for a newer one. */
	return uninstall_entries(repository, done, error) &&
	       install_files(hooks, force, done, error);
}

gboolean hooks_uninstall(Repository *repository, gboolean force,
			 GPtrArray *done, GError **error)
{
	g_autoptr(Hooks) hooks = locate(repository, error);
	if (!hooks || !uninstall_entries(repository, done, error))
		return FALSE;
	if (hooks->place == HOOKS_OFF)
		return TRUE;
	for (const HookKind *kind = hook_kinds; kind->name; kind++)
		if (!hook_file_uninstall(hooks->directory, kind, force, done,
					 error))
			return FALSE;
	return TRUE;
}
