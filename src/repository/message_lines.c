/*
 * The rules are those of git's trailer.c and of the functions it calls, line
 * by line: whatever differs would show in a message that has trailers for git
 * and none for us.
 */
#include "message_lines.h"

#include <string.h>

static const char scissors[] =
	"------------------------ >8 ------------------------\n";

gboolean message_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *message_next_line(const char *line)
{
	const char *end = strchr(line, '\n');
	return end ? end + 1 : line + strlen(line);
}

gboolean message_is_blank(const char *line)
{
	while (*line && *line != '\n' && message_is_space(*line))
		line++;
	return !*line || *line == '\n';
}

gboolean message_is_comment(const char *line, const MessageRules *rules)
{
	return rules->comment && g_str_has_prefix(line, rules->comment);
}

gssize message_find_separator(const char *line, const char *separators)
{
	gboolean blank_found = FALSE;
	for (const char *c = line; *c; c++) {
		if (strchr(separators, *c))
			return c - line;
		if (!blank_found && (g_ascii_isalnum(*c) || *c == '-'))
			continue;
		if (c == line || (*c != ' ' && *c != '\t'))
			break;
		blank_found = TRUE;
	}
	return -1;
}

gsize message_find_cut(const char *text, const MessageRules *rules)
{
	if (!rules->comment)
		return strlen(text);
	g_autofree char *line =
		g_strdup_printf("\n%s %s", rules->comment, scissors);
	if (g_str_has_prefix(text, line + 1))
		return 0;
	const char *cut = strstr(text, line);
	return cut ? (gsize)(cut - text) + 1 : strlen(text);
}

/* The comments, blank lines and conflicts that the text above the scissors
 * ends with start here; the cut when there are none. A text that is nothing
 * else has them from the second line on only: so has git. */
gsize message_find_end(const char *text, const MessageRules *rules)
{
	gsize cut = message_find_cut(text, rules);
	gsize start = 0;
	gboolean conflicts = FALSE;
	const char *line = text;
	for (; line < text + cut; line = message_next_line(line)) {
		gsize at = (gsize)(line - text);
		if (message_is_comment(line, rules) || *line == '\n') {
			start = start ? start : at;
		} else if (g_str_has_prefix(line, "Conflicts:\n")) {
			conflicts = TRUE;
			start = start ? start : at;
		} else if (!conflicts || *line != '\t') {
			conflicts = start ? FALSE : conflicts;
			start = 0;
		}
	}
	return start ? start : cut;
}

/* The start of the last line before `end`, -1 before the first one. A line
 * feed right before the end belongs to that line. */
static gssize last_line(const char *text, gsize end)
{
	if (end == 0)
		return -1;
	for (gssize i = (gssize)end - 2; i >= 0; i--)
		if (text[i] == '\n')
			return i + 1;
	return 0;
}

gboolean message_ends_blank(const char *text, gsize end)
{
	gssize line = last_line(text, end);
	return line >= 0 && message_is_blank(text + line);
}

gboolean message_matches(const char *line, gsize length, char **known)
{
	return g_ascii_strncasecmp(line, known[0], length) == 0 ||
	       (known[1] && g_ascii_strncasecmp(line, known[1], length) == 0);
}

static gboolean is_known(const char *line, gsize length,
			 const MessageRules *rules)
{
	for (guint i = 0; i < rules->known->len; i++)
		if (message_matches(line, length, rules->known->pdata[i]))
			return TRUE;
	return FALSE;
}

static gboolean is_made_by_git(const char *line)
{
	return g_str_has_prefix(line, "Signed-off-by: ") ||
	       g_str_has_prefix(line, "(cherry picked from commit ");
}

/* The lines of a paragraph, counted from its last one upwards. */
typedef struct Count {
	unsigned trailers;
	unsigned others;
	unsigned continuations; /* what they continue is not seen yet */
	gboolean recognized;	/* one is git's own or configured */
} Count;

static void count_line(Count *count, const char *line,
		       const MessageRules *rules)
{
	gssize separator = message_find_separator(line, rules->separators);
	if (is_made_by_git(line)) {
		count->trailers++;
		count->continuations = 0;
		count->recognized = TRUE;
	} else if (separator >= 1 && !message_is_space(*line)) {
		count->trailers++;
		count->continuations = 0;
		count->recognized = count->recognized ||
				    is_known(line, (gsize)separator, rules);
	} else if (message_is_space(*line)) {
		count->continuations++;
	} else {
		count->others += 1 + count->continuations;
		count->continuations = 0;
	}
}

static gboolean are_trailers(const Count *count)
{
	unsigned others = count->others + count->continuations;
	return (count->recognized && count->trailers * 3 >= others) ||
	       (count->trailers && !others);
}

/* The subject and what belongs to it is never trailers. */
static gsize end_of_title(const char *text, gsize end,
			  const MessageRules *rules)
{
	const char *line = text;
	for (; line < text + end; line = message_next_line(line))
		if (!message_is_comment(line, rules) && message_is_blank(line))
			break;
	return (gsize)(line - text);
}

gsize message_find_trailers(const char *text, gsize end,
			    const MessageRules *rules)
{
	Count count = {0};
	gboolean only_spaces = TRUE;
	gssize title = (gssize)end_of_title(text, end, rules);
	gssize at = last_line(text, end);
	for (; at >= title; at = last_line(text, (gsize)at)) {
		const char *line = text + at;
		if (message_is_comment(line, rules)) {
			count.others += count.continuations;
			count.continuations = 0;
		} else if (!message_is_blank(line)) {
			only_spaces = FALSE;
			count_line(&count, line, rules);
		} else if (!only_spaces) {
			return are_trailers(&count)
				       ? (gsize)(message_next_line(line) - text)
				       : end;
		}
	}
	return end;
}
