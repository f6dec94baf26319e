#include <string.h>

#include "base/failure.h"
#include "repository/message.h"
#include "repository/notes.h"
#include "workflow/commit_hook.h"

static void add_facts(GPtrArray *facts, const char *key,
		      const GPtrArray *values)
{
	for (guint i = 0; i < values->len; i++)
		g_ptr_array_add(facts,
				g_strdup_printf("%s=%s", key,
						(char *)values->pdata[i]));
}

char *commit_note(const Verdict *verdict)
{
	g_autoptr(GPtrArray) facts = g_ptr_array_new_with_free_func(g_free);
	if (!verdict->revisions->len && !verdict->changes->len)
		return NULL;
	add_facts(facts, "revision", verdict->revisions);
	add_facts(facts, "change", verdict->changes);
	if (verdict->fingerprint)
		g_ptr_array_add(facts, g_strdup_printf("schema=%s",
						       verdict->fingerprint));
	return note_write(facts);
}

static gboolean tells(const GPtrArray *trailers, const char *id)
{
	for (guint i = 0; i < trailers->len; i++) {
		const Trailer *trailer = trailers->pdata[i];
		if (g_ascii_strcasecmp(trailer->key, MESSAGE_TRAILER) == 0 &&
		    strcmp(trailer->value, id) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The revisions that a commit brings without a trailer. A merge has none, nor
 * has what is to be melted into another commit. */
static void find_untold(const Commit *commit, const Verdict *verdict,
			GPtrArray *untold)
{
	g_autoptr(MessageRules) rules = message_rules_new();
	if (g_strv_length(commit->parents) > 1 ||
	    message_is_fixup(commit->message, rules))
		return;
	g_autoptr(GPtrArray) trailers =
		message_parse_trailers(commit->message, rules);
	for (guint i = 0; i < verdict->revisions->len; i++) {
		const char *id = verdict->revisions->pdata[i];
		if (!tells(trailers, id))
			g_ptr_array_add(untold, g_strdup(id));
	}
}

static GPtrArray *make_notes(const Project *project, const GPtrArray *commits,
			     gboolean remove, GPtrArray *untold, GError **error)
{
	g_autoptr(Cover) cover = cover_new(project);
	g_autoptr(GPtrArray) notes =
		g_ptr_array_new_with_free_func((GDestroyNotify)note_free);
	for (guint i = 0; i < commits->len; i++) {
		const Commit *commit = commits->pdata[i];
		/* What it changes a deeper clone has noted, or will. */
		if (commit->cut)
			continue;
		g_autoptr(Verdict) verdict = cover_judge(
			cover, commit->id, (const char *const *)commit->parents,
			error);
		if (!verdict)
			return NULL;
		if (untold)
			find_untold(commit, verdict, untold);
		g_autofree char *text = commit_note(verdict);
		if (text || remove)
			g_ptr_array_add(notes, note_new(commit->id, text));
	}
	return g_steal_pointer(&notes);
}

static gboolean write_notes(const Project *project, const char *const *words,
			    gboolean remove, const char *message,
			    unsigned *count, GPtrArray *untold, GError **error)
{
	g_autoptr(GPtrArray) commits =
		repository_list_commits(project->repository, words, error);
	g_autoptr(GPtrArray) notes =
		commits ? make_notes(project, commits, remove, untold, error)
			: NULL;
	if (!notes)
		return FALSE;
	*count = 0;
	for (guint i = 0; i < notes->len; i++)
		*count += ((const Note *)notes->pdata[i])->text != NULL;
	return !notes->len ||
	       notes_write(project->repository, notes, message, error);
}

gboolean commit_notes_rebuild(const Project *project, const char *const *words,
			      unsigned *count, GError **error)
{
	return write_notes(project, words, TRUE, "git migrate notes rebuild",
			   count, NULL, error);
}

gboolean commit_hook_note(const Project *project, const char *range,
			  GPtrArray *untold, GError **error)
{
	const char *const one[] = {"--no-walk", "HEAD", NULL};
	const char *const several[] = {"--end-of-options", range, NULL};
	unsigned count;
	return write_notes(project, range ? several : one, FALSE, "git migrate",
			   &count, untold, error);
}
