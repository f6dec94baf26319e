#include <stdio.h>

#include "base/text.h"
#include "commands.h"
#include "describe.h"
#include "workflow/rehearse.h"
#include "workflow/targets.h"

static gboolean select_revisions(const Context *context, const Graph *graph,
				 char **words, GHashTable *wanted,
				 GError **error)
{
	const char *const none[] = {NULL};
	for (; *words; words++) {
		const Revision *revision = targets_resolve_one(
			context->project, graph, *words, none, error);
		if (!revision)
			return FALSE;
		g_hash_table_add(wanted, revision->id);
	}
	return TRUE;
}

static void print_finding(const Context *context, const Rehearsal *finding)
{
	const Revision *revision = finding->revision;
	g_autofree char *mark =
		finding->fault
			? output_colored(context->color, COLOR_RED, "not ok")
			: output_colored(context->color, COLOR_GREEN, "ok");
	if (finding->fault || !context->quiet)
		printf("%s ", mark);
	if (finding->fault)
		output_data("%s %s: %s\n", revision->id, revision->message,
			    finding->fault);
	else if (!context->quiet)
		output_data("%s %s\n", revision->id, revision->message);
}

static void print_json(const GPtrArray *findings, guint faults)
{
	json_t *list = json_array();
	for (guint i = 0; i < findings->len; i++) {
		const Rehearsal *finding = findings->pdata[i];
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s?}", "revision",
						finding->revision->id, "path",
						finding->revision->path,
						"fault", finding->fault));
	}
	output_json(json_pack("{s:b, s:o}", "ok", !faults, "revisions", list));
}

static int report(const Context *context, const GPtrArray *findings)
{
	guint faults = 0;
	for (guint i = 0; i < findings->len; i++) {
		const Rehearsal *finding = findings->pdata[i];
		faults += finding->fault != NULL;
		if (!context->json)
			print_finding(context, finding);
	}
	if (context->json)
		print_json(findings, faults);
	g_autofree char *count =
		text_count(findings->len, "revision", "revisions");
	if (!context->quiet && !context->json)
		output_remark("%s went up, down and up again, %u at fault",
			      count, faults);
	return faults ? EXIT_NO : EXIT_DONE;
}

static int run(Context *context, char **arguments, GError **error)
{
	g_autoptr(Graph) graph =
		project_read_worktree_graph(context->project, error);
	g_autoptr(GHashTable) wanted =
		g_hash_table_new(g_str_hash, g_str_equal);
	if (!graph ||
	    !select_revisions(context, graph, arguments, wanted, error))
		return EXIT_FAILED;
	g_autoptr(GPtrArray) findings = rehearse_chain(
		context->project, graph, *arguments ? wanted : NULL, error);
	return findings ? report(context, findings) : EXIT_FAILED;
}

const Command command_verify = {
	.name = "verify",
	.group = GROUP_TEST,
	.summary = "run migrations up, down and up on a scratch database",
	.usage = {"[<options>] [<revision>...]"},
	.details = "All of them, unless revisions are named. The schema must "
		   "be the same at each\nstop; exits with 1 when one is not.",
	.common = TAKES_JSON | TAKES_COLOR,
	.need = NEED_PROJECT,
	.most_arguments = -1,
	.run = run,
};
