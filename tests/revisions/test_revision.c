#include <criterion/criterion.h>
#include <string.h>

#include "base/failure.h"
#include "revisions/revision.h"

static Revision *parse_bytes(const char *text, gsize length)
{
	g_autoptr(GError) error = NULL;
	Revision *revision = revision_parse("m/a.sql", text, length, &error);
	cr_assert_not_null(revision, "%s", error ? error->message : "");
	return revision;
}

static Revision *parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static void expect_fault(const char *text, gsize length, const char *message)
{
	g_autoptr(GError) error = NULL;
	cr_expect_null(revision_parse("m/a.sql", text, length, &error));
	cr_expect(g_error_matches(error, FAILURE, FAILURE_INVALID));
	cr_expect_str_eq(error->message, message);
	cr_expect_not_null(failure_hint(error));
}

Test(revision, bytes_that_are_no_text_are_refused_with_their_line)
{
	static const char nul[] = "-- Revision: a\n-- migrate:up\nSELECT 1\0;";
	expect_fault(nul, sizeof nul - 1, "m/a.sql:3: NUL byte");
	static const char latin[] = "-- caf\xe9\n-- Revision: a\n";
	expect_fault(latin, sizeof latin - 1,
		     "m/a.sql:1: byte 0xe9 is not UTF-8");
	static const char cut[] = "-- Revision: a\n-- caf\xc3";
	expect_fault(cut, sizeof cut - 1, "m/a.sql:2: byte 0xc3 is not UTF-8");
	expect_fault("", 0, "m/a.sql:1: has no 'Revision:' line");
}

Test(revision, line_endings_and_byte_order_mark_change_nothing)
{
	g_autoptr(Revision) plain =
		parse("-- add\n-- Revision: a\n-- Revises: b\n"
		      "-- migrate:up\nSELECT 1;\nSELECT 2;\n"
		      "-- migrate:down\nSELECT 3;");
	g_autoptr(Revision) windows =
		parse("\xef\xbb\xbf-- add\r\n-- Revision: a\r\n"
		      "-- Revises: b\r\n-- migrate:up\r\nSELECT 1;\r\n"
		      "SELECT 2;\r\n\r\n-- migrate:down\r\nSELECT 3;\r\n");
	cr_assert_str_eq(windows->id, "a");
	cr_assert_str_eq(windows->message, "add");
	cr_assert_str_eq(g_ptr_array_index(windows->parents, 0), "b");
	const Section *up = revision_find_up(windows, "sqlite");
	cr_assert_str_eq(up->text, "SELECT 1;\nSELECT 2;\n");
	cr_assert_str_eq(plain->checksum, windows->checksum);
}

Test(revision, checksum_is_of_the_sections_alone)
{
	g_autoptr(Revision) one =
		parse("-- Revision: a\n-- migrate:up\nSELECT 1;\n");
	g_autoptr(Revision) commented =
		parse("-- a remark\n--\n-- Revision: b\n\n"
		      "-- migrate:up transaction:true\n\nSELECT 1;\n\n");
	cr_expect_str_eq(one->checksum, commented->checksum);
	cr_expect_eq(strlen(one->checksum), 64);
	g_autoptr(Revision) inside =
		parse("-- Revision: a\n-- migrate:up\n-- why\n  SELECT  /* one "
		      "*/\n\t1; -- done\n");
	cr_expect_str_eq(one->checksum, inside->checksum);

	static const char *const others[] = {
		"-- Revision: a\n-- migrate:up\nSELECT 2;\n",
		"-- Revision: a\n-- migrate:up\nSELECT '-- a'; SELECT 1;\n",
		"-- Revision: a\n-- migrate:up\nSELECT '1';\n",
		"-- Revision: a\n-- migrate:up transaction:false\nSELECT 1;\n",
		"-- Revision: a\n-- migrate:up dialect:sqlite\nSELECT 1;\n",
		"-- Revision: a\n-- migrate:up\nSELECT 1;\n-- migrate:down\n",
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autoptr(Revision) other = parse(others[i]);
		cr_expect_str_neq(one->checksum, other->checksum, "%s",
				  others[i]);
	}
}

