#include <stdio.h>
#include <string.h>

#include "base/failure.h"
#include "commands.h"
#include "describe.h"
#include "repository/hooks.h"
#include "workflow/init.h"

static struct {
	gboolean force;
	gboolean files;
} options;

static const GOptionEntry entries[] = {
	{"force", 'f', 0, G_OPTION_ARG_NONE, &options.force,
	 "write also where others' hooks lie, and over changed ones", NULL},
	{"files", 0, 0, G_OPTION_ARG_NONE, &options.files,
	 "install files, also where git needs none", NULL},
	G_OPTION_ENTRY_NULL,
};

static void print_done(const Context *context, const GPtrArray *done)
{
	if (context->quiet)
		return;
	for (guint i = 0; i < done->len; i++)
		output_remark("%s", (const char *)done->pdata[i]);
	if (!done->len)
		output_remark("nothing was to be done");
}

typedef gboolean (*Verb)(Project *project, unsigned flags, GPtrArray *done,
			 GError **error);

/* What was done before a failure is said, too. */
static int change(const Context *context, Verb how, GError **error)
{
	g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func(g_free);
	unsigned flags = (options.force ? HOOKS_FORCE : 0) |
			 (options.files ? HOOKS_FILES : 0);
	gboolean whole = how(context->project, flags, done, error);
	if (whole || done->len)
		print_done(context, done);
	return whole ? EXIT_DONE : EXIT_FAILED;
}

static const char *const states[] = {
	[HOOK_ABSENT] = "absent",
	[HOOK_INSTALLED] = "installed",
	[HOOK_CALLED] = "called by another tool's hook",
	[HOOK_CHANGED] = "changed: not as this version writes it",
	[HOOK_FOREIGN] = "another tool's, which does not call git-migrate",
	[HOOK_IGNORED] = "not run: it is disabled or not executable",
};

static void print_hook(const Context *context, const Hook *hook)
{
	gboolean good =
		hook->state == HOOK_INSTALLED || hook->state == HOOK_CALLED;
	g_autofree char *state =
		output_colored(context->color, good ? COLOR_GREEN : COLOR_RED,
			       states[hook->state]);
	g_autofree char *name = g_strdup_printf("%s:", hook->name);
	printf("%-17s%s%s\n", name, state,
	       hook->chained ? ", runs the one that was there before" : "");
}

static void print_status(const Context *context, const Hooks *hooks,
			 const char *mode)
{
	if (hooks->place == HOOKS_CONFIGURED)
		output_data("Hooks in git's configuration\n");
	else
		output_data("Hooks in %s\n", hooks->directory);
	for (guint i = 0; i < hooks->hooks->len; i++)
		print_hook(context, hooks->hooks->pdata[i]);
	output_data("migrate.sync is %s\n", mode ? mode : "off");
}

static void print_status_json(const Hooks *hooks, const char *mode)
{
	static const char *const words[] = {
		[HOOK_ABSENT] = "absent",   [HOOK_INSTALLED] = "installed",
		[HOOK_CALLED] = "called",   [HOOK_CHANGED] = "changed",
		[HOOK_FOREIGN] = "foreign", [HOOK_IGNORED] = "ignored",
	};
	json_t *list = json_array();
	for (guint i = 0; i < hooks->hooks->len; i++) {
		const Hook *hook = hooks->hooks->pdata[i];
		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:s, s:b}", "name", hook->name,
				  "state", words[hook->state], "place",
				  hook->place, "chained", hook->chained));
	}
	output_json(json_pack(
		"{s:o, s:s?, s:s}", "hooks", list, "directory",
		hooks->place == HOOKS_CONFIGURED ? NULL : hooks->directory,
		"sync", mode ? mode : "off"));
}

static int show_status(const Context *context, GError **error)
{
	Repository *repository = context->project->repository;
	g_autoptr(Hooks) hooks = hooks_read(repository, error);
	if (!hooks)
		return EXIT_FAILED;
	g_autofree char *mode = repository_config(repository, "migrate.sync");
	if (context->json)
		print_status_json(hooks, mode);
	else
		print_status(context, hooks, mode);
	if (hooks->warning)
		output_warning("%s", hooks->warning);
	gboolean complete = hooks_are_complete(hooks);
	if (!complete && !context->quiet)
		output_hint("git migrate hooks install puts them in place");
	return complete ? EXIT_DONE : EXIT_NO;
}

static int run(Context *context, char **arguments, GError **error)
{
	const char *verb = *arguments ? *arguments : "status";
	if (strcmp(verb, "status") == 0)
		return show_status(context, error);
	if (strcmp(verb, "install") == 0)
		return change(context, init_hooks, error);
	if (strcmp(verb, "uninstall") == 0)
		return change(context, init_remove_hooks, error);
	failure_set(error, FAILURE_USAGE, "it is install, uninstall or status",
		    "unknown verb '%s'", verb);
	return EXIT_USAGE;
}

const Command command_hooks = {
	.name = "hooks",
	.group = GROUP_HOOKS,
	.summary = "install, remove or check the hooks",
	.usage = {"install [--force] [--files]", "uninstall [--force]",
		  "[status] [<options>]"},
	.details = "status exits with 1 when a hook is not in place.",
	.options = entries,
	.common = TAKES_JSON | TAKES_COLOR,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
