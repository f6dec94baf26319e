#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "commands.h"
#include "output.h"
#include "repository/notes.h"
#include "workflow/commit_hook.h"

static int rebuild(const Context *context, const char *range, GError **error)
{
	unsigned count;
	const char *const everything[] = {"--branches", "HEAD", NULL};
	const char *const words[] = {"--end-of-options", range, NULL};
	if (range && !repository_check_range(range, error))
		return EXIT_USAGE;
	if (!commit_notes_rebuild(context->project, range ? words : everything,
				  &count, error))
		return EXIT_FAILED;
	g_autofree char *counted = text_count(count, "note", "notes");
	if (!context->quiet)
		output_remark("%s on " NOTES_REF, counted);
	return EXIT_DONE;
}

static int fetch(const Context *context, const char *remote, GError **error)
{
	gboolean found;
	const char *name = remote ? remote : "origin";
	if (!notes_fetch(context->project->repository, name, &found, error))
		return EXIT_FAILED;
	if (!context->quiet)
		output_remark(found ? "merged the notes of %s"
				    : "%s has no notes",
			      name);
	return EXIT_DONE;
}

static int push(const Context *context, const char *remote, GError **error)
{
	const char *name = remote ? remote : "origin";
	if (!notes_push(context->project->repository, name, error))
		return EXIT_FAILED;
	if (!context->quiet)
		output_remark("pushed the notes to %s", name);
	return EXIT_DONE;
}

static const struct {
	const char *word;
	int (*run)(const Context *context, const char *argument,
		   GError **error);
} actions[] = {
	{"rebuild", rebuild},
	{"fetch", fetch},
	{"push", push},
};

static int run(Context *context, char **arguments, GError **error)
{
	const char *word = *arguments;
	for (gsize i = 0; word && i < G_N_ELEMENTS(actions); i++)
		if (strcmp(actions[i].word, word) == 0)
			return actions[i].run(context, arguments[1], error);
	failure_set(error, FAILURE_USAGE, "rebuild, fetch or push",
		    word ? "'%s' is nothing to do with notes"
			 : "what to do with the notes is needed",
		    word);
	return EXIT_USAGE;
}

const Command command_notes = {
	.name = "notes",
	.group = GROUP_LOOK,
	.summary = "rebuild, fetch or push what is noted beside the commits",
	.usage = {"rebuild [<options>] [<range>]",
		  "fetch [<options>] [<remote>]",
		  "push [<options>] [<remote>]"},
	.need = NEED_PROJECT,
	.most_arguments = 2,
	.run = run,
};
