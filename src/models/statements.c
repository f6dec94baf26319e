#include "evaluate.h"

#include <string.h>

enum {
	MAX_ITERATIONS = 100000
};

static Flow execute(Evaluator *evaluator, Scope *scope, const Node *node);

Flow execute_block(Evaluator *evaluator, Scope *scope, const Node *block)
{
	for (guint i = 0; i < block->count; i++) {
		Flow flow = execute(evaluator, scope, block->children[i]);
		if (flow != FLOW_NEXT)
			return flow;
	}
	return FLOW_NEXT;
}

static void assign_name(Evaluator *evaluator, Scope *scope, const char *name,
			Value *value)
{
	Names *names = scope->names;
	if (scope->globals && names_get(scope->globals, name))
		names = scope->module->scope.names;
	names_set(evaluator->arena, names, name, value);
}

static void assign_attribute(Evaluator *evaluator, Value *object,
			     const char *name, Value *value)
{
	if (object->kind == VALUE_CLASS)
		class_set(evaluator, object->class, name, value);
	else if (object->kind == VALUE_OBJECT)
		names_set(evaluator->arena, object->attributes, name,
			  doubted(evaluator, value));
	else if (object->kind == VALUE_EXTERNAL) {
		/* "SQLModel.metadata.naming_convention = …" */
		if (!object->members)
			object->members = arena_new0(evaluator->arena, Names);
		names_set(evaluator->arena, object->members, name,
			  doubted(evaluator, value));
	} else if (object->kind == VALUE_CALL)
		/* "metadata.naming_convention = …" says what the call of the
		 * constructor could have said. */
		names_set(evaluator->arena, &object->call->keywords, name,
			  doubted(evaluator, value));
}

static void assign_item(Evaluator *evaluator, Value *object, Value *key,
			Value *value)
{
	value = doubted(evaluator, value);
	if (object->kind == VALUE_DICT)
		dict_set(evaluator->arena, object->dict, key, value);
	else if (object->kind == VALUE_LIST && key->kind == VALUE_INT &&
		 key->number >= 0 && key->number < object->items.count)
		object->items.items[key->number] = value;
}

static void assign_tuple(Evaluator *evaluator, Scope *scope, const Node *target,
			 Value *value)
{
	Items items = {0};
	gboolean known = iterate(evaluator, value, &items);
	guint splat = target->count;
	for (guint i = 0; i < target->count; i++)
		if (target->children[i]->kind == NODE_SPLAT)
			splat = i;
	if (splat == target->count ? items.count != target->count
				   : items.count + 1 < target->count)
		known = FALSE;
	guint at = 0;
	for (guint i = 0; i < target->count; i++) {
		const Node *child = target->children[i];
		Value *item;
		if (!known) {
			item = unknown(evaluator, node_place(evaluator, target),
				       "a part of %s",
				       value_describe(evaluator->arena, value));
		} else if (i == splat) {
			item = new_sequence(evaluator, VALUE_LIST);
			while (at + (target->count - i - 1) < items.count)
				add_item(evaluator, item, items.items[at++]);
		} else {
			item = items.items[at++];
		}
		if (child->kind == NODE_SPLAT)
			child = child->children[0];
		assign(evaluator, scope, child, item);
	}
}

void assign(Evaluator *evaluator, Scope *scope, const Node *target,
	    Value *value)
{
	Value *object;
	switch (target->kind) {
	case NODE_NAME:
		assign_name(evaluator, scope, target->text, value);
		break;
	case NODE_ATTRIBUTE:
		object = evaluate(evaluator, scope, target->children[0]);
		assign_attribute(evaluator, object, target->text, value);
		break;
	case NODE_SUBSCRIPT:
		object = evaluate(evaluator, scope, target->children[0]);
		assign_item(evaluator, object,
			    evaluate(evaluator, scope, target->children[1]),
			    value);
		break;
	case NODE_TUPLE:
	case NODE_LIST:
		assign_tuple(evaluator, scope, target, value);
		break;
	default:
		break;
	}
}

static void execute_assign(Evaluator *evaluator, Scope *scope, const Node *node)
{
	const Node *value_node = node->children[1];
	while (value_node && (value_node->kind == NODE_ASSIGN ||
			      value_node->kind == NODE_ANNOTATED))
		value_node = value_node->children[value_node->count - 1];
	Value *value = evaluate(evaluator, scope, value_node);
	while (node->kind == NODE_ASSIGN) {
		assign(evaluator, scope, node->children[0], value);
		node = node->children[1];
		if (!node)
			return;
	}
}

static void execute_annotated(Evaluator *evaluator, Scope *scope,
			      const Node *node)
{
	const Node *target = node->children[0];
	Arena *arena = evaluator->arena;
	if (scope->kind == SCOPE_CLASS && target->kind == NODE_NAME) {
		Annotation *annotation = arena_new0(arena, Annotation);
		*annotation =
			(Annotation){target->text, node->children[1], scope};
		Class *class = scope->class;
		if (!class->annotations)
			class->annotations = evaluator_new_list(evaluator);
		g_ptr_array_add(class->annotations, annotation);
		if (!node->children[2] &&
		    !names_get(scope->names, target->text)) {
			Value *value = new_value(evaluator, VALUE_DECLARED,
						 node_place(evaluator, node));
			names_set(arena, scope->names, target->text, value);
		}
	}
	if (node->children[2])
		assign(evaluator, scope, target,
		       evaluate(evaluator, scope, node->children[2]));
}

