#include "workflow/cover.h"

#include <string.h>

static const struct {
	const char *word;
	gboolean fault;
} kinds[] = {
	[FINDING_UNCOVERED] = {"uncovered", TRUE},
	[FINDING_BROKEN] = {"broken", TRUE},
	[FINDING_HEADS] = {"heads", TRUE},
	[FINDING_EDITED] = {"edited", TRUE},
	[FINDING_DELETED] = {"deleted", TRUE},
	[FINDING_UNREADABLE] = {"unreadable", FALSE},
	[FINDING_BOUNDARY] = {"boundary", FALSE},
	[FINDING_WAIVED] = {"waived", FALSE},
};

const char *finding_word(FindingKind kind)
{
	return kinds[kind].word;
}

gboolean finding_is_fault(FindingKind kind)
{
	return kinds[kind].fault;
}

static void finding_free(gpointer pointer)
{
	Finding *finding = pointer;
	g_free(finding->text);
	g_free(finding->path);
	g_free(finding);
}

GPtrArray *findings_new(void)
{
	return g_ptr_array_new_with_free_func(finding_free);
}

void findings_add(GPtrArray *findings, FindingKind kind, const char *path,
		  unsigned line, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	Finding *finding = g_new0(Finding, 1);
	finding->kind = kind;
	finding->path = g_strdup(path);
	finding->line = line;
	finding->text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(findings, finding);
}

void findings_add_failure(GPtrArray *findings, FindingKind kind,
			  const char *path, const GError *failure)
{
	const char *text = failure->message;
	const char *colon = strchr(text, ':');
	char *end = NULL;
	guint64 line = colon && g_ascii_isdigit(colon[1])
			       ? g_ascii_strtoull(colon + 1, &end, 10)
			       : 0;
	gboolean placed =
		line && line <= G_MAXUINT && end[0] == ':' && end[1] == ' ';
	g_autofree char *found =
		placed ? g_strndup(text, (gsize)(colon - text)) : NULL;
	findings_add(findings, kind, placed ? found : path,
		     placed ? (unsigned)line : 0, "%s",
		     placed ? end + 2 : text);
}

unsigned findings_count(const GPtrArray *findings, FindingKind kind)
{
	unsigned count = 0;
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		count += finding->kind == kind;
	}
	return count;
}

void verdict_free(Verdict *verdict)
{
	if (!verdict)
		return;
	g_ptr_array_unref(verdict->findings);
	g_ptr_array_unref(verdict->revisions);
	g_ptr_array_unref(verdict->changes);
	g_free(verdict->fingerprint);
	g_free(verdict);
}
