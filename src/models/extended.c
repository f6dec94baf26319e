/* extend_existing=True: a second class or Table() that says more about a table
 * that is there. */
#include "sqlalchemy.h"

#include <string.h>

static gboolean is_asked(Reader *reader, const Names *options)
{
	const Value *value =
		options ? names_get(options, intern(reader->evaluator,
						    "extend_existing"))
			: NULL;
	return value && value_truth(value) == TRUTH_TRUE;
}

static const Class *find_base(Reader *reader, const Class *class)
{
	for (guint i = 0; i < class->mro_count; i++)
		if (is_declarative_base(reader, class->mro[i]))
			return class->mro[i];
	return NULL;
}

/* Whether both derive from one declarative base, which has one MetaData. */
static gboolean share_base(Reader *reader, const Class *one, const Class *other)
{
	if (one->externals.count != other->externals.count)
		return FALSE;
	for (guint i = 0; i < one->externals.count; i++)
		if (one->externals.items[i] != other->externals.items[i])
			return FALSE;
	return find_base(reader, one) == find_base(reader, other);
}

MappedTable *find_extended(Reader *reader, const TableRequest *request)
{
	MappedTable *table = is_asked(reader, request->options)
				     ? find_table(reader, request->schema_name,
						  request->name)
				     : NULL;
	/* Where a class and a Table() meet, which came first is not known. */
	if (!table || table->metadata != request->metadata ||
	    !table->class != !request->class)
		return NULL;
	if (!table->metadata &&
	    (!table->class ||
	     !share_base(reader, table->class, request->class)))
		return NULL;
	table->extended = TRUE;
	table->generation++;
	return table;
}

gboolean extend_column(Reader *reader, MappedTable *table, MappedColumn *before,
		       MappedColumn *column)
{
	Place place = column->value ? column->value->place : table->place;
	if (!before)
		return FALSE;
	/* What the first one has put on the table stays there. */
	if (before->unique || before->index || before->foreign_keys.count ||
	    before->checks.count || g_strcmp0(before->key, column->key) != 0)
		unsupported(reader, table, place,
			    "the column '%s', which is defined again",
			    column->column->name);
	column->serial = before->serial;
	column->sort_order = before->sort_order;
	column->generation = before->generation;
	column_free(before->column);
	*before = *column;
	if (column->value)
		g_hash_table_insert(reader->columns, column->value, before);
	g_free(column);
	return TRUE;
}
