/*
 * The Git repository: where it is, what HEAD and other names stand for, its
 * configuration, its snapshots.
 *
 * All of libgit2 stays inside this room, and so do its pitfalls: GIT_WORK_TREE,
 * safe.directory, config.worktree, `git -c`, missing blobs of partial clones,
 * unborn branches. Where it is found, its configuration and its HEAD cost no
 * more than a few small files; libgit2 is opened by the first call that needs
 * objects, and the git program is run where it alone knows the answer.
 */
#ifndef REPOSITORY_REPOSITORY_H
#define REPOSITORY_REPOSITORY_H

#include "base/snapshot.h"

typedef struct Repository Repository;

/* Opens the repository around the current directory, honouring GIT_DIR and
 * its like, and reads its configuration. FAILURE_NOT_FOUND outside of one:
 * "not a git repository (or any of the parent directories)"; FAILURE_REFUSED,
 * in git's words, for one that git would not use either (another owner, see
 * safe.directory); FAILURE_UNSUPPORTED for SHA-256 and reftable. */
Repository *repository_open(GError **error);
void repository_free(Repository *repository);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Repository, repository_free)

/* The top of the working tree, absolute, no '/' at its end; NULL where there
 * is none: in a bare repository or inside of `.git`. Borrowed, as all const
 * char * here. */
const char *repository_top(const Repository *repository);
/* The directory of this working tree's own Git files ($GIT_DIR), and the
 * one that all working trees share. */
const char *repository_git_directory(const Repository *repository);
const char *repository_common_directory(const Repository *repository);
gboolean repository_is_bare(const Repository *repository);
/* Where the command was started, relative to the top: "" or "src/app". */
const char *repository_prefix(const Repository *repository);

/* HEAD's commit id in hex, or NULL when the branch is unborn. The caller owns
 * it. Short name of the branch, or NULL when detached. Either may also be NULL
 * because of a damaged HEAD: then *error is set (FAILURE_CORRUPT). */
char *repository_head(Repository *repository, GError **error);
char *repository_branch(Repository *repository, GError **error);

/* The commit that a Git revision (main, v1.2, HEAD~3) names, in hex; NULL and
 * FAILURE_NOT_FOUND when it names none (the hint may know a similar one),
 * FAILURE_AMBIGUOUS for a short id that fits several, FAILURE_USAGE for a name
 * that starts with '-'. The caller owns it. */
char *repository_resolve(Repository *repository, const char *name,
			 GError **error);
/* The id in hex of the file or directory at a path ("" for the whole tree) of
 * a commit, which is the same as long as nothing in it is another; NULL
 * without an error when there is none, or HEAD is unborn. The caller owns it.
 */
char *repository_path_id(Repository *repository, const char *commit,
			 const char *path, GError **error);
/* The best common ancestor of two commits, or NULL with FAILURE_NOT_FOUND. */
char *repository_merge_base(Repository *repository, const char *a,
			    const char *b, GError **error);

/* The commits reachable from `tip` that changed, against their first parent,
 * anything the pathspecs may name, newest first and at most `limit`: an array
 * of char * in hex that the caller unrefs. A glob counts as its directory, so
 * a commit too many may be given, never one too few. None for an unborn
 * branch; a shallow clone's history ends at its boundary. */
GPtrArray *repository_commits_touching(Repository *repository, const char *tip,
				       const char *const *pathspecs,
				       unsigned limit, GError **error);

/* A file that is in one commit's tree and not, or otherwise, in another's. */
typedef struct ChangedFile {
	char *path;
	gboolean added;	  /* the old tree does not have it */
	gboolean removed; /* the new tree does not have it */
} ChangedFile;
/* What differs between the trees of two commits (in hex; NULL for the empty
 * tree), in no order: an array of ChangedFile that the caller unrefs. Costs no
 * more than the directories that differ. */
GPtrArray *repository_changed_files(Repository *repository,
				    const char *old_commit,
				    const char *new_commit, GError **error);

/* A commit of a list. */
typedef struct Commit {
	char *id;
	GStrv parents; /* in hex; none for a root, nor at the boundary of a
			* shallow clone */
	char *message; /* as it is stored */
	gint64 time;   /* of the committer, in seconds */
	gboolean cut;  /* at the boundary of a shallow clone: it has parents,
			* which are not here */
} Commit;
/* The first line of the message; the caller owns it. */
char *commit_subject(const Commit *commit);
/* The commits of a range as git-rev-list(1) takes it ("main..topic",
 * "^main topic", each word one element of the NULL-ended `words`), parents
 * before children: an array of Commit that the caller unrefs. Words that
 * start with '-' are options of git's: only the program itself may give such;
 * see repository_check_range(). */
GPtrArray *repository_list_commits(Repository *repository,
				   const char *const *words, GError **error);
/* Refuses a word that git would take for an option (R82). */
gboolean repository_check_range(const char *word, GError **error);

