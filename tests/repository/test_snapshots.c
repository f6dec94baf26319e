#include "fixture.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(snapshots, .init = fixture_enter, .fini = fixture_leave);

/* The three snapshots in the order commit, index, working tree. */
#define COUNT 3
static Snapshot *open_snapshot(Repository *repository, int which)
{
	g_autoptr(GError) error = NULL;
	Snapshot *snapshot =
		which == 0
			? repository_snapshot_commit(repository, "HEAD", &error)
		: which == 1 ? repository_snapshot_index(repository, &error)
			     : repository_snapshot_worktree(repository, &error);
	cr_assert_not_null(snapshot, "%s", error ? error->message : "");
	return snapshot;
}

static void expect_text(Repository *repository, const char *path,
			const char *commit, const char *index,
			const char *worktree)
{
	const char *const expected[COUNT] = {commit, index, worktree};
	for (int i = 0; i < COUNT; i++) {
		g_autofree char *text =
			text_of(open_snapshot(repository, i), path);
		cr_expect(strstr(text, expected[i]) == text, "%d: %s", i, text);
	}
}

Test(snapshots, each_gives_its_own_text)
{
	shell("git init -q .; echo 1 >f; git add f; git commit -q -m x;"
	      "echo 2 >f; git add f; echo 3 >f");
	g_autoptr(Repository) repository = open_here();
	expect_text(repository, "f", "1\n", "2\n", "3\n");
	expect_text(repository, "none", "error: path 'none' does not exist in",
		    "error: path 'none' does not exist in 'the index'",
		    "error: path 'none' does not exist in 'the working tree'");
	expect_text(repository, "f/x", "error: path 'f/x' does not exist in",
		    "error: path 'f/x' does not exist in",
		    "error: path 'f/x' does not exist in");
}

Test(snapshots, list_in_byte_order_of_whole_paths)
{
	shell("git init -q .; mkdir -p a/b a-c; touch a/b/z a/y a-c/x a.b a0;"
	      "git add .; git commit -q -m x");
	g_autoptr(Repository) repository = open_here();
	for (int i = 0; i < COUNT; i++) {
		g_autoptr(Snapshot) snapshot = open_snapshot(repository, i);
		g_autofree char *all = listing(snapshot, "");
		g_autofree char *some = listing(snapshot, "a");
		g_autofree char *one = listing(snapshot, "a/y");
		g_autofree char *none = listing(snapshot, "b");
		g_autofree char *below = listing(snapshot, "a.b/c");
		cr_expect_str_eq(all, "a-c/x a.b a/b/z a/y a0");
		cr_expect_str_eq(some, "a/b/z a/y");
		cr_expect_str_eq(one, "a/y");
		cr_expect_str_eq(none, "");
		cr_expect_str_eq(below, "");
	}
}

Test(snapshots, ids_are_those_of_the_blobs)
{
	shell("git init -q .; echo 1 >f; echo 2 >g; git add .; sleep 0.02;"
	      "touch .git/index; git commit -q -m x; echo other >g");
	g_autoptr(Repository) repository = open_here();
	g_autofree char *expected = shell_output("git rev-parse HEAD:f");
	for (int i = 0; i < COUNT; i++) {
		g_autoptr(Snapshot) snapshot = open_snapshot(repository, i);
		g_autoptr(GPtrArray) files = snapshot_list(snapshot, "", NULL);
		cr_assert_eq(files->len, 2);
		const SnapshotFile *f = files->pdata[0];
		const SnapshotFile *g = files->pdata[1];
		cr_expect_str_eq(f->id, expected);
		cr_expect_eq(g->id == NULL, i == 2);
	}
}

/* Only objects need libgit2: a listing must not lean on its being started. */
Test(snapshots, worktree_alone_is_listed_with_ids)
{
	shell("git init -q .; echo 1 >f; git add f; sleep 0.02;"
	      "touch .git/index");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) snapshot = open_snapshot(repository, 2);
	for (int i = 0; i < 1000; i++) {
		g_autoptr(GPtrArray) files = snapshot_list(snapshot, "", NULL);
		const SnapshotFile *f = files->pdata[0];
		cr_assert_str_eq(f->id,
				 "d00491fd7e5bb6fa28c517a0bb32b8b506539d4d");
	}
}

/* A file changed in the moment the index was written has no sure id. */
Test(snapshots, racily_clean_files_have_no_id)
{
	shell("git init -q .; echo 1 >f; git add f;"
	      "touch -r f .git/index");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) snapshot = open_snapshot(repository, 2);
	g_autoptr(GPtrArray) files = snapshot_list(snapshot, "", NULL);
	const SnapshotFile *f = files->pdata[0];
	cr_expect_null(f->id);
}

