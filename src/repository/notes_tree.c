#include "notes_tree.h"

#include <string.h>

static git_tree *open_entry(git_repository *git, const git_tree *tree,
			    const char *name)
{
	const git_tree_entry *entry =
		tree ? git2->tree_entry_byname(tree, name) : NULL;
	git_tree *found = NULL;
	if (entry && git2->tree_entry_type(entry) == GIT_OBJECT_TREE)
		git2->tree_lookup(&found, git, git2->tree_entry_id(entry));
	return found;
}

gboolean notes_tree_find(git_repository *git, const git_tree *root,
			 const char *id, git_oid *blob)
{
	const git_tree_entry *entry =
		root ? git2->tree_entry_byname(root, id) : NULL;
	if (entry && git2->tree_entry_type(entry) == GIT_OBJECT_BLOB) {
		git2->oid_cpy(blob, git2->tree_entry_id(entry));
		return TRUE;
	}
	if (strlen(id) <= 2)
		return FALSE;
	char name[3] = {id[0], id[1], '\0'};
	git_tree *next = open_entry(git, root, name);
	gboolean found = next && notes_tree_find(git, next, id + 2, blob);
	git2->tree_free(next);
	return found;
}

static gboolean put(git_treebuilder *builder, const StoredNote *note,
		    gsize skipped)
{
	return git2->treebuilder_insert(NULL, builder, note->id + skipped,
					&note->blob, GIT_FILEMODE_BLOB) == 0;
}

/* git keeps no directory without a file in it. */
static gboolean put_directory(git_treebuilder *builder, const char *name,
			      git_treebuilder *inner, gboolean is_there)
{
	git_oid written;
	if (git2->treebuilder_entrycount(inner) == 0)
		return !is_there ||
		       git2->treebuilder_remove(builder, name) == 0;
	return git2->treebuilder_write(&written, inner) == 0 &&
	       git2->treebuilder_insert(NULL, builder, name, &written,
					GIT_FILEMODE_TREE) == 0;
}

/* Takes a note out of the directories below this one, where git may have put
 * it when there were many. */
static gboolean take_out_below(git_repository *git, git_treebuilder *builder,
			       const git_tree *tree, const char *id)
{
	git_treebuilder *inner = NULL;
	char name[3] = {id[0], id[1], '\0'};
	git_tree *next = strlen(id) > 2 ? open_entry(git, tree, name) : NULL;
	if (!next)
		return TRUE;
	gboolean done = git2->treebuilder_new(&inner, git, next) == 0 &&
			take_out_below(git, inner, next, id + 2);
	if (done && git2->tree_entry_byname(next, id + 2))
		done = git2->treebuilder_remove(inner, id + 2) == 0;
	done = done && put_directory(builder, name, inner, TRUE);
	git2->treebuilder_free(inner);
	git2->tree_free(next);
	return done;
}

static gboolean put_in_directory(git_repository *git, git_treebuilder *builder,
				 const git_tree *tree, const StoredNote *note)
{
	const char *name = note->id + 2;
	if (!take_out_below(git, builder, tree, name))
		return FALSE;
	if (!note->removed)
		return put(builder, note, 2);
	return !tree || !git2->tree_entry_byname(tree, name) ||
	       git2->treebuilder_remove(builder, name) == 0;
}

/* Writes the notes from `first` on that go into one directory; *next is the
 * first one that does not. */
static gboolean write_directory(git_repository *git, const git_tree *root,
				git_treebuilder *builder, const GArray *notes,
				guint first, guint *next)
{
	const StoredNote *note = &g_array_index(notes, StoredNote, first);
	char name[3] = {note->id[0], note->id[1], '\0'};
	git_treebuilder *inner = NULL;
	git_tree *tree = open_entry(git, root, name);
	gboolean done = git2->treebuilder_new(&inner, git, tree) == 0;
	for (*next = first; done && *next < notes->len; ++*next) {
		note = &g_array_index(notes, StoredNote, *next);
		if (strncmp(note->id, name, 2) != 0)
			break;
		done = put_in_directory(git, inner, tree, note);
		if (done && root && git2->tree_entry_byname(root, note->id))
			done = git2->treebuilder_remove(builder, note->id) == 0;
	}
	done = done && put_directory(builder, name, inner, tree != NULL);
	git2->treebuilder_free(inner);
	git2->tree_free(tree);
	return done;
}

gboolean notes_tree_write(git_repository *git, const git_tree *root,
			  const GArray *notes, git_oid *tree)
{
	git_treebuilder *builder = NULL;
	gboolean done = git2->treebuilder_new(&builder, git, root) == 0;
	for (guint at = 0; done && at < notes->len;)
		done = write_directory(git, root, builder, notes, at, &at);
	done = done && git2->treebuilder_write(tree, builder) == 0;
	git2->treebuilder_free(builder);
	return done;
}
