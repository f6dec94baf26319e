#include "base/text.h"

#include <string.h>

static gboolean is_bidirectional_control(gunichar c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *text_escape(const char *text, gboolean keep_lines)
{
	GString *escaped = g_string_new(NULL);
	while (*text) {
		gunichar c = g_utf8_get_char_validated(text, -1);
		if (c == (gunichar)-1 || c == (gunichar)-2) {
			g_string_append_printf(escaped, "\\x%02x",
					       (unsigned char)*text++);
			continue;
		}
		const char *next = text + g_unichar_to_utf8(c, NULL);
		gboolean kept = c == '\t' || (c == '\n' && keep_lines);
		if (!kept && (c < 0x20 || c == 0x7f))
			g_string_append_printf(escaped, "\\x%02x", c);
		else if ((c >= 0x80 && c < 0xa0) || is_bidirectional_control(c))
			g_string_append_printf(escaped, "\\u{%04x}", c);
		else
			g_string_append_len(escaped, text, next - text);
		text = next;
	}
	return g_string_free(escaped, FALSE);
}

unsigned text_distance(const char *a, const char *b)
{
	gsize columns = strlen(b) + 1;
	g_autofree unsigned *rows = g_new(unsigned, 3 * columns);
	unsigned *before = rows;
	unsigned *above = rows + columns;
	unsigned *row = rows + 2 * columns;
	for (gsize j = 0; j < columns; j++)
		above[j] = before[j] = (unsigned)j;
	for (gsize i = 1; a[i - 1]; i++) {
		row[0] = (unsigned)i;
		for (gsize j = 1; j < columns; j++) {
			unsigned changed =
				above[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = MIN(MIN(above[j], row[j - 1]) + 1, changed);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
		unsigned *oldest = before;
		before = above;
		above = row;
		row = oldest;
	}
	return above[columns - 1];
}

const char *text_nearest(const char *word, const char *const *candidates)
{
	const char *nearest = NULL;
	unsigned least = (unsigned)strlen(word) / 3 + 1;
	for (; *candidates; candidates++) {
		unsigned distance = text_distance(word, *candidates);
		if (distance < least) {
			least = distance;
			nearest = *candidates;
		}
	}
	return nearest;
}

char *text_count(unsigned count, const char *singular, const char *plural)
{
	return g_strdup_printf("%u %s", count, count == 1 ? singular : plural);
}
