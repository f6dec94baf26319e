#include "base/failure.h"
#include "commands.h"
#include "describe.h"
#include "workflow/state.h"
#include "workflow/targets.h"

static char *read_text(const Context *context, const Revision *revision,
		       GError **error)
{
	g_autoptr(Snapshot) snapshot =
		project_snapshot(context->project, ":worktree", error);
	g_autoptr(GBytes) bytes =
		snapshot ? snapshot_read(snapshot, revision->path, error)
			 : NULL;
	if (!bytes)
		return NULL;
	gsize length;
	const char *text = g_bytes_get_data(bytes, &length);
	return g_strndup(text ? text : "", length);
}

/* A revision without a file is shown as the ledger keeps it. */
static char *stored_text(const Revision *revision)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "-- %s\n--\n-- Revision: %s\n",
			       revision->message, revision->id);
	for (guint i = 0; i < revision->ups->len; i++) {
		const Section *up = revision->ups->pdata[i];
		g_string_append_printf(text, "\n-- migrate:up\n%s", up->text);
	}
	for (guint i = 0; i < revision->downs->len; i++) {
		const Section *down = revision->downs->pdata[i];
		g_string_append_printf(text, "\n-- migrate:down\n%s",
				       down->text);
	}
	return g_string_free(text, FALSE);
}

static int run(Context *context, char **arguments, GError **error)
{
	g_autoptr(State) state = state_read_project(context->project, error);
	const Revision *revision =
		state ? targets_resolve_one(
				context->project, state->graph,
				*arguments ? *arguments : "head",
				(const char *const *)state->current->pdata,
				error)
		      : NULL;
	if (!revision)
		return EXIT_FAILED;
	gboolean foreign = g_hash_table_contains(state->foreign, revision->id);
	g_autofree char *text = foreign ? stored_text(revision)
					: read_text(context, revision, error);
	if (!text)
		return EXIT_FAILED;
	if (context->json) {
		json_t *object = describe_revision_json(state->graph, revision);
		json_object_set_new(object, "text", json_string(text));
		output_json(object);
		return EXIT_DONE;
	}
	output_data("%s\n\n", revision->path);
	output_text(text);
	return EXIT_DONE;
}

const Command command_show = {
	.name = "show",
	.group = GROUP_LOOK,
	.summary = "print a revision",
	.usage = {"[<options>] [<revision>]"},
	.common = TAKES_JSON | TAKES_DATABASE,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
