#include "base/failure.h"
#include "check_range.h"
#include "commands.h"
#include "describe.h"
#include "workflow/compare.h"

static struct {
	gboolean end_only;
	char *format;
} options;

static const GOptionEntry entries[] = {
	{"end", 0, 0, G_OPTION_ARG_NONE, &options.end_only,
	 "take the range for one commit", NULL},
	{"format", 0, 0, G_OPTION_ARG_STRING, &options.format,
	 "text, json, github or sarif", "<format>"},
	G_OPTION_ENTRY_NULL,
};

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

static void add_change(GPtrArray *findings, const Change *change)
{
	g_autofree char *text = change_summarize(change);
	const Origin *origin = change->new_column  ? &change->new_column->origin
			       : change->new_table ? &change->new_table->origin
						   : NULL;
	findings_add(findings, FINDING_UNCOVERED, origin ? origin->path : NULL,
		     origin ? origin->line : 0, "%s", text);
}

static void add_diagnostics(GPtrArray *findings, const Models *models)
{
	for (guint i = 0; i < models->diagnostics->len; i++) {
		const Diagnostic *diagnostic = models->diagnostics->pdata[i];
		if (diagnostic->kind != DIAGNOSTIC_WARNING)
			findings_add(findings, FINDING_UNREADABLE,
				     diagnostic->path, diagnostic->line, "%s",
				     diagnostic->message);
	}
}

/* The working tree as findings with their places, for the formats that show
 * them there. */
static int check_places(const Context *context, const Graph *graph,
			CheckFormat format, GError **error)
{
	const CompareOptions compare = {
		.keep_unowned = TRUE,
		.skip_incomplete = TRUE,
	};
	g_autoptr(GError) several = NULL;
	g_autoptr(Comparison) comparison =
		compare_worktree(context->project, graph, &compare, error);
	if (!comparison)
		return EXIT_FAILED;
	g_autoptr(CheckReport) report = check_report_new();
	GPtrArray *findings = findings_new();
	project_only_head(graph, &several);
	if (several)
		findings_add(findings, FINDING_HEADS, NULL, 0, "%s",
			     several->message);
	for (guint i = 0; i < comparison->changes->len; i++)
		add_change(findings, comparison->changes->pdata[i]);
	add_diagnostics(findings, comparison->to->models);
	gboolean no = findings->len > 0;
	check_report_add(report, "", "", TRUE, findings);
	check_report_print(report, format, context->quiet);
	return no ? EXIT_NO : EXIT_DONE;
}

static int check_worktree(const Context *context, CheckFormat format,
			  GError **error)
{
	g_autoptr(Graph) graph =
		project_read_worktree_graph(context->project, error);
	if (!graph)
		return EXIT_FAILED;
	if (format == CHECK_GITHUB || format == CHECK_SARIF)
		return check_places(context, graph, format, error);
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

static int check_range(const Context *context, const char *word,
		       CheckFormat format, GError **error)
{
	g_autofree char *tip = NULL;
	g_autofree char *base = NULL;
	gboolean is_range;
	if (!check_parse_range(context->project, word, &tip, &base, &is_range,
			       error))
		return EXIT_FAILED;
	const char *const words[] = {word, NULL};
	const CheckRange range = {
		.words = is_range ? words : NULL,
		.tip = tip,
		.base = base,
		.end_only = options.end_only,
	};
	g_autoptr(CheckReport) report =
		check_commits(context->project, &range, error);
	if (!report)
		return EXIT_FAILED;
	check_report_print(report, format, context->quiet);
	return report->ok ? EXIT_DONE : EXIT_NO;
}

static int run(Context *context, char **arguments, GError **error)
{
	CheckFormat format;
	if (!check_format_parse(options.format, &format, error))
		return EXIT_USAGE;
	if (context->json)
		format = CHECK_JSON;
	context->json = format == CHECK_JSON;
	if (*arguments)
		return check_range(context, *arguments, format, error);
	if (repository_is_bare(context->project->repository))
		return check_range(context, "HEAD", format, error);
	return check_worktree(context, format, error);
}

const Command command_check = {
	.name = "check",
	.group = GROUP_TEST,
	.summary = "tell whether the migrations build what the models declare",
	.usage = {"[<options>] [<range>]"},
	.details = "Without a range it is about the working tree. Exits with 1 "
		   "when a change of the\nmodels has no migration, when the "
		   "migrations have several heads or do not run,\nor when a "
		   "range edits or deletes a revision it started with.",
	.options = entries,
	.common = TAKES_JSON | TAKES_MODELS,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
