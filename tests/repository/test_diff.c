#include "fixture.h"

TestSuite(diff, .init = fixture_enter, .fini = fixture_leave);

static char *diff(const char *old_text, const char *new_text)
{
	g_autoptr(GBytes) a =
		old_text ? g_bytes_new(old_text, strlen(old_text)) : NULL;
	g_autoptr(GBytes) b =
		new_text ? g_bytes_new(new_text, strlen(new_text)) : NULL;
	g_autoptr(GArray) hunks = repository_diff_texts(a, b, NULL);
	cr_assert_not_null(hunks);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < hunks->len; i++) {
		const Hunk *hunk = &g_array_index(hunks, Hunk, i);
		g_string_append_printf(text, "-%u,%u +%u,%u;", hunk->old_start,
				       hunk->old_lines, hunk->new_start,
				       hunk->new_lines);
	}
	return g_string_free(text, FALSE);
}

Test(diff, hunks_are_those_of_git_diff_without_context)
{
	static const char *const cases[][3] = {
		{"a\nb\nc\n", "a\nB\nc\n", "-2,1 +2,1;"},
		{"a\nb\nc\nd\ne\n", "a\nx\nc\nd\nE\n", "-2,1 +2,1;-5,1 +5,1;"},
		{"a\n", "a\nb\n", "-1,0 +2,1;"},
		{"a\nb\n", "b\n", "-1,1 +0,0;"},
		{"a\n", "a\n", ""},
		{NULL, "a\nb\n", "-0,0 +1,2;"},
		{"a\nb\n", NULL, "-1,2 +0,0;"},
		{NULL, NULL, ""},
		{"", "", ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = diff(cases[i][0], cases[i][1]);
		cr_expect_str_eq(found, cases[i][2], "case %zu: %s", i, found);
	}
}

static char *renames(const char *from, const char *to)
{
	static const char *const pathspecs[] = {"**/*.py", NULL};
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) a =
		repository_snapshot_commit(repository, from, NULL);
	g_autoptr(Snapshot) b =
		to ? repository_snapshot_commit(repository, to, NULL)
		   : repository_snapshot_worktree(repository, NULL);
	g_autoptr(GPtrArray) files =
		repository_find_renamed_files(a, b, pathspecs, NULL);
	cr_assert_not_null(files);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < files->len; i++) {
		const RenamedFile *file = files->pdata[i];
		g_string_append_printf(text, "%s>%s ", file->old_path,
				       file->new_path);
	}
	return g_string_free(text, FALSE);
}

Test(diff, files_are_followed_to_their_new_place)
{
	shell("git init -q .; mkdir app; seq 100 >app/a.py; seq 200 300 >b.py;"
	      "seq 400 500 >c.py; seq 600 610 >gone.py; : >empty.py;"
	      "git add .; git commit -q -m x; git mv app/a.py models.py;"
	      "git mv b.py app/b.py; sed -i 's/^250$/changed/' app/b.py;"
	      "echo more >>c.py; git mv empty.py e.py; git rm -q gone.py;"
	      "seq 700 710 >new.py; git add .; git commit -q -m y;"
	      "git mv c.py d.py");
	g_autofree char *commits = renames("HEAD~1", "HEAD");
	g_autofree char *worktree = renames("HEAD", NULL);
	g_autofree char *none = renames("HEAD", "HEAD");
	cr_expect_str_eq(commits, "app/a.py>models.py b.py>app/b.py ");
	cr_expect_str_eq(worktree, "c.py>d.py ");
	cr_expect_str_eq(none, "");
}
