#include "target.h"

/* The table of a change by the name it has at the end. */
static const Table *change_table(const Change *change)
{
	return change->new_table ? change->new_table : change->old_table;
}

char *change_table_name(const Change *change)
{
	const Table *table = change_table(change);
	return table ? table_full_name(table) : NULL;
}

char *target_of_index(const Change *change)
{
	g_autofree char *table = change_table_name(change);
	GString *target = g_string_new(table);
	g_string_append_c(target, '(');
	for (guint i = 0; i < change->index->keys->len; i++) {
		const IndexKey *key = change->index->keys->pdata[i];
		g_autofree char *expression =
			key->expression ? expression_format(key->expression)
					: NULL;
		g_string_append_printf(target, "%s%s%s", i ? ", " : "",
				       key->column ? key->column : expression,
				       key->descending ? " DESC" : "");
	}
	g_string_append_c(target, ')');
	if (change->index->where) {
		g_autofree char *where =
			expression_format(change->index->where);
		g_string_append_printf(target, " WHERE %s", where);
	}
	return g_string_free(target, FALSE);
}

char *target_of_constraint(const Change *change)
{
	const Constraint *constraint = change->constraint;
	g_autofree char *table = change_table_name(change);
	g_autofree char *rule =
		constraint->check ? expression_format(constraint->check)
		: constraint->columns->len ? names_join(constraint->columns)
		: constraint->extra	   ? g_strdup(constraint->extra)
					   : g_strdup("");
	return g_strdup_printf("%s(%s)", table, rule);
}

/* " ON DELETE CASCADE", and no action is no word. */
static char *reference_options(const Constraint *constraint)
{
	GString *options = g_string_new(NULL);
	const char *on_delete = constraint_action(constraint->on_delete);
	const char *on_update = constraint_action(constraint->on_update);
	if (!name_equal(on_delete, "NO ACTION"))
		g_string_append_printf(options, " ON DELETE %s", on_delete);
	if (!name_equal(on_update, "NO ACTION"))
		g_string_append_printf(options, " ON UPDATE %s", on_update);
	if (!name_equal(constraint_match(constraint), "SIMPLE"))
		g_string_append_printf(options, " MATCH %s", constraint->match);
	if (constraint->deferrable)
		g_string_append(options, " DEFERRABLE");
	if (constraint->deferred)
		g_string_append(options, " INITIALLY DEFERRED");
	return g_string_free(options, FALSE);
}

char *target_of_reference(const Change *change, const char *open,
			  const char *close)
{
	const Constraint *key = change->constraint;
	g_autofree char *table = change_table_name(change);
	g_autofree char *columns = names_join(key->columns);
	g_autofree char *referred = names_join(key->referred_columns);
	g_autofree char *options = reference_options(key);
	GString *target = g_string_new(NULL);
	g_string_append_printf(
		target, "%s%s%s(%s) -> %s%s%s%s%s", open, table, close, columns,
		open, key->referred_schema ? key->referred_schema : "",
		key->referred_schema ? "." : "", key->referred_table, close);
	if (*referred)
		g_string_append_printf(target, "(%s)", referred);
	g_string_append(target, options);
	return g_string_free(target, FALSE);
}
