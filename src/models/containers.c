#include "evaluate.h"

#include <string.h>

static Value *none(Evaluator *evaluator)
{
	return value_new(evaluator->arena, VALUE_NONE);
}

static void add_each(Evaluator *evaluator, Value *list, Value *from,
		     Place place)
{
	Items items = {0};
	if (!iterate(evaluator, from, &items)) {
		add_item(evaluator, list,
			 from->kind == VALUE_UNKNOWN
				 ? from
				 : unknown(evaluator, place, "the items of %s",
					   value_describe(evaluator->arena,
							  from)));
		return;
	}
	for (guint i = 0; i < items.count; i++)
		add_item(evaluator, list, doubted(evaluator, items.items[i]));
}

static void insert(Evaluator *evaluator, Value *list, gint64 at, Value *value)
{
	add_item(evaluator, list, value);
	gint64 last = list->items.count - 1;
	at = CLAMP(at < 0 ? at + last : at, 0, last);
	memmove(list->items.items + at + 1, list->items.items + at,
		(gsize)(last - at) * sizeof(Value *));
	list->items.items[at] = value;
}

static Value *copy_sequence(Evaluator *evaluator, const Value *list)
{
	Value *copy = new_sequence(evaluator, list->kind);
	for (guint i = 0; i < list->items.count; i++)
		add_item(evaluator, copy, list->items.items[i]);
	return copy;
}

static Value *pop(Evaluator *evaluator, Value *list, const Value *at)
{
	if (!list->items.count || evaluator->doubt ||
	    (at && at->kind != VALUE_INT))
		return NULL;
	gint64 position = at ? at->number : -1;
	if (position < 0)
		position += list->items.count;
	if (position < 0 || position >= list->items.count)
		return NULL;
	Value *value = list->items.items[position];
	list->items.count--;
	memmove(list->items.items + position, list->items.items + position + 1,
		(list->items.count - (gsize)position) * sizeof(Value *));
	return value;
}

static Value *remove_item(Evaluator *evaluator, Value *list, const Value *item)
{
	for (guint i = 0; !evaluator->doubt && i < list->items.count; i++) {
		if (value_equal(evaluator->arena, list->items.items[i], item) !=
		    TRUTH_TRUE)
			continue;
		Value *at = value_new_int(evaluator->arena, i);
		pop(evaluator, list, at);
		return none(evaluator);
	}
	return NULL;
}

static void reverse(Value *list)
{
	for (guint i = 0; i < list->items.count / 2; i++) {
		guint j = list->items.count - 1 - i;
		Value *swap = list->items.items[i];
		list->items.items[i] = list->items.items[j];
		list->items.items[j] = swap;
	}
}

static Value *call_sequence_method(Evaluator *evaluator, Value *list,
				   const char *method, Call *arguments,
				   Place place)
{
	Value *one = call_argument(arguments, 0, NULL);
	Value *two = call_argument(arguments, 1, NULL);
	if ((strcmp(method, "append") == 0 || strcmp(method, "add") == 0) &&
	    one) {
		add_item(evaluator, list, doubted(evaluator, one));
		return none(evaluator);
	}
	if ((strcmp(method, "extend") == 0 || strcmp(method, "update") == 0) &&
	    one) {
		add_each(evaluator, list, one, place);
		return none(evaluator);
	}
	if (strcmp(method, "insert") == 0 && two && one->kind == VALUE_INT) {
		insert(evaluator, list, one->number, doubted(evaluator, two));
		return none(evaluator);
	}
	if (strcmp(method, "copy") == 0)
		return copy_sequence(evaluator, list);
	if (strcmp(method, "pop") == 0 && list->kind == VALUE_LIST)
		return pop(evaluator, list, one);
	if (strcmp(method, "remove") == 0 && one)
		return remove_item(evaluator, list, one);
	if (strcmp(method, "reverse") == 0 && !evaluator->doubt) {
		reverse(list);
		return none(evaluator);
	}
	if (strcmp(method, "union") == 0 && one) {
		Value *result = copy_sequence(evaluator, list);
		add_each(evaluator, result, one, place);
		return result;
	}
	return NULL;
}

static Value *list_pairs(Evaluator *evaluator, const Dict *dict,
			 const char *method)
{
	Value *list = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; i < dict->values.count; i++) {
		const NameEntry *entry = &dict->values.entries[i];
		if (!entry->value)
			continue;
		Value *key = names_get(&dict->keys, entry->name);
		Value *item = *method == 'k' ? key : entry->value;
		if (*method == 'i') {
			item = new_sequence(evaluator, VALUE_TUPLE);
			add_item(evaluator, item, key);
			add_item(evaluator, item, entry->value);
		}
		add_item(evaluator, list, item);
	}
	return list;
}

static gboolean update(Evaluator *evaluator, Value *dict, const Value *from,
		       const Names *keywords)
{
	Arena *arena = evaluator->arena;
	if (from && from->kind != VALUE_DICT)
		return FALSE;
	for (guint i = 0; from && i < from->dict->values.count; i++) {
		const NameEntry *entry = &from->dict->values.entries[i];
		if (entry->value)
			dict_set(arena, dict->dict,
				 names_get(&from->dict->keys, entry->name),
				 doubted(evaluator, entry->value));
	}
	for (guint i = 0; i < keywords->count; i++)
		dict_set(arena, dict->dict,
			 new_str(evaluator, keywords->entries[i].name),
			 doubted(evaluator, keywords->entries[i].value));
	return TRUE;
}

static Value *pop_key(Evaluator *evaluator, Value *dict, const Value *key,
		      Value *otherwise)
{
	Value *value = dict_get(evaluator->arena, dict->dict, key);
	if (!value || key->kind != VALUE_STR || evaluator->doubt)
		return value ? NULL : otherwise;
	names_remove(&dict->dict->values, key->text);
	return value;
}

static Value *call_dict_method(Evaluator *evaluator, Value *dict,
			       const char *method, Call *arguments)
{
	Value *one = call_argument(arguments, 0, NULL);
	Value *two = call_argument(arguments, 1, NULL);
	if (strcmp(method, "items") == 0 || strcmp(method, "keys") == 0 ||
	    strcmp(method, "values") == 0)
		return list_pairs(evaluator, dict->dict, method);
	if (strcmp(method, "update") == 0 &&
	    update(evaluator, dict, one, &arguments->keywords))
		return none(evaluator);
	if (strcmp(method, "copy") == 0) {
		Value *copy = value_new_dict(evaluator->arena);
		Names nothing = {0};
		update(evaluator, copy, dict, &nothing);
		return copy;
	}
	if (!one || one->kind == VALUE_UNKNOWN || value_is_term(one))
		return NULL;
	if (strcmp(method, "pop") == 0)
		return pop_key(evaluator, dict, one, two);
	Value *value = dict_get(evaluator->arena, dict->dict, one);
	if (!value && strcmp(method, "setdefault") == 0 && two)
		dict_set(evaluator->arena, dict->dict, one,
			 doubted(evaluator, two));
	if (strcmp(method, "get") == 0 || strcmp(method, "setdefault") == 0)
		return value ? value : two ? two : none(evaluator);
	return NULL;
}

Value *call_container_method(Evaluator *evaluator, Value *object,
			     const char *method, Call *arguments, Place place)
{
	Value *value =
		object->kind == VALUE_DICT
			? call_dict_method(evaluator, object, method, arguments)
			: call_sequence_method(evaluator, object, method,
					       arguments, place);
	return value ? value
		     : unknown(evaluator, place, "a call of .%s() of %s",
			       method,
			       value_describe(evaluator->arena, object));
}
