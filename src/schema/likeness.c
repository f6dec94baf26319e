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

static gboolean is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return TRUE;
	return FALSE;
}

static gboolean has_digit(const char *word)
{
	return strpbrk(word, "0123456789") != NULL;
}

static GPtrArray *split_words(const char *name)
{
	g_autoptr(GString) spaced = g_string_new(NULL);
	for (const char *c = name; *c; c++) {
		if (c > name && g_ascii_isupper(*c) && g_ascii_islower(c[-1]))
			g_string_append_c(spaced, '_');
		g_string_append_c(spaced, g_ascii_tolower(*c));
	}
	GPtrArray *words = names_new();
	g_auto(GStrv) parts = g_strsplit(spaced->str, "_", -1);
	for (char **part = parts; *part; part++)
		if (**part)
			g_ptr_array_add(words, g_strdup(*part));
	return words;
}

/* Without the words that say nothing of their own: "is_done" is "done",
 * "created_at" is "created". */
static void drop_particles(GPtrArray *words)
{
	static const char *const particles[] = {"a",  "at", "are", "has", "is",
						"of", "on", "the", "was", NULL};
	for (guint i = words->len; i > 0; i--)
		if (is_one_of(words->pdata[i - 1], particles))
			g_ptr_array_remove_index(words, i - 1);
}

static gboolean is_plural(const char *one, const char *many)
{
	gsize length = strlen(one);
	if (length < 3)
		return FALSE;
	if (g_str_has_prefix(many, one))
		return strcmp(many + length, "s") == 0 ||
		       strcmp(many + length, "es") == 0;
	return one[length - 1] == 'y' && strlen(many) == length + 2 &&
	       strncmp(one, many, length - 1) == 0 &&
	       strcmp(many + length - 1, "ies") == 0;
}

/* The same word but for a slip of the fingers. Short words that differ in
 * one letter are other words ("cost", "post"), and so are those that differ
 * in a number ("line1", "line2") or begin otherwise ("included",
 * "excluded"). */
static gboolean are_close_words(const char *a, const char *b)
{
	if (strcmp(a, b) == 0 || is_plural(a, b) || is_plural(b, a))
		return TRUE;
	gsize length = MAX(strlen(a), strlen(b));
	if (length < 5 || has_digit(a) || has_digit(b) || *a != *b)
		return FALSE;
	return text_distance(a, b) <= (length >= 8 ? 2u : 1u);
}

/* "qty" for "quantity": the first letter and consonants that follow. */
static gboolean is_abbreviation(const char *word, const char *whole)
{
	if (strlen(word) < 3 || *word != *whole ||
	    strpbrk(word + 1, "aeiou0123456789"))
		return FALSE;
	for (; *whole && *word; whole++)
		word += *word == *whole;
	return !*word;
}

/* "nick" in "nickname", "phone" in "telephone"; but "active" is not in
 * "inactive", nor "title" in "subtitle". */
static gboolean is_part(const char *part, const char *whole)
{
	static const char *const turning[] = {
		"anti",	 "co",	"de",	 "dis", "ex",	"il",
		"im",	 "in",	"inter", "ir",	"mis",	"multi",
		"no",	 "non", "not",	 "out", "over", "post",
		"pre",	 "re",	"semi",	 "sub", "sup",	"super",
		"trans", "un",	"under", "up",	NULL};
	gsize length = strlen(part);
	if (length < 4 || has_digit(whole))
		return FALSE;
	if (g_str_has_prefix(whole, part))
		return TRUE;
	if (!g_str_has_suffix(whole, part))
		return FALSE;
	g_autofree char *before = g_strndup(whole, strlen(whole) - length);
	return !is_one_of(before, turning);
}

static gboolean are_akin_words(const char *a, const char *b)
{
	return are_close_words(a, b) || is_abbreviation(a, b) ||
	       is_abbreviation(b, a) || is_part(a, b) || is_part(b, a);
}

static gboolean are_close(const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len || !a->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++)
		if (!are_close_words(a->pdata[i], b->pdata[i]))
			return FALSE;
	return TRUE;
}

