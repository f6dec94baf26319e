#include "workflow/check.h"

#include <string.h>

#include "base/failure.h"
#include "repository/message.h"

static void checked_commit_free(gpointer pointer)
{
	CheckedCommit *commit = pointer;
	g_free(commit->id);
	g_free(commit->subject);
	g_ptr_array_unref(commit->findings);
	g_free(commit);
}

CheckReport *check_report_new(void)
{
	CheckReport *report = g_new0(CheckReport, 1);
	report->commits = g_ptr_array_new_with_free_func(checked_commit_free);
	report->ok = TRUE;
	return report;
}

void check_report_free(CheckReport *report)
{
	if (!report)
		return;
	g_ptr_array_unref(report->commits);
	g_free(report);
}

void check_report_add(CheckReport *report, const char *id, const char *subject,
		      gboolean is_end, GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		report->ok = report->ok && !finding_is_fault(finding->kind);
	}
	if (!findings->len) {
		g_ptr_array_unref(findings);
		return;
	}
	CheckedCommit *commit = g_new0(CheckedCommit, 1);
	commit->id = g_strdup(id);
	commit->subject = g_strdup(subject);
	commit->is_end = is_end;
	commit->findings = findings;
	g_ptr_array_add(report->commits, commit);
}

static gboolean says_none(const Commit *commit)
{
	gboolean without;
	g_autoptr(MessageRules) rules = message_rules_new();
	g_autoptr(GPtrArray) trailers =
		message_parse_trailers(commit->message, rules);
	g_autofree char *reason = message_find_waiver(trailers, &without);
	return reason != NULL;
}

static void waive(GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++) {
		Finding *finding = findings->pdata[i];
		if (finding->kind == FINDING_UNCOVERED)
			finding->kind = FINDING_WAIVED;
	}
}

static void add_boundary(GPtrArray *findings)
{
	findings_add(findings, FINDING_BOUNDARY, NULL, 0, COVER_BOUNDARY);
}

/* The caller unrefs what is found. */
static GPtrArray *check_one(Cover *cover, const Commit *commit, GError **error)
{
	if (commit->cut) {
		GPtrArray *findings = findings_new();
		add_boundary(findings);
		return findings;
	}
	g_autoptr(Verdict) verdict = cover_judge(
		cover, commit->id, (const char *const *)commit->parents, error);
	if (!verdict)
		return NULL;
	if (findings_count(verdict->findings, FINDING_UNCOVERED) &&
	    says_none(commit))
		waive(verdict->findings);
	return g_ptr_array_ref(verdict->findings);
}

static gboolean check_each(Cover *cover, const GPtrArray *commits,
			   CheckReport *report, GError **error)
{
	for (guint i = 0; i < commits->len; i++) {
		const Commit *commit = commits->pdata[i];
		GPtrArray *findings = check_one(cover, commit, error);
		if (!findings)
			return FALSE;
		g_autofree char *subject = commit_subject(commit);
		check_report_add(report, commit->id, subject, FALSE, findings);
	}
	return TRUE;
}

static gboolean was_reported(const CheckReport *report, const Finding *finding)
{
	for (guint i = 0; i < report->commits->len; i++) {
		const CheckedCommit *commit = report->commits->pdata[i];
		for (guint j = 0; j < commit->findings->len; j++) {
			const Finding *other = commit->findings->pdata[j];
			if (other->kind == finding->kind &&
			    strcmp(other->text, finding->text) == 0)
				return TRUE;
		}
	}
	return FALSE;
}

/* Of the end of a range only what the commits of it do not tell: what is
 * uncovered at the end may have been so before. */
static void keep_end(const CheckReport *report, GPtrArray *findings)
{
	for (guint i = findings->len; i > 0; i--) {
		const Finding *finding = findings->pdata[i - 1];
		if (finding->kind == FINDING_UNCOVERED ||
		    finding->kind == FINDING_UNREADABLE ||
		    was_reported(report, finding))
			g_ptr_array_remove_index(findings, i - 1);
	}
}

