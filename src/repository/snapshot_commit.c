#include "internal.h"

#include <string.h>

typedef struct CommitSnapshot {
	Repository *repository;
	char *name;
	git_tree *root;
	GHashTable *trees; /* directory -> git_tree; libgit2 itself keeps only
			    * small ones, and parsing that of a folder with
			    * thousands of files for each file is slow */
} CommitSnapshot;

static void free_tree(gpointer tree)
{
	git2->tree_free(tree);
}

static git_tree *read_tree(CommitSnapshot *snapshot, const git_oid *id,
			   const char *path, GError **error)
{
	return (git_tree *)object_read(snapshot->repository, id,
				       GIT_OBJECT_TREE, path, error);
}

static git_tree *get_tree(CommitSnapshot *snapshot, const char *directory,
			  GError **error);

/* The entry at a path, borrowed from its tree. NULL with FAILURE_NOT_FOUND
 * when there is none; a symbolic link on the way is refused. */
static const git_tree_entry *find(CommitSnapshot *snapshot, const char *path,
				  GError **error)
{
	const char *slash = strrchr(path, '/');
	const git_tree_entry *entry = NULL;
	g_autofree char *directory =
		g_strndup(path, slash ? (gsize)(slash - path) : 0);
	g_autoptr(GError) cause = NULL;
	git_tree *tree = get_tree(snapshot, directory, &cause);
	if (tree)
		entry = git2->tree_entry_byname(tree, slash ? slash + 1 : path);
	if (entry)
		return entry;
	if (!cause || g_error_matches(cause, FAILURE, FAILURE_NOT_FOUND))
		absent_failure(path, snapshot->name, error);
	else
		g_propagate_error(error, g_steal_pointer(&cause));
	return NULL;
}

/* The tree of a directory, borrowed; not found when a file stands there. */
static git_tree *get_tree(CommitSnapshot *snapshot, const char *directory,
			  GError **error)
{
	git_tree *tree =
		*directory ? g_hash_table_lookup(snapshot->trees, directory)
			   : snapshot->root;
	if (tree)
		return tree;
	const git_tree_entry *entry = find(snapshot, directory, error);
	if (!entry)
		return NULL;
	unsigned mode = git2->tree_entry_filemode(entry);
	if (mode == GIT_FILEMODE_LINK) {
		mode_failure(mode, directory, snapshot->name, error);
		return NULL;
	}
	if (mode != GIT_FILEMODE_TREE) {
		absent_failure(directory, snapshot->name, error);
		return NULL;
	}
	tree = read_tree(snapshot, git2->tree_entry_id(entry), directory,
			 error);
	if (tree)
		g_hash_table_insert(snapshot->trees, g_strdup(directory), tree);
	return tree;
}

/* Trees hold their entries in the order of whole paths, so a walk in that
 * order needs no sorting. */
static gboolean walk(CommitSnapshot *snapshot, const char *directory,
		     GPtrArray *files, GError **error)
{
	git_tree *tree = get_tree(snapshot, directory, error);
	if (!tree)
		return FALSE;
	for (size_t i = 0; i < git2->tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git2->tree_entry_byindex(tree, i);
		unsigned mode = git2->tree_entry_filemode(entry);
		g_autofree char *path =
			g_strconcat(directory, *directory ? "/" : "",
				    git2->tree_entry_name(entry), NULL);
		if (mode_is_file(mode))
			list_file(files, path, git2->tree_entry_id(entry));
		else if (mode != GIT_FILEMODE_TREE)
			list_special(files, path);
		else if (!walk(snapshot, path, files, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean list(gpointer self, const char *directory, GPtrArray *files,
		     GError **error)
{
	CommitSnapshot *snapshot = self;
	if (!*directory)
		return walk(snapshot, directory, files, error);
	g_autoptr(GError) cause = NULL;
	const git_tree_entry *entry = find(snapshot, directory, &cause);
	if (!entry) {
		if (g_error_matches(cause, FAILURE, FAILURE_NOT_FOUND))
			return TRUE;
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	unsigned mode = git2->tree_entry_filemode(entry);
	if (mode == GIT_FILEMODE_TREE)
		return walk(snapshot, directory, files, error);
	if (!mode_is_file(mode)) {
		mode_failure(mode, directory, snapshot->name, error);
		return FALSE;
	}
	list_file(files, directory, git2->tree_entry_id(entry));
	return TRUE;
}

static GBytes *read_file(gpointer self, const char *path, GError **error)
{
	CommitSnapshot *snapshot = self;
	const git_tree_entry *entry = find(snapshot, path, error);
	if (!entry)
		return NULL;
	unsigned mode = git2->tree_entry_filemode(entry);
	if (mode_is_file(mode))
		return blob_read(snapshot->repository,
				 git2->tree_entry_id(entry), path,
				 snapshot->name, error);
	mode_failure(mode, path, snapshot->name, error);
	return NULL;
}

static void free_snapshot(gpointer self)
{
	CommitSnapshot *snapshot = self;
	g_hash_table_unref(snapshot->trees);
	git2->tree_free(snapshot->root);
	g_free(snapshot->name);
	g_free(snapshot);
}

static git_tree *root_of(Repository *repository, const char *commit,
			 const char *name, GError **error)
{
	git_oid id;
	id_parse(&id, commit);
	git_object *object =
		object_read(repository, &id, GIT_OBJECT_COMMIT, name, error);
	if (!object)
		return NULL;
	git_tree *tree = (git_tree *)object_read(
		repository, git2->commit_tree_id((const git_commit *)object),
		GIT_OBJECT_TREE, name, error);
	git2->object_free(object);
	return tree;
}

Snapshot *repository_snapshot_commit(Repository *repository, const char *name,
				     GError **error)
{
	static const SnapshotOperations operations = {
		.list = list,
		.read = read_file,
		.free = free_snapshot,
	};
	if (is_unborn_head(repository, name))
		return snapshot_new_empty(name);
	g_autofree char *commit = repository_resolve(repository, name, error);
	if (!commit)
		return NULL;
	git_tree *root = root_of(repository, commit, name, error);
	if (!root)
		return NULL;
	CommitSnapshot *snapshot = g_new0(CommitSnapshot, 1);
	snapshot->repository = repository;
	snapshot->name = g_strdup(name);
	snapshot->root = root;
	snapshot->trees = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						free_tree);
	return snapshot_new(&operations, snapshot, name);
}
