#include "trees_cache.h"

#include <string.h>

#include "base/failure.h"
#include "internal.h"

/* A revision file that was read: its text, and what it says. */
typedef struct ReadRevision {
	GBytes *text;
	Revision *revision;
	char *parents; /* lists, as RevisionFacts has them */
	char *depends_on;
	char *labels;
} ReadRevision;

static void free_read_revision(gpointer pointer)
{
	ReadRevision *read = pointer;
	g_bytes_unref(read->text);
	revision_free(read->revision);
	g_free(read->parents);
	g_free(read->depends_on);
	g_free(read->labels);
	g_free(read);
}

static void free_models(gpointer pointer)
{
	TreeModels *models = pointer;
	g_free(models->print);
	g_ptr_array_unref(models->files);
	g_ptr_array_unref(models->diagnostics);
	reading_free(models->reading);
	named_schema_free(models->built);
	g_clear_error(&models->failure);
	g_free(models);
}

static void free_migrations(gpointer pointer)
{
	TreeMigrations *migrations = pointer;
	g_ptr_array_unref(migrations->files);
	graph_free(migrations->graph);
	g_clear_error(&migrations->failure);
	schema_free(migrations->built);
	g_ptr_array_unref(migrations->doubts);
	g_free(migrations);
}

static void unref_array(gpointer array)
{
	g_ptr_array_unref(array);
}

void trees_cache_open(Trees *trees)
{
	trees->own = g_new(Project, 1);
	*trees->own = *trees->project;
	trees->all_models = g_ptr_array_new_with_free_func(free_models);
	trees->models = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      unref_array);
	trees->all_migrations = g_ptr_array_new_with_free_func(free_migrations);
	trees->migrations =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	trees->revisions = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, free_read_revision);
	trees->chain = g_ptr_array_new_with_free_func(g_free);
	trees->doubts = diagnostics_new();
}

void trees_cache_close(Trees *trees)
{
	trees_covered_close(trees);
	g_hash_table_unref(trees->models);
	g_ptr_array_unref(trees->all_models);
	g_hash_table_unref(trees->migrations);
	g_ptr_array_unref(trees->all_migrations);
	g_hash_table_unref(trees->revisions);
	g_clear_pointer(&trees->replayed, scratch_free);
	g_ptr_array_unref(trees->chain);
	g_ptr_array_unref(trees->doubts);
	g_free(trees->own);
}

/* Migrations */

GPtrArray *trees_list_revisions(const Tree *tree, GError **error)
{
	const char *directory = tree->project->config->migrations;
	return project_list_revision_files(tree->snapshot, directory, error);
}

static char *file_key(const SnapshotFile *file)
{
	return g_strdup_printf("%s %s", file->id ? file->id : "", file->path);
}

static void hash_text(GChecksum *checksum, const char *text)
{
	g_checksum_update(checksum, (const guchar *)text,
			  (gssize)strlen(text) + 1);
}

static void hash_files(GChecksum *checksum, const GPtrArray *files)
{
	for (guint i = 0; i < files->len; i++) {
		g_autofree char *key = file_key(files->pdata[i]);
		hash_text(checksum, key);
	}
}

static char *write_list(const GPtrArray *words)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < words->len; i++) {
		const char *word = words->pdata[i];
		g_string_append_len(text, word, (gssize)strlen(word) + 1);
	}
	return g_string_free(text, FALSE);
}

static ReadRevision *read_revision(Trees *trees, const Tree *tree,
				   const SnapshotFile *file, GError **error)
{
	g_autofree char *key = file_key(file);
	ReadRevision *read = g_hash_table_lookup(trees->revisions, key);
	if (read)
		return read;
	g_autoptr(GBytes) text =
		snapshot_read(tree->snapshot, file->path, error);
	if (!text)
		return NULL;
	gsize length;
	const char *data = g_bytes_get_data(text, &length);
	Revision *revision =
		revision_parse(file->path, data ? data : "", length, error);
	if (!revision)
		return NULL;
	read = g_new0(ReadRevision, 1);
	read->text = g_steal_pointer(&text);
	read->revision = revision;
	read->parents = write_list(revision->parents);
	read->depends_on = write_list(revision->depends_on);
	read->labels = write_list(revision->labels);
	g_hash_table_insert(trees->revisions, g_steal_pointer(&key), read);
	return read;
}

/* Each graph needs revisions of its own; their texts are those of the one that
 * was read, which outlives them. */
