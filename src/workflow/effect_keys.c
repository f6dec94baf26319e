#include "effect_keys.h"

#include "database/stash.h"

static GArray *key_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(int));
}

int effect_key_column(const GArray *key, guint at)
{
	return g_array_index(key, int, at);
}

int effect_column_index(const Table *table, const char *name)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		if (g_ascii_strcasecmp(column->name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* A key over named columns; with `strict` only if none can be NULL. */
static GArray *key_of(const Table *table, const GPtrArray *names,
		      gboolean strict)
{
	g_autoptr(GArray) key = key_new();
	for (guint i = 0; i < names->len; i++) {
		int at = effect_column_index(table, names->pdata[i]);
		if (at < 0)
			return NULL;
		const Column *column = table->columns->pdata[at];
		if (strict && !column->not_null)
			return NULL;
		g_array_append_val(key, at);
	}
	return key->len ? g_steal_pointer(&key) : NULL;
}

static void add_key(GPtrArray *keys, GArray *key)
{
	if (key)
		g_ptr_array_add(keys, key);
}

static GPtrArray *index_names(const Index *index)
{
	static char expression[] = "";
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		g_ptr_array_add(names, key->column ? key->column : expression);
	}
	return names;
}

gboolean effect_has_null_key(Database *database, const Table *table)
{
	const Constraint *primary = table_find_primary_key(table);
	g_autoptr(GString) any = g_string_new(NULL);
	for (guint i = 0; primary && i < primary->columns->len; i++) {
		const Column *column =
			table_find_column(table, primary->columns->pdata[i]);
		if (!column || column->not_null ||
		    effect_is_row_number(table, column))
			continue;
		g_autofree char *quoted = effect_quote(column->name);
		g_string_append_printf(any, "%s%s IS NULL",
				       any->len ? " OR " : "", quoted);
	}
	if (!any->len || table->without_rowid)
		return FALSE;
	g_autofree char *name = effect_quote(table->name);
	g_autofree char *sql = g_strdup_printf(
		"SELECT EXISTS (SELECT 1 FROM %s WHERE %s)", name, any->str);
	g_autofree char *found =
		database_query_value(database, sql, NULL, NULL);
	return found && *found == '1';
}

static void add_primary_key(Database *database, const Table *table,
			    GPtrArray *keys)
{
	const Constraint *primary = table_find_primary_key(table);
	GArray *key = primary ? key_of(table, primary->columns, FALSE) : NULL;
	if (key && effect_has_null_key(database, table)) {
		const int row = EFFECT_KEY_ROW_OF_NULL;
		g_array_append_val(key, row);
	}
	add_key(keys, key);
}

GPtrArray *effect_find_keys(Database *database, const Table *table)
{
	GPtrArray *keys =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	add_primary_key(database, table, keys);
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		if (constraint->kind == CONSTRAINT_UNIQUE)
			add_key(keys, key_of(table, constraint->columns, TRUE));
	}
	for (guint i = 0; i < table->indexes->len; i++) {
		const Index *index = table->indexes->pdata[i];
		if (!index->unique || index->where)
			continue;
		g_autoptr(GPtrArray) names = index_names(index);
		add_key(keys, key_of(table, names, TRUE));
	}
	if (effect_row_name(table)) {
		g_autoptr(GArray) row = key_new();
		const int number = EFFECT_KEY_ROW;
		g_array_append_val(row, number);
		g_ptr_array_add(keys, g_steal_pointer(&row));
	}
	return keys;
}

GPtrArray *effect_own_keys(Database *database, const Table *table)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
	const Constraint *primary = table_find_primary_key(table);
	const char *row = effect_row_name(table);
	for (guint i = 0; primary && i < primary->columns->len; i++)
		g_ptr_array_add(keys, g_strdup(primary->columns->pdata[i]));
	if (!primary && (row || table->virtual_sql))
		g_ptr_array_add(keys, g_strdup(row ? row : "rowid"));
	else if (primary && row && effect_has_null_key(database, table))
		g_ptr_array_add(keys, stash_row_key(row));
	return keys;
}
