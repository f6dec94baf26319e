#include "command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/progress.h"
#include "output.h"

/* Where the common options land. */
static struct {
	gboolean help;
	gboolean quiet;
	gboolean json;
	char *color;
	char *database;
	char *migrations;
	char *dialect;
	char **models;
} common;

static const GOptionEntry project_entries[] = {
	{"migrations", 0, 0, G_OPTION_ARG_FILENAME, &common.migrations,
	 "the folder of the revision files", "<directory>"},
	G_OPTION_ENTRY_NULL,
};
static const GOptionEntry always[] = {
	{"quiet", 'q', 0, G_OPTION_ARG_NONE, &common.quiet,
	 "say only what was asked for", NULL},
	{"help", 'h', 0, G_OPTION_ARG_NONE, &common.help, "show this", NULL},
	G_OPTION_ENTRY_NULL,
};
static const GOptionEntry json[] = {
	{"json", 0, 0, G_OPTION_ARG_NONE, &common.json, "print JSON", NULL},
	G_OPTION_ENTRY_NULL,
};
static const GOptionEntry database[] = {
	{"database", 0, 0, G_OPTION_ARG_FILENAME, &common.database,
	 "the database to use", "<url>"},
	G_OPTION_ENTRY_NULL,
};
static const GOptionEntry models[] = {
	{"models", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &common.models,
	 "the model files; may be repeated", "<pathspec>"},
	{"dialect", 0, 0, G_OPTION_ARG_FILENAME, &common.dialect,
	 "the engine to write for", "<name>"},
	G_OPTION_ENTRY_NULL,
};
static const GOptionEntry color[] = {
	{"color", 0, 0, G_OPTION_ARG_FILENAME, &common.color,
	 "auto, always or never", "<when>"},
	G_OPTION_ENTRY_NULL,
};

static const struct {
	unsigned flag;
	const GOptionEntry *entries;
} common_groups[] = {
	{TAKES_JSON, json},
	{TAKES_COLOR, color},
	{TAKES_DATABASE, database},
	{TAKES_MODELS, models},
};

