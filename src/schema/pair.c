#include <string.h>

#include "internal.h"

/* Found by its full name. */
static const Table *find_table(const Schema *schema, const char *full_name)
{
	const Table *table = schema_find_table(schema, NULL, full_name);
	const char *dot = table ? NULL : strchr(full_name, '.');
	if (!dot)
		return table;
	g_autofree char *schema_name =
		g_strndup(full_name, (gsize)(dot - full_name));
	return schema_find_table(schema, schema_name, dot + 1);
}

const Table *pair_old_table(const Schema *from, const Schema *to,
			    const Renames *renames, const Table *new_table)
{
	const Table *same = schema_find_table(from, new_table->schema_name,
					      new_table->name);
	if (!renames_count(renames))
		return same;
	g_autofree char *name = table_full_name(new_table);
	const char *old_name = renames_find_old_table(renames, name);
	const Table *old_table = old_name ? find_table(from, old_name) : NULL;
	if (old_table || !same)
		return old_table;
	/* The table of that name may have gone elsewhere. */
	const char *gone = renames_find_new_table(renames, name);
	return gone && find_table(to, gone) ? NULL : same;
}

const Table *pair_new_table(const Schema *from, const Schema *to,
			    const Renames *renames, const Table *old_table)
{
	const Table *same =
		schema_find_table(to, old_table->schema_name, old_table->name);
	if (!renames_count(renames))
		return same;
	g_autofree char *name = table_full_name(old_table);
	const char *new_name = renames_find_new_table(renames, name);
	const Table *new_table = new_name ? find_table(to, new_name) : NULL;
	if (new_table || !same)
		return new_table;
	const char *come = renames_find_old_table(renames, name);
	return come && find_table(from, come) ? NULL : same;
}

const Column *pair_old_column(const Renames *renames, const Table *old_table,
			      const Table *new_table, const Column *new_column)
{
	const Column *same = table_find_column(old_table, new_column->name);
	if (!renames_count(renames))
		return same;
	g_autofree char *table = table_full_name(new_table);
	const char *old_name =
		renames_find_old_column(renames, table, new_column->name);
	const Column *old_column =
		old_name ? table_find_column(old_table, old_name) : NULL;
	if (old_column || !same)
		return old_column;
	const char *gone =
		renames_find_new_column(renames, table, new_column->name);
	return gone && table_find_column(new_table, gone) ? NULL : same;
}

const Column *pair_new_column(const Renames *renames, const Table *old_table,
			      const Table *new_table, const Column *old_column)
{
	const Column *same = table_find_column(new_table, old_column->name);
	if (!renames_count(renames))
		return same;
	g_autofree char *table = table_full_name(new_table);
	const char *new_name =
		renames_find_new_column(renames, table, old_column->name);
	const Column *new_column =
		new_name ? table_find_column(new_table, new_name) : NULL;
	if (new_column || !same)
		return new_column;
	const char *come =
		renames_find_old_column(renames, table, old_column->name);
	return come && table_find_column(old_table, come) ? NULL : same;
}
