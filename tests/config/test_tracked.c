#include <criterion/criterion.h>
#include <string.h>

#include "base/failure.h"
#include "config/config.h"

typedef struct Fault {
	const char *text;
	const char *message;
	const char *hint; /* a part of it */
} Fault;

static void expect_fault(const Fault *fault, gsize length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config =
		config_load(fault->text, length, NULL, &error);
	cr_assert_null(config, "%s", fault->text);
	cr_expect(g_error_matches(error, FAILURE, FAILURE_INVALID));
	cr_expect_str_eq(error->message, fault->message);
	const char *hint = failure_hint(error);
	cr_expect(hint && strstr(hint, fault->hint), "%s: hint %s",
		  fault->message, hint);
}

static void expect_faults(const Fault *faults, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		expect_fault(&faults[i], strlen(faults[i].text));
}

/* R77: every key of requirements.md, table G, that may not be there */
Test(tracked, keys_off_the_allow_list_name_the_local_key)
{
	static const char *const local[][2] = {
		{"loader", "loader"},
		{"trust", "trust"},
		{"sync", "sync"},
		{"hookTimeout", "hookTimeout"},
		{"hook-timeout", "hookTimeout"},
		{"hook_strict", "hookStrict"},
		{"Loader", "loader"},
		{"commitMsg", "commitMsg"},
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(local); i++) {
		g_autofree char *text =
			g_strdup_printf("[migrate]\n%s = x\n", local[i][0]);
		g_autofree char *message = g_strdup_printf(
			".gitmigrate:2: '%s' may not be set in a tracked file",
			local[i][0]);
		g_autofree char *hint = g_strdup_printf(
			"git config migrate.%s VALUE", local[i][1]);
		Fault fault = {text, message, hint};
		expect_fault(&fault, strlen(text));
	}
}

/* R77 */
Test(tracked, unknown_keys_and_sections_say_what_is_allowed)
{
	static const Fault faults[] = {
		{"[migrate]\ncommand = touch pwn\n",
		 ".gitmigrate:2: unknown key 'command'",
		 "models, migrations, dialect, database"},
		{"[migrate]\n\nextension = x\n",
		 ".gitmigrate:3: unknown key 'extension'",
		 "git config migrate.KEY VALUE"},
		{"[migrate]\nmodel = a.py\n",
		 ".gitmigrate:2: unknown key 'model'",
		 "did you mean 'models'?"},
		{"[migrate]\nDatabase = sqlite:///a.db\n",
		 ".gitmigrate:2: unknown key 'Database'",
		 "did you mean 'database'?"},
		{"[core]\nhooksPath = x\n",
		 ".gitmigrate:2: unknown section [core]",
		 "[migrate], [hooks] and [types]"},
		{"[hooks]\npost-checkout = x\n",
		 ".gitmigrate:2: unknown key 'post-checkout'", "commit-msg"},
		{"[hooks]\nmodels = a.py\n",
		 ".gitmigrate:2: unknown key 'models'", "commit-msg"},
		{"models = a.py\n",
		 ".gitmigrate:1: 'models' stands in no section", "[migrate]"},
	};
	expect_faults(faults, G_N_ELEMENTS(faults));
}

