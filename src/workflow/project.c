#include "workflow/project.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "internal.h"
#include "recorder.h"
#include "remember.h"
#include "strays.h"

static void replace_string(char **target, const char *value)
{
	if (!value)
		return;
	g_free(*target);
	*target = g_strdup(value);
}

/* What says where files are in the tree holds for every snapshot of it. */
static void apply_places(Config *config, const Project *project)
{
	if (project->models && *project->models) {
		g_ptr_array_set_size(config->models, 0);
		for (char **model = project->models; *model; model++)
			g_ptr_array_add(config->models, g_strdup(*model));
		g_ptr_array_add(config->models, NULL);
	}
	replace_string(&config->migrations, project->migrations);
}

static void apply_overrides(Project *project, const ProjectOverrides *overrides)
{
	Config *config = project->config;
	project->models = g_strdupv((char **)(guintptr)overrides->models);
	project->migrations = g_strdup(overrides->migrations);
	apply_places(config, project);
	replace_string(&config->dialect, overrides->dialect);
	if (overrides->database) {
		replace_string(&config->database, overrides->database);
		replace_string(&config->database_origin, "--database");
		config->database_is_local = TRUE;
	}
}

/* The tracked file as it lies in the working tree; in a bare repository as
 * HEAD has it. Absent is not an error: *text stays NULL. */
static gboolean read_config_file(Repository *repository, GBytes **text,
				 GError **error)
{
	g_autoptr(Snapshot) snapshot =
		repository_is_bare(repository)
			? repository_snapshot_commit(repository, "HEAD", error)
			: repository_snapshot_worktree(repository, error);
	if (!snapshot)
		return FALSE;
	g_autoptr(GError) absent = NULL;
	*text = snapshot_read(snapshot, CONFIG_FILE, &absent);
	if (*text || g_error_matches(absent, FAILURE, FAILURE_NOT_FOUND))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&absent));
	return FALSE;
}

static Config *merge_config(const Project *project, GBytes *text,
			    GError **error)
{
	g_autoptr(GPtrArray) values =
		repository_config_section(project->repository, "migrate");
	gsize length = 0;
	const char *data = text ? g_bytes_get_data(text, &length) : NULL;
	return config_load(text && !data ? "" : data, length, values, error);
}

static gboolean load_config(Project *project, const ProjectOverrides *overrides,
			    GError **error)
{
	g_autoptr(GBytes) text = NULL;
	if (!read_config_file(project->repository, &text, error))
		return FALSE;
	project->config = merge_config(project, text, error);
	if (!project->config)
		return FALSE;
	if (overrides)
		apply_overrides(project, overrides);
	return TRUE;
}

/* What a snapshot without a tracked file goes by. */
static Config *borrow_places(const Config *from)
{
	Config *config = g_new0(Config, 1);
	config->models = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < from->models->len; i++)
		g_ptr_array_add(config->models,
				g_strdup(from->models->pdata[i]));
	config->types = g_hash_table_ref(from->types);
	config->migrations = g_strdup(from->migrations);
	return config;
}

Config *project_config_at(const Project *project, Snapshot *snapshot,
			  GError **error)
{
	g_autoptr(GError) failure = NULL;
	g_autoptr(GBytes) text = snapshot_read(snapshot, CONFIG_FILE, &failure);
	if (!text && g_error_matches(failure, FAILURE, FAILURE_NOT_FOUND))
		return borrow_places(project->config);
	Config *config = text ? merge_config(project, text, &failure) : NULL;
	if (config)
		apply_places(config, project);
	else
		g_propagate_prefixed_error(error, g_steal_pointer(&failure),
					   "%s: ", snapshot_name(snapshot));
	return config;
}

static gboolean find_dialect(Project *project, GError **error)
{
	const char *name = project->config->dialect;
	project->dialect = dialect_find(name);
	if (project->dialect)
		return TRUE;
	g_autoptr(GString) hint = g_string_new("the dialects are:");
	for (const char *const *known = dialect_names(); *known; known++)
		g_string_append_printf(hint, " %s", *known);
	failure_set(error, FAILURE_INVALID, hint->str, "unknown dialect '%s'",
		    name);
	return FALSE;
}

Project *project_open_in(Repository *repository,
			 const ProjectOverrides *overrides, GError **error)
{
	g_autoptr(Project) project = g_new0(Project, 1);
	project->repository = repository;
	if (!load_config(project, overrides, error) ||
	    !find_dialect(project, error))
		return NULL;
	return g_steal_pointer(&project);
}

Project *project_open(const ProjectOverrides *overrides, GError **error)
{
	Repository *repository = repository_open(error);
	return repository ? project_open_in(repository, overrides, error)
			  : NULL;
}

