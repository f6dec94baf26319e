#include "fixture.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(write, .init = fixture_enter, .fini = fixture_leave);

static char *present(void)
{
	return shell_output("find . -path ./.git -prune -o -type f -print |"
			    " sort | tr '\\n' ' '");
}

/* R87 */
Test(write, makes_the_file_and_its_directories)
{
	shell("git init -q .");
	umask(022);
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	cr_assert(repository_write_file(repository, "a/b/f.sql", "text\n",
					FALSE, &error));
	struct stat status;
	cr_assert_eq(stat("a/b/f.sql", &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0644);
	g_autofree char *text = shell_output("cat a/b/f.sql");
	g_autofree char *files = present();
	cr_expect_str_eq(text, "text");
	cr_expect_str_eq(files, "./a/b/f.sql ");
}

Test(write, never_replaces_unless_told)
{
	shell("git init -q .; echo old >f; chmod 755 f; ln -s nowhere link");
	g_autoptr(Repository) repository = open_here();
	static const char *const names[] = {"f", "link"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		cr_expect_not(repository_write_file(repository, names[i],
						    "new\n", FALSE, &error));
		expect_failure(error, FAILURE_REFUSED, "already exists", NULL);
	}
	g_autofree char *old = shell_output("cat f");
	cr_expect_str_eq(old, "old");
	cr_assert(repository_write_file(repository, "f", "new\n", TRUE, NULL));
	g_autofree char *new = shell_output("cat f; stat -c %a f");
	cr_expect_str_eq(new, "new\n755");
	g_autofree char *files = present();
	cr_expect_str_eq(files, "./f ");
}

/* R81 */
Test(write, follows_no_link_and_leaves_no_tree)
{
	shell("git init -q .; mkdir ../out; ln -s ../out l");
	g_autoptr(Repository) repository = open_here();
	static const char *const paths[] = {
		"l/f",	"../out/f", "/tmp/git-migrate-f", ".git/f",
		"a//f", "",	    ".GIT/hooks/f",	  "a/../f",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;
		cr_expect_not(repository_write_file(repository, paths[i], "x",
						    FALSE, &error),
			      "%s", paths[i]);
		cr_expect(g_error_matches(error, FAILURE, FAILURE_REFUSED));
	}
	g_autofree char *out = shell_output("ls ../out");
	cr_expect_str_eq(out, "");
}

Test(write, failure_leaves_nothing_behind)
{
	shell("git init -q .; mkdir -p d/f");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	cr_expect_not(
		repository_write_file(repository, "d/f", "x", TRUE, &error));
	expect_failure(error, FAILURE_FAILED, "cannot write 'd/f'", NULL);
	g_autofree char *files = present();
	cr_expect_str_eq(files, "");
}