/* R77 */
Test(tracked, database_is_an_sqlite_file_in_the_working_tree)
{
	static const char *const bad[][2] = {
		{"sqlite:////etc/passwd", "is not relative to the top of the "
					  "working tree"},
		{"sqlite:///~/a.db", "is not relative to the top of the "
				     "working tree"},
		{"sqlite:///../a.db", "leaves the working tree"},
		{"sqlite:///a/../../b.db", "leaves the working tree"},
		{"sqlite:///a/..", "leaves the working tree"},
		{"sqlite:///.git/config", "is in Git's own directory"},
		{"sqlite:///a/.GIT/x", "is in Git's own directory"},
		{"sqlite:///a//b", "has an empty component"},
		{"sqlite:///", "is empty"},
		{"sqlite:///a\\b", "has a backslash"},
		{"sqlite:///:memory:", "is not a plain path"},
		{"sqlite:///file:a.db", "is not a plain path"},
		{"sqlite:///a.db?vfs=x", "is not a plain path"},
		{"sqlite:///%2e%2e/a.db", "is not a plain path"},
		{"sqlite://", "is not of the form sqlite:///PATH"},
		{"database.db", "is not of the form sqlite:///PATH"},
		{"postgresql://host/db", "is not of the form sqlite:///PATH"},
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *text = g_strdup_printf(
			"[migrate]\ndatabase = %s\n", bad[i][0]);
		g_autofree char *message =
			g_strdup_printf(".gitmigrate:2: database: '%s' %s",
					bad[i][0], bad[i][1]);
		Fault fault = {text, message,
			       "git config migrate.database URL"};
		expect_fault(&fault, strlen(text));
	}
	/* R86 */
	static const Fault secret = {
		"[migrate]\ndatabase = postgresql://me:s3cret@host/db\n",
		".gitmigrate:2: database: 'postgresql://me:***@host/db' is not "
		"of the form sqlite:///PATH",
		"git config"};
	expect_fault(&secret, strlen(secret.text));
}

Test(tracked, values_are_checked)
{
	static const Fault faults[] = {
		{"[migrate]\nmigrations = /srv/m\n",
		 ".gitmigrate:2: migrations: '/srv/m' is not relative to the "
		 "top of the working tree",
		 "a directory"},
		{"[migrate]\nmigrations = .git/m\n",
		 ".gitmigrate:2: migrations: '.git/m' is in Git's own "
		 "directory",
		 "a directory"},
		{"[migrate]\nmigrations = .\n",
		 ".gitmigrate:2: migrations: '.' has an empty component",
		 "a directory"},
		{"[migrate]\nmodels = ../x.py\n",
		 ".gitmigrate:2: models: '../x.py' leaves the working tree",
		 "name files"},
		{"[migrate]\nmodels = :(attr)x\n",
		 ".gitmigrate:2: models: ':(attr)x' has a pathspec magic that "
		 "is not known",
		 "name files"},
		{"[migrate]\ndialect = mysql\n",
		 ".gitmigrate:2: dialect: 'mysql' is unknown",
		 "sqlite and postgresql"},
		{"[hooks]\ncommit-msg = maybe\n",
		 ".gitmigrate:2: commit-msg: 'maybe' is unknown",
		 "off, warn and enforce"},
	};
	expect_faults(faults, G_N_ELEMENTS(faults));
}

Test(tracked, types_are_names_of_python_with_a_type_of_sql)
{
	static const char *const types[][3] = {
		{"mypkg.Money", "NUMERIC(12,2)", "NUMERIC(12, 2)"},
		{"a.b_c.D2", "geometry ( Point , 4326 )",
		 "geometry(Point, 4326)"},
		{"a.B", "TIMESTAMP(6)  WITH TIME ZONE",
		 "TIMESTAMP(6) WITH TIME ZONE"},
		{"a.b", "public.citext[][]", "public.citext[][]"},
		{"a.B", "NUMERIC(3, -2)", "NUMERIC(3, -2)"},
	};
	for (unsigned i = 0; i < G_N_ELEMENTS(types); i++) {
		g_autofree char *text = g_strdup_printf(
			"[types]\n%s = %s\n", types[i][0], types[i][1]);
		g_autoptr(GError) error = NULL;
		g_autoptr(Config) config =
			config_load(text, strlen(text), NULL, &error);
		cr_assert_not_null(config, "%s", error ? error->message : text);
		cr_expect_str_eq(
			g_hash_table_lookup(config->types, types[i][0]),
			types[i][2]);
	}
}

