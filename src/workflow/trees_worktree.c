/*
 * That the working tree's migrations cover its models, remembered for the
 * commit that is made of it: the files will have the same ids then.
 */
#include "internal.h"
#include "recorder.h"
#include "trees_cache.h"

/* Of so many files that git's index does not vouch for, each would have to be
 * read. */
#define MOST_UNKNOWN 64

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
			file->id = recorder_blob_id(snapshot, file);
		if (!file->id)
			return FALSE;
	}
	return TRUE;
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
	if (!covered || !models_complete(models) ||
	    repository_is_bare(project->repository))
		return;
	g_autoptr(Trees) trees = trees_new(project);
	Tree *tree = trees_get(trees, ":worktree", NULL, NULL);
	if (!tree || !tree->configured)
		return;
	g_autofree char *print = reading_print(models);
	TreeModels said = {.print = print, .complete = TRUE};
	tree->models = &said;
	remember_covered(trees, tree);
	tree->models = NULL;
}
