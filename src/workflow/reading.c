#include "reading.h"

#include <string.h>
#include <sys/stat.h>

#include "loader.h"
#include "recorder.h"

void reading_free(Reading *reading)
{
	if (!reading)
		return;
	g_free(reading->key);
	g_free(reading->print);
	g_ptr_array_unref(reading->files);
	g_ptr_array_unref(reading->absent);
	g_ptr_array_unref(reading->probes);
	g_ptr_array_unref(reading->diagnostics);
	models_free(reading->models);
	if (reading->packed)
		g_byte_array_unref(reading->packed);
	g_free(reading);
}

static void hash_text(GChecksum *checksum, const char *text)
{
	g_checksum_update(checksum, (const guchar *)text,
			  (gssize)strlen(text) + 1);
}

static gint compare_strings(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void hash_types(GChecksum *checksum, GHashTable *types)
{
	guint count;
	g_autofree char **names =
		(char **)g_hash_table_get_keys_as_array(types, &count);
	qsort(names, count, sizeof *names, compare_strings);
	for (guint i = 0; i < count; i++) {
		hash_text(checksum, names[i]);
		hash_text(checksum, g_hash_table_lookup(types, names[i]));
	}
	hash_text(checksum, "");
}

/* A program that was built anew may read otherwise. */
static void hash_program(GChecksum *checksum)
{
	struct stat status;
	hash_text(checksum, VERSION);
	if (stat("/proc/self/exe", &status) < 0)
		return;
	const gint64 facts[] = {(gint64)status.st_size,
				(gint64)status.st_mtim.tv_sec,
				(gint64)status.st_mtim.tv_nsec};
	g_checksum_update(checksum, (const guchar *)facts, sizeof facts);
}

/* Readings of the models themselves are none of a loader. */
static void hash_loader(GChecksum *checksum, const Project *project)
{
	g_autofree char *loader =
		repository_config(project->repository, LOADER_KEY);
	hash_text(checksum, loader ? loader : "");
}

static void hash_list(GChecksum *checksum, const char *const *texts)
{
	for (; *texts; texts++)
		hash_text(checksum, *texts);
	hash_text(checksum, "");
}

char *reading_key(const Project *project, const Config *config,
		  Snapshot *snapshot, GError **error)
{
	const char *const *pathspecs =
		(const char *const *)config->models->pdata;
	g_autoptr(GPtrArray) matches =
		snapshot_match(snapshot, pathspecs, error);
	if (!matches)
		return NULL;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
	hash_program(checksum);
	hash_loader(checksum, project);
	hash_text(checksum, dialect_name(project->dialect));
	hash_types(checksum, config->types);
	hash_list(checksum, pathspecs);
	for (guint i = 0; i < matches->len; i++) {
		const SnapshotFile *file = matches->pdata[i];
		if (!models_take(file->path))
			continue;
		g_autofree char *id = recorder_blob_id(snapshot, file);
		hash_text(checksum, id ? id : "");
		hash_text(checksum, file->path);
	}
	return g_strdup(g_checksum_get_string(checksum));
}

char *reading_print(const Models *models)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *schema = schema_write(models->schema);
	hash_text(checksum, schema);
	for (guint i = 0; i < models->scripts->len; i++) {
		const ModelScript *script = models->scripts->pdata[i];
		gsize length;
		const guchar *text = g_bytes_get_data(script->text, &length);
		hash_text(checksum, script->path);
		if (text)
			g_checksum_update(checksum, text, (gssize)length);
	}
	for (guint i = 0; i < models->diagnostics->len; i++) {
		const Diagnostic *diagnostic = models->diagnostics->pdata[i];
		if (diagnostic->kind == DIAGNOSTIC_WARNING)
			continue;
		hash_text(checksum, diagnostic->path);
		hash_text(checksum, diagnostic->message);
	}
	return g_strdup(g_checksum_get_string(checksum));
}

static gboolean is_as_it_was(Snapshot *snapshot, const SnapshotFile *file)
{
	g_autoptr(GPtrArray) found = snapshot_list(snapshot, file->path, NULL);
	const SnapshotFile *now =
		found && found->len == 1 ? found->pdata[0] : NULL;
	if (!now || strcmp(now->path, file->path) != 0)
		return FALSE;
	g_autofree char *id = recorder_blob_id(snapshot, now);
	return g_strcmp0(id, file->id) == 0;
}

gboolean reading_holds(const Reading *reading, Snapshot *snapshot)
{
	for (guint i = 0; i < reading->files->len; i++)
		if (!is_as_it_was(snapshot, reading->files->pdata[i]))
			return FALSE;
	for (guint i = 0; i < reading->absent->len; i++)
		if (!recorder_is_absent(snapshot, reading->absent->pdata[i]))
			return FALSE;
	if (!reading->probes->len)
		return TRUE;
	g_autoptr(GPtrArray) listing = snapshot_list(snapshot, "", NULL);
	return listing && models_finds_the_same(reading->probes, listing);
}

/* What was not read whole may be another time: files that are no source, or
 * took too long. */
static gboolean is_lasting(const Models *models)
{
	for (guint i = 0; i < models->diagnostics->len; i++) {
		const Diagnostic *diagnostic = models->diagnostics->pdata[i];
		if (diagnostic->kind == DIAGNOSTIC_ERROR && !diagnostic->line)
			return FALSE;
	}
	return TRUE;
}

/* What a command prints can depend on anything: it is not remembered. */
static Reading *load(const Project *project, const Config *config,
		     const char *loader, Snapshot *snapshot, GError **error)
{
	Models *models = loader_read(project, config, loader, snapshot, error);
	if (!models)
		return NULL;
	Reading *reading = g_new0(Reading, 1);
	reading->loaded = TRUE;
	reading->models = models;
	reading->print = reading_print(models);
	reading->complete = models_complete(models);
	reading->files = snapshot_match(
		snapshot, (const char *const *)config->models->pdata, NULL);
	if (!reading->files)
		reading->files = g_ptr_array_new();
	reading->absent = g_ptr_array_new_with_free_func(g_free);
	reading->probes = g_ptr_array_ref(models->probes);
	reading->diagnostics = g_ptr_array_ref(models->diagnostics);
	return reading;
}

Reading *reading_make(const Project *project, const Config *config,
		      const char *key, Snapshot *snapshot, GError **error)
{
	g_autoptr(GError) refusal = NULL;
	g_autofree char *loader = loader_find(project, &refusal);
	if (refusal) {
		g_propagate_error(error, g_steal_pointer(&refusal));
		return NULL;
	}
	if (loader)
		return load(project, config, loader, snapshot, error);
	const ModelsOptions options = {
		.dialect = dialect_name(project->dialect),
		.types = config->types,
	};
	g_autoptr(Recorder) recorder = recorder_new(snapshot);
	Models *models = models_read(recorder_snapshot(recorder),
				     (const char *const *)config->models->pdata,
				     &options, error);
	if (!models)
		return NULL;
	Reading *reading = g_new0(Reading, 1);
	reading->lasting =
		key && recorder_is_lasting(recorder) && is_lasting(models);
	schemas_check_models(project, models);
	reading->key = g_strdup(key);
	reading->models = models;
	reading->print = reading_print(models);
	reading->complete = models_complete(models);
	reading->files = recorder_files(recorder);
	reading->absent = recorder_absent(recorder);
	reading->probes = g_ptr_array_ref(models->probes);
	reading->diagnostics = g_ptr_array_ref(models->diagnostics);
	return reading;
}
