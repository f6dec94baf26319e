#include "base/failure.h"
#include "commands.h"
#include "move.h"
#include "output.h"

static struct {
	gboolean sql;
	gboolean from_file;
	gboolean discard_unknown;
} options;

static const GOptionEntry entries[] = {
	{"sql", 0, 0, G_OPTION_ARG_NONE, &options.sql,
	 "print the SQL, touch nothing", NULL},
	{"from-file", 0, 0, G_OPTION_ARG_NONE, &options.from_file,
	 "take an edited revision back by its file's text", NULL},
	{"discard-unknown", 0, 0, G_OPTION_ARG_NONE, &options.discard_unknown,
	 "let go what no migration made", NULL},
	G_OPTION_ENTRY_NULL,
};

static int run(Context *context, char **arguments, GError **error)
{
	if (!*arguments) {
		failure_set(error, FAILURE_USAGE,
			    "git migrate downgrade -1 takes the last one back, "
			    "base all of them",
			    "a revision to go down to is needed");
		return EXIT_USAGE;
	}
	if (options.sql)
		return move_print_sql(context, *arguments, TRUE, error);
	const ApplyOptions apply = {
		.word = *arguments,
		.down_from_files = options.from_file,
		.discard_unknown = options.discard_unknown,
		.progress = move_progress(context),
	};
	ApplyResult result = {0};
	gboolean done =
		apply_downgrade(context->project, &apply, &result, error);
	if (done && !result.steps && !context->quiet)
		output_remark("%s is there already", result.database);
	apply_result_clear(&result);
	return done ? EXIT_DONE : EXIT_FAILED;
}

const Command command_downgrade = {
	.name = "downgrade",
	.group = GROUP_APPLY,
	.summary = "take migrations back",
	.usage = {"[<options>] <revision>",
		  "--sql [<options>] (<revision> | <from>:<to>)"},
	.details = "<revision> is base, -1, an id or the beginning of one, or "
		   "a Git revision. A\nrevision is taken back by the text that "
		   "was applied, whatever its file says now.",
	.options = entries,
	.common = TAKES_DATABASE,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
