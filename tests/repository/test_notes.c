#include "fixture.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "repository/notes.h"

TestSuite(notes, .init = fixture_enter, .fini = fixture_leave);

static void write_one(Repository *repository, const char *commit,
		      const char *text)
{
	g_autoptr(GPtrArray) notes =
		g_ptr_array_new_with_free_func((GDestroyNotify)note_free);
	g_autoptr(GError) error = NULL;
	g_ptr_array_add(notes, note_new(commit, text));
	cr_assert(notes_write(repository, notes, "test", &error), "%s",
		  error ? error->message : "");
}

static char *read_one(Repository *repository, const char *commit)
{
	g_autoptr(GError) error = NULL;
	char *text = notes_read(repository, commit, &error);
	cr_assert_null(error);
	return text;
}

Test(notes, git_reads_what_is_written_and_the_other_way_round)
{
	shell("git init -q .; git commit -q --allow-empty -m one");
	g_autofree char *head = shell_output("git rev-parse HEAD");
	g_autoptr(Repository) repository = open_here();
	cr_expect_null(read_one(repository, head));
	write_one(repository, head, "revision=a\n");
	g_autofree char *shown = shell_output("git notes --ref=migrate show");
	cr_expect_str_eq(shown, "revision=a");
	shell("git notes --ref=migrate append -m more");
	g_autofree char *text = read_one(repository, head);
	cr_expect_str_eq(text, "revision=a\n\nmore\n");
	write_one(repository, head, "revision=b\n");
	g_autofree char *again = shell_output("git notes --ref=migrate show");
	cr_expect_str_eq(again, "revision=b");
	g_autofree char *count =
		shell_output("git notes --ref=migrate | wc -l");
	cr_expect_str_eq(count, "1");
}

/* R43 */
Test(notes, the_first_one_makes_directories)
{
	shell("git init -q .; git commit -q --allow-empty -m one");
	g_autofree char *head = shell_output("git rev-parse HEAD");
	g_autoptr(Repository) repository = open_here();
	write_one(repository, head, "revision=a\n");
	g_autofree char *path =
		shell_output("git ls-tree -r --name-only refs/notes/migrate");
	cr_expect_eq(strlen(path), 41);
	cr_expect_eq(path[2], '/');
}

/* Whatever cut the directories have, the note is found and replaced. */
Test(notes, flat_and_deep_trees_of_notes_are_understood)
{
	static const char *const cuts[] = {"s/^/&/", "s,^..,&/,",
					   "s,^\\(..\\)\\(..\\),\\1/\\2/,"};
	shell("git init -q .; git commit -q --allow-empty -m one");
	g_autofree char *head = shell_output("git rev-parse HEAD");
	g_autoptr(Repository) repository = open_here();
	for (gsize i = 0; i < G_N_ELEMENTS(cuts); i++) {
		g_autofree char *script = g_strdup_printf(
			"rm -f index; blob=$(echo old | git hash-object -w "
			"--stdin); path=$(echo %s | sed '%s');"
			"export GIT_INDEX_FILE=index;"
			"git update-index --add --cacheinfo "
			"100644,$blob,$path; tree=$(git write-tree);"
			"git update-ref refs/notes/migrate "
			"$(git commit-tree -m x $tree)",
			head, cuts[i]);
		shell(script);
		g_autofree char *old = read_one(repository, head);
		cr_expect_str_eq(old, "old\n");
		write_one(repository, head, "new\n");
		g_autofree char *text = read_one(repository, head);
		cr_expect_str_eq(text, "new\n");
		g_autofree char *count =
			shell_output("git notes --ref=migrate | wc -l");
		cr_expect_str_eq(count, "1");
		write_one(repository, head, NULL);
		cr_expect_null(read_one(repository, head));
	}
}

/* Writes a note; while others keep it from that, again if it is patient. */
static void race_one(Repository *repository, const char *commit,
		     gboolean patient)
{
	g_autoptr(GPtrArray) notes =
		g_ptr_array_new_with_free_func((GDestroyNotify)note_free);
	g_autoptr(GError) error = NULL;
	g_ptr_array_add(notes, note_new(commit, "revision=a\n"));
	while (!notes_write(repository, notes, "test", &error)) {
		if (!patient ||
		    !g_error_matches(error, FAILURE, FAILURE_BUSY)) {
			g_printerr("%s\n", error->message);
			_exit(1);
		}
		g_clear_error(&error);
	}
}

