#include "trees.h"

#include <string.h>

#include "base/failure.h"
#include "trees_cache.h"
#include "workflow/chain.h"

static void free_tree(gpointer pointer)
{
	Tree *tree = pointer;
	g_free(tree->name);
	snapshot_free(tree->snapshot);
	g_free(tree);
}

static void free_project(gpointer pointer)
{
	/* The repository and the dialect belong to the run's own project. */
	Project *project = pointer;
	config_free(project->config);
	g_free(project);
}

/* Options that say where files are hold for every tree. */
static gboolean is_overridden(const Trees *trees)
{
	const Project *project = trees->project;
	return (project->models && *project->models) || project->migrations;
}

Trees *trees_new(const Project *project)
{
	Trees *trees = g_new0(Trees, 1);
	trees->project = project;
	trees->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       free_tree);
	trees->projects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						free_project);
	trees_cache_open(trees);
	g_autofree char *models =
		repository_config(project->repository, "migrate.models");
	trees->clone_says = models != NULL || is_overridden(trees);
	return trees;
}

void trees_free(Trees *trees)
{
	if (!trees)
		return;
	g_hash_table_unref(trees->by_name);
	g_hash_table_unref(trees->projects);
	trees_cache_close(trees);
	g_free(trees);
}

static Snapshot *open_snapshot(const Trees *trees, const char *name,
			       GError **error)
{
	return name ? project_snapshot(trees->project, name, error)
		    : snapshot_new_empty("nothing");
}

gboolean trees_need_snapshot(const Trees *trees, Tree *tree, GError **error)
{
	if (!tree->snapshot)
		tree->snapshot = open_snapshot(trees, tree->name, error);
	return tree->snapshot != NULL;
}

static Project *load_project(const Trees *trees, GBytes *text, GError **error)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(text, &length);
	g_autoptr(GPtrArray) values = repository_config_section(
		trees->project->repository, "migrate");
	g_autoptr(Config) config =
		config_load(data ? data : "", length, values, error);
	if (!config)
		return NULL;
	const Dialect *dialect = dialect_find(config->dialect);
	if (!dialect) {
		failure_set(error, FAILURE_INVALID, NULL,
			    "unknown dialect '%s'", config->dialect);
		return NULL;
	}
	Project *project = g_new0(Project, 1);
	project->repository = trees->project->repository;
	project->dialect = dialect;
	project->config = g_steal_pointer(&config);
	return project;
}

/* The configuration that stands in the tree; options of the command line go
 * before it, and so does what git's configuration says. */
static gboolean read_project(Trees *trees, Tree *tree, GError **error)
{
	g_autoptr(GError) absent = NULL;
	g_autoptr(GBytes) text = NULL;
	tree->project = trees->own;
	tree->configured = trees->clone_says;
	if (is_overridden(trees))
		return TRUE;
	text = snapshot_read(tree->snapshot, CONFIG_FILE, &absent);
	if (!text && !g_error_matches(absent, FAILURE, FAILURE_NOT_FOUND)) {
		g_propagate_error(error, g_steal_pointer(&absent));
		return FALSE;
	}
	if (!text)
		return TRUE;
	tree->configured = TRUE;
	g_autofree char *key =
		g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, text);
	tree->project = g_hash_table_lookup(trees->projects, key);
	if (tree->project)
		return TRUE;
	tree->project = load_project(trees, text, error);
	if (!tree->project)
		return FALSE;
	g_hash_table_insert(trees->projects, g_steal_pointer(&key),
			    tree->project);
	return TRUE;
}

static gboolean is_in(const char *path, const char *directory)
{
	gsize length = strlen(directory);
	return !length ||
	       (strncmp(path, directory, length) == 0 && path[length] == '/');
}

