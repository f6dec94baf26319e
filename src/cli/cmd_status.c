#include <stdio.h>
#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "commands.h"
#include "describe.h"
#include "workflow/status.h"
#include "workflow/trigger.h"

static struct {
	gboolean brief;
} options;

static const GOptionEntry entries[] = {
	{"short", 's', 0, G_OPTION_ARG_NONE, &options.brief,
	 "one line a finding", NULL},
	G_OPTION_ENTRY_NULL,
};

static void print_where(const Status *status, const Project *project)
{
	if (status->branch)
		output_data("On branch %s%s\n", status->branch,
			    status->head ? "" : " (no commits yet)");
	else if (status->head)
		output_data("HEAD detached at %.7s\n", status->head);
	g_autofree char *url =
		project->config->database
			? config_redact_url(project->config->database)
			: g_strdup("none configured");
	const char *name = status->database ? status->database : url;
	const GPtrArray *current = status->state->current;
	if (!status->database) {
		output_data("Database %s does not exist yet\n", name);
		return;
	}
	if (current->len == 1) {
		output_data("Database %s is at base\n", name);
		return;
	}
	g_autofree char *ids = g_strjoinv(", ", (char **)current->pdata);
	output_data("Database %s is at %s\n", name, ids);
}

static void print_revision(const Context *context, const char *letter,
			   const char *color, const Revision *revision)
{
	g_autofree char *line =
		g_strdup_printf("%s %s", revision->id, revision->message);
	g_autofree char *colored = output_colored(context->color, color, line);
	if (options.brief)
		printf("%s %s\n", letter, colored);
	else
		printf("\t%s\n", colored);
}

static void print_heading(const char *heading, const char *advice)
{
	if (options.brief)
		return;
	output_data("\n%s\n", heading);
	if (advice)
		output_data("  (%s)\n", advice);
}

static void print_revisions(const Context *context, const GPtrArray *revisions,
			    const char *heading, const char *advice,
			    const char *letter, const char *color)
{
	if (!revisions->len)
		return;
	print_heading(heading, advice);
	for (guint i = 0; i < revisions->len; i++)
		print_revision(context, letter, color, revisions->pdata[i]);
}

static GPtrArray *foreign_revisions(const State *state)
{
	GPtrArray *revisions = g_ptr_array_new();
	const GPtrArray *ordered = graph_in_order(state->graph);
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		if (g_hash_table_contains(state->foreign, revision->id))
			g_ptr_array_add(revisions, ordered->pdata[i]);
	}
	return revisions;
}

/* What the models change; NULL while a file is broken: what stands in it is
 * not known, so that what looks gone may be there. */
static const GPtrArray *told_changes(const Status *status)
{
	const Models *models =
		status->models ? status->models->to->models : NULL;
	if (models && diagnostics_count(models->diagnostics, DIAGNOSTIC_ERROR))
		return NULL;
	return status->models ? status->models->changes : NULL;
}

static void print_models(const Context *context, const Status *status)
{
	if (status->models_error) {
		output_error(status->models_error);
		return;
	}
	const Models *models = status->models->to->models;
	if (models)
		output_diagnostics(models->diagnostics);
	const GPtrArray *changes = told_changes(status);
	if (!changes || !changes->len)
		return;
	print_heading("Model changes without a migration:",
		      "use \"git migrate autogenerate -m <text>\"");
	for (guint i = 0; i < changes->len; i++) {
		g_autofree char *line = change_summarize(changes->pdata[i]);
		g_autofree char *colored =
			output_colored(context->color, COLOR_RED, line);
		printf("%s%s\n", options.brief ? "M " : "\t", colored);
	}
}

static void print_deferred(Repository *repository)
{
	g_autofree char *deferred = trigger_read_deferred(repository);
	if (!deferred)
		return;
	if (operation_read(repository).running)
		output_data("\nHooks wait for the end of %s\n", deferred);
	else
		output_data("\nHooks waited for %s, whose end they did not "
			    "see\n  (use \"git migrate sync\")\n",
			    deferred);
}

/* Revisions of the working tree that HEAD does not have as they are here. */
static const char uncommitted_advice[] =
	"use \"git add\" and \"git commit\" to share them";

