#include "internal.h"

#include <string.h>

#define ALIKE 50 /* percent, as in git */

/* A file that only one of the snapshots has. */
typedef struct Lone {
	char *path;
	GBytes *text;
	git_hashsig *signature; /* NULL where it cannot be made */
} Lone;

typedef struct Pair {
	const Lone *old;
	const Lone *new;
	int score;
} Pair;

static void free_lone(gpointer data)
{
	Lone *lone = data;
	g_free(lone->path);
	g_bytes_unref(lone->text);
	git2->hashsig_free(lone->signature);
	g_free(lone);
}

static void free_renamed(gpointer data)
{
	RenamedFile *renamed = data;
	g_free(renamed->old_path);
	g_free(renamed->new_path);
	g_free(renamed);
}

static GHashTable *paths_of(const GPtrArray *files)
{
	GHashTable *paths = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		g_hash_table_add(paths, file->path);
	}
	return paths;
}

/* The files without one of the same path among `others`. What cannot be read
 * is nobody's match. */
static GPtrArray *lone_files(Snapshot *snapshot, const GPtrArray *files,
			     const GPtrArray *others)
{
	GPtrArray *lone_files = g_ptr_array_new_with_free_func(free_lone);
	g_autoptr(GHashTable) paths = paths_of(others);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		if (g_hash_table_contains(paths, file->path))
			continue;
		GBytes *text = snapshot_read(snapshot, file->path, NULL);
		gsize size = 0;
		if (!text)
			continue;
		Lone *lone = g_new0(Lone, 1);
		lone->path = g_strdup(file->path);
		lone->text = text;
		const char *bytes = g_bytes_get_data(text, &size);
		if (size && git2->hashsig_create(&lone->signature, bytes, size,
						 GIT_HASHSIG_NORMAL) < 0)
			lone->signature = NULL;
		g_ptr_array_add(lone_files, lone);
	}
	return lone_files;
}

/* An empty file is no evidence of anything. */
static int score_of(const Lone *old, const Lone *new)
{
	if (g_bytes_get_size(old->text) && g_bytes_equal(old->text, new->text))
		return 101;
	if (!old->signature || !new->signature)
		return 0;
	return git2->hashsig_compare(old->signature, new->signature);
}

static int compare_scores(gconstpointer a, gconstpointer b)
{
	const Pair *first = a;
	const Pair *second = b;
	return second->score - first->score;
}

static GArray *score_all(const GPtrArray *old_files, const GPtrArray *new_files)
{
	GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
	for (guint i = 0; i < old_files->len; i++) {
		for (guint j = 0; j < new_files->len; j++) {
			Pair pair = {
				.old = old_files->pdata[i],
				.new = new_files->pdata[j],
			};
			pair.score = score_of(pair.old, pair.new);
			if (pair.score >= ALIKE)
				g_array_append_val(pairs, pair);
		}
	}
	g_array_sort(pairs, compare_scores);
	return pairs;
}

static int compare_old_paths(gconstpointer a, gconstpointer b)
{
	const RenamedFile *first = *(RenamedFile *const *)a;
	const RenamedFile *second = *(RenamedFile *const *)b;
	return strcmp(first->old_path, second->old_path);
}

/* The best pairs first; whoever is in one is out of all the others. */
static GPtrArray *choose(const GArray *pairs)
{
	GPtrArray *chosen = g_ptr_array_new_with_free_func(free_renamed);
	g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < pairs->len; i++) {
		const Pair *pair = &g_array_index(pairs, Pair, i);
		if (g_hash_table_contains(taken, pair->old) ||
		    g_hash_table_contains(taken, pair->new))
			continue;
		g_hash_table_add(taken, (gpointer)(guintptr)pair->old);
		g_hash_table_add(taken, (gpointer)(guintptr)pair->new);
		RenamedFile *renamed = g_new0(RenamedFile, 1);
		renamed->old_path = g_strdup(pair->old->path);
		renamed->new_path = g_strdup(pair->new->path);
		g_ptr_array_add(chosen, renamed);
	}
	g_ptr_array_sort(chosen, compare_old_paths);
	return chosen;
}

GPtrArray *repository_find_renamed_files(Snapshot *from, Snapshot *to,
					 const char *const *pathspecs,
					 GError **error)
{
	if (!library_start(error))
		return NULL;
	g_autoptr(GPtrArray) before = snapshot_match(from, pathspecs, error);
	if (!before)
		return NULL;
	g_autoptr(GPtrArray) after = snapshot_match(to, pathspecs, error);
	if (!after)
		return NULL;
	g_autoptr(GPtrArray) old_files = lone_files(from, before, after);
	g_autoptr(GPtrArray) new_files = lone_files(to, after, before);
	g_autoptr(GArray) pairs = score_all(old_files, new_files);
	return choose(pairs);
}
