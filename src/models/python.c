/* The reader of Python files: SQLAlchemy. */
#include "reader.h"

#include <string.h>

#include "base/failure.h"
#include "evaluate.h"
#include "sqlalchemy.h"

static gboolean takes(const char *path)
{
	return g_str_has_suffix(path, ".py");
}

/* Columns stay references to their class, so that "User.id" knows whose it
 * is. */
static gboolean is_column(Evaluator *evaluator, const Value *call)
{
	static const char *const names[] = {
		"Column", "mapped_column", "column_property", "deferred", NULL};
	const char *dotted = value_dotted(evaluator->arena, call->object);
	const char *last = dotted ? strrchr(dotted, '.') : NULL;
	return dotted && g_strv_contains(names, last ? last + 1 : dotted);
}

static void load(Evaluator *evaluator, const char *path)
{
	Module *module = module_load(evaluator, path);
	if (module)
		module->asked_for = TRUE;
}

static void collect_files(const Evaluator *evaluator, GPtrArray *files)
{
	for (guint i = 0; i < evaluator->order->len; i++) {
		const Module *module = evaluator->order->pdata[i];
		if (module->read)
			g_ptr_array_add(files, g_strdup(module->path));
	}
}

static void collect_probes(const Evaluator *evaluator, GPtrArray *probes)
{
	GHashTableIter iterator;
	gpointer probe;
	if (!evaluator->probes)
		return;
	g_hash_table_iter_init(&iterator, evaluator->probes);
	while (g_hash_table_iter_next(&iterator, &probe, NULL))
		g_ptr_array_add(probes, g_strdup(probe));
}

static gboolean read_files(Snapshot *snapshot, const GPtrArray *paths,
			   const ModelsOptions *options, Models *models,
			   GError **error)
{
	(void)error;
	Evaluator *evaluator = evaluator_new(snapshot, models->diagnostics);
	evaluator->is_column = is_column;
	for (guint i = 0; i < paths->len; i++)
		load(evaluator, paths->pdata[i]);
	if (evaluator_is_exhausted(evaluator))
		diagnostics_add(models->diagnostics, DIAGNOSTIC_UNSUPPORTED,
				paths->pdata[0], 0, NULL,
				"a program that takes too long to follow");
	sqlalchemy_read(evaluator, models->schema, options);
	collect_files(evaluator, models->files);
	collect_probes(evaluator, models->probes);
	evaluator_free(evaluator);
	return TRUE;
}

const ModelReader python_reader = {
	.name = "sqlalchemy", .takes = takes, .read = read_files};
