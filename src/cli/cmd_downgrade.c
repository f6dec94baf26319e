#include "base/failure.h"
#include "commands.h"
#include "move.h"
#include "output.h"
#include "questions.h"

static struct {
	gboolean sql;
	gboolean from_file;
	gboolean discard_unknown;
	gboolean stash;
	gboolean discard;
} options;

static const GOptionEntry entries[] = {
	{"sql", 0, 0, G_OPTION_ARG_NONE, &options.sql,
	 "print the SQL, touch nothing", NULL},
	{"from-file", 0, 0, G_OPTION_ARG_NONE, &options.from_file,
	 "take an edited revision back by its file's text", NULL},
	{"discard-unknown", 0, 0, G_OPTION_ARG_NONE, &options.discard_unknown,
	 "let go what no migration made", NULL},
	{"stash", 0, 0, G_OPTION_ARG_NONE, &options.stash,
	 "keep the values that go in the stash, without a question", NULL},
	{"discard", 0, 0, G_OPTION_ARG_NONE, &options.discard,
	 "let the values and rows go that the migrations discard", NULL},
	G_OPTION_ENTRY_NULL,
};

/* The values are safe by now; whoever sits at the terminal may say that they
 * are not wanted. */
static gboolean ask_to_keep(const Context *context, const ApplyResult *result,
			    GError **error)
{
	guint64 kept = result->count.values + result->count.rows;
	if (!kept || questions_ask_yes("Keep them, so that an upgrade brings "
				       "them back? [Y/n]"))
		return TRUE;
	if (!apply_drop_stash(context->project, result->move_id, error))
		return FALSE;
	g_autofree char *gone =
		discard_describe(result->count.values, result->count.rows);
	output_remark("%s: %s discarded", result->database, gone);
	return TRUE;
}

static int run(Context *context, char **arguments, GError **error)
{
	if (!*arguments) {
		failure_set(error, FAILURE_USAGE,
			    "git migrate downgrade -1 takes the last one back, "
			    "base all of them",
			    "a revision to go down to is needed");
		return EXIT_USAGE;
	}
	if (options.stash && options.discard) {
		failure_set(error, FAILURE_USAGE, NULL,
			    "--stash and --discard exclude each other");
		return EXIT_USAGE;
	}
	if (options.sql)
		return move_print_sql(context, *arguments, TRUE, error);
	const ApplyOptions apply = {
		.word = *arguments,
		.down_from_files = options.from_file,
		.discard_unknown = options.discard_unknown,
		.discard = options.discard,
		.progress = move_progress(context),
	};
	ApplyResult result = {0};
	gboolean done =
		apply_downgrade(context->project, &apply, &result, error);
	if (done && !result.steps && !context->quiet)
		output_remark("%s is there already", result.database);
	if (done)
		move_print_count(context, &result);
	if (done && !options.stash && !options.discard)
		done = ask_to_keep(context, &result, error);
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
