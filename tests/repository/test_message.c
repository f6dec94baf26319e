#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "repository/message.h"

TestSuite(message, .init = fixture_enter, .fini = fixture_leave);

static char *written(const GPtrArray *trailers)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < trailers->len; i++) {
		const Trailer *trailer = trailers->pdata[i];
		g_string_append_printf(text, "%s: %s\n", trailer->key,
				       trailer->value);
	}
	return g_string_free(text, FALSE);
}

static char *parsed(const char *text, const MessageRules *rules)
{
	g_autoptr(GPtrArray) trailers = message_parse_trailers(text, rules);
	return written(trailers);
}

/* What lines a message is made of: each stands for a case of git's rules. */
static const char *const pieces[] = {
	"subject\n",
	"\n",
	"\n",
	"\n",
	"   \n",
	"\t\n",
	"\r\n",
	"text without a colon\n",
	"more text\n",
	"Migration: 1975ea83b712\n",
	"Migration: none (a view only)\n",
	"migration:x\n",
	"MIGRATION :  spaced  \n",
	"Key with blank: v\n",
	"Reviewed-by: A U Thor <a@example.com>\n",
	"Signed-off-by: A U Thor <a@example.com>\n",
	"Signed-off-by:no blank\n",
	"(cherry picked from commit 0123)\n",
	" continued\n",
	"    continued further in\n",
	"\tcontinued, too\n",
	"  \n",
	": no key\n",
	"-: dash\n",
	"k_: underscore\n",
	"http://example.com/path\n",
	"Crlf: value\r\n",
	"Empty:\n",
	"Empty: \n",
	"# a comment\n",
	"#\n",
	"#Key: in a comment\n",
	"; another comment\n",
	"---\n",
	"--- a/file\n",
	"Conflicts:\n",
	"\tmodels.py\n",
	"# ------------------------ >8 ------------------------\n",
	"diff --git a/m b/m\n",
	"+Migration: evil\n",
	"Key: \xc3\xa9t\xc3\xa9\n",
	"Cl\xc3\xa9: v\n",
	"Key: v\v\n",
	"Last-Without-Feed: v",
};

static char *random_message(GRand *random)
{
	GString *text = g_string_new(NULL);
	gint count = g_rand_int_range(random, 0, 14);
	/* Trailers are what it is about: half of the lines. */
	for (gint i = 0; i < count; i++) {
		gboolean any = g_rand_boolean(random);
		gint at =
			any ? g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))
			    : g_rand_int_range(random, 1, 20);
		g_string_append(text, pieces[at]);
	}
	return g_string_free(text, FALSE);
}

static unsigned wanted_messages(void)
{
	const char *value = g_getenv("TRAILER_MESSAGES");
	return value ? (unsigned)strtoul(value, NULL, 10) : 3000;
}

/* What git prints for each of many files at once: markers between them tell
 * where one ends. */
static GStrv git_says(unsigned count)
{
	shell("echo 'x\n\nMarker: end' >marker");
	g_autoptr(GString) script = g_string_new("{ ");
	for (unsigned i = 0; i < count; i++)
		g_string_append_printf(script, "echo %u;echo marker;", i);
	g_string_append(script, "} | xargs git interpret-trailers --parse "
				"--no-divider");
	g_file_set_contents("script", script->str, -1, NULL);
	g_autofree char *output = shell_output(". ./script; echo");
	return g_strsplit(output, "Marker: end\n", -1);
}

static void expect_as_git(const GPtrArray *messages, const MessageRules *rules)
{
	for (guint i = 0; i < messages->len; i++) {
		g_autofree char *name = g_strdup_printf("%u", i);
		g_file_set_contents(name, messages->pdata[i], -1, NULL);
	}
	g_auto(GStrv) expected = git_says(messages->len);
	cr_assert_eq(g_strv_length(expected), messages->len + 1);
	for (guint i = 0; i < messages->len; i++) {
		g_autofree char *found = parsed(messages->pdata[i], rules);
		g_autofree char *shown = g_strescape(messages->pdata[i], NULL);
		cr_expect_str_eq(found, expected[i],
				 "\"%s\"\nours: %s\n"
				 "git's: %s",
				 shown, found, expected[i]);
	}
}

/* R27 */
Test(message, random_messages_have_the_trailers_git_finds)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(27);
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < wanted_messages(); i++)
		g_ptr_array_add(messages, random_message(random));
	g_autoptr(MessageRules) rules = message_rules_new();
	expect_as_git(messages, rules);
}