/* The range as one commit, as a squash merge would make it. */
static gboolean judge_as_one(Cover *cover, const GPtrArray *commits,
			     const char *tip, const char *base,
			     GPtrArray *findings, GError **error)
{
	const char *const parents[] = {base, NULL};
	if (!base && ((const Commit *)commits->pdata[0])->cut) {
		add_boundary(findings);
		return TRUE;
	}
	g_autoptr(Verdict) verdict = cover_judge(cover, tip, parents, error);
	if (!verdict)
		return FALSE;
	for (guint i = 0; i < commits->len; i++)
		if (says_none(commits->pdata[i]))
			waive(verdict->findings);
	for (guint i = 0; i < verdict->findings->len; i++) {
		const Finding *finding = verdict->findings->pdata[i];
		if (finding->kind == FINDING_UNCOVERED ||
		    finding->kind == FINDING_WAIVED ||
		    finding->kind == FINDING_UNREADABLE)
			findings_add(findings, finding->kind, finding->path,
				     finding->line, "%s", finding->text);
	}
	return TRUE;
}

static gboolean check_range(Cover *cover, const CheckRange *range,
			    const GPtrArray *commits, CheckReport *report,
			    GError **error)
{
	const Commit *first = commits->pdata[0];
	const char *base = range->base ? range->base : first->parents[0];
	g_autoptr(GPtrArray) findings = findings_new();
	if (!range->end_only && !check_each(cover, commits, report, error))
		return FALSE;
	if (!cover_judge_end(cover, range->tip, base, findings, error))
		return FALSE;
	keep_end(report, findings);
	if (range->end_only &&
	    !judge_as_one(cover, commits, range->tip, base, findings, error))
		return FALSE;
	const Commit *last = commits->pdata[commits->len - 1];
	g_autofree char *subject = commit_subject(last);
	check_report_add(report, range->tip, subject, TRUE,
			 g_steal_pointer(&findings));
	return TRUE;
}

static CheckReport *check_tree(Cover *cover, const char *tip, GError **error)
{
	g_autoptr(CheckReport) report = check_report_new();
	g_autoptr(GPtrArray) findings = findings_new();
	if (!cover_judge_end(cover, tip, NULL, findings, error))
		return NULL;
	report->count = 1;
	check_report_add(report, tip, "", TRUE, g_steal_pointer(&findings));
	return g_steal_pointer(&report);
}

CheckReport *check_commits(const Project *project, const CheckRange *range,
			   GError **error)
{
	g_autoptr(Cover) cover = cover_new(project);
	cover_want_findings_only(cover);
	if (!range->words)
		return check_tree(cover, range->tip, error);
	g_autoptr(GPtrArray) commits = repository_list_commits(
		project->repository, range->words, error);
	if (!commits)
		return NULL;
	g_autoptr(CheckReport) report = check_report_new();
	report->count = commits->len;
	if (commits->len && !check_range(cover, range, commits, report, error))
		return NULL;
	return g_steal_pointer(&report);
}

static char *resolve(const Project *project, const char *start, gsize length,
		     GError **error)
{
	g_autofree char *name =
		length ? g_strndup(start, length) : g_strdup("HEAD");
	return repository_resolve(project->repository, name, error);
}

/* What lies on the other side of a range counts from where the two parted: what
 * came there since is not deleted here. */
static char *find_base(const Project *project, const char *from,
		       const char *tip, GError **error)
{
	g_autoptr(GError) none = NULL;
	char *base =
		repository_merge_base(project->repository, from, tip, &none);
	if (none && !g_error_matches(none, FAILURE, FAILURE_NOT_FOUND))
		g_propagate_error(error, g_steal_pointer(&none));
	return base;
}

gboolean check_parse_range(const Project *project, const char *word, char **tip,
			   char **base, gboolean *is_range, GError **error)
{
	if (!repository_check_range(word, error))
		return FALSE;
	const char *dots = strstr(word, "..");
	*is_range = dots != NULL;
	if (!dots) {
		*tip = resolve(project, word, strlen(word), error);
		return *tip != NULL;
	}
	const char *end = dots + 2 + (dots[2] == '.');
	g_autoptr(GError) failure = NULL;
	g_autofree char *from =
		resolve(project, word, (gsize)(dots - word), error);
	*tip = from ? resolve(project, end, strlen(end), error) : NULL;
	if (!*tip)
		return FALSE;
	*base = find_base(project, from, *tip, &failure);
	if (!failure)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}