Test(revision, section_of_an_engine_goes_before_that_for_any)
{
	g_autoptr(Revision) revision =
		parse("-- Revision: a\n-- migrate:up\nany\n"
		      "-- migrate:up dialect:sqlite\nlite\n"
		      "-- migrate:down dialect:postgresql\npost\n");
	cr_expect_str_eq(revision_find_up(revision, "sqlite")->text, "lite\n");
	cr_expect_str_eq(revision_find_up(revision, "postgresql")->text,
			 "any\n");
	cr_expect_str_eq(revision_find_down(revision, "postgresql")->text,
			 "post\n");
	cr_expect_null(revision_find_down(revision, "sqlite"));
}

Test(revision, header_alone_is_read_without_the_sections)
{
	static const char text[] = "-- add\n-- Revision: a\n-- Revises: b\n"
				   "-- migrate:up nonsense\nSELECT 1;\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(Revision) revision =
		revision_parse_header("m/a.sql", text, sizeof text - 1, &error);
	cr_assert_not_null(revision);
	cr_expect_str_eq(revision->id, "a");
	cr_expect_str_eq(revision->message, "add");
	cr_expect_eq(revision->parents->len, 1);
	cr_expect_eq(revision->ups->len, 0);
	cr_expect_null(revision->checksum);
}

static NewRevision sample(const char *message, GDateTime *date)
{
	return (NewRevision){.id = "1975ea83b712",
			     .message = message,
			     .date = date,
			     .up = "SELECT 1;\n",
			     .down = "SELECT 2;"};
}

Test(revision, is_written_as_the_manual_shows)
{
	g_autoptr(GDateTime) date =
		g_date_time_new_from_iso8601("2026-11-23T12:45:00+02", NULL);
	const char *const parents[] = {"27c6a30d7c24", "be20", NULL};
	NewRevision new = sample("add soft delete to todos", date);
	new.parents = parents;
	g_autofree char *text = revision_write(&new);
	cr_expect_str_eq(text, "-- add soft delete to todos\n"
			       "--\n"
			       "-- Revision: 1975ea83b712\n"
			       "-- Revises: 27c6a30d7c24, be20\n"
			       "-- Create-Date: 2026-11-23T10:45:00Z\n"
			       "\n"
			       "-- migrate:up\n"
			       "SELECT 1;\n"
			       "\n"
			       "-- migrate:down\n"
			       "SELECT 2;\n");
	g_autofree char *name = revision_file_name(&new);
	cr_expect_str_eq(name, "20261123104500_add_soft_delete_to_todos.sql");
}

Test(revision, any_message_survives_being_written)
{
	static const char *const messages[] = {
		"add todos",
		"Revision: the second",
		"Revises: nothing",
		"migrate:up and away",
		"Migrate:Down",
		"> quoted",
		">> quoted twice",
		"-- dashes",
		"/* a block",
		"<<<<<<< HEAD",
		"subject\n\nRevision: b\nmigrate:down\n  > more\nColour: blue",
		"subject\r\nwith CRLF",
		"é\xe2\x80\xae\x1b[31m",
		"",
	};
	g_autoptr(GDateTime) date = g_date_time_new_now_utc();
	for (unsigned i = 0; i < G_N_ELEMENTS(messages); i++) {
		NewRevision new = sample(messages[i], date);
		g_autofree char *text = revision_write(&new);
		g_autoptr(Revision) back = parse(text);
		g_autofree char *first = g_strstrip(
			g_strndup(messages[i], strcspn(messages[i], "\n")));
		cr_expect_str_eq(back->message, first);
		cr_expect_str_eq(back->id, new.id);
		cr_expect_eq(back->parents->len, 0);
		cr_expect_str_eq(revision_find_up(back, NULL)->text,
				 "SELECT 1;\n");
		cr_expect_str_eq(revision_find_down(back, NULL)->text,
				 "SELECT 2;\n");
	}
}

