#include "base/failure.h"
#include "commands.h"
#include "describe.h"
#include "workflow/compare.h"

static json_t *changes_json(const GPtrArray *changes)
{
	json_t *list = json_array();
	for (guint i = 0; i < changes->len; i++) {
		g_autofree char *line = change_summarize(changes->pdata[i]);
		json_array_append_new(list, json_string(line));
	}
	return list;
}

static void print_uncovered(const GPtrArray *changes)
{
	output_remark("error: the models have changes without a migration");
	for (guint i = 0; i < changes->len; i++) {
		g_autofree char *line = change_summarize(changes->pdata[i]);
		output_data("%s\n", line);
	}
	output_hint("git migrate autogenerate -m <text>");
}

/* What cannot be read cannot be said to be covered: the answer is no. */
static int print_unreadable(const Context *context, GError *failure)
{
	failure_replace_hint(failure, "mend these lines");
	if (context->json)
		output_json(json_pack("{s:b, s:s}", "ok", 0, "error",
				      failure->message));
	else
		output_error(failure);
	return EXIT_NO;
}

/* In a shallow clone a table that models dropped and no migration did looks
 * like one that no models ever had. */
static int print_uncertain(const Context *context, const Comparison *comparison)
{
	static const char fault[] =
		"this clone's history is cut, so it cannot be told whether "
		"models once had what they lack";
	if (context->json) {
		output_json(json_pack("{s:b, s:s}", "ok", 0, "error", fault));
		return EXIT_NO;
	}
	output_remark("error: %s", fault);
	for (guint i = 0; i < comparison->notes->len; i++)
		output_hint("%s", (const char *)comparison->notes->pdata[i]);
	return EXIT_NO;
}

static int check_models(const Context *context, const Graph *graph,
			GError **error)
{
	const CompareOptions compare = {.keep_unowned = TRUE};
	g_autoptr(GError) failure = NULL;
	g_autoptr(Comparison) comparison =
		compare_worktree(context->project, graph, &compare, &failure);
	if (g_error_matches(failure, FAILURE, FAILURE_UNSUPPORTED))
		return print_unreadable(context, failure);
	if (failure)
		g_propagate_error(error, g_steal_pointer(&failure));
	if (!comparison)
		return EXIT_FAILED;
	if (comparison->uncertain)
		return print_uncertain(context, comparison);
	guint count = comparison->changes->len;
	if (context->json)
		output_json(json_pack("{s:b, s:o}", "ok", !count, "uncovered",
				      changes_json(comparison->changes)));
	else if (count)
		print_uncovered(comparison->changes);
	else if (!context->quiet)
		output_remark("the migrations build what the models declare");
	return count ? EXIT_NO : EXIT_DONE;
}

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_autoptr(Graph) graph =
		project_read_worktree_graph(context->project, error);
	if (!graph)
		return EXIT_FAILED;
	g_autoptr(GError) several = NULL;
	project_only_head(graph, &several);
	if (several && !context->json) {
		output_error(several);
		return EXIT_NO;
	}
	if (several) {
		output_json(json_pack("{s:b, s:s}", "ok", 0, "error",
				      several->message));
		return EXIT_NO;
	}
	return check_models(context, graph, error);
}

const Command command_check = {
	.name = "check",
	.group = GROUP_TEST,
	.summary = "tell whether the migrations build what the models declare",
	.usage = {"[<options>]"},
	.details = "Exits with 1 when a change of the models has no migration, "
		   "or when the\nmigrations have several heads.",
	.common = TAKES_JSON | TAKES_MODELS,
	.need = NEED_PROJECT,
	.run = run,
};
