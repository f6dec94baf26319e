/*
 * The working tree as a snapshot: what its listing and its reading share.
 */
#ifndef REPOSITORY_WORKTREE_H
#define REPOSITORY_WORKTREE_H

#include "internal.h"

#define WORKTREE_NAME "the working tree"

typedef struct Worktree {
	Repository *repository;
	int top;
	Entries *entries; /* NULL until they were wanted */
	gboolean sparse;
	time_t opened; /* when the snapshot was made */
} Worktree;

/* The index as it was when it was first wanted; borrowed. */
const Entries *worktree_entries(Worktree *worktree, GError **error);

/* What went wrong at opening or reading a path, by errno. */
void worktree_path_failure(const char *path, int reason, GError **error);
void worktree_kind_failure(const char *path, mode_t mode, GError **error);

/* worktree_list.c: SnapshotOperations.list. */
gboolean worktree_list(gpointer self, const char *directory, GPtrArray *files,
		       GError **error);

#endif
