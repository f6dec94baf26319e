#include "internal.h"

#include <string.h>

#include "base/text.h"

static const char *const engines[] = {"sqlite", "postgresql", NULL};

void section_free(Section *section)
{
	g_free(section->text);
	g_free(section->dialect);
	g_free(section);
}

static gboolean parse_dialect(Parser *parser, const char *value,
			      Section *section, GError **error)
{
	if (!g_strv_contains(engines, value))
		return parser_fail(parser, parser->number,
				   "write dialect:sqlite or "
				   "dialect:postgresql",
				   error, "unknown dialect '%s'", value);
	if (section->dialect)
		return parser_fail(parser, parser->number,
				   "write a section for each dialect", error,
				   "two dialects for one section");
	section->dialect = g_strdup(value);
	return TRUE;
}

static gboolean parse_option(Parser *parser, Slice word, Section *section,
			     GError **error)
{
	g_autofree char *option = g_strndup(word.text, word.length);
	if (g_str_has_prefix(option, "dialect:"))
		return parse_dialect(parser, option + strlen("dialect:"),
				     section, error);
	if (!strcmp(option, "transaction:false"))
		section->transaction = FALSE;
	else if (strcmp(option, "transaction:true"))
		return parser_fail(parser, parser->number,
				   "the options are transaction:false, "
				   "dialect:sqlite and dialect:postgresql",
				   error, "unknown option '%s'", option);
	return TRUE;
}

static gboolean refuse_marker(const Parser *parser, Slice marker,
			      GError **error)
{
	g_autofree char *word = g_strndup(marker.text, marker.length);
	return parser_fail(parser, parser->number,
			   "the markers are '-- migrate:up' and "
			   "'-- migrate:down'",
			   error, "unknown marker '%s'", word);
}

/* Reads the marker line; sets *downwards and the section's options. */
static gboolean parse_marker(Parser *parser, Section *section,
			     gboolean *downwards, GError **error)
{
	if (parser->line.text[0] != '-')
		return parser_fail(parser, parser->number,
				   "take away the blanks before it", error,
				   "a marker stands at the start of its line");
	Slice rest, word;
	parser_comment(parser, &rest);
	slice_next_word(&rest, " \t", &word);
	*downwards = slice_equal(word, "migrate:down");
	if (!*downwards && !slice_equal(word, "migrate:up"))
		return refuse_marker(parser, word, error);
	section->transaction = TRUE;
	while (slice_next_word(&rest, " \t", &word)) {
		if (!parse_option(parser, word, section, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean check_unique(const Parser *parser, unsigned line,
			     const GPtrArray *sections, const Section *section,
			     const char *word, GError **error)
{
	for (unsigned i = 0; i < sections->len; i++) {
		const Section *other = g_ptr_array_index(sections, i);
		if (g_strcmp0(other->dialect, section->dialect))
			continue;
		return parser_fail(parser, line,
				   "join the two, or mark them with "
				   "dialect:sqlite and dialect:postgresql",
				   error,
				   "a second '-- migrate:%s' section%s%s", word,
				   section->dialect ? " for " : "",
				   section->dialect ? section->dialect : "");
	}
	return TRUE;
}

/* Bytes without outer blank lines and with LF at the end of every line, so
 * that what is hashed, shown and run does not depend on core.autocrlf. */
static char *normalise(const char *start, const char *end)
{
	while (end > start && g_ascii_isspace(end[-1]))
		end--;
	if (start == end)
		return g_strdup("");
	char *text = g_malloc((gsize)(end - start) + 2);
	char *to = text;
	for (const char *from = start; from < end; from++) {
		if (*from != '\r' || from[1] != '\n')
			*to++ = *from;
	}
	*to++ = '\n';
	*to = '\0';
	return text;
}

/* Takes the lines up to the next marker, or the end. */
static gboolean parse_text(Parser *parser, Section *section, gboolean *more,
			   GError **error)
{
	const char *start = NULL;
	const char *end = parser->end;
	while ((*more = parser_next(parser))) {
		if (parser_at_marker(parser)) {
			end = parser->line.text;
			break;
		}
		if (!parser_check_conflict(parser, error))
			return FALSE;
		if (start || !slice_strip(parser->line).length)
			continue;
		start = parser->line.text;
		section->first_line = parser->number;
	}
	section->text = start ? normalise(start, end) : g_strdup("");
	return TRUE;
}

static void section_clear(Section **section)
{
	if (*section)
		section_free(*section);
}

gboolean sections_parse(Parser *parser, Revision *revision, GError **error)
{
	gboolean more = TRUE;
	while (more) {
		__attribute__((cleanup(section_clear))) Section *section =
			g_new0(Section, 1);
		gboolean downwards;
		unsigned line = parser->number;
		section->first_line = line + 1;
		if (!parse_marker(parser, section, &downwards, error) ||
		    !parse_text(parser, section, &more, error))
			return FALSE;
		GPtrArray *sections =
			downwards ? revision->downs : revision->ups;
		if (!check_unique(parser, line, sections, section,
				  downwards ? "down" : "up", error))
			return FALSE;
		g_ptr_array_add(sections, g_steal_pointer(&section));
	}
	if (!revision->ups->len)
		return parser_fail(parser, parser->number,
				   "put the SQL below a line '-- migrate:up'",
				   error, "has no '-- migrate:up' section");
	return TRUE;
}

gboolean section_is_empty(const Section *section)
{
	const char *at = section->text;
	while (*at) {
		if (g_ascii_isspace(*at)) {
			at++;
		} else if (g_str_has_prefix(at, "--")) {
			at += strcspn(at, "\n");
		} else if (g_str_has_prefix(at, "/*")) {
			const char *end = strstr(at + 2, "*/");
			if (!end)
				return TRUE;
			at = end + 2;
		} else {
			return FALSE;
		}
	}
	return TRUE;
}
