/* Which rows a table has no place for, by the values they have in it. */
#include "trial_parts.h"

#define HITS "temp.git_migrate_hits"

/* " OR …": what a value of a STRICT table may be. */
static void add_strict(GString *all, const Column *column, const char *name)
{
	static const char *const types[][2] = {{"INT", "integer"},
					       {"INTEGER", "integer"},
					       {"REAL", "real"},
					       {"TEXT", "text"},
					       {"BLOB", "blob"}};
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_ascii_strcasecmp(column->type->name, types[i][0]) == 0)
			g_string_append_printf(
				all, " OR typeof(%s) NOT IN ('%s', 'null')",
				name, types[i][1]);
}

/* What is wrong with a row by itself. */
static char *write_wrong(const Table *table)
{
	GString *all = g_string_new("0");
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		g_autofree char *name = effect_quote(column->name);
		if (column->not_null)
			g_string_append_printf(all, " OR %s IS NULL", name);
		if (table->strict)
			add_strict(all, column, name);
	}
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		if (constraint->kind != CONSTRAINT_CHECK)
			continue;
		g_autofree char *text = expression_format(constraint->check);
		g_string_append_printf(all, " OR NOT (%s)", text);
	}
	return g_string_free(all, FALSE);
}

/* Takes the rows of HITS out of a table and notes them. Rows that the step
 * itself has put there are not the user's. */
static gboolean take_hits(Trial *trial, guint at, GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	g_autofree char *name = effect_quote(table->after->name);
	g_autofree char *keys =
		trial_write_key_columns(table->after->name, table->after_keys);
	g_autofree char *refused = trial_name("refused", at);
	g_autofree char *again = trial_name("again", at);
	const char *row = trial_row_name(table->after);
	g_autofree char *is_hit = g_strdup_printf(
		"%s.%s IN (SELECT gr FROM " HITS ")", name, row);
	return trial_execute(trial->scratch, error,
			     "INSERT INTO %s SELECT %s FROM %s WHERE %s",
			     refused, keys, name, is_hit) &&
	       trial_execute(trial->scratch, error,
			     "INSERT INTO %s SELECT %s, %s.* FROM %s WHERE %s",
			     again, keys, name, name, is_hit) &&
	       trial_execute(trial->scratch, error, "DELETE FROM %s WHERE %s",
			     name, is_hit) &&
	       trial_execute(trial->scratch, error, "DROP TABLE " HITS);
}

static gboolean take_wrong(Trial *trial, guint at, GError **error)
{
	const Table *table = trial_table(trial, at)->after;
	g_autofree char *name = effect_quote(table->name);
	g_autofree char *wrong = write_wrong(table);
	return trial_execute(trial->scratch, error,
			     "CREATE TABLE " HITS " AS SELECT %s AS gr FROM %s "
			     "WHERE %s",
			     trial_row_name(table), name, wrong) &&
	       take_hits(trial, at, error);
}

/* Of rows that are alike the step's own stays, then the one that was there,
 * then the first. `columns` are SQL. */
static gboolean take_alike(Trial *trial, guint at, const GPtrArray *columns,
			   const char *where, gint64 last, GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	const char *row = trial_row_name(table->after);
	g_autofree char *name = effect_quote(table->after->name);
	g_autofree char *before = trial_name("before", at);
	g_autofree char *match =
		trial_write_match(table->after->name, table->after_keys);
	g_autofree char *keys =
		trial_write_key_columns(table->after->name, table->after_keys);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autoptr(GString) there = g_string_new(where ? where : "1");
	for (guint i = 0; i < columns->len; i++) {
		const char *column = columns->pdata[i];
		g_string_append_printf(list, "%s%s", i ? ", " : "", column);
		g_string_append_printf(there, " AND (%s) IS NOT NULL", column);
	}
	return trial_execute(
		       trial->scratch, error,
		       "CREATE TABLE " HITS " AS SELECT gr FROM (SELECT %s AS "
		       "gr, row_number() OVER (PARTITION BY %s ORDER BY EXISTS "
		       "(SELECT 1 FROM %s AS g WHERE %s), %s > "
		       "%" G_GINT64_FORMAT ", %s) AS gn FROM %s WHERE %s) "
		       "WHERE gn > 1",
		       row, list->str, before, match, row, last, keys, name,
		       there->str) &&
	       take_hits(trial, at, error);
}

static char *write_column(const Table *table, const char *name,
			  const char *collation)
{
	const Column *column = table_find_column(table, name);
	g_autofree char *quoted = effect_quote(name);
	if (!collation && column)
		collation = column->collation;
	return collation ? g_strdup_printf("%s COLLATE %s", quoted, collation)
			 : g_steal_pointer(&quoted);
}

static gboolean take_by_constraint(Trial *trial, guint at,
				   const Constraint *constraint, gint64 last,
				   GError **error)
{
	const Table *table = trial_table(trial, at)->after;
	g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
	if (constraint->kind != CONSTRAINT_UNIQUE &&
	    constraint->kind != CONSTRAINT_PRIMARY_KEY)
		return TRUE;
	for (guint i = 0; i < constraint->columns->len; i++)
		g_ptr_array_add(columns,
				write_column(table,
					     constraint->columns->pdata[i],
					     NULL));
	return !columns->len ||
	       take_alike(trial, at, columns, NULL, last, error);
}

static gboolean take_by_index(Trial *trial, guint at, const Index *index,
			      gint64 last, GError **error)
{
	const Table *table = trial_table(trial, at)->after;
	g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
	if (!index->unique)
		return TRUE;
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		g_ptr_array_add(columns,
				key->column
					? write_column(table, key->column,
						       key->collation)
					: expression_format(key->expression));
	}
	g_autofree char *where =
		index->where ? expression_format(index->where) : NULL;
	return take_alike(trial, at, columns, where, last, error);
}

gboolean trial_judge(Trial *trial, guint at, gint64 last, GError **error)
{
	const Table *table = trial_table(trial, at)->after;
	if (!take_wrong(trial, at, error))
		return FALSE;
	for (guint i = 0; i < table->constraints->len; i++)
		if (!take_by_constraint(trial, at, table->constraints->pdata[i],
					last, error))
			return FALSE;
	for (guint i = 0; i < table->indexes->len; i++)
		if (!take_by_index(trial, at, table->indexes->pdata[i], last,
				   error))
			return FALSE;
	return TRUE;
}

gboolean trial_drop_doubles(Trial *trial, guint at, GError **error)
{
	const TableEffect *table = trial_table(trial, at);
	const char *row = trial_row_name(table->after);
	g_autofree char *name = effect_quote(table->after->name);
	g_autofree char *keys =
		trial_write_key_columns(table->after->name, table->after_keys);
	return trial_execute(
		trial->scratch, error,
		"DELETE FROM %s WHERE %s NOT IN (SELECT min(%s) FROM %s "
		"GROUP BY %s)",
		name, row, row, name, keys);
}