static gboolean has_akin(const GPtrArray *words, const char *word)
{
	for (guint i = 0; i < words->len; i++)
		if (are_akin_words(words->pdata[i], word))
			return TRUE;
	return FALSE;
}

/* Words that set a thing beside another of its kind: what only one of two
 * names has of them makes it the name of something else. */
static gboolean sets_apart(const char *word)
{
	static const char *const words[] = {
		"actual",      "after",	   "alt",	"alternate",
		"alternative", "backup",   "before",	"begin",
		"billing",     "bottom",   "child",	"close",
		"closed",      "created",  "credit",	"current",
		"daily",       "debit",	   "deleted",	"delivery",
		"destination", "disabled", "down",	"enabled",
		"end",	       "expected", "external",	"fallback",
		"fax",	       "female",   "final",	"finish",
		"finished",    "first",	   "from",	"given",
		"high",	       "home",	   "hourly",	"in",
		"initial",     "input",	   "internal",	"last",
		"latest",      "left",	   "local",	"low",
		"lower",       "male",	   "max",	"maximum",
		"middle",      "min",	   "minimum",	"mobile",
		"modified",    "monthly",  "new",	"next",
		"no",	       "non",	   "not",	"office",
		"old",	       "open",	   "opened",	"original",
		"other",       "out",	   "output",	"parent",
		"prev",	       "previous", "primary",	"private",
		"public",      "receiver", "recipient", "remote",
		"removed",     "right",	   "second",	"secondary",
		"sender",      "shipping", "source",	"start",
		"started",     "stop",	   "stopped",	"surname",
		"target",      "third",	   "to",	"top",
		"un",	       "up",	   "updated",	"upper",
		"weekly",      "work",	   "yearly",	NULL};
	return has_digit(word) || is_one_of(word, words);
}

static gboolean is_set_apart(const GPtrArray *words, const GPtrArray *others)
{
	for (guint i = 0; i < words->len; i++)
		if (sets_apart(words->pdata[i]) &&
		    !has_akin(others, words->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Whether each word of the one stands in the other: "created" and
 * "created_at", "name" and "full_name". */
static gboolean are_within(const GPtrArray *few, const GPtrArray *many)
{
	for (guint i = 0; i < few->len; i++)
		if (!has_akin(many, few->pdata[i]))
			return FALSE;
	return few->len > 0;
}

/* Whether both say that they are the same thing, as "full_name" and
 * "display_name" do. "user_id" and "owner_id" only say what they hold. */
static gboolean share_noun(const GPtrArray *a, const GPtrArray *b)
{
	static const char *const holders[] = {
		"by",	"code", "count",  "date",   "day",     "file",	"flag",
		"hash", "id",	"index",  "key",    "kind",    "level", "list",
		"no",	"num",	"number", "path",   "percent", "pk",	"rate",
		"ref",	"size", "state",  "status", "text",    "time",	"total",
		"type", "url",	"uuid",	  "value",  "version", "year",	NULL};
	if (!a->len || !b->len)
		return FALSE;
	const char *noun = a->pdata[a->len - 1];
	return strlen(noun) >= 4 && !is_one_of(noun, holders) &&
	       are_close_words(noun, b->pdata[b->len - 1]);
}

Likeness name_likeness(const char *a, const char *b)
{
	g_autofree char *squeezed_a = squeeze(a);
	g_autofree char *squeezed_b = squeeze(b);
	g_autoptr(GPtrArray) words_a = split_words(a);
	g_autoptr(GPtrArray) words_b = split_words(b);
	if (strcmp(squeezed_a, squeezed_b) == 0 || are_close(words_a, words_b))
		return LIKENESS_CLOSE;
	drop_particles(words_a);
	drop_particles(words_b);
	gboolean within =
		are_within(words_a, words_b) || are_within(words_b, words_a);
	if (!within && !share_noun(words_a, words_b))
		return LIKENESS_NONE;
	if (is_set_apart(words_a, words_b) || is_set_apart(words_b, words_a))
		return LIKENESS_BESIDE;
	return within ? LIKENESS_SIMILAR : LIKENESS_KIN;
}