/* Snapshots; the repository must outlive them. None gives a symbolic link, a
 * submodule, a Git LFS pointer or a git-crypt file: reading one is
 * FAILURE_REFUSED.
 *
 * That of a commit takes any name repository_resolve() takes and is called by
 * that name in messages. HEAD of an unborn branch is an empty tree. A blob
 * that is missing is fetched in a partial clone, else FAILURE_CORRUPT.
 *
 * The index is read once, when the snapshot is made, and honours
 * GIT_INDEX_FILE. An unmerged file makes reading it, and listing a directory
 * it is in, fail.
 *
 * The working tree holds the files as they lie there, tracked or not, their
 * line endings converted as `git add` would; files that a sparse checkout left
 * out are as in the index. What is named is taken whatever the ignore rules
 * say: the file, or the directory with the files right in it. They are obeyed
 * by a listing of the whole tree, and for the directories found on the way
 * down in any listing (a `venv` or `node_modules` within a package), unless
 * there are tracked files in them. Other repositories within the tree are
 * passed over. An id is given only where it is cheap and sure: not for a file
 * that differs from the index, or may, nor in a listing of very many. */
Snapshot *repository_snapshot_commit(Repository *repository, const char *name,
				     GError **error);
Snapshot *repository_snapshot_index(Repository *repository, GError **error);
Snapshot *repository_snapshot_worktree(Repository *repository, GError **error);

/* A value from git's configuration, all scopes and `git -c` included, as
 * `git config --get` would give it; NULL when it is unset. A key that stands
 * without '=', which Git takes as true, gives "true". The caller owns it.
 * repository_config_all: all values of a key, an array of char *. */
char *repository_config(Repository *repository, const char *key);
/* The same out of the repository's own configuration alone. It asks git. */
char *repository_config_local(Repository *repository, const char *key);
GPtrArray *repository_config_all(Repository *repository, const char *key);
/* Sets a value in the repository's own (local) configuration. */
gboolean repository_config_set(Repository *repository, const char *key,
			       const char *value, GError **error);
/* Adds a value to a key with several, unless it is there in any scope. */
gboolean repository_config_add(Repository *repository, const char *key,
			       const char *value, GError **error);
/* Takes all values of a key out of the repository's own configuration; one
 * that has none is no failure. */
gboolean repository_config_unset(Repository *repository, const char *key,
				 GError **error);

/* Every key of a section ("migrate") that is set, in all scopes: pairs of name
 * ("migrate.commitmsg": in lower case, but for a subsection) and value in the
 * order git has them, the last one winning. An array of GStrv {name, value};
 * the caller unrefs it. */
GPtrArray *repository_config_section(Repository *repository,
				     const char *section);

/* How lines of one text became lines of another. */
typedef struct Hunk {
	unsigned old_start; /* from 1 */
	unsigned old_lines;
	unsigned new_start;
	unsigned new_lines;
} Hunk;
/* The hunks between two texts, without context lines: an array of Hunk that
 * the caller unrefs. Either may be NULL for an absent file. As in `git diff
 * -U0`, a side without lines starts at the line they would come after. */
GArray *repository_diff_texts(GBytes *old_text, GBytes *new_text,
			      GError **error);

/* A file that stands elsewhere in a later snapshot. */
typedef struct RenamedFile {
	char *old_path;
	char *new_path;
} RenamedFile;
/* The files matched by the pathspecs that one snapshot has and the other has
 * under another path, judged as git does: the same bytes, or at least half of
 * them alike. Each file is in one pair at most. An array of RenamedFile in
 * the order of the old paths, which the caller unrefs. */
GPtrArray *repository_find_renamed_files(Snapshot *from, Snapshot *to,
					 const char *const *pathspecs,
					 GError **error);

/* Writes a file below the top of the working tree (R81, R87): beside it,
 * synced, renamed into place; no symbolic link on the way is followed; its
 * directories are made. Refuses an existing file unless `replace`, and then
 * keeps its mode. Neither a failure nor a crash leaves half a file. */
gboolean repository_write_file(Repository *repository, const char *path,
			       const char *text, gboolean replace,
			       GError **error);

/* The program's own folder for what can be rebuilt, `<common dir>/migrate`;
 * made when absent. Borrowed; NULL on failure. */
const char *repository_cache_directory(Repository *repository, GError **error);

/* Whether the clone's history is cut, and what to do about it. */
#define SHALLOW_HINT                                                        \
	"the clone is shallow: 'git fetch --unshallow' brings the rest of " \
	"its "                                                              \
	"history"
gboolean repository_is_shallow(const Repository *repository);

/* Whether the ignore rules keep a path (relative to the top) out of Git. */
gboolean repository_is_ignored(Repository *repository, const char *path);

/* The same for what belongs to this working tree alone, `<git
 * directory>/migrate`. */
const char *repository_state_directory(Repository *repository, GError **error);

/* A path as the user typed it (relative to where the command was started)
 * made relative to the top. FAILURE_REFUSED when it leaves the tree. */
char *repository_relative_path(Repository *repository, const char *typed,
			       GError **error);

#endif
