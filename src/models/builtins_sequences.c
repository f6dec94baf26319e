/* The builtins that go over sequences. */
#include "builtins.h"

enum {
	MAX_RANGE = 100000
};

Value *call_range(Evaluator *evaluator, Call *arguments, Place place)
{
	gint64 bounds[3] = {0, 0, 1};
	guint count = arguments->arguments.count;
	for (guint i = 0; i < count && i < 3; i++) {
		const Value *bound = arguments->arguments.items[i];
		if (bound->kind != VALUE_INT)
			return builtin_fail(evaluator, place, "range");
		bounds[count == 1 ? 1 : i] = bound->number;
	}
	Value *list = new_sequence(evaluator, VALUE_LIST);
	if (!bounds[2] || !count)
		return builtin_fail(evaluator, place, "range");
	for (gint64 i = bounds[0];
	     bounds[2] > 0 ? i < bounds[1] : i > bounds[1]; i += bounds[2]) {
		if (list->items.count >= MAX_RANGE)
			return builtin_fail(evaluator, place, "range");
		add_item(evaluator, list, value_new_int(evaluator->arena, i));
	}
	return list;
}

Value *call_enumerate(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *list = builtin_collect(evaluator, arguments, place, VALUE_LIST,
				      "enumerate");
	const Value *start = call_argument(arguments, 1, "start");
	if (list->kind != VALUE_LIST || (start && start->kind != VALUE_INT))
		return builtin_fail(evaluator, place, "enumerate");
	for (guint i = 0; i < list->items.count; i++) {
		Value *pair = new_sequence(evaluator, VALUE_TUPLE);
		add_item(evaluator, pair,
			 value_new_int(evaluator->arena,
				       i + (start ? start->number : 0)));
		add_item(evaluator, pair, list->items.items[i]);
		list->items.items[i] = pair;
	}
	return list;
}

Value *call_zip(Evaluator *evaluator, Call *arguments, Place place)
{
	guint count = arguments->arguments.count;
	g_autofree Items *columns = g_new0(Items, count + 1);
	guint shortest = G_MAXUINT;
	for (guint i = 0; i < count; i++) {
		if (!iterate(evaluator, arguments->arguments.items[i],
			     &columns[i]))
			return builtin_fail(evaluator, place, "zip");
		shortest = MIN(shortest, columns[i].count);
	}
	Value *list = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; count && i < shortest; i++) {
		Value *row = new_sequence(evaluator, VALUE_TUPLE);
		for (guint j = 0; j < count; j++)
			add_item(evaluator, row, columns[j].items[i]);
		add_item(evaluator, list, row);
	}
	return list;
}

static Value *extreme(Evaluator *evaluator, Call *arguments, Place place,
		      const char *sign)
{
	Items items = {0};
	if (arguments->keywords.count)
		return builtin_fail(evaluator, place, "min or max");
	if (arguments->arguments.count == 1) {
		if (!iterate(evaluator, builtin_first(arguments), &items))
			return builtin_fail(evaluator, place, "min or max");
	} else {
		items = arguments->arguments;
	}
	Value *best = items.count ? items.items[0] : NULL;
	for (guint i = 1; i < items.count; i++) {
		Value *better = compare_values(evaluator, sign, items.items[i],
					       best, place);
		if (value_truth(better) == TRUTH_UNKNOWN)
			return builtin_fail(evaluator, place, "min or max");
		if (value_truth(better) == TRUTH_TRUE)
			best = items.items[i];
	}
	return best ? best : builtin_fail(evaluator, place, "min or max");
}

Value *call_min(Evaluator *evaluator, Call *arguments, Place place)
{
	return extreme(evaluator, arguments, place, "<");
}

Value *call_max(Evaluator *evaluator, Call *arguments, Place place)
{
	return extreme(evaluator, arguments, place, ">");
}

Value *call_sum(Evaluator *evaluator, Call *arguments, Place place)
{
	Value *list =
		builtin_collect(evaluator, arguments, place, VALUE_LIST, "sum");
	Value *sum = call_argument(arguments, 1, "start");
	if (!sum)
		sum = value_new_int(evaluator->arena, 0);
	for (guint i = 0; list->kind == VALUE_LIST && i < list->items.count;
	     i++)
		sum = operate(evaluator, "+", sum, list->items.items[i], place);
	return list->kind == VALUE_LIST ? sum : list;
}

static Value *all_or_any(Evaluator *evaluator, Call *arguments, Place place,
			 Truth decides)
{
	Value *list = builtin_collect(evaluator, arguments, place, VALUE_LIST,
				      "all or any");
	gboolean open = list->kind != VALUE_LIST;
	for (guint i = 0; !open && i < list->items.count; i++) {
		Truth truth = value_truth(list->items.items[i]);
		if (truth == decides)
			return value_new_bool(evaluator->arena,
					      decides == TRUTH_TRUE);
		open = truth == TRUTH_UNKNOWN;
	}
	if (open)
		return builtin_fail(evaluator, place, "all or any");
	return value_new_bool(evaluator->arena, decides != TRUTH_TRUE);
}

Value *call_all(Evaluator *evaluator, Call *arguments, Place place)
{
	return all_or_any(evaluator, arguments, place, TRUTH_FALSE);
}

Value *call_any(Evaluator *evaluator, Call *arguments, Place place)
{
	return all_or_any(evaluator, arguments, place, TRUTH_TRUE);
}

Value *call_map(Evaluator *evaluator, Call *arguments, Place place)
{
	Items items = {0};
	if (arguments->arguments.count != 2 ||
	    !iterate(evaluator, arguments->arguments.items[1], &items))
		return builtin_fail(evaluator, place, "map");
	Value *list = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; i < items.count; i++) {
		Call *one = call_new(evaluator);
		items_add(evaluator->arena, &one->arguments, items.items[i]);
		add_item(evaluator, list,
			 call(evaluator, arguments->arguments.items[0], one,
			      place));
	}
	return list;
}
