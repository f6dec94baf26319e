/* Mapped[…]: what an annotation says of a column, by the rules of
 * SQLAlchemy 2. */
#include "annotations.h"

#include <string.h>

enum {
	MAX_UNWRAPPED = 30
};

static Value *evaluate_text(Reader *reader, Scope *scope, const char *text,
			    guint line)
{
	const Node *node = syntax_parse_expression(reader->arena, text, line);
	return node ? evaluate(reader->evaluator, scope, node) : NULL;
}

Value *evaluate_annotation(Reader *reader, const Annotation *annotation)
{
	Evaluator *evaluator = reader->evaluator;
	const char *path = evaluator->path;
	evaluator->path = annotation->scope->module->path;
	Value *value = evaluate(evaluator, annotation->scope, annotation->node);
	if (value->kind == VALUE_STR) {
		Value *inner =
			evaluate_text(reader, annotation->scope, value->text,
				      annotation->node->line);
		value = inner ? inner : value;
	}
	evaluator->path = path;
	return value;
}

static gboolean is_none(const Value *value)
{
	return value->kind == VALUE_NONE;
}

static void take_union(Annotated *annotated, Value *const *items, guint count,
		       Value **rest)
{
	guint others = 0;
	for (guint i = 0; i < count; i++) {
		if (is_none(items[i]))
			annotated->nullable = TRUE;
		else if (!others++)
			*rest = items[i];
	}
	/* A union of several types has no column type of its own. */
	if (others != 1)
		*rest = NULL;
}

static void take_annotated(Reader *reader, Annotated *annotated, Value *value,
			   Value **rest)
{
	const Value *index = value->index;
	annotated->alias = value;
	if (index->kind != VALUE_TUPLE || !index->items.count) {
		*rest = NULL;
		return;
	}
	*rest = index->items.items[0];
	for (guint i = 1; i < index->items.count; i++)
		if (is_called(reader, index->items.items[i], "mapped_column"))
			items_add(reader->arena, &annotated->columns,
				  index->items.items[i]);
}

/* Takes one layer off; FALSE when none is left. */
static gboolean take_layer(Reader *reader, Annotated *annotated, Value **value,
			   Scope *scope)
{
	Value *at = *value;
	if (at->kind == VALUE_STR) {
		*value = evaluate_text(reader, scope, at->text, at->place.line);
		return TRUE;
	}
	if (at->kind == VALUE_OPERATION && strcmp(at->text, "|") == 0) {
		take_union(annotated, at->items.items, at->items.count, value);
		return TRUE;
	}
	if (at->kind != VALUE_ITEM)
		return FALSE;
	const char *name = canonical_name(reader, at->object);
	if (!name)
		return FALSE;
	if (strcmp(name, "typing.Optional") == 0) {
		annotated->nullable = TRUE;
		*value = at->index;
		return TRUE;
	}
	if (strcmp(name, "typing.Union") == 0 &&
	    at->index->kind == VALUE_TUPLE) {
		take_union(annotated, at->index->items.items,
			   at->index->items.count, value);
		return TRUE;
	}
	if (strcmp(name, "typing.Annotated") == 0) {
		take_annotated(reader, annotated, at, value);
		return TRUE;
	}
	if (strcmp(name, "typing.Final") == 0) {
		*value = at->index;
		return TRUE;
	}
	return FALSE;
}

/* "A | None | B" nests; the None may be in any of its layers. */
static Value *flatten_union(Reader *reader, Value *value)
{
	if (value->kind != VALUE_OPERATION || strcmp(value->text, "|") != 0)
		return value;
	Value *flat = value_new(reader->arena, VALUE_OPERATION);
	flat->text = value->text;
	flat->place = value->place;
	for (guint i = 0; i < value->items.count; i++) {
		const Value *part =
			flatten_union(reader, value->items.items[i]);
		if (part->kind == VALUE_OPERATION &&
		    strcmp(part->text, "|") == 0)
			for (guint j = 0; j < part->items.count; j++)
				items_add(reader->arena, &flat->items,
					  part->items.items[j]);
		else
			items_add(reader->arena, &flat->items,
				  value->items.items[i]);
	}
	return flat;
}

