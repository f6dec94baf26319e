#include "fixture.h"

#include <unistd.h>

TestSuite(open, .init = fixture_enter, .fini = fixture_leave);

/* What repository_open() says must be what git says. */
static void expect_as_git(void)
{
	g_autoptr(Repository) repository = open_here();
	g_autofree char *directories = shell_output(
		"git rev-parse --absolute-git-dir --show-toplevel;"
		"cd \"$(git rev-parse --git-common-dir)\"; pwd -P");
	g_autofree char *prefix = shell_output("git rev-parse --show-prefix");
	g_autofree char *expected =
		g_strdup_printf("%s %s", directories, prefix);
	g_autofree char *found = g_strdup_printf(
		"%s\n%s\n%s %s%s", repository_git_directory(repository),
		repository_top(repository),
		repository_common_directory(repository),
		repository_prefix(repository),
		*repository_prefix(repository) ? "/" : "");
	cr_expect_str_eq(found, expected);
	cr_expect_not(repository_is_bare(repository));
}

Test(open, finds_the_repository_from_a_subdirectory)
{
	shell("git init -q; mkdir -p a/b");
	expect_as_git();
	cr_assert_eq(chdir("a/b"), 0);
	expect_as_git();
}

Test(open, outside_of_a_repository_says_so)
{
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	expect_failure(error, FAILURE_NOT_FOUND, "not a git repository",
		       "git init");
}

Test(open, linked_worktree_with_and_without_git_dir)
{
	shell("git init -q a; cd a; git commit -q --allow-empty -m x;"
	      "git worktree add -q ../b");
	cr_assert_eq(chdir("b"), 0);
	expect_as_git();
	/* As a hook in it is called. */
	g_autofree char *path =
		shell_output("git rev-parse --absolute-git-dir");
	g_setenv("GIT_DIR", path, TRUE);
	expect_as_git();
}

Test(open, linked_worktree_of_a_bare_repository)
{
	shell("git init -q --bare a.git; git clone -q a.git c 2>/dev/null;"
	      "cd c; git commit -q --allow-empty -m x; git push -q origin main;"
	      "cd ../a.git; git worktree add -q ../b main");
	cr_assert_eq(chdir("b"), 0);
	expect_as_git();
}

Test(open, submodule_is_its_own_repository)
{
	shell("git init -q s; git -C s commit -q --allow-empty -m x;"
	      "git init -q a; cd a; git submodule --quiet add ../s sub");
	cr_assert_eq(chdir("a/sub"), 0);
	expect_as_git();
}

/* R49: the layout of people who keep their dotfiles in Git. */
Test(open, git_work_tree_is_honoured)
{
	shell("git init -q --bare store.git; mkdir home; echo 1 >home/f;"
	      "export GIT_DIR=$PWD/store.git GIT_WORK_TREE=$PWD/home;"
	      "git add -f f; git commit -q -m x; echo 2 >home/f");
	g_autofree char *here = g_get_current_dir();
	g_autofree char *git = g_build_filename(here, "store.git", NULL);
	g_autofree char *tree = g_build_filename(here, "home", NULL);
	g_setenv("GIT_DIR", git, TRUE);
	g_setenv("GIT_WORK_TREE", tree, TRUE);
	expect_as_git();
	g_autoptr(Repository) repository = open_here();
	g_autofree char *committed = text_of(
		repository_snapshot_commit(repository, "HEAD", NULL), "f");
	g_autofree char *present =
		text_of(repository_snapshot_worktree(repository, NULL), "f");
	cr_expect_str_eq(committed, "1\n");
	cr_expect_str_eq(present, "2\n");
}

Test(open, core_worktree_is_honoured)
{
	shell("git init -q a; mkdir b; git -C a config core.worktree ../../b");
	cr_assert_eq(chdir("a"), 0);
	g_autoptr(Repository) repository = open_here();
	g_autofree char *top = shell_output("cd ../b; pwd -P");
	cr_expect_str_eq(repository_top(repository), top);
}

Test(open, bare_repository_has_no_top)
{
	shell("git init -q --bare .");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	cr_expect(repository_is_bare(repository));
	cr_expect_null(repository_top(repository));
	cr_expect_null(repository_snapshot_worktree(repository, &error));
	expect_failure(error, FAILURE_REFUSED, "must be run in a work tree",
		       NULL);
}

/* R85 */
Test(open, safe_bare_repository_is_honoured)
{
	shell("git init -q a; git init -q --bare a/evil;"
	      "git config --global safe.bareRepository explicit");
	cr_assert_eq(chdir("a/evil"), 0);
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	expect_failure(error, FAILURE_REFUSED, "cannot use bare repository",
		       NULL);
}

/* R51 */
Test(open, sha256_is_refused_in_one_line)
{
	shell("git init -q --object-format=sha256 .");
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	expect_failure(error, FAILURE_UNSUPPORTED,
		       "extensions.objectformat = sha256 is not supported",
		       "SHA-1");
}

/* R51 */
Test(open, reftable_is_refused_in_one_line)
{
	shell("git init -q .; git config core.repositoryformatversion 1;"
	      "git config extensions.refstorage reftable");
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	expect_failure(error, FAILURE_UNSUPPORTED,
		       "extensions.refstorage = reftable", NULL);
}

