/* gitconfig.example and the manuals list config_keys(), all of them and nothing
 * else. */
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
		"#\t%s =%s%s", key->name, key->fallback ? " " : "",
		key->fallback ? key->fallback : "");
	cr_expect_str_eq(line, wanted);
	g_autofree char *meaning = comment_for(key);
	cr_expect_str_eq(comment, meaning);
}

Test(documents, example_lists_every_key_with_its_default_and_meaning)
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

/* The items `.It Cm <prefix>…` of a manual between two lines, in its order, a
 * line each. */
static char *items_of(const char *path, const char *from, const char *to,
		      const char *prefix)
{
	g_autofree char *text = NULL;
	cr_assert(g_file_get_contents(path, &text, NULL, NULL));
	char *start = strstr(text, from);
	char *end = start ? strstr(start, to) : NULL;
	cr_assert(end, "%s: no %s to %s", path, from, to);
	*end = '\0';
	g_autofree char *item = g_strconcat(".It Cm ", prefix, NULL);
	GString *items = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(start, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (g_str_has_prefix(*line, item))
			g_string_append_printf(items, "%s\n",
					       *line + strlen(item));
	}
	return g_string_free(items, FALSE);
}

Test(documents, manuals_list_every_key)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) tracked = g_string_new(NULL);
	for (const ConfigKey *key = config_keys(); key->name; key++) {
		g_string_append_printf(all, "%s\n", key->name);
		if (key->section)
			g_string_append_printf(tracked, "%s\n", key->name);
	}
	g_autofree char *in_git =
		items_of("man/git-migrate.1", ".Sh CONFIGURATION",
			 ".Sh ENVIRONMENT", "migrate.");
	cr_expect_str_eq(in_git, all->str);
	g_autofree char *in_file =
		items_of("man/gitmigrate.5", ".Ss The file .gitmigrate",
			 ".Ss Migration files", "");
	cr_expect_str_eq(in_file, tracked->str);
}

Test(documents, manual_gives_every_default)
{
	g_autofree char *text = NULL;
	cr_assert(g_file_get_contents("man/git-migrate.1", &text, NULL, NULL));
	for (const ConfigKey *key = config_keys(); key->name; key++) {
		g_autofree char *item =
			g_strdup_printf(".It Cm migrate.%s\n", key->name);
		g_autofree char *wanted =
			g_strdup_printf("The default is\n.Li %s .\n",
					key->fallback ? key->fallback : "");
		const char *start = strstr(text, item);
		cr_assert_not_null(start);
		const char *next = strstr(start + 1, "\n.It ");
		const char *end = strstr(start + 1, "\n.El");
		const char *stop = next && next < end ? next : end;
		const char *found = strstr(start, wanted);
		cr_expect(!key->fallback || (found && found < stop), "%s",
			  key->name);
	}
}
