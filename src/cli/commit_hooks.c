#include "commit_hooks.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/text.h"
#include "check_range.h"
#include "command.h"
#include "output.h"
#include "repository/message.h"
#include "workflow/commit_hook.h"

static void print_places(const GPtrArray *findings, FindingKind kind)
{
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		if (finding->kind != kind)
			continue;
		if (finding->path && finding->line)
			output_warning("%s:%u: cannot be read: %s",
				       finding->path, finding->line,
				       finding->text);
		else
			output_warning("%s", finding->text);
	}
}

static void print_uncovered(const CommitAdvice *advice)
{
	const GPtrArray *findings = advice->verdict->findings;
	output_remark("%s: the models have changes without a migration",
		      advice->blocks ? "error" : "warning");
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		g_autofree char *line = text_escape(finding->text, FALSE);
		if (finding->kind == FINDING_UNCOVERED)
			output_remark("  %s", line);
	}
}

static void print_ways_on(const CommitAdvice *advice, gboolean made)
{
	if (advice->unstaged->len)
		output_hint("%s is not staged: git add it%s",
			    (const char *)advice->unstaged->pdata[0],
			    made ? ", then git commit --amend" : "");
	else
		output_hint("git migrate autogenerate -m <text>, then git add "
			    "the file it writes%s",
			    made ? " and git commit --amend" : "");
	output_hint("or say in the last paragraph of the message why none is "
		    "needed: Migration: none (<reason>)");
	if (advice->no_reason)
		output_hint("the message says 'Migration: none', but not why");
}

static void print_advice(const CommitAdvice *advice, gboolean made)
{
	const Verdict *verdict = advice->verdict;
	if (!verdict)
		return;
	if (advice->uncovered) {
		print_uncovered(advice);
		print_ways_on(advice, made);
	}
	print_places(verdict->findings, FINDING_BROKEN);
	print_places(verdict->findings, FINDING_HEADS);
	print_places(verdict->findings, FINDING_UNREADABLE);
}

static int run_commit_message(const Project *project, char **arguments,
			      GError **error)
{
	g_auto(CommitAdvice) advice = {0};
	if (!*arguments) {
		failure_set(error, FAILURE_USAGE, NULL,
			    "commit-msg needs the file of the message");
		return EXIT_USAGE;
	}
	gboolean done =
		commit_hook_message(project, *arguments, &advice, error);
	print_advice(&advice, !advice.blocks);
	/* Whoever enforces wants to know that all commits were looked at. */
	if (!done)
		return advice.level == COMMIT_ENFORCE ? EXIT_NO : EXIT_DONE;
	return advice.blocks ? EXIT_NO : EXIT_DONE;
}

static int run_early(const Project *project, char **arguments, GError **error)
{
	(void)arguments;
	g_auto(CommitAdvice) advice = {0};
	commit_hook_early(project, &advice, error);
	print_advice(&advice, FALSE);
	return EXIT_DONE;
}

static const struct {
	const char *name;
	int (*run)(const Project *project, char **arguments, GError **error);
} hooks[] = {
	{"pre-commit", run_early},
	{"commit-msg", run_commit_message},
	{"pre-push", check_range_pushed},
	{"pre-receive", check_range_received},
};

gboolean commit_hooks_has(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(hooks); i++)
		if (strcmp(hooks[i].name, name) == 0)
			return TRUE;
	return FALSE;
}

static int run(const char *name, const Project *project, char **arguments,
	       GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(hooks); i++)
		if (strcmp(hooks[i].name, name) == 0)
			return hooks[i].run(project, arguments, error);
	return EXIT_USAGE;
}

int commit_hooks_run(const char *name, char **arguments)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Project) project = project_open(NULL, &error);
	int status = EXIT_DONE;
	/* What git prints for programs to read is not ours to add to. */
	dup2(STDERR_FILENO, STDOUT_FILENO);
	if (project)
		status = run(name, project, arguments, &error);
	if (error)
		output_error(error);
	return status;
}

static const char *rewritten_range(char **arguments)
{
	return g_strcmp0(*arguments, "rebase") == 0 ? "ORIG_HEAD..HEAD" : NULL;
}

/* In the middle of a rebase git copies the notes itself, at the end of it. */
static gboolean is_rebasing(const Project *project)
{
	static const char *const files[] = {"rebase-merge", "rebase-apply"};
	const char *directory = repository_git_directory(project->repository);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path =
			g_build_filename(directory, files[i], NULL);
		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return TRUE;
	}
	return FALSE;
}

/* Only afterwards: until the commit is made nothing tells an amendment from a
 * commit of its own, so that commit-msg holds it against what is amended. */
static void print_untold(const GPtrArray *untold)
{
	for (guint i = 0; i < untold->len; i++) {
		const char *id = untold->pdata[i];
		output_hint("the commit brings migration %s, and its message "
			    "has no trailer for it: git commit --amend "
			    "--no-edit --trailer '%s: %s'",
			    id, MESSAGE_TRAILER, id);
	}
}

void commit_hooks_note(const char *name, char **arguments)
{
	gboolean rewritten = strcmp(name, "post-rewrite") == 0;
	g_autoptr(GError) error = NULL;
	g_autoptr(Project) project = project_open(NULL, &error);
	if (!project || repository_is_bare(project->repository) ||
	    strcmp(project->config->commit_message_level, "off") == 0 ||
	    (!rewritten && is_rebasing(project)))
		return;
	gboolean amended = rewritten && g_strcmp0(*arguments, "amend") == 0;
	g_autoptr(GPtrArray) untold = g_ptr_array_new_with_free_func(g_free);
	if (commit_hook_note(project,
			     rewritten ? rewritten_range(arguments) : NULL,
			     amended ? untold : NULL, &error))
		print_untold(untold);
	else
		output_remark("hint: no note was written: %s", error->message);
}
