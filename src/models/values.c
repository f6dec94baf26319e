#include "evaluate.h"

Value *unknown(Evaluator *evaluator, Place place, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	Value *value = new_value(evaluator, VALUE_UNKNOWN, place);
	value->text = arena_intern(evaluator->arena, text);
	evaluator->failures++;
	return value;
}

Value *new_value(Evaluator *evaluator, ValueKind kind, Place place)
{
	Value *value = value_new(evaluator->arena, kind);
	value->place = place;
	value->doubt = evaluator->doubt;
	return value;
}

gint64 count_characters(Evaluator *evaluator, const char *text)
{
	arena_charge_bytes(evaluator->arena, strlen(text));
	return g_utf8_strlen(text, -1);
}

Value *new_str(Evaluator *evaluator, const char *text)
{
	return value_new_str(evaluator->arena, text);
}

Value *new_external(Evaluator *evaluator, const char *dotted)
{
	const char *name = intern(evaluator, dotted);
	Value *value = g_hash_table_lookup(evaluator->externals, name);
	if (!value) {
		value = value_new_text(evaluator->arena, VALUE_EXTERNAL, name);
		g_hash_table_insert(evaluator->externals,
				    (gpointer)(guintptr)name, value);
	}
	return value;
}

Value *new_sequence(Evaluator *evaluator, ValueKind kind)
{
	return value_new(evaluator->arena, kind);
}

void add_item(Evaluator *evaluator, Value *sequence, Value *item)
{
	items_add(evaluator->arena, &sequence->items, item);
}

Place node_place(const Evaluator *evaluator, const Node *node)
{
	return (Place){evaluator->path, node->line, node->last_line};
}

const char *intern(Evaluator *evaluator, const char *text)
{
	return arena_intern(evaluator->arena, text);
}

Value *doubted(Evaluator *evaluator, Value *value)
{
	if (!evaluator->doubt || value->kind == VALUE_UNKNOWN)
		return value;
	return unknown(evaluator, *evaluator->doubt,
		       "a value that depends on a condition that is not known");
}

const char *next_character(const char *text)
{
	return text + g_utf8_skip[(guchar)*text];
}
