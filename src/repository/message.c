#include "repository/message.h"

#include <string.h>

#include "internal.h"
#include "message_lines.h"

static void free_known(gpointer pair)
{
	g_strfreev(pair);
}

MessageRules *message_rules_new(void)
{
	MessageRules *rules = g_new0(MessageRules, 1);
	rules->comment = g_strdup("#");
	rules->separators = g_strdup(":");
	rules->known = g_ptr_array_new_with_free_func(free_known);
	return rules;
}

void message_rules_free(MessageRules *rules)
{
	if (!rules)
		return;
	g_free(rules->comment);
	g_free(rules->separators);
	g_ptr_array_unref(rules->known);
	g_free(rules);
}

static void trailer_free(gpointer pointer)
{
	Trailer *trailer = pointer;
	g_free(trailer->key);
	g_free(trailer->value);
	g_free(trailer);
}

static char *trimmed(const char *text, gsize length)
{
	while (length && message_is_space(text[length - 1]))
		length--;
	while (length && message_is_space(*text)) {
		text++;
		length--;
	}
	return g_strndup(text, length);
}

/* A line feed and the white space after it is one space. */
static char *unfolded(const char *text, gsize length)
{
	g_autofree char *value = trimmed(text, length);
	g_autoptr(GString) line = g_string_new(NULL);
	for (const char *c = value; *c;) {
		gboolean fold = *c == '\n';
		g_string_append_c(line, fold ? ' ' : *c);
		c++;
		while (fold && message_is_space(*c))
			c++;
	}
	return trimmed(line->str, line->len);
}

/* A trailer that is configured gets the key it is configured with. */
static char *canonical_key(const char *line, gsize length,
			   const MessageRules *rules)
{
	g_autofree char *key = trimmed(line, length);
	gsize compared = strlen(key);
	while (compared && !g_ascii_isalnum(key[compared - 1]))
		compared--;
	for (guint i = 0; i < rules->known->len; i++) {
		char **known = rules->known->pdata[i];
		if (message_matches(key, compared, known))
			return known[1] ? g_strdup(known[1])
					: g_steal_pointer(&key);
	}
	return g_steal_pointer(&key);
}

/* The end of a line with the lines that continue it. */
static const char *end_of_folded(const char *line, const char *end)
{
	const char *next = message_next_line(line);
	while (next < end && message_is_space(*next))
		next = message_next_line(next);
	return MIN(next, end);
}

GPtrArray *message_parse_trailers(const char *text, const MessageRules *rules)
{
	GPtrArray *trailers = g_ptr_array_new_with_free_func(trailer_free);
	gsize end = message_find_end(text, rules);
	const char *line = text + message_find_trailers(text, end, rules);
	while (line < text + end) {
		gssize separator =
			message_find_separator(line, rules->separators);
		const char *next =
			separator >= 1
				? end_of_folded(line, text + end)
				: MIN(message_next_line(line), text + end);
		if (separator >= 1 && !message_is_comment(line, rules)) {
			Trailer *trailer = g_new0(Trailer, 1);
			const char *value = line + separator + 1;
			trailer->key =
				canonical_key(line, (gsize)separator, rules);
			trailer->value = unfolded(value, (gsize)(next - value));
			g_ptr_array_add(trailers, trailer);
		}
		line = next;
	}
	return trailers;
}

static gboolean has_trailer(const GPtrArray *trailers, const char *key,
			    const char *value)
{
	for (guint i = 0; i < trailers->len; i++) {
		const Trailer *trailer = trailers->pdata[i];
		if (g_ascii_strcasecmp(trailer->key, key) == 0 &&
		    strcmp(trailer->value, value) == 0)
			return TRUE;
	}
	return FALSE;
}

char *message_add_trailers(const char *text, const MessageRules *rules,
			   const char *key, const char *const *values)
{
	g_autoptr(GPtrArray) trailers = message_parse_trailers(text, rules);
	gsize end = message_find_end(text, rules);
	gboolean alone = message_find_trailers(text, end, rules) == end;
	GString *lines = g_string_new(NULL);
	for (; *values; values++) {
		g_assert(message_value_is_valid(*values));
		if (!has_trailer(trailers, key, *values))
			g_string_append_printf(lines, "%s: %s\n", key, *values);
	}
	if (lines->len && alone && !message_ends_blank(text, end))
		g_string_prepend_c(lines, '\n');
	if (lines->len && end && text[end - 1] != '\n')
		g_string_prepend_c(lines, '\n');
	g_string_prepend_len(lines, text, (gssize)end);
	g_string_append(lines, text + end);
	return g_string_free(lines, FALSE);
}

gboolean message_is_empty(const char *text, const MessageRules *rules)
{
	const char *end = text + message_find_cut(text, rules);
	for (const char *line = text; line < end;
	     line = message_next_line(line))
		if (!message_is_comment(line, rules) &&
		    !message_is_blank(line) &&
		    !g_str_has_prefix(line, "Signed-off-by: "))
			return FALSE;
	return TRUE;
}

gboolean message_is_fixup(const char *text, const MessageRules *rules)
{
	static const char *const words[] = {"fixup! ", "squash! ", "amend! "};
	const char *line = text;
	while (*line &&
	       (message_is_blank(line) || message_is_comment(line, rules)))
		line = message_next_line(line);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_has_prefix(line, words[i]))
			return TRUE;
	return FALSE;
}

gboolean message_value_is_valid(const char *value)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	gsize length = strspn(value, allowed);
	return length >= 1 && length <= 128 && !value[length];
}

char *message_find_waiver(const GPtrArray *trailers, gboolean *without)
{
	*without = FALSE;
	for (guint i = 0; i < trailers->len; i++) {
		const Trailer *trailer = trailers->pdata[i];
		const char *rest = trailer->value + 4;
		if (g_ascii_strcasecmp(trailer->key, MESSAGE_TRAILER) != 0 ||
		    g_ascii_strncasecmp(trailer->value, "none", 4) != 0 ||
		    (*rest && *rest != ' ' && *rest != '('))
			continue;
		g_autofree char *reason = trimmed(rest, strlen(rest));
		gsize length = strlen(reason);
		if (length > 2 && *reason == '(' && reason[length - 1] == ')')
			return trimmed(reason + 1, length - 2);
		*without = TRUE;
	}
	return NULL;
}
