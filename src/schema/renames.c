#include "internal.h"

typedef struct ColumnRename {
	char *table;
	char *old_name;
	char *new_name;
} ColumnRename;

/* The keys are name_key()s, of a table alone or of a table and a column. */
struct Renames {
	GHashTable *new_tables;	 /* old key to new name */
	GHashTable *old_tables;	 /* new key to old name */
	GHashTable *new_columns; /* table and old key to ColumnRename */
	GHashTable *old_columns; /* table and new key to ColumnRename */
	GPtrArray *columns;	 /* of ColumnRename, which it owns */
};

static void column_rename_free(gpointer data)
{
	ColumnRename *rename = data;
	g_free(rename->table);
	g_free(rename->old_name);
	g_free(rename->new_name);
	g_free(rename);
}

Renames *renames_new(void)
{
	Renames *renames = g_new0(Renames, 1);
	renames->new_tables =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	renames->old_tables =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	renames->new_columns =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	renames->old_columns =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	renames->columns = g_ptr_array_new_with_free_func(column_rename_free);
	return renames;
}

void renames_free(Renames *renames)
{
	if (!renames)
		return;
	g_hash_table_unref(renames->new_tables);
	g_hash_table_unref(renames->old_tables);
	g_hash_table_unref(renames->new_columns);
	g_hash_table_unref(renames->old_columns);
	g_ptr_array_unref(renames->columns);
	g_free(renames);
}

void renames_add_table(Renames *renames, const char *old_name,
		       const char *new_name)
{
	g_hash_table_replace(renames->new_tables, name_key(NULL, old_name),
			     g_strdup(new_name));
	g_hash_table_replace(renames->old_tables, name_key(NULL, new_name),
			     g_strdup(old_name));
}

void renames_add_column(Renames *renames, const char *table,
			const char *old_name, const char *new_name)
{
	ColumnRename *rename = g_new0(ColumnRename, 1);
	rename->table = g_strdup(table);
	rename->old_name = g_strdup(old_name);
	rename->new_name = g_strdup(new_name);
	g_ptr_array_add(renames->columns, rename);
	g_hash_table_replace(renames->new_columns, name_key(table, old_name),
			     rename);
	g_hash_table_replace(renames->old_columns, name_key(table, new_name),
			     rename);
}

const char *renames_find_new_table(const Renames *renames, const char *old_name)
{
	if (!renames)
		return NULL;
	g_autofree char *key = name_key(NULL, old_name);
	return g_hash_table_lookup(renames->new_tables, key);
}

const char *renames_find_old_table(const Renames *renames, const char *new_name)
{
	if (!renames)
		return NULL;
	g_autofree char *key = name_key(NULL, new_name);
	return g_hash_table_lookup(renames->old_tables, key);
}

const char *renames_find_new_column(const Renames *renames, const char *table,
				    const char *old_name)
{
	if (!renames || !renames->columns->len)
		return NULL;
	g_autofree char *key = name_key(table, old_name);
	const ColumnRename *rename =
		g_hash_table_lookup(renames->new_columns, key);
	return rename ? rename->new_name : NULL;
}

const char *renames_find_old_column(const Renames *renames, const char *table,
				    const char *new_name)
{
	if (!renames || !renames->columns->len)
		return NULL;
	g_autofree char *key = name_key(table, new_name);
	const ColumnRename *rename =
		g_hash_table_lookup(renames->old_columns, key);
	return rename ? rename->old_name : NULL;
}

gboolean renames_have_column(const Renames *renames, const char *old_name,
			     const char *new_name)
{
	for (guint i = 0; renames && i < renames->columns->len; i++) {
		const ColumnRename *rename = renames->columns->pdata[i];
		if (name_equal(rename->old_name, old_name) &&
		    name_equal(rename->new_name, new_name))
			return TRUE;
	}
	return FALSE;
}

unsigned renames_count(const Renames *renames)
{
	return renames ? g_hash_table_size(renames->new_tables) +
				 renames->columns->len
		       : 0;
}

Renames *renames_reverse(const Renames *renames)
{
	Renames *reverse = renames_new();
	if (!renames)
		return reverse;
	GHashTableIter iterator;
	gpointer new_key;
	gpointer old_name;
	g_hash_table_iter_init(&iterator, renames->old_tables);
	while (g_hash_table_iter_next(&iterator, &new_key, &old_name)) {
		const char *new_name =
			renames_find_new_table(renames, old_name);
		renames_add_table(reverse, new_name ? new_name : new_key,
				  old_name);
	}
	for (guint i = 0; i < renames->columns->len; i++) {
		const ColumnRename *rename = renames->columns->pdata[i];
		const char *old_table =
			renames_find_old_table(renames, rename->table);
		renames_add_column(reverse,
				   old_table ? old_table : rename->table,
				   rename->new_name, rename->old_name);
	}
	return reverse;
}
