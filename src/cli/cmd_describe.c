#include <stdio.h>

#include "commands.h"
#include "output.h"
#include "workflow/locate.h"

static void print_json(const Located *located)
{
	output_json(json_pack("{s:s?, s:s?, s:b, s:b}", "commit",
			      located->commit, "subject", located->subject,
			      "head", located->is_head, "dirty",
			      located->dirty));
}

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_autoptr(Located) located = locate_database(context->project, error);
	if (!located)
		return EXIT_FAILED;
	if (context->json) {
		print_json(located);
		return located->commit ? EXIT_DONE : EXIT_NO;
	}
	if (!located->commit) {
		output_remark("error: no commit has the migrations that are "
			      "applied");
		output_hint("git migrate status tells how they differ from "
			    "those of the working tree");
		if (repository_is_shallow(context->project->repository))
			output_hint(SHALLOW_HINT);
		return EXIT_NO;
	}
	g_autofree char *id = g_strndup(located->commit, 7);
	g_autofree char *colored =
		output_colored(context->color, COLOR_YELLOW, id);
	printf("%s", colored);
	output_data("%s %s%s\n", located->dirty ? "-dirty" : "",
		    located->subject, located->is_head ? " (HEAD)" : "");
	return EXIT_DONE;
}

const Command command_describe = {
	.name = "describe",
	.group = GROUP_LOOK,
	.summary = "tell which commit's schema a database has",
	.usage = {"[<options>]"},
	.details = "Exits with 1 when no commit has the migrations that are "
		   "applied.",
	.common = TAKES_JSON | TAKES_COLOR | TAKES_DATABASE,
	.need = NEED_PROJECT,
	.run = run,
};
