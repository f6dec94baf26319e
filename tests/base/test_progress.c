#include "base/progress.h"

#include <criterion/criterion.h>
#include <string.h>

static GMutex lock;
static char *shown;
static guint count;

static void show(const char *line)
{
	g_mutex_lock(&lock);
	g_free(shown);
	shown = g_strdup(line);
	count++;
	g_mutex_unlock(&lock);
}

static char *read_shown(void)
{
	g_mutex_lock(&lock);
	char *copy = g_strdup(shown);
	g_mutex_unlock(&lock);
	return copy;
}

/* It comes; a machine that is busy lets it wait. */
static char *wait_for_line(void)
{
	char *line;
	while (!(line = read_shown()))
		g_usleep(10000);
	return line;
}

Test(progress, nothing_is_shown_unless_it_is_enabled)
{
	cr_assert_null(progress_start());
	progress_say(NULL, "work", 1, 2);
}

Test(progress, line_is_shown_and_taken_away_at_the_end)
{
	progress_enable(show);
	Progress *progress = progress_start();
	progress_say(progress, "work \x1b[31m", 3, 500);
	g_autofree char *line = wait_for_line();
	cr_assert_str_eq(line, "work \\x1b[31m (3 of 500)");
	progress_end(progress);
	cr_assert_null(read_shown());
	cr_assert_eq(count, 2);
}

Test(progress, long_line_is_cut)
{
	char text[201];
	memset(text, 'x', 200);
	text[200] = '\0';
	progress_enable(show);
	g_autoptr(Progress) progress = progress_start();
	progress_say(progress, text, 1, 1);
	g_autofree char *line = wait_for_line();
	cr_assert_eq(strlen(line), 79);
}

Test(progress, work_within_work_is_not_told)
{
	progress_enable(show);
	Progress *outer = progress_start();
	cr_assert_not_null(outer);
	cr_assert_null(progress_start());
	progress_end(outer);
	g_autoptr(Progress) next = progress_start();
	cr_assert_not_null(next);
}
