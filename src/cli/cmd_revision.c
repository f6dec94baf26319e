#include "commands.h"
#include "output.h"
#include "questions.h"
#include "revise.h"

static struct {
	char *message;
	char *id;
	gboolean autogenerate;
} options;

static const GOptionEntry entries[] = {
	{"message", 'm', 0, G_OPTION_ARG_FILENAME, &options.message,
	 "what the revision does", "<text>"},
	{"autogenerate", 0, 0, G_OPTION_ARG_NONE, &options.autogenerate,
	 "fill it from the models, as git migrate autogenerate", NULL},
	{"rev-id", 0, 0, G_OPTION_ARG_FILENAME, &options.id,
	 "the revision's id instead of a random one", "<id>"},
	G_OPTION_ENTRY_NULL,
};

static int run(Context *context, char **arguments, GError **error)
{
	(void)arguments;
	const AutogenerateOptions autogenerate = {
		.message = options.message,
		.id = options.id,
		.questions = questions_for_terminal(),
	};
	if (options.autogenerate)
		return revise_from_models(context, &autogenerate, error);
	if (!revise_require_message(options.message, error))
		return EXIT_USAGE;
	g_autofree char *path = autogenerate_empty(
		context->project, options.message, options.id, error);
	if (!path)
		return EXIT_FAILED;
	output_data("%s\n", path);
	return EXIT_DONE;
}

const Command command_revision = {
	.name = "revision",
	.group = GROUP_WRITE,
	.summary = "write an empty migration to fill in by hand",
	.usage = {"-m <text> [<options>]"},
	.options = entries,
	.common = TAKES_DATABASE | TAKES_MODELS,
	.need = NEED_PROJECT,
	.run = run,
};