/* R27 */
Test(message, configured_trailers_are_known_as_git_knows_them)
{
	shell("git init -q .; git config trailer.mig.key Migration;"
	      "git config trailer.reviewed-by.ifexists addIfDifferent;"
	      "git config trailer.separators ':='");
	g_autoptr(Repository) repository = open_here();
	g_setenv("GIT_EDITOR", "vi", TRUE);
	g_autoptr(MessageRules) rules = message_rules_read(repository, "");
	g_autoptr(GRand) random = g_rand_new_with_seed(28);
	g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < wanted_messages() / 10; i++)
		g_ptr_array_add(messages, random_message(random));
	g_ptr_array_add(messages, g_strdup("s\n\nmig: x\nA = y\ntext\n"));
	expect_as_git(messages, rules);
}

/* R27: the table of what git does. */
Test(message, the_table_of_cases_is_parsed_as_git_does)
{
	static const struct {
		const char *text;
		const char *trailers;
	} cases[] = {
		{"Key: v\nOther: w\n", ""},
		{"s\n\nKey: v\n\nOther: w\n", "Other: w\n"},
		{"s\n\nKey: v\ntext\n", ""},
		{"s\n\nSigned-off-by: a\nt\nt\nt\n", "Signed-off-by: a\n"},
		{"s\n\nSigned-off-by: a\nt\nt\nt\nt\n", ""},
		{"s\n\nKey: v\n(cherry picked from commit 1)\n", "Key: v\n"},
		{"s\n\nKey: a\n  b\n\tc\n", "Key: a b c\n"},
		{"s\r\n\r\nKey: v\r\n", "Key: v\n"},
		{"s\n\nkey: a\nKEY: b\nKey: a\n", "key: a\nKEY: b\nKey: a\n"},
		{"s\n\nKey: v\n---\nOther: w\n", ""},
		{"s\n\nKey: v\n# ------------------------ >8 "
		 "------------------------\n+Migration: evil\n",
		 "Key: v\n"},
	};
	g_autoptr(MessageRules) rules = message_rules_new();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = parsed(cases[i].text, rules);
		cr_expect_str_eq(found, cases[i].trailers, "case %zu: %s", i,
				 found);
	}
}

static char *added(const char *text, const MessageRules *rules)
{
	const char *const values[] = {"1975ea83b712", NULL};
	return message_add_trailers(text, rules, "Migration", values);
}

/* R28, R31 */
Test(message, a_trailer_is_added_before_comments_and_only_once)
{
	static const struct {
		const char *text;
		const char *expected;
	} cases[] = {
		{"s\n", "s\n\nMigration: 1975ea83b712\n"},
		{"s", "s\n\nMigration: 1975ea83b712\n"},
		{"s\n\nbody\n", "s\n\nbody\n\nMigration: 1975ea83b712\n"},
		{"s\n\nKey: v\n", "s\n\nKey: v\nMigration: 1975ea83b712\n"},
		{"s\n\n# c\n# d\n",
		 "s\n\nMigration: 1975ea83b712\n\n# c\n# d\n"},
		{"s\n\nbody: x\nmore\n\n\n",
		 "s\n\nbody: x\nmore\n\nMigration: 1975ea83b712\n\n\n"},
		{"s\n\nmigration: 1975ea83b712\n",
		 "s\n\nmigration: 1975ea83b712\n"},
		{"s\n# ------------------------ >8 ------------------------\n"
		 "diff\n",
		 "s\n\nMigration: 1975ea83b712\n"
		 "# ------------------------ >8 ------------------------\n"
		 "diff\n"},
	};
	g_autoptr(MessageRules) rules = message_rules_new();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *once = added(cases[i].text, rules);
		g_autofree char *twice = added(once, rules);
		cr_expect_str_eq(once, cases[i].expected, "case %zu: %s", i,
				 once);
		cr_expect_str_eq(twice, once);
	}
}

/* R28: whatever the message is, all of it is kept, and git finds the trailer
 * that was added and those that were there. */
