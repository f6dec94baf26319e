/*
 * What a judgement can say of models that are not read in full.
 *
 * Of a table that both sides know the same parts of, the known parts are
 * compared; that one came anew is known too. Of one that was not read before,
 * nobody can tell what the commit did to it: what would be a finding is a
 * warning.
 */
#include <string.h>

#include "cover_parts.h"

/* Columns of no known type are not among those that are built. */
static void list_untyped(const Models *models, const Table *table,
			 GString *lines)
{
	const Table *read = schema_find_table(models->schema,
					      table->schema_name, table->name);
	for (guint i = 0; read && i < read->columns->len; i++) {
		const Column *column = read->columns->pdata[i];
		if (column->type->kind == TYPE_NULL)
			g_string_append_printf(lines, "%s\n", column->name);
	}
}

/* What stands in the way of reading the table, a line each. */
static char *list_obstacles(const Models *models, const Table *known)
{
	GString *lines = g_string_new(NULL);
	g_autofree char *table = table_full_name(known);
	list_untyped(models, known, lines);
	for (guint i = 0; i < models->diagnostics->len; i++) {
		const Diagnostic *diagnostic = models->diagnostics->pdata[i];
		if (diagnostic->kind != DIAGNOSTIC_WARNING &&
		    g_strcmp0(diagnostic->table, table) == 0)
			g_string_append_printf(lines, "%s\n",
					       diagnostic->message);
	}
	return g_string_free(lines, FALSE);
}

static gboolean is_read_alike(const NamedSchema *from, const NamedSchema *to,
			      const Table *table)
{
	const Table *old = schema_find_table(from->schema, table->schema_name,
					     table->name);
	if (!table->incomplete)
		return FALSE;
	if (!old)
		return !schemas_may_hide_tables(from);
	if (!old->incomplete)
		return FALSE;
	g_autofree char *before = list_obstacles(from->models, table);
	g_autofree char *now = list_obstacles(to->models, table);
	return strcmp(before, now) == 0;
}

GHashTable *cover_find_read_alike(const NamedSchema *from,
				  const NamedSchema *to)
{
	GHashTable *names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < to->schema->tables->len; i++) {
		const Table *table = to->schema->tables->pdata[i];
		if (is_read_alike(from, to, table))
			g_hash_table_add(names, table_full_name(table));
	}
	return names;
}

static const Table *table_of(const Change *change)
{
	return change->new_table ? change->new_table : change->old_table;
}

gboolean cover_is_about(const Change *change, GHashTable *tables)
{
	const Table *table = table_of(change);
	g_autofree char *name = table ? table_full_name(table) : NULL;
	return name && g_hash_table_contains(tables, name);
}

static const char *column_of(const Change *change)
{
	const Column *column =
		change->new_column ? change->new_column : change->old_column;
	return column ? column->name : NULL;
}

/* Whether two changes are about the same thing: a column by its name, all else
 * by all that is said of it. */
static gboolean is_same_change(const Change *a, const Change *b)
{
	g_autofree char *first = table_full_name(table_of(a));
	g_autofree char *second =
		table_of(b) ? table_full_name(table_of(b)) : NULL;
	if (g_strcmp0(first, second) != 0)
		return FALSE;
	if (b->kind == CHANGE_ADD_TABLE)
		return TRUE;
	if (a->kind != b->kind || g_strcmp0(column_of(a), column_of(b)) != 0)
		return FALSE;
	if (column_of(a))
		return TRUE;
	g_autofree char *line = change_summarize(a);
	g_autofree char *other = change_summarize(b);
	return strcmp(line, other) == 0;
}

gboolean cover_has_change(const GPtrArray *changes, const Change *sought)
{
	for (guint i = 0; i < changes->len; i++)
		if (is_same_change(sought, changes->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Whether the models of the base do not tell if they had the thing. */
gboolean cover_is_unknown_before(const NamedSchema *base, const Change *change)
{
	const Table *table = table_of(change);
	if (!table)
		return schemas_may_hide_tables(base);
	const Table *old = schema_find_table(base->schema, table->schema_name,
					     table->name);
	return old ? old->incomplete : schemas_may_hide_tables(base);
}
