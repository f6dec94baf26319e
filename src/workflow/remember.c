#include "remember.h"

#include <string.h>

#include "base/failure.h"

/* The format: the first line, then for each file FIELDS texts, each closed by
 * NUL. */
#define FIRST_LINE "git-migrate revisions 1\n"

enum {
	FIELD_STAMP,
	FIELD_PATH,
	FIELD_ID,
	FIELD_MESSAGE,
	FIELD_PARENTS,
	FIELD_DEPENDS_ON,
	FIELD_LABELS,
	FIELD_CREATE_DATE,
	FIELD_CHECKSUM,
	FIELDS
};

struct Memory {
	char *path;	     /* of the file; NULL when nothing can be kept */
	GBytes *known;	     /* its contents */
	GHashTable *by_path; /* path -> its record in `known`, borrowed */
	GString *next;	     /* what will be written: all that was asked for */
	guint fresh;	     /* records in `next` that `known` has not */
	guint used;	     /* records of `known` that were asked for */
	GString *stamp;
};

static void index_known(Memory *memory)
{
	gsize length;
	const char *at = g_bytes_get_data(memory->known, &length);
	const char *end = at + length;
	if (length < strlen(FIRST_LINE) ||
	    memcmp(at, FIRST_LINE, strlen(FIRST_LINE)) != 0 || end[-1] != '\0')
		return;
	for (at += strlen(FIRST_LINE); at < end;) {
		const char *record = at;
		const char *path = NULL;
		for (int field = 0; field < FIELDS; field++) {
			if (at >= end)
				return;
			if (field == FIELD_PATH)
				path = at;
			at += strlen(at) + 1;
		}
		g_hash_table_insert(memory->by_path, (gpointer)(guintptr)path,
				    (gpointer)(guintptr)record);
	}
}

Memory *memory_open(const Project *project)
{
	Memory *memory = g_new0(Memory, 1);
	memory->by_path = g_hash_table_new(g_str_hash, g_str_equal);
	memory->next = g_string_new(FIRST_LINE);
	memory->stamp = g_string_new(NULL);
	const char *directory =
		repository_cache_directory(project->repository, NULL);
	const char *top = repository_top(project->repository);
	if (!directory)
		return memory;
	/* Stamps are of one working tree; each has a memory of its own. */
	memory->path = g_strdup_printf("%s/revisions-%08x", directory,
				       g_str_hash(top ? top : ""));
	char *text = NULL;
	gsize length = 0;
	if (g_file_get_contents(memory->path, &text, &length, NULL)) {
		memory->known = g_bytes_new_take(text, length);
		index_known(memory);
	}
	return memory;
}

/* Records that nobody asked for are of files that are gone, or of another
 * commit; they are let go when something new is written anyway. */
void memory_close(Memory *memory)
{
	if (!memory)
		return;
	if (memory->path && memory->fresh)
		g_file_set_contents_full(memory->path, memory->next->str,
					 (gssize)memory->next->len,
					 G_FILE_SET_CONTENTS_CONSISTENT, 0600,
					 NULL);
	g_hash_table_unref(memory->by_path);
	g_clear_pointer(&memory->known, g_bytes_unref);
	g_string_free(memory->next, TRUE);
	g_string_free(memory->stamp, TRUE);
	g_free(memory->path);
	g_free(memory);
}

static void split_record(const char *record, const char **fields)
{
	for (int field = 0; field < FIELDS; field++) {
		fields[field] = record;
		record += strlen(record) + 1;
	}
}

static void append_field(GString *text, const char *field)
{
	g_string_append_len(text, field, (gssize)strlen(field) + 1);
}

static void append_words(GString *text, const GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++) {
		if (i)
			g_string_append_c(text, ' ');
		g_string_append(text, words->pdata[i]);
	}
	g_string_append_c(text, '\0');
}

static void remember(Memory *memory, const Revision *revision)
{
	append_field(memory->next, memory->stamp->str);
	append_field(memory->next, revision->path);
	append_field(memory->next, revision->id);
	append_field(memory->next, revision->message);
	append_words(memory->next, revision->parents);
	append_words(memory->next, revision->depends_on);
	append_words(memory->next, revision->labels);
	append_field(memory->next,
		     revision->create_date ? revision->create_date : "");
	append_field(memory->next, revision->checksum);
}

static Revision *recall(Memory *memory, const SnapshotFile *file,
			RevisionSource *source)
{
	const char *record = g_hash_table_lookup(memory->by_path, file->path);
	if (!record || strcmp(record, memory->stamp->str) != 0)
		return NULL;
	const char *fields[FIELDS];
	split_record(record, fields);
	const RevisionFacts facts = {
		.path = fields[FIELD_PATH],
		.id = fields[FIELD_ID],
		.message = fields[FIELD_MESSAGE],
		.parents = fields[FIELD_PARENTS],
		.depends_on = fields[FIELD_DEPENDS_ON],
		.labels = fields[FIELD_LABELS],
		.create_date = fields[FIELD_CREATE_DATE],
		.checksum = fields[FIELD_CHECKSUM],
	};
	memory->used++;
	return revision_new_from_facts(&facts, source);
}

static Revision *read_revision(Snapshot *snapshot, const char *path,
			       GError **error)
{
	g_autoptr(GBytes) bytes = snapshot_read(snapshot, path, error);
	if (!bytes)
		return NULL;
	gsize length;
	const char *text = g_bytes_get_data(bytes, &length);
	return revision_parse(path, text ? text : "", length, error);
}

Revision *memory_read_revision(Memory *memory, Snapshot *snapshot,
			       const SnapshotFile *file, RevisionSource *source,
			       GError **error)
{
	gboolean stamped = snapshot_stamp(snapshot, file, memory->stamp);
	Revision *revision = stamped ? recall(memory, file, source) : NULL;
	if (!revision) {
		revision = read_revision(snapshot, file->path, error);
		memory->fresh += revision && stamped;
	}
	if (revision && stamped)
		remember(memory, revision);
	return revision;
}