Test(message, adding_keeps_all_other_bytes)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(29);
	g_autoptr(MessageRules) rules = message_rules_new();
	for (unsigned i = 0; i < 3000; i++) {
		g_autofree char *text = random_message(random);
		if (message_is_empty(text, rules))
			continue;
		g_autofree char *more = added(text, rules);
		const char *trailer = strstr(more, "Migration: 1975ea83b712");
		cr_assert_not_null(trailer);
		if (strcmp(more, text) == 0)
			continue;
		gsize before = 0;
		while (text[before] && text[before] == more[before])
			before++;
		gsize rest = strlen(text) - before;
		cr_expect_str_eq(more + strlen(more) - rest, text + before);
		g_autofree char *found = parsed(more, rules);
		cr_expect(g_str_has_suffix(found, "Migration: 1975ea83b712\n"),
			  "\"%s\" has \"%s\"", more, found);
	}
}

/* R30 */
Test(message, what_is_empty_or_to_be_melted_is_known)
{
	g_autoptr(MessageRules) rules = message_rules_new();
	cr_expect(message_is_empty("", rules));
	cr_expect(message_is_empty("\n  \n# c\n", rules));
	cr_expect(message_is_empty("\nSigned-off-by: a\n# c\n", rules));
	cr_expect_not(message_is_empty("s\n# c\n", rules));
	cr_expect(message_is_fixup("fixup! s\n", rules));
	cr_expect(message_is_fixup("\n# c\nsquash! s\n", rules));
	cr_expect(message_is_fixup("amend! s\n", rules));
	cr_expect_not(message_is_fixup("fixup the thing\n", rules));
}

/* R29 */
Test(message, lines_with_a_hash_are_text_where_no_editor_opens)
{
	shell("git init -q .");
	g_autoptr(Repository) repository = open_here();
	g_setenv("GIT_EDITOR", ":", TRUE);
	g_autoptr(MessageRules) rules = message_rules_read(repository, "");
	g_autofree char *text = added("s\n\n# heading\n", rules);
	cr_expect_str_eq(text, "s\n\n# heading\n\nMigration: 1975ea83b712\n");
	g_setenv("GIT_EDITOR", "vi", TRUE);
	g_autoptr(MessageRules) edited = message_rules_read(repository, "");
	g_autofree char *other = added("s\n\n# comment\n", edited);
	cr_expect_str_eq(other, "s\n\nMigration: 1975ea83b712\n\n# comment\n");
}

/* R28 */
Test(message, the_comment_character_is_gits_also_when_it_chooses)
{
	static const char text[] = "#1 subject\n\n; Please enter\n;\n";
	shell("git init -q .; git config core.commentChar auto");
	g_setenv("GIT_EDITOR", "vi", TRUE);
	g_autoptr(Repository) repository = open_here();
	g_autoptr(MessageRules) rules = message_rules_read(repository, text);
	cr_expect_str_eq(rules->comment, ";");
	g_autofree char *more = added(text, rules);
	cr_expect_str_eq(more, "#1 subject\n\nMigration: 1975ea83b712\n\n"
			       "; Please enter\n;\n");
}

/* R32 */
Test(message, values_that_could_be_more_than_one_line_are_refused)
{
	cr_expect(message_value_is_valid("1975ea83b712"));
	cr_expect(message_value_is_valid("a.b_c-D"));
	static const char *const bad[] = {"",	   "a\nb", "a\rb",    "a b",
					  "a\x1b", "a:b",  "\xc3\xa9"};
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
		cr_expect_not(message_value_is_valid(bad[i]), "%zu", i);
	g_autofree char *most = g_strnfill(128, 'a');
	g_autofree char *more = g_strnfill(129, 'a');
	cr_expect(message_value_is_valid(most));
	cr_expect_not(message_value_is_valid(more));
}

static char *waiver_of(const char *text, gboolean *without)
{
	g_autoptr(MessageRules) rules = message_rules_new();
	g_autoptr(GPtrArray) trailers = message_parse_trailers(text, rules);
	return message_find_waiver(trailers, without);
}

Test(message, none_needs_a_reason)
{
	gboolean without;
	g_autofree char *reason =
		waiver_of("s\n\nMigration: none (a view only)\n", &without);
	cr_expect_str_eq(reason, "a view only");
	cr_expect_not(without);
	cr_expect_null(waiver_of("s\n\nMigration: none\n", &without));
	cr_expect(without);
	cr_expect_null(waiver_of("s\n\nMigration: none ()\n", &without));
	cr_expect(without);
	cr_expect_null(waiver_of("s\n\nMigration: nonesuch\n", &without));
	cr_expect_not(without);
}
