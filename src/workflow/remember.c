#include "remember.h"

#include <string.h>

#include "base/cache.h"
#include "base/failure.h"

/* The format: the first line; the sum of what follows, as a number; a record
 * for each file in byte order of the paths: FIELDS texts, then LISTS lists of
 * texts, each closed by an empty one. NUL ends a text. */
#define FIRST_LINE "git-migrate revisions 3\n"
#define START (sizeof FIRST_LINE - 1 + sizeof(guint64))

enum {
	FIELD_STAMP,
	FIELD_PATH,
	FIELD_ID,
	FIELD_MESSAGE,
	FIELD_CREATE_DATE,
	FIELD_CHECKSUM,
	FIELDS
};

enum {
	LIST_PARENTS,
	LIST_DEPENDS_ON,
	LIST_LABELS,
	LISTS
};

typedef struct Record {
	const char *fields[FIELDS];
	const char *lists[LISTS];
	const char *end;
} Record;

/* A stretch of the known records that will be kept. */
typedef struct Stretch {
	const char *start;
	const char *end;
} Stretch;

struct Memory {
	char *path; /* of the file; NULL when nothing can be kept */
	RevisionSource *source;
	const char *at; /* the known records that are still to come */
	const char *end;
	Record record; /* the first of them, when `at` is not `end` */
	GArray *kept;  /* of Stretch, until something new comes */
	GString *next; /* what will be written, once something new came */
	GString *stamp;
};

/* What remembered revisions borrow their texts from and read their files
 * from. */
typedef struct Backing {
	Snapshot *snapshot;
	GBytes *known;
} Backing;

static GBytes *read_file(gpointer from, const char *path, GError **error)
{
	const Backing *backing = from;
	return snapshot_read(backing->snapshot, path, error);
}

static void free_backing(gpointer from)
{
	Backing *backing = from;
	snapshot_free(backing->snapshot);
	g_clear_pointer(&backing->known, g_bytes_unref);
	g_free(backing);
}

/* The text that follows another; NULL at the end. */
static const char *skip_text(const char *at, const char *end)
{
	return at < end ? at + strlen(at) + 1 : NULL;
}

static const char *skip_list(const char *at, const char *end)
{
	while (at && at < end && *at)
		at = skip_text(at, end);
	return at ? skip_text(at, end) : NULL;
}

/* Takes the next known record; what is damaged ends them. */
static void take_record(Memory *memory)
{
	const char *at = memory->at;
	for (int field = 0; at && field < FIELDS; field++) {
		memory->record.fields[field] = at;
		at = skip_text(at, memory->end);
	}
	for (int list = 0; at && list < LISTS; list++) {
		memory->record.lists[list] = at;
		at = skip_list(at, memory->end);
	}
	memory->record.end = at;
	if (!at)
		memory->at = memory->end;
}

static void start_known(Memory *memory, GBytes *known)
{
	gsize length;
	guint64 expected;
	const char *text = g_bytes_get_data(known, &length);
	if (length <= START ||
	    memcmp(text, FIRST_LINE, strlen(FIRST_LINE)) != 0 ||
	    text[length - 1] != '\0')
		return;
	memcpy(&expected, text + strlen(FIRST_LINE), sizeof expected);
	if (cache_sum(text + START, length - START) != expected)
		return;
	memory->at = text + START;
	memory->end = text + length;
	take_record(memory);
}

static void write_next(const Memory *memory)
{
	GString *next = memory->next;
	guint64 number = cache_sum(next->str + START, next->len - START);
	memcpy(next->str + strlen(FIRST_LINE), &number, sizeof number);
	cache_write(memory->path, next->str, next->len);
}

static GBytes *read_known(const char *path)
{
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
	return file ? g_mapped_file_get_bytes(file) : NULL;
}

/* Stamps that are no ids of blobs are of one working tree. Each has a memory of
 * its own, and so have commits: in one, they would take turns in driving each
 * other out. */
static char *memory_path(const Project *project, const char *directory,
			 const GPtrArray *files)
{
	const SnapshotFile *file = files->len ? files->pdata[0] : NULL;
	const char *top = repository_top(project->repository);
	if (file && file->id)
		return g_strdup_printf("%s/revisions-blobs", directory);
	return g_strdup_printf("%s/revisions-%08x", directory,
			       g_str_hash(top ? top : ""));
}