/* R77: what stands there goes into DDL */
Test(tracked, types_say_nothing_but_a_type)
{
	static const Fault faults[] = {
		{"[types]\nMoney = TEXT\n",
		 ".gitmigrate:2: 'Money' has no module before it",
		 "package.Type"},
		{"[types]\na-b.Money = TEXT\n",
		 ".gitmigrate:2: 'a-b.Money' is no name of Python",
		 "package.Type"},
		{"[types]\na..Money = TEXT\n",
		 ".gitmigrate:2: 'a..Money' is no name of Python",
		 "package.Type"},
		{"[types]\na.Money =\n",
		 ".gitmigrate:2: 'a.Money' has no value", "take the line out"},
		{"[types]\na.Money = TEXT\na.Other = TEXT\na.Money = TEXT\n",
		 ".gitmigrate:4: 'a.Money' stands already in line 2", "keep"},
		{"[types]\na.Money = TEXT); DROP TABLE x\n",
		 ".gitmigrate:2: a.Money: 'TEXT); DROP TABLE x' is no type of "
		 "SQL",
		 "NUMERIC(12,2)"},
		{"[types]\na.Money = TEXT, x INT\n",
		 ".gitmigrate:2: a.Money: 'TEXT, x INT' is no type of SQL",
		 "NUMERIC(12,2)"},
		{"[types]\na.Money = NUMERIC(12,2\n",
		 ".gitmigrate:2: a.Money: 'NUMERIC(12,2' is no type of SQL",
		 "NUMERIC(12,2)"},
		{"[types]\na.Money = NUMERIC()\n",
		 ".gitmigrate:2: a.Money: 'NUMERIC()' is no type of SQL",
		 "NUMERIC(12,2)"},
		{"[types]\na.Money = (12)\n",
		 ".gitmigrate:2: a.Money: '(12)' is no type of SQL",
		 "NUMERIC(12,2)"},
		{"[types]\na.Money = TEXT[3\n",
		 ".gitmigrate:2: a.Money: 'TEXT[3' is no type of SQL",
		 "NUMERIC(12,2)"},
		{"[types]\na.Money = INTEGER primary key\n",
		 ".gitmigrate:2: a.Money: 'INTEGER primary key' says more than "
		 "a type",
		 "NUMERIC(12,2)"},
		{"[types]\na.Money = NUMERIC(2) CHECK\n",
		 ".gitmigrate:2: a.Money: 'NUMERIC(2) CHECK' says more than a "
		 "type",
		 "NUMERIC(12,2)"},
	};
	expect_faults(faults, G_N_ELEMENTS(faults));
}

/* R78 */
Test(tracked, lines_that_inih_reads_otherwise_than_people_are_refused)
{
	static const Fault faults[] = {
		{"[migrate]\nmodels = a.py\n b.py\n",
		 ".gitmigrate:3: an indented line would continue the one above",
		 "blanks"},
		{"[migrate]\n\tmodels = a.py\n",
		 ".gitmigrate:2: an indented line would continue the one above",
		 "blanks"},
		{"[migrate]\ndialect = sqlite\n\n[hooks]\n[migrate]\n"
		 "dialect = postgresql\n",
		 ".gitmigrate:6: 'dialect' stands already in line 2", "keep"},
		{"[migrate]\nmodels = a.py ; b.py\n",
		 ".gitmigrate:2: comment behind a value", "a line of its own"},
		{"[migrate]\nmodels = a.py # ours\n",
		 ".gitmigrate:2: comment behind a value", "a line of its own"},
		{"[migrate]\nmodels = \"a.py\"\n",
		 ".gitmigrate:2: quotes are not taken off here", "quotes"},
		{"[migrate]\nmodels: a.py\n",
		 ".gitmigrate:2: no '=' after the key", "key = value"},
		{"[migrate]\nmodels: a=b.py\n",
		 ".gitmigrate:2: ':' before the '='", "key = value"},
		{"[migrate]\nmodels\n", ".gitmigrate:2: no '=' after the key",
		 "key = value"},
		{"[migrate]\nmodels =\n",
		 ".gitmigrate:2: 'models' has no value", "take the line out"},
		{"[migrate\nmodels = a.py\n",
		 ".gitmigrate:1: section that is no word in [ and ]",
		 "[migrate]"},
		{"[migrate] models = a.py\n",
		 ".gitmigrate:1: text after the section", "below its section"},
		{"[migrate ;]\nmodels = a.py\n",
		 ".gitmigrate:1: section that is no word in [ and ]",
		 "[migrate]"},
		{"[migrate]\nmodels = a.py\rloader = x\n",
		 ".gitmigrate:2: control character 0x0d", "take it out"},
		{"[migrate]\nmodels = a\x1b[31m.py\n",
		 ".gitmigrate:2: control character 0x1b", "take it out"},
		{"[migrate]\nmodels = \xff.py\n",
		 ".gitmigrate:2: byte 0xff is no text", "UTF-8"},
	};
	expect_faults(faults, G_N_ELEMENTS(faults));
	static const char nul[] = "[migrate]\nmodels = a.py\0loader = x\n";
	Fault fault = {nul, ".gitmigrate:2: byte 0x00 is no text", "UTF-8"};
	expect_fault(&fault, sizeof nul - 1);
}

