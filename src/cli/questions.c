#include "questions.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

/* The line typed after a question, without its end; NULL at end of file. */
static char *ask(const char *question)
{
	g_autofree char *line = NULL;
	size_t size = 0;
	fflush(stdout);
	fprintf(stderr, "%s ", question);
	fflush(stderr);
	ssize_t length = getline(&line, &size, stdin);
	return length < 0 ? NULL : g_strdup(g_strstrip(line));
}

static gboolean ask_rename(const RenameCandidate *candidate, gpointer user_data)
{
	(void)user_data;
	const Column *old = candidate->old_column;
	g_autofree char *question =
		old ? g_strdup_printf("Was column '%s.%s' renamed to '%s.%s'? "
				      "[y/N]",
				      candidate->old_table->name, old->name,
				      candidate->new_table->name,
				      candidate->new_column->name)
		    : g_strdup_printf("Was table '%s' renamed to '%s'? [y/N]",
				      candidate->old_table->name,
				      candidate->new_table->name);
	g_autofree char *answer = ask(question);
	return answer && g_ascii_tolower(*answer) == 'y';
}

static char *ask_value(const char *table, const char *column,
		       gpointer user_data)
{
	(void)user_data;
	g_autofree char *question = g_strdup_printf(
		"Column '%s.%s' is NOT NULL: which SQL value do the rows get "
		"that are there already (empty: give up)?",
		table, column);
	char *answer = ask(question);
	if (answer && !*answer)
		g_clear_pointer(&answer, g_free);
	return answer;
}

gboolean questions_can_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

Questions questions_for_terminal(void)
{
	if (!questions_can_ask())
		return (Questions){NULL, NULL, NULL};
	return (Questions){
		.is_rename = ask_rename,
		.value_for = ask_value,
	};
}

gboolean questions_confirm(const char *question)
{
	if (!questions_can_ask())
		return FALSE;
	g_autofree char *answer = ask(question);
	return answer && g_ascii_tolower(*answer) == 'y';
}

gboolean questions_ask_yes(const char *question)
{
	if (!questions_can_ask())
		return TRUE;
	g_autofree char *answer = ask(question);
	return !answer || g_ascii_tolower(*answer) != 'n';
}
