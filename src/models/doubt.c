/* Statements under a condition that is not known. */
#include "statements.h"

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
		if (theirs && value_equal(evaluator->arena, entry->value,
					  theirs) == TRUTH_TRUE)
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

Flow execute_doubtful(Evaluator *evaluator, Scope *scope, const Node *one,
		      const Node *other, Place place)
{
	const Place *before_doubt = evaluator->doubt;
	Names before = copy_names(evaluator, scope->names);
	evaluator->doubt = copy_place(evaluator, place);
	scope->result = NULL;
	Flow first = execute_block(evaluator, scope, one);
	Value *returned = scope->result;
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
	/* It may have returned: the rest of the function is in doubt. */
	if (first == FLOW_RETURN && second == FLOW_NEXT && returned) {
		items_add(evaluator->arena, &scope->perhaps, returned);
		evaluator->doubt = copy_place(evaluator, place);
		return FLOW_NEXT;
	}
	if (first == FLOW_RETURN && second == FLOW_RETURN && returned) {
		items_add(evaluator->arena, &scope->perhaps, returned);
		return FLOW_RETURN;
	}
	return first == FLOW_NEXT && second == FLOW_NEXT ? FLOW_NEXT
							 : FLOW_UNKNOWN;
}