void project_free(Project *project)
{
	if (!project)
		return;
	config_free(project->config);
	g_strfreev(project->models);
	g_free(project->migrations);
	repository_free(project->repository);
	g_free(project);
}

Database *project_open_database(const Project *project, DatabaseFlags flags,
				GError **error)
{
	const char *url = project->config->database;
	if (!url) {
		failure_set(error, FAILURE_INVALID,
			    "git config migrate.database sqlite:///database.db",
			    "no database is configured");
		return NULL;
	}
	if (repository_is_bare(project->repository)) {
		failure_set(error, FAILURE_REFUSED,
			    "run it in a clone that has a working tree",
			    "this repository is bare: no database goes with "
			    "it");
		return NULL;
	}
	const char *dialect = config_url_dialect(url);
	g_autofree char *shown = config_redact_url(url);
	if (!dialect) {
		g_autofree char *hint =
			g_strdup_printf("write it as sqlite:///%s",
					*shown ? shown : "database.db");
		failure_set(error, FAILURE_INVALID, hint,
			    "'%s' is not the URL of a database", shown);
		return NULL;
	}
	if (strcmp(dialect, dialect_name(project->dialect)) != 0) {
		failure_set(error, FAILURE_INVALID,
			    "set migrate.dialect and migrate.database to "
			    "the same engine",
			    "the database %s is not of dialect '%s'", shown,
			    dialect_name(project->dialect));
		return NULL;
	}
	return database_open(url, repository_top(project->repository), flags,
			     error);
}

Database *project_find_database(const Project *project, gboolean *absent,
				GError **error)
{
	*absent = FALSE;
	g_autoptr(GError) failure = NULL;
	Database *database =
		project_open_database(project, DATABASE_READ_ONLY, &failure);
	if (database)
		return database;
	if (g_error_matches(failure, FAILURE, FAILURE_NOT_FOUND))
		*absent = TRUE;
	else
		g_propagate_error(error, g_steal_pointer(&failure));
	return NULL;
}

Snapshot *project_snapshot(const Project *project, const char *name,
			   GError **error)
{
	if (strcmp(name, ":worktree") == 0)
		return repository_snapshot_worktree(project->repository, error);
	if (strcmp(name, ":index") == 0)
		return repository_snapshot_index(project->repository, error);
	if (*name == ':') {
		failure_set(error, FAILURE_NOT_FOUND,
			    "the names are :worktree and :index, and for "
			    "schemas also :migrations and :database",
			    "there are no models at '%s'", name);
		return NULL;
	}
	return repository_snapshot_commit(project->repository, name, error);
}

gboolean project_is_revision_file(const char *path, const char *directory)
{
	gsize directory_length = strlen(directory);
	const char *name = path + directory_length + (directory_length ? 1 : 0);
	/* Editors leave files of theirs that start with a dot. */
	return g_str_has_suffix(name, ".sql") && *name != '.' &&
	       !strchr(name, '/');
}

GPtrArray *project_list_revision_files(Snapshot *snapshot,
				       const char *directory, GError **error)
{
	g_autoptr(GPtrArray) files =
		snapshot_list_all(snapshot, directory, error);
	for (guint i = files ? files->len : 0; i > 0; i--) {
		const SnapshotFile *file = files->pdata[i - 1];
		if (!project_is_revision_file(file->path, directory)) {
			g_ptr_array_remove_index(files, i - 1);
		} else if (file->special) {
			snapshot_refuse_special(snapshot, file->path, error);
			return NULL;
		}
	}
	return g_steal_pointer(&files);
}

/* R84: a name is shown, sorted by and recorded; control characters and spaces
 * have no place in it. */
static gboolean check_name(const char *path, GError **error)
{
	const char *slash = strrchr(path, '/');
	if (revision_file_name_is_valid(slash ? slash + 1 : path))
		return TRUE;
	g_autofree char *shown = text_escape(path, FALSE);
	failure_set(error, FAILURE_INVALID,
		    "rename it: letters, digits, '.', '_' and '-', a letter or "
		    "digit first",
		    "'%s' is no name for a migration", shown);
	return FALSE;
}

static GPtrArray *read_revisions(const Project *project, Snapshot *snapshot,
				 GError **error)
{
	g_autoptr(Config) config = project_config_at(project, snapshot, error);
	if (!config)
		return NULL;
	const char *directory = config->migrations;
	g_autoptr(GPtrArray) files =
		project_list_revision_files(snapshot, directory, error);
	if (!files)
		return NULL;
	g_autoptr(GPtrArray) revisions =
		g_ptr_array_new_with_free_func((GDestroyNotify)revision_free);
	g_autoptr(Memory) memory = memory_open(project, snapshot, files);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		if (!check_name(file->path, error))
			return NULL;
		Revision *revision =
			memory_read_revision(memory, snapshot, file, error);
		if (!revision)
			return NULL;
		g_ptr_array_add(revisions, revision);
	}
	return g_steal_pointer(&revisions);
}

