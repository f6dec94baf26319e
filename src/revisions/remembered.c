/*
 * Revisions whose files were read once and need not be again, until somebody
 * wants their text.
 */
#include <string.h>

#include "base/failure.h"
#include "internal.h"

struct RevisionSource {
	RevisionRead read;
	gpointer from;
	GDestroyNotify destroy;
	guint references;
};

RevisionSource *revision_source_new(RevisionRead read, gpointer from,
				    GDestroyNotify destroy)
{
	RevisionSource *source = g_new0(RevisionSource, 1);
	source->read = read;
	source->from = from;
	source->destroy = destroy;
	source->references = 1;
	return source;
}

RevisionSource *revision_source_ref(RevisionSource *source)
{
	source->references++;
	return source;
}

void revision_source_unref(RevisionSource *source)
{
	if (!source || --source->references)
		return;
	if (source->destroy)
		source->destroy(source->from);
	g_free(source);
}

static void add_words(GPtrArray *words, const char *text)
{
	while (*text) {
		gsize length = strcspn(text, " ");
		g_ptr_array_add(words, g_strndup(text, length));
		text += length;
		text += *text == ' ';
	}
}

Revision *revision_new_from_facts(const RevisionFacts *facts,
				  RevisionSource *source)
{
	Revision *revision = revision_new(facts->path);
	revision->id = g_strdup(facts->id);
	revision->message = g_strdup(facts->message);
	revision->checksum = g_strdup(facts->checksum);
	if (*facts->create_date)
		revision->create_date = g_strdup(facts->create_date);
	add_words(revision->parents, facts->parents);
	add_words(revision->depends_on, facts->depends_on);
	add_words(revision->labels, facts->labels);
	revision->source = revision_source_ref(source);
	return revision;
}

gboolean revision_load(const Revision *revision, GError **error)
{
	if (!revision->source || revision->ups->len)
		return TRUE;
	g_autoptr(GBytes) bytes = revision->source->read(revision->source->from,
							 revision->path, error);
	if (!bytes)
		return FALSE;
	gsize length;
	const char *text = g_bytes_get_data(bytes, &length);
	g_autoptr(Revision) read =
		revision_parse(revision->path, text ? text : "", length, error);
	if (!read)
		return FALSE;
	if (strcmp(read->checksum, revision->checksum) != 0) {
		failure_set(error, FAILURE_FAILED, "run the same command again",
			    "%s was changed while it was being read",
			    revision->path);
		return FALSE;
	}
	g_ptr_array_extend_and_steal(revision->ups, g_ptr_array_ref(read->ups));
	g_ptr_array_extend_and_steal(revision->downs,
				     g_ptr_array_ref(read->downs));
	return TRUE;
}
