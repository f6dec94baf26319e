#include <stdio.h>
#include <stdlib.h>

#include "base/failure.h"
#include "commands.h"
#include "describe.h"
#include "workflow/cover.h"

static struct {
	int count;
} options;

static const GOptionEntry entries[] = {
	{"max-count", 'n', 0, G_OPTION_ARG_INT, &options.count,
	 "show no more commits than this", "<number>"},
	G_OPTION_ENTRY_NULL,
};

typedef struct Logged {
	const Commit *commit;
	Verdict *verdict; /* NULL at the boundary of a shallow clone */
} Logged;

static void logged_free(gpointer pointer)
{
	Logged *logged = pointer;
	verdict_free(logged->verdict);
	g_free(logged);
}

/* What a merge brings is told of the commits it merges. */
static gboolean is_worth_showing(const Commit *commit, const Verdict *verdict)
{
	gboolean merges = commit->parents[0] && commit->parents[1];
	return verdict->revisions->len || (verdict->changes->len && !merges);
}

static void add_logged(GPtrArray *log, const Commit *commit, Verdict *verdict)
{
	Logged *logged = g_new0(Logged, 1);
	logged->commit = commit;
	logged->verdict = verdict;
	g_ptr_array_insert(log, 0, logged);
}

/* Newest first. */
static GPtrArray *read_log(const Project *project, const GPtrArray *commits,
			   GError **error)
{
	g_autoptr(Cover) cover = cover_new(project);
	g_autoptr(GPtrArray) log = g_ptr_array_new_with_free_func(logged_free);
	for (guint i = 0; i < commits->len; i++) {
		const Commit *commit = commits->pdata[i];
		if (commit->cut) {
			add_logged(log, commit, NULL);
			continue;
		}
		g_autoptr(Verdict) verdict = cover_judge(
			cover, commit->id, (const char *const *)commit->parents,
			error);
		if (!verdict)
			return NULL;
		if (is_worth_showing(commit, verdict))
			add_logged(log, commit, g_steal_pointer(&verdict));
	}
	if (options.count > 0 && log->len > (guint)options.count)
		g_ptr_array_set_size(log, options.count);
	return g_steal_pointer(&log);
}

static void print_text(const Context *context, const Logged *logged)
{
	g_autofree char *abbreviated = g_strndup(logged->commit->id, 7);
	g_autofree char *subject = commit_subject(logged->commit);
	g_autofree char *id =
		output_colored(context->color, COLOR_YELLOW, abbreviated);
	g_autofree char *escaped = output_colored(FALSE, COLOR_RED, subject);
	printf("%s %s\n", id, escaped);
	const Verdict *verdict = logged->verdict;
	if (!verdict) {
		printf("    " COVER_BOUNDARY "\n");
		return;
	}
	for (guint i = 0; i < verdict->revisions->len; i++)
		output_data("    revision %s\n",
			    (const char *)verdict->revisions->pdata[i]);
	for (guint i = 0; i < verdict->changes->len; i++) {
		const char *line = verdict->changes->pdata[i];
		g_autofree char *colored = output_colored(
			context->color && *line != '~',
			*line == '-' ? COLOR_RED : COLOR_GREEN, line);
		printf("    %s\n", colored);
	}
}

/* Nothing is said of what is not known. */
static json_t *logged_json(const Logged *logged)
{
	const Verdict *verdict = logged->verdict;
	g_autofree char *subject = commit_subject(logged->commit);
	json_t *object = json_pack("{s:s, s:s, s:I, s:b}", "commit",
				   logged->commit->id, "subject", subject,
				   "time", (json_int_t)logged->commit->time,
				   "boundary", !verdict);
	if (!verdict)
		return object;
	json_object_set_new(object, "revisions",
			    describe_strings_json(verdict->revisions));
	json_object_set_new(object, "changes",
			    describe_strings_json(verdict->changes));
	json_object_set_new(object, "covered",
			    json_boolean(!findings_count(verdict->findings,
							 FINDING_UNCOVERED)));
	return object;
}

/* What git is asked for; the words are borrowed. */
static GPtrArray *read_range(char **arguments, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_ptr_array_add(words, (gpointer)(guintptr) "--end-of-options");
	if (!*arguments)
		g_ptr_array_add(words, (gpointer)(guintptr) "HEAD");
	for (; *arguments; arguments++) {
		if (!repository_check_range(*arguments, error))
			return NULL;
		g_ptr_array_add(words, *arguments);
	}
	g_ptr_array_add(words, NULL);
	return g_steal_pointer(&words);
}

static int run(Context *context, char **arguments, GError **error)
{
	/* As in git: -1 is the newest one. */
	if (*arguments && arguments[0][0] == '-' &&
	    g_ascii_isdigit(arguments[0][1]))
		options.count = atoi(*arguments++ + 1);
	g_autoptr(GPtrArray) words = read_range(arguments, error);
	if (!words)
		return EXIT_USAGE;
	g_autoptr(GPtrArray) commits = repository_list_commits(
		context->project->repository, (const char *const *)words->pdata,
		error);
	g_autoptr(GPtrArray) log =
		commits ? read_log(context->project, commits, error) : NULL;
	if (!log)
		return EXIT_FAILED;
	json_t *list = json_array();
	for (guint i = 0; i < log->len; i++) {
		if (context->json)
			json_array_append_new(list, logged_json(log->pdata[i]));
		else
			print_text(context, log->pdata[i]);
	}
	if (context->json)
		output_json(json_pack("{s:o}", "log", list));
	else
		json_decref(list);
	return EXIT_DONE;
}

const Command command_log = {
	.name = "log",
	.group = GROUP_LOOK,
	.summary = "list the commits that changed the schema, newest first",
	.usage = {"[<options>] [<range>...]"},
	.options = entries,
	.common = TAKES_JSON | TAKES_COLOR | TAKES_MODELS,
	.need = NEED_PROJECT,
	.most_arguments = -1,
	.run = run,
};
