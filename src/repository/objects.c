#include "internal.h"

#include <string.h>

void list_file(GPtrArray *files, const char *path, const git_oid *id)
{
	char text[ID_LENGTH + 1];
	if (id)
		id_write(id, text);
	g_ptr_array_add(files, snapshot_file_new(path, id ? text : NULL));
}

void list_special(GPtrArray *files, const char *path)
{
	SnapshotFile *file = snapshot_file_new(path, NULL);
	file->special = TRUE;
	g_ptr_array_add(files, file);
}

void absent_failure(const char *path, const char *where, GError **error)
{
	failure_set(error, FAILURE_NOT_FOUND, NULL,
		    "path '%s' does not exist in '%s'", path, where);
}

void too_large_failure(const char *path, const char *where, GError **error)
{
	failure_set(error, FAILURE_REFUSED, NULL,
		    "'%s' in '%s' is larger than %u MiB", path, where,
		    SNAPSHOT_MAX_FILE >> 20);
}

gboolean mode_is_file(unsigned mode)
{
	return mode == GIT_FILEMODE_BLOB ||
	       mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

void mode_failure(unsigned mode, const char *path, const char *where,
		  GError **error)
{
	const char *kind = mode == GIT_FILEMODE_LINK	 ? "a symbolic link"
			   : mode == GIT_FILEMODE_COMMIT ? "a submodule"
			   : mode == GIT_FILEMODE_TREE	 ? "a directory"
							 : "not a file";
	failure_set(error, FAILURE_REFUSED,
		    mode == GIT_FILEMODE_LINK
			    ? "symbolic links are not followed; name the file "
			      "itself"
			    : NULL,
		    "'%s' in '%s' is %s", path, where, kind);
}

gboolean content_check(const char *bytes, gsize size, const char *path,
		       const char *where, GError **error)
{
	static const struct {
		const char *start;
		gsize length;
		const char *what;
		const char *hint;
	} stand_ins[] = {
		{"version https://git-lfs", 23, "a Git LFS pointer",
		 "files that are read here must be stored in Git itself: "
		 "'git lfs untrack' them"},
		{"\0GITCRYPT", 9, "encrypted by git-crypt",
		 "'git-crypt unlock' shows it in the working tree; files "
		 "that are read from commits must not be encrypted"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(stand_ins); i++) {
		if (size < stand_ins[i].length ||
		    memcmp(bytes, stand_ins[i].start, stand_ins[i].length) != 0)
			continue;
		failure_set(error, FAILURE_REFUSED, stand_ins[i].hint,
			    "'%s' in '%s' is %s", path, where,
			    stand_ins[i].what);
		return FALSE;
	}
	return TRUE;
}

/* Whether objects may be absent by intent, to be fetched when needed. */
static gboolean is_partial_clone(const Repository *repository)
{
	for (guint i = 0; i < repository->settings->len; i++) {
		const Setting *setting = repository->settings->pdata[i];
		if (strcmp(setting->name, "extensions.partialclone") == 0 ||
		    (g_str_has_prefix(setting->name, "remote.") &&
		     g_str_has_suffix(setting->name, ".promisor")))
			return TRUE;
	}
	return FALSE;
}

/* Reading an object through git fetches it from the remote that promised it;
 * libgit2 then finds it. */
static gboolean fetch(Repository *repository, const char *id, GError **error)
{
	const char *const arguments[] = {"cat-file", "-e", id, NULL};
	git_odb *objects = NULL;
	if (!git_run(repository->start, arguments, NULL, error))
		return FALSE;
	gboolean found = git2->repository_odb(&objects, repository->git) == 0 &&
			 git2->odb_refresh(objects) == 0;
	git2->odb_free(objects);
	return found;
}

/* What to do about an object that the library did not give: TRUE when another
 * try is worth it. */
static gboolean mend_missing(Repository *repository, const git_oid *id,
			     int result, const char *path, GError **error)
{
	g_autofree char *name = g_strdup(git2->oid_tostr_s(id));
	g_autoptr(GError) cause = NULL;
	if (result != GIT_ENOTFOUND) {
		library_failure(error, FAILURE_CORRUPT,
				"'git fsck' tells what is damaged",
				"cannot read object %s of '%s'", name, path);
		return FALSE;
	}
	if (!is_partial_clone(repository)) {
		failure_set(error, FAILURE_CORRUPT,
			    "'git fsck' tells what is damaged; 'git fetch' "
			    "may bring it back",
			    "object %s of '%s' is missing", name, path);
		return FALSE;
	}
	if (fetch(repository, name, &cause))
		return TRUE;
	failure_set(error, FAILURE_CORRUPT,
		    "this is a partial clone: its remote must be reachable",
		    "object %s of '%s' is missing and cannot be fetched: %s",
		    name, path, cause ? cause->message : "no reason given");
	return FALSE;
}

git_object *object_read(Repository *repository, const git_oid *id,
			git_object_t type, const char *path, GError **error)
{
	git_object *object = NULL;
	git_repository *git = library_open(repository, error);
	if (!git)
		return NULL;
	int result = git2->object_lookup(&object, git, id, type);
	if (result == 0)
		return object;
	if (!mend_missing(repository, id, result, path, error))
		return NULL;
	if (git2->object_lookup(&object, git, id, type) == 0)
		return object;
	library_failure(error, FAILURE_CORRUPT, NULL,
			"cannot read object %s of '%s'", git2->oid_tostr_s(id),
			path);
	return NULL;
}

static void free_blob(gpointer data)
{
	git2->object_free(data);
}

GBytes *blob_read(Repository *repository, const git_oid *id, const char *path,
		  const char *where, GError **error)
{
	git_object *object =
		object_read(repository, id, GIT_OBJECT_BLOB, path, error);
	if (!object)
		return NULL;
	const git_blob *blob = (const git_blob *)object;
	gsize size = (gsize)git2->blob_rawsize(blob);
	const char *bytes = git2->blob_rawcontent(blob);
	if (size > SNAPSHOT_MAX_FILE) {
		too_large_failure(path, where, error);
	} else if (content_check(bytes, size, path, where, error)) {
		return g_bytes_new_with_free_func(bytes, size, free_blob,
						  object);
	}
	git2->object_free(object);
	return NULL;
}
