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

/* The same empty list for all: most revisions depend on nothing and have no
 * label, and there may be thousands. */
static GPtrArray *no_words(void)
{
	static GPtrArray *none;
	if (!none)
		none = g_ptr_array_new();
	return g_ptr_array_ref(none);
}

static GPtrArray *list_words(const char *list)
{
	if (!*list)
		return no_words();
	GPtrArray *words = g_ptr_array_new();
	for (; *list; list += strlen(list) + 1)
		g_ptr_array_add(words, (gpointer)(guintptr)list);
	return words;
}

static char *borrow(const char *text)
{
	return (char *)(guintptr)text;
}

Revision *revision_new_from_facts(const RevisionFacts *facts,
				  RevisionSource *source)
{
	Revision *revision = g_new0(Revision, 1);
	revision->path = borrow(facts->path);
	revision->id = borrow(facts->id);
	revision->message = borrow(facts->message);
	revision->checksum = borrow(facts->checksum);
	if (*facts->create_date)
		revision->create_date = borrow(facts->create_date);
	revision->parents = list_words(facts->parents);
	revision->depends_on = list_words(facts->depends_on);
	revision->labels = list_words(facts->labels);
	revision->ups = no_words();
	revision->downs = no_words();
	revision->source = revision_source_ref(source);
	return revision;
}

/* To load it changes nothing that a caller could have seen before. */
static void take_sections(const Revision *revision, const Revision *read)
{
	Revision *self = (Revision *)(guintptr)revision;
	g_ptr_array_unref(self->ups);
	g_ptr_array_unref(self->downs);
	self->ups = g_ptr_array_ref(read->ups);
	self->downs = g_ptr_array_ref(read->downs);
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
	take_sections(revision, read);
	return TRUE;
}
