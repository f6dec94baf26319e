#include "commands.h"
#include "output.h"
#include "workflow/schemas.h"

/* SQL that is a model already is printed as it stands; the engine says first
 * whether it is any. */
static gboolean check_scripts(const Context *context, Snapshot *snapshot,
			      const Models *models, GError **error)
{
	if (!models->scripts->len)
		return TRUE;
	g_autoptr(NamedSchema) built =
		schemas_read_models(context->project, snapshot, error);
	return built != NULL;
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
	if (!models || !check_scripts(context, snapshot, models, error))
		return EXIT_FAILED;
	if (!models->files->len && !models->scripts->len)
		output_hint("no file of %s matches the models",
			    snapshot_name(snapshot));
	g_autofree char *ddl = schemas_write_models(context->project, models);
	output_text(ddl);
	output_diagnostics(models->diagnostics);
	return models_complete(models) ? EXIT_DONE : EXIT_NO;
}

static int print_schema(const Context *context, const char *name,
			GError **error)
{
	g_autoptr(NamedSchema) schema =
		schemas_read(context->project, name, error);
	if (!schema)
		return EXIT_FAILED;
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
	.common = TAKES_MODELS | TAKES_DATABASE,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
