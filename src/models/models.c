#include "models/models.h"

#include "reader.h"

#include <string.h>

#include "base/failure.h"

static const ModelReader *const readers[] = {&python_reader, &script_reader};

static void script_free(gpointer data)
{
	ModelScript *script = data;
	g_free(script->path);
	g_bytes_unref(script->text);
	g_free(script);
}

Models *models_new(void)
{
	Models *models = g_new0(Models, 1);
	models->schema = schema_new();
	models->scripts = g_ptr_array_new_with_free_func(script_free);
	models->diagnostics = diagnostics_new();
	models->files = g_ptr_array_new_with_free_func(g_free);
	models->probes = g_ptr_array_new_with_free_func(g_free);
	return models;
}

void models_free(Models *models)
{
	if (!models)
		return;
	schema_free(models->schema);
	g_ptr_array_unref(models->scripts);
	g_ptr_array_unref(models->diagnostics);
	g_ptr_array_unref(models->files);
	g_ptr_array_unref(models->probes);
	g_free(models);
}

gboolean models_take(const char *path)
{
	for (guint i = 0; i < G_N_ELEMENTS(readers); i++)
		if (readers[i]->takes(path))
			return TRUE;
	return FALSE;
}

static void refuse_special(Snapshot *snapshot, const char *path, GError **error)
{
	g_autoptr(GError) failure = NULL;
	snapshot_refuse_special(snapshot, path, &failure);
	g_autofree char *hint = g_strdup_printf(
		"name the file itself in 'models', or leave this one out with "
		"':!%s'",
		path);
	failure_replace_hint(failure, hint);
	g_propagate_error(error, g_steal_pointer(&failure));
}

/* The paths that a reader takes. A link among them would be read by the
 * program that the models belong to: to leave it out were to drop its tables.
 */
static GPtrArray *find_own(const ModelReader *reader, Snapshot *snapshot,
			   const GPtrArray *matches, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	for (guint i = 0; i < matches->len; i++) {
		const SnapshotFile *file = matches->pdata[i];
		if (!reader->takes(file->path))
			continue;
		if (file->special) {
			refuse_special(snapshot, file->path, error);
			return NULL;
		}
		g_ptr_array_add(paths, file->path);
	}
	return g_steal_pointer(&paths);
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

Models *models_read(Snapshot *snapshot, const char *const *pathspecs,
		    const ModelsOptions *options, GError **error)
{
	g_autoptr(GPtrArray) matches =
		snapshot_match(snapshot, pathspecs, error);
	if (!matches)
		return NULL;
	g_autoptr(Models) models = models_new();
	for (guint i = 0; i < G_N_ELEMENTS(readers); i++) {
		g_autoptr(GPtrArray) paths =
			find_own(readers[i], snapshot, matches, error);
		if (!paths)
			return NULL;
		if (paths->len &&
		    !readers[i]->read(snapshot, paths, options, models, error))
			return NULL;
	}
	g_ptr_array_sort(models->files, compare_paths);
	return g_steal_pointer(&models);
}

gboolean models_complete(const Models *models)
{
	return !diagnostics_count(models->diagnostics,
				  DIAGNOSTIC_UNSUPPORTED) &&
	       !diagnostics_count(models->diagnostics, DIAGNOSTIC_ERROR);
}
