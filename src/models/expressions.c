#include "evaluate.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_STEPS = 20000000,
	MAX_MEMORY = 384 << 20,
	MAX_DEPTH = 1200
};

static Value *find_in_stars(Evaluator *evaluator, Module *module,
			    const char *name)
{
	if (!module->stars.count)
		return NULL;
	/* Where several outside modules are imported with a star, the name
	 * is taken from the last: the common ones do not overlap. */
	const Value *star = module->stars.items[module->stars.count - 1];
	g_autofree char *dotted = g_strdup_printf("%s.%s", star->text, name);
	Value *value = new_external(evaluator, dotted);
	names_set(evaluator->arena, &module->names, name, value);
	return value;
}

static Value *settle(Evaluator *evaluator, Names *names, const char *name,
		     Value *value)
{
	if (value->kind != VALUE_LATE)
		return value;
	Value *settled = module_get(evaluator, value->module, value->text);
	if (!settled || settled->kind == VALUE_LATE)
		return value;
	names_set(evaluator->arena, names, name, settled);
	return settled;
}

Value *lookup(Evaluator *evaluator, Scope *scope, const char *name)
{
	Scope *first = scope;
	for (; scope; scope = scope->parent) {
		if (scope->kind == SCOPE_CLASS && scope != first)
			continue;
		Value *value = names_get(scope->names, name);
		if (value && value->kind != VALUE_DECLARED)
			return settle(evaluator, scope->names, name, value);
	}
	if (is_builtin(name))
		return value_new_text(evaluator->arena, VALUE_BUILTIN, name);
	Value *value = find_in_stars(evaluator, first->module, name);
	if (value)
		return value;
	Place place = {evaluator->path, 0, 0};
	return unknown(evaluator, place, "the name '%s' is not defined", name);
}

static Value *evaluate_name(Evaluator *evaluator, Scope *scope,
			    const Node *node)
{
	Value *value = lookup(evaluator, scope, node->text);
	if (value->kind == VALUE_UNKNOWN && !value->place.line)
		value->place = node_place(evaluator, node);
	return value;
}

static Value *evaluate_lambda(Evaluator *evaluator, Scope *scope,
			      const Node *node)
{
	return function_new(evaluator, scope, node, "<lambda>");
}

static Value *evaluate_logic(Evaluator *evaluator, Scope *scope,
			     const Node *node)
{
	Value *left = evaluate(evaluator, scope, node->children[0]);
	Truth truth = value_truth(left);
	Truth decides = node->kind == NODE_AND ? TRUTH_FALSE : TRUTH_TRUE;
	if (truth == decides)
		return left;
	Value *right = evaluate(evaluator, scope, node->children[1]);
	if (truth != TRUTH_UNKNOWN)
		return right;
	if (node->kind == NODE_OR) {
		Value *assumed = environment_or(evaluator, left, right);
		if (assumed)
			return assumed;
	}
	if (value_truth(right) == decides && value_is_term(right) == FALSE &&
	    right->kind == VALUE_BOOL)
		return right;
	return left->kind == VALUE_UNKNOWN
		       ? left
		       : unknown(evaluator, node_place(evaluator, node),
				 "'%s' on %s",
				 node->kind == NODE_AND ? "and" : "or",
				 value_describe(evaluator->arena, left));
}

static Value *evaluate_not(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Value *operand = evaluate(evaluator, scope, node->children[0]);
	Truth truth = value_truth(operand);
	if (truth != TRUTH_UNKNOWN)
		return value_new_bool(evaluator->arena, truth == TRUTH_FALSE);
	return unknown(evaluator, node_place(evaluator, node), "'not' of %s",
		       value_describe(evaluator->arena, operand));
}

static Value *evaluate_conditional(Evaluator *evaluator, Scope *scope,
				   const Node *node)
{
	if (node->count < 3)
		return unknown(evaluator, node_place(evaluator, node),
			       "a conditional expression");
	Value *condition = evaluate(evaluator, scope, node->children[1]);
	switch (value_truth(condition)) {
	case TRUTH_TRUE:
		return evaluate(evaluator, scope, node->children[0]);
	case TRUTH_FALSE:
		return evaluate(evaluator, scope, node->children[2]);
	default:
		return unknown(evaluator, node_place(evaluator, node),
			       "a choice that depends on %s",
			       value_describe(evaluator->arena, condition));
	}
}

static Value *evaluate_comparison(Evaluator *evaluator, Scope *scope,
				  const Node *node)
{
	Value *result = NULL;
	Value *left = evaluate(evaluator, scope, node->children[0]);
	for (guint i = 1; i + 1 < node->count; i += 2) {
		Value *right =
			evaluate(evaluator, scope, node->children[i + 1]);
		result =
			compare_values(evaluator, node->children[i]->text, left,
				       right, node_place(evaluator, node));
		if (value_truth(result) != TRUTH_TRUE)
			return result;
		left = right;
	}
	return result ? result : left;
}