/* R78: inih would cut the line, and take its end for a key */
Test(tracked, no_line_is_longer_than_inih_can_take)
{
	for (gsize length = 150; length < 450; length++) {
		GString *text = g_string_new("[migrate]\nmodels = ");
		while (text->len < strlen("[migrate]\n") + length)
			g_string_append_c(text, 'x');
		g_autoptr(GError) error = NULL;
		g_autoptr(Config) config =
			config_load(text->str, text->len, NULL, &error);
		cr_assert_eq(config != NULL, length <= 190);
		if (config)
			cr_assert_eq(strlen(config->models->pdata[0]),
				     length - strlen("models = "));
		else
			cr_assert_str_eq(error->message,
					 ".gitmigrate:2: line longer than 190 "
					 "bytes");
		g_string_free(text, TRUE);
	}
}

Test(tracked, comments_blank_lines_and_any_order_are_fine)
{
	static const char text[] = "\n; one\n  # two, indented\n\n[hooks]\n"
				   "[migrate] # three\nmodels=a.py\n"
				   "  ; four\nmodels   =   b;c.py#d\n"
				   "dialect = sqlite";
	g_autoptr(Config) config =
		config_load(text, sizeof text - 1, NULL, NULL);
	cr_assert_not_null(config);
	g_autofree char *models =
		g_strjoinv(" ", (char **)config->models->pdata);
	cr_expect_str_eq(models, "a.py b;c.py#d");
	cr_expect_str_eq(config->dialect, "sqlite");
}

/* Random lines made of the bytes that mean something to inih: whatever passes
 * has values that stand in the text, whole, on one line with their key. */
Test(tracked, no_text_smuggles_a_value_in)
{
	static const char *const pieces[] = {
		"models",
		"migrations",
		"=",
		" = ",
		"a",
		".py",
		"\n",
		"\n",
		" ",
		"\t",
		";",
		"#",
		":",
		"[migrate]\n",
		"[hooks]\n",
		"[",
		"]",
		"\"",
		"\\",
		"\r\n",
		"\xef\xbb\xbf",
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
	g_autoptr(GRand) random = g_rand_new_with_seed(78);
	unsigned passed = 0;
	for (unsigned round = 0; round < 20000; round++) {
		GString *text = g_string_new("[migrate]\n");
		gint32 count = g_rand_int_range(random, 1, 12);
		for (gint32 i = 0; i < count; i++)
			g_string_append(
				text,
				pieces[g_rand_int_range(random, 0,
							G_N_ELEMENTS(pieces))]);
		g_autoptr(Config) config =
			config_load(text->str, text->len, NULL, NULL);
		if (config && strcmp(config->migrations, "migrations")) {
			passed++;
			g_autofree char *plain = g_strdelimit(
				g_strdup(text->str), "\t ", '\x01');
			g_auto(GStrv) parts = g_strsplit(plain, "\x01", -1);
			g_autofree char *dense = g_strjoinv("", parts);
			g_autofree char *value = g_strdelimit(
				g_strdup(config->migrations), "\t ", '\x01');
			g_auto(GStrv) words = g_strsplit(value, "\x01", -1);
			g_autofree char *tight = g_strjoinv("", words);
			g_autofree char *line =
				g_strdup_printf("\nmigrations=%s", tight);
			cr_assert(strstr(dense, line), "%s", text->str);
		}
		g_string_free(text, TRUE);
	}
	cr_expect_gt(passed, 20);
}
