#include "workflow/init.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/failure.h"
#include "internal.h"
#include "models/models.h"
#include "repository/hooks.h"
#include "repository/notes.h"

void init_result_free(InitResult *result)
{
	if (!result)
		return;
	g_ptr_array_unref(result->done);
	g_ptr_array_unref(result->notes);
	g_free(result);
}

static void say(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GPtrArray *lines, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(lines, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* What users type is relative to where they are; the file speaks of the top.
 * A pathspec with a glob is taken as it is. */
static GPtrArray *given_models(const Project *project,
			       const char *const *models, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	for (; *models; models++) {
		char *path = repository_relative_path(project->repository,
						      *models, error);
		if (!path)
			return NULL;
		g_ptr_array_add(paths, path);
	}
	return g_steal_pointer(&paths);
}

static GPtrArray *find_models(const Project *project,
			      const InitOptions *options, InitResult *result,
			      GError **error)
{
	g_autoptr(Snapshot) snapshot =
		project_snapshot(project, ":worktree", error);
	if (!snapshot)
		return NULL;
	gboolean whole = TRUE;
	g_autoptr(GPtrArray) models =
		options->models && *options->models
			? given_models(project, options->models, error)
			: models_guess(snapshot, &whole, error);
	if (!models)
		return NULL;
	if (!whole)
		say(result->notes,
		    "there are too many Python files to look into all of "
		    "them; name what is missing in 'models' in %s",
		    CONFIG_FILE);
	if (!models->len) {
		g_ptr_array_add(models, g_strdup("models.py"));
		say(result->notes,
		    "no models were found; edit 'models' in %s once there are "
		    "some",
		    CONFIG_FILE);
	}
	return g_steal_pointer(&models);
}

/* The text of the file when it may hold the database; a database outside the
 * working tree or on a server is this clone's own business, and the file is
 * then written without it. */
static char *write_text(const GPtrArray *models, const char *migrations,
			const char *dialect, const char *url, gboolean *tracked)
{
	const char *const *list = (const char *const *)models->pdata;
	char *text = config_write(list, migrations, dialect, url);
	g_autoptr(Config) read = config_load(text, strlen(text), NULL, NULL);
	*tracked = read != NULL;
	if (read)
		return text;
	g_free(text);
	return config_write(list, migrations, dialect, NULL);
}

/* A database that is committed with the models would be changed by each
 * switch of branches twice: by Git and by us. */
static void advise_ignore(const Project *project, const char *url,
			  InitResult *result)
{
	static const char prefix[] = "sqlite:///";
	if (!g_str_has_prefix(url, prefix))
		return;
	const char *path = url + strlen(prefix);
	if (*path && *path != '/' && *path != ':' &&
	    !repository_is_ignored(project->repository, path))
		say(result->notes,
		    "keep the database out of Git: echo /%s >> .gitignore",
		    path);
}

static gboolean write_config(Project *project, const InitOptions *options,
			     InitResult *result, GError **error)
{
	g_autoptr(GPtrArray) models =
		find_models(project, options, result, error);
	if (!models)
		return FALSE;
	g_autofree char *list = NULL;
	g_ptr_array_add(models, NULL);
	list = g_strjoinv(" ", (char **)models->pdata);
	const char *url = options->database;
	const char *dialect = url ? config_url_dialect(url) : "sqlite";
	if (!dialect) {
		g_autofree char *shown = config_redact_url(url);
		failure_set(error, FAILURE_USAGE,
			    "write it as sqlite:///database.db",
			    "cannot tell the engine of database '%s'", shown);
		return FALSE;
	}
	gboolean tracked;
	g_autofree char *text = write_text(
		models,
		options->migrations ? options->migrations : "migrations",
		dialect, url ? url : "sqlite:///database.db", &tracked);
	if (!repository_write_file(project->repository, CONFIG_FILE, text,
				   FALSE, error))
		return FALSE;
	say(result->done, "wrote %s (models: %s)", CONFIG_FILE, list);
	if (tracked) {
		advise_ignore(project, url ? url : "sqlite:///database.db",
			      result);
		return TRUE;
	}
	g_autofree char *shown = config_redact_url(url);
	if (!repository_config_set(project->repository, "migrate.database", url,
				   error))
		return FALSE;
	say(result->done, "set migrate.database to %s in this clone", shown);
	return TRUE;
}

static gboolean make_directory(const Project *project, const char *directory,
			       InitResult *result, GError **error)
{
	const char *top = repository_top(project->repository);
	g_autofree char *path = g_build_filename(top, directory, NULL);
	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return TRUE;
	if (g_mkdir_with_parents(path, 0777) != 0) {
		failure_set(error, FAILURE_FAILED, NULL, "cannot make %s: %s",
			    directory, g_strerror(errno));
		return FALSE;
	}
	say(result->done, "made %s/", directory);
	return TRUE;
}

gboolean init_hooks(Project *project, unsigned flags, GPtrArray *done,
		    GError **error)
{
	Repository *repository = project->repository;
	g_autofree char *mode = repository_config(repository, "migrate.sync");
	if (!mode) {
		if (!repository_config_set(repository, "migrate.sync", "auto",
					   error))
			return FALSE;
		say(done, "set migrate.sync to auto in this clone");
	}
	return hooks_install(repository, flags, done, error);
}

gboolean init_remove_hooks(Project *project, unsigned flags, GPtrArray *done,
			   GError **error)
{
	Repository *repository = project->repository;
	if (!hooks_uninstall(repository, flags & HOOKS_FORCE, done, error))
		return FALSE;
	g_autofree char *mode = repository_config(repository, "migrate.sync");
	if (g_strcmp0(mode, "auto") != 0)
		return TRUE;
	if (!repository_config_unset(repository, "migrate.sync", error))
		return FALSE;
	g_autofree char *left = repository_config(repository, "migrate.sync");
	if (!left)
		say(done, "unset migrate.sync in this clone");
	return TRUE;
}

/* What a failure to install hooks says becomes notes. */
static void add_hooks(Project *project, InitResult *result)
{
	g_autoptr(GError) failure = NULL;
	if (init_hooks(project, 0, result->done, &failure))
		return;
	const char *hint = failure_hint(failure);
	say(result->notes, "%s%s%s", failure->message, hint ? "\n" : "",
	    hint ? hint : "");
}

/* Git then copies the notes when it rewrites commits (R39). How two are joined
 * is left as it is, for it holds for all notes: ours stand it. */
static gboolean follow_rewrites(Project *project, InitResult *result,
				GError **error)
{
	static const char key[] = "notes.rewriteRef";
	Repository *repository = project->repository;
	g_autoptr(GPtrArray) values = repository_config_all(repository, key);
	for (guint i = 0; i < values->len; i++)
		if (strcmp(values->pdata[i], NOTES_REF) == 0)
			return TRUE;
	if (!repository_config_add(repository, key, NOTES_REF, error))
		return FALSE;
	say(result->done, "added %s to %s in this clone", NOTES_REF, key);
	return TRUE;
}

static gboolean has_migrations(const Project *project, const char *directory)
{
	g_autoptr(Snapshot) snapshot =
		project_snapshot(project, ":worktree", NULL);
	g_autoptr(GPtrArray) files =
		snapshot
			? project_list_revision_files(snapshot, directory, NULL)
			: NULL;
	return files && files->len > 0;
}

InitResult *init_project(Project *project, const InitOptions *options,
			 GError **error)
{
	if (repository_is_bare(project->repository)) {
		failure_set(error, FAILURE_REFUSED,
			    "run it in a clone that has a working tree",
			    "this repository is bare");
		return NULL;
	}
	g_autoptr(InitResult) result = g_new0(InitResult, 1);
	result->done = g_ptr_array_new_with_free_func(g_free);
	result->notes = g_ptr_array_new_with_free_func(g_free);
	const char *migrations = project->config->migrations;
	if (!project->config->present) {
		if (!write_config(project, options, result, error))
			return NULL;
		if (options->migrations)
			migrations = options->migrations;
	}
	if (!make_directory(project, migrations, result, error) ||
	    !follow_rewrites(project, result, error))
		return NULL;
	if (!options->no_hooks)
		add_hooks(project, result);
	result->has_migrations = has_migrations(project, migrations);
	return g_steal_pointer(&result);
}