static void execute_augmented(Evaluator *evaluator, Scope *scope,
			      const Node *node)
{
	Place place = node_place(evaluator, node);
	Value *left = evaluate(evaluator, scope, node->children[0]);
	Value *right = evaluate(evaluator, scope, node->children[1]);
	/* A list is extended in place: other names of it see that. */
	if (left->kind == VALUE_LIST && *node->text == '+') {
		Call *arguments = call_new(evaluator);
		items_add(evaluator->arena, &arguments->arguments, right);
		call_container_method(evaluator, left, "extend", arguments,
				      place);
		return;
	}
	assign(evaluator, scope, node->children[0],
	       operate(evaluator, node->text, left, right, place));
}

static void add_decorators(Evaluator *evaluator, Scope *scope,
			   const Node *decorators, Items *items)
{
	for (guint i = 0; decorators && i < decorators->count; i++)
		items_add(evaluator->arena, items,
			  evaluate(evaluator, scope, decorators->children[i]));
}

/* A decorator of the tree is called with what it decorates; one from outside
 * is only noted on it. */
static Value *decorate(Evaluator *evaluator, Value *value, const Items *items)
{
	for (guint i = items->count; i-- > 0;) {
		Value *decorator = items->items[i];
		if (decorator->kind != VALUE_FUNCTION &&
		    decorator->kind != VALUE_METHOD)
			continue;
		Call *arguments = call_new(evaluator);
		items_add(evaluator->arena, &arguments->arguments, value);
		value = call(evaluator, decorator, arguments, value->place);
	}
	return value;
}

static void execute_function(Evaluator *evaluator, Scope *scope,
			     const Node *node)
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

static void execute_class(Evaluator *evaluator, Scope *scope, const Node *node)
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
	call_subclass_hook(evaluator, class);
	assign_name(evaluator, scope, node->text,
		    decorate(evaluator, class->value, &class->decorators));
}

/* The names of a scope as they are now, to go back to. */
static Names copy_names(Evaluator *evaluator, const Names *names)
{
	Names copy = {0};
	for (guint i = 0; i < names->count; i++)
		if (names->entries[i].value)
			names_set(evaluator->arena, &copy,
				  names->entries[i].name,
				  names->entries[i].value);
	return copy;
}

/* Leaves in `scope` the names of both outcomes; where they differ, the name is
 * unknown. */
static void merge_names(Evaluator *evaluator, Scope *scope, const Names *other,
			Place place)
{
	Names *names = scope->names;
	for (guint i = 0; i < other->count; i++)
		if (!names_get(names, other->entries[i].name))
			names_set(evaluator->arena, names,
				  other->entries[i].name,
				  new_value(evaluator, VALUE_ELLIPSIS, place));
	for (guint i = 0; i < names->count; i++) {
		NameEntry *entry = &names->entries[i];
		Value *theirs = names_get(other, entry->name);
		if (!entry->value || entry->value == theirs)
			continue;
		if (theirs && value_equal(entry->value, theirs) == TRUTH_TRUE)
			continue;
		/* An import in one branch only is harmless: a use of the name
		 * in the other would be an error in the program. */
		if (!theirs && (entry->value->kind == VALUE_EXTERNAL ||
				entry->value->kind == VALUE_MODULE))
			continue;
		entry->value = unknown(evaluator, place,
				       "the name '%s', which depends on a "
				       "condition that is not known",
				       entry->name);
	}
}

static Place *copy_place(Evaluator *evaluator, Place place)
{
	Place *copy = arena_new0(evaluator->arena, Place);
	*copy = place;
	return copy;
}

/* Executes both blocks as if either could be the one. */
static Flow execute_doubtful(Evaluator *evaluator, Scope *scope,
			     const Node *one, const Node *other, Place place)
{
	const Place *before_doubt = evaluator->doubt;
	Names before = copy_names(evaluator, scope->names);
	evaluator->doubt = copy_place(evaluator, place);
	Flow first = execute_block(evaluator, scope, one);
	Names after = *scope->names;
	if (first == FLOW_RAISE)
		evaluator->doubt = before_doubt;
	*scope->names = before;
	Flow second = other ? other->kind == NODE_BLOCK
				      ? execute_block(evaluator, scope, other)
				      : execute(evaluator, scope, other)
			    : FLOW_NEXT;
	evaluator->doubt = before_doubt;
	/* What raises is not what happens. */
	if (first == FLOW_RAISE)
		return second;
	if (second == FLOW_RAISE) {
		*scope->names = after;
		return first;
	}
	Names merged = copy_names(evaluator, scope->names);
	*scope->names = merged;
	merge_names(evaluator, scope, &after, place);
	return first == FLOW_NEXT && second == FLOW_NEXT ? FLOW_NEXT
							 : FLOW_UNKNOWN;
}

static Flow execute_if(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Value *condition = evaluate(evaluator, scope, node->children[0]);
	const Node *other = node->children[2];
	switch (value_truth(condition)) {
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
		assign(evaluator, scope, node->children[0], items.items[i]);
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
		Truth truth = value_truth(condition);
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

/* A statement that was not understood makes the class it stands in one that
 * is not wholly known. */
static void note_broken(Evaluator *evaluator, Scope *scope, const Node *node)
{
	if (scope->kind == SCOPE_CLASS && !scope->class->broken)
		scope->class->broken =
			unknown(evaluator, node_place(evaluator, node), "%s",
				node->text);
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

static Flow execute(Evaluator *evaluator, Scope *scope, const Node *node)
{
	if (evaluator->depth >= 1000 || evaluator_is_exhausted(evaluator))
		return FLOW_UNKNOWN;
	evaluator->depth++;
	evaluator->steps++;
	Flow flow = execute_compound(evaluator, scope, node);
	evaluator->depth--;
	return flow;
}