void take_apart(Reader *reader, Annotated *annotated, Value *value,
		Scope *scope)
{
	for (unsigned i = 0; value && i < MAX_UNWRAPPED; i++) {
		value = flatten_union(reader, value);
		if (!take_layer(reader, annotated, &value, scope))
			break;
	}
	annotated->type = value;
}

/* The part in Mapped[…]; NULL when it is something else. */
static Value *mapped_part(Reader *reader, const Value *value)
{
	return value->kind == VALUE_ITEM &&
			       is_named(reader, value->object, "Mapped")
		       ? value->index
		       : NULL;
}

static void settle_type(Reader *reader, MappedColumn *column,
			const Class *class, const Annotated *annotated,
			Place place)
{
	/* A foreign key gives the type before the annotation does. */
	if (column->column->type || column->foreign_keys.count)
		return;
	column->column->type = find_annotated_type(reader, column->table, class,
						   annotated, place);
	if (column->column->type)
		return;
	unsupported(reader, column->table, place,
		    "the annotation of the column '%s'%s%s",
		    column->column->name, annotated->type ? ": " : "",
		    annotated->type
			    ? value_describe(reader->arena, annotated->type)
			    : "");
	column->column->type = type_new(TYPE_NULL);
}

static void place_at(MappedColumn *column, Place place)
{
	Origin *origin = &column->column->origin;
	origin->line = MIN(origin->line, place.line);
	origin->last_line = MAX(origin->last_line, place.last_line);
}

MappedColumn *read_annotated_column(Reader *reader, MappedTable *table,
				    Class *class, const char *attribute,
				    const Annotation *annotation, Value *value)
{
	Value *call = unwrap_column(reader, value);
	/* relationship(), or a plain value */
	if (!call && value->kind != VALUE_DECLARED &&
	    value->kind != VALUE_UNKNOWN)
		return NULL;
	Place place = {annotation->scope->module->path, annotation->node->line,
		       annotation->node->last_line};
	Value *whole = evaluate_annotation(reader, annotation);
	Value *part = mapped_part(reader, whole);
	if (!part && call)
		return read_column(reader, table, attribute, value);
	if (!part && whole->kind == VALUE_UNKNOWN)
		unsupported_value(reader, table, place, whole,
				  "the annotation of '%s'", attribute);
	if (!part || value->kind == VALUE_UNKNOWN)
		return NULL;
	Annotated annotated = {0};
	take_apart(reader, &annotated, part, annotation->scope);
	MappedColumn *column =
		mapped_column_new(reader, table, attribute, place);
	column->serial = call ? call->call->serial : 0;
	column->value = call;
	for (guint i = annotated.columns.count; i-- > 0;)
		read_column_arguments(reader, column,
				      annotated.columns.items[i]);
	if (call) {
		place_at(column, call->place);
		read_column_arguments(reader, column, call);
	}
	if (!column->nullable_given)
		column->column->not_null = !annotated.nullable;
	settle_type(reader, column, class, &annotated, place);
	return column;
}

const Class *find_composite_class(Reader *reader, const Annotation *annotation,
				  const Value *call)
{
	Value *class = argument(call, 0);
	if (class && class->kind == VALUE_CLASS)
		return class->class;
	Value *whole =
		annotation ? evaluate_annotation(reader, annotation) : NULL;
	Value *part = whole ? mapped_part(reader, whole) : NULL;
	if (!part)
		return NULL;
	Annotated annotated = {0};
	take_apart(reader, &annotated, part, annotation->scope);
	return annotated.type && annotated.type->kind == VALUE_CLASS
		       ? annotated.type->class
		       : NULL;
}

MappedColumn *read_composite_column(Reader *reader, MappedTable *table,
				    const Class *class, guint position,
				    const char *name, Value *call)
{
	MappedColumn *column = read_column(reader, table, name, call);
	if (column->column->type || column->foreign_keys.count || !class ||
	    !class->annotations || position >= class->annotations->len)
		return column;
	const Annotation *annotation = class->annotations->pdata[position];
	Annotated annotated = {0};
	take_apart(reader, &annotated, evaluate_annotation(reader, annotation),
		   annotation->scope);
	if (!column->nullable_given)
		column->column->not_null = !annotated.nullable;
	settle_type(reader, column, table->class, &annotated, call->place);
	return column;
}
