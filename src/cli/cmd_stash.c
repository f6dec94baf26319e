#include <string.h>

#include "base/failure.h"
#include "commands.h"
#include "output.h"
#include "workflow/kept.h"

static struct {
	gboolean all;
} options;

static const GOptionEntry entries[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &options.all,
	 "restore or drop every stash", NULL},
	G_OPTION_ENTRY_NULL,
};

/* How many rows `show` prints at most. */
#define SHOWN_ROWS 1000

static const char *kind_name(const StashSet *set)
{
	static const char *const names[] = {
		[STASH_ROWS_OF_TABLE] = "table",
		[STASH_COLUMNS] = "columns",
		[STASH_ROWS] = "rows",
		[STASH_ECHO] = "echo",
	};
	return names[set->kind];
}

/* "todos.tags", "todos.(tags, note)", "todos". */
static char *describe_place(const StashSet *set)
{
	if (set->kind != STASH_COLUMNS && set->kind != STASH_ECHO)
		return g_strdup(set->table);
	GString *text = g_string_new(set->table);
	g_string_append(text, set->values->len > 1 ? ".(" : ".");
	for (guint i = 0; i < set->values->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "",
				       (const char *)set->values->pdata[i]);
	if (set->values->len > 1)
		g_string_append_c(text, ')');
	return g_string_free(text, FALSE);
}

static char *describe_amount(const StashSet *set)
{
	gboolean columns =
		set->kind == STASH_COLUMNS || set->kind == STASH_ECHO;
	return discard_describe(columns ? set->kept : 0,
				columns ? 0 : set->kept);
}

static json_t *names_json(const GPtrArray *names)
{
	json_t *list = json_array();
	for (guint i = 0; i < names->len; i++)
		json_array_append_new(
			list, json_string(stash_key_column(names->pdata[i])));
	return list;
}

static json_t *set_json(const StashSet *set)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:I, s:s}", "id",
			 (json_int_t)set->id, "revision", set->revision,
			 "direction", set->down ? "down" : "up", "kind",
			 kind_name(set), "table", set->table, "keys",
			 names_json(set->keys), "columns",
			 names_json(set->values), "kept", (json_int_t)set->kept,
			 "created_at", set->created_at);
}

static void print_set(const StashSet *set)
{
	g_autofree char *place = describe_place(set);
	g_autofree char *amount = describe_amount(set);
	output_data("%" G_GINT64_FORMAT "\t%s\t%s\t%s of %s\t%.10s\n", set->id,
		    place, amount, set->down ? "down" : "up", set->revision,
		    set->created_at);
}

static int list(Context *context, GError **error)
{
	g_autoptr(GPtrArray) sets = kept_list(context->project, error);
	if (!sets)
		return EXIT_FAILED;
	json_t *found = json_array();
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (context->json)
			json_array_append_new(found, set_json(set));
		else
			print_set(set);
	}
	if (context->json)
		output_json(json_pack("{s:o}", "stashes", found));
	else
		json_decref(found);
	return EXIT_DONE;
}

static json_t *rows_json(const GPtrArray *rows)
{
	json_t *list = json_array();
	for (guint i = 0; i < rows->len; i++) {
		json_t *row = json_array();
		for (char **value = rows->pdata[i]; *value; value++)
			json_array_append_new(row, json_string(*value));
		json_array_append_new(list, row);
	}
	return list;
}

static void print_rows(const StashSet *set, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		char **value = rows->pdata[i];
		GString *line = g_string_new(NULL);
		for (guint j = 0; value[j]; j++) {
			const GPtrArray *names =
				j < set->keys->len ? set->keys : set->values;
			guint at = j < set->keys->len ? j : j - set->keys->len;
			g_string_append_printf(
				line, "%s%s = %s", j ? ", " : "",
				stash_key_column(names->pdata[at]), value[j]);
		}
		output_data("%s\n", line->str);
		g_string_free(line, TRUE);
	}
}

static int show(Context *context, gint64 id, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(StashSet) set =
		kept_read(context->project, id, SHOWN_ROWS, &rows, error);
	if (!set)
		return EXIT_FAILED;
	if (context->json) {
		json_t *found = set_json(set);
		json_object_set_new(found, "rows", rows_json(rows));
		output_json(found);
		return EXIT_DONE;
	}
	print_rows(set, rows);
	if (rows->len == SHOWN_ROWS && !context->quiet)
		output_remark("the first %u rows were shown", SHOWN_ROWS);
	return EXIT_DONE;
}

static int restore(Context *context, gint64 id, GError **error)
{
	DiscardCount count = {0};
	if (!kept_restore(context->project, id, &count.outcome, error))
		return EXIT_FAILED;
	g_autofree char *text = discard_summarize(&count);
	if (!context->quiet)
		output_data("%s\n", *text ? text + 2 : "nothing was restored");
	return EXIT_DONE;
}

static int drop(Context *context, gint64 id, GError **error)
{
	guint dropped = 0;
	if (!kept_drop(context->project, id, &dropped, error))
		return EXIT_FAILED;
	if (!context->quiet)
		output_remark(dropped == 1 ? "%u stash dropped"
					   : "%u stashes dropped",
			      dropped);
	return EXIT_DONE;
}

/* The id after the word; 0 for --all. */
static gboolean parse_id(const char *word, char **arguments, gint64 *id,
			 GError **error)
{
	guint64 number = 0;
	*id = 0;
	gboolean may_be_all = strcmp(word, "show") != 0;
	if (options.all && may_be_all && !*arguments)
		return TRUE;
	if (*arguments && !options.all && !arguments[1] &&
	    g_ascii_string_to_unsigned(*arguments, 10, 1, G_MAXINT64, &number,
				       NULL)) {
		*id = (gint64)number;
		return TRUE;
	}
	failure_set(error, FAILURE_USAGE, "git migrate stash list gives them",
		    "%s needs the number of a stash%s", word,
		    may_be_all ? ", or --all" : "");
	return FALSE;
}

static int run(Context *context, char **arguments, GError **error)
{
	static const struct {
		const char *word;
		int (*run)(Context *context, gint64 id, GError **error);
	} verbs[] = {{"show", show}, {"restore", restore}, {"drop", drop}};
	const char *word = *arguments ? *arguments : "list";
	if (strcmp(word, "list") == 0 && (!*arguments || !arguments[1]))
		return list(context, error);
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		gint64 id;
		if (strcmp(word, verbs[i].word) != 0)
			continue;
		if (!parse_id(word, arguments + 1, &id, error))
			return EXIT_USAGE;
		return verbs[i].run(context, id, error);
	}
	failure_set(error, FAILURE_USAGE,
		    "the words are list, show, restore and drop",
		    "git migrate stash does not know '%s'", word);
	return EXIT_USAGE;
}

const Command command_stash = {
	.name = "stash",
	.group = GROUP_APPLY,
	.summary = "look at the values kept aside, restore or drop them",
	.usage = {"[list] [<options>]", "show [<options>] <number>",
		  "restore [<options>] (<number> | --all)",
		  "drop [<options>] (<number> | --all)"},
	.details = "Values come back by themselves when the migration that "
		   "discarded them is undone.",
	.options = entries,
	.common = TAKES_DATABASE | TAKES_JSON,
	.need = NEED_PROJECT,
	.most_arguments = 2,
	.run = run,
};
