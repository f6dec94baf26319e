/* Columns that leave what the evaluator follows, or are copied. */
#include "evaluate.h"

#include <string.h>

static gboolean is_column(Evaluator *evaluator, const Value *value)
{
	return value->kind == VALUE_CALL && evaluator->is_column &&
	       evaluator->is_column(evaluator, value);
}

void note_stray(Evaluator *evaluator, Value *value, const Value *to,
		Place place)
{
	Stray stray = {value, to, place};
	if (is_column(evaluator, value))
		g_array_append_val(evaluator->strays, stray);
}

void note_stray_class(Evaluator *evaluator, const Value *bases, const Value *to,
		      Place place)
{
	if (bases->kind != VALUE_TUPLE)
		return;
	Class *class = class_new(evaluator, "", NULL, place);
	class->bases = bases->items;
	class_finish(evaluator, class);
	Stray stray = {class->value, to, place};
	g_array_append_val(evaluator->strays, stray);
}

void note_stray_arguments(Evaluator *evaluator, const Call *arguments,
			  const Value *to, Place place)
{
	for (guint i = 0; i < arguments->arguments.count; i++)
		note_stray(evaluator, arguments->arguments.items[i], to, place);
	for (guint i = 0; i < arguments->keywords.count; i++)
		note_stray(evaluator, arguments->keywords.entries[i].value, to,
			   place);
}

void note_executed(Evaluator *evaluator, Scope *scope, const Node *node)
{
	while (scope->kind == SCOPE_FUNCTION && scope->parent)
		scope = scope->parent;
	if (scope->kind == SCOPE_CLASS && !scope->class->broken) {
		scope->class->broken =
			unknown(evaluator, node_place(evaluator, node),
				"what exec() runs");
	} else if (scope->kind == SCOPE_MODULE && !scope->module->skipped) {
		Node *statement = arena_new0(evaluator->arena, Node);
		statement->kind = NODE_IGNORED;
		statement->line = node->line;
		statement->last_line = node->last_line;
		statement->text = "exec";
		scope->module->skipped = statement;
	}
}

/* "Mixin.id" is a reference; the column is what stands there. */
static const Value *find_copied(Evaluator *evaluator, const Value *of)
{
	if (of->kind == VALUE_ATTRIBUTE && of->object->kind == VALUE_CLASS)
		of = class_find(of->object->class, of->text, NULL);
	return of && is_column(evaluator, of) ? of : NULL;
}

Value *copy_column(Evaluator *evaluator, Value *callee, const Call *arguments,
		   Place place)
{
	static const char *const names[] = {"copy", "_copy", NULL};
	const Value *copied =
		callee->kind == VALUE_ATTRIBUTE &&
				g_strv_contains(names, callee->text)
			? find_copied(evaluator, callee->object)
			: NULL;
	if (!copied || arguments->arguments.count)
		return NULL;
	Call *all = call_new(evaluator);
	all->open = copied->call->open || arguments->open;
	for (guint i = 0; i < copied->call->arguments.count; i++)
		items_add(evaluator->arena, &all->arguments,
			  copied->call->arguments.items[i]);
	const Names *parts[] = {&copied->call->keywords, &arguments->keywords};
	for (guint p = 0; p < G_N_ELEMENTS(parts); p++)
		for (guint i = 0; i < parts[p]->count; i++)
			names_set(evaluator->arena, &all->keywords,
				  parts[p]->entries[i].name,
				  parts[p]->entries[i].value);
	return call(evaluator, copied->object, all, place);
}
