#include "base/failure.h"
#include "base/text.h"
#include "commands.h"
#include "output.h"
#include "workflow/apply.h"

static int run(Context *context, char **arguments, GError **error)
{
	if (!*arguments) {
		failure_set(error, FAILURE_USAGE,
			    "git migrate stamp head, or an id, or base",
			    "a revision is needed");
		return EXIT_USAGE;
	}
	ApplyResult result = {0};
	gboolean done =
		apply_stamp(context->project, *arguments, &result, error);
	g_autofree char *count = text_count(result.steps, "row", "rows");
	if (done && !context->quiet)
		output_remark("%s is at %s now (%s of the ledger changed)",
			      result.database, *arguments, count);
	apply_result_clear(&result);
	return done ? EXIT_DONE : EXIT_FAILED;
}

const Command command_stamp = {
	.name = "stamp",
	.group = GROUP_APPLY,
	.summary = "set what is applied by hand, running nothing",
	.usage = {"[<options>] <revision>"},
	.common = TAKES_DATABASE,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
