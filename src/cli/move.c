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
