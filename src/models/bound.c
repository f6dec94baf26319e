/* Constants beside columns whose type is a TypeDecorator of the tree, which
 * may turn them into something else. */
#include "sqlalchemy.h"

static gboolean is_constant(const Value *value)
{
	return value->kind == VALUE_INT || value->kind == VALUE_FLOAT ||
	       value->kind == VALUE_STR || value->kind == VALUE_BOOL;
}

static Value *find_processor(Reader *reader, const Class *class)
{
	static const char *const names[] = {
		"process_literal_param", "process_bind_param",
		"literal_processor", "bind_processor", "bind_expression"};
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		Value *found = class_find(
			class, intern(reader->evaluator, names[i]), NULL);
		if (found)
			return found;
	}
	return NULL;
}

Value *bind_literal(Reader *reader, MappedTable *table, const Value *beside,
		    Value *value)
{
	MappedColumn *column = is_constant(value) && beside->kind != VALUE_STR
				       ? resolve_column(reader, table, beside)
				       : NULL;
	Value *type = column ? column->type_value : NULL;
	const Value *of =
		type && type->kind == VALUE_CALL ? type->object : type;
	Value *processor = of && of->kind == VALUE_CLASS
				   ? find_processor(reader, of->class)
				   : NULL;
	if (!processor || processor->kind != VALUE_FUNCTION)
		return value;
	Evaluator *evaluator = reader->evaluator;
	Call *arguments = call_new(evaluator);
	items_add(evaluator->arena, &arguments->arguments, value);
	items_add(evaluator->arena, &arguments->arguments,
		  unknown(evaluator, value->place, "a dialect"));
	Value *bound = call_function(evaluator, processor->function, type,
				     arguments, value->place);
	return is_constant(bound)
		       ? bound
		       : unknown(evaluator, (Place){NULL, 0, 0},
				 "a constant that '%s' turns into something "
				 "else",
				 of->class->name);
}
