#include "internal.h"

#include <string.h>

/* A walk over commits of its own: libgit2's takes the boundary of a shallow
 * clone for damage. */
typedef struct Walk {
	Repository *repository;
	GPtrArray *paths; /* "" for the whole tree */
	gboolean shallow;
	GSequence *waiting; /* of git_commit, newest first */
	GHashTable *seen;   /* of their ids in hex */
} Walk;

static gint compare_times(gconstpointer a, gconstpointer b, gpointer unused)
{
	(void)unused;
	git_time_t first = git2->commit_time(a);
	git_time_t second = git2->commit_time(b);
	return first < second ? 1 : first > second ? -1 : 0;
}

static void free_commit(gpointer commit)
{
	git2->commit_free(commit);
}

/* What all fits of a pathspec are or lie in. */
static char *fixed_path(const char *pathspec)
{
	while (g_str_has_prefix(pathspec, "./"))
		pathspec += 2;
	gsize length = strcspn(pathspec, "*?");
	if (pathspec[length])
		while (length && pathspec[length - 1] != '/')
			length--;
	while (length && pathspec[length - 1] == '/')
		length--;
	return g_strndup(pathspec, strcmp(pathspec, ".") == 0 ? 0 : length);
}

static GPtrArray *fixed_paths(const char *const *pathspecs)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	for (; *pathspecs; pathspecs++)
		if ((*pathspecs)[0] != ':')
			g_ptr_array_add(paths, fixed_path(*pathspecs));
	return paths;
}

static gboolean same_entry(const git_tree_entry *a, const git_tree_entry *b)
{
	return a && b &&
	       git2->oid_equal(git2->tree_entry_id(a), git2->tree_entry_id(b));
}

static git_tree *subtree(git_repository *git, const git_tree_entry *entry)
{
	git_tree *tree = NULL;
	if (entry && git2->tree_entry_type(entry) == GIT_OBJECT_TREE)
		git2->tree_lookup(&tree, git, git2->tree_entry_id(entry));
	return tree;
}

/* Whether a path holds the same in both trees, either of which may be NULL.
 * A tree that is not there to be looked into differs. */
static gboolean same_at(git_repository *git, const git_tree *a,
			const git_tree *b, const char *path)
{
	const char *slash = strchr(path, '/');
	g_autofree char *name =
		slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup(path);
	const git_tree_entry *in_a =
		a ? git2->tree_entry_byname(a, name) : NULL;
	const git_tree_entry *in_b =
		b ? git2->tree_entry_byname(b, name) : NULL;
	if ((!in_a && !in_b) || same_entry(in_a, in_b))
		return TRUE;
	if (!slash)
		return FALSE;
	git_tree *sub_a = subtree(git, in_a);
	git_tree *sub_b = subtree(git, in_b);
	gboolean same =
		(sub_a || sub_b) && same_at(git, sub_a, sub_b, slash + 1);
	git2->tree_free(sub_a);
	git2->tree_free(sub_b);
	return same;
}

static gboolean same_trees(const Walk *walk, const git_tree *tree,
			   const git_tree *parent)
{
	for (guint i = 0; i < walk->paths->len; i++) {
		const char *path = walk->paths->pdata[i];
		if (!*path ||
		    !same_at(walk->repository->git, tree, parent, path))
			return FALSE;
	}
	return TRUE;
}

/* Whether a commit changed any of the paths against its first parent, or has
 * any of them when it has no parent. */
static gboolean touches(const Walk *walk, const git_commit *commit)
{
	git_commit *parent = NULL;
	git_tree *tree = NULL;
	git_tree *parent_tree = NULL;
	gboolean has_parent = git2->commit_parent(&parent, commit, 0) == 0;
	if (has_parent && git2->oid_equal(git2->commit_tree_id(commit),
					  git2->commit_tree_id(parent))) {
		git2->commit_free(parent);
		return FALSE;
	}
	gboolean readable =
		git2->commit_tree(&tree, commit) == 0 &&
		(!has_parent || git2->commit_tree(&parent_tree, parent) == 0);
	gboolean same = readable && same_trees(walk, tree, parent_tree);
	git2->tree_free(tree);
	git2->tree_free(parent_tree);
	git2->commit_free(parent);
	return !same;
}

static gboolean push(Walk *walk, const git_oid *id, GError **error)
{
	git_commit *commit = NULL;
	char *name = g_strdup(git2->oid_tostr_s(id));
	if (!g_hash_table_add(walk->seen, name))
		return TRUE;
	int result = git2->commit_lookup(&commit, walk->repository->git, id);
	if (result == 0) {
		g_sequence_insert_sorted(walk->waiting, commit, compare_times,
					 NULL);
		return TRUE;
	}
	if (result == GIT_ENOTFOUND && walk->shallow)
		return TRUE;
	library_failure(error, FAILURE_CORRUPT,
			"'git fsck' tells what is damaged",
			"cannot read commit %s", name);
	return FALSE;
}

static gboolean step(Walk *walk, GPtrArray *found, GError **error)
{
	GSequenceIter *first = g_sequence_get_begin_iter(walk->waiting);
	const git_commit *commit = g_sequence_get(first);
	gboolean whole = TRUE;
	if (touches(walk, commit))
		g_ptr_array_add(found, g_strdup(git2->oid_tostr_s(
					       git2->commit_id(commit))));
	for (unsigned i = 0; whole && i < git2->commit_parentcount(commit); i++)
		whole = push(walk, git2->commit_parent_id(commit, i), error);
	g_sequence_remove(first);
	return whole;
}

static GPtrArray *walk_from(Repository *repository, const char *commit,
			    GPtrArray *paths, unsigned limit, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	Walk walk = {
		.repository = repository,
		.paths = paths,
		.shallow = git2->repository_is_shallow(repository->git) > 0,
		.waiting = g_sequence_new(free_commit),
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      NULL),
	};
	git_oid id;
	id_parse(&id, commit);
	gboolean whole = push(&walk, &id, error);
	while (whole && found->len < limit &&
	       !g_sequence_is_empty(walk.waiting))
		whole = step(&walk, found, error);
	g_sequence_free(walk.waiting);
	g_hash_table_unref(walk.seen);
	return whole ? g_steal_pointer(&found) : NULL;
}

GPtrArray *repository_commits_touching(Repository *repository, const char *tip,
				       const char *const *pathspecs,
				       unsigned limit, GError **error)
{
	if (is_unborn_head(repository, tip))
		return g_ptr_array_new_with_free_func(g_free);
	g_autofree char *commit = repository_resolve(repository, tip, error);
	if (!commit)
		return NULL;
	g_autoptr(GPtrArray) paths = fixed_paths(pathspecs);
	return walk_from(repository, commit, paths, limit, error);
}
