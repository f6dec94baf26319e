#include "recorder.h"

#include <string.h>

#include "base/failure.h"

struct Recorder {
	Snapshot *inner;
	Snapshot *outer;
	GHashTable *ids; /* path -> id, "" for what is absent */
	gboolean broken;
};

#define SHA1_LENGTH 40

static char *hash_blob(GBytes *text)
{
	gsize length;
	const guchar *data = g_bytes_get_data(text, &length);
	g_autofree char *head =
		g_strdup_printf("blob %" G_GSIZE_FORMAT, length);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
	g_checksum_update(checksum, (const guchar *)head,
			  (gssize)strlen(head) + 1);
	if (length)
		g_checksum_update(checksum, data, (gssize)length);
	return g_strdup(g_checksum_get_string(checksum));
}

char *recorder_blob_id(Snapshot *snapshot, const SnapshotFile *file)
{
	if (file->id && strlen(file->id) == SHA1_LENGTH)
		return g_strdup(file->id);
	g_autoptr(GBytes) text = snapshot_read(snapshot, file->path, NULL);
	return text ? hash_blob(text) : NULL;
}

gboolean recorder_is_absent(Snapshot *snapshot, const char *path)
{
	g_autoptr(GError) failure = NULL;
	g_autoptr(GBytes) text = snapshot_read(snapshot, path, &failure);
	return !text && g_error_matches(failure, FAILURE, FAILURE_NOT_FOUND);
}

static gboolean list_files(gpointer self, const char *directory,
			   GPtrArray *files, GError **error)
{
	Recorder *recorder = self;
	g_autoptr(GPtrArray) found =
		snapshot_list_all(recorder->inner, directory, error);
	recorder->broken |= !found;
	for (guint i = 0; found && i < found->len; i++)
		g_ptr_array_add(files, snapshot_file_copy(found->pdata[i]));
	return found != NULL;
}

static GBytes *read_file(gpointer self, const char *path, GError **error)
{
	Recorder *recorder = self;
	GError *failure = NULL;
	GBytes *text = snapshot_read(recorder->inner, path, &failure);
	if (text)
		g_hash_table_replace(recorder->ids, g_strdup(path),
				     hash_blob(text));
	else if (g_error_matches(failure, FAILURE, FAILURE_NOT_FOUND))
		g_hash_table_replace(recorder->ids, g_strdup(path),
				     g_strdup(""));
	else
		recorder->broken = TRUE;
	if (failure)
		g_propagate_error(error, failure);
	return text;
}

Recorder *recorder_new(Snapshot *snapshot)
{
	static const SnapshotOperations operations = {
		.list = list_files,
		.read = read_file,
	};
	Recorder *recorder = g_new0(Recorder, 1);
	recorder->inner = snapshot;
	recorder->ids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	recorder->outer =
		snapshot_new(&operations, recorder, snapshot_name(snapshot));
	return recorder;
}

void recorder_free(Recorder *recorder)
{
	if (!recorder)
		return;
	snapshot_free(recorder->outer);
	g_hash_table_unref(recorder->ids);
	g_free(recorder);
}

Snapshot *recorder_snapshot(Recorder *recorder)
{
	return recorder->outer;
}

GPtrArray *recorder_files(const Recorder *recorder)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(
		(GDestroyNotify)snapshot_file_free);
	GHashTableIter iterator;
	gpointer path;
	gpointer id;
	g_hash_table_iter_init(&iterator, recorder->ids);
	while (g_hash_table_iter_next(&iterator, &path, &id))
		if (*(const char *)id)
			g_ptr_array_add(files, snapshot_file_new(path, id));
	return files;
}

GPtrArray *recorder_absent(const Recorder *recorder)
{
	GPtrArray *absent = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iterator;
	gpointer path;
	gpointer id;
	g_hash_table_iter_init(&iterator, recorder->ids);
	while (g_hash_table_iter_next(&iterator, &path, &id))
		if (!*(const char *)id)
			g_ptr_array_add(absent, g_strdup(path));
	return absent;
}

gboolean recorder_is_lasting(const Recorder *recorder)
{
	return !recorder->broken;
}
