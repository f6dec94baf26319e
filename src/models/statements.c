#include "statements.h"

#include <string.h>

enum {
	MAX_ITERATIONS = 100000,
	MAX_STATEMENT = 2000000 /* steps */
};

Flow execute_block(Evaluator *evaluator, Scope *scope, const Node *block)
{
	for (guint i = 0; i < block->count; i++) {
		Flow flow = execute(evaluator, scope, block->children[i]);
		if (flow != FLOW_NEXT)
			return flow;
	}
	return FLOW_NEXT;
}

static Flow execute_if(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Value *condition = evaluate(evaluator, scope, node->children[0]);
	const Node *other = node->children[2];
	switch (condition_truth(condition)) {
	case TRUTH_TRUE:
		return execute_block(evaluator, scope, node->children[1]);
	case TRUTH_FALSE:
		if (!other)
			return FLOW_NEXT;
		return other->kind == NODE_BLOCK
			       ? execute_block(evaluator, scope, other)
			       : execute(evaluator, scope, other);
	default:
		return execute_doubtful(
			evaluator, scope, node->children[1], other,
			node_place(evaluator, node->children[0]));
	}
}

static Flow execute_for(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Place place = node_place(evaluator, node);
	if (!node->children[0] || !node->children[1])
		return FLOW_UNKNOWN;
	Value *over = evaluate(evaluator, scope, node->children[1]);
	Items items = {0};
	if (!iterate(evaluator, over, &items)) {
		assign(evaluator, scope, node->children[0],
		       unknown(evaluator, place, "an item of %s",
			       value_describe(evaluator->arena, over)));
		Flow flow = execute_doubtful(evaluator, scope,
					     node->children[2], NULL, place);
		return flow == FLOW_RETURN ? FLOW_UNKNOWN : FLOW_NEXT;
	}
	for (guint i = 0; i < items.count; i++) {
		if (evaluator_is_exhausted(evaluator))
			return FLOW_UNKNOWN;
		assign(evaluator, scope, node->children[0],
		       assume(evaluator, items.items[i], over->assumed));
		Flow flow = execute_block(evaluator, scope, node->children[2]);
		if (flow == FLOW_BREAK)
			return FLOW_NEXT;
		if (flow != FLOW_NEXT && flow != FLOW_CONTINUE)
			return flow;
	}
	return node->children[3]
		       ? execute_block(evaluator, scope, node->children[3])
		       : FLOW_NEXT;
}

static Flow execute_while(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Place place = node_place(evaluator, node);
	for (guint i = 0; i < MAX_ITERATIONS; i++) {
		Value *condition =
			evaluate(evaluator, scope, node->children[0]);
		Truth truth = condition_truth(condition);
		if (truth == TRUTH_FALSE)
			return FLOW_NEXT;
		if (truth == TRUTH_UNKNOWN)
			return execute_doubtful(evaluator, scope,
						node->children[1], NULL, place);
		Flow flow = execute_block(evaluator, scope, node->children[1]);
		if (flow == FLOW_BREAK)
			return FLOW_NEXT;
		if (flow != FLOW_NEXT && flow != FLOW_CONTINUE)
			return flow;
	}
	return FLOW_UNKNOWN;
}

static Flow execute_try(Evaluator *evaluator, Scope *scope, const Node *node)
{
	unsigned depth = evaluator->tries++;
	Flow flow = execute_block(evaluator, scope, node->children[0]);
	evaluator->tries = depth;
	if (flow == FLOW_RAISE && node->count > 3) {
		const Node *handler = node->children[3];
		if (handler->children[2])
			assign(evaluator, scope, handler->children[2],
			       unknown(evaluator,
				       node_place(evaluator, handler),
				       "an exception"));
		flow = execute_block(evaluator, scope, handler->children[0]);
	} else if (flow == FLOW_NEXT && node->children[1]) {
		flow = execute_block(evaluator, scope, node->children[1]);
	}
	if (node->children[2]) {
		Flow final = execute_block(evaluator, scope, node->children[2]);
		if (final != FLOW_NEXT)
			return final;
	}
	return flow;
}

static Flow execute_with(Evaluator *evaluator, Scope *scope, const Node *node)
{
	for (guint i = 1; i < node->count; i++) {
		const Node *item = node->children[i];
		if (!item->children[0])
			continue;
		Value *value = evaluate(evaluator, scope, item->children[0]);
		if (item->children[1])
			assign(evaluator, scope, item->children[1],
			       unknown(evaluator, node_place(evaluator, item),
				       "what 'with' gets from %s",
				       value_describe(evaluator->arena,
						      value)));
	}
	return execute_block(evaluator, scope, node->children[0]);
}

