#include "commands.h"
#include "describe.h"

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_autoptr(Graph) graph =
		project_read_worktree_graph(context->project, error);
	if (!graph)
		return EXIT_FAILED;
	g_autoptr(GPtrArray) heads = graph_heads(graph);
	json_t *list = json_array();
	for (guint i = 0; i < heads->len; i++) {
		const Revision *head = heads->pdata[i];
		json_array_append_new(list,
				      describe_revision_json(graph, head));
		if (!context->json)
			output_data("%s (head)\n", head->id);
	}
	if (context->json)
		output_json(json_pack("{s:o}", "heads", list));
	else
		json_decref(list);
	return EXIT_DONE;
}

const Command command_heads = {
	.name = "heads",
	.group = GROUP_LOOK,
	.summary = "print the revisions that nothing revises",
	.usage = {"[<options>]"},
	.common = TAKES_JSON,
	.need = NEED_PROJECT,
	.run = run,
};
