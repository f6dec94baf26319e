#include "base/failure.h"
#include "commands.h"
#include "move.h"
#include "output.h"
#include "questions.h"

static struct {
	gboolean sql;
	gboolean discard_unknown;
	gboolean stash;
	gboolean discard;
} options;

static const GOptionEntry entries[] = {
	{"sql", 0, 0, G_OPTION_ARG_NONE, &options.sql,
	 "print the SQL, touch nothing", NULL},
	{"discard-unknown", 0, 0, G_OPTION_ARG_NONE, &options.discard_unknown,
	 "let go what no migration made", NULL},
	{"stash", 0, 0, G_OPTION_ARG_NONE, &options.stash,
	 "keep rows that a constraint refuses in the stash", NULL},
	{"discard", 0, 0, G_OPTION_ARG_NONE, &options.discard,
	 "let the values and rows go that the migrations discard", NULL},
	G_OPTION_ENTRY_NULL,
};

/* Rows that a constraint refuses leave their table only when somebody says
 * so. What was tried is rolled back by now, so that no lock is held while the
 * answer is waited for. */
static gboolean upgrade(const Project *project, ApplyOptions *apply,
			ApplyResult *result, GError **error)
{
	g_autoptr(GError) failure = NULL;
	if (apply_upgrade(project, apply, result, &failure))
		return TRUE;
	if (!questions_can_ask() ||
	    !g_error_matches(failure, FAILURE, FAILURE_CONSTRAINT)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	output_error(failure);
	apply->stash =
		questions_confirm("Keep these rows in the stash and go on, so "
				  "that a downgrade brings them back? [y/N]");
	if (!apply->stash) {
		failure_set(error, FAILURE_REFUSED, NULL,
			    "given up: nothing was changed");
		return FALSE;
	}
	apply_result_clear(result);
	return apply_upgrade(project, apply, result, error);
}

static int run(Context *context, char **arguments, GError **error)
{
	const char *word = *arguments ? *arguments : "head";
	if (options.stash && options.discard) {
		failure_set(error, FAILURE_USAGE, NULL,
			    "--stash and --discard exclude each other");
		return EXIT_USAGE;
	}
	if (options.sql)
		return move_print_sql(context, word, FALSE, error);
	ApplyOptions apply = {
		.word = word,
		.discard_unknown = options.discard_unknown,
		.stash = options.stash,
		.discard = options.discard,
		.progress = move_progress(context),
	};
	ApplyResult result = {0};
	gboolean done = upgrade(context->project, &apply, &result, error);
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
