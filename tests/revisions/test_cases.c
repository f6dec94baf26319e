/*
 * The corpus: each file of cases/ holds cases of the form
 *
 *     === title
 *     the revision file
 *     ---
 *     what is read from it
 *
 * The path a case is parsed under is migrations/a.sql.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "base/failure.h"
#include "revisions/revision.h"

static void show_names(GString *text, const char *word, const GPtrArray *names)
{
	if (!names->len)
		return;
	g_string_append_printf(text, "%s:", word);
	for (unsigned i = 0; i < names->len; i++)
		g_string_append_printf(text, " %s",
				       (char *)g_ptr_array_index(names, i));
	g_string_append_c(text, '\n');
}

static void show_sections(GString *text, const char *word,
			  const GPtrArray *sections)
{
	for (unsigned i = 0; i < sections->len; i++) {
		const Section *section = g_ptr_array_index(sections, i);
		g_string_append_printf(
			text, "%s at %u%s%s%s%s\n", word, section->first_line,
			section->dialect ? " for " : "",
			section->dialect ? section->dialect : "",
			section->transaction ? "" : ", no transaction",
			section_is_empty(section) ? ", empty" : "");
		g_auto(GStrv) lines = g_strsplit(section->text, "\n", -1);
		for (char **line = lines; line[0] && line[1]; line++)
			g_string_append_printf(text, "| %s\n", *line);
	}
}

static char *show(const Revision *revision)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "id: %s\n", revision->id);
	if (revision->message[0])
		g_string_append_printf(text, "message: %s\n",
				       revision->message);
	show_names(text, "parents", revision->parents);
	show_names(text, "depends on", revision->depends_on);
	show_names(text, "labels", revision->labels);
	if (revision->create_date)
		g_string_append_printf(text, "date: %s\n",
				       revision->create_date);
	show_sections(text, "up", revision->ups);
	show_sections(text, "down", revision->downs);
	return g_string_free(text, FALSE);
}

static char *show_error(const GError *error)
{
	const char *hint = failure_hint(error);
	return g_strdup_printf("error: %s\n%s%s%s", error->message,
			       hint ? "hint: " : "", hint ? hint : "",
			       hint ? "\n" : "");
}

static void run_case(const char *file, const char *text)
{
	const char *feed = strchr(text, '\n');
	g_autofree char *title = g_strndup(text, (gsize)(feed - text));
	const char *input = feed + 1;
	const char *bar = strstr(input, "\n---\n");
	cr_assert_not_null(bar, "%s: %s: no ---", file, title);
	const char *expected = bar + strlen("\n---\n");

	g_autoptr(GError) error = NULL;
	g_autoptr(Revision) revision = revision_parse(
		"migrations/a.sql", input, (gsize)(bar + 1 - input), &error);
	g_autofree char *got = revision ? show(revision) : show_error(error);
	g_autofree char *wanted = g_strchomp(g_strdup(expected));
	cr_expect_str_eq(g_strchomp(got), wanted, "%s: %s\n got: %s\nwant: %s",
			 file, title, got, wanted);
}

Test(revision, is_read_as_the_corpus_says)
{
	g_autoptr(GDir) directory =
		g_dir_open("tests/revisions/cases", 0, NULL);
	cr_assert_not_null(directory);
	unsigned count = 0;
	const char *name;
	while ((name = g_dir_read_name(directory))) {
		g_autofree char *path =
			g_build_filename("tests/revisions/cases", name, NULL);
		g_autofree char *text = NULL;
		cr_assert(g_file_get_contents(path, &text, NULL, NULL));
		g_auto(GStrv) cases = g_strsplit(text, "=== ", -1);
		for (char **at = cases + 1; *at; at++, count++)
			run_case(name, *at);
	}
	cr_assert_gt(count, 30);
}
