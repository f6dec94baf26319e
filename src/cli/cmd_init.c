#include "commands.h"
#include "output.h"
#include "workflow/init.h"

/* What is given here is written down, not used over the configuration, so the
 * common options do not serve. */
static struct {
	char **models;
	char *database;
	char *migrations;
	gboolean no_hooks;
} options;

static const GOptionEntry entries[] = {
	{"models", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.models,
	 "the model files; may be repeated", "<pathspec>"},
	{"migrations", 0, 0, G_OPTION_ARG_FILENAME, &options.migrations,
	 "the folder for revision files", "<directory>"},
	{"database", 0, 0, G_OPTION_ARG_FILENAME, &options.database,
	 "the local database, such as sqlite:///database.db", "<url>"},
	{"no-hooks", 0, 0, G_OPTION_ARG_NONE, &options.no_hooks,
	 "install no hooks", NULL},
	G_OPTION_ENTRY_NULL,
};

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	const InitOptions init = {
		.models = (const char *const *)options.models,
		.migrations = options.migrations,
		.database = options.database,
		.no_hooks = options.no_hooks,
	};
	g_autoptr(Project) project = project_open(NULL, error);
	gboolean was_set_up = project && project->config->present;
	g_autoptr(InitResult) result =
		project ? init_project(project, &init, error) : NULL;
	if (!result)
		return EXIT_FAILED;
	if (context->quiet)
		return EXIT_DONE;
	for (guint i = 0; i < result->done->len; i++)
		output_remark("%s", (const char *)result->done->pdata[i]);
	if (!result->done->len)
		output_remark("already set up; nothing was changed");
	if (was_set_up &&
	    (options.models || options.database || options.migrations))
		output_hint("the options were not looked at; edit %s, or set "
			    "migrate.database with git config",
			    CONFIG_FILE);
	for (guint i = 0; i < result->notes->len; i++)
		output_hint("%s", (const char *)result->notes->pdata[i]);
	if (result->done->len && result->has_migrations)
		output_hint("apply the migrations that are here: git migrate "
			    "upgrade");
	else if (result->done->len)
		output_hint("write the first migration: git migrate "
			    "autogenerate -m \"first tables\"");
	return EXIT_DONE;
}

const Command command_init = {
	.name = "init",
	.group = GROUP_START,
	.summary = "set a repository up for migrations",
	.usage = {"[<options>]"},
	.options = entries,
	.need = NEED_NOTHING,
	.run = run,
};
