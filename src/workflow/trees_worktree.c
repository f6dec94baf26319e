/*
 * What a command learnt of the working tree, remembered for the commit that is
 * made of it: the files will have the same ids then, and commit-msg need not
 * read them again.
 */
#include <string.h>

#include "internal.h"
#include "trees_cache.h"

/* Of so many files that git's index does not vouch for, each would have to be
 * read. */
#define MOST_UNKNOWN 64

/* The id that `git add` will give a file. */
static char *blob_id(Snapshot *snapshot, const char *path)
{
	g_autoptr(GBytes) text = snapshot_read(snapshot, path, NULL);
	if (!text)
		return NULL;
	gsize length;
	const guchar *data = g_bytes_get_data(text, &length);
	g_autofree char *head =
		g_strdup_printf("blob %" G_GSIZE_FORMAT, length);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
	g_checksum_update(checksum, (const guchar *)head,
			  (gssize)strlen(head) + 1);
	if (length)
		g_checksum_update(checksum, data, (gssize)length);
	return g_strdup(g_checksum_get_string(checksum));
}

static gboolean fill_ids(Snapshot *snapshot, GPtrArray *files)
{
	guint unknown = 0;
	for (guint i = 0; i < files->len; i++)
		unknown += ((const SnapshotFile *)files->pdata[i])->id == NULL;
	if (unknown > MOST_UNKNOWN)
		return FALSE;
	for (guint i = 0; i < files->len; i++) {
		SnapshotFile *file = files->pdata[i];
		if (!file->id)
			file->id = blob_id(snapshot, file->path);
		if (!file->id)
			return FALSE;
	}
	return TRUE;
}

static GPtrArray *list_read(Snapshot *snapshot, const GPtrArray *paths)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(
		(GDestroyNotify)snapshot_file_free);
	for (guint i = 0; i < paths->len; i++)
		g_ptr_array_add(files,
				snapshot_file_new(paths->pdata[i], NULL));
	return fill_ids(snapshot, files) ? g_steal_pointer(&files) : NULL;
}

static TreeModels *remember_models(Trees *trees, const Tree *tree,
				   const Models *models)
{
	g_autoptr(GPtrArray) matches = snapshot_match(
		tree->snapshot,
		(const char *const *)tree->project->config->models->pdata,
		NULL);
	GPtrArray *files = list_read(tree->snapshot, models->files);
	if (!files || !matches || !fill_ids(tree->snapshot, matches)) {
		g_clear_pointer(&files, g_ptr_array_unref);
		return NULL;
	}
	g_autofree char *key = trees_models_key(tree, matches);
	TreeModels *known = trees_memo_read(trees, key);
	if (known) {
		g_ptr_array_unref(files);
		return known;
	}
	TreeModels *said = tree_models_new();
	g_ptr_array_unref(said->files);
	said->files = files;
	said->complete = TRUE;
	said->print = trees_print_models(models);
	trees_memo_write(trees, key, said);
	return said;
}

static void remember_covered(Trees *trees, Tree *tree)
{
	g_autoptr(GPtrArray) files = trees_list_revisions(tree, NULL);
	if (!files || !fill_ids(tree->snapshot, files))
		return;
	TreeMigrations migrations = {.files = files};
	tree->migrations = &migrations;
	if (!trees_is_covered(trees, tree))
		trees_set_covered(trees, tree);
	tree->migrations = NULL;
}

void trees_remember_worktree(const Project *project, const Models *models,
			     gboolean covered)
{
	if (!models_complete(models) || repository_is_bare(project->repository))
		return;
	g_autoptr(Trees) trees = trees_new(project);
	Tree *tree = trees_get(trees, ":worktree", NULL, NULL);
	if (!tree || !tree->configured)
		return;
	TreeModels *said = remember_models(trees, tree, models);
	if (!said)
		return;
	tree->models = said;
	if (covered)
		remember_covered(trees, tree);
	tree->models = NULL;
	tree_models_free(said);
}
