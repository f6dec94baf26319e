#include "commands.h"
#include "output.h"
#include "schema_json.h"
#include "workflow/schemas.h"

/* SQL that is a model already is printed as it stands; the engine says first
 * whether it is any, and *built is what it made of it. */
static gboolean check_scripts(const Context *context, Snapshot *snapshot,
			      const Models *models, NamedSchema **built,
			      GError **error)
{
	if (!models->scripts->len)
		return TRUE;
	*built = schemas_read_models(context->project, snapshot, error);
	return *built != NULL;
}

static void print_models_json(const Context *context, const Models *models,
			      const NamedSchema *built)
{
	json_t *json = schema_json(context->project->dialect,
				   built ? built->schema : models->schema);
	json_object_set_new(json, "complete",
			    json_boolean(models_complete(models)));
	json_object_set_new(json, "diagnostics",
			    diagnostics_json(models->diagnostics));
	output_json(json);
}

static int print_models(const Context *context, const char *name,
			GError **error)
{
	g_autoptr(Snapshot) snapshot =
		project_snapshot(context->project, name, error);
	g_autoptr(Models) models =
		snapshot ? schemas_parse_models(context->project, snapshot,
						error)
			 : NULL;
	g_autoptr(NamedSchema) built = NULL;
	if (!models || !check_scripts(context, snapshot, models, &built, error))
		return EXIT_FAILED;
	/* The dialect's own reading of scripts knows what it could not read. */
	const Models *told = built ? built->models : models;
	if (!models->files->len && !models->scripts->len &&
	    !models->diagnostics->len)
		output_hint("no file of %s matches the models",
			    snapshot_name(snapshot));
	if (context->json) {
		print_models_json(context, told, built);
		return models_complete(told) ? EXIT_DONE : EXIT_NO;
	}
	g_autofree char *ddl = schemas_write_models(context->project, models);
	output_text(ddl);
	output_diagnostics(told->diagnostics);
	return models_complete(told) ? EXIT_DONE : EXIT_NO;
}

static int print_schema(const Context *context, const char *name,
			GError **error)
{
	g_autoptr(NamedSchema) schema =
		schemas_read(context->project, name, error);
	if (!schema)
		return EXIT_FAILED;
	if (context->json) {
		output_json(
			schema_json(context->project->dialect, schema->schema));
		return EXIT_DONE;
	}
	g_autofree char *ddl =
		dialect_write_schema(context->project->dialect, schema->schema);
	output_text(ddl);
	return EXIT_DONE;
}

static int run(Context *context, char **arguments, GError **error)
{
	const char *name = *arguments ? *arguments : ":worktree";
	if (g_str_equal(name, ":database") || g_str_equal(name, ":migrations"))
		return print_schema(context, name, error);
	return print_models(context, name, error);
}

const Command command_schema = {
	.name = "schema",
	.group = GROUP_LOOK,
	.summary = "print the schema that models declare, as DDL",
	.usage = {"[<options>] [<revision> | :index | :worktree | "
		  ":migrations | :database]"},
	.details = "What cannot be read is named on stderr with its line, and "
		   "the exit code is 1.",
	.common = TAKES_JSON | TAKES_MODELS | TAKES_DATABASE,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
