/* The reader of Python files: SQLAlchemy. */
#include "reader.h"

#include <string.h>

#include "base/failure.h"
#include "evaluate.h"
#include "sqlalchemy.h"

enum {
	MAX_ORDERS = 8
};

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

/* Executes the files, `first` (which may be NULL) before all others. */
static Evaluator *execute_files(Snapshot *snapshot, const GPtrArray *paths,
				const char *first)
{
	Evaluator *evaluator = evaluator_new(snapshot, diagnostics_new());
	evaluator->is_column = is_column;
	if (first)
		module_load(evaluator, first);
	for (guint i = 0; i < paths->len; i++)
		load(evaluator, paths->pdata[i]);
	return evaluator;
}

static void drop(Evaluator *evaluator)
{
	g_ptr_array_unref(evaluator->diagnostics);
	evaluator_free(evaluator);
}

/* In an import cycle only some of the modules can be the first one. Which a
 * program starts with is not known; where the order of the paths is not one
 * that Python could take, each module of the cycle is tried. */
static Evaluator *execute_in_order(Snapshot *snapshot, const GPtrArray *paths,
				   Models *models)
{
	Evaluator *best = execute_files(snapshot, paths, NULL);
	g_autoptr(GPtrArray) cycle = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < best->cycle->len && i < MAX_ORDERS; i++)
		g_ptr_array_add(cycle, g_strdup(best->cycle->pdata[i]));
	for (guint i = 0; best->unfinished && i < cycle->len; i++) {
		Evaluator *other =
			execute_files(snapshot, paths, cycle->pdata[i]);
		Evaluator *worse =
			other->unfinished < best->unfinished ? best : other;
		best = worse == best ? other : best;
		collect_probes(worse, models->probes);
		drop(worse);
	}
	return best;
}

static gboolean read_files(Snapshot *snapshot, const GPtrArray *paths,
			   const ModelsOptions *options, Models *models,
			   GError **error)
{
	(void)error;
	Evaluator *evaluator = execute_in_order(snapshot, paths, models);
	g_ptr_array_extend_and_steal(models->diagnostics,
				     evaluator->diagnostics);
	evaluator->diagnostics = models->diagnostics;
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