static void print_advice(const Status *status)
{
	g_autofree char *heads = project_advise_heads(status->committed);
	if (heads)
		output_hint("%s", heads);
	if (status->lost) {
		output_warning("%s", status->lost->message);
		output_hint("%s", failure_hint(status->lost));
	}
}

static void print_text(const Context *context, const Status *status)
{
	const State *state = status->state;
	if (!options.brief)
		print_where(status, context->project);
	print_revisions(context, state->pending, "Revisions to be applied:",
			"use \"git migrate upgrade\"", "P", COLOR_GREEN);
	g_autoptr(GPtrArray) foreign = foreign_revisions(state);
	print_revisions(context, foreign,
			"Applied revisions whose files are not here:",
			status->lost ? NULL
				     : "use \"git migrate sync\" to take back "
				       "what HEAD has not; values are kept",
			"F", COLOR_RED);
	print_revisions(context, state->interrupted,
			"Revisions that were interrupted, for they run without "
			"a transaction:",
			"see how far each came, finish or undo it by hand, "
			"then use \"git migrate stamp\"",
			"I", COLOR_RED);
	print_revisions(context, state->edited,
			"Revisions edited after they were applied:",
			"use \"git migrate sync\" once they are committed, or "
			"restore their files",
			"E", COLOR_RED);
	print_revisions(context, status->uncommitted,
			"Revisions that are not committed:", uncommitted_advice,
			"U", COLOR_YELLOW);
	print_revisions(context, graph_strays(state->graph),
			"Revisions that wait for another branch:",
			"they are not committed and stand on what it has", "W",
			COLOR_YELLOW);
	print_advice(status);
	print_models(context, status);
	if (options.brief)
		return;
	if (!status->follows_head)
		print_deferred(context->project->repository);
	if (status->follows_head)
		output_data("\nThe database is what HEAD's migrations say\n");
	else if (state_is_current(state))
		output_data("\nThe database is what the migrations of the "
			    "working tree say; HEAD's differ\n");
	else if (status->database)
		output_data("\nThe database is not what HEAD's migrations "
			    "say\n%s",
			    status->lost ? ""
					 : "  (use \"git migrate sync\")\n");
}

static json_t *revisions_json(const State *state, const GPtrArray *revisions)
{
	json_t *list = json_array();
	for (guint i = 0; i < revisions->len; i++)
		json_array_append_new(
			list, describe_revision_json(state->graph,
						     revisions->pdata[i]));
	return list;
}

static void print_json(const Status *status)
{
	const State *state = status->state;
	g_autoptr(GPtrArray) foreign = foreign_revisions(state);
	json_t *current = json_array();
	for (guint i = 0; i < state_current_count(state); i++)
		json_array_append_new(current,
				      json_string(state->current->pdata[i]));
	json_t *changes = json_array();
	const GPtrArray *told = told_changes(status);
	for (guint i = 0; told && i < told->len; i++) {
		g_autofree char *line = change_summarize(told->pdata[i]);
		json_array_append_new(changes, json_string(line));
	}
	output_json(json_pack(
		"{s:s?, s:s?, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
		"branch", status->branch, "head", status->head, "database",
		status->database, "current", current, "pending",
		revisions_json(state, state->pending), "foreign",
		revisions_json(state, foreign), "edited",
		revisions_json(state, state->edited), "interrupted",
		revisions_json(state, state->interrupted), "uncommitted",
		revisions_json(state, status->uncommitted), "model_changes",
		changes, "in_sync", status->follows_head));
}

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	g_autoptr(Status) status = status_read(context->project, TRUE, error);
	if (!status)
		return EXIT_FAILED;
	if (context->json)
		print_json(status);
	else
		print_text(context, status);
	return status->follows_head ? EXIT_DONE : EXIT_NO;
}

const Command command_status = {
	.name = "status",
	.group = GROUP_LOOK,
	.summary = "show where database, migrations and models stand",
	.usage = {"[<options>]"},
	.details = "Exits with 1 when the database is not what HEAD's "
		   "migrations say.",
	.options = entries,
	.common = TAKES_JSON | TAKES_COLOR | TAKES_DATABASE | TAKES_MODELS,
	.need = NEED_PROJECT,
	.run = run,
};
