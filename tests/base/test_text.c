#include <criterion/criterion.h>

#include "base/text.h"

Test(text, distance_counts_single_edits)
{
	cr_assert_eq(text_distance("", ""), 0);
	cr_assert_eq(text_distance("upgrade", "upgrade"), 0);
	cr_assert_eq(text_distance("ugprade", "upgrade"), 1);
	cr_assert_eq(text_distance("abc", ""), 3);
	cr_assert_eq(text_distance("sitting", "kitten"), 3);
}

Test(text, nearest_is_a_slip_or_nothing)
{
	const char *const words[] = {"upgrade", "downgrade", "show", NULL};
	cr_assert_str_eq(text_nearest("upgrde", words), "upgrade");
	cr_assert_str_eq(text_nearest("shwo", words), "show");
	cr_assert_null(text_nearest("frobnicate", words));
}

/* R83 */
Test(text, escape_leaves_nothing_a_terminal_obeys)
{
	g_autofree char *escaped =
		text_escape("a\x1b[31m\x9b\xc2\x9b\xe2\x80\xae\n", FALSE);
	cr_assert_str_eq(escaped, "a\\x1b[31m\\x9b\\u{009b}\\u{202e}\\x0a");
	g_autofree char *lines = text_escape("é\n\tb", TRUE);
	cr_assert_str_eq(lines, "é\n\tb");
}
