/* def and class. */
#include "statements.h"

static void add_decorators(Evaluator *evaluator, Scope *scope,
			   const Node *decorators, Items *items)
{
	for (guint i = 0; decorators && i < decorators->count; i++)
		items_add(evaluator->arena, items,
			  evaluate(evaluator, scope, decorators->children[i]));
}

/* "@event.listens_for(target, name)" says what event.listen() would. */
static gboolean is_listening(const Value *decorator, const Value *value)
{
	const Value *callee =
		decorator->kind == VALUE_CALL ? decorator->object : NULL;
	return callee && callee->kind == VALUE_EXTERNAL &&
	       value->kind == VALUE_FUNCTION &&
	       g_str_has_suffix(callee->text, "listens_for") &&
	       decorator->call->arguments.count == 2;
}

/* "@compiles(Class, dialect)" */
static gboolean is_compiling(const Value *decorator, const Value *value)
{
	const Value *callee =
		decorator->kind == VALUE_CALL ? decorator->object : NULL;
	return callee && callee->kind == VALUE_EXTERNAL &&
	       value->kind == VALUE_FUNCTION &&
	       g_str_has_suffix(callee->text, ".compiles");
}

/* A decorator of the tree is called with what it decorates; one from outside
 * is only noted on it. */
static Value *decorate(Evaluator *evaluator, Value *value, const Items *items)
{
	for (guint i = items->count; i-- > 0;) {
		Value *decorator = items->items[i];
		if (is_listening(decorator, value))
			items_add(evaluator->arena, &decorator->call->arguments,
				  value);
		if (is_compiling(decorator, value))
			names_set(evaluator->arena, &decorator->call->keywords,
				  intern(evaluator, DECORATED), value);
		if (decorator->kind != VALUE_FUNCTION &&
		    decorator->kind != VALUE_METHOD)
			continue;
		Call *arguments = call_new(evaluator);
		items_add(evaluator->arena, &arguments->arguments, value);
		value = call(evaluator, decorator, arguments, value->place);
	}
	return value;
}

void execute_function(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Value *value = function_new(evaluator, scope, node, node->text);
	add_decorators(evaluator, scope, node->children[1],
		       &value->function->decorators);
	assign_name(evaluator, scope, node->text,
		    decorate(evaluator, value, &value->function->decorators));
}

static void add_bases(Evaluator *evaluator, Scope *scope, const Node *bases,
		      Class *class)
{
	/* The first child of a call is its callee, which bases lack. */
	for (guint i = 1; bases && i < bases->count; i++) {
		const Node *base = bases->children[i];
		if (base->kind == NODE_KEYWORD) {
			names_set(
				evaluator->arena, &class->keywords, base->text,
				evaluate(evaluator, scope, base->children[0]));
			continue;
		}
		if (base->kind != NODE_SPLAT) {
			items_add(evaluator->arena, &class->bases,
				  evaluate(evaluator, scope, base));
			continue;
		}
		Value *splat = evaluate(evaluator, scope, base->children[0]);
		if (!iterate(evaluator, splat, &class->bases))
			items_add(evaluator->arena, &class->bases,
				  unknown(evaluator,
					  node_place(evaluator, base),
					  "bases that are not known"));
	}
}

void execute_class(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Class *class = class_new(evaluator, node->text, scope->module,
				 node_place(evaluator, node));
	add_bases(evaluator, scope, node->children[1], class);
	add_decorators(evaluator, scope, node->children[2], &class->decorators);
	Scope *body = scope_new(evaluator, SCOPE_CLASS, scope);
	body->class = class;
	body->names = &class->attributes;
	execute_block(evaluator, body, node->children[0]);
	class_finish(evaluator, class);
	g_ptr_array_add(evaluator->classes, class);
	call_metaclass(evaluator, class);
	call_subclass_hook(evaluator, class);
	assign_name(evaluator, scope, node->text,
		    decorate(evaluator, class->value, &class->decorators));
}
