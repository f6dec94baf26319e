#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/failure.h"
#include "workflow/check.h"
#include "workflow/cover.h"

static char *root;

static char *shell(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Runs a script of sh(1), which must succeed; what it prints, less the last
 * line feed, is the caller's. */
static char *shell(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *script = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	const char *argv[] = {"sh", "-ec", script, NULL};
	char *output = NULL;
	int status = 0;
	cr_assert(g_spawn_sync(NULL, (char **)(gpointer)argv, NULL,
			       G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL,
			       &status, NULL));
	cr_assert_eq(status, 0, "failed: %s", script);
	return g_strchomp(output);
}

static void run(const char *script)
{
	g_free(shell("%s", script));
}

static void write_file(const char *path, const char *text)
{
	g_autofree char *directory = g_path_get_dirname(path);
	cr_assert_eq(g_mkdir_with_parents(directory, 0755), 0);
	cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static void enter(void)
{
	static const char *const unset[] = {
		"GIT_DIR",	    "GIT_WORK_TREE",	     "GIT_INDEX_FILE",
		"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_PREFIX",
		"XDG_CONFIG_HOME",  "GIT_CONFIG_GLOBAL",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(unset); i++)
		g_unsetenv(unset[i]);
	root = g_dir_make_tmp("git-migrate-XXXXXX", NULL);
	cr_assert_not_null(root);
	cr_assert_eq(chdir(root), 0);
	g_setenv("HOME", root, TRUE);
	g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
	g_setenv("GIT_AUTHOR_NAME", "A", TRUE);
	g_setenv("GIT_AUTHOR_EMAIL", "a@example.com", TRUE);
	g_setenv("GIT_COMMITTER_NAME", "C", TRUE);
	g_setenv("GIT_COMMITTER_EMAIL", "c@example.com", TRUE);
	run("git init -q -b main work");
	cr_assert_eq(chdir("work"), 0);
	write_file(".gitmigrate",
		   "[migrate]\nmodels = *.sql\nmigrations = migrations\n");
}

static void leave(void)
{
	cr_assert_eq(chdir("/"), 0);
	g_free(shell("rm -rf '%s'", root));
	g_free(root);
}

TestSuite(cover, .init = enter, .fini = leave);

static void models(const char *text)
{
	write_file("schema.sql", text);
}

static void migration(const char *id, const char *parent, const char *up)
{
	g_autofree char *path = g_strdup_printf("migrations/2020_%s.sql", id);
	g_autofree char *revises =
		*parent ? g_strdup_printf("-- Revises: %s\n", parent)
			: g_strdup("");
	g_autofree char *text = g_strdup_printf(
		"-- %s\n--\n-- Revision: %s\n%s"
		"-- Create-Date: 2020-01-01T00:00:00Z\n\n-- migrate:up\n%s\n",
		id, id, revises, up);
	write_file(path, text);
}

static char *commit(const char *subject)
{
	return shell("git add -A; git commit -q --allow-empty -m '%s';"
		     "git rev-parse HEAD",
		     subject);
}

static Cover *open_cover(Project **project)
{
	g_autoptr(GError) error = NULL;
	*project = project_open(NULL, &error);
	cr_assert_not_null(*project, "%s", error ? error->message : "");
	return cover_new(*project);
}

/* "kind path:line text; …" */
static char *describe(const GPtrArray *findings)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		g_string_append_printf(text, "%s%s ", i ? "; " : "",
				       finding_word(finding->kind));
		if (finding->path)
			g_string_append_printf(text, "%s:%u ", finding->path,
					       finding->line);
		g_string_append(text, finding->text);
	}
	return g_string_free(text, FALSE);
}

static Verdict *judge(Cover *cover, const char *name, const char *first,
		      const char *second)
{
	const char *const parents[] = {first, second, NULL};
	g_autoptr(GError) error = NULL;
	Verdict *verdict = cover_judge(cover, name, parents, &error);
	cr_assert_not_null(verdict, "%s", error ? error->message : "");
	return verdict;
}

/* What is found in a commit with its parents, of which there may be none. */
static void expect(const char *name, const char *first, const char *second,
		   const char *expected)
{
	Project *project;
	g_autoptr(Cover) cover = open_cover(&project);
	g_autoptr(Verdict) verdict = judge(cover, name, first, second);
	g_autofree char *found = describe(verdict->findings);
	cr_expect_str_eq(found, expected);
	g_clear_pointer(&cover, cover_free);
	project_free(project);
}

static void expect_end(const char *name, const char *base, const char *expected)
{
	Project *project;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) findings = findings_new();
	g_autoptr(Cover) cover = open_cover(&project);
	cr_assert(cover_judge_end(cover, name, base, findings, &error), "%s",
		  error ? error->message : "");
	g_autofree char *found = describe(findings);
	cr_expect_str_eq(found, expected);
	g_clear_pointer(&cover, cover_free);
	project_free(project);
}

