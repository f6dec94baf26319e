#include <string.h>

#include "base/failure.h"
#include "check_range.h"
#include "output.h"

static const char *const format_words[] = {
	[CHECK_TEXT] = "text",
	[CHECK_JSON] = "json",
	[CHECK_GITHUB] = "github",
	[CHECK_SARIF] = "sarif",
};

gboolean check_format_parse(const char *word, CheckFormat *format,
			    GError **error)
{
	*format = CHECK_TEXT;
	if (!word)
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(format_words); i++) {
		*format = (CheckFormat)i;
		if (strcmp(format_words[i], word) == 0)
			return TRUE;
	}
	failure_set(error, FAILURE_USAGE,
		    "the formats are text, json, github and sarif",
		    "unknown format '%s'", word);
	return FALSE;
}

static const char *explain(FindingKind kind)
{
	static const char *const words[] = {
		[FINDING_UNCOVERED] = "a change without a migration",
		[FINDING_BROKEN] = "the migrations do not run",
		[FINDING_HEADS] = "several heads",
		[FINDING_EDITED] = "a published revision was edited",
		[FINDING_DELETED] = "a published revision was deleted",
		[FINDING_UNREADABLE] = "cannot be read",
		[FINDING_BOUNDARY] = "at the boundary of a shallow clone",
		[FINDING_WAIVED] = "said to need no migration",
	};
	return words[kind];
}

static void print_finding(const Finding *finding)
{
	g_autofree char *place = NULL;
	if (finding->path && finding->line)
		place = g_strdup_printf("%s:%u: ", finding->path,
					finding->line);
	else if (finding->path)
		place = g_strdup_printf("%s: ", finding->path);
	output_data("\t%s: %s%s\n", finding_word(finding->kind),
		    place ? place : "", finding->text);
}

static void print_text(const CheckReport *report)
{
	for (guint i = 0; i < report->commits->len; i++) {
		const CheckedCommit *commit = report->commits->pdata[i];
		output_data("%.7s %s\n", commit->id,
			    commit->is_end ? "(the end)" : commit->subject);
		for (guint j = 0; j < commit->findings->len; j++)
			print_finding(commit->findings->pdata[j]);
	}
}

static json_t *finding_json(const Finding *finding)
{
	return json_pack("{s:s, s:b, s:s, s:s?, s:o}", "kind",
			 finding_word(finding->kind), "fault",
			 finding_is_fault(finding->kind), "text", finding->text,
			 "path", finding->path, "line",
			 finding->line ? json_integer(finding->line)
				       : json_null());
}

static void print_json(const CheckReport *report)
{
	json_t *commits = json_array();
	for (guint i = 0; i < report->commits->len; i++) {
		const CheckedCommit *commit = report->commits->pdata[i];
		json_t *findings = json_array();
		for (guint j = 0; j < commit->findings->len; j++)
			json_array_append_new(
				findings,
				finding_json(commit->findings->pdata[j]));
		json_array_append_new(
			commits,
			json_pack("{s:s, s:s, s:b, s:o}", "commit", commit->id,
				  "subject", commit->subject, "end",
				  commit->is_end, "findings", findings));
	}
	output_json(json_pack("{s:b, s:i, s:o}", "ok", report->ok, "checked",
			      (int)report->count, "commits", commits));
}

/* The escapes of workflow commands; a property ends at ',' and ':', too. */
static char *github_escape(const char *text, gboolean property)
{
	GString *escaped = g_string_new(NULL);
	for (; *text; text++) {
		guchar c = (guchar)*text;
		if (c == '%' || c < ' ' || c == 127 ||
		    (property && (c == ':' || c == ',')))
			g_string_append_printf(escaped, "%%%02X", c);
		else
			g_string_append_c(escaped, (char)c);
	}
	return g_string_free(escaped, FALSE);
}

static void print_annotation(const CheckedCommit *commit,
			     const Finding *finding)
{
	g_autofree char *path =
		finding->path ? github_escape(finding->path, TRUE) : NULL;
	g_autofree char *text = github_escape(finding->text, FALSE);
	g_autofree char *title = github_escape(explain(finding->kind), TRUE);
	g_autoptr(GString) line = g_string_new(
		finding_is_fault(finding->kind)	      ? "::error "
		: finding->kind == FINDING_UNREADABLE ? "::warning "
						      : "::notice ");
	if (path)
		g_string_append_printf(line, "file=%s,", path);
	if (path && finding->line)
		g_string_append_printf(line, "line=%u,", finding->line);
	g_string_append_printf(line, "title=%s::", title);
	if (*commit->id)
		g_string_append_printf(line, "%.7s: ", commit->id);
	output_data("%s%s\n", line->str, text);
}

