/* Statements that bind names. */
#include "statements.h"

void assign_name(Evaluator *evaluator, Scope *scope, const char *name,
		 Value *value)
{
	Names *names = scope->names;
	if (scope->globals && names_get(scope->globals, name))
		names = scope->module->scope.names;
	names_set(evaluator->arena, names, name, value);
}

static void note_assigned(Evaluator *evaluator, Value *object, const char *name,
			  Value *value, Place place)
{
	Assigned assigned = {object, name, doubted(evaluator, value), place};
	g_array_append_val(evaluator->assigned, assigned);
}

static void assign_attribute(Evaluator *evaluator, Value *object,
			     const char *name, Value *value, Place place)
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
	else if (object->kind == VALUE_UNKNOWN)
		note_stray(evaluator, value, object, place);
	else if (value_is_term(object))
		note_assigned(evaluator, object, name, value, place);
}

static void assign_item(Evaluator *evaluator, Value *object, Value *key,
			Value *value)
{
	value = doubted(evaluator, value);
	if (object->kind == VALUE_DICT) {
		Class *of = object->dict->of;
		if (!dict_set(evaluator->arena, object->dict, key, value) &&
		    of && !of->broken)
			of->broken = unknown(evaluator, key->place,
					     "a name that is not known in "
					     "locals()");
	} else if (object->kind == VALUE_LIST && key->kind == VALUE_INT &&
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
		assign(evaluator, scope, child,
		       assume(evaluator, item, value->assumed));
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
		assign_attribute(evaluator, object, target->text, value,
				 node_place(evaluator, target));
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

void execute_assign(Evaluator *evaluator, Scope *scope, const Node *node)
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

void execute_annotated(Evaluator *evaluator, Scope *scope, const Node *node)
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

void execute_augmented(Evaluator *evaluator, Scope *scope, const Node *node)
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
