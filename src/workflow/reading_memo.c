/* Readings in the cache directory: "models-" and their key. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/archive.h"
#include "base/cache.h"
#include "reading.h"
#include "schema/archive.h"

#define FORMAT "git-migrate models 3"
#define KEPT 64

static char *memo_path(const Project *project, const char *key)
{
	const char *directory =
		repository_cache_directory(project->repository, NULL);
	return directory ? g_strdup_printf("%s/models-%.16s", directory, key)
			 : NULL;
}

static void archive_files(Archive *archive, GPtrArray *files)
{
	guint count = archive_count(archive, files->len);
	for (guint i = 0; i < count && !archive->failed; i++) {
		if (!archive->out)
			g_ptr_array_add(files, snapshot_file_new("", NULL));
		SnapshotFile *file = files->pdata[i];
		archive_text(archive, &file->path);
		archive_text(archive, &file->id);
		archive->failed |= !file->path || !file->id;
	}
}

static void archive_diagnostics(Archive *archive, GPtrArray *diagnostics)
{
	guint count = archive_count(archive, diagnostics->len);
	for (guint i = 0; i < count && !archive->failed; i++) {
		if (!archive->out)
			diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, "", 0,
					NULL, "%s", "");
		Diagnostic *diagnostic = diagnostics->pdata[i];
		unsigned kind = diagnostic->kind;
		archive_kind(archive, &kind, DIAGNOSTIC_WARNING);
		diagnostic->kind = (DiagnosticKind)kind;
		archive_text(archive, &diagnostic->path);
		archive_unsigned(archive, &diagnostic->line);
		archive_text(archive, &diagnostic->message);
		archive_text(archive, &diagnostic->table);
		archive->failed |= !diagnostic->path || !diagnostic->message;
	}
}

/* What tells whether the reading holds, and what is asked of it most. */
static void archive_head(Archive *archive, Reading *reading)
{
	archive_text(archive, &reading->key);
	archive_text(archive, &reading->print);
	archive_int(archive, &reading->complete);
	archive_files(archive, reading->files);
	archive_texts(archive, &reading->absent);
	archive_texts(archive, &reading->probes);
	archive_diagnostics(archive, reading->diagnostics);
}

/* Of scripts the path alone: their text is in the snapshot. */
static GPtrArray *list_scripts(const Models *models)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < models->scripts->len; i++) {
		const ModelScript *script = models->scripts->pdata[i];
		g_ptr_array_add(paths, g_strdup(script->path));
	}
	return paths;
}

static void archive_models(Archive *archive, Models *models,
			   GPtrArray **scripts)
{
	archive_texts(archive, scripts);
	archive_texts(archive, &models->files);
	schema_archive(archive, models->schema);
}

static gint compare_ages(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Readings of models that are long gone are let go, the oldest first. */
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

void reading_remember(const Project *project, const Reading *reading)
{
	g_autofree char *path = reading->lasting && reading->models
					? memo_path(project, reading->key)
					: NULL;
	if (!path)
		return;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Archive archive = archive_writer(bytes);
	char *format = (char *)(guintptr)FORMAT;
	archive_text(&archive, &format);
	Reading copy = *reading;
	archive_head(&archive, &copy);
	g_autoptr(GPtrArray) scripts = list_scripts(reading->models);
	archive_models(&archive, reading->models, &scripts);
	guint64 check = cache_sum(bytes->data, bytes->len);
	g_byte_array_append(bytes, (const guint8 *)&check, sizeof check);
	cache_write(path, bytes->data, bytes->len);
	g_autofree char *directory = g_path_get_dirname(path);
	drop_old_memos(directory);
}

static Reading *new_reading(void)
{
	Reading *reading = g_new0(Reading, 1);
	reading->files = g_ptr_array_new_with_free_func(
		(GDestroyNotify)snapshot_file_free);
	reading->absent = g_ptr_array_new_with_free_func(g_free);
	reading->probes = g_ptr_array_new_with_free_func(g_free);
	reading->diagnostics = diagnostics_new();
	return reading;
}

static GByteArray *load(const char *path)
{
	char *data = NULL;
	gsize size;
	guint64 check;
	if (!g_file_get_contents(path, &data, &size, NULL))
		return NULL;
	GByteArray *bytes = g_byte_array_new_take((guint8 *)data, size);
	if (size >= sizeof check) {
		memcpy(&check, data + size - sizeof check, sizeof check);
		g_byte_array_set_size(bytes, (guint)(size - sizeof check));
		if (check == cache_sum(bytes->data, bytes->len))
			return bytes;
	}
	g_byte_array_unref(bytes);
	return NULL;
}

Reading *reading_recall(const Project *project, const char *key,
			Snapshot *snapshot)
{
	g_autofree char *path = memo_path(project, key);
	GByteArray *bytes = path ? load(path) : NULL;
	if (!bytes)
		return NULL;
	g_autoptr(Reading) reading = new_reading();
	g_autofree char *format = NULL;
	Archive archive = archive_reader(bytes->data, bytes->len);
	reading->packed = bytes;
	archive_text(&archive, &format);
	if (g_strcmp0(format, FORMAT) != 0)
		return NULL;
	archive_head(&archive, reading);
	if (archive.failed || g_strcmp0(reading->key, key) != 0 ||
	    !reading->print || !reading_holds(reading, snapshot))
		return NULL;
	reading->models_at = (gsize)(archive.at - bytes->data);
	return g_steal_pointer(&reading);
}

static gboolean add_scripts(Models *models, const GPtrArray *paths,
			    Snapshot *snapshot)
{
	for (guint i = 0; i < paths->len; i++) {
		GBytes *text = snapshot_read(snapshot, paths->pdata[i], NULL);
		if (!text)
			return FALSE;
		ModelScript *script = g_new0(ModelScript, 1);
		script->path = g_strdup(paths->pdata[i]);
		script->text = text;
		g_ptr_array_add(models->scripts, script);
	}
	return TRUE;
}

Models *reading_take_models(Reading *reading, Snapshot *snapshot)
{
	if (reading->models)
		return g_steal_pointer(&reading->models);
	if (!reading->packed)
		return NULL;
	g_autoptr(Models) models = models_new();
	g_autoptr(GPtrArray) scripts = NULL;
	Archive archive =
		archive_reader(reading->packed->data + reading->models_at,
			       reading->packed->len - reading->models_at);
	archive_models(&archive, models, &scripts);
	if (archive.failed || !add_scripts(models, scripts, snapshot))
		return NULL;
	g_ptr_array_unref(models->diagnostics);
	models->diagnostics = g_ptr_array_ref(reading->diagnostics);
	g_ptr_array_unref(models->probes);
	models->probes = g_ptr_array_ref(reading->probes);
	return g_steal_pointer(&models);
}
