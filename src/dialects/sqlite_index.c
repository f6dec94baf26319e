/* CREATE INDEX, and the names of indexes that have none. */
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

char *sqlite_index_name(const Table *table, const Index *index)
{
	if (index->name)
		return g_strdup(index->name);
	const char *column = first_key(index);
	if (table->schema_name)
		return g_strdup_printf("ix_%s_%s_%s", table->schema_name,
				       table->name, column);
	return g_strdup_printf("ix_%s_%s", table->name, column);
}

static void append_key(GString *text, const IndexKey *key)
{
	if (key->column) {
		sqlite_append_identifier(text, key->column);
	} else {
		g_autofree char *spelling =
			sqlite_spell_expression(key->expression);
		sqlite_append_sql(text, spelling);
	}
	if (key->collation) {
		g_string_append(text, " COLLATE ");
		sqlite_append_identifier(text, key->collation);
	}
	if (key->descending)
		g_string_append(text, " DESC");
}

void sqlite_append_index(GString *text, const Table *table, const Index *index)
{
	g_autofree char *name = sqlite_index_name(table, index);
	g_string_append(text, index->unique ? "CREATE UNIQUE INDEX "
					    : "CREATE INDEX ");
	if (table->schema_name) {
		sqlite_append_identifier(text, table->schema_name);
		g_string_append_c(text, '.');
	}
	sqlite_append_identifier(text, name);
	g_string_append(text, " ON ");
	sqlite_append_identifier(text, table->name);
	for (guint i = 0; i < index->keys->len; i++) {
		g_string_append(text, i > 0 ? ", " : " (");
		append_key(text, g_ptr_array_index(index->keys, i));
	}
	g_string_append_c(text, ')');
	if (index->where) {
		g_autofree char *where = sqlite_spell_expression(index->where);
		g_string_append(text, " WHERE ");
		sqlite_append_sql(text, where);
	}
	g_string_append(text, ";\n");
}
