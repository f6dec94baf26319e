#include "commands.h"
#include "output.h"
#include "sync_line.h"

static struct {
	gboolean dry_run;
} options;

static const GOptionEntry entries[] = {
	{"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
	 "say what would be done, touch nothing", NULL},
	G_OPTION_ENTRY_NULL,
};

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_auto(SyncResult) result = {0};
	const SyncOptions sync = {
		.dry_run = options.dry_run,
	};
	if (!sync_undo(context->project, &sync, &result, error))
		return EXIT_FAILED;
	if (!sync_line_print(context, &result) && !context->quiet)
		output_remark("%s has no move to undo", result.database);
	return EXIT_DONE;
}

const Command command_undo = {
	.name = "undo",
	.group = GROUP_APPLY,
	.summary = "reverse the last move of the database, values included",
	.usage = {"[<options>]"},
	.details = "The last sync, upgrade or downgrade is reversed. That is a "
		   "move too: a second undo\nmakes it again.",
	.options = entries,
	.common = TAKES_DATABASE,
	.need = NEED_PROJECT,
	.run = run,
};