Test(cover, the_first_commit_is_held_against_nothing)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	g_autofree char *one = commit("one");
	expect(one, NULL, NULL, "uncovered schema.sql:1 + table a");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	g_autofree char *two = commit("two");
	expect(two, one, NULL, "");
}

Test(cover, a_commit_of_other_files_touches_nothing)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	g_autofree char *one = commit("one");
	write_file("other.txt", "x\n");
	g_autofree char *two = commit("two");
	models("-- a remark\nCREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	g_autofree char *three = commit("three");
	Project *project;
	g_autoptr(Cover) cover = open_cover(&project);
	g_autoptr(Verdict) first = judge(cover, one, NULL, NULL);
	g_autoptr(Verdict) second = judge(cover, two, one, NULL);
	g_autoptr(Verdict) third = judge(cover, three, two, NULL);
	cr_expect(first->touched);
	cr_expect_not(second->touched);
	cr_expect_eq(second->changes->len, 0);
	cr_expect_eq(third->findings->len, 0);
	cr_expect_eq(third->changes->len, 0);
	g_clear_pointer(&cover, cover_free);
	project_free(project);
}

/* R19, R34: the same rule for what is staged and for what was committed. */
Test(cover, the_index_is_judged_as_the_commit_that_it_becomes)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	g_autofree char *one = commit("one");
	models("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);\n");
	run("git add schema.sql");
	models("nothing of this is staged");
	expect(":index", one, NULL, "uncovered schema.sql:1 + column a.b TEXT");
	run("git checkout -q schema.sql");
	g_autofree char *two = commit("two");
	expect(two, one, NULL, "uncovered schema.sql:1 + column a.b TEXT");
}

Test(cover, what_a_migration_builds_must_be_what_the_models_say)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	g_autofree char *one = commit("one");
	models("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);\n");
	migration("m2", "m1", "ALTER TABLE a ADD COLUMN b INTEGER;");
	g_autofree char *two = commit("two");
	expect(two, one, NULL,
	       "uncovered schema.sql:1 ~ column a.b type INTEGER -> TEXT");
}

Test(cover, a_migration_that_does_not_run_is_broken)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	g_autofree char *one = commit("one");
	migration("m1", "", "CREATE TABLE a (id INTEGER");
	g_autofree char *two = commit("two");
	expect(two, one, NULL,
	       "broken migrations/2020_m1.sql:7 incomplete input");
	expect_end(two, NULL,
		   "broken migrations/2020_m1.sql:7 incomplete input");
}

Test(cover, a_configuration_that_cannot_be_read_is_broken)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	g_autofree char *one = commit("one");
	write_file(".gitmigrate", "[migrate]\ndialect = cobol\n");
	g_autofree char *two = commit("two");
	run("git checkout -q HEAD~1 -- .gitmigrate");
	expect(two, one, NULL,
	       "broken .gitmigrate:2 dialect: 'cobol' is unknown");
	expect_end(two, NULL,
		   "broken .gitmigrate:2 dialect: 'cobol' is unknown");
}

/* R36: a merge answers for what neither of its parents has. */
Test(cover, a_merge_is_held_against_its_first_parent_and_excused_by_the_others)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	g_free(commit("one"));
	run("git checkout -q -b side");
	write_file("side.sql", "CREATE TABLE s (id INTEGER PRIMARY KEY);\n");
	g_autofree char *side = commit("side forgets");
	run("git checkout -q main");
	write_file("b.sql", "CREATE TABLE b (id INTEGER PRIMARY KEY);\n");
	migration("m2", "m1", "CREATE TABLE b (id INTEGER PRIMARY KEY);");
	g_autofree char *main = commit("main");
	run("git merge -q --no-commit side 2>&1");
	g_autofree char *merge = commit("merge");
	expect(merge, main, side, "");
	expect(merge, main, NULL, "uncovered side.sql:1 + table s");
}

/* R36 */
Test(cover, a_merge_of_two_migrations_has_two_heads)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	g_free(commit("one"));
	run("git checkout -q -b side");
	migration("side", "m1", "CREATE INDEX s ON a (id);");
	g_autofree char *side = commit("side");
	run("git checkout -q main");
	migration("m2", "m1", "CREATE INDEX m ON a (id);");
	g_autofree char *main = commit("main");
	run("git merge -q --no-commit side 2>&1");
	g_autofree char *merge = commit("merge");
	Project *project;
	g_autoptr(Cover) cover = open_cover(&project);
	g_autoptr(Verdict) verdict = judge(cover, merge, main, side);
	cr_expect_eq(findings_count(verdict->findings, FINDING_HEADS), 1);
	cr_expect_eq(verdict->revisions->len, 0);
	g_clear_pointer(&cover, cover_free);
	project_free(project);
}

