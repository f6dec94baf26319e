#include "internal.h"

#include <string.h>

/* Walks two trees side by side and goes down only where they differ. */
typedef struct Difference {
	Repository *repository;
	GPtrArray *files; /* of ChangedFile */
} Difference;

static void changed_file_free(gpointer pointer)
{
	ChangedFile *file = pointer;
	g_free(file->path);
	g_free(file);
}

static gboolean is_tree(const git_tree_entry *entry)
{
	return entry && git2->tree_entry_type(entry) == GIT_OBJECT_TREE;
}

static git_tree *open_tree(Repository *repository, const git_tree_entry *entry,
			   const char *path, GError **error)
{
	return (git_tree *)object_read(repository, git2->tree_entry_id(entry),
				       GIT_OBJECT_TREE, path, error);
}

static gboolean walk(Difference *difference, git_tree *old, git_tree *new,
		     const char *directory, GError **error);

/* Goes into a directory of one or both trees. */
static gboolean enter(Difference *difference, const git_tree_entry *old,
		      const git_tree_entry *new, const char *path,
		      GError **error)
{
	Repository *repository = difference->repository;
	git_tree *before = NULL;
	git_tree *after = NULL;
	if (is_tree(old))
		before = open_tree(repository, old, path, error);
	if (is_tree(new) && (before || !is_tree(old)))
		after = open_tree(repository, new, path, error);
	gboolean opened = (before || !is_tree(old)) && (after || !is_tree(new));
	gboolean whole = opened && walk(difference, before, after, path, error);
	git2->tree_free(before);
	git2->tree_free(after);
	return whole;
}

static gboolean note(Difference *difference, const git_tree_entry *old,
		     const git_tree_entry *new, const char *directory,
		     GError **error)
{
	g_autofree char *path =
		g_strconcat(directory, *directory ? "/" : "",
			    git2->tree_entry_name(new ? new : old), NULL);
	if ((is_tree(old) || is_tree(new)) &&
	    !enter(difference, old, new, path, error))
		return FALSE;
	if ((!old || is_tree(old)) && (!new || is_tree(new)))
		return TRUE;
	ChangedFile *file = g_new0(ChangedFile, 1);
	file->path = g_steal_pointer(&path);
	file->added = !old || is_tree(old);
	file->removed = !new || is_tree(new);
	g_ptr_array_add(difference->files, file);
	return TRUE;
}

static gboolean same_entry(const git_tree_entry *a, const git_tree_entry *b)
{
	return git2->oid_equal(git2->tree_entry_id(a),
			       git2->tree_entry_id(b)) &&
	       git2->tree_entry_filemode(a) == git2->tree_entry_filemode(b);
}

static gboolean walk(Difference *difference, git_tree *old, git_tree *new,
		     const char *directory, GError **error)
{
	size_t count = new ? git2->tree_entrycount(new) : 0;
	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git2->tree_entry_byindex(new, i);
		const git_tree_entry *before =
			old ? git2->tree_entry_byname(
				      old, git2->tree_entry_name(entry))
			    : NULL;
		if (before && same_entry(before, entry))
			continue;
		if (!note(difference, before, entry, directory, error))
			return FALSE;
	}
	count = old ? git2->tree_entrycount(old) : 0;
	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git2->tree_entry_byindex(old, i);
		if (new &&
		    git2->tree_entry_byname(new, git2->tree_entry_name(entry)))
			continue;
		if (!note(difference, entry, NULL, directory, error))
			return FALSE;
	}
	return TRUE;
}

/* FALSE on failure; *tree stays NULL for no commit. */
static gboolean open_root(Repository *repository, const char *commit,
			  git_tree **tree, GError **error)
{
	git_oid id;
	*tree = NULL;
	if (!commit)
		return TRUE;
	if (!id_parse(&id, commit)) {
		failure_set(error, FAILURE_NOT_FOUND, NULL,
			    "'%s' is not the id of a commit", commit);
		return FALSE;
	}
	git_object *object =
		object_read(repository, &id, GIT_OBJECT_COMMIT, commit, error);
	if (!object)
		return FALSE;
	*tree = (git_tree *)object_read(
		repository, git2->commit_tree_id((const git_commit *)object),
		GIT_OBJECT_TREE, commit, error);
	git2->object_free(object);
	return *tree != NULL;
}

GPtrArray *repository_changed_files(Repository *repository,
				    const char *old_commit,
				    const char *new_commit, GError **error)
{
	g_autoptr(GPtrArray) files =
		g_ptr_array_new_with_free_func(changed_file_free);
	Difference difference = {.repository = repository, .files = files};
	git_tree *old = NULL;
	git_tree *new = NULL;
	if (!library_open(repository, error))
		return NULL;
	gboolean whole = open_root(repository, old_commit, &old, error) &&
			 open_root(repository, new_commit, &new, error) &&
			 walk(&difference, old, new, "", error);
	git2->tree_free(old);
	git2->tree_free(new);
	return whole ? g_steal_pointer(&files) : NULL;
}
