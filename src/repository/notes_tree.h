/* The tree that holds the notes; see notes.h. */
#ifndef REPOSITORY_NOTES_TREE_H
#define REPOSITORY_NOTES_TREE_H

#include "internal.h"

/* A note whose text is stored: `blob` is zero for one to take away. */
typedef struct StoredNote {
	char id[ID_LENGTH + 1]; /* of the commit */
	git_oid blob;
	gboolean removed;
} StoredNote;

/* Stores the tree that `root` (or NULL) becomes with the notes (of
 * StoredNote, sorted by id) in it. New notes go into 256 directories, named
 * after the first two digits, from the first one on: in one flat directory,
 * which libgit2 would make, each note rewrites all the others (R43). */
gboolean notes_tree_write(git_repository *git, const git_tree *root,
			  const GArray *notes, git_oid *tree);

/* Finds the blob of a commit's note, however the directories are cut. */
gboolean notes_tree_find(git_repository *git, const git_tree *root,
			 const char *id, git_oid *blob);

#endif