static Revision *copy_revision(const ReadRevision *read, RevisionSource *source)
{
	const Revision *revision = read->revision;
	const RevisionFacts facts = {
		.path = revision->path,
		.id = revision->id,
		.message = revision->message,
		.parents = read->parents,
		.depends_on = read->depends_on,
		.labels = read->labels,
		.create_date =
			revision->create_date ? revision->create_date : "",
		.checksum = revision->checksum,
	};
	return revision_new_from_facts(&facts, source);
}

static GBytes *read_text(gpointer from, const char *path, GError **error)
{
	GBytes *text = g_hash_table_lookup(from, path);
	if (text)
		return g_bytes_ref(text);
	failure_set(error, FAILURE_NOT_FOUND, NULL, "no file '%s'", path);
	return NULL;
}

static void unref_bytes(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void unref_table(gpointer table)
{
	g_hash_table_unref(table);
}

static Graph *read_graph(Trees *trees, const Tree *tree, const GPtrArray *files,
			 GError **error)
{
	GHashTable *texts = g_hash_table_new_full(g_str_hash, g_str_equal,
						  g_free, unref_bytes);
	g_autoptr(RevisionSource) source =
		revision_source_new(read_text, texts, unref_table);
	g_autoptr(GPtrArray) revisions =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		const ReadRevision *read =
			read_revision(trees, tree, file, error);
		if (!read)
			return NULL;
		g_hash_table_insert(texts, g_strdup(file->path),
				    g_bytes_ref(read->text));
		g_ptr_array_add(revisions, copy_revision(read, source));
	}
	return graph_new(g_steal_pointer(&revisions), error);
}

TreeMigrations *trees_cache_migrations(Trees *trees, const Tree *tree,
				       GPtrArray *files)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
	hash_text(checksum, dialect_name(tree->project->dialect));
	hash_files(checksum, files);
	const char *key = g_checksum_get_string(checksum);
	TreeMigrations *known = g_hash_table_lookup(trees->migrations, key);
	if (known)
		return known;
	TreeMigrations *migrations = g_new0(TreeMigrations, 1);
	migrations->files = g_ptr_array_ref(files);
	migrations->doubts = diagnostics_new();
	migrations->graph =
		read_graph(trees, tree, files, &migrations->failure);
	g_ptr_array_add(trees->all_migrations, migrations);
	g_hash_table_insert(trees->migrations, g_strdup(key), migrations);
	return migrations;
}

/* Models */

static TreeModels *new_models(Reading *reading)
{
	TreeModels *models = g_new0(TreeModels, 1);
	models->reading = reading;
	models->print = g_strdup(reading->print);
	models->complete = reading->complete;
	models->files = g_ptr_array_ref(reading->files);
	models->diagnostics = g_ptr_array_ref(reading->diagnostics);
	return models;
}

static TreeModels *new_failed_models(GError *failure)
{
	TreeModels *models = g_new0(TreeModels, 1);
	models->print = g_strdup(failure->message);
	models->failure = failure;
	models->files = g_ptr_array_new_with_free_func(
		(GDestroyNotify)snapshot_file_free);
	models->diagnostics = diagnostics_new();
	return models;
}

/* A run over a history would leave a memo of each state. */
#define MOST_REMEMBERED 2

static TreeModels *read_models(Trees *trees, const Tree *tree, const char *key)
{
	const Project *project = tree->project;
	Reading *reading = reading_recall(project, key, tree->snapshot);
	if (reading)
		return new_models(reading);
	GError *failure = NULL;
	reading = reading_make(project, project->config, key, tree->snapshot,
			       &failure);
	if (!reading)
		return new_failed_models(failure);
	if (g_hash_table_size(trees->models) <= MOST_REMEMBERED)
		reading_remember(project, reading);
	return new_models(reading);
}

static GPtrArray *known_models(Trees *trees, const char *key)
{
	GPtrArray *known = g_hash_table_lookup(trees->models, key);
	if (known)
		return known;
	known = g_ptr_array_new();
	g_hash_table_insert(trees->models, g_strdup(key), known);
	return known;
}

TreeModels *trees_cache_models(Trees *trees, const Tree *tree)
{
	GError *failure = NULL;
	g_autofree char *key = reading_key(tree->project, tree->project->config,
					   tree->snapshot, &failure);
	GPtrArray *known = key ? known_models(trees, key) : NULL;
	for (guint i = 0; known && i < known->len; i++) {
		TreeModels *models = known->pdata[i];
		if (reading_holds(models->reading, tree->snapshot))
			return models;
	}
	TreeModels *models = key ? read_models(trees, tree, key)
				 : new_failed_models(failure);
	g_ptr_array_add(trees->all_models, models);
	if (known && models->reading && models->reading->lasting)
		g_ptr_array_add(known, models);
	return models;
}
