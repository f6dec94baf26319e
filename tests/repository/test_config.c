#include "fixture.h"

#include <string.h>
#include <unistd.h>

TestSuite(config, .init = fixture_enter, .fini = fixture_leave);

/* All migrate.* as `git config` lists them, one "name=value" a line. */
static char *section(void)
{
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GPtrArray) pairs =
		repository_config_section(repository, "migrate");
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < pairs->len; i++) {
		char **pair = pairs->pdata[i];
		g_string_append_printf(text, "%s%s=%s", i ? "\n" : "", pair[0],
				       pair[1]);
	}
	return g_string_free(text, FALSE);
}

static void expect_as_git(void)
{
	g_autofree char *expected =
		shell_output("git config --list | grep '^migrate[.]' || :");
	g_autofree char *found = section();
	cr_expect_str_eq(found, expected);
}

Test(config, all_files_count_and_the_last_one_wins)
{
	shell("git init -q .; mkdir -p $HOME/.config/git;"
	      "echo '[migrate] a = xdg' >$HOME/.config/git/config;"
	      "git config --global migrate.a global;"
	      "git config --global migrate.b global;"
	      "git config Migrate.A local; git config migrate.sub.Case local");
	expect_as_git();
	g_autoptr(Repository) repository = open_here();
	g_autofree char *a = repository_config(repository, "MIGRATE.a");
	g_autofree char *b = repository_config(repository, "migrate.B");
	g_autofree char *absent = repository_config(repository, "migrate.none");
	cr_expect_str_eq(a, "local");
	cr_expect_str_eq(b, "global");
	cr_expect_null(absent);
	g_autoptr(GPtrArray) all =
		repository_config_all(repository, "migrate.a");
	cr_expect_eq(all->len, 3);
}

/* R48 */
Test(config, values_of_the_command_line_are_honoured)
{
	shell("git init -q .; git config migrate.x file");
	g_setenv("GIT_CONFIG_PARAMETERS", "'migrate.x'='from -c'", TRUE);
	expect_as_git();
	g_unsetenv("GIT_CONFIG_PARAMETERS");
	g_setenv("GIT_CONFIG_COUNT", "1", TRUE);
	g_setenv("GIT_CONFIG_KEY_0", "migrate.x", TRUE);
	g_setenv("GIT_CONFIG_VALUE_0", "a = b", TRUE);
	expect_as_git();
}

/* R48 */
Test(config, global_and_system_files_named_in_the_environment)
{
	shell("git init -q .; git config -f g migrate.x global;"
	      "git config -f s migrate.y system");
	g_setenv("GIT_CONFIG_GLOBAL", "g", TRUE);
	g_setenv("GIT_CONFIG_SYSTEM", "s", TRUE);
	expect_as_git();
	g_unsetenv("GIT_CONFIG_NOSYSTEM");
	expect_as_git();
	g_setenv("GIT_CONFIG_NOSYSTEM", "false", TRUE);
	expect_as_git();
}

/* R46 */
Test(config, worktree_configuration_is_read)
{
	shell("git init -q a; cd a; git commit -q --allow-empty -m x;"
	      "git worktree add -q ../b; git config migrate.x shared;"
	      "git config extensions.worktreeConfig true; cd ../b;"
	      "git config --worktree migrate.x own");
	cr_assert_eq(chdir("b"), 0);
	expect_as_git();
	cr_assert_eq(chdir("../a"), 0);
	expect_as_git();
}

Test(config, included_files_are_read)
{
	shell("git init -q .; git config -f $HOME/more migrate.x included;"
	      "git config --global include.path more;"
	      "git config -f $HOME/other migrate.y conditional;"
	      "git config --global includeIf.onbranch:main.path other");
	expect_as_git();
	g_autofree char *found = section();
	cr_expect_not_null(strstr(found, "migrate.y=conditional"));
}

/* Every rule of the format, in one file that git reads the same. */
Test(config, format_is_read_as_git_reads_it)
{
	shell("git init -q .; printf '%s\\n' >>.git/config "
	      "'[migrate]a=1' '  b  =  two words  # comment' "
	      "'c = \"  kept  \" tail' 'd = a\\tb\\\\n\\\"q\\\"' "
	      "'; comment' '# comment' 'e = one\\' '  two' 'f =' "
	      "'[migrate \"Sub\\\"x\"]' 'Key = v;c' '[MIGRATE.Old] K = 1' "
	      "'[migrate] g = \"a;b\" ; c' 'h = a#b' 'i-j = \"\"x'");
	shell("printf '\\357\\273\\277[migrate]\\r\\n\\tcr = 1\\r\\n' "
	      ">$HOME/.gitconfig; printf 'end = 2' >>$HOME/.gitconfig");
	expect_as_git();
}

Test(config, key_without_a_value_is_true)
{
	shell("git init -q .; printf '[migrate]\\n\\tsync\\n' >>.git/config");
	g_autoptr(Repository) repository = open_here();
	g_autofree char *value = repository_config(repository, "migrate.sync");
	cr_expect_str_eq(value, "true");
}

Test(config, set_writes_to_the_local_file)
{
	shell("git init -q .; git config --global migrate.x global;"
	      "git config --add migrate.x a; git config --add migrate.x b");
	g_autoptr(Repository) repository = open_here();
	cr_assert(repository_config_set(repository, "migrate.x", "-new", NULL));
	g_autofree char *value = repository_config(repository, "migrate.x");
	g_autofree char *local =
		shell_output("git config --local --get-all migrate.x");
	cr_expect_str_eq(value, "-new");
	cr_expect_str_eq(local, "-new");
	g_autoptr(GError) error = NULL;
	cr_expect_not(
		repository_config_set(repository, "nonsense", "x", &error));
	expect_failure(error, FAILURE_FAILED, "cannot set nonsense", NULL);
}

/* R39 */
Test(config, add_adds_once)
{
	shell("git init -q .; git config notes.rewriteRef refs/notes/commits");
	g_autoptr(Repository) repository = open_here();
	for (int i = 0; i < 3; i++)
		cr_assert(repository_config_add(repository, "notes.rewriteRef",
						"refs/notes/migrate", NULL));
	g_autofree char *all =
		shell_output("git config --local --get-all notes.rewriteRef");
	cr_expect_str_eq(all, "refs/notes/commits\nrefs/notes/migrate");
}