/* Four processes write a quarter of the notes each. */
static void race(char **commits, unsigned each, gboolean patient)
{
	pid_t writers[4];
	for (unsigned i = 0; i < 4; i++) {
		writers[i] = fork();
		if (writers[i])
			continue;
		Repository *repository = open_here();
		for (unsigned note = i * each; note < (i + 1) * each; note++)
			race_one(repository, commits[note], patient);
		_exit(0);
	}
	for (unsigned i = 0; i < 4; i++) {
		int status = -1;
		waitpid(writers[i], &status, 0);
		cr_expect_eq(status, 0);
	}
}

static void expect_all_of_a_race(const char *preparation, unsigned each,
				 gboolean patient)
{
	g_autofree char *script = g_strdup_printf(
		"git init -q .; %s; tree=$(git write-tree); for i in $(seq %u)"
		"; do git commit-tree -m $i $tree; done >commits",
		preparation, each * 4);
	shell(script);
	g_autofree char *text = shell_output("cat commits");
	g_auto(GStrv) commits = g_strsplit(text, "\n", -1);
	race(commits, each, patient);
	g_autofree char *expected = g_strdup_printf("%u", each * 4);
	g_autofree char *count =
		shell_output("git notes --ref=migrate | wc -l");
	cr_expect_str_eq(count, expected);
	g_autofree char *chain =
		shell_output("git rev-list --count refs/notes/migrate");
	cr_expect_str_eq(chain, expected);
}

/* R37 */
Test(notes, of_four_racing_writers_none_loses_a_note)
{
	expect_all_of_a_race("true", 50, FALSE);
}

/* Where the writers cannot wait for each other, the comparison of the ref has
 * to do: R37. */
Test(notes, writers_that_do_not_wait_for_each_other_lose_none_either)
{
	expect_all_of_a_race("mkdir -p .git/migrate/notes.lock", 20, TRUE);
}

/* R37 */
Test(notes, a_batch_is_one_commit_and_no_change_is_none)
{
	shell("git init -q .; tree=$(git write-tree); for i in $(seq 300); do "
	      "git commit-tree -m $i $tree; done >commits");
	g_autofree char *text = shell_output("cat commits");
	g_auto(GStrv) commits = g_strsplit(text, "\n", -1);
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GPtrArray) notes =
		g_ptr_array_new_with_free_func((GDestroyNotify)note_free);
	for (char **commit = commits; *commit; commit++)
		g_ptr_array_add(notes, note_new(*commit, "revision=a\n"));
	for (unsigned i = 0; i < 2; i++) {
		cr_assert(notes_write(repository, notes, "batch", NULL));
		g_autofree char *count =
			shell_output("git rev-list --count refs/notes/migrate");
		cr_expect_str_eq(count, "1");
	}
	g_autofree char *count =
		shell_output("git notes --ref=migrate | wc -l");
	cr_expect_str_eq(count, "300");
}

/* R40 */
Test(notes, notes_that_git_joined_are_notes)
{
	shell("git init -q .; git commit -q --allow-empty -m one");
	g_autofree char *head = shell_output("git rev-parse HEAD");
	static const char *const strategies[] = {"union", "cat_sort_uniq"};
	g_autoptr(Repository) repository = open_here();
	for (gsize i = 0; i < G_N_ELEMENTS(strategies); i++) {
		shell("git update-ref -d refs/notes/migrate");
		write_one(repository, head, "change=+ column a\nrevision=a\n");
		shell("git update-ref refs/notes/other refs/notes/migrate");
		shell("git update-ref -d refs/notes/migrate");
		write_one(repository, head, "change=+ column a\nrevision=b\n");
		g_autofree char *script = g_strdup_printf(
			"git notes --ref=migrate merge -q -s %s other",
			strategies[i]);
		shell(script);
		g_autofree char *text = read_one(repository, head);
		g_autoptr(GPtrArray) revisions = note_find(text, "revision");
		g_autoptr(GPtrArray) changes = note_find(text, "change");
		cr_expect_eq(revisions->len, 2);
		cr_expect_eq(changes->len, 1);
	}
	g_autoptr(GPtrArray) odd = note_find("what?\n=\nrevision\n\nrevision=a"
					     "\nrevision=a\n",
					     "revision");
	cr_expect_eq(odd->len, 1);
}

