/*
 * A snapshot: the files of a project as they stand at one moment, behind one
 * interface. A commit, the index and the working tree are snapshots (see
 * repository/snapshots.h); so is a table of texts in memory, for tests.
 *
 * Paths are relative to the top of the tree, with '/' between components and
 * none at either end. A snapshot never follows a symbolic link and never
 * gives anything but a regular file of at most SNAPSHOT_MAX_FILE bytes: all
 * else is refused with a message that says what it is.
 *
 * Life: made by a snapshot_new_*() of its room; snapshot_ref() makes one more
 * owner, snapshot_free() one less. Whatever it was made from must outlive it.
 */
#ifndef BASE_SNAPSHOT_H
#define BASE_SNAPSHOT_H

#include <glib.h>

#define SNAPSHOT_MAX_FILE (8u << 20)

typedef struct Snapshot Snapshot;

/* One file of a listing. */
typedef struct SnapshotFile {
	char *path;
	char *id; /* the blob's object id in hex, or NULL when it would have
		   * to be computed (a file of the working tree that differs
		   * from the index) */
	gboolean special; /* no regular file but a link, a submodule, a FIFO:
			   * reading it is refused */
} SnapshotFile;

/* What an implementation provides. `self` is the pointer given to
 * snapshot_new(). */
typedef struct SnapshotOperations {
	/* Appends a SnapshotFile for each file under `directory` ("" for all),
	 * special ones too, in byte order of the paths; for the path of a
	 * file, that file. Not an error when there is nothing at the path. */
	gboolean (*list)(gpointer self, const char *directory, GPtrArray *files,
			 GError **error);
	/* The bytes of a file. FAILURE_NOT_FOUND only when the path is absent
	 * from the tree; a blob that should be there and is not is
	 * FAILURE_CORRUPT. */
	GBytes *(*read)(gpointer self, const char *path, GError **error);
	/* Appends what changes whenever the file's content may have; FALSE when
	 * that cannot be told. May be NULL. */
	gboolean (*stamp)(gpointer self, const char *path, GString *stamp);
	void (*free)(gpointer self);
} SnapshotOperations;

/* `name` is how messages call it: "main", "the index", "the working tree". */
Snapshot *snapshot_new(const SnapshotOperations *operations, gpointer self,
		       const char *name);

/* A snapshot of texts held in memory: a table of path (char *) to text
 * (char *), both copied. */
Snapshot *snapshot_new_from_texts(GHashTable *texts);

/* A snapshot without any file: the tree of an unborn branch. */
Snapshot *snapshot_new_empty(const char *name);

Snapshot *snapshot_ref(Snapshot *snapshot);
void snapshot_free(Snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_free)

const char *snapshot_name(const Snapshot *snapshot);

/* The regular files under a directory ("" for all of them) in byte order of
 * their paths; when the path is a file, that one. An array of SnapshotFile
 * that the caller owns. NULL on failure. */
GPtrArray *snapshot_list(Snapshot *snapshot, const char *directory,
			 GError **error);

/* The same with the special ones: for who must not pass over what the user
 * takes for a file. */
GPtrArray *snapshot_list_all(Snapshot *snapshot, const char *directory,
			     GError **error);

/* The files that any of the pathspecs matches, special ones too, each once, in
 * the order of the pathspecs and then of the paths. A pathspec is a path, a
 * directory (all the files in it, at any depth), or a glob in which a star
 * stays within a component and two stars go across them, as in gitglossary(7).
 * An exclusion starts with ":!" or ":^". */
GPtrArray *snapshot_match(Snapshot *snapshot, const char *const *pathspecs,
			  GError **error);

/* The bytes of a file, which the caller unrefs; NULL and FAILURE_NOT_FOUND
 * when it is absent. */
GBytes *snapshot_read(Snapshot *snapshot, const char *path, GError **error);

/* Fails as snapshot_read() does of a special file. Always FALSE. */
gboolean snapshot_refuse_special(Snapshot *snapshot, const char *path,
				 GError **error);

/* Whether snapshot_match() with these pathspecs would give a file of this
 * path. */
gboolean snapshot_fits(const char *const *pathspecs, const char *path);

/* Whether a path is there and is a regular file. */
gboolean snapshot_contains(Snapshot *snapshot, const char *path);

/* Sets `stamp` to a text under which what was learnt of a file's content can be
 * remembered: the same stamp means the same content, as surely as it does for
 * git's own index. FALSE when there is none: the file is too young, or the
 * snapshot has no such thing. */
gboolean snapshot_stamp(Snapshot *snapshot, const SnapshotFile *file,
			GString *stamp);

void snapshot_file_free(SnapshotFile *file);
/* Makes a listing entry; `id` may be NULL. For implementations. */
SnapshotFile *snapshot_file_new(const char *path, const char *id);
SnapshotFile *snapshot_file_copy(const SnapshotFile *file);

#endif
