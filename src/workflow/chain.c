#include "workflow/chain.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/cache.h"
#include "base/failure.h"
#include "base/progress.h"

/* How many memoised chains are kept; the oldest go first. */
#define MEMO_LIMIT 8
/* A version of the memo's own format and of what replaying means. */
#define MEMO_FORMAT "2"

GPtrArray *chain_select(const Graph *graph, const char *const *heads)
{
	const GPtrArray *ordered = graph_in_order(graph);
	g_autoptr(GHashTable) wanted =
		heads ? graph_ancestors(graph, heads) : NULL;
	GPtrArray *chosen = g_ptr_array_sized_new(ordered->len);
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		if (!wanted || g_hash_table_contains(wanted, revision->id))
			g_ptr_array_add(chosen, ordered->pdata[i]);
	}
	return chosen;
}

const Section *chain_get_up(const Revision *revision, const char *dialect,
			    GError **error)
{
	if (!revision_load(revision, error))
		return NULL;
	const Section *up = revision_find_up(revision, dialect);
	if (!up)
		failure_set(
			error, FAILURE_INVALID, "add a section '-- migrate:up'",
			"%s: no up section for %s", revision->path, dialect);
	return up;
}

gboolean chain_run_section(Database *database, const char *path,
			   const Section *section, GError **error)
{
	const Script script = {
		.text = section->text,
		.path = path,
		.first_line = section->first_line,
	};
	return database_check_script(database_dialect(database), &script,
				     error) &&
	       database_run(database, &script, error);
}

static gboolean run_revision(Database *database, const Revision *revision,
			     GError **error)
{
	const Section *up =
		chain_get_up(revision, database_dialect(database), error);
	if (!up)
		return FALSE;
	if (up->transaction)
		return chain_run_section(database, revision->path, up, error);
	return database_commit(database, error) &&
	       chain_run_section(database, revision->path, up, error) &&
	       database_begin(database, error);
}

gboolean chain_extend(Database *database, const GPtrArray *revisions,
		      guint from, GError **error)
{
	if (from == revisions->len)
		return TRUE;
	if (!database_begin(database, error))
		return FALSE;
	g_autoptr(Progress) progress = progress_start();
	for (guint i = from; i < revisions->len; i++) {
		progress_say(progress, "replaying migrations", i + 1,
			     revisions->len);
		if (run_revision(database, revisions->pdata[i], error))
			continue;
		database_rollback(database);
		return FALSE;
	}
	return database_commit(database, error);
}

/* hashes[i] names the chain of the first i + 1 revisions. */
static GPtrArray *hash_chain(const GPtrArray *revisions, const char *dialect)
{
	GPtrArray *hashes = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(checksum, (const guchar *)MEMO_FORMAT VERSION, -1);
	g_checksum_update(checksum, (const guchar *)dialect, -1);
	for (guint i = 0; i < revisions->len; i++) {
		const Revision *revision = revisions->pdata[i];
		g_checksum_update(checksum, (const guchar *)revision->checksum,
				  -1);
		g_autoptr(GChecksum) so_far = g_checksum_copy(checksum);
		g_ptr_array_add(hashes,
				g_strdup(g_checksum_get_string(so_far)));
	}
	return hashes;
}

static char *memo_path(const char *directory, const char *hash)
{
	return g_strdup_printf("%s/chain-%.32s", directory, hash);
}

/* The names of the memoised chains, so that looking for the longest one costs
 * one listing and not one look-up a revision. */
static GHashTable *list_memos(const char *directory)
{
	GHashTable *names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GDir) listing = g_dir_open(directory, 0, NULL);
	const char *name;
	while (listing && (name = g_dir_read_name(listing)))
		if (g_str_has_prefix(name, "chain-"))
			g_hash_table_add(names, g_strdup(name));
	return names;
}

/* A memo is the sum of the database's bytes and then these: a torn or foreign
 * file is not taken for one. */
#define MEMO_START 64