/* R40 */
Test(notes, facts_are_sorted_lines_that_cannot_hold_others)
{
	g_autoptr(GPtrArray) facts = g_ptr_array_new();
	static char third[] = "revision=b";
	static char first[] = "change=+ x\nrevision=evil\\";
	g_ptr_array_add(facts, third);
	g_ptr_array_add(facts, first);
	g_ptr_array_add(facts, third);
	g_autofree char *text = note_write(facts);
	cr_expect_str_eq(text,
			 "change=+ x\\012revision=evil\\134\nrevision=b\n");
	g_autoptr(GPtrArray) found = note_find(text, "change");
	cr_expect_str_eq(found->pdata[0], "+ x\nrevision=evil\\");
}

static void two_clones(void)
{
	shell("git init -q --bare up; git clone -q up a 2>/dev/null;"
	      "cd a; git commit -q --allow-empty -m one; git push -q origin "
	      "HEAD:main; git commit -q --allow-empty -m two; git push -q "
	      "origin HEAD:main; cd ..; git -C up symbolic-ref HEAD "
	      "refs/heads/main; git clone -q up b");
}

static Repository *open_in(const char *directory)
{
	cr_assert_eq(chdir(directory), 0);
	Repository *repository = open_here();
	cr_assert_eq(chdir(".."), 0);
	return repository;
}

/* R41, R42 */
Test(notes, both_clones_keep_their_notes)
{
	two_clones();
	g_autofree char *one = shell_output("git -C a rev-parse HEAD~1");
	g_autofree char *two = shell_output("git -C a rev-parse HEAD");
	g_autoptr(Repository) a = open_in("a");
	g_autoptr(Repository) b = open_in("b");
	gboolean found;
	cr_assert(notes_fetch(a, "origin", &found, NULL));
	cr_expect_not(found);
	write_one(a, one, "revision=a\n");
	write_one(b, two, "revision=b\n");
	g_autoptr(GError) error = NULL;
	cr_assert(notes_push(a, "origin", &error), "%s",
		  error ? error->message : "");
	cr_assert(notes_push(b, "origin", &error), "%s",
		  error ? error->message : "");
	cr_assert(notes_fetch(a, "origin", &found, &error));
	cr_expect(found);
	g_autofree char *theirs = read_one(a, two);
	g_autofree char *ours = read_one(b, one);
	cr_expect_str_eq(theirs, "revision=b\n");
	cr_expect_str_eq(ours, "revision=a\n");
	shell("git -C a fetch -q --prune");
	g_autofree char *still = read_one(a, one);
	cr_expect_str_eq(still, "revision=a\n");
}

/* R42: a push that comes between the fetch and the push of another. */
Test(notes, a_push_that_comes_too_late_is_done_again)
{
	two_clones();
	g_autofree char *one = shell_output("git -C a rev-parse HEAD~1");
	g_autofree char *two = shell_output("git -C a rev-parse HEAD");
	g_autoptr(Repository) a = open_in("a");
	g_autoptr(Repository) b = open_in("b");
	g_autoptr(GError) error = NULL;
	write_one(a, one, "revision=a\n");
	write_one(b, two, "revision=b\n");
	shell("printf '#!/bin/sh\\n[ -e ../raced ] && exit\\n>../raced\\n"
	      "exec git -C ../a push -q origin refs/notes/migrate\\n' "
	      ">b/.git/hooks/pre-push; chmod +x b/.git/hooks/pre-push");
	cr_assert(notes_push(b, "origin", &error), "%s",
		  error ? error->message : "");
	g_autofree char *count = shell_output(
		"test -e raced; git -C up notes --ref=migrate | wc -l");
	cr_expect_str_eq(count, "2");
}

/* R42: after three times it is the user's turn. */
Test(notes, a_push_that_is_never_taken_fails_and_forces_nothing)
{
	two_clones();
	g_autofree char *one = shell_output("git -C a rev-parse HEAD~1");
	g_autoptr(Repository) a = open_in("a");
	GError *error = NULL;
	write_one(a, one, "revision=a\n");
	shell("printf '#!/bin/sh\\necho x >>tries\\nexit 1\\n' "
	      ">up/hooks/update; chmod +x up/hooks/update");
	cr_expect_not(notes_push(a, "origin", &error));
	cr_assert_not_null(error);
	g_error_free(error);
	g_autofree char *tries = shell_output("wc -l <up/tries");
	cr_expect_str_eq(tries, "3");
}

Test(notes, a_remote_that_is_an_option_is_refused)
{
	shell("git init -q .");
	g_autoptr(Repository) repository = open_here();
	gboolean found;
	GError *error = NULL;
	cr_expect_not(
		notes_fetch(repository, "--upload-pack=x", &found, &error));
	expect_failure(error, FAILURE_USAGE, "not the name of a remote",
		       "git remote");
}
