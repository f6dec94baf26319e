#include "internal.h"

#include <errno.h>
#include <string.h>

/* The file format is that of gitformat-index(5), versions 2 to 4. It is read
 * by hand because every listing of the working tree wants it, long before
 * libgit2 is worth its start; and libgit2 refuses what git may write at any
 * time (a trailer of zeros). Its mandatory extensions, which change what the
 * entries mean (split and sparse index), are left to the git program. */
#define FIXED_SIZE 62 /* status data, id, flags */
#define FLAG_EXTENDED 0x4000
#define FLAG_SKIP_WORKTREE 0x4000
#define FLAG_INTENT_TO_ADD 0x2000
#define TRAILER_SIZE 20

struct Entries {
	GArray *rows; /* of Entry, their paths in one of the next two */
	GBytes *text; /* the file, or what git printed of it */
	GStringChunk *paths;
	gint64 written[2]; /* when the file was last changed */
};

typedef struct Reader {
	const guint8 *at;
	const guint8 *end;
	unsigned version;
	GString *path; /* the last one, which version 4 builds on */
} Reader;

static unsigned get_16(const guint8 *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

static guint32 get_32(const guint8 *bytes)
{
	return (guint32)get_16(bytes) << 16 | get_16(bytes + 2);
}

/* Version 4: how many bytes of the last path to drop, and what to append. */
static const char *read_packed_path(Entries *entries, Reader *reader)
{
	gsize drop = *reader->at & 0x7f;
	while (*reader->at++ & 0x80) {
		if (reader->at >= reader->end || drop > G_MAXUINT32)
			return NULL;
		drop = ((drop + 1) << 7) | (*reader->at & 0x7f);
	}
	const guint8 *nul =
		memchr(reader->at, 0, (gsize)(reader->end - reader->at));
	if (!nul || drop > reader->path->len)
		return NULL;
	g_string_truncate(reader->path, reader->path->len - drop);
	g_string_append(reader->path, (const char *)reader->at);
	reader->at = nul + 1;
	return g_string_chunk_insert_len(entries->paths, reader->path->str,
					 (gssize)reader->path->len);
}

/* Before: the path, ended and filled up with NULs to a multiple of eight. */
static const char *read_plain_path(Reader *reader, const guint8 *start)
{
	const char *path = (const char *)reader->at;
	gsize left = (gsize)(reader->end - reader->at);
	gsize length = strnlen(path, left);
	gsize used = (gsize)(reader->at - start) + length;
	gsize padded = (used + 8) & ~(gsize)7;
	if (length == left || padded > (gsize)(reader->end - start))
		return NULL;
	reader->at = start + padded;
	return path;
}

static gboolean read_entry(Entries *entries, Reader *reader)
{
	const guint8 *start = reader->at;
	unsigned more = 0;
	if (reader->end - start < FIXED_SIZE + 2)
		return FALSE;
	unsigned flags = get_16(start + 60);
	Entry entry = {
		.changed = {get_32(start), get_32(start + 4)},
		.modified = {get_32(start + 8), get_32(start + 12)},
		.inode = get_32(start + 20),
		.mode = get_32(start + 24),
		.size = get_32(start + 36),
		.stage = flags >> 12 & 3,
	};
	memcpy(entry.id.id, start + 40, sizeof entry.id.id);
	reader->at += FIXED_SIZE;
	if (flags & FLAG_EXTENDED) {
		more = get_16(reader->at);
		reader->at += 2;
	}
	entry.skipped = (more & FLAG_SKIP_WORKTREE) != 0;
	entry.path = reader->version == 4 ? read_packed_path(entries, reader)
					  : read_plain_path(reader, start);
	if (!entry.path)
		return FALSE;
	if (!(more & FLAG_INTENT_TO_ADD))
		g_array_append_val(entries->rows, entry);
	return TRUE;
}

/* The name of an extension that may be passed over starts with a capital. */
static gboolean only_optional_extensions(const Reader *reader)
{
	const guint8 *at = reader->at;
	while (reader->end - at >= 8) {
		guint32 size = get_32(at + 4);
		if (!g_ascii_isupper((char)*at) ||
		    size > (gsize)(reader->end - at - 8))
			return FALSE;
		at += 8 + size;
	}
	return at == reader->end;
}

static gboolean parse(Entries *entries)
{
	gsize size = 0;
	const guint8 *bytes = g_bytes_get_data(entries->text, &size);
	if (size < 12 + TRAILER_SIZE || memcmp(bytes, "DIRC", 4) != 0)
		return FALSE;
	g_autoptr(GString) path = g_string_new(NULL);
	Reader reader = {
		.at = bytes + 12,
		.end = bytes + size - TRAILER_SIZE,
		.version = get_32(bytes + 4),
		.path = path,
	};
	if (reader.version < 2 || reader.version > 4)
		return FALSE;
	for (guint32 left = get_32(bytes + 8); left; left--)
		if (!read_entry(entries, &reader))
			return FALSE;
	return only_optional_extensions(&reader);
}

static Entries *entries_new(void)
{
	Entries *entries = g_new0(Entries, 1);
	entries->rows = g_array_new(FALSE, FALSE, sizeof(Entry));
	entries->paths = g_string_chunk_new(4096);
	return entries;
}

void entries_free(Entries *entries)
{
	if (!entries)
		return;
	g_array_unref(entries->rows);
	g_string_chunk_free(entries->paths);
	g_clear_pointer(&entries->text, g_bytes_unref);
	g_free(entries);
}

/* "H 100644 <id> 0\t<path>\0", the first letter being S for a file that is
 * left out of the working tree. */
static gboolean parse_listed(Entries *entries, char *line)
{
	char *tab = strchr(line, '\t');
	if (!tab || strlen(line) < 2)
		return FALSE;
	*tab = '\0';
	g_auto(GStrv) words = g_strsplit(line + 2, " ", -1);
	Entry entry = {.path = tab + 1, .skipped = line[0] == 'S'};
	if (g_strv_length(words) != 3 || !is_id(words[1]) ||
	    !id_parse(&entry.id, words[1]))
		return FALSE;
	entry.mode = (unsigned)g_ascii_strtoull(words[0], NULL, 8);
	entry.stage = (unsigned)g_ascii_strtoull(words[2], NULL, 10);
	g_array_append_val(entries->rows, entry);
	return TRUE;
}

static Entries *ask_git(const Repository *repository, GError **error)
{
	static const char *const arguments[] = {
		"ls-files", "-t", "-s", "-z", "--full-name", "--", ":/", NULL};
	g_autoptr(Entries) entries = entries_new();
	g_autoptr(GBytes) output = NULL;
	if (!git_run(repository->start, arguments, &output, error))
		return NULL;
	gsize size = 0;
	char *at = g_bytes_unref_to_data(g_steal_pointer(&output), &size);
	entries->text = g_bytes_new_take(at, size);
	for (char *end = at + size; at < end;) {
		char *next = at + strnlen(at, (gsize)(end - at)) + 1;
		if (!parse_listed(entries, at)) {
			failure_set(error, FAILURE_CORRUPT, NULL,
				    "cannot understand what 'git ls-files' "
				    "prints");
			return NULL;
		}
		at = next;
	}
	return g_steal_pointer(&entries);
}

/* A relative GIT_INDEX_FILE starts at the top, where git goes before it reads
 * the index. */
static char *index_path(const Repository *repository)
{
	const char *named = g_getenv("GIT_INDEX_FILE");
	if (named && *named)
		return g_canonicalize_filename(
			named,
			repository->top ? repository->top : repository->start);
	return g_strdup_printf("%s/index", repository->git_directory);
}

static Entries *read_by_hand(const Repository *repository)
{
	g_autofree char *path = index_path(repository);
	g_autoptr(Entries) entries = entries_new();
	struct stat status = {0};
	gsize size = 0;
	/* The time first: a file replaced in between then looks too old to
	 * be trusted, which is safe. */
	if (stat(path, &status) == 0) {
		entries->written[0] = status.st_mtim.tv_sec;
		entries->written[1] = status.st_mtim.tv_nsec;
	}
	char *bytes = file_text(path, &size);
	if (!bytes)
		return errno == ENOENT ? g_steal_pointer(&entries) : NULL;
	entries->text = g_bytes_new_take(bytes, size);
	return parse(entries) ? g_steal_pointer(&entries) : NULL;
}

Entries *entries_read(const Repository *repository, GError **error)
{
	Entries *entries = read_by_hand(repository);
	return entries ? entries : ask_git(repository, error);
}

guint entries_count(const Entries *entries)
{
	return entries->rows->len;
}

const Entry *entries_at(const Entries *entries, guint position)
{
	return &g_array_index(entries->rows, Entry, position);
}

guint entries_position(const Entries *entries, const char *path)
{
	guint low = 0;
	guint high = entries->rows->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (strcmp(entries_at(entries, middle)->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const Entry *entries_find(const Entries *entries, const char *path)
{
	guint at = entries_position(entries, path);
	if (at == entries->rows->len ||
	    strcmp(entries_at(entries, at)->path, path) != 0)
		return NULL;
	return entries_at(entries, at);
}

gboolean entries_have_directory(const Entries *entries, const char *directory)
{
	g_autofree char *start = g_strconcat(directory, "/", NULL);
	guint at = entries_position(entries, start);
	return at < entries->rows->len &&
	       g_str_has_prefix(entries_at(entries, at)->path, start);
}

/* Not before the other. */
static gboolean is_late(const gint64 time[2], const gint64 other[2])
{
	return time[0] > other[0] ||
	       (time[0] == other[0] && time[1] >= other[1]);
}

/* A file changed at or after the moment the index was written may have been
 * changed again without a trace in its status ("racily clean"). */
gboolean entry_is_fresh(const Entries *entries, const Entry *entry,
			const struct stat *status)
{
	return entry->stage == 0 && entry->modified[0] &&
	       !is_late(entry->modified, entries->written) &&
	       entry->modified[0] == status->st_mtim.tv_sec &&
	       entry->modified[1] == status->st_mtim.tv_nsec &&
	       entry->changed[0] == status->st_ctim.tv_sec &&
	       entry->changed[1] == status->st_ctim.tv_nsec &&
	       entry->inode == (guint32)status->st_ino &&
	       entry->size == (guint32)status->st_size;
}
