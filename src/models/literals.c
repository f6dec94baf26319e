/* Numbers, f-strings and displays of collections. */
#include "evaluate.h"

#include <string.h>

Value *evaluate_integer(Evaluator *evaluator, const Node *node)
{
	char digits[40];
	gsize count = 0;
	for (const char *p = node->text; *p && count < sizeof digits - 1; p++)
		if (*p != '_')
			digits[count++] = *p;
	digits[count] = '\0';
	char *end;
	guint64 number;
	if (g_ascii_strncasecmp(digits, "0o", 2) == 0)
		number = g_ascii_strtoull(digits + 2, &end, 8);
	else if (g_ascii_strncasecmp(digits, "0b", 2) == 0)
		number = g_ascii_strtoull(digits + 2, &end, 2);
	else
		number = g_ascii_strtoull(
			digits, &end,
			g_ascii_strncasecmp(digits, "0x", 2) == 0 ? 16 : 10);
	if (*end || number > G_MAXINT64)
		return unknown(evaluator, node_place(evaluator, node),
			       "the number %s", node->text);
	return value_new_int(evaluator->arena, (gint64)number);
}

Value *evaluate_format(Evaluator *evaluator, Scope *scope, const Node *node)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < node->count; i++) {
		const Node *part = node->children[i];
		if (part->kind == NODE_STRING) {
			g_string_append(text, part->text);
			continue;
		}
		Value *value = part->count ? evaluate(evaluator, scope,
						      part->children[0])
					   : NULL;
		if (!value || value->kind == VALUE_UNKNOWN)
			return value ? value
				     : unknown(evaluator,
					       node_place(evaluator, node),
					       "an f-string");
		const char *written = NULL;
		if (strcmp(part->text, "!r") == 0)
			written = value_repr(evaluator->arena, value);
		else if (!*part->text || strcmp(part->text, "!s") == 0)
			written = value_str(evaluator->arena, value);
		if (!written)
			return unknown(evaluator, node_place(evaluator, part),
				       "%s in an f-string",
				       value_describe(evaluator->arena, value));
		g_string_append(text, written);
	}
	return new_str(evaluator, text->str);
}

Value *evaluate_sequence(Evaluator *evaluator, Scope *scope, const Node *node,
			 ValueKind kind)
{
	Value *sequence =
		new_value(evaluator, kind, node_place(evaluator, node));
	for (guint i = 0; i < node->count; i++) {
		const Node *child = node->children[i];
		if (child->kind != NODE_SPLAT) {
			add_item(evaluator, sequence,
				 evaluate(evaluator, scope, child));
			continue;
		}
		Value *splat = evaluate(evaluator, scope, child->children[0]);
		Items items = {0};
		if (!iterate(evaluator, splat, &items)) {
			if (splat->kind != VALUE_UNKNOWN)
				splat = unknown(evaluator,
						node_place(evaluator, child),
						"the items of %s",
						value_describe(evaluator->arena,
							       splat));
			add_item(evaluator, sequence, splat);
		}
		for (guint j = 0; j < items.count; j++)
			add_item(evaluator, sequence, items.items[j]);
	}
	return sequence;
}

static gboolean merge_dict(Evaluator *evaluator, Value *into, const Value *from)
{
	if (from->kind != VALUE_DICT)
		return FALSE;
	const Names *values = &from->dict->values;
	for (guint i = 0; i < values->count; i++)
		if (values->entries[i].value)
			dict_set(evaluator->arena, into->dict,
				 names_get(&from->dict->keys,
					   values->entries[i].name),
				 values->entries[i].value);
	return TRUE;
}

Value *evaluate_dict(Evaluator *evaluator, Scope *scope, const Node *node)
{
	Value *dict = value_new_dict(evaluator->arena);
	dict->place = node_place(evaluator, node);
	for (guint i = 0; i < node->count; i++) {
		const Node *child = node->children[i];
		Place place = node_place(evaluator, child);
		if (child->kind == NODE_DOUBLE_SPLAT) {
			Value *other =
				evaluate(evaluator, scope, child->children[0]);
			if (!merge_dict(evaluator, dict, other))
				return other->kind == VALUE_UNKNOWN
					       ? other
					       : unknown(evaluator, place,
							 "a dictionary of "
							 "unknown keys");
			continue;
		}
		if (child->count < 2)
			continue;
		Value *key = evaluate(evaluator, scope, child->children[0]);
		Value *value = evaluate(evaluator, scope, child->children[1]);
		if (!dict_set(evaluator->arena, dict->dict, key, value))
			return unknown(evaluator, place,
				       "a dictionary with the key %s",
				       value_describe(evaluator->arena, key));
	}
	return dict;
}
