#include <string.h>

#include "internal.h"

static git_tree *read_root(Repository *repository, const char *commit,
			   GError **error)
{
	git_oid id;
	g_autofree char *hex = repository_resolve(repository, commit, error);
	if (!hex || !id_parse(&id, hex))
		return NULL;
	g_autofree char *where = g_strdup_printf("commit %s", hex);
	git_commit *object = (git_commit *)object_read(
		repository, &id, GIT_OBJECT_COMMIT, where, error);
	if (!object)
		return NULL;
	git_oid root = *git2->commit_tree_id(object);
	git2->commit_free(object);
	return (git_tree *)object_read(repository, &root, GIT_OBJECT_TREE,
				       where, error);
}

/* Goes down a directory; gives the entry's id and, when it is one, its tree. */
static gboolean enter(Repository *repository, git_tree **tree, const char *name,
		      git_oid *id, GError **error)
{
	const git_tree_entry *entry =
		*tree ? git2->tree_entry_byname(*tree, name) : NULL;
	gboolean is_tree =
		entry && git2->tree_entry_type(entry) == GIT_OBJECT_TREE;
	if (entry)
		git2->oid_cpy(id, git2->tree_entry_id(entry));
	gboolean found = entry != NULL;
	git2->tree_free(*tree);
	*tree = is_tree ? (git_tree *)object_read(repository, id,
						  GIT_OBJECT_TREE, name, error)
			: NULL;
	return found && (!is_tree || *tree);
}

char *repository_path_id(Repository *repository, const char *commit,
			 const char *path, GError **error)
{
	if (is_unborn_head(repository, commit))
		return NULL;
	if (!library_open(repository, error))
		return NULL;
	git_tree *tree = read_root(repository, commit, error);
	if (!tree)
		return NULL;
	git_oid id = *git2->tree_id(tree);
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	gboolean found = TRUE;
	for (char **part = parts; found && *part; part++)
		if (**part && strcmp(*part, ".") != 0)
			found = enter(repository, &tree, *part, &id, error);
	git2->tree_free(tree);
	return found ? g_strdup(git2->oid_tostr_s(&id)) : NULL;
}