const Command *command_find(const char *name)
{
	for (const Command *const *command = commands; *command; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	return NULL;
}

static void print_option(FILE *stream, const GOptionEntry *option)
{
	GString *line = g_string_new("    ");
	if (option->short_name)
		g_string_append_printf(line, "-%c, ", option->short_name);
	g_string_append_printf(line, "--%s", option->long_name);
	if (option->arg_description)
		g_string_append_printf(line, "=%s", option->arg_description);
	if (line->len > 26)
		fprintf(stream, "%s\n%28s%s\n", line->str, "",
			option->description);
	else
		fprintf(stream, "%-28s%s\n", line->str, option->description);
	g_string_free(line, TRUE);
}

static void print_options(FILE *stream, const GOptionEntry *options)
{
	for (; options && options->long_name; options++)
		if (!(options->flags & G_OPTION_FLAG_HIDDEN))
			print_option(stream, options);
}

void command_print_usage(const Command *command, gboolean to_stderr)
{
	FILE *stream = to_stderr ? stderr : stdout;
	for (gsize i = 0; i < G_N_ELEMENTS(command->usage); i++)
		if (command->usage[i])
			fprintf(stream, "%s git migrate %s%s%s\n",
				i ? "   or:" : "usage:", command->name,
				*command->usage[i] ? " " : "",
				command->usage[i]);
	fputc('\n', stream);
	print_options(stream, command->options);
	for (gsize i = 0; i < G_N_ELEMENTS(common_groups); i++)
		if (command->common & common_groups[i].flag)
			print_options(stream, common_groups[i].entries);
	if (command->need == NEED_PROJECT)
		print_options(stream, project_entries);
	print_options(stream, always);
	if (command->details)
		fprintf(stream, "\n%s\n", command->details);
}

/* "-1" is a revision, not an option: it is hidden from the parser. */
static const char hidden_mark[] = "\001";

static gboolean is_relative(const char *word)
{
	if (*word++ != '-' || !g_ascii_isdigit(*word))
		return FALSE;
	while (g_ascii_isdigit(*word))
		word++;
	return *word == '\0' || *word == ':';
}

/* "-n1" is "-n 1", which is all that the parser knows. */
static gboolean is_short_with_number(const char *word)
{
	return word[0] == '-' && g_ascii_isalpha(word[1]) &&
	       g_ascii_isdigit(word[2]) &&
	       word[2 + strspn(word + 2, "0123456789")] == '\0';
}

static GStrv prepare_words(int argc, char **argv)
{
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	gboolean only_arguments = FALSE;
	for (int i = 0; i < argc; i++) {
		g_autofree char *changed = NULL;
		only_arguments |= strcmp(argv[i], "--") == 0;
		if (!only_arguments && is_relative(argv[i])) {
			changed = g_strconcat(hidden_mark, argv[i], NULL);
			g_strv_builder_add(words, changed);
		} else if (!only_arguments && is_short_with_number(argv[i])) {
			changed = g_strndup(argv[i], 2);
			g_strv_builder_add(words, changed);
			g_strv_builder_add(words, argv[i] + 2);
		} else {
			g_strv_builder_add(words, argv[i]);
		}
	}
	return g_strv_builder_end(words);
}

static void show_relative(char **arguments)
{
	for (; *arguments; arguments++)
		if (**arguments == *hidden_mark)
			memmove(*arguments, *arguments + 1, strlen(*arguments));
}

static void add_common(GOptionContext *parser, const Command *command)
{
	for (gsize i = 0; i < G_N_ELEMENTS(common_groups); i++)
		if (command->common & common_groups[i].flag)
			g_option_context_add_main_entries(
				parser, common_groups[i].entries, NULL);
	if (command->need == NEED_PROJECT)
		g_option_context_add_main_entries(parser, project_entries,
						  NULL);
	g_option_context_add_main_entries(parser, always, NULL);
}

static int refuse_usage(const Command *command, const char *message)
{
	g_autofree char *lower = g_strdup(message);
	*lower = g_ascii_tolower(*lower);
	output_remark("error: %s", lower);
	command_print_usage(command, TRUE);
	return EXIT_USAGE;
}

static gboolean wants_color(void)
{
	if (common.color && strcmp(common.color, "auto") != 0)
		return strcmp(common.color, "never") != 0;
	const char *term = g_getenv("TERM");
	return isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR") && term &&
	       strcmp(term, "dumb") != 0;
}

static Project *open_project(GError **error)
{
	const ProjectOverrides overrides = {
		.models = (const char *const *)common.models,
		.migrations = common.migrations,
		.dialect = common.dialect,
		.database = common.database,
	};
	return project_open(&overrides, error);
}

static void enable_progress(void)
{
	const char *terminal = g_getenv("TERM");
	if (!common.quiet && isatty(STDERR_FILENO) && terminal &&
	    strcmp(terminal, "dumb") != 0)
		progress_enable(output_progress);
}

static int run(const Command *command, char **arguments)
{
	enable_progress();
	g_autoptr(GError) error = NULL;
	g_autoptr(Project) opened = NULL;
	if (command->need == NEED_PROJECT) {
		opened = open_project(&error);
		if (!opened) {
			output_error(error);
			return EXIT_FAILED;
		}
	}
	Context context = {
		.project = opened,
		.quiet = common.quiet,
		.json = common.json,
		.color = wants_color(),
	};
	int status = command->run(&context, arguments, &error);
	if (!error)
		return status;
	output_error(error);
	return g_error_matches(error, FAILURE, FAILURE_USAGE) ? EXIT_USAGE
							      : EXIT_FAILED;
}

int command_run(const Command *command, int argc, char **argv)
{
	g_autoptr(GOptionContext) parser = g_option_context_new(NULL);
	g_option_context_set_help_enabled(parser, FALSE);
	if (command->options)
		g_option_context_add_main_entries(parser, command->options,
						  NULL);
	add_common(parser, command);
	g_auto(GStrv) words = prepare_words(argc, argv);
	g_autoptr(GError) error = NULL;
	if (!g_option_context_parse_strv(parser, &words, &error))
		return refuse_usage(command, error->message);
	if (common.help) {
		command_print_usage(command, FALSE);
		return EXIT_DONE;
	}
	show_relative(words);
	char **arguments = words + 1;
	if (*arguments && strcmp(*arguments, "--") == 0)
		arguments++;
	int count = (int)g_strv_length(arguments);
	if (command->most_arguments >= 0 && count > command->most_arguments) {
		g_autofree char *message =
			g_strdup_printf("too many arguments, starting at '%s'",
					arguments[command->most_arguments]);
		return refuse_usage(command, message);
	}
	return run(command, arguments);
}
