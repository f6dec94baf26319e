#include "commands.h"
#include "move.h"
#include "output.h"

static struct {
	gboolean sql;
	gboolean discard_unknown;
	gboolean discard;
} options;

static const GOptionEntry entries[] = {
	{"sql", 0, 0, G_OPTION_ARG_NONE, &options.sql,
	 "print the SQL, touch nothing", NULL},
	{"discard-unknown", 0, 0, G_OPTION_ARG_NONE, &options.discard_unknown,
	 "let go what no migration made", NULL},
	{"discard", 0, 0, G_OPTION_ARG_NONE, &options.discard,
	 "let the values go that the migrations discard", NULL},
	G_OPTION_ENTRY_NULL,
};

static int run(Context *context, char **arguments, GError **error)
{
	const char *word = *arguments ? *arguments : "head";
	if (options.sql)
		return move_print_sql(context, word, FALSE, error);
	const ApplyOptions apply = {
		.word = word,
		.discard_unknown = options.discard_unknown,
		.discard = options.discard,
		.progress = move_progress(context),
	};
	ApplyResult result = {0};
	gboolean done = apply_upgrade(context->project, &apply, &result, error);
	if (done && !result.steps && !context->quiet)
		output_remark("%s is up to date", result.database);
	if (done)
		move_print_count(context, &result);
	apply_result_clear(&result);
	return done ? EXIT_DONE : EXIT_FAILED;
}

const Command command_upgrade = {
	.name = "upgrade",
	.group = GROUP_APPLY,
	.summary = "apply migrations",
	.usage = {"[<options>] [<revision>]",
		  "--sql [<options>] [<revision> | <from>:<to>]"},
	.details =
		"<revision> is head when it is left out; others are heads, "
		"+1, an id or the\nbeginning of one, an id with +1 after it, "
		"or a Git revision.",
	.options = entries,
	.common = TAKES_DATABASE,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
