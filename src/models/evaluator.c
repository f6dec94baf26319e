#include "evaluate.h"

Evaluator *evaluator_new(Snapshot *snapshot, GPtrArray *diagnostics)
{
	Evaluator *evaluator = g_new0(Evaluator, 1);
	evaluator->arena = arena_new();
	evaluator->snapshot = snapshot;
	evaluator->diagnostics = diagnostics;
	evaluator->modules = g_hash_table_new(g_str_hash, g_str_equal);
	evaluator->externals = g_hash_table_new(NULL, NULL);
	evaluator->order = g_ptr_array_new();
	evaluator->classes = g_ptr_array_new();
	evaluator->calls = g_ptr_array_new();
	evaluator->assigned = g_array_new(FALSE, FALSE, sizeof(Assigned));
	evaluator->strays = g_array_new(FALSE, FALSE, sizeof(Stray));
	evaluator->cycle = g_ptr_array_new();
	evaluator->lists = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_ptr_array_unref);
	return evaluator;
}

void evaluator_free(Evaluator *evaluator)
{
	if (!evaluator)
		return;
	for (guint i = 0; i < evaluator->order->len; i++) {
		Module *module = evaluator->order->pdata[i];
		syntax_free(module->syntax);
	}
	if (evaluator->files)
		g_hash_table_unref(evaluator->files);
	if (evaluator->probes)
		g_hash_table_unref(evaluator->probes);
	if (evaluator->suffixes)
		g_hash_table_unref(evaluator->suffixes);
	g_hash_table_unref(evaluator->modules);
	g_hash_table_unref(evaluator->externals);
	g_ptr_array_unref(evaluator->order);
	g_ptr_array_unref(evaluator->classes);
	g_ptr_array_unref(evaluator->calls);
	g_array_unref(evaluator->assigned);
	g_array_unref(evaluator->strays);
	g_ptr_array_unref(evaluator->cycle);
	g_ptr_array_unref(evaluator->lists);
	arena_free(evaluator->arena);
	g_free(evaluator);
}

GPtrArray *evaluator_new_list(Evaluator *evaluator)
{
	GPtrArray *list = g_ptr_array_new();
	g_ptr_array_add(evaluator->lists, list);
	return list;
}