Graph *project_read_graph(const Project *project, Snapshot *snapshot,
			  GError **error)
{
	GPtrArray *revisions = read_revisions(project, snapshot, error);
	return revisions ? graph_new(revisions, error) : NULL;
}

/* The committed migrations whose files the working tree lacks; a hint, so that
 * failing to tell is none. */
static char *find_deleted(const Project *project, Snapshot *worktree)
{
	g_autoptr(Snapshot) head = project_snapshot(project, "HEAD", NULL);
	g_autoptr(GPtrArray) files =
		head ? snapshot_list(head, project->config->migrations, NULL)
		     : NULL;
	g_autoptr(GString) paths = g_string_new(NULL);
	for (guint i = 0; files && i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		if (recorder_is_absent(worktree, file->path))
			g_string_append_printf(paths, " %s", file->path);
	}
	return paths->len ? g_strdup_printf("git restore%s", paths->str) : NULL;
}

/* A migration that was written on another branch and is not committed stays
 * in the working tree when the branch is left. It stands on what is not here,
 * and waits for its branch: the graph is made without it. NULL where that is
 * not what is wrong. */
static Graph *read_without_strays(const Project *project, Snapshot *worktree)
{
	g_autoptr(GPtrArray) revisions =
		read_revisions(project, worktree, NULL);
	if (!revisions)
		return NULL;
	g_autoptr(GPtrArray) strays = graph_take_strays(revisions);
	if (!strays->len || !strays_wait(project, revisions, strays))
		return NULL;
	Graph *graph = graph_new(g_steal_pointer(&revisions), NULL);
	if (graph)
		graph_set_strays(graph, g_steal_pointer(&strays));
	return graph;
}

Graph *project_read_worktree_graph(const Project *project, GError **error)
{
	gboolean bare = repository_is_bare(project->repository);
	g_autoptr(Snapshot) snapshot =
		project_snapshot(project, bare ? "HEAD" : ":worktree", error);
	if (!snapshot)
		return NULL;
	g_autoptr(GError) failure = NULL;
	Graph *graph = project_read_graph(project, snapshot, &failure);
	if (!graph && !bare)
		graph = read_without_strays(project, snapshot);
	if (graph)
		return graph;
	g_autofree char *hint = bare ? NULL : find_deleted(project, snapshot);
	if (hint)
		failure_replace_hint(failure, hint);
	g_propagate_error(error, g_steal_pointer(&failure));
	return NULL;
}

/* The first revision, in order, that only the later of two heads stands on. */
static const Revision *find_fork(const Graph *graph, const GPtrArray *heads)
{
	const Revision *first = heads->pdata[0];
	const Revision *last = heads->pdata[heads->len - 1];
	const char *const one[] = {first->id, NULL};
	const char *const other[] = {last->id, NULL};
	g_autoptr(GHashTable) under_first = graph_ancestors(graph, one);
	g_autoptr(GHashTable) under_last = graph_ancestors(graph, other);
	const GPtrArray *ordered = graph_in_order(graph);
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		if (g_hash_table_contains(under_last, revision->id) &&
		    !g_hash_table_contains(under_first, revision->id))
			return revision;
	}
	return last;
}

char *project_advise_heads(const Graph *graph)
{
	g_autoptr(GPtrArray) heads = graph_heads(graph);
	if (heads->len < 2)
		return NULL;
	const Revision *first = heads->pdata[0];
	const Revision *fork = find_fork(graph, heads);
	return g_strdup_printf("the migrations have %u heads, written without "
			       "each other; if one is to follow the other, "
			       "write 'Revises: %s' in %s",
			       heads->len, first->id, fork->path);
}

const Revision *project_only_head(const Graph *graph, GError **error)
{
	g_autoptr(GPtrArray) heads = graph_heads(graph);
	if (heads->len <= 1)
		return heads->len ? heads->pdata[0] : NULL;
	g_autoptr(GString) names = g_string_new(NULL);
	for (guint i = 0; i < heads->len; i++) {
		const Revision *head = heads->pdata[i];
		g_string_append_printf(names, "%s%s (%s)", i ? ", " : "",
				       head->id, head->path);
	}
	g_autofree char *advice = project_advise_heads(graph);
	g_autofree char *hint = g_strdup_printf(
		"name one of them, or join them with a revision whose "
		"'Revises:' line has both\n%s",
		advice);
	failure_set(error, FAILURE_AMBIGUOUS, hint,
		    "the migrations have %u heads: %s", heads->len, names->str);
	return NULL;
}
