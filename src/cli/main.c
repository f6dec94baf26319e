#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "command.h"
#include "output.h"

static void print_commands(FILE *stream)
{
	fputs("usage: git migrate <command> [<options>]\n", stream);
	const char *group = "";
	for (const Command *const *entry = commands; *entry; entry++) {
		const Command *command = *entry;
		if (strcmp(command->group, group) != 0)
			fprintf(stream, "\n%s\n", command->group);
		group = command->group;
		fprintf(stream, "   %-14s%s\n", command->name,
			command->summary);
	}
	fputs("\n'git migrate <command> -h' lists the options of a command, "
	      "'git migrate --help'\nopens the manual.\n",
	      stream);
}

/* The one command that starts with a word of three letters at least. */
static const char *find_beginning(const char *word)
{
	const char *found = NULL;
	for (const Command *const *command = commands; *command; command++) {
		if (strlen(word) < 3 ||
		    !g_str_has_prefix((*command)->name, word))
			continue;
		if (found)
			return NULL;
		found = (*command)->name;
	}
	return found;
}

static int refuse_command(const char *name)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	for (const Command *const *command = commands; *command; command++)
		g_strv_builder_add(builder, (*command)->name);
	g_auto(GStrv) names = g_strv_builder_end(builder);
	const char *nearest = find_beginning(name);
	if (!nearest)
		nearest = text_nearest(name, (const char *const *)names);
	output_remark("error: '%s' is not a git migrate command", name);
	if (nearest)
		output_hint("did you mean git migrate %s?", nearest);
	else
		output_hint("see git migrate -h for the commands");
	return EXIT_USAGE;
}

/* `git migrate --help` is git's own doing; this serves the program when it is
 * called by its own name. */
static int open_manual(const char *command)
{
	g_autofree char *page =
		command ? g_strconcat("git-migrate-", command, NULL)
			: g_strdup("git-migrate");
	execlp("man", "man", page, (char *)NULL);
	print_commands(stdout);
	return EXIT_DONE;
}

static gboolean wants_manual(char **words)
{
	for (; *words && strcmp(*words, "--") != 0; words++)
		if (strcmp(*words, "--help") == 0)
			return TRUE;
	return FALSE;
}

static int dispatch(int argc, char **argv)
{
	if (argc < 2) {
		print_commands(stdout);
		return EXIT_NO;
	}
	const char *name = argv[1];
	if (strcmp(name, "-h") == 0) {
		print_commands(stdout);
		return EXIT_DONE;
	}
	if (strcmp(name, "--version") == 0) {
		printf("git-migrate version %s\n", VERSION);
		return EXIT_DONE;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0)
		return open_manual(argv[2]);
	const Command *command = command_find(name);
	if (!command)
		return refuse_command(name);
	if (wants_manual(argv + 2))
		return open_manual(name);
	return command_run(command, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	return output_finish(dispatch(argc, argv));
}