Test(open, unknown_extension_is_refused_in_gits_words)
{
	shell("git init -q .; git config core.repositoryformatversion 1;"
	      "git config extensions.frobnicate true");
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	expect_failure(error, FAILURE_REFUSED, "unknown repository extension",
		       "frobnicate");
}

/* R46: the extensions git sets by itself are no obstacle. */
Test(open, known_extensions_are_opened)
{
	shell("git init -q .; git config core.repositoryformatversion 1;"
	      "git config extensions.worktreeConfig true;"
	      "git config extensions.preciousObjects true;"
	      "echo a >f; git add f; git commit -q -m x");
	g_autoptr(Repository) repository = open_here();
	g_autofree char *text = text_of(
		repository_snapshot_commit(repository, "HEAD", NULL), "f");
	cr_expect_str_eq(text, "a\n");
}

/* R47 */
Test(open, foreign_owner_is_refused_in_gits_words)
{
	if (geteuid() != 0)
		cr_skip_test("needs root");
	shell("git init -q a; echo 1 >a/f; git -C a add f;"
	      "git -C a commit -q -m x; chown -R 65534:65534 a");
	cr_assert_eq(chdir("a"), 0);
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	expect_failure(error, FAILURE_REFUSED,
		       "detected dubious ownership in repository at '",
		       "git config --global --add safe.directory");
}

/* R47 */
Test(open, safe_directory_star_is_understood)
{
	if (geteuid() != 0)
		cr_skip_test("needs root");
	shell("git init -q a; echo 1 >a/f; git -C a add f;"
	      "git -C a commit -q -m x; chown -R 65534:65534 a;"
	      "git config --global safe.directory '*'");
	cr_assert_eq(chdir("a"), 0);
	expect_as_git();
	g_autoptr(Repository) repository = open_here();
	g_autofree char *text = text_of(
		repository_snapshot_commit(repository, "HEAD", NULL), "f");
	cr_expect_str_eq(text, "1\n");
}

Test(open, plain_repository_needs_no_git_program)
{
	shell("git init -q .; echo 1 >f; git add f; git commit -q -m x;"
	      "git config migrate.x y");
	g_autofree char *path = g_strdup(g_getenv("PATH"));
	g_setenv("PATH", "/nonexistent", TRUE);
	g_autoptr(Repository) repository = open_here();
	g_autofree char *value = repository_config(repository, "migrate.x");
	g_autofree char *head = repository_head(repository, NULL);
	g_autofree char *text = text_of(
		repository_snapshot_commit(repository, "HEAD", NULL), "f");
	g_autoptr(GError) error = NULL;
	cr_expect_not(
		repository_config_set(repository, "migrate.x", "z", &error));
	g_setenv("PATH", path, TRUE);
	expect_failure(error, FAILURE_FAILED, "cannot run git", "install git");
	cr_expect_str_eq(value, "y");
	cr_expect_str_eq(text, "1\n");
	cr_expect_not_null(head);
}

Test(open, broken_configuration_is_named)
{
	shell("git init -q .; echo '[core' >>.git/config");
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	expect_failure(error, FAILURE_REFUSED, "bad config line", NULL);
}

Test(open, broken_global_configuration_is_named)
{
	shell("git init -q .; echo '[core' >>$HOME/.gitconfig");
	g_autoptr(GError) error = NULL;
	cr_assert_null(repository_open(&error));
	cr_assert_not_null(strstr(error->message, "bad config line"));
}

Test(open, cache_directory_is_shared_by_all_worktrees)
{
	shell("git init -q a; cd a; git commit -q --allow-empty -m x;"
	      "git worktree add -q ../b");
	cr_assert_eq(chdir("b"), 0);
	g_autoptr(Repository) repository = open_here();
	g_autofree char *expected = shell_output("cd ../a/.git; pwd -P");
	g_autofree char *path = g_build_filename(expected, "migrate", NULL);
	cr_expect_str_eq(repository_cache_directory(repository, NULL), path);
	cr_expect(g_file_test(path, G_FILE_TEST_IS_DIR));
}

Test(open, typed_paths_become_relative_to_the_top)
{
	shell("git init -q .; mkdir -p a/b; ln -s a link");
	cr_assert_eq(chdir("a"), 0);
	g_autoptr(Repository) repository = open_here();
	g_autofree char *absolute =
		g_strdup_printf("%s/x/y.py", repository_top(repository));
	const char *const typed[] = {"m.py",	  "../m.py", "b/./m.py",
				     "../a/b/..", "..",	     absolute};
	const char *const expected[] = {"a/m.py", "m.py", "a/b/m.py",
					"a",	  "",	  "x/y.py"};
	for (gsize i = 0; i < G_N_ELEMENTS(typed); i++) {
		g_autofree char *path =
			repository_relative_path(repository, typed[i], NULL);
		cr_expect_str_eq(path, expected[i]);
	}
	g_autoptr(GError) error = NULL;
	cr_expect_null(
		repository_relative_path(repository, "../../m.py", &error));
	expect_failure(error, FAILURE_REFUSED, "is outside of the repository",
		       NULL);
}
