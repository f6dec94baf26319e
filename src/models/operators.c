#include "evaluate.h"

#include <string.h>

enum {
	MAX_REPEATED = 1 << 16,
	MAX_TEXT = 1 << 20
};

static gboolean is_number(const Value *value)
{
	return value->kind == VALUE_INT || value->kind == VALUE_BOOL;
}

static Value *operation(Evaluator *evaluator, const char *sign, Value *left,
			Value *right, Place place)
{
	Value *value = new_value(evaluator, VALUE_OPERATION, place);
	value->text = intern(evaluator, sign);
	add_item(evaluator, value, left);
	if (right)
		add_item(evaluator, value, right);
	return value;
}

static Value *operate_numbers(Evaluator *evaluator, const char *sign, gint64 a,
			      gint64 b, Place place)
{
	gint64 result;
	gboolean failed = FALSE;
	if (strcmp(sign, "+") == 0)
		failed = __builtin_add_overflow(a, b, &result);
	else if (strcmp(sign, "-") == 0)
		failed = __builtin_sub_overflow(a, b, &result);
	else if (strcmp(sign, "*") == 0)
		failed = __builtin_mul_overflow(a, b, &result);
	else if (strcmp(sign, "//") == 0 && b > 0 && a >= 0)
		result = a / b;
	else if (strcmp(sign, "%") == 0 && b > 0 && a >= 0)
		result = a % b;
	else if (strcmp(sign, "|") == 0)
		result = a | b;
	else if (strcmp(sign, "&") == 0)
		result = a & b;
	else if (strcmp(sign, "<<") == 0 && a >= 0 && b >= 0 && b < 62 &&
		 a <= (G_MAXINT64 >> b))
		result = a << b;
	else if (strcmp(sign, "**") == 0 && b >= 0 && b < 64) {
		result = 1;
		for (gint64 i = 0; i < b && !failed; i++)
			failed = __builtin_mul_overflow(result, a, &result);
	} else
		failed = TRUE;
	if (failed)
		return unknown(evaluator, place, "the number of '%s'", sign);
	return value_new_int(evaluator->arena, result);
}

static Value *concatenate(Evaluator *evaluator, Value *left, Value *right,
			  Place place)
{
	if (left->kind == VALUE_STR &&
	    strlen(left->text) + strlen(right->text) > MAX_TEXT)
		return unknown(evaluator, place, "a very long string");
	if (left->kind == VALUE_STR)
		return value_new_str(evaluator->arena,
				     arena_intern_format(evaluator->arena,
							 "%s%s", left->text,
							 right->text));
	Value *sum = new_sequence(evaluator, left->kind);
	for (guint i = 0; i < left->items.count; i++)
		add_item(evaluator, sum, left->items.items[i]);
	for (guint i = 0; i < right->items.count; i++)
		add_item(evaluator, sum, right->items.items[i]);
	return sum;
}

static Value *repeat(Evaluator *evaluator, Value *value, gint64 times,
		     Place place)
{
	gsize size = value->kind == VALUE_STR ? strlen(value->text)
					      : value->items.count;
	times = MAX(times, 0);
	if (times > MAX_REPEATED || size * (gsize)times > MAX_REPEATED)
		return unknown(evaluator, place, "a very long value");
	if (value->kind == VALUE_STR) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (gint64 i = 0; i < times; i++)
			g_string_append(text, value->text);
		return new_str(evaluator, text->str);
	}
	Value *repeated = new_sequence(evaluator, value->kind);
	for (gint64 i = 0; i < times; i++)
		for (guint j = 0; j < value->items.count; j++)
			add_item(evaluator, repeated, value->items.items[j]);
	return repeated;
}

static gboolean contains(Evaluator *evaluator, const Value *sequence,
			 const Value *item)
{
	for (guint i = 0; i < sequence->items.count; i++)
		if (value_equal(evaluator->arena, sequence->items.items[i],
				item) == TRUTH_TRUE)
			return TRUE;
	return FALSE;
}

