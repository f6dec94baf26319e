/*
 * What models say, known between runs: a commit that touches no model then
 * need not read any to know which files they import. The memo can be deleted
 * at any time; it is written by rename, and a damaged one is ignored.
 */
#include "base/cache.h"
#include "trees_cache.h"

#include <glib/gstdio.h>
#include <string.h>

#define FIRST_LINE "git-migrate models 1"
#define KEPT 64

static char *memo_path(const Trees *trees, const char *key)
{
	const char *directory =
		repository_cache_directory(trees->project->repository, NULL);
	return directory ? g_strdup_printf("%s/models-%.16s", directory, key)
			 : NULL;
}

/* Lines: the first one, the key, the print, then "<id> <path>" for each file,
 * then an empty line; a path with a line feed is not remembered. */
TreeModels *trees_memo_read(const Trees *trees, const char *key)
{
	g_autofree char *path = memo_path(trees, key);
	g_autofree char *text = NULL;
	if (!path || !g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = g_strv_length(lines);
	if (count < 5 || strcmp(lines[0], FIRST_LINE) != 0 ||
	    strcmp(lines[1], key) != 0 || *lines[count - 2] ||
	    *lines[count - 1])
		return NULL;
	TreeModels *models = tree_models_new();
	models->complete = TRUE;
	models->print = g_strdup(lines[2]);
	for (guint i = 3; i < count - 2; i++) {
		char *space = strchr(lines[i], ' ');
		if (!space)
			continue;
		*space = '\0';
		g_ptr_array_add(models->files,
				snapshot_file_new(space + 1, lines[i]));
	}
	return models;
}

static gint compare_ages(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Memos of models that are long gone are let go, the oldest first. */
static void drop_old_memos(const char *directory)
{
	g_autoptr(GDir) listing = g_dir_open(directory, 0, NULL);
	g_autoptr(GPtrArray) memos = g_ptr_array_new_with_free_func(g_free);
	const char *name;
	while (listing && (name = g_dir_read_name(listing))) {
		GStatBuf status;
		g_autofree char *path = g_build_filename(directory, name, NULL);
		if (g_str_has_prefix(name, "models-") &&
		    g_stat(path, &status) == 0)
			g_ptr_array_add(
				memos,
				g_strdup_printf("%020" G_GINT64_FORMAT "%s",
						(gint64)status.st_mtime, path));
	}
	g_ptr_array_sort(memos, compare_ages);
	for (guint i = 0; i + KEPT < memos->len; i++)
		g_unlink((const char *)memos->pdata[i] + 20);
}

void trees_memo_write(const Trees *trees, const char *key,
		      const TreeModels *models)
{
	/* A run over a history would leave a memo of each state. */
	if (g_hash_table_size(trees->models) > 2)
		return;
	g_autofree char *path = memo_path(trees, key);
	if (!path)
		return;
	g_autoptr(GString) text = g_string_new(FIRST_LINE "\n");
	g_string_append_printf(text, "%s\n%s\n", key, models->print);
	for (guint i = 0; i < models->files->len; i++) {
		const SnapshotFile *file = models->files->pdata[i];
		if (strchr(file->path, '\n'))
			return;
		g_string_append_printf(text, "%s %s\n", file->id, file->path);
	}
	g_string_append_c(text, '\n');
	cache_write(path, text->str, text->len);
	g_autofree char *directory = g_path_get_dirname(path);
	drop_old_memos(directory);
}
