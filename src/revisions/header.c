#include "internal.h"

#include <string.h>

#include "base/text.h"

static const char *const header_names[] = {
	"Revision",   "Revises",      "Create-Date",
	"Depends-On", "Branch-Label", NULL,
};

/* How far the reading of the comments above the first marker has come. */
typedef struct Preamble {
	Revision *revision;
	unsigned seen[G_N_ELEMENTS(header_names)]; /* the line, or 0 */
	gboolean any_comment;
	gboolean in_headers; /* below a header, in the same paragraph */
} Preamble;

const char *header_find(Slice comment)
{
	for (unsigned i = 0; header_names[i]; i++) {
		gsize length = strlen(header_names[i]);
		if (slice_has_prefix(comment, header_names[i]) &&
		    comment.length > length && comment.text[length] == ':')
			return header_names[i];
	}
	return NULL;
}

/* "Revise" of "Revise: ae10": what a header that is none calls itself; NULL
 * for prose. The caller owns it. */
static char *alleged_header(Slice comment)
{
	gsize length = 0;
	while (length < comment.length &&
	       (g_ascii_isalpha(comment.text[length]) ||
		comment.text[length] == '-'))
		length++;
	if (!length || length == comment.length || comment.text[length] != ':')
		return NULL;
	return g_strndup(comment.text, length);
}

static gboolean contains(GPtrArray *names, const char *name)
{
	return g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL);
}

static gboolean parse_names(Parser *parser, Slice value, const char *header,
			    GPtrArray *names, GError **error)
{
	Slice word;
	while (slice_next_word(&value, ", \t", &word)) {
		g_autofree char *name = g_strndup(word.text, word.length);
		if (!revision_id_is_valid(name))
			return parser_fail(parser, parser->number,
					   "write ids of letters, digits, '.', "
					   "'_' and '-', separated by ', '",
					   error, "%s: '%s' is not an id",
					   header, name);
		if (contains(names, name))
			return parser_fail(parser, parser->number, NULL, error,
					   "%s: '%s' stands there twice",
					   header, name);
		g_ptr_array_add(names, g_steal_pointer(&name));
	}
	if (!names->len)
		return parser_fail(parser, parser->number,
				   "leave out a header that has no value",
				   error, "%s: has no value", header);
	return TRUE;
}

static gboolean parse_id(Parser *parser, Slice value, Revision *revision,
			 GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	if (!parse_names(parser, value, "Revision", ids, error))
		return FALSE;
	if (ids->len > 1)
		return parser_fail(parser, parser->number, NULL, error,
				   "Revision: has more than one id");
	revision->id = g_ptr_array_steal_index(ids, 0);
	return TRUE;
}

static gboolean parse_header(Parser *parser, Preamble *preamble, Slice comment,
			     const char *header, GError **error)
{
	unsigned which = 0;
	while (header_names[which] != header)
		which++;
	if (preamble->seen[which])
		return parser_fail(parser, parser->number,
				   "keep one of the two lines", error,
				   "%s: stands already in line %u", header,
				   preamble->seen[which]);
	preamble->seen[which] = parser->number;
	preamble->in_headers = TRUE;

	gsize offset = strlen(header) + 1;
	Slice value = slice_strip(
		(Slice){comment.text + offset, comment.length - offset});
	Revision *revision = preamble->revision;
	if (!strcmp(header, "Revision"))
		return parse_id(parser, value, revision, error);
	if (!strcmp(header, "Revises"))
		return parse_names(parser, value, header, revision->parents,
				   error);
	if (!strcmp(header, "Depends-On"))
		return parse_names(parser, value, header, revision->depends_on,
				   error);
	if (!strcmp(header, "Branch-Label"))
		return parse_names(parser, value, header, revision->labels,
				   error);
	revision->create_date = g_strndup(value.text, value.length);
	return TRUE;
}

