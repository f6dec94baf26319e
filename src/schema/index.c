#include "internal.h"

static void index_key_free(IndexKey *key)
{
	g_free(key->column);
	expression_free(key->expression);
	g_free(key->nulls);
	g_free(key->collation);
	g_free(key->operator_class);
	g_free(key);
}

static IndexKey *index_key_copy(const IndexKey *key)
{
	IndexKey *copy = g_memdup2(key, sizeof *key);
	copy->column = g_strdup(key->column);
	copy->expression = expression_copy(key->expression);
	copy->nulls = g_strdup(key->nulls);
	copy->collation = g_strdup(key->collation);
	copy->operator_class = g_strdup(key->operator_class);
	return copy;
}

Index *index_new(const char *name)
{
	Index *index = g_new0(Index, 1);
	index->name = g_strdup(name);
	index->keys =
		g_ptr_array_new_with_free_func((GDestroyNotify)index_key_free);
	return index;
}

void index_free(Index *index)
{
	if (!index)
		return;
	g_free(index->name);
	g_ptr_array_unref(index->keys);
	expression_free(index->where);
	g_free(index->method);
	if (index->include)
		g_ptr_array_unref(index->include);
	g_free(index->extra);
	origin_clear(&index->origin);
	g_free(index);
}

Index *index_copy(const Index *index)
{
	Index *copy = g_memdup2(index, sizeof *index);
	copy->name = g_strdup(index->name);
	copy->keys = array_copy(index->keys, (CopyItem)index_key_copy,
				(GDestroyNotify)index_key_free);
	copy->where = expression_copy(index->where);
	copy->method = g_strdup(index->method);
	copy->include = names_copy(index->include);
	copy->extra = g_strdup(index->extra);
	copy->origin = (Origin){0};
	origin_copy(&copy->origin, &index->origin);
	return copy;
}

IndexKey *index_add_column(Index *index, const char *column)
{
	IndexKey *key = g_new0(IndexKey, 1);
	key->column = g_strdup(column);
	g_ptr_array_add(index->keys, key);
	return key;
}

IndexKey *index_add_expression(Index *index, Expression *expression)
{
	IndexKey *key = g_new0(IndexKey, 1);
	key->expression = expression;
	g_ptr_array_add(index->keys, key);
	return key;
}

gboolean index_key_same_options(const IndexKey *a, const IndexKey *b)
{
	return !a->descending == !b->descending &&
	       name_equal(a->nulls, b->nulls) &&
	       name_equal(a->collation, b->collation) &&
	       name_equal(a->operator_class, b->operator_class);
}

gboolean index_same_options(const Index *a, const Index *b)
{
	return !a->unique == !b->unique && name_equal(a->method, b->method) &&
	       text_equal(a->extra, b->extra);
}

gboolean index_equal(const Index *a, const Index *b)
{
	if (!name_equal(a->name, b->name) || a->keys->len != b->keys->len ||
	    !index_same_options(a, b) ||
	    !expression_equal(a->where, b->where) ||
	    !names_equal(a->include, b->include))
		return FALSE;
	for (guint i = 0; i < a->keys->len; i++) {
		const IndexKey *key_a = a->keys->pdata[i];
		const IndexKey *key_b = b->keys->pdata[i];
		if (!name_equal(key_a->column, key_b->column) ||
		    !expression_equal(key_a->expression, key_b->expression) ||
		    !index_key_same_options(key_a, key_b))
			return FALSE;
	}
	return TRUE;
}
