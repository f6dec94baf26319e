#include "commands.h"
#include "output.h"
#include "sync_line.h"

static struct {
	gboolean dry_run;
	gboolean take_back;
} options;

static const GOptionEntry entries[] = {
	{"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
	 "say what would be done, touch nothing", NULL},
	{"take-back", 0, 0, G_OPTION_ARG_NONE, &options.take_back,
	 "even all, where HEAD lost its migrations", NULL},
	G_OPTION_ENTRY_NULL,
};

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_auto(SyncResult) result = {0};
	const SyncOptions sync = {
		.dry_run = options.dry_run,
		.take_back = options.take_back,
	};
	if (!sync_run(context->project, &sync, &result, error))
		return EXIT_FAILED;
	sync_line_print(context, &result);
	return EXIT_DONE;
}

const Command command_sync = {
	.name = "sync",
	.group = GROUP_APPLY,
	.summary = "make the database what HEAD's migrations say",
	.usage = {"[<options>]"},
	.details =
		"Takes back what HEAD does not have, applies what it has. "
		"Values that a step\ndiscards are kept in the stash and come "
		"back when it is undone.",
	.options = entries,
	.common = TAKES_DATABASE,
	.need = NEED_PROJECT,
	.run = run,
};