Test(snapshots, unborn_branch_is_an_empty_tree)
{
	shell("git init -q .");
	g_autoptr(Repository) repository = open_here();
	for (int i = 0; i < COUNT; i++) {
		g_autoptr(Snapshot) snapshot = open_snapshot(repository, i);
		g_autofree char *all = listing(snapshot, "");
		cr_expect_str_eq(all, "");
	}
	g_autoptr(GError) error = NULL;
	cr_expect_null(repository_snapshot_commit(repository, "main", &error));
	expect_failure(error, FAILURE_NOT_FOUND, "unknown revision 'main'",
		       NULL);
}

/* R19: what a hook of a partial commit is handed. */
Test(snapshots, git_index_file_is_honoured)
{
	shell("git init -q .; mkdir d; echo 1 >f; git add f;"
	      "cp .git/index other; echo 2 >f; git add f");
	g_setenv("GIT_INDEX_FILE", "other", TRUE);
	cr_assert_eq(chdir("d"), 0);
	g_autoptr(Repository) repository = open_here();
	g_autofree char *text = text_of(open_snapshot(repository, 1), "f");
	cr_expect_str_eq(text, "1\n");
}

Test(snapshots, unmerged_files_are_named)
{
	shell("git init -q .; mkdir m; echo 1 >m/f; echo 1 >g; git add .;"
	      "git commit -q -m x; git checkout -q -b b; echo 2 >m/f;"
	      "git commit -q -a -m y; git checkout -q main; echo 3 >m/f;"
	      "git commit -q -a -m z; git merge -q b >/dev/null || :");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) snapshot = open_snapshot(repository, 1);
	g_autofree char *text = text_in(snapshot, "m/f");
	g_autofree char *list = listing(snapshot, "m");
	g_autofree char *other = text_in(snapshot, "g");
	cr_expect_str_eq(text, "error: 'm/f' is unmerged in the index");
	cr_expect_str_eq(list, text);
	cr_expect_str_eq(other, "1\n");
}

Test(snapshots, intent_to_add_is_not_in_the_index_yet)
{
	shell("git init -q .; echo 1 >f; echo 1 >g; git add g; git add -N f");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) snapshot = open_snapshot(repository, 1);
	g_autofree char *all = listing(snapshot, "");
	cr_expect_str_eq(all, "g");
}

/* R50: all the forms an index can have, against git's own listing. */
Test(snapshots, every_form_of_index_is_read)
{
	static const char *const forms[] = {
		"git update-index --index-version 2",
		"git update-index --index-version 3",
		"git update-index --index-version 4",
		"git update-index --untracked-cache 2>/dev/null",
		"git update-index --split-index",
		"git update-index --split-index; echo 2 >a/f1; git add a/f1",
		"git update-index --no-split-index --skip-worktree b/c/g",
		/* skipHash, which newer versions write */
		("size=$(($(wc -c <.git/index) - 20)); dd if=/dev/zero "
		 "of=.git/index bs=1 seek=$size count=20 2>/dev/null"),
	};
	shell("git init -q .; mkdir -p a b/c; for i in $(seq 200); do "
	      "echo $i >a/f$i; done; echo g >b/c/g; git add .;"
	      "git commit -q -m x");
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		shell(forms[i]);
		g_autoptr(Repository) repository = open_here();
		g_autoptr(Snapshot) snapshot = open_snapshot(repository, 1);
		g_autofree char *all = listing(snapshot, "");
		g_autofree char *expected = shell_output(
			"git ls-files | tr '\\n' ' ' | sed 's/ $//'");
		g_autofree char *text = text_in(snapshot, "a/f1");
		g_autofree char *blob = shell_output("git show :a/f1; echo");
		cr_expect_str_eq(all, expected, "%s", forms[i]);
		cr_expect_str_eq(text, blob, "%s", forms[i]);
	}
}

/* R50 */
Test(snapshots, sparse_checkout_reads_what_was_left_out)
{
	shell("git init -q .; mkdir a b; echo 1 >a/f; echo 2 >b/g; git add .;"
	      "git commit -q -m x; git sparse-checkout set a; test ! -e b");
	for (int i = 0; i < 2; i++) {
		g_autoptr(Repository) repository = open_here();
		expect_text(repository, "b/g", "2\n", "2\n", "2\n");
		g_autoptr(Snapshot) snapshot = open_snapshot(repository, 2);
		g_autofree char *all = listing(snapshot, "");
		g_autofree char *some = listing(snapshot, "b");
		cr_expect_str_eq(all, "a/f b/g");
		cr_expect_str_eq(some, "b/g");
		shell("git sparse-checkout reapply --sparse-index");
	}
}

