#include "commands.h"
#include "describe.h"
#include "workflow/state.h"

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_autoptr(State) state = state_read_project(context->project, error);
	if (!state)
		return EXIT_FAILED;
	json_t *list = json_array();
	for (guint i = 0; i < state_current_count(state); i++) {
		const char *id = state->current->pdata[i];
		const Revision *revision = graph_find(state->graph, id);
		gboolean foreign = g_hash_table_contains(state->foreign, id);
		json_t *object = describe_revision_json(state->graph, revision);
		json_object_set_new(object, "file_missing",
				    json_boolean(foreign));
		json_array_append_new(list, object);
		if (context->json)
			continue;
		g_autofree char *marks =
			describe_marks(state->graph, revision, FALSE);
		output_data("%s%s\n", id, foreign ? " (no file)" : marks);
	}
	if (context->json)
		output_json(json_pack("{s:o}", "current", list));
	else
		json_decref(list);
	return EXIT_DONE;
}

const Command command_current = {
	.name = "current",
	.group = GROUP_LOOK,
	.summary = "print what the database is at",
	.usage = {"[<options>]"},
	.common = TAKES_JSON | TAKES_DATABASE,
	.need = NEED_PROJECT,
	.run = run,
};