static gboolean parse_comment(Parser *parser, Preamble *preamble, Slice comment,
			      GError **error)
{
	if (!comment.length) {
		preamble->in_headers = FALSE;
		return TRUE;
	}
	gboolean first = !preamble->any_comment;
	preamble->any_comment = TRUE;
	const char *header = header_find(comment);
	if (header)
		return parse_header(parser, preamble, comment, header, error);
	if (first) {
		/* revision_write() quotes what would be a header or a marker */
		gsize quote = comment.text[0] == '>';
		preamble->revision->message =
			g_strndup(comment.text + quote, comment.length - quote);
		return TRUE;
	}
	if (!preamble->in_headers)
		return TRUE;
	g_autofree char *alleged = alleged_header(comment);
	if (!alleged)
		return TRUE;
	const char *nearest = text_nearest(alleged, header_names);
	g_autofree char *hint =
		nearest ? g_strdup_printf("did you mean '%s'?", nearest)
			: g_strdup("put an empty comment line '--' between the "
				   "headers and other comments");
	return parser_fail(parser, parser->number, hint, error,
			   "unknown header '%s'", alleged);
}

static gboolean refuse_text(const Parser *parser, GError **error)
{
	if (slice_has_prefix(parser->line, "version https://git-lfs"))
		return parser_fail(parser, parser->number,
				   "keep migrations out of Git LFS: see "
				   "'git lfs untrack'",
				   error, "is a Git LFS pointer, not SQL");
	return parser_fail(parser, parser->number,
			   "put the SQL below a line '-- migrate:up', or "
			   "'-- migrate:down' for the way back",
			   error, "SQL above the first marker");
}

/* Passes over a block comment that the line begins. */
static gboolean skip_block(Parser *parser, Slice line, GError **error)
{
	unsigned start = parser->number;
	Slice rest = {line.text + 2, line.length - 2};
	const char *end;
	while (!(end = g_strstr_len(rest.text, (gssize)rest.length, "*/"))) {
		if (!parser_next(parser))
			return parser_fail(parser, start, "close it with '*/'",
					   error, "comment without an end");
		rest = parser->line;
	}
	gsize used = (gsize)(end + 2 - rest.text);
	Slice after = {end + 2, rest.length - used};
	return !slice_strip(after).length || refuse_text(parser, error);
}

static gboolean parse_line(Parser *parser, Preamble *preamble, GError **error)
{
	if (!parser_check_conflict(parser, error))
		return FALSE;
	Slice comment;
	if (parser_comment(parser, &comment))
		return parse_comment(parser, preamble, comment, error);
	preamble->in_headers = FALSE;
	Slice line = slice_strip(parser->line);
	if (slice_has_prefix(line, "/*"))
		return skip_block(parser, line, error);
	return !line.length || refuse_text(parser, error);
}

/* The id that the hint proposes comes from the path, so that two people who
 * follow it agree. */
static gboolean refuse_without_id(const Parser *parser, GError **error)
{
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, parser->path, -1);
	g_autofree char *hint = g_strdup_printf(
		"add the line '-- Revision: %.12s' above '-- migrate:up', and "
		"below it '-- Revises: ID' with the id of the one it follows",
		digest);
	return parser_fail(parser, 1, hint, error, "has no 'Revision:' line");
}

static gboolean check(const Parser *parser, const Preamble *preamble,
		      GError **error)
{
	const Revision *revision = preamble->revision;
	if (!revision->id)
		return refuse_without_id(parser, error);
	if (contains(revision->parents, revision->id) ||
	    contains(revision->depends_on, revision->id))
		return parser_fail(parser, preamble->seen[0], NULL, error,
				   "revision %s revises itself", revision->id);
	return TRUE;
}

gboolean header_parse(Parser *parser, Revision *revision, GError **error)
{
	Preamble preamble = {.revision = revision};
	while (parser_next(parser)) {
		if (parser_at_marker(parser))
			return check(parser, &preamble, error);
		if (!parse_line(parser, &preamble, error))
			return FALSE;
	}
	if (!check(parser, &preamble, error))
		return FALSE;
	return parser_fail(parser, MAX(parser->number, 1),
			   "put the SQL below a line '-- migrate:up'", error,
			   "has no '-- migrate:up' section");
}