Test(cover, the_end_of_a_range_tells_what_became_of_published_revisions)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	migration("m2", "m1", "CREATE INDEX i ON a (id);");
	g_autofree char *one = commit("one");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);");
	run("git rm -q migrations/2020_m2.sql");
	models("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);\n");
	g_autofree char *two = commit("two");
	expect_end(two, NULL, "");
	expect_end(two, one,
		   "edited migrations/2020_m1.sql:0 revision m1 was edited; "
		   "deleted migrations/2020_m2.sql:0 revision m2 was deleted");
}

Test(cover, only_what_is_asked_for_is_made)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	g_autofree char *one = commit("one");
	Project *project;
	g_autoptr(Cover) cover = open_cover(&project);
	g_autoptr(Verdict) whole = judge(cover, one, NULL, NULL);
	cr_expect_not_null(whole->fingerprint);
	cr_assert_eq(whole->changes->len, 1);
	cr_expect_str_eq(whole->changes->pdata[0], "+ table a");
	cr_assert_eq(whole->revisions->len, 1);
	cr_expect_str_eq(whole->revisions->pdata[0], "m1");
	cover_want_findings_only(cover);
	g_autoptr(Verdict) brief = judge(cover, one, NULL, NULL);
	cr_expect_null(brief->fingerprint);
	cr_expect_eq(brief->changes->len, 0);
	g_clear_pointer(&cover, cover_free);
	project_free(project);
}

/* The blobs of the first commit are gone when the second one is judged. */
Test(cover, each_blob_is_read_once)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	migration("m1", "", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
	g_autofree char *one = commit("one");
	write_file("b.sql", "CREATE TABLE b (id INTEGER PRIMARY KEY);\n");
	migration("m2", "m1", "CREATE TABLE b (id INTEGER PRIMARY KEY);");
	g_autofree char *two = commit("two");
	write_file("c.txt", "x\n");
	g_autofree char *three = commit("three");
	Project *project;
	g_autoptr(Cover) cover = open_cover(&project);
	g_autoptr(Verdict) first = judge(cover, one, NULL, NULL);
	cr_assert(first->touched);
	run("for path in migrations/2020_m1.sql .gitmigrate; do "
	    "blob=$(git rev-parse HEAD~2:$path); rm -f .git/objects/"
	    "$(echo $blob | sed 's,^..,&/,'); done");
	g_autoptr(Verdict) second = judge(cover, two, one, NULL);
	run("for path in migrations/2020_m2.sql b.sql schema.sql; do "
	    "blob=$(git rev-parse HEAD:$path); rm -f .git/objects/"
	    "$(echo $blob | sed 's,^..,&/,'); done");
	g_autoptr(Verdict) third = judge(cover, three, two, NULL);
	g_autofree char *found = describe(second->findings);
	cr_expect_str_eq(found, "");
	cr_expect_eq(second->revisions->len, 1);
	cr_expect_eq(third->findings->len, 0);
	g_clear_pointer(&cover, cover_free);
	project_free(project);
}

Test(cover, a_drop_without_a_migration_is_missed_with_its_rename)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY, old TEXT);\n");
	migration("m1", "",
		  "CREATE TABLE a (id INTEGER PRIMARY KEY, old TEXT);");
	g_autofree char *one = commit("one");
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	g_autofree char *two = commit("two");
	expect(two, one, NULL, "uncovered schema.sql:1 - column a.old TEXT");
	models("");
	g_autofree char *three = commit("three");
	expect(three, two, NULL, "uncovered - table a");
}

/* R34 */
Test(cover, a_reason_in_the_message_waives_what_is_uncovered)
{
	models("CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
	g_free(commit("one"));
	models("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);\n");
	run("git add .; git commit -q -m 'two' -m 'Migration: none (a test)'");
	g_autofree char *tip = shell("git rev-parse HEAD");
	g_autofree char *base = shell("git rev-parse HEAD~1");
	const char *const words[] = {"HEAD~1..HEAD", NULL};
	CheckRange range = {.words = words, .tip = tip, .base = base};
	g_autoptr(GError) error = NULL;
	Project *project = project_open(NULL, &error);
	cr_assert_not_null(project);
	for (int end = 0; end < 2; end++) {
		range.end_only = end;
		g_autoptr(CheckReport) report =
			check_commits(project, &range, &error);
		cr_assert_not_null(report, "%s", error ? error->message : "");
		cr_expect(report->ok);
		cr_assert_eq(report->commits->len, 1);
		const CheckedCommit *checked = report->commits->pdata[0];
		cr_expect_eq(findings_count(checked->findings, FINDING_WAIVED),
			     1);
		cr_expect_eq(checked->is_end, end);
	}
	project_free(project);
}