static gboolean was_read(const TreeModels *models, const char *path)
{
	for (guint i = 0; i < models->files->len; i++) {
		const SnapshotFile *file = models->files->pdata[i];
		if (strcmp(file->path, path) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean was_absent(const Reading *reading, const char *path)
{
	for (guint i = 0; i < reading->absent->len; i++)
		if (strcmp(reading->absent->pdata[i], path) == 0)
			return TRUE;
	return FALSE;
}

/* Whether a changed file may change what the models say. One that comes or goes
 * can change what an import finds. */
static gboolean concerns_models(const Tree *like, const ChangedFile *file)
{
	const Reading *reading = like->models->reading;
	if (!reading || reading->loaded || was_read(like->models, file->path))
		return TRUE;
	if (file->added && was_absent(reading, file->path))
		return TRUE;
	if ((file->added || file->removed) && reading->probes->len &&
	    g_str_has_suffix(file->path, ".py"))
		return TRUE;
	return snapshot_fits(
		(const char *const *)like->project->config->models->pdata,
		file->path);
}

/* Takes over from the tree it is like what no changed file concerns. */
static gboolean take_over(Trees *trees, Tree *tree, Tree *like, GError **error)
{
	gboolean models = FALSE;
	gboolean migrations = FALSE;
	g_autoptr(GPtrArray) changed = repository_changed_files(
		trees->project->repository, like->name, tree->name, error);
	if (!changed || !trees_read_models(trees, like, error))
		return FALSE;
	for (guint i = 0; i < changed->len; i++) {
		const ChangedFile *file = changed->pdata[i];
		if (strcmp(file->path, CONFIG_FILE) == 0)
			return TRUE;
		models |= concerns_models(like, file);
		migrations |=
			is_in(file->path, like->project->config->migrations);
	}
	tree->project = like->project;
	tree->configured = like->configured;
	if (!models)
		tree->models = like->models;
	if (!migrations)
		tree->migrations = like->migrations;
	if (!migrations && !tree->migrations) {
		if (!trees_read_migrations(trees, like, error))
			return FALSE;
		tree->migrations = like->migrations;
	}
	return TRUE;
}

static Tree *open_tree(Trees *trees, const char *name, Tree *like,
		       GError **error)
{
	Tree *tree = g_new0(Tree, 1);
	tree->name = g_strdup(name);
	gboolean opened = TRUE;
	if (like && like->name && name && *name != ':' && *like->name != ':')
		opened = take_over(trees, tree, like, error);
	if (opened && !tree->project)
		opened = trees_need_snapshot(trees, tree, error) &&
			 read_project(trees, tree, error);
	if (opened)
		return tree;
	free_tree(tree);
	return NULL;
}

Tree *trees_get(Trees *trees, const char *name, Tree *like, GError **error)
{
	const char *key = name ? name : "";
	Tree *tree = g_hash_table_lookup(trees->by_name, key);
	if (tree)
		return tree;
	tree = open_tree(trees, name, like, error);
	if (tree)
		g_hash_table_insert(trees->by_name, g_strdup(key), tree);
	return tree;
}

static gboolean same_files(const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++) {
		const SnapshotFile *first = a->pdata[i];
		const SnapshotFile *second = b->pdata[i];
		if (strcmp(first->path, second->path) != 0 ||
		    g_strcmp0(first->id, second->id) != 0)
			return FALSE;
	}
	return TRUE;
}

gboolean trees_same_migrations(const Tree *a, const Tree *b)
{
	return a->migrations == b->migrations ||
	       same_files(a->migrations->files, b->migrations->files);
}

gboolean trees_read_migrations(Trees *trees, Tree *tree, GError **error)
{
	if (tree->migrations)
		return TRUE;
	if (!trees_need_snapshot(trees, tree, error))
		return FALSE;
	g_autoptr(GPtrArray) files = trees_list_revisions(tree, error);
	if (!files)
		return FALSE;
	tree->migrations = trees_cache_migrations(trees, tree, files);
	return TRUE;
}

/* The last chain that was replayed goes on with the next one when it begins
 * with it, as it does from commit to commit. */
static gboolean continues(const Trees *trees, const Project *project,
			  const GPtrArray *chain)
{
	if (!trees->replayed || trees->chain->len > chain->len ||
	    scratch_dialect(trees->replayed) != dialect_name(project->dialect))
		return FALSE;
	for (guint i = 0; i < trees->chain->len; i++) {
		const Revision *revision = chain->pdata[i];
		if (strcmp(revision->checksum, trees->chain->pdata[i]) != 0)
			return FALSE;
	}
	return TRUE;
}

/* Takes the last one away: where the next one fails it may be half of that. */
static Scratch *start_replay(Trees *trees, const Project *project,
			     const GPtrArray *chain, GError **error)
{
	g_autoptr(Scratch) last = g_steal_pointer(&trees->replayed);
	if (!last)
		return scratch_build_with(project, chain, trees->doubts, error);
	return scratch_extend(last, chain, trees->chain->len, error)
		       ? g_steal_pointer(&last)
		       : NULL;
}

static Scratch *replay(Trees *trees, const Project *project,
		       const GPtrArray *chain, GError **error)
{
	if (!continues(trees, project, chain)) {
		g_clear_pointer(&trees->replayed, scratch_free);
		g_ptr_array_set_size(trees->doubts, 0);
	}
	trees->replayed = start_replay(trees, project, chain, error);
	g_ptr_array_set_size(trees->chain, 0);
	for (guint i = 0; trees->replayed && i < chain->len; i++) {
		const Revision *revision = chain->pdata[i];
		g_ptr_array_add(trees->chain, g_strdup(revision->checksum));
	}
	return trees->replayed;
}

const Schema *trees_build_migrations(Trees *trees, Tree *tree)
{
	TreeMigrations *migrations = tree->migrations;
	if (migrations->built || migrations->failure)
		return migrations->built;
	g_autoptr(GPtrArray) chain = chain_select(migrations->graph, NULL);
	const Scratch *scratch =
		replay(trees, tree->project, chain, &migrations->failure);
	if (scratch)
		migrations->built = scratch_read(scratch, &migrations->failure);
	for (guint i = 0; i < trees->doubts->len; i++) {
		const Diagnostic *doubt = trees->doubts->pdata[i];
		diagnostics_add(migrations->doubts, doubt->kind, doubt->path,
				doubt->line, NULL, "%s", doubt->message);
	}
	return migrations->built;
}

gboolean trees_read_models(Trees *trees, Tree *tree, GError **error)
{
	if (tree->models)
		return TRUE;
	if (!trees_need_snapshot(trees, tree, error))
		return FALSE;
	tree->models = trees_cache_models(trees, tree);
	return TRUE;
}

const NamedSchema *trees_build_models(Trees *trees, Tree *tree)
{
	TreeModels *models = tree->models;
	if (models->built || models->failure)
		return models->built;
	Models *parsed = NULL;
	if (trees_need_snapshot(trees, tree, &models->failure)) {
		parsed = reading_take_models(models->reading, tree->snapshot);
		if (!parsed)
			parsed = schemas_parse_models(tree->project,
						      tree->snapshot,
						      &models->failure);
	}
	if (parsed)
		models->built = schemas_build_models(
			tree->project, tree->name ? tree->name : "nothing",
			parsed, &models->failure);
	return models->built;
}
