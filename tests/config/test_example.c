/* gitconfig.example lists config_keys(), all of them and nothing else. */
#include <criterion/criterion.h>
#include <string.h>

#include "config/config.h"

/* What the comment over a key has to say. */
static char *comment_for(const ConfigKey *key)
{
	return g_strconcat(key->meaning,
			   key->repeated ? " May be given several times." : "",
			   NULL);
}

/* Checks a line "#\tname = value" against a key. */
static void expect_key(const char *line, const char *comment,
		       const ConfigKey *key)
{
	cr_assert_not_null(key->name, "no such key: %s", line);
	g_autofree char *wanted = g_strdup_printf(
		"#\t%s = %s", key->name, key->fallback ? key->fallback : "");
	cr_expect_str_eq(line, wanted);
	g_autofree char *meaning = comment_for(key);
	cr_expect_str_eq(comment, meaning);
}

Test(example, lists_every_key_with_its_default_and_meaning)
{
	g_autofree char *text = NULL;
	cr_assert(g_file_get_contents("gitconfig.example", &text, NULL, NULL));
	const char *start = strstr(text, "\n[migrate]\n");
	cr_assert_not_null(start);
	g_auto(GStrv) lines =
		g_strsplit(start + strlen("\n[migrate]\n"), "\n", -1);
	const ConfigKey *key = config_keys();
	g_autoptr(GString) comment = g_string_new(NULL);
	for (char **line = lines; *line; line++) {
		if (g_str_has_prefix(*line, "\t# ")) {
			g_string_append_printf(comment, "%s%s",
					       comment->len ? " " : "",
					       *line + strlen("\t# "));
			continue;
		}
		if (**line)
			expect_key(*line, comment->str, key++);
		g_string_truncate(comment, 0);
	}
	cr_expect_null(key->name, "%s is not in gitconfig.example", key->name);
}