static GBytes *read_memo(const char *path)
{
	g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
	if (!file || g_mapped_file_get_length(file) <= MEMO_START)
		return NULL;
	guint64 expected;
	const char *data = g_mapped_file_get_contents(file);
	gsize length = g_mapped_file_get_length(file) - MEMO_START;
	memcpy(&expected, data, sizeof expected);
	if (cache_sum(data + MEMO_START, length) != expected)
		return NULL;
	g_autoptr(GBytes) whole = g_mapped_file_get_bytes(file);
	return g_bytes_new_from_bytes(whole, MEMO_START, length);
}

static void write_memo(const char *path, GBytes *bytes)
{
	gsize length;
	const guchar *data = g_bytes_get_data(bytes, &length);
	guint64 number = cache_sum(data, length);
	g_autofree char *contents = g_malloc0(MEMO_START + length);
	memcpy(contents, &number, sizeof number);
	memcpy(contents + MEMO_START, data, length);
	cache_write(path, contents, MEMO_START + length);
}

typedef struct Memo {
	char *path;
	gint64 used;
} Memo;

static void memo_clear(Memo *memo)
{
	g_free(memo->path);
}

static int compare_memos(gconstpointer a, gconstpointer b)
{
	const Memo *first = a;
	const Memo *second = b;
	return (first->used < second->used) - (first->used > second->used);
}

static void drop_old_memos(const char *directory)
{
	g_autoptr(GHashTable) names = list_memos(directory);
	g_autoptr(GArray) memos = g_array_new(FALSE, FALSE, sizeof(Memo));
	g_array_set_clear_func(memos, (GDestroyNotify)memo_clear);
	GHashTableIter iterator;
	gpointer name;
	g_hash_table_iter_init(&iterator, names);
	while (g_hash_table_iter_next(&iterator, &name, NULL)) {
		GStatBuf status;
		Memo memo = {
			.path = g_build_filename(directory, name, NULL),
		};
		if (g_stat(memo.path, &status) == 0)
			memo.used = status.st_mtime;
		g_array_append_val(memos, memo);
	}
	g_array_sort(memos, compare_memos);
	for (guint i = MEMO_LIMIT; i < memos->len; i++)
		g_unlink(g_array_index(memos, Memo, i).path);
}

/* The longest memoised beginning of the chain; *known is its length. NULL
 * when there is none. */
static Database *open_memo(const char *directory, const GPtrArray *hashes,
			   const char *dialect, guint *known)
{
	g_autoptr(GHashTable) names = list_memos(directory);
	for (guint i = hashes->len; i > 0 && g_hash_table_size(names); i--) {
		g_autofree char *path =
			memo_path(directory, hashes->pdata[i - 1]);
		const char *name = path + strlen(directory) + 1;
		if (!g_hash_table_contains(names, name))
			continue;
		g_autoptr(GBytes) bytes = read_memo(path);
		Database *database =
			bytes ? database_open_scratch_from(dialect, bytes, NULL)
			      : NULL;
		if (database) {
			*known = i;
			return database;
		}
	}
	return NULL;
}

static void save_memo(Database *database, const char *directory,
		      const char *hash)
{
	g_autoptr(GBytes) bytes = database_serialize(database, NULL);
	if (!bytes)
		return;
	g_autofree char *path = memo_path(directory, hash);
	write_memo(path, bytes);
	drop_old_memos(directory);
}

Database *chain_build(const Project *project, const GPtrArray *revisions,
		      GError **error)
{
	const char *dialect = dialect_name(project->dialect);
	const char *directory =
		repository_cache_directory(project->repository, NULL);
	g_autoptr(GPtrArray) hashes = hash_chain(revisions, dialect);
	guint known = 0;
	g_autoptr(Database) database =
		directory ? open_memo(directory, hashes, dialect, &known)
			  : NULL;
	if (!database)
		database = database_open_scratch(dialect, error);
	if (!database || !chain_extend(database, revisions, known, error))
		return NULL;
	if (directory && known < revisions->len)
		save_memo(database, directory, hashes->pdata[hashes->len - 1]);
	return g_steal_pointer(&database);
}