static Value *combine_sets(Evaluator *evaluator, const char *sign, Value *left,
			   Value *right)
{
	Value *result = new_sequence(evaluator, VALUE_SET);
	gboolean both = *sign == '&';
	gboolean minus = *sign == '-';
	for (guint i = 0; i < left->items.count; i++) {
		Value *item = left->items.items[i];
		gboolean in_right = contains(evaluator, right, item);
		if ((!both || in_right) && (!minus || !in_right))
			add_item(evaluator, result, item);
	}
	for (guint i = 0; *sign == '|' && i < right->items.count; i++)
		if (!contains(evaluator, left, right->items.items[i]))
			add_item(evaluator, result, right->items.items[i]);
	return result;
}

static Value *merge_dicts(Evaluator *evaluator, Value *left, Value *right)
{
	Value *merged = value_new_dict(evaluator->arena);
	const Value *parts[] = {left, right};
	for (guint i = 0; i < 2; i++) {
		const Dict *dict = parts[i]->dict;
		for (guint j = 0; j < dict->values.count; j++)
			if (dict->values.entries[j].value)
				dict_set(
					evaluator->arena, merged->dict,
					names_get(&dict->keys,
						  dict->values.entries[j].name),
					dict->values.entries[j].value);
	}
	return merged;
}

Value *operate(Evaluator *evaluator, const char *sign, Value *left,
	       Value *right, Place place)
{
	if (left->kind == VALUE_UNKNOWN)
		return left;
	if (left->kind == VALUE_STR && strcmp(sign, "%") == 0)
		return format_percent(evaluator, left->text, right, place);
	if (right->kind == VALUE_UNKNOWN)
		return right;
	if (is_number(left) && is_number(right))
		return operate_numbers(evaluator, sign, left->number,
				       right->number, place);
	if (strcmp(sign, "+") == 0 && left->kind == right->kind &&
	    (left->kind == VALUE_STR || left->kind == VALUE_TUPLE ||
	     left->kind == VALUE_LIST))
		return concatenate(evaluator, left, right, place);
	if (strcmp(sign, "*") == 0 && is_number(right) &&
	    (left->kind == VALUE_STR || left->kind == VALUE_TUPLE ||
	     left->kind == VALUE_LIST))
		return repeat(evaluator, left, right->number, place);
	if (left->kind == VALUE_SET && right->kind == VALUE_SET &&
	    strchr("|&-", *sign))
		return combine_sets(evaluator, sign, left, right);
	if (left->kind == VALUE_DICT && right->kind == VALUE_DICT &&
	    *sign == '|')
		return merge_dicts(evaluator, left, right);
	return operation(evaluator, sign, left, right, place);
}

Value *operate_unary(Evaluator *evaluator, const char *sign, Value *operand,
		     Place place)
{
	if (operand->kind == VALUE_UNKNOWN)
		return operand;
	if (is_number(operand) && *sign == '-' && operand->number != G_MININT64)
		return value_new_int(evaluator->arena, -operand->number);
	if (is_number(operand) && *sign == '+')
		return value_new_int(evaluator->arena, operand->number);
	if (operand->kind == VALUE_FLOAT && *sign == '-' &&
	    *operand->text != '-')
		return value_new_text(evaluator->arena, VALUE_FLOAT,
				      arena_intern_format(evaluator->arena,
							  "-%s",
							  operand->text));
	return operation(evaluator, sign, operand, NULL, place);
}

static Truth compare_in(Evaluator *evaluator, Value *left, Value *right)
{
	if (left->kind == VALUE_UNKNOWN || value_is_term(left))
		return TRUTH_UNKNOWN;
	if (left->kind == VALUE_STR && right->kind == VALUE_STR) {
		arena_charge_bytes(evaluator->arena, strlen(right->text));
		return strstr(right->text, left->text) ? TRUTH_TRUE
						       : TRUTH_FALSE;
	}
	if (right->kind == VALUE_DICT)
		return dict_get(evaluator->arena, right->dict, left)
			       ? TRUTH_TRUE
			       : TRUTH_FALSE;
	Items items = {0};
	if (!iterate(evaluator, right, &items))
		return TRUTH_UNKNOWN;
	Truth found = TRUTH_FALSE;
	for (guint i = 0; i < items.count; i++) {
		Truth equal =
			value_equal(evaluator->arena, items.items[i], left);
		if (equal == TRUTH_TRUE)
			return TRUTH_TRUE;
		if (equal == TRUTH_UNKNOWN)
			found = TRUTH_UNKNOWN;
	}
	return found;
}

