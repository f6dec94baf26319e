#include <string.h>

#include "internal.h"

Column *column_new(const char *name, Type *type)
{
	Column *column = g_new0(Column, 1);
	column->name = g_strdup(name);
	column->type = type;
	return column;
}

void column_free(Column *column)
{
	if (!column)
		return;
	g_free(column->name);
	type_free(column->type);
	expression_free(column->server_default);
	g_free(column->collation);
	expression_free(column->generated);
	g_free(column->identity);
	g_free(column->extra);
	g_free(column->comment);
	origin_clear(&column->origin);
	g_free(column);
}

Column *column_copy(const Column *column)
{
	Column *copy = g_memdup2(column, sizeof *column);
	copy->name = g_strdup(column->name);
	copy->type = type_copy(column->type);
	copy->server_default = expression_copy(column->server_default);
	copy->collation = g_strdup(column->collation);
	copy->generated = expression_copy(column->generated);
	copy->identity = g_strdup(column->identity);
	copy->extra = g_strdup(column->extra);
	copy->comment = g_strdup(column->comment);
	copy->origin = (Origin){0};
	origin_copy(&copy->origin, &column->origin);
	return copy;
}

gboolean column_same_definition(const Column *a, const Column *b)
{
	return column_same_type(a, b) && !a->not_null == !b->not_null &&
	       default_equal(a->server_default, b->server_default) &&
	       expression_equal(a->generated, b->generated) &&
	       (!a->generated ||
		!a->generated_stored == !b->generated_stored) &&
	       column_same_identity(a, b);
}

gboolean column_same_type(const Column *a, const Column *b)
{
	return type_equal(a->type, b->type) &&
	       name_equal(a->collation, b->collation);
}

gboolean column_same_identity(const Column *a, const Column *b)
{
	return !a->autoincrement == !b->autoincrement &&
	       name_equal(a->identity, b->identity) &&
	       text_equal(a->extra, b->extra);
}

static gboolean is_quoted(const Expression *expression)
{
	return expression && expression->kind == EXPRESSION_TEXT &&
	       *expression->text == '"';
}

/* A default cannot name a column, so SQLite takes "Text" for a string: there
 * its case counts. */
gboolean default_equal(const Expression *a, const Expression *b)
{
	if (is_quoted(a) && is_quoted(b))
		return strcmp(a->text, b->text) == 0;
	return expression_equal(a, b);
}
