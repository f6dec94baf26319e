#include "base/text.h"
#include "commands.h"
#include "describe.h"
#include "workflow/trust.h"

static struct {
	gboolean dry_run;
} options;

static const GOptionEntry entries[] = {
	{"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
	 "only list what is not known here", NULL},
	G_OPTION_ENTRY_NULL,
};

static void print_accepted(const Context *context, const GPtrArray *accepted,
			   guint known)
{
	if (context->json) {
		output_json(json_pack("{s:o, s:i, s:b}", "accepted",
				      describe_strings_json(accepted), "known",
				      (int)known, "dry_run", options.dry_run));
		return;
	}
	for (guint i = 0; i < accepted->len; i++)
		output_data("%s\n", (const char *)accepted->pdata[i]);
	if (context->quiet)
		return;
	g_autofree char *count =
		text_count(accepted->len, "migration", "migrations");
	if (!accepted->len)
		output_remark("all are known here");
	else if (options.dry_run)
		output_remark("%s not known here", count);
	else
		output_remark("%s accepted; git migrate sync applies what HEAD "
			      "has",
			      count);
}

static int run(Context *context, char **arguments, GError **error)
{
	guint known = 0;
	g_autoptr(GPtrArray) accepted = trust_accept(
		context->project, *arguments, options.dry_run, &known, error);
	if (!accepted)
		return EXIT_FAILED;
	print_accepted(context, accepted, known);
	return options.dry_run && accepted->len ? EXIT_NO : EXIT_DONE;
}

const Command command_trust = {
	.name = "trust",
	.group = GROUP_HOOKS,
	.summary = "let hooks run migrations that came from elsewhere",
	.usage = {"[<options>] [<revision>]"},
	.details =
		"Hooks ask for it where migrate.trust is known. <revision> is "
		"a Git revision,\nall of whose migrations are accepted, or the "
		"id of a migration; HEAD when it\nis left out. With --dry-run "
		"it exits with 1 when one is not known.",
	.options = entries,
	.common = TAKES_JSON,
	.need = NEED_PROJECT,
	.most_arguments = 1,
	.run = run,
};
