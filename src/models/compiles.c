/* Functions that @compiles() registers: how a class of the tree, or a type of
 * SQLAlchemy, is written in a dialect. */
#include "types.h"

#include <string.h>

static gboolean is_for(Reader *reader, const Value *registered, const Value *of,
		       const char *name)
{
	if (of && of->kind == VALUE_CLASS)
		return registered->kind == VALUE_CLASS &&
		       registered->class == of->class;
	const char *canonical = canonical_name(reader, registered);
	return name && canonical && strcmp(canonical, name) == 0;
}

void collect_compiles(Reader *reader)
{
	const GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++)
		if (is_called(reader, calls->pdata[i], "compiles") &&
		    argument_count(calls->pdata[i]))
			g_ptr_array_add(reader->compiles, calls->pdata[i]);
}

/* 0: not for this dialect; 1: for all of them; 2: for this one. */
static int fits_dialect(Reader *reader, const Value *call)
{
	if (argument_count(call) == 1)
		return 1;
	for (guint i = 1; i < argument_count(call); i++) {
		const char *name = text_of(reader, argument(call, i));
		if (name && strcmp(name, reader->dialect) == 0)
			return 2;
	}
	return 0;
}

/* The function for the dialect, or that for all; the last one counts. */
static Value *find_function(Reader *reader, const Value *of, const char *name)
{
	Value *found = NULL;
	int best = 0;
	for (guint i = 0; i < reader->compiles->len; i++) {
		const Value *call = reader->compiles->pdata[i];
		if (!is_for(reader, argument(call, 0), of, name))
			continue;
		int fit = fits_dialect(reader, call);
		Value *function = keyword(call, DECORATED);
		if (function && fit && fit >= best) {
			best = fit;
			found = function;
		}
	}
	return found;
}

Value *call_compiled(Reader *reader, const Value *of, const char *name,
		     Value *element, Place place)
{
	Value *function = find_function(reader, of, name);
	if (!function)
		return NULL;
	Evaluator *evaluator = reader->evaluator;
	Call *arguments = call_new(evaluator);
	items_add(reader->arena, &arguments->arguments, element);
	items_add(reader->arena, &arguments->arguments,
		  new_external(evaluator, "(compiler)"));
	return call(evaluator, function, arguments, place);
}

Type *types_read_compiled(TypeReading *reading, const Value *of,
			  const char *name, const Value *call, gboolean *found)
{
	Reader *reader = reading->reader;
	Value *element = call && call->kind == VALUE_CALL
				 ? (Value *)(guintptr)call
				 : new_external(reader->evaluator, "(element)");
	Value *result =
		call_compiled(reader, of, name, element, reading->place);
	*found = result != NULL;
	if (!result)
		return NULL;
	if (result->kind == VALUE_STR) {
		Type *type = type_new(TYPE_NAMED);
		type->name = g_strdup(result->text);
		return type;
	}
	/* compiler.visit_JSON(type, **kw) */
	static const char prefix[] = "(compiler).visit_";
	const char *visited =
		result->kind == VALUE_CALL &&
				result->object->kind == VALUE_EXTERNAL &&
				g_str_has_prefix(result->object->text, prefix)
			? result->object->text + sizeof prefix - 1
			: NULL;
	if (visited && types_know(visited) &&
	    (!name || strcmp(visited, name) != 0))
		return types_construct(reading, visited, call);
	unsupported_value(reader, reading->table, reading->place, result,
			  "what @compiles() writes for a type");
	return NULL;
}

/* DDL that is written in another way than SQLAlchemy's. */
void refuse_compiled(Reader *reader)
{
	static const char *const statements[] = {
		"CreateTable",	 "CreateColumn",  "CreateIndex",
		"AddConstraint", "ColumnElement", NULL};
	for (guint i = 0; i < reader->compiles->len; i++) {
		const Value *call = reader->compiles->pdata[i];
		const char *name = canonical_name(reader, argument(call, 0));
		if (name && g_strv_contains(statements, name) &&
		    fits_dialect(reader, call))
			unsupported(reader, NULL, call->place,
				    "a function that writes %s", name);
	}
}
