#include "internal.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

static gboolean check_bytes(const Parser *parser, GError **error)
{
	gsize length = (gsize)(parser->end - parser->cursor);
	const char *bad;
	if (g_utf8_validate_len(parser->cursor, length, &bad))
		return TRUE;
	unsigned line = 1;
	for (const char *at = parser->cursor; at < bad; at++)
		line += *at == '\n';
	if (!*bad)
		return parser_fail(parser, line,
				   "a migration is plain text; restore the "
				   "file or write it anew",
				   error, "NUL byte");
	return parser_fail(parser, line, "save the file as UTF-8", error,
			   "byte 0x%02x is not UTF-8", (unsigned char)*bad);
}

Revision *revision_new(const char *path)
{
	Revision *revision = g_new0(Revision, 1);
	revision->path = g_strdup(path);
	revision->parents = g_ptr_array_new_with_free_func(g_free);
	revision->depends_on = g_ptr_array_new_with_free_func(g_free);
	revision->labels = g_ptr_array_new_with_free_func(g_free);
	revision->ups =
		g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	revision->downs =
		g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	return revision;
}

/* Every part is closed by NUL, which no part contains, so that text cannot
 * wander from one to the next unseen. */
static void digest_sections(GChecksum *digest, const char *word,
			    const GPtrArray *sections)
{
	for (unsigned i = 0; i < sections->len; i++) {
		const Section *section = g_ptr_array_index(sections, i);
		g_autofree char *bare = sql_without_comments(section->text);
		const char *const parts[] = {
			word, section->dialect ? section->dialect : "",
			section->transaction ? "" : "no transaction", bare};
		for (unsigned j = 0; j < G_N_ELEMENTS(parts); j++)
			g_checksum_update(digest, (const guchar *)parts[j],
					  (gssize)strlen(parts[j]) + 1);
	}
}

static char *compute_checksum(const Revision *revision)
{
	g_autoptr(GChecksum) digest = g_checksum_new(G_CHECKSUM_SHA256);
	digest_sections(digest, "up", revision->ups);
	digest_sections(digest, "down", revision->downs);
	return g_strdup(g_checksum_get_string(digest));
}

static Revision *parse(const char *path, const char *text, gsize length,
		       gboolean whole, GError **error)
{
	Parser parser = {.path = path, .cursor = text, .end = text + length};
	if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		parser.cursor += 3;
	if (!check_bytes(&parser, error))
		return NULL;
	g_autoptr(Revision) revision = revision_new(path);
	if (!header_parse(&parser, revision, error))
		return NULL;
	if (!revision->message)
		revision->message = g_strdup("");
	if (whole && !sections_parse(&parser, revision, error))
		return NULL;
	if (whole)
		revision->checksum = compute_checksum(revision);
	return g_steal_pointer(&revision);
}

Revision *revision_parse(const char *path, const char *text, gsize length,
			 GError **error)
{
	return parse(path, text, length, TRUE, error);
}

Revision *revision_parse_header(const char *path, const char *text,
				gsize length, GError **error)
{
	return parse(path, text, length, FALSE, error);
}

void revision_free(Revision *revision)
{
	if (!revision)
		return;
	g_ptr_array_unref(revision->parents);
	g_ptr_array_unref(revision->depends_on);
	g_ptr_array_unref(revision->labels);
	g_ptr_array_unref(revision->ups);
	g_ptr_array_unref(revision->downs);
	if (revision->source) {
		revision_source_unref(revision->source);
	} else {
		g_free(revision->id);
		g_free(revision->path);
		g_free(revision->message);
		g_free(revision->create_date);
		g_free(revision->checksum);
	}
	g_free(revision);
}

static const Section *find_section(const GPtrArray *sections,
				   const char *dialect)
{
	const Section *any = NULL;
	for (unsigned i = 0; i < sections->len; i++) {
		const Section *section = g_ptr_array_index(sections, i);
		if (!section->dialect)
			any = section;
		else if (!g_strcmp0(section->dialect, dialect))
			return section;
	}
	return any;
}

const Section *revision_find_up(const Revision *revision, const char *dialect)
{
	g_assert(!revision->source || revision->ups->len);
	return find_section(revision->ups, dialect);
}

const Section *revision_find_down(const Revision *revision, const char *dialect)
{
	g_assert(!revision->source || revision->ups->len);
	return find_section(revision->downs, dialect);
}

char *revision_new_id(void)
{
	guint8 bytes[6];
	gsize filled = 0;
	while (filled < sizeof bytes) {
		ssize_t got =
			getrandom(bytes + filled, sizeof bytes - filled, 0);
		if (got < 0 && errno != EINTR)
			g_error("getrandom: %s", g_strerror(errno));
		filled += got > 0 ? (gsize)got : 0;
	}
	GString *id = g_string_sized_new(2 * sizeof bytes + 1);
	for (gsize i = 0; i < sizeof bytes; i++)
		g_string_append_printf(id, "%02x", bytes[i]);
	return g_string_free(id, FALSE);
}

/* 1 to 128 letters, digits, '.', '_' and '-'. */
static gboolean is_name(const char *text)
{
	gsize length = 0;
	for (; text[length]; length++) {
		if (length == 128 || (!g_ascii_isalnum(text[length]) &&
				      !strchr("._-", text[length])))
			return FALSE;
	}
	return length > 0;
}

gboolean revision_id_is_valid(const char *id)
{
	static const char *const words[] = {"head",    "heads", "base",
					    "current", "none",	NULL};
	return is_name(id) && id[0] != '-' && !g_strv_contains(words, id);
}

gboolean revision_file_name_is_valid(const char *name)
{
	return is_name(name) && g_ascii_isalnum(name[0]);
}
