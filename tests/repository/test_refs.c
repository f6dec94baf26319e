#include "fixture.h"

#include <string.h>
#include <unistd.h>

TestSuite(refs, .init = fixture_enter, .fini = fixture_leave);

static void expect_resolved(Repository *repository, const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *id = repository_resolve(repository, name, &error);
	g_autofree char *script = g_strdup_printf(
		"git rev-parse --verify \"$(git rev-parse '%s')^{commit}\"",
		name);
	g_autofree char *expected = shell_output(script);
	cr_expect(id && strcmp(id, expected) == 0, "%s: %s", name,
		  error ? error->message : id);
}

Test(refs, every_way_to_name_a_commit)
{
	static const char *const names[] = {
		"HEAD",		"@",
		"main",		"HEAD~1",
		"HEAD^",	"@~2",
		"v1",		"v1^{}",
		"main@{0}",	"@{-1}",
		":/second",	"HEAD^{/first}",
		"heads/main",	"main~1^{commit}",
		"refs/tags/v1",
	};
	shell("git init -q .; for m in first second third; do "
	      "git commit -q --allow-empty -m $m; done; git tag -a -m v1 v1 "
	      "@~1;"
	      "git checkout -q -b b; git checkout -q main");
	g_autoptr(Repository) repository = open_here();
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		expect_resolved(repository, names[i]);
	g_autofree char *abbreviated =
		shell_output("git rev-parse --short HEAD~1");
	expect_resolved(repository, abbreviated);
	shell("git pack-refs --all");
	expect_resolved(repository, "main");
}

Test(refs, unknown_names_are_refused_with_a_suggestion)
{
	shell("git init -q .; echo 1 >f; git add f; git commit -q -m x;"
	      "git branch feature");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	cr_expect_null(repository_resolve(repository, "featrue", &error));
	expect_failure(error, FAILURE_NOT_FOUND, "unknown revision 'featrue'",
		       "did you mean 'feature'?");
	g_clear_error(&error);
	cr_expect_null(repository_resolve(repository, "HEAD:f", &error));
	expect_failure(error, FAILURE_NOT_FOUND,
		       "'HEAD:f' is a blob, not a commit", NULL);
	g_clear_error(&error);
	cr_expect_null(repository_resolve(repository, "HEAD~7", &error));
	expect_failure(error, FAILURE_NOT_FOUND, "unknown revision", NULL);
}

/* R82: a branch can be called like an option, or like a command. */
Test(refs, names_are_never_options_or_commands)
{
	shell("git init -q .; git commit -q --allow-empty -m x;"
	      "git update-ref refs/heads/--output=pwn HEAD;"
	      "git update-ref 'refs/heads/$(touch${IFS}pwn)' HEAD;"
	      "git symbolic-ref HEAD 'refs/heads/$(touch${IFS}pwn)'");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	cr_expect_null(repository_resolve(repository, "--output=pwn", &error));
	expect_failure(error, FAILURE_USAGE, "is not the name of a revision",
		       "refs/heads/");
	g_autofree char *full =
		repository_resolve(repository, "refs/heads/--output=pwn", NULL);
	g_autofree char *odd =
		repository_resolve(repository, "$(touch${IFS}pwn)", NULL);
	g_autofree char *none =
		repository_resolve(repository, "$(touch${IFS}pwn2)", NULL);
	g_autofree char *branch = repository_branch(repository, NULL);
	cr_expect_not_null(full);
	cr_expect_not_null(odd);
	cr_expect_null(none);
	cr_expect_str_eq(branch, "$(touch${IFS}pwn)");
	cr_expect_not(g_file_test("pwn", G_FILE_TEST_EXISTS));
}

static void expect_head(const char *branch)
{
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	g_autofree char *head = repository_head(repository, &error);
	g_autofree char *name = repository_branch(repository, &error);
	g_autofree char *expected = shell_output("git rev-parse HEAD");
	cr_expect_null(error);
	cr_expect_str_eq(head, expected);
	cr_expect_eq(g_strcmp0(name, branch), 0, "%s", name);
}