/* R53 */
Test(snapshots, links_and_directories_are_refused)
{
	shell("git init -q .; mkdir d; echo 1 >d/f; ln -s d/f link;"
	      "ln -s d dirlink; git add .; git commit -q -m x");
	g_autoptr(Repository) repository = open_here();
	expect_text(repository, "link", "error: 'link' in 'HEAD' is a symbolic",
		    "error: 'link' in 'the index' is a symbolic link",
		    "error: 'link' in 'the working tree' is a symbolic link");
	expect_text(repository, "d", "error: 'd' in 'HEAD' is a directory",
		    "error: 'd' in 'the index' is a directory",
		    "error: 'd' in 'the working tree' is a directory");
	for (int i = 0; i < COUNT; i++) {
		g_autoptr(Snapshot) snapshot = open_snapshot(repository, i);
		g_autofree char *all = listing(snapshot, "");
		g_autofree char *link = listing(snapshot, "dirlink");
		cr_expect_str_eq(all, "d/f");
		cr_expect(strstr(link, "is a symbolic link"), "%d: %s", i,
			  link);
	}
}

/* R81 */
Test(snapshots, nothing_outside_the_working_tree_is_read)
{
	shell("git init -q .; mkdir ../out; echo secret >../out/f;"
	      "ln -s ../out l; mkfifo pipe; touch f");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) snapshot = open_snapshot(repository, 2);
	static const char *const paths[] = {"l/f", "../out/f", "pipe",
					    "/etc/passwd"};
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;
		cr_expect_null(snapshot_read(snapshot, paths[i], &error));
		cr_expect(g_error_matches(error, FAILURE, FAILURE_REFUSED),
			  "%s: %s", paths[i], error->message);
	}
	g_autofree char *all = listing(snapshot, "");
	cr_expect_str_eq(all, "f");
}

/* R53 */
Test(snapshots, stand_ins_for_content_are_refused)
{
	shell("git init -q .; printf 'version https://git-lfs.github.com/spec/"
	      "v1\\noid sha256:0\\n' >lfs; printf '\\0GITCRYPT\\0x' >crypt;"
	      "dd if=/dev/zero of=big bs=1M count=9 2>/dev/null; git add .;"
	      "git commit -q -m x");
	g_autoptr(Repository) repository = open_here();
	expect_text(repository, "lfs", "error: 'lfs' in 'HEAD' is a Git LFS",
		    "error: 'lfs' in 'the index' is a Git LFS pointer",
		    "error: 'lfs' in 'the working tree' is a Git LFS pointer");
	expect_text(repository, "crypt", "error: 'crypt' in 'HEAD' is encr",
		    "error: 'crypt' in 'the index' is encrypted by git-crypt",
		    "error: 'crypt' in 'the working tree' is encrypted");
	expect_text(repository, "big", "error: 'big' in 'HEAD' is larger than",
		    "error: 'big' in 'the index' is larger than 8 MiB",
		    "error: 'big' in 'the working tree' is larger than");
}

Test(snapshots, ignored_files_count_only_when_named)
{
	shell("git init -q .; printf '*.gen\\nvenv/\\ntracked/\\n' >.gitignore;"
	      "mkdir -p app/venv app/sub venv tracked other/.git;"
	      "touch x.gen app/venv/m.py app/sub/m.py app/y.gen venv/m.py;"
	      "touch tracked/in tracked/out other/f; git add -f tracked/in");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) snapshot = open_snapshot(repository, 2);
	g_autofree char *all = listing(snapshot, "");
	g_autofree char *app = listing(snapshot, "app");
	g_autofree char *venv = listing(snapshot, "venv");
	g_autofree char *file = listing(snapshot, "x.gen");
	cr_expect_str_eq(all, ".gitignore app/sub/m.py tracked/in");
	cr_expect_str_eq(app, "app/sub/m.py app/y.gen");
	cr_expect_str_eq(venv, "venv/m.py");
	cr_expect_str_eq(file, "x.gen");
}

Test(snapshots, line_endings_are_converted_as_git_add_does)
{
	shell("git init -q .; git config core.autocrlf true;"
	      "printf 'a\\r\\nb\\r\\n' >f; printf 'a\\r\\n' >raw;"
	      "echo 'raw -text' >.gitattributes; git add . 2>/dev/null;"
	      "git commit -q -m x");
	g_autoptr(Repository) repository = open_here();
	expect_text(repository, "f", "a\nb\n", "a\nb\n", "a\nb\n");
	expect_text(repository, "raw", "a\r\n", "a\r\n", "a\r\n");
}

/* R46: the setting that matters may lie in config.worktree alone. */
Test(snapshots, line_endings_follow_the_worktree_configuration)
{
	shell("git init -q .; git config extensions.worktreeConfig true;"
	      "git config --worktree core.autocrlf true;"
	      "printf 'a\\r\\n' >f; git add . 2>/dev/null; git commit -q -m x");
	g_autoptr(Repository) repository = open_here();
	expect_text(repository, "f", "a\n", "a\n", "a\n");
}

