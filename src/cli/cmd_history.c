#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "workflow/plan.h"
#include "workflow/targets.h"

static struct {
	gboolean verbose;
	gboolean indicate_current;
	char *range;
} options;

static const GOptionEntry entries[] = {
	{"verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose,
	 "print all that is known of each", NULL},
	{"rev-range", 'r', 0, G_OPTION_ARG_FILENAME, &options.range,
	 "only what lies between two revisions", "<from>:<to>"},
	{"indicate-current", 'i', 0, G_OPTION_ARG_NONE,
	 &options.indicate_current, "mark what the database is at", NULL},
	G_OPTION_ENTRY_NULL,
};

static gboolean is_current(const State *state, const char *id)
{
	return g_strv_contains((const char *const *)state->current->pdata, id);
}

static void print_verbose(const Context *context, const State *state,
			  const Revision *revision, const char *marks)
{
	g_autofree char *parents = revision_parents_text(revision);
	g_autofree char *title = g_strdup_printf("%s%s", revision->id, marks);
	g_autofree char *colored =
		output_colored(context->color, COLOR_YELLOW, title);
	printf("Rev: %s\n", colored);
	output_data("Revises: %s\n", *parents ? parents : "<base>");
	output_data("Path: %s\n", revision->path);
	if (revision->create_date)
		output_data("Created: %s\n", revision->create_date);
	const LedgerEntry *entry =
		g_hash_table_lookup(state->applied, revision->id);
	if (entry)
		output_data("Applied: %s\n", entry->applied_at);
	output_data("\n    %s\n\n", revision->message);
}

static void print_line(const Context *context, const Revision *revision,
		       const char *marks)
{
	g_autofree char *parents = revision_parents_text(revision);
	g_autofree char *colored =
		output_colored(context->color, COLOR_YELLOW, revision->id);
	g_autofree char *from = output_colored(FALSE, COLOR_YELLOW,
					       *parents ? parents : "<base>");
	g_autofree char *message =
		output_colored(FALSE, COLOR_YELLOW, revision->message);
	printf("%s -> %s%s, %s\n", from, colored, marks, message);
}

/* The set of ids to show; NULL for all. */
static gboolean select_range(const Context *context, const State *state,
			     GHashTable **shown, GError **error)
{
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;
	if (!options.range)
		return TRUE;
	if (!targets_split_range(options.range, &from, &to))
		to = g_strdup(options.range);
	const char *const *current = (const char *const *)state->current->pdata;
	g_autoptr(Target) end =
		targets_resolve(context->project, state->graph,
				to && *to ? to : "heads", current, error);
	g_autoptr(Target) start =
		end ? targets_resolve(context->project, state->graph,
				      from && *from ? from : "base", current,
				      error)
		    : NULL;
	if (!start)
		return FALSE;
	*shown = targets_ancestors(state->graph, end);
	g_autoptr(GHashTable) before = targets_ancestors(state->graph, start);
	GHashTableIter iterator;
	gpointer id;
	g_hash_table_iter_init(&iterator, before);
	while (g_hash_table_iter_next(&iterator, &id, NULL))
		g_hash_table_remove(*shown, id);
	for (guint i = 0; i < start->ids->len; i++)
		g_hash_table_add(
			*shown,
			graph_find(state->graph, start->ids->pdata[i])->id);
	return TRUE;
}

static json_t *revision_json(const State *state, const Revision *revision)
{
	json_t *object = describe_revision_json(state->graph, revision);
	const LedgerEntry *entry =
		g_hash_table_lookup(state->applied, revision->id);
	json_object_set_new(object, "applied",
			    entry ? json_string(entry->applied_at)
				  : json_null());
	json_object_set_new(object, "current",
			    json_boolean(is_current(state, revision->id)));
	return object;
}

static void show(const Context *context, const State *state,
		 const Revision *revision)
{
	g_autofree char *marks = describe_marks(
		state->graph, revision,
		options.indicate_current && is_current(state, revision->id));
	if (options.verbose)
		print_verbose(context, state, revision, marks);
	else
		print_line(context, revision, marks);
}

/* A bare repository has migrations and no database: none is applied there. */
static State *read_state(const Project *project, GError **error)
{
	if (!repository_is_bare(project->repository) ||
	    options.indicate_current)
		return state_read_project(project, error);
	Graph *graph = project_read_worktree_graph(project, error);
	return graph ? state_read(graph, NULL, error) : NULL;
}

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_autoptr(State) state = read_state(context->project, error);
	g_autoptr(GHashTable) shown = NULL;
	if (!state || !select_range(context, state, &shown, error))
		return EXIT_FAILED;
	json_t *list = json_array();
	const GPtrArray *ordered = graph_in_order(state->graph);
	for (guint i = ordered->len; i > 0; i--) {
		const Revision *revision = ordered->pdata[i - 1];
		if (shown && !g_hash_table_contains(shown, revision->id))
			continue;
		if (context->json)
			json_array_append_new(list,
					      revision_json(state, revision));
		else
			show(context, state, revision);
	}
	if (context->json)
		output_json(json_pack("{s:o}", "history", list));
	else
		json_decref(list);
	return EXIT_DONE;
}

const Command command_history = {
	.name = "history",
	.group = GROUP_LOOK,
	.summary = "list the revisions, newest first",
	.usage = {"[<options>]"},
	.options = entries,
	.common = TAKES_JSON | TAKES_COLOR | TAKES_DATABASE,
	.need = NEED_PROJECT,
	.run = run,
};
