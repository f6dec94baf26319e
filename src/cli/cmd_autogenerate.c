#include <string.h>

#include "base/failure.h"
#include "commands.h"
#include "output.h"
#include "questions.h"
#include "revise.h"
#include "workflow/targets.h"

static struct {
	char *message;
	char *id;
	char **renames;
	char **defaults;
	gboolean no_renames;
	gboolean skip_incomplete;
	gboolean drop_unowned;
	gboolean dry_run;
} options;

static const GOptionEntry entries[] = {
	{"message", 'm', 0, G_OPTION_ARG_FILENAME, &options.message,
	 "what the revision does", "<text>"},
	{"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
	 "print the revision, write nothing", NULL},
	{"rename", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.renames,
	 "take <old> for <new> renamed; may be repeated", "<old>:<new>"},
	{"no-rename", 0, 0, G_OPTION_ARG_NONE, &options.no_renames,
	 "take nothing for renamed", NULL},
	{"default", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.defaults,
	 "the value that rows already there get; may be repeated",
	 "<table>.<column>=<sql>"},
	{"skip-incomplete", 0, 0, G_OPTION_ARG_NONE, &options.skip_incomplete,
	 "leave tables alone that cannot be read in full", NULL},
	{"drop-unowned", 0, 0, G_OPTION_ARG_NONE, &options.drop_unowned,
	 "drop what no models ever had, too", NULL},
	{"rev-id", 0, 0, G_OPTION_ARG_FILENAME, &options.id,
	 "the revision's id instead of a random one", "<id>"},
	G_OPTION_ENTRY_NULL,
};

static int run(Context *context, char **arguments, GError **error)
{
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;
	if (*arguments && !targets_split_dots(*arguments, &from, &to))
		from = g_strdup(*arguments);
	const AutogenerateOptions autogenerate = {
		.message = options.message,
		.id = options.id,
		.from = from,
		.to = to,
		.renames = (const char *const *)options.renames,
		.defaults = (const char *const *)options.defaults,
		.no_renames = options.no_renames,
		.skip_incomplete = options.skip_incomplete,
		.drop_unowned = options.drop_unowned,
		.dry_run = options.dry_run,
		.questions = questions_for_terminal(),
	};
	return revise_from_models(context, &autogenerate, error);
}

const Command command_autogenerate = {
	.name = "autogenerate",
	.group = GROUP_WRITE,
	.summary = "write the migration that the models call for",
	.usage = {"-m <text> [<options>] [<from>[..<to>]]"},
	.details = "<from> and <to> are Git revisions, :index or :worktree. "
		   "Without them the\nmodels of the working tree are compared "
		   "with what its migrations build.",
	.options = entries,
	.common = TAKES_JSON | TAKES_MODELS | TAKES_DATABASE,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
