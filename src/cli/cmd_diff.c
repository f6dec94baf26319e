#include <stdio.h>

#include "base/text.h"
#include "commands.h"
#include "describe.h"
#include "questions.h"
#include "workflow/compare.h"
#include "workflow/targets.h"

static struct {
	gboolean sql;
	gboolean stat;
	gboolean exit_code;
	char **renames;
	gboolean no_renames;
} options;

static const GOptionEntry entries[] = {
	{"sql", 0, 0, G_OPTION_ARG_NONE, &options.sql,
	 "print the SQL that leads from <a> to <b>", NULL},
	{"stat", 0, 0, G_OPTION_ARG_NONE, &options.stat,
	 "count the changes of each table", NULL},
	{"exit-code", 0, 0, G_OPTION_ARG_NONE, &options.exit_code,
	 "exit with 1 when there are changes", NULL},
	{"rename", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.renames,
	 "take <old> for <new> renamed; may be repeated", "<old>:<new>"},
	{"no-rename", 0, 0, G_OPTION_ARG_NONE, &options.no_renames,
	 "take nothing for renamed", NULL},
	G_OPTION_ENTRY_NULL,
};

static void print_change(const Context *context, const Change *change)
{
	g_autofree char *line = change_summarize(change);
	const char *code = *line == '+'	  ? COLOR_GREEN
			   : *line == '-' ? COLOR_RED
					  : COLOR_YELLOW;
	g_autofree char *colored = output_colored(context->color, code, line);
	printf("%s\n", colored);
}

static const char *change_subject(const Change *change)
{
	if (change->new_table)
		return change->new_table->name;
	if (change->old_table)
		return change->old_table->name;
	return change->view ? change->view->name : "";
}

static void print_stat(const GPtrArray *changes)
{
	g_autoptr(GHashTable) counts =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) order = g_ptr_array_new();
	for (guint i = 0; i < changes->len; i++) {
		const char *subject = change_subject(changes->pdata[i]);
		guint count =
			GPOINTER_TO_UINT(g_hash_table_lookup(counts, subject));
		if (!count)
			g_ptr_array_add(order, changes->pdata[i]);
		g_hash_table_insert(counts, g_strdup(subject),
				    GUINT_TO_POINTER(count + 1));
	}
	for (guint i = 0; i < order->len; i++) {
		const char *subject = change_subject(order->pdata[i]);
		output_data(
			" %s | %u\n", subject,
			GPOINTER_TO_UINT(g_hash_table_lookup(counts, subject)));
	}
	g_autofree char *tables = text_count(order->len, "table", "tables");
	g_autofree char *total = text_count(changes->len, "change", "changes");
	output_data(" %s changed, %s\n", tables, total);
}

static int print_sql(const Context *context, const Comparison *comparison,
		     GError **error)
{
	const ChangeOptions changes = {.renames = comparison->renames};
	g_autofree char *sql = dialect_write_changes(
		context->project->dialect, comparison->from->schema,
		comparison->to->schema, comparison->changes, &changes, error);
	if (!sql)
		return EXIT_FAILED;
	output_text(sql);
	return EXIT_DONE;
}

static void print_json(const Comparison *comparison)
{
	json_t *list = json_array();
	for (guint i = 0; i < comparison->changes->len; i++) {
		const Change *change = comparison->changes->pdata[i];
		g_autofree char *summary = change_summarize(change);
		g_autofree char *text = change_describe(change);
		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:s, s:b}", "summary", summary,
				  "text", text, "table", change_subject(change),
				  "drops_values", change_drops_values(change)));
	}
	output_json(json_pack("{s:s, s:s, s:o}", "from", comparison->from->name,
			      "to", comparison->to->name, "changes", list));
}

static int print(const Context *context, const Comparison *comparison,
		 GError **error)
{
	const GPtrArray *changes = comparison->changes;
	if (options.sql && print_sql(context, comparison, error) != EXIT_DONE)
		return EXIT_FAILED;
	if (context->json)
		print_json(comparison);
	else if (options.stat && changes->len)
		print_stat(changes);
	else if (!options.sql)
		for (guint i = 0; i < changes->len; i++)
			print_change(context, changes->pdata[i]);
	return options.exit_code && changes->len ? EXIT_NO : EXIT_DONE;
}

static Comparison *compare(const Context *context, char **arguments,
			   GError **error)
{
	const CompareOptions compare = {
		.renames = (const char *const *)options.renames,
		.no_renames = options.no_renames,
		.skip_incomplete = TRUE,
		.keep_unowned = !*arguments,
		.old_models = "HEAD",
	};
	const char *from = *arguments ? *arguments : ":migrations";
	const char *to =
		*arguments && arguments[1] ? arguments[1] : ":worktree";
	NamedSchema *old = schemas_read(context->project, from, error);
	if (!old)
		return NULL;
	NamedSchema *new = schemas_read(context->project, to, error);
	if (!new) {
		named_schema_free(old);
		return NULL;
	}
	return compare_schemas(context->project, old, new, &compare, error);
}

static int run(Context *context, char **arguments, GError **error)
{
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;
	char *range[] = {NULL, NULL, NULL};
	if (*arguments && !arguments[1] &&
	    targets_split_dots(*arguments, &from, &to)) {
		range[0] = from;
		range[1] = to;
		arguments = range;
	}
	g_autoptr(Comparison) comparison = compare(context, arguments, error);
	if (!comparison)
		return EXIT_FAILED;
	if (comparison->from->models)
		output_diagnostics(comparison->from->models->diagnostics);
	if (comparison->to->models)
		output_diagnostics(comparison->to->models->diagnostics);
	if (!context->quiet)
		for (guint i = 0; i < comparison->notes->len; i++)
			output_hint("%s",
				    (const char *)comparison->notes->pdata[i]);
	return print(context, comparison, error);
}

const Command command_diff = {
	.name = "diff",
	.group = GROUP_LOOK,
	.summary = "show how two schemas differ",
	.usage = {"[<options>] [<a> [<b>] | <a>..<b>]"},
	.details = "<a> and <b> are Git revisions, :index, :worktree, "
		   ":migrations or :database.\nWithout them: what the models "
		   "of the working tree have over its migrations.",
	.options = entries,
	.common = TAKES_JSON | TAKES_COLOR | TAKES_DATABASE | TAKES_MODELS,
	.need = NEED_PROJECT,
	.most_arguments = 2,
	.run = run,
};