Memory *memory_open(const Project *project, Snapshot *snapshot,
		    const GPtrArray *files)
{
	Memory *memory = g_new0(Memory, 1);
	memory->kept = g_array_new(FALSE, FALSE, sizeof(Stretch));
	memory->stamp = g_string_new(NULL);
	Backing *backing = g_new0(Backing, 1);
	backing->snapshot = snapshot_ref(snapshot);
	memory->source = revision_source_new(read_file, backing, free_backing);
	const char *directory =
		repository_cache_directory(project->repository, NULL);
	if (!directory)
		return memory;
	memory->path = memory_path(project, directory, files);
	backing->known = read_known(memory->path);
	if (backing->known)
		start_known(memory, backing->known);
	return memory;
}

/* Records that nobody asked for are of files that are gone, or of another
 * commit; they are let go when something new is written anyway. */
void memory_close(Memory *memory)
{
	if (!memory)
		return;
	if (memory->path && memory->next)
		write_next(memory);
	if (memory->next)
		g_string_free(memory->next, TRUE);
	g_string_free(memory->stamp, TRUE);
	g_array_unref(memory->kept);
	revision_source_unref(memory->source);
	g_free(memory->path);
	g_free(memory);
}

/* What is written starts with what was kept until then. */
static void start_next(Memory *memory)
{
	memory->next = g_string_new(FIRST_LINE);
	g_string_set_size(memory->next, START);
	for (guint i = 0; i < memory->kept->len; i++) {
		const Stretch *stretch =
			&g_array_index(memory->kept, Stretch, i);
		g_string_append_len(memory->next, stretch->start,
				    stretch->end - stretch->start);
	}
}

static void keep(Memory *memory, const char *start, const char *end)
{
	GArray *kept = memory->kept;
	Stretch *last =
		kept->len ? &g_array_index(kept, Stretch, kept->len - 1) : NULL;
	if (memory->next)
		g_string_append_len(memory->next, start, end - start);
	else if (last && last->end == start)
		last->end = end;
	else
		g_array_append_val(kept, ((Stretch){start, end}));
}

static void append_text(GString *text, const char *value)
{
	g_string_append_len(text, value, (gssize)strlen(value) + 1);
}

static void append_list(GString *text, const GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++)
		append_text(text, words->pdata[i]);
	append_text(text, "");
}

static void remember(Memory *memory, const Revision *revision)
{
	if (!memory->next)
		start_next(memory);
	GString *next = memory->next;
	append_text(next, memory->stamp->str);
	append_text(next, revision->path);
	append_text(next, revision->id);
	append_text(next, revision->message);
	append_text(next, revision->create_date ? revision->create_date : "");
	append_text(next, revision->checksum);
	append_list(next, revision->parents);
	append_list(next, revision->depends_on);
	append_list(next, revision->labels);
}

/* Both the files and the records come in the order of their paths. */
static gboolean find_record(Memory *memory, const char *path)
{
	int order = 1;
	while (memory->at != memory->end &&
	       (order = strcmp(memory->record.fields[FIELD_PATH], path)) < 0) {
		memory->at = memory->record.end;
		take_record(memory);
	}
	return order == 0;
}

static Revision *recall(Memory *memory, const SnapshotFile *file)
{
	const Record *record = &memory->record;
	if (!find_record(memory, file->path) ||
	    strcmp(record->fields[FIELD_STAMP], memory->stamp->str) != 0)
		return NULL;
	const RevisionFacts facts = {
		.path = record->fields[FIELD_PATH],
		.id = record->fields[FIELD_ID],
		.message = record->fields[FIELD_MESSAGE],
		.create_date = record->fields[FIELD_CREATE_DATE],
		.checksum = record->fields[FIELD_CHECKSUM],
		.parents = record->lists[LIST_PARENTS],
		.depends_on = record->lists[LIST_DEPENDS_ON],
		.labels = record->lists[LIST_LABELS],
	};
	keep(memory, memory->at, record->end);
	return revision_new_from_facts(&facts, memory->source);
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
			       const SnapshotFile *file, GError **error)
{
	gboolean stamped = snapshot_stamp(snapshot, file, memory->stamp);
	Revision *revision = stamped ? recall(memory, file) : NULL;
	if (revision)
		return revision;
	revision = read_revision(snapshot, file->path, error);
	if (revision && stamped)
		remember(memory, revision);
	return revision;
}
