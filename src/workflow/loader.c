#include "loader.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/failure.h"

#define DEFAULT_SECONDS 60

char *loader_find(const Project *project, GError **error)
{
	g_autofree char *set =
		repository_config(project->repository, LOADER_KEY);
	if (!set || !*set)
		return NULL;
	char *local = repository_config_local(project->repository, LOADER_KEY);
	if (!local)
		failure_set(error, FAILURE_REFUSED,
			    "set it for this clone, whose models it then runs: "
			    "git config --local " LOADER_KEY " COMMAND",
			    LOADER_KEY " is set outside of this clone");
	return local;
}

static unsigned find_timeout(const Project *project)
{
	g_autofree char *value =
		repository_config(project->repository, LOADER_TIMEOUT_KEY);
	guint64 seconds;
	return value && g_ascii_string_to_unsigned(
				value, 10, 0, G_MAXINT / 1000, &seconds, NULL)
		       ? (unsigned)seconds
		       : DEFAULT_SECONDS;
}

/* Git's variables would lead a git that the loader runs to the repository, and
 * ours to the database. */
static char **make_environment(const Project *project, const char *directory)
{
	char **environment = g_get_environ();
	g_auto(GStrv) names = g_listenv();
	for (char **name = names; *name; name++)
		if (g_str_has_prefix(*name, "GIT_"))
			environment = g_environ_unsetenv(environment, *name);
	environment = g_environ_setenv(environment, "GIT_CEILING_DIRECTORIES",
				       directory, TRUE);
	environment = g_environ_setenv(environment, "PWD", directory, TRUE);
	return g_environ_setenv(environment, "GIT_MIGRATE_DIALECT",
				dialect_name(project->dialect), TRUE);
}

static gboolean fail_to_write(const char *path, GError **error)
{
	failure_set(error, FAILURE_FAILED, NULL,
		    "cannot write '%s' for the loader: %s", path,
		    g_strerror(errno));
	return FALSE;
}

static gboolean write_file(Snapshot *snapshot, const char *path,
			   const char *directory, GError **error)
{
	g_autoptr(GBytes) text = snapshot_read(snapshot, path, error);
	if (!text)
		return FALSE;
	g_autofree char *target = g_build_filename(directory, path, NULL);
	g_autofree char *parent = g_path_get_dirname(target);
	gsize length;
	const char *data = g_bytes_get_data(text, &length);
	if (g_mkdir_with_parents(parent, 0700) < 0)
		return fail_to_write(path, error);
	FILE *file = fopen(target, "wxe");
	if (!file)
		return fail_to_write(path, error);
	gboolean whole = fwrite(data ? data : "", 1, length, file) == length;
	return fclose(file) == 0 && whole ? TRUE : fail_to_write(path, error);
}

/* The regular files of the snapshot. Git knows of names that lead out of a
 * directory, though it makes none. */
static gboolean check_out(Snapshot *snapshot, const char *directory,
			  GError **error)
{
	g_autoptr(GPtrArray) files = snapshot_list(snapshot, "", error);
	for (guint i = 0; files && i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		g_autofree char *target =
			g_build_filename(directory, file->path, NULL);
		g_autofree char *plain = g_canonicalize_filename(target, NULL);
		if (strcmp(target, plain) != 0) {
			failure_set(error, FAILURE_REFUSED, NULL,
				    "'%s' is no path for the loader",
				    file->path);
			return FALSE;
		}
		if (!write_file(snapshot, file->path, directory, error))
			return FALSE;
	}
	return files != NULL;
}

static void remove_all(const char *path)
{
	struct stat status;
	if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		g_chmod(path, 0700);
		g_autoptr(GDir) listing = g_dir_open(path, 0, NULL);
		const char *name;
		while (listing && (name = g_dir_read_name(listing))) {
			g_autofree char *inner =
				g_build_filename(path, name, NULL);
			remove_all(inner);
		}
	}
	g_remove(path);
}

static GBytes *run_in(const Project *project, const char *command,
		      Snapshot *snapshot, const char *directory, GError **error)
{
	g_auto(GStrv) arguments = NULL;
	g_autoptr(GError) cause = NULL;
	if (!g_shell_parse_argv(command, NULL, &arguments, &cause)) {
		failure_set(error, FAILURE_INVALID,
			    "write it as for a shell; none runs it, so that it "
			    "is a program with its arguments",
			    LOADER_KEY ": %s", cause->message);
		return NULL;
	}
	if (!check_out(snapshot, directory, error))
		return NULL;
	g_auto(GStrv) environment = make_environment(project, directory);
	return loader_run(arguments, directory, environment,
			  find_timeout(project), error);
}

static Models *make_models(GBytes *ddl, const GPtrArray *matches)
{
	Models *models = models_new();
	ModelScript *script = g_new0(ModelScript, 1);
	script->path = g_strdup(LOADER_KEY);
	script->text = g_bytes_ref(ddl);
	g_ptr_array_add(models->scripts, script);
	for (guint i = 0; i < matches->len; i++) {
		const SnapshotFile *file = matches->pdata[i];
		if (models_take(file->path))
			g_ptr_array_add(models->files, g_strdup(file->path));
	}
	return models;
}

Models *loader_read(const Project *project, const Config *config,
		    const char *command, Snapshot *snapshot, GError **error)
{
	g_autoptr(GPtrArray) matches = snapshot_match(
		snapshot, (const char *const *)config->models->pdata, error);
	if (!matches)
		return NULL;
	/* A commit without models has an empty schema, as without a loader. */
	g_autoptr(Models) models = NULL;
	g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
	models = make_models(nothing, matches);
	if (!models->files->len)
		return g_steal_pointer(&models);
	g_autofree char *directory = g_dir_make_tmp("git-migrate-XXXXXX", NULL);
	if (!directory) {
		fail_to_write(g_get_tmp_dir(), error);
		return NULL;
	}
	g_autoptr(GBytes) ddl =
		run_in(project, command, snapshot, directory, error);
	remove_all(directory);
	return ddl ? make_models(ddl, matches) : NULL;
}
