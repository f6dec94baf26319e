/* The environment is not known. Where a program says itself what holds when a
 * variable is not set, that is taken, and goes with the value it was taken for
 * into whatever is made of it, so that a reader of terms can say so. */
#include "evaluate.h"

#include <string.h>

Value *assume(Evaluator *evaluator, Value *value, const Place *assumed)
{
	if (!assumed || value->assumed || value->kind == VALUE_UNKNOWN)
		return value;
	/* These are shared; the others are what was just made, or something
	 * that is marked once too often. */
	if (value->kind <= VALUE_ELLIPSIS || value->kind == VALUE_EXTERNAL) {
		Value *copy = value_new(evaluator->arena, value->kind);
		*copy = *value;
		value = copy;
	}
	value->assumed = assumed;
	return value;
}

static gboolean asks_environment(const char *dotted)
{
	return strcmp(dotted, "os.environ.get") == 0 ||
	       strcmp(dotted, "os.getenv") == 0;
}

static const Place *copy_place(Evaluator *evaluator, Place place)
{
	Place *copy = arena_new0(evaluator->arena, Place);
	*copy = place;
	return copy;
}

Value *call_environment(Evaluator *evaluator, const char *dotted,
			const Call *arguments, Place place)
{
	if (!asks_environment(dotted))
		return NULL;
	Value *value = call_argument(arguments, 1, "default");
	if (arguments->open || !value)
		return NULL;
	return assume(evaluator, value, copy_place(evaluator, place));
}

Value *environment_or(Evaluator *evaluator, const Value *left, Value *right)
{
	if (left->kind != VALUE_CALL || left->object->kind != VALUE_EXTERNAL ||
	    !asks_environment(left->object->text))
		return NULL;
	return assume(evaluator, right, copy_place(evaluator, left->place));
}

Truth condition_truth(const Value *value)
{
	return value->assumed ? TRUTH_UNKNOWN : value_truth(value);
}
