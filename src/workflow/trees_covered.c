/*
 * Trees whose migrations were found to build their models, by what the models
 * say and by the ids of the migrations. A memo like the others: it can be
 * deleted at any time, and is written by rename.
 */
#include <string.h>

#include "base/cache.h"
#include "trees_cache.h"

#define FILE_NAME "covered"
#define KEPT 256

static char *memo_path(const Trees *trees)
{
	const char *directory =
		repository_cache_directory(trees->project->repository, NULL);
	return directory ? g_build_filename(directory, FILE_NAME, NULL) : NULL;
}

static void read_memo(Trees *trees)
{
	g_autofree char *path = memo_path(trees);
	g_autofree char *text = NULL;
	trees->covered =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!path || !g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line)
			g_hash_table_add(trees->covered, g_strdup(*line));
}

/* NULL where it could not be sure: for models that were not read in full. */
static char *tree_key(const Tree *tree)
{
	if (!tree->models->complete)
		return NULL;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
	g_checksum_update(checksum, (const guchar *)VERSION, -1);
	g_checksum_update(checksum,
			  (const guchar *)dialect_name(tree->project->dialect),
			  -1);
	g_checksum_update(checksum, (const guchar *)tree->models->print, -1);
	for (guint i = 0; i < tree->migrations->files->len; i++) {
		const SnapshotFile *file = tree->migrations->files->pdata[i];
		if (!file->id)
			return NULL;
		g_checksum_update(checksum, (const guchar *)file->id, -1);
		g_checksum_update(checksum, (const guchar *)file->path, -1);
	}
	return g_strdup(g_checksum_get_string(checksum));
}

gboolean trees_is_covered(Trees *trees, const Tree *tree)
{
	g_autofree char *key = tree_key(tree);
	if (!trees->covered)
		read_memo(trees);
	return key && g_hash_table_contains(trees->covered, key);
}

void trees_set_covered(Trees *trees, const Tree *tree)
{
	char *key = tree_key(tree);
	if (!key)
		return;
	if (!trees->covered)
		read_memo(trees);
	g_hash_table_add(trees->covered, key);
	trees->covered_more = TRUE;
}

/* Of very many the memo starts anew with those of this run: what is asked for
 * are the last few commits. */
void trees_covered_close(Trees *trees)
{
	if (!trees->covered)
		return;
	g_autofree char *path = trees->covered_more ? memo_path(trees) : NULL;
	if (path && g_hash_table_size(trees->covered) <= KEPT) {
		g_autofree char **keys =
			(char **)g_hash_table_get_keys_as_array(trees->covered,
								NULL);
		g_autofree char *text = g_strjoinv("\n", keys);
		cache_write(path, text, strlen(text));
	} else if (path) {
		cache_write(path, "", 0);
	}
	g_hash_table_unref(trees->covered);
}