/* "sa.Integer()": what a class makes is not None, and a class is known by its
 * capital. */
static gboolean is_construction(const Value *value)
{
	if (value->kind != VALUE_CALL)
		return FALSE;
	const Value *callee = value->object;
	if (callee->kind == VALUE_CLASS)
		return TRUE;
	if (callee->kind != VALUE_EXTERNAL && callee->kind != VALUE_ATTRIBUTE)
		return FALSE;
	const char *dot = strrchr(callee->text, '.');
	return g_ascii_isupper(dot ? dot[1] : *callee->text);
}

static Truth compare_is(Evaluator *evaluator, const Value *left,
			const Value *right)
{
	if (left->kind == VALUE_NONE || right->kind == VALUE_NONE) {
		const Value *other = left->kind == VALUE_NONE ? right : left;
		if (other->kind == VALUE_NONE)
			return TRUTH_TRUE;
		/* An object that was constructed is not None. */
		return other->kind == VALUE_UNKNOWN ||
				       (value_is_term(other) &&
					other->kind != VALUE_EXTERNAL &&
					!is_construction(other))
			       ? TRUTH_UNKNOWN
			       : TRUTH_FALSE;
	}
	return value_equal(evaluator->arena, left, right);
}

/* -1, 0, 1, or 2 where the order is not known */
static int order_values(const Value *left, const Value *right)
{
	if (is_number(left) && is_number(right))
		return (left->number > right->number) -
		       (left->number < right->number);
	if (left->kind == VALUE_STR && right->kind == VALUE_STR) {
		int order = strcmp(left->text, right->text);
		return (order > 0) - (order < 0);
	}
	if (left->kind != VALUE_TUPLE || right->kind != VALUE_TUPLE)
		return 2;
	guint count = MIN(left->items.count, right->items.count);
	for (guint i = 0; i < count; i++) {
		const Value *a = left->items.items[i];
		const Value *b = right->items.items[i];
		if (!is_number(a) || !is_number(b))
			return 2;
		if (a->number != b->number)
			return a->number < b->number ? -1 : 1;
	}
	return (left->items.count > right->items.count) -
	       (left->items.count < right->items.count);
}

static Truth compare_order(const char *sign, const Value *left,
			   const Value *right)
{
	int order = order_values(left, right);
	if (order == 2)
		return TRUTH_UNKNOWN;
	gboolean holds = *sign == '<' ? order < 0 : order > 0;
	if (sign[1] == '=')
		holds = *sign == '<' ? order <= 0 : order >= 0;
	return holds ? TRUTH_TRUE : TRUTH_FALSE;
}

static Truth negate(Truth truth)
{
	if (truth == TRUTH_UNKNOWN)
		return TRUTH_UNKNOWN;
	return truth == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
}

Value *compare_values(Evaluator *evaluator, const char *sign, Value *left,
		      Value *right, Place place)
{
	Truth truth;
	if (strcmp(sign, "==") == 0)
		truth = value_equal(evaluator->arena, left, right);
	else if (strcmp(sign, "!=") == 0 || strcmp(sign, "<>") == 0)
		truth = negate(value_equal(evaluator->arena, left, right));
	else if (strcmp(sign, "is") == 0)
		truth = compare_is(evaluator, left, right);
	else if (strncmp(sign, "is", 2) == 0)
		truth = negate(compare_is(evaluator, left, right));
	else if (strcmp(sign, "in") == 0)
		truth = compare_in(evaluator, left, right);
	else if (strncmp(sign, "not", 3) == 0)
		truth = negate(compare_in(evaluator, left, right));
	else
		truth = compare_order(sign, left, right);
	if (truth != TRUTH_UNKNOWN)
		return value_new_bool(evaluator->arena, truth == TRUTH_TRUE);
	if (left->kind == VALUE_UNKNOWN)
		return left;
	if (right->kind == VALUE_UNKNOWN)
		return right;
	return operation(evaluator, sign, left, right, place);
}
