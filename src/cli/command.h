/*
 * The frame every command stands in. A command is one file, cmd_<name>.c, that
 * ends in one Command entry; commands.c has the table of them. Its option
 * table makes the parser, `-h` and the manual's SYNOPSIS.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <glib.h>

#include "workflow/project.h"

/* Exit codes, as git's. */
enum {
	EXIT_DONE = 0,
	EXIT_NO = 1,	   /* the answer is no */
	EXIT_FAILED = 128, /* what was asked for could not be done */
	EXIT_USAGE = 129   /* the command line is wrong */
};

typedef enum Need {
	NEED_NOTHING,
	NEED_PROJECT /* the repository and its configuration */
} Need;

/* Which of the common options a command takes. */
typedef enum CommonOptions {
	TAKES_JSON = 1 << 0,
	TAKES_DATABASE = 1 << 1, /* --database=URL */
	TAKES_MODELS = 1 << 2,	 /* --models=PATHSPEC, --dialect=NAME */
	TAKES_COLOR = 1 << 3
} CommonOptions;

typedef struct Context {
	Project *project; /* NULL for NEED_NOTHING */
	gboolean quiet;
	gboolean json;
	gboolean color;
} Context;

typedef struct Command {
	const char *name;
	const char *group;   /* heading it is listed under */
	const char *summary; /* one line, lower case */
	/* What may follow the name, a line each, NULL-ended:
	 * "[<options>] [<revision>]". */
	const char *usage[4];
	/* Says more after the options in `-h`; or NULL. */
	const char *details;
	const GOptionEntry *options; /* ends in an entry without a name */
	unsigned common;	     /* of CommonOptions */
	Need need;
	int most_arguments; /* -1: any number */
	/* Returns an exit code, or EXIT_FAILED or EXIT_USAGE with the error
	 * set. `arguments` are NULL-ended, without options. */
	int (*run)(Context *context, char **arguments, GError **error);
} Command;

/* The table, ordered as it is listed; ends in NULL. */
extern const Command *const commands[];

/* The command of a name, or NULL. */
const Command *command_find(const char *name);

/* Parses the command line (its first word is the command's name) and runs the
 * command; prints its errors. Returns an exit code. */
int command_run(const Command *command, int argc, char **argv);

/* The usage lines of a command as `-h` prints them. */
void command_print_usage(const Command *command, gboolean to_stderr);

#endif