static Value *evaluate_slice(Evaluator *evaluator, Scope *scope,
			     const Node *node)
{
	Value *slice = new_value(evaluator, VALUE_OPERATION,
				 node_place(evaluator, node));
	slice->text = intern(evaluator, "slice");
	for (guint i = 0; i < 3; i++)
		add_item(evaluator, slice,
			 node->children[i]
				 ? evaluate(evaluator, scope, node->children[i])
				 : value_new(evaluator->arena, VALUE_NONE));
	return slice;
}

static void add_argument(Evaluator *evaluator, Scope *scope, Call *arguments,
			 const Node *node)
{
	Arena *arena = evaluator->arena;
	Value *value = node->kind == NODE_KEYWORD || node->kind == NODE_SPLAT ||
				       node->kind == NODE_DOUBLE_SPLAT
			       ? evaluate(evaluator, scope, node->children[0])
			       : evaluate(evaluator, scope, node);
	Items items = {0};
	switch (node->kind) {
	case NODE_KEYWORD:
		names_set(arena, &arguments->keywords, node->text, value);
		break;
	case NODE_SPLAT:
		if (!iterate(evaluator, value, &items))
			arguments->open = TRUE;
		for (guint i = 0; i < items.count; i++)
			items_add(arena, &arguments->arguments, items.items[i]);
		break;
	case NODE_DOUBLE_SPLAT:
		if (value->kind != VALUE_DICT) {
			arguments->open = TRUE;
			break;
		}
		for (guint i = 0; i < value->dict->values.count; i++)
			if (value->dict->values.entries[i].value)
				names_set(arena, &arguments->keywords,
					  value->dict->values.entries[i].name,
					  value->dict->values.entries[i].value);
		break;
	default:
		items_add(arena, &arguments->arguments, value);
	}
}

/* locals(), vars(), globals(): the names of a scope as a dictionary. What is
 * put into it is put among the names; in a function it is not. */
static Value *evaluate_names(Evaluator *evaluator, Scope *scope,
			     gboolean globals)
{
	while (globals && scope->kind != SCOPE_MODULE)
		scope = &scope->module->scope;
	Value *value = value_new_dict(evaluator->arena);
	for (guint i = 0; i < scope->names->count; i++) {
		const NameEntry *entry = &scope->names->entries[i];
		if (entry->value && entry->value->kind != VALUE_DECLARED)
			dict_set(evaluator->arena, value->dict,
				 new_str(evaluator, entry->name), entry->value);
	}
	if (scope->kind != SCOPE_FUNCTION)
		value->dict->mirror = scope->names;
	if (scope->kind == SCOPE_CLASS)
		value->dict->of = scope->class;
	return value;
}

/* Calls that depend on where they stand; NULL for all others. */
static Value *evaluate_call_here(Evaluator *evaluator, Scope *scope,
				 const Node *node)
{
	const Node *named = node->children[0];
	if (named->kind == NODE_NAME && strcmp(named->text, "exec") == 0)
		note_executed(evaluator, scope, node);
	if (named->kind != NODE_NAME || node->count != 1)
		return NULL;
	if (strcmp(named->text, "super") == 0)
		return super_of_scope(evaluator, scope,
				      node_place(evaluator, node));
	if (strcmp(named->text, "locals") == 0 ||
	    strcmp(named->text, "vars") == 0)
		return evaluate_names(evaluator, scope, FALSE);
	if (strcmp(named->text, "globals") == 0)
		return evaluate_names(evaluator, scope, TRUE);
	return NULL;
}

static Value *evaluate_call(Evaluator *evaluator, Scope *scope,
			    const Node *node)
{
	Value *here = evaluate_call_here(evaluator, scope, node);
	if (here)
		return here;
	Place place = node_place(evaluator, node);
	const Node *named = node->children[0];
	Value *callee = evaluate(evaluator, scope, named);
	Call *arguments = arena_new0(evaluator->arena, Call);
	for (guint i = 1; i < node->count; i++)
		add_argument(evaluator, scope, arguments, node->children[i]);
	return call(evaluator, callee, arguments, place);
}