Test(refs, head_is_found_in_all_its_places)
{
	shell("git init -q .; git commit -q --allow-empty -m x;"
	      "git branch feature/a");
	expect_head("main");
	shell("git pack-refs --all; test ! -e .git/refs/heads/main");
	expect_head("main");
	shell("git commit -q --allow-empty -m y");
	expect_head("main");
	shell("git checkout -q feature/a");
	expect_head("feature/a");
	shell("git checkout -q --detach main");
	expect_head(NULL);
	shell("git symbolic-ref refs/heads/alias refs/heads/main;"
	      "git symbolic-ref HEAD refs/heads/alias");
	expect_head("alias");
	shell("git worktree add -q --detach w; git -C w checkout -q -b other;"
	      "git -C w commit -q --allow-empty -m z");
	cr_assert_eq(chdir("w"), 0);
	expect_head("other");
}

Test(refs, unborn_branch_has_a_name_and_no_commit)
{
	shell("git init -q .");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	g_autofree char *branch = repository_branch(repository, NULL);
	cr_expect_str_eq(branch, "main");
	cr_expect_null(repository_head(repository, &error));
	cr_expect_null(error);
	cr_expect_null(repository_resolve(repository, "HEAD", &error));
	expect_failure(error, FAILURE_NOT_FOUND,
		       "branch 'main' has no commit yet", "git commit");
}

Test(refs, damaged_head_is_named)
{
	shell("git init -q .; git commit -q --allow-empty -m x");
	g_autoptr(Repository) repository = open_here();
	shell("echo garbage >.git/HEAD");
	g_autoptr(GError) error = NULL;
	cr_expect_null(repository_head(repository, &error));
	expect_failure(error, FAILURE_CORRUPT, "HEAD names neither",
		       "git symbolic-ref HEAD");
}

Test(refs, merge_base_is_the_fork_point)
{
	shell("git init -q .; git commit -q --allow-empty -m x;"
	      "git checkout -q -b b; git commit -q --allow-empty -m y;"
	      "git checkout -q main; git commit -q --allow-empty -m z;"
	      "git checkout -q --orphan o; git commit -q --allow-empty -m o");
	g_autoptr(Repository) repository = open_here();
	g_autofree char *base =
		repository_merge_base(repository, "main", "b", NULL);
	g_autofree char *expected = shell_output("git merge-base main b");
	cr_expect_str_eq(base, expected);
	g_autoptr(GError) error = NULL;
	cr_expect_null(repository_merge_base(repository, "main", "o", &error));
	expect_failure(error, FAILURE_NOT_FOUND,
		       "'main' and 'o' have no common ancestor", NULL);
}

/* R52 */
Test(refs, merge_base_inside_a_shallow_clone_is_found)
{
	shell("git init -q a; cd a; for i in 1 2 3; do "
	      "git commit -q --allow-empty -m x$i; done;"
	      "git checkout -q -b b; git commit -q --allow-empty -m y;"
	      "git checkout -q main; git commit -q --allow-empty -m z; cd ..;"
	      "git clone -q --depth 2 --no-single-branch \"file://$PWD/a\" c");
	cr_assert_eq(chdir("c"), 0);
	g_autoptr(Repository) repository = open_here();
	g_autofree char *base =
		repository_merge_base(repository, "main", "origin/b", NULL);
	g_autofree char *expected = shell_output("git rev-parse HEAD~1");
	cr_expect_str_eq(base, expected);
}

/* R52 */
Test(refs, shallow_boundary_is_named)
{
	shell("git init -q a; cd a; git commit -q --allow-empty -m x;"
	      "git checkout -q -b b; git commit -q --allow-empty -m y;"
	      "git checkout -q main; git commit -q --allow-empty -m z; cd ..;"
	      "git clone -q --depth 1 --no-single-branch \"file://$PWD/a\" c");
	cr_assert_eq(chdir("c"), 0);
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	cr_expect_null(
		repository_merge_base(repository, "main", "origin/b", &error));
	expect_failure(error, FAILURE_NOT_FOUND, "within the shallow boundary",
		       "--unshallow");
}
