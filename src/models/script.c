/* The reader of DDL: it keeps the text for the engine, which reads it. */
#include "reader.h"

static gboolean takes(const char *path)
{
	return g_str_has_suffix(path, ".sql");
}

static gboolean read_files(Snapshot *snapshot, const GPtrArray *paths,
			   const ModelsOptions *options, Models *models,
			   GError **error)
{
	(void)options;
	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(GBytes) text =
			snapshot_read(snapshot, paths->pdata[i], error);
		if (!text)
			return FALSE;
		ModelScript *script = g_new0(ModelScript, 1);
		script->path = g_strdup(paths->pdata[i]);
		script->text = g_steal_pointer(&text);
		g_ptr_array_add(models->scripts, script);
		g_ptr_array_add(models->files, g_strdup(script->path));
	}
	return TRUE;
}

const ModelReader script_reader = {
	.name = "sql", .takes = takes, .read = read_files};
