/* The names of indexes that have none. */
#include "internal.h"

/* The column an index that has no name is named after: that of its first
 * key. SQLAlchemy takes the first column that an expression names. */
static const char *first_column(const Expression *expression)
{
	if (expression->kind == EXPRESSION_COLUMN)
		return expression->text;
	for (guint i = 0; expression->operands && i < expression->operands->len;
	     i++) {
		const char *column = first_column(
			g_ptr_array_index(expression->operands, i));
		if (column)
			return column;
	}
	return NULL;
}

static const char *first_key(const Index *index)
{
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = g_ptr_array_index(index->keys, i);
		const char *column = key->column
					     ? key->column
					     : first_column(key->expression);
		if (column)
			return column;
	}
	return "expression";
}

char *index_make_name(const Table *table, const Index *index)
{
	if (index->name)
		return g_strdup(index->name);
	const char *column = first_key(index);
	if (table->schema_name)
		return g_strdup_printf("ix_%s_%s_%s", table->schema_name,
				       table->name, column);
	return g_strdup_printf("ix_%s_%s", table->name, column);
}
