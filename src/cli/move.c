#include "move.h"

#include "output.h"

static void print_step(const Step *step, guint number, guint count,
		       gpointer user_data)
{
	(void)number, (void)count, (void)user_data;
	g_autofree char *line = step_describe(step);
	output_remark("%s", line);
}

ApplyProgress move_progress(const Context *context)
{
	return context->quiet ? NULL : print_step;
}

void move_print_count(const Context *context, const ApplyResult *result)
{
	g_autofree char *text = discard_summarize(&result->count);
	if (!*text || context->quiet)
		return;
	/* " (2 values stashed)" or "; restored 2 values", or both. */
	g_autofree char *plain = g_strdup(text + (*text == ';' ? 2 : 1));
	output_remark("%s: %s", result->database, plain);
}

int move_print_sql(const Context *context, const char *word, gboolean down,
		   GError **error)
{
	g_autofree char *sql =
		apply_write_sql(context->project, word, down, error);
	if (!sql)
		return EXIT_FAILED;
	output_text(sql);
	return EXIT_DONE;
}
