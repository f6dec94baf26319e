#include "repository/operation.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static char *path_of(const Repository *repository, const char *name)
{
	return g_strdup_printf("%s/%s", repository->git_directory, name);
}

static gboolean has(const Repository *repository, const char *name)
{
	g_autofree char *path = path_of(repository, name);
	return access(path, F_OK) == 0;
}

static char *read_file(const Repository *repository, const char *name)
{
	g_autofree char *path = path_of(repository, name);
	char *text = file_text(path, NULL);
	return text ? g_strstrip(text) : NULL;
}

static int read_number(const Repository *repository, const char *name)
{
	g_autofree char *text = read_file(repository, name);
	return text ? atoi(text) : 0;
}

/* The commands left to do. The one at hand counts: it is taken off the list
 * when the next one is started. */
static unsigned count_todo(const char *text)
{
	unsigned count = 0;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		const char *start = *line + strspn(*line, " \t");
		count += *start && *start != '#';
	}
	return count;
}

/* A rebase that only moves forward has "noop" for its one command, done before
 * the checkout. */
static gboolean has_nothing_to_pick(const Repository *repository)
{
	g_autofree char *done = read_file(repository, "rebase-merge/done");
	g_autofree char *todo =
		read_file(repository, "rebase-merge/git-rebase-todo");
	return done && strcmp(done, "noop") == 0 && todo &&
	       count_todo(todo) == 0;
}

static void read_rebase(const Repository *repository, Operation *operation)
{
	if (has(repository, "rebase-merge")) {
		operation->running |= OPERATION_REBASE;
		operation->is_last = has_nothing_to_pick(repository);
		return;
	}
	if (!has(repository, "rebase-apply"))
		return;
	if (has(repository, "rebase-apply/rebasing")) {
		operation->running |= OPERATION_REBASE;
		return;
	}
	operation->running |= OPERATION_AM;
	operation->is_last = read_number(repository, "rebase-apply/next") >=
			     read_number(repository, "rebase-apply/last");
}

static void read_picks(const Repository *repository, Operation *operation)
{
	g_autofree char *todo = read_file(repository, "sequencer/todo");
	if (!todo)
		return;
	operation->running |= OPERATION_PICKS;
	operation->is_last = count_todo(todo) <= 1;
}

/* BISECT_START has the name of the branch, or the commit where there was
 * none; HEAD "ref: refs/heads/<name>" or the commit. */
static void read_bisection(const Repository *repository, Operation *operation)
{
	g_autofree char *start = read_file(repository, "BISECT_START");
	if (!start)
		return;
	operation->running |= OPERATION_BISECT;
	g_autofree char *head = read_file(repository, "HEAD");
	const char *at = head ? head : "";
	if (g_str_has_prefix(at, "ref: refs/heads/"))
		at += strlen("ref: refs/heads/");
	operation->is_back = strcmp(at, start) == 0;
}

Operation operation_read(const Repository *repository)
{
	Operation operation = {0};
	read_rebase(repository, &operation);
	read_picks(repository, &operation);
	read_bisection(repository, &operation);
	if (has(repository, "MERGE_HEAD"))
		operation.running |= OPERATION_MERGE;
	return operation;
}

const char *operation_name(unsigned running)
{
	static const struct {
		unsigned kind;
		const char *name;
	} names[] = {
		{OPERATION_REBASE, "a rebase"},
		{OPERATION_AM, "git am"},
		{OPERATION_PICKS, "a series of picks"},
		{OPERATION_BISECT, "a bisection"},
		{OPERATION_MERGE, "a merge"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (running & names[i].kind)
			return names[i].name;
	return NULL;
}
