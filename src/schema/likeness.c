#include <string.h>

#include "internal.h"

/* "created_at" and "createdAt" are one name to a person. */
static char *squeeze(const char *name)
{
	GString *squeezed = g_string_new(NULL);
	for (; *name; name++)
		if (*name != '_')
			g_string_append_c(squeezed, g_ascii_tolower(*name));
	return g_string_free(squeezed, FALSE);
}

static gboolean has_digit(const char *word)
{
	return strpbrk(word, "0123456789") != NULL;
}

static gboolean is_plural(const char *one, const char *many)
{
	gsize length = strlen(one);
	return length >= 3 && g_ascii_strncasecmp(one, many, length) == 0 &&
	       (g_ascii_strcasecmp(many + length, "s") == 0 ||
		g_ascii_strcasecmp(many + length, "es") == 0);
}

/* The same word but for a slip of the fingers. Short words that differ in
 * one letter are other words ("cost", "post"), and so are those that differ
 * in a number ("line1", "line2"). */
static gboolean are_close_words(const char *a, const char *b)
{
	if (g_ascii_strcasecmp(a, b) == 0 || is_plural(a, b) || is_plural(b, a))
		return TRUE;
	gsize length = MAX(strlen(a), strlen(b));
	if (length < 5 || has_digit(a) || has_digit(b))
		return FALSE;
	return text_distance(a, b) <= (length >= 8 ? 2u : 1u);
}

static gboolean are_close(char **a, char **b)
{
	for (; *a && *b; a++, b++)
		if (!are_close_words(*a, *b))
			return FALSE;
	return !*a && !*b;
}

/* Whether each word of the one stands in the other: "created" and
 * "created_at", "name" and "full_name". */
static gboolean are_within(char **few, char **many)
{
	for (; *few; few++) {
		gboolean found = FALSE;
		for (char **word = many; *word && !found; word++)
			found = are_close_words(*few, *word);
		if (!found)
			return FALSE;
	}
	return TRUE;
}

Likeness name_likeness(const char *a, const char *b)
{
	g_autofree char *squeezed_a = squeeze(a);
	g_autofree char *squeezed_b = squeeze(b);
	if (strcmp(squeezed_a, squeezed_b) == 0)
		return LIKENESS_CLOSE;
	g_auto(GStrv) words_a = g_strsplit(a, "_", -1);
	g_auto(GStrv) words_b = g_strsplit(b, "_", -1);
	if (are_close(words_a, words_b))
		return LIKENESS_CLOSE;
	if (are_within(words_a, words_b) || are_within(words_b, words_a))
		return LIKENESS_SIMILAR;
	gsize length = MAX(strlen(squeezed_a), strlen(squeezed_b));
	unsigned distance = text_distance(squeezed_a, squeezed_b);
	return distance * 5 <= length * 2 ? LIKENESS_SIMILAR : LIKENESS_NONE;
}