static void execute_delete(Evaluator *evaluator, Scope *scope, const Node *node)
{
	for (guint i = 0; i < node->count; i++) {
		const Node *target = node->children[i];
		if (target->kind == NODE_NAME) {
			names_remove(scope->names, target->text);
		} else if (target->kind == NODE_TUPLE) {
			execute_delete(evaluator, scope, target);
		} else if (target->kind == NODE_ATTRIBUTE) {
			Value *object =
				evaluate(evaluator, scope, target->children[0]);
			if (object->kind == VALUE_CLASS)
				names_remove(&object->class->attributes,
					     target->text);
		}
	}
}

static void declare_global(Evaluator *evaluator, Scope *scope, const Node *node)
{
	if (!scope->globals)
		scope->globals = arena_new0(evaluator->arena, Names);
	for (guint i = 0; i < node->count; i++)
		if (node->children[i]->kind == NODE_NAME)
			names_set(evaluator->arena, scope->globals,
				  node->children[i]->text,
				  value_new(evaluator->arena, VALUE_NONE));
}

/* A statement that was not understood makes the class or the module it stands
 * in one that is not wholly known. */
static void note_broken(Evaluator *evaluator, Scope *scope, const Node *node)
{
	if (scope->kind == SCOPE_CLASS && !scope->class->broken)
		scope->class->broken =
			unknown(evaluator, node_place(evaluator, node), "%s",
				node->text);
	else if (scope->kind == SCOPE_MODULE && node->kind == NODE_IGNORED &&
		 !scope->module->skipped)
		scope->module->skipped = node;
}

static Flow execute_simple(Evaluator *evaluator, Scope *scope, const Node *node)
{
	switch (node->kind) {
	case NODE_EXPRESSION:
		for (guint i = 0; i < node->count; i++)
			if (node->children[i]->kind != NODE_STRING)
				evaluate(evaluator, scope, node->children[i]);
		return FLOW_NEXT;
	case NODE_ASSIGN:
		execute_assign(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_ANNOTATED:
		execute_annotated(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_AUGMENTED:
		execute_augmented(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_FUNCTION:
		execute_function(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_CLASS:
		execute_class(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_IMPORT:
		import_modules(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_FROM:
		return import_names(evaluator, scope, node) || !evaluator->tries
			       ? FLOW_NEXT
			       : FLOW_RAISE;
	case NODE_DELETE:
		execute_delete(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_GLOBAL:
		declare_global(evaluator, scope, node);
		return FLOW_NEXT;
	case NODE_BROKEN:
	case NODE_IGNORED:
		note_broken(evaluator, scope, node);
		return FLOW_NEXT;
	default:
		return FLOW_NEXT;
	}
}

static Flow execute_return(Evaluator *evaluator, Scope *scope, const Node *node)
{
	scope->result = node->count
				? evaluate(evaluator, scope, node->children[0])
				: value_new(evaluator->arena, VALUE_NONE);
	return FLOW_RETURN;
}

static Flow execute_compound(Evaluator *evaluator, Scope *scope,
			     const Node *node)
{
	switch (node->kind) {
	case NODE_BLOCK:
		return execute_block(evaluator, scope, node);
	case NODE_IF:
		return execute_if(evaluator, scope, node);
	case NODE_FOR:
		return execute_for(evaluator, scope, node);
	case NODE_WHILE:
		return execute_while(evaluator, scope, node);
	case NODE_TRY:
		return execute_try(evaluator, scope, node);
	case NODE_WITH:
		return execute_with(evaluator, scope, node);
	case NODE_RETURN:
		return execute_return(evaluator, scope, node);
	case NODE_RAISE:
		return FLOW_RAISE;
	case NODE_BREAK:
		return FLOW_BREAK;
	case NODE_CONTINUE:
		return FLOW_CONTINUE;
	default:
		return execute_simple(evaluator, scope, node);
	}
}

/* One statement of a module, which may not use up what is left for all the
 * others; what holds statements hands them on. */
static Flow execute_in_module(Evaluator *evaluator, Scope *scope,
			      const Node *node)
{
	const guint64 before = evaluator->fuel;
	gboolean holds = node->kind == NODE_IMPORT || node->kind == NODE_FROM ||
			 node->kind == NODE_IF || node->kind == NODE_TRY ||
			 node->kind == NODE_WITH || node->kind == NODE_BLOCK;
	evaluator->fuel = holds ? 0 : evaluator->steps + MAX_STATEMENT;
	Flow flow = execute_compound(evaluator, scope, node);
	if (evaluator->fuel && evaluator->steps >= evaluator->fuel &&
	    !scope->module->slow)
		scope->module->slow = node;
	evaluator->fuel = before;
	return flow;
}

Flow execute(Evaluator *evaluator, Scope *scope, const Node *node)
{
	if (evaluator->depth >= 1000 || evaluator_is_exhausted(evaluator))
		return FLOW_UNKNOWN;
	const Place *assumed = evaluator->assumed;
	evaluator->depth++;
	evaluator->steps++;
	Flow flow = scope->kind == SCOPE_MODULE
			    ? execute_in_module(evaluator, scope, node)
			    : execute_compound(evaluator, scope, node);
	evaluator->depth--;
	evaluator->assumed = assumed;
	return flow;
}