/* R45 */
Test(snapshots, missing_blob_of_a_partial_clone_is_fetched)
{
	shell("git init -q a; cd a; git config uploadpack.allowFilter true;"
	      "git config uploadpack.allowAnySHA1InWant true; mkdir d;"
	      "echo 1 >d/f; git add .; git commit -q -m x; cd ..;"
	      "for f in blob:none tree:0; do git clone -q --no-checkout "
	      "--filter=$f \"file://$PWD/a\" $f; done");
	static const char *const clones[] = {"blob:none", "../tree:0"};
	for (gsize i = 0; i < G_N_ELEMENTS(clones); i++) {
		cr_assert_eq(chdir(clones[i]), 0);
		g_autoptr(Repository) repository = open_here();
		g_autofree char *text =
			text_of(open_snapshot(repository, 0), "d/f");
		cr_expect_str_eq(text, "1\n");
	}
}

/* R45 */
Test(snapshots, missing_blob_is_never_an_absent_file)
{
	shell("git init -q a; cd a; git config uploadpack.allowFilter true;"
	      "echo 1 >f; git add .; git commit -q -m x; cd ..;"
	      "git clone -q --no-checkout --filter=blob:none \"file://$PWD/a\""
	      " b; mv a gone; git init -q c; cd c; echo 1 >f; git add f;"
	      "git commit -q -m x; rm -f .git/objects/$(git rev-parse HEAD:f |"
	      " sed 's,..,&/,')");
	static const char *const clones[] = {"b", "../c"};
	static const char *const hints[] = {"remote must be reachable",
					    "git fsck"};
	for (gsize i = 0; i < G_N_ELEMENTS(clones); i++) {
		cr_assert_eq(chdir(clones[i]), 0);
		g_autoptr(Repository) repository = open_here();
		g_autoptr(Snapshot) snapshot = open_snapshot(repository, 0);
		g_autoptr(GError) error = NULL;
		cr_expect_null(snapshot_read(snapshot, "f", &error));
		expect_failure(error, FAILURE_CORRUPT, "of 'f' is missing",
			       hints[i]);
	}
}

Test(snapshots, damaged_object_is_named)
{
	shell("git init -q .; echo 1 >f; git add f; git commit -q -m x;"
	      "o=.git/objects/$(git rev-parse HEAD:f | sed 's,..,&/,');"
	      "cp .git/objects/$(git rev-parse HEAD: | sed 's,..,&/,') t;"
	      "chmod u+w $o; cp t $o");
	g_autoptr(Repository) repository = open_here();
	g_autoptr(Snapshot) snapshot = open_snapshot(repository, 0);
	g_autoptr(GError) error = NULL;
	cr_expect_null(snapshot_read(snapshot, "f", &error));
	expect_failure(error, FAILURE_CORRUPT, "cannot read object",
		       "git fsck");
}

/* R35: the objects being pushed are in a quarantine. */
Test(snapshots, quarantined_objects_are_found)
{
	shell("git init -q .; echo 1 >f; git add f; git commit -q -m x;"
	      "mkdir q; mv .git/objects/[0-9a-f][0-9a-f] q");
	g_autofree char *here = g_get_current_dir();
	g_autofree char *quarantine = g_build_filename(here, "q", NULL);
	g_autofree char *usual = g_build_filename(here, ".git/objects", NULL);
	g_setenv("GIT_OBJECT_DIRECTORY", quarantine, TRUE);
	g_setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", usual, TRUE);
	g_autoptr(Repository) repository = open_here();
	g_autofree char *text = text_of(open_snapshot(repository, 0), "f");
	cr_expect_str_eq(text, "1\n");
}

Test(snapshots, alternates_are_followed)
{
	shell("git init -q a; cd a; echo 1 >f; git add f; git commit -q -m x;"
	      "cd ..; git clone -q -s a b");
	cr_assert_eq(chdir("b"), 0);
	g_autoptr(Repository) repository = open_here();
	expect_text(repository, "f", "1\n", "1\n", "1\n");
}

/* R52 */
Test(snapshots, shallow_clone_has_the_tree_of_head)
{
	shell("git init -q a; cd a; echo 1 >f; git add f; git commit -q -m x;"
	      "echo 2 >f; git commit -q -a -m y; cd ..;"
	      "git clone -q --depth 1 \"file://$PWD/a\" b");
	cr_assert_eq(chdir("b"), 0);
	g_autoptr(Repository) repository = open_here();
	expect_text(repository, "f", "2\n", "2\n", "2\n");
}
