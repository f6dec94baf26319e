/*
 * Tables that could not be read in full, made such that an engine takes what
 * is known of them.
 */
#include "internal.h"

static gboolean has_all(const Table *table, const GPtrArray *columns)
{
	for (guint i = 0; i < columns->len; i++)
		if (!table_find_column(table, columns->pdata[i]))
			return FALSE;
	return TRUE;
}

/* An expression may name a column that was not read; what it names is not
 * taken apart here. */
static gboolean is_index_known(const Table *table, const Index *index)
{
	if (index->where)
		return FALSE;
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		if (!key->column || !table_find_column(table, key->column))
			return FALSE;
	}
	return TRUE;
}

static void drop_unknown(Table *table)
{
	/* Most engines take no column without a type. */
	for (guint i = table->columns->len; i > 0; i--) {
		const Column *column = table->columns->pdata[i - 1];
		if (column->type->kind == TYPE_NULL)
			g_ptr_array_remove_index(table->columns, i - 1);
	}
	for (guint i = table->constraints->len; i > 0; i--) {
		const Constraint *constraint = table->constraints->pdata[i - 1];
		if (constraint->kind == CONSTRAINT_CHECK ||
		    !has_all(table, constraint->columns))
			g_ptr_array_remove_index(table->constraints, i - 1);
	}
	for (guint i = table->indexes->len; i > 0; i--)
		if (!is_index_known(table, table->indexes->pdata[i - 1]))
			g_ptr_array_remove_index(table->indexes, i - 1);
}

gboolean incomplete_is_whole(const Schema *schema)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		if (table->incomplete || !table->columns->len)
			return FALSE;
	}
	return TRUE;
}

Schema *incomplete_make_whole(const Schema *schema)
{
	Schema *whole = schema_copy(schema);
	for (guint i = whole->tables->len; i > 0; i--) {
		Table *table = whole->tables->pdata[i - 1];
		if (table->incomplete)
			drop_unknown(table);
		if (!table->columns->len)
			schema_remove_table(whole, table);
	}
	return whole;
}