Test(revision, empty_texts_are_asked_for)
{
	g_autoptr(GDateTime) date = g_date_time_new_now_utc();
	NewRevision new = sample("by hand", date);
	new.up = NULL;
	new.down = " \n";
	g_autofree char *text = revision_write(&new);
	g_autoptr(Revision) back = parse(text);
	const Section *up = revision_find_up(back, NULL);
	const Section *down = revision_find_down(back, NULL);
	cr_expect(section_is_empty(up) && strstr(up->text, "write here"));
	cr_expect(section_is_empty(down) && strstr(down->text, "write here"));
}

Test(revision, file_name_is_the_message_in_plain_letters)
{
	static const struct {
		const char *message;
		const char *slug;
	} cases[] = {
		{"Add e-mail (unique!) to Users", "add_e_mail_unique_to_users"},
		{"  ../../etc/passwd", "etc_passwd"},
		{"Straße für Café", "strasse_fur_cafe"},
		{"-rf *", "rf"},
		{"first line\nsecond", "first_line"},
		{"\xf0\x9f\x92\xa5", "1975ea83b712"},
		{"", "1975ea83b712"},
		{"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff "
		 "gggg",
		 "aaaaaaaaa_bbbbbbbbb_ccccccccc_ddddddddd_eeeeeeeee_fffffffff"},
	};
	g_autoptr(GDateTime) date = g_date_time_new_utc(2026, 1, 2, 3, 4, 5);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		NewRevision new = sample(cases[i].message, date);
		g_autofree char *name = revision_file_name(&new);
		g_autofree char *wanted =
			g_strdup_printf("20260102030405_%s.sql", cases[i].slug);
		cr_expect_str_eq(name, wanted);
		cr_expect(revision_file_name_is_valid(name)); /* R84 */
	}
}

Test(revision, new_ids_are_twelve_hex_digits_and_differ)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (unsigned i = 0; i < 1000; i++) {
		char *id = revision_new_id();
		cr_assert_eq(strlen(id), 12);
		cr_assert_eq(strspn(id, "0123456789abcdef"), 12);
		cr_assert(g_hash_table_add(seen, id));
	}
}

/* R32 */
Test(revision, ids_are_plain_words_of_at_most_128)
{
	static const char *const good[] = {"a", "1975ea83b712", "v1.2_b-3",
					   ".hidden", "HEAD"};
	static const char *const bad[] = {
		"",	"a b", "a\nb", "a\rb", "\x1b[31m", "a/b",
		"é",	"-rf", "head", "base", "heads",	   "current",
		"none", "a,b", "a:b",  "a@b",  "a+1"};
	for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
		cr_expect(revision_id_is_valid(good[i]), "%s", good[i]);
	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
		cr_expect_not(revision_id_is_valid(bad[i]), "%s", bad[i]);
	g_autofree char *longest = g_strnfill(128, 'a');
	g_autofree char *longer = g_strnfill(129, 'a');
	cr_expect(revision_id_is_valid(longest));
	cr_expect_not(revision_id_is_valid(longer));
}

/* R84 */
Test(revision, file_names_are_plain_and_begin_with_a_letter_or_digit)
{
	static const char *const good[] = {"1.sql", "2026_a-b.sql", "A"};
	static const char *const bad[] = {"",	    ".a.sql", "-rf.sql",
					  "a b",    "a/b",    "a\n.sql",
					  "_a.sql", "é.sql",  "a\xff"};
	for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
		cr_expect(revision_file_name_is_valid(good[i]), "%s", good[i]);
	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
		cr_expect_not(revision_file_name_is_valid(bad[i]), "%s",
			      bad[i]);
}
