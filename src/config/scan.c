#include "internal.h"

#include <string.h>

#include "base/failure.h"

/* inih cuts longer lines in two, and takes the rest for a key of its own. */
#define LONGEST_LINE 190

gboolean tracked_fail(unsigned line, const char *hint, GError **error,
		      const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	failure_set(error, FAILURE_INVALID, hint, CONFIG_FILE ":%u: %s", line,
		    message);
	return FALSE;
}

static gboolean scan_section(const char *line, unsigned number, GError **error)
{
	const char *end = line + 1;
	while (g_ascii_isalnum(*end) || *end == '-' || *end == '_')
		end++;
	if (*end != ']')
		return tracked_fail(number, "write it as [migrate]", error,
				    "section that is no word in [ and ]");
	end++;
	end += strspn(end, " \t");
	if (*end && *end != ';' && *end != '#')
		return tracked_fail(number,
				    "give each key a line below its section",
				    error, "text after the section");
	return TRUE;
}

/* A value inih would read as more than people mean by it. */
static gboolean scan_value(const char *line, unsigned number, GError **error)
{
	const char *equals = strchr(line, '=');
	if (!equals)
		return tracked_fail(number, "write it as 'key = value'", error,
				    "no '=' after the key");
	if (memchr(line, ':', (gsize)(equals - line)))
		return tracked_fail(number, "write it as 'key = value'", error,
				    "':' before the '='");
	const char *value = equals + 1;
	value += strspn(value, " \t");
	if (*value == '"' || *value == '\'')
		return tracked_fail(number, "write the value without quotes",
				    error, "quotes are not taken off here");
	for (const char *at = value; *at; at++) {
		if (strchr("#;", *at) &&
		    (at == value || g_ascii_isspace(at[-1])))
			return tracked_fail(number,
					    "give the comment a line of its "
					    "own",
					    error, "comment behind a value");
	}
	return TRUE;
}

static gboolean scan_line(const char *line, unsigned number, GArray *key_lines,
			  GError **error)
{
	if (strlen(line) > LONGEST_LINE)
		return tracked_fail(number,
				    "give several values several lines: "
				    "'models' may be repeated",
				    error, "line longer than %d bytes",
				    LONGEST_LINE);
	const char *start = line + strspn(line, " \t\r\v\f");
	if (!*start || *start == '#' || *start == ';')
		return TRUE;
	if (start > line)
		return tracked_fail(number, "take away the blanks at its start",
				    error,
				    "an indented line would continue the one "
				    "above");
	if (*start == '[')
		return scan_section(start, number, error);
	g_array_append_val(key_lines, number);
	return scan_value(start, number, error);
}

/* NUL, bytes that are no UTF-8, and the controls a terminal would obey. */
static gboolean scan_bytes(const char *text, gsize length, GError **error)
{
	const char *bad;
	gboolean valid = g_utf8_validate_len(text, length, &bad);
	unsigned line = 1;
	for (const char *at = text; at < bad; at++) {
		line += *at == '\n';
		gboolean ended = *at == '\r' && at + 1 < bad && at[1] == '\n';
		if (g_ascii_iscntrl(*at) && !strchr("\n\t", *at) && !ended)
			return tracked_fail(line, "take it out", error,
					    "control character 0x%02x",
					    (unsigned char)*at);
	}
	if (valid)
		return TRUE;
	return tracked_fail(line, "save the file as UTF-8", error,
			    "byte 0x%02x is no text", (unsigned char)*bad);
}

GArray *tracked_scan(const char *text, gsize length, GError **error)
{
	if (!scan_bytes(text, length, error))
		return NULL;
	g_autoptr(GArray) key_lines =
		g_array_new(FALSE, FALSE, sizeof(unsigned));
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
	for (unsigned i = 0; lines[i]; i++) {
		gsize size = strlen(lines[i]);
		if (size && lines[i][size - 1] == '\r')
			lines[i][size - 1] = '\0';
		if (!scan_line(lines[i], i + 1, key_lines, error))
			return NULL;
	}
	return g_steal_pointer(&key_lines);
}
