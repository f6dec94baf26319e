#include <stdio.h>
#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "commands.h"
#include "describe.h"
#include "workflow/blame.h"

/* As git blame does: the commit that is not to blame has a mark. */
static char *abbreviate(const BlamedColumn *column)
{
	return g_strdup_printf("%s%.*s", column->boundary ? "^" : "",
			       column->boundary ? 6 : 7, column->commit);
}

static void explain_boundary(const GPtrArray *blamed)
{
	for (guint i = 0; i < blamed->len; i++) {
		const BlamedColumn *column = blamed->pdata[i];
		if (!column->boundary)
			continue;
		output_remark("^%.6s: shallow boundary: it has these columns, "
			      "and the commits before are not in this clone",
			      column->commit);
		output_hint(SHALLOW_HINT);
		return;
	}
}

/* In characters; of a name that is not UTF-8 in bytes. */
static gsize width(const char *name)
{
	return g_utf8_validate(name, -1, NULL) ? (gsize)g_utf8_strlen(name, -1)
					       : strlen(name);
}

static void print_text(const Context *context, const GPtrArray *blamed)
{
	gsize widest = 0;
	for (guint i = 0; i < blamed->len; i++) {
		const BlamedColumn *column = blamed->pdata[i];
		widest = MAX(widest, width(column->name));
	}
	for (guint i = 0; i < blamed->len; i++) {
		const BlamedColumn *column = blamed->pdata[i];
		g_autoptr(GDateTime) time =
			g_date_time_new_from_unix_utc(column->time);
		g_autofree char *date = g_date_time_format(time, "%Y-%m-%d");
		g_autofree char *abbreviated = abbreviate(column);
		g_autofree char *id = output_colored(context->color,
						     COLOR_YELLOW, abbreviated);
		printf("%s", id);
		g_autofree char *definition =
			text_escape(column->definition, FALSE);
		output_data(" %s %s%*s %s", date, column->name,
			    (int)(widest - width(column->name)), "",
			    definition);
		if (column->old_name)
			output_data(" (as %s)", column->old_name);
		output_data("  %s\n", column->subject);
	}
}

static void print_json(const char *table, const GPtrArray *blamed)
{
	json_t *columns = json_array();
	for (guint i = 0; i < blamed->len; i++) {
		const BlamedColumn *column = blamed->pdata[i];
		json_array_append_new(
			columns,
			json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:s?, s:b}",
				  "column", column->name, "definition",
				  column->definition, "commit", column->commit,
				  "subject", column->subject, "time",
				  (json_int_t)column->time, "revisions",
				  describe_strings_json(column->revisions),
				  "as", column->old_name, "boundary",
				  column->boundary));
	}
	output_json(
		json_pack("{s:s, s:o}", "table", table, "columns", columns));
}

static int run(Context *context, char **arguments, GError **error)
{
	if (!*arguments) {
		failure_set(error, FAILURE_USAGE,
			    "git migrate blame todos, or todos.title",
			    "the name of a table is needed");
		return EXIT_USAGE;
	}
	g_autofree char *table = g_strdup(arguments[0]);
	char *dot = strchr(table, '.');
	if (dot)
		*dot++ = '\0';
	const char *revision = arguments[1] ? arguments[1] : "HEAD";
	g_autoptr(GPtrArray) blamed =
		blame_table(context->project, revision, table, dot, error);
	if (!blamed)
		return EXIT_FAILED;
	if (context->json)
		print_json(table, blamed);
	else
		print_text(context, blamed);
	explain_boundary(blamed);
	return EXIT_DONE;
}

const Command command_blame = {
	.name = "blame",
	.group = GROUP_LOOK,
	.summary = "tell which commit made each column what it is",
	.usage = {"[<options>] <table>[.<column>] [<commit>]"},
	.common = TAKES_JSON | TAKES_COLOR | TAKES_MODELS,
	.need = NEED_PROJECT,
	.most_arguments = 2,
	.run = run,
};