static void print_github(const CheckReport *report)
{
	for (guint i = 0; i < report->commits->len; i++) {
		const CheckedCommit *commit = report->commits->pdata[i];
		for (guint j = 0; j < commit->findings->len; j++)
			print_annotation(commit, commit->findings->pdata[j]);
	}
}

static json_t *sarif_location(const Finding *finding)
{
	json_t *physical = json_pack("{s:{s:s}}", "artifactLocation", "uri",
				     finding->path);
	if (finding->line)
		json_object_set_new(
			physical, "region",
			json_pack("{s:i}", "startLine", (int)finding->line));
	return json_pack("[{s:o}]", "physicalLocation", physical);
}

static json_t *sarif_result(const CheckedCommit *commit, const Finding *finding)
{
	g_autofree char *text =
		*commit->id
			? g_strdup_printf("%.7s: %s", commit->id, finding->text)
			: g_strdup(finding->text);
	json_t *result =
		json_pack("{s:s, s:s, s:{s:s}}", "ruleId",
			  finding_word(finding->kind), "level",
			  finding_is_fault(finding->kind)	? "error"
			  : finding->kind == FINDING_UNREADABLE ? "warning"
								: "note",
			  "message", "text", text);
	if (finding->path)
		json_object_set_new(result, "locations",
				    sarif_location(finding));
	return result;
}

static json_t *sarif_rules(void)
{
	json_t *rules = json_array();
	for (int kind = FINDING_UNCOVERED; kind <= FINDING_WAIVED; kind++)
		json_array_append_new(rules,
				      json_pack("{s:s, s:{s:s}}", "id",
						finding_word((FindingKind)kind),
						"shortDescription", "text",
						explain((FindingKind)kind)));
	return rules;
}

static void print_sarif(const CheckReport *report)
{
	json_t *results = json_array();
	for (guint i = 0; i < report->commits->len; i++) {
		const CheckedCommit *commit = report->commits->pdata[i];
		for (guint j = 0; j < commit->findings->len; j++)
			json_array_append_new(
				results,
				sarif_result(commit,
					     commit->findings->pdata[j]));
	}
	json_t *document = json_pack(
		"{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:o}]}", "version",
		"2.1.0", "$schema",
		"https://json.schemastore.org/sarif-2.1.0.json", "runs", "tool",
		"driver", "name", "git-migrate", "version", VERSION, "rules",
		sarif_rules(), "results", results);
	g_autofree char *text =
		json_dumps(document, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	json_decref(document);
	output_text(text);
	output_text("\n");
}

static gboolean is_cut(const CheckReport *report)
{
	for (guint i = 0; i < report->commits->len; i++) {
		const CheckedCommit *commit = report->commits->pdata[i];
		if (findings_count(commit->findings, FINDING_BOUNDARY))
			return TRUE;
	}
	return FALSE;
}

static void print_summary(const CheckReport *report)
{
	if (is_cut(report))
		output_hint(SHALLOW_HINT);
	g_autofree char *count = g_strdup_printf(
		report->count == 1 ? "%u commit" : "%u commits", report->count);
	if (report->ok) {
		output_remark("checked %s: the migrations cover the models",
			      count);
		return;
	}
	output_remark("error: checked %s: not all pass", count);
	output_hint("git migrate autogenerate -m <text> writes what is "
		    "missing; a commit that needs no migration says so in its "
		    "message: Migration: none (<reason>)");
}

void check_report_print(const CheckReport *report, CheckFormat format,
			gboolean quiet)
{
	switch (format) {
	case CHECK_TEXT:
		print_text(report);
		break;
	case CHECK_JSON:
		print_json(report);
		break;
	case CHECK_GITHUB:
		print_github(report);
		break;
	case CHECK_SARIF:
		print_sarif(report);
		break;
	}
	if (format == CHECK_TEXT && !quiet)
		print_summary(report);
}