static Value *evaluate_compound(Evaluator *evaluator, Scope *scope,
				const Node *node)
{
	Place place = node_place(evaluator, node);
	Value *value;
	switch (node->kind) {
	case NODE_ATTRIBUTE:
		value = evaluate(evaluator, scope, node->children[0]);
		return get_attribute(evaluator, value, node->text, place);
	case NODE_SUBSCRIPT:
		if (!node->children[0] || !node->children[1])
			break;
		value = evaluate(evaluator, scope, node->children[0]);
		return get_item(evaluator, value,
				evaluate(evaluator, scope, node->children[1]),
				place);
	case NODE_BINARY:
		if (node->count < 2)
			break;
		value = evaluate(evaluator, scope, node->children[0]);
		return operate(evaluator, node->text, value,
			       evaluate(evaluator, scope, node->children[1]),
			       place);
	case NODE_UNARY:
		value = evaluate(evaluator, scope, node->children[0]);
		return operate_unary(evaluator, node->text, value, place);
	case NODE_WALRUS:
		value = evaluate(evaluator, scope, node->children[1]);
		assign(evaluator, scope, node->children[0], value);
		return value;
	case NODE_STRANGE:
		return unknown(evaluator, place, "%s", node->text);
	default:
		break;
	}
	return unknown(evaluator, place, "an expression of an unknown kind");
}

static Value *evaluate_collection(Evaluator *evaluator, Scope *scope,
				  const Node *node)
{
	switch (node->kind) {
	case NODE_TUPLE:
		return evaluate_sequence(evaluator, scope, node, VALUE_TUPLE);
	case NODE_LIST:
		return evaluate_sequence(evaluator, scope, node, VALUE_LIST);
	case NODE_SET:
		return evaluate_sequence(evaluator, scope, node, VALUE_SET);
	case NODE_DICT:
		return evaluate_dict(evaluator, scope, node);
	default:
		return evaluate_comprehension(evaluator, scope, node);
	}
}

static Value *evaluate_text(Evaluator *evaluator, const Node *node,
			    ValueKind kind)
{
	Value *value = value_new(evaluator->arena, kind);
	value->text = node->text;
	return value;
}

static Value *evaluate_inner(Evaluator *evaluator, Scope *scope,
			     const Node *node)
{
	Arena *arena = evaluator->arena;
	switch (node->kind) {
	case NODE_NAME:
		return evaluate_name(evaluator, scope, node);
	case NODE_NONE:
		return value_new(arena, VALUE_NONE);
	case NODE_TRUE:
	case NODE_FALSE:
		return value_new_bool(arena, node->kind == NODE_TRUE);
	case NODE_ELLIPSIS:
		return value_new(arena, VALUE_ELLIPSIS);
	case NODE_INTEGER:
		return evaluate_integer(evaluator, node);
	case NODE_FLOAT:
		return evaluate_text(evaluator, node, VALUE_FLOAT);
	case NODE_STRING:
		return evaluate_text(evaluator, node, VALUE_STR);
	case NODE_BYTES:
		return evaluate_text(evaluator, node, VALUE_BYTES);
	case NODE_FORMAT:
		return evaluate_format(evaluator, scope, node);
	case NODE_CALL:
		return evaluate_call(evaluator, scope, node);
	case NODE_LAMBDA:
		return evaluate_lambda(evaluator, scope, node);
	case NODE_AND:
	case NODE_OR:
		return evaluate_logic(evaluator, scope, node);
	case NODE_NOT:
		return evaluate_not(evaluator, scope, node);
	case NODE_CONDITIONAL:
		return evaluate_conditional(evaluator, scope, node);
	case NODE_COMPARE:
		return evaluate_comparison(evaluator, scope, node);
	case NODE_SLICE:
		return evaluate_slice(evaluator, scope, node);
	case NODE_TUPLE:
	case NODE_LIST:
	case NODE_SET:
	case NODE_DICT:
	case NODE_LIST_COMPREHENSION:
	case NODE_SET_COMPREHENSION:
	case NODE_DICT_COMPREHENSION:
	case NODE_GENERATOR:
		return evaluate_collection(evaluator, scope, node);
	default:
		return evaluate_compound(evaluator, scope, node);
	}
}

Value *evaluate(Evaluator *evaluator, Scope *scope, const Node *node)
{
	if (!node)
		return unknown(evaluator, (Place){evaluator->path, 0, 0},
			       "a part that is missing");
	if (evaluator->depth >= MAX_DEPTH)
		return unknown(evaluator, node_place(evaluator, node),
			       "a computation nested too deeply");
	if (evaluator_is_exhausted(evaluator))
		return unknown(evaluator, node_place(evaluator, node),
			       "a computation that takes too long");
	const Place *before = evaluator->assumed;
	evaluator->assumed = NULL;
	evaluator->depth++;
	evaluator->steps++;
	Value *value = evaluate_inner(evaluator, scope, node);
	evaluator->depth--;
	value = assume(evaluator, value, evaluator->assumed);
	evaluator->assumed = value->assumed ? value->assumed : before;
	return value;
}

gboolean evaluator_is_exhausted(const Evaluator *evaluator)
{
	return evaluator->steps + arena_steps(evaluator->arena) >= MAX_STEPS ||
	       (evaluator->fuel && evaluator->steps >= evaluator->fuel) ||
	       arena_size(evaluator->arena) >= MAX_MEMORY;
}
