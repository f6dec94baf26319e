#include "internal.h"

#include <string.h>

#include "base/failure.h"

gboolean parser_next(Parser *parser)
{
	if (parser->cursor == parser->end)
		return FALSE;
	gsize left = (gsize)(parser->end - parser->cursor);
	const char *feed = memchr(parser->cursor, '\n', left);
	gsize length = feed ? (gsize)(feed - parser->cursor) : left;
	parser->line = (Slice){parser->cursor, length};
	if (length && parser->cursor[length - 1] == '\r')
		parser->line.length--;
	parser->cursor = feed ? feed + 1 : parser->end;
	parser->number++;
	return TRUE;
}

gboolean parser_fail(const Parser *parser, unsigned line, const char *hint,
		     GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	failure_set(error, FAILURE_INVALID, hint, "%s:%u: %s", parser->path,
		    line, message);
	return FALSE;
}

gboolean parser_comment(const Parser *parser, Slice *comment)
{
	Slice line = slice_strip(parser->line);
	if (!slice_has_prefix(line, "--"))
		return FALSE;
	*comment = slice_strip((Slice){line.text + 2, line.length - 2});
	return TRUE;
}

gboolean parser_at_marker(const Parser *parser)
{
	static const char word[] = "migrate:";
	Slice comment;
	return parser_comment(parser, &comment) &&
	       comment.length >= sizeof word - 1 &&
	       !g_ascii_strncasecmp(comment.text, word, sizeof word - 1);
}

gboolean parser_check_conflict(const Parser *parser, GError **error)
{
	Slice line = parser->line;
	if (!line.length || !strchr("<>|", line.text[0]))
		return TRUE;
	if (!slice_has_prefix(line, "<<<<<<< ") &&
	    !slice_has_prefix(line, ">>>>>>> ") &&
	    !slice_has_prefix(line, "||||||| "))
		return TRUE;
	return parser_fail(parser, parser->number,
			   "edit the file until it reads as it should, then "
			   "'git add' it",
			   error, "conflict marker left by a merge");
}

Slice slice_strip(Slice slice)
{
	while (slice.length && g_ascii_isspace(slice.text[0])) {
		slice.text++;
		slice.length--;
	}
	while (slice.length && g_ascii_isspace(slice.text[slice.length - 1]))
		slice.length--;
	return slice;
}

gboolean slice_has_prefix(Slice slice, const char *prefix)
{
	gsize length = strlen(prefix);
	return slice.length >= length && !memcmp(slice.text, prefix, length);
}

gboolean slice_equal(Slice slice, const char *text)
{
	return slice.length == strlen(text) && slice_has_prefix(slice, text);
}

gboolean slice_next_word(Slice *rest, const char *breaks, Slice *word)
{
	gsize start = 0;
	while (start < rest->length && strchr(breaks, rest->text[start]))
		start++;
	gsize end = start;
	while (end < rest->length && !strchr(breaks, rest->text[end]))
		end++;
	*word = (Slice){rest->text + start, end - start};
	rest->text += end;
	rest->length -= end;
	return word->length > 0;
}
