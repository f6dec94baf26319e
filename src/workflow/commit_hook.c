#include "workflow/commit_hook.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "repository/message.h"

void commit_advice_clear(CommitAdvice *advice)
{
	verdict_free(advice->verdict);
	g_free(advice->reason);
	g_clear_pointer(&advice->unstaged, g_ptr_array_unref);
	*advice = (CommitAdvice){0};
}

static CommitLevel read_level(const Config *config)
{
	const char *level = config->commit_message_level;
	if (strcmp(level, "enforce") == 0)
		return COMMIT_ENFORCE;
	return strcmp(level, "off") == 0 ? COMMIT_OFF : COMMIT_WARN;
}

/* HEAD, and what is being merged into it. */
static GPtrArray *read_parents(Repository *repository, GError **error)
{
	g_autoptr(GError) damaged = NULL;
	g_autoptr(GPtrArray) parents = g_ptr_array_new_with_free_func(g_free);
	char *head = repository_head(repository, &damaged);
	if (damaged) {
		g_propagate_error(error, g_steal_pointer(&damaged));
		return NULL;
	}
	if (head)
		g_ptr_array_add(parents, head);
	g_autofree char *path = g_build_filename(
		repository_git_directory(repository), "MERGE_HEAD", NULL);
	g_autofree char *text = NULL;
	if (head && g_file_get_contents(path, &text, NULL, NULL)) {
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		for (char **line = lines; *line; line++)
			if (**line)
				g_ptr_array_add(parents, g_strdup(*line));
	}
	g_ptr_array_add(parents, NULL);
	return g_steal_pointer(&parents);
}

/* Migrations that lie in the working tree and are not in the index: the usual
 * reason that something is uncovered. */
static GPtrArray *find_unstaged(const Project *project)
{
	const char *directory = project->config->migrations;
	GPtrArray *unstaged = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Snapshot) files =
		repository_snapshot_worktree(project->repository, NULL);
	g_autoptr(Snapshot) index =
		repository_snapshot_index(project->repository, NULL);
	g_autoptr(GPtrArray) listed =
		files ? snapshot_list(files, directory, NULL) : NULL;
	for (guint i = 0; index && listed && i < listed->len; i++) {
		const SnapshotFile *file = listed->pdata[i];
		if (project_is_revision_file(file->path, directory) &&
		    !snapshot_contains(index, file->path))
			g_ptr_array_add(unstaged, g_strdup(file->path));
	}
	return unstaged;
}

static gboolean judge_staged(const Project *project, const GPtrArray *parents,
			     CommitAdvice *advice, GError **error)
{
	g_autoptr(Cover) cover = cover_new(project);
	cover_want_findings_only(cover);
	advice->verdict = cover_judge(
		cover, ":index", (const char *const *)parents->pdata, error);
	if (!advice->verdict)
		return FALSE;
	const GPtrArray *findings = advice->verdict->findings;
	advice->uncovered = findings_count(findings, FINDING_UNCOVERED) > 0;
	if (advice->uncovered)
		advice->unstaged = find_unstaged(project);
	return TRUE;
}

static void find_reason(CommitAdvice *advice, const char *text,
			const MessageRules *rules)
{
	g_autoptr(GPtrArray) trailers = message_parse_trailers(text, rules);
	advice->reason = message_find_waiver(trailers, &advice->no_reason);
	if (advice->reason)
		advice->uncovered = FALSE;
	const GPtrArray *findings = advice->verdict->findings;
	gboolean broken = findings_count(findings, FINDING_BROKEN) > 0;
	advice->blocks = advice->level == COMMIT_ENFORCE &&
			 (advice->uncovered || broken);
}

static gboolean check_ids(const GPtrArray *ids, GError **error)
{
	for (guint i = 0; i < ids->len; i++) {
		if (message_value_is_valid(ids->pdata[i]))
			continue;
		failure_set(error, FAILURE_INVALID, NULL,
			    "'%s' cannot stand in a trailer",
			    (const char *)ids->pdata[i]);
		return FALSE;
	}
	return TRUE;
}

static gboolean add_trailers(const char *file, const char *text,
			     const MessageRules *rules, GPtrArray *ids,
			     GError **error)
{
	if (!ids->len)
		return TRUE;
	if (!check_ids(ids, error))
		return FALSE;
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	g_ptr_array_extend(values, ids, NULL, NULL);
	g_ptr_array_add(values, NULL);
	g_autofree char *more =
		message_add_trailers(text, rules, MESSAGE_TRAILER,
				     (const char *const *)values->pdata);
	if (strcmp(more, text) == 0)
		return TRUE;
	g_autoptr(GError) failure = NULL;
	if (g_file_set_contents_full(file, more, -1,
				     G_FILE_SET_CONTENTS_CONSISTENT, 0666,
				     &failure))
		return TRUE;
	failure_set(error, FAILURE_FAILED, NULL, "cannot write '%s': %s", file,
		    failure->message);
	return FALSE;
}

static char *read_message(const char *file, GError **error)
{
	char *text = NULL;
	gsize length = 0;
	g_autoptr(GError) failure = NULL;
	if (g_file_get_contents(file, &text, &length, &failure))
		return text;
	failure_set(error, FAILURE_NOT_FOUND,
		    "git gives commit-msg the file of the message",
		    "cannot read '%s': %s", file, failure->message);
	return NULL;
}

gboolean commit_hook_message(const Project *project, const char *file,
			     CommitAdvice *advice, GError **error)
{
	advice->level = read_level(project->config);
	if (advice->level == COMMIT_OFF)
		return TRUE;
	g_autofree char *text = read_message(file, error);
	if (!text)
		return FALSE;
	g_autoptr(MessageRules) rules =
		message_rules_read(project->repository, text);
	if (message_is_empty(text, rules) || message_is_fixup(text, rules))
		return TRUE;
	g_autoptr(GPtrArray) parents = read_parents(project->repository, error);
	if (!parents || !judge_staged(project, parents, advice, error))
		return FALSE;
	if (!advice->verdict->touched)
		return TRUE;
	find_reason(advice, text, rules);
	gboolean merges = parents->len > 2;
	return merges || advice->blocks ||
	       add_trailers(file, text, rules, advice->verdict->revisions,
			    error);
}

gboolean commit_hook_early(const Project *project, CommitAdvice *advice,
			   GError **error)
{
	advice->level = read_level(project->config);
	if (advice->level == COMMIT_OFF ||
	    g_strcmp0(g_getenv("GIT_EDITOR"), ":") == 0)
		return TRUE;
	g_autoptr(GPtrArray) parents = read_parents(project->repository, error);
	return parents && judge_staged(project, parents, advice, error);
}
