#include "commands.h"
#include "describe.h"
#include "workflow/state.h"

/* Behind an id: what is to be known of it. */
static char *write_marks(const State *state, const Revision *revision)
{
	const LedgerEntry *entry =
		g_hash_table_lookup(state->applied, revision->id);
	g_autofree char *marks =
		g_hash_table_contains(state->foreign, revision->id)
			? g_strdup(" (no file)")
			: describe_marks(state->graph, revision, FALSE);
	return g_strconcat(marks, entry->in_progress ? " (interrupted)" : "",
			   NULL);
}

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
		const LedgerEntry *entry =
			g_hash_table_lookup(state->applied, id);
		json_object_set_new(object, "interrupted",
				    json_boolean(entry->in_progress));
		json_array_append_new(list, object);
		if (context->json)
			continue;
		g_autofree char *marks = write_marks(state, revision);
		output_data("%s%s\n", id, marks);
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
