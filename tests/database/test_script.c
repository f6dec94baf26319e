#include "support.h"

static char *check(const char *text, gsize length)
{
	g_autoptr(GError) error = NULL;
	Script script = {.text = text,
			 .path = "x.sql",
			 .first_line = 5,
			 .length = length};
	gboolean good = database_check_script("sqlite", &script, &error);
	cr_assert_eq(good, error == NULL);
	cr_assert(good || failure_hint(error));
	return g_strdup(good ? "good" : error->message);
}

static void assert_check(const char *text, const char *expected)
{
	g_autofree char *verdict = check(text, 0);
	cr_assert_str_eq(verdict, expected);
}

/* R60 */
Test(script, that_never_ends_what_it_opens_is_refused)
{
	assert_check("SELECT 1; /* note",
		     "x.sql:5:11: a comment starts here and never ends");
	assert_check("SELECT\n  'it''s;\n",
		     "x.sql:6:3: a string starts here and never ends");
	assert_check("SELECT x'00;",
		     "x.sql:5:8: a string starts here and never ends");
	assert_check("SELECT \"a\"\"b;",
		     "x.sql:5:8: a quoted name starts here and never ends");
	assert_check("SELECT `a;",
		     "x.sql:5:8: a quoted name starts here and never ends");
	assert_check("SELECT é, [a;",
		     "x.sql:5:11: a quoted name starts here and never ends");
}

/* R60 */
Test(script, with_a_nul_byte_is_refused)
{
	g_autofree char *verdict = check("SELECT 1;\nSE\0LECT", 16);
	cr_assert_str_eq(verdict, "x.sql:6:3: a NUL byte");
}

/* R60 */
Test(script, with_commands_of_a_shell_is_refused)
{
	assert_check(".tables", "x.sql:5:1: a command of the sqlite3 program, "
				"which is no SQL");
	assert_check("SELECT 1;\n.shell id\n",
		     "x.sql:6:1: a command of the sqlite3 program, which is "
		     "no SQL");
	assert_check("SELECT 1;\n\\copy t from 'x'",
		     "x.sql:6:1: a command of psql, which is no SQL");
}

/* R60: what only looks like one of these. */
Test(script, that_the_engine_can_run_is_good)
{
	static const char *const scripts[] = {
		"",
		"\xef\xbb\xbfSELECT 1;",
		"SELECT '/*'; -- it's \" `\nSELECT 1;",
		"SELECT '\n.tables\n\\d\n';",
		"/* 'a\n.tables\n*/ SELECT 1;",
		"SELECT main\n.t.a FROM t;",
		"SELECT\n.5;",
		"SELECT 1 /* a */ - /* b */ 1 / 2;",
		"SELECT a[b]", /* is a quoted name to this engine */
	};
	for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++)
		assert_check(scripts[i], "good");
}

Test(script, is_empty_without_a_statement)
{
	cr_assert(database_script_is_empty("sqlite", ""));
	cr_assert(database_script_is_empty("sqlite", " -- a\n/* b */;\n;"));
	cr_assert_not(database_script_is_empty("sqlite", "-- a\nSELECT 1"));
	cr_assert_not(database_script_is_empty("sqlite", "; SELECT 1"));
}
