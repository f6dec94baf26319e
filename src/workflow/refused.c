#include "refused.h"

#include "base/failure.h"
#include "effect_keys.h"
#include "trial_parts.h"

/* The column before the step whose values a column after it has; NULL when it
 * is new or its values are computed. */
static const ColumnEffect *find_source(const TableEffect *effect,
				       const char *name)
{
	for (guint i = 0; i < effect->before->columns->len; i++) {
		const ColumnEffect *column = &effect->columns[i];
		if (column->after && column->fate != FATE_GONE &&
		    g_ascii_strcasecmp(column->after->name, name) == 0)
			return column;
	}
	return NULL;
}

/* What a table of before is called after the step. */
static const TableEffect *find_effect(const Effect *effect, const char *name,
				      gboolean after)
{
	for (guint i = 0; i < effect->tables->len; i++) {
		const TableEffect *table = effect->tables->pdata[i];
		const Table *named = after ? table->after : table->before;
		if (named && g_ascii_strcasecmp(named->name, name) == 0)
			return table;
	}
	return NULL;
}

static gboolean same_reference(const Effect *effect, const TableEffect *table,
			       const Constraint *before,
			       const Constraint *after)
{
	const TableEffect *parent =
		find_effect(effect, before->referred_table, FALSE);
	const char *name = parent && parent->after ? parent->after->name
						   : before->referred_table;
	if (g_ascii_strcasecmp(name, after->referred_table) != 0 ||
	    before->columns->len != after->columns->len)
		return FALSE;
	for (guint i = 0; i < after->columns->len; i++) {
		const ColumnEffect *source =
			find_source(table, after->columns->pdata[i]);
		if (!source ||
		    g_ascii_strcasecmp(source->before->name,
				       before->columns->pdata[i]) != 0)
			return FALSE;
	}
	return TRUE;
}

static gboolean is_new_reference(const Effect *effect, const TableEffect *table,
				 const Constraint *constraint)
{
	const GPtrArray *old = table->before->constraints;
	if (constraint->kind != CONSTRAINT_FOREIGN_KEY)
		return FALSE;
	for (guint i = 0; i < old->len; i++) {
		const Constraint *before = old->pdata[i];
		if (before->kind == CONSTRAINT_FOREIGN_KEY &&
		    same_reference(effect, table, before, constraint))
			return FALSE;
	}
	return TRUE;
}

static const GPtrArray *referred_columns(const Constraint *constraint,
					 const Table *parent)
{
	if (constraint->referred_columns->len)
		return constraint->referred_columns;
	const Constraint *primary = table_find_primary_key(parent);
	return primary ? primary->columns : NULL;
}

/* The condition that a row refers to nothing. `parent` is the table looked in,
 * with the columns `to`. NULL when it cannot be said. */
static char *write_dangling(const Constraint *constraint, const char *of,
			    const char *parent, const GPtrArray *to)
{
	if (!to || to->len != constraint->columns->len)
		return NULL;
	g_autoptr(GString) set = g_string_new(NULL);
	g_autoptr(GString) same = g_string_new(NULL);
	g_autofree char *quoted = effect_quote(parent);
	for (guint i = 0; i < to->len; i++) {
		g_autofree char *from =
			effect_quote(constraint->columns->pdata[i]);
		g_autofree char *name = effect_quote(to->pdata[i]);
		g_string_append_printf(set, "%s%s IS NOT NULL AND ", of, from);
		g_string_append_printf(same, "%sgp.%s = %s%s", i ? " AND " : "",
				       name, of, from);
	}
	return g_strdup_printf("%sNOT EXISTS (SELECT 1 FROM %s AS gp WHERE %s)",
			       set->str, quoted, same->str);
}

static gboolean has_name(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (g_ascii_strcasecmp(names->pdata[i], name) == 0)
			return TRUE;
	return FALSE;
}

static void copy_names(GPtrArray *to, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(to, g_strdup(names->pdata[i]));
}

static StashSet *make_moved(const Table *table, const GPtrArray *keys,
			    const char *after_table,
			    const GPtrArray *after_keys)
{
	StashSet *set = stash_set_new(STASH_ROWS, table->name);
	copy_names(set->keys, keys);
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		if (!column->generated && !has_name(keys, column->name))
			g_ptr_array_add(set->values, g_strdup(column->name));
	}
	set->after_table = g_strdup(after_table);
	set->after_keys = g_ptr_array_new_with_free_func(g_free);
	copy_names(set->after_keys, after_keys);
	set->move = TRUE;
	return set;
}

static StashSet *make_listed(Trial *trial, Database *database, guint at,
			     gboolean returning, GError **error)
{
	const Effect *effect = trial_effect(trial);
	const TableEffect *table = effect->tables->pdata[at];
	g_autofree char *list =
		trial_list(trial, database, at, returning, error);
	if (!list)
		return NULL;
	StashSet *set = make_moved(table->before, table->keys,
				   table->after->name, table->after_keys);
	g_autofree char *match =
		trial_write_match(table->before->name, table->keys);
	set->condition = g_strdup_printf(
		"EXISTS (SELECT 1 FROM %s AS g WHERE %s)", list, match);
	return set;
}

GPtrArray *refused_find(Trial *trial, Database *database, gboolean returning,
			GError **error)
{
	g_autoptr(GPtrArray) sets =
		g_ptr_array_new_with_free_func((GDestroyNotify)stash_set_free);
	for (guint i = 0; i < trial_effect(trial)->tables->len; i++) {
		if (!trial_has(trial, i, returning))
			continue;
		StashSet *set =
			make_listed(trial, database, i, returning, error);
		if (!set)
			return NULL;
		g_ptr_array_add(sets, set);
	}
	return g_steal_pointer(&sets);
}

/* Rows that cannot be known again cannot be kept aside; one is shown. */
static gboolean fail_dangling(Database *database, const Table *table,
			      const Constraint *constraint,
			      const char *dangling, GError **error)
{
	const char *name = constraint->columns->pdata[0];
	g_autofree char *quoted = effect_quote(table->name);
	g_autofree char *column = effect_quote(name);
	g_autofree char *sql =
		g_strdup_printf("SELECT quote(%s) FROM %s WHERE %s LIMIT 1",
				column, quoted, dangling);
	g_autofree char *value =
		database_query_value(database, sql, NULL, error);
	if (!value)
		return FALSE;
	failure_set(error, FAILURE_REFUSED,
		    "mend the rows or let the migration do it, or give the "
		    "table a primary key, so that they can be kept aside",
		    "rows of %s refer to rows that %s does not have, as one "
		    "with %s = %s does",
		    table->name, constraint->referred_table, name, value);
	return FALSE;
}

static gboolean check_reference(Trial *trial, Database *database, guint at,
				const Constraint *constraint, gboolean *again,
				GError **error)
{
	const Effect *effect = trial_effect(trial);
	const TableEffect *table = effect->tables->pdata[at];
	const Table *parent = schema_find_table(effect->after, NULL,
						constraint->referred_table);
	if (!parent)
		return TRUE;
	g_autofree char *quoted = effect_quote(table->after->name);
	g_autofree char *of = g_strconcat(quoted, ".", NULL);
	g_autofree char *dangling =
		write_dangling(constraint, of, parent->name,
			       referred_columns(constraint, parent));
	if (!dangling)
		return TRUE;
	g_autofree char *sql = g_strdup_printf(
		"SELECT EXISTS (SELECT 1 FROM %s WHERE %s)", quoted, dangling);
	g_autofree char *found =
		database_query_value(database, sql, NULL, error);
	if (!found)
		return FALSE;
	if (*found == '0')
		return TRUE;
	guint64 added = 0;
	if (table->keys) {
		g_autofree char *keys = trial_write_key_columns(
			table->after->name, table->after_keys);
		g_autofree char *query = g_strdup_printf(
			"SELECT %s FROM %s WHERE %s", keys, quoted, dangling);
		if (!trial_add(trial, database, at, query, &added, error))
			return FALSE;
	}
	*again |= added > 0;
	if (added)
		return TRUE;
	return fail_dangling(database, table->after, constraint, dangling,
			     error);
}

gboolean refused_check_references(Trial *trial, Database *database,
				  gboolean *again, GError **error)
{
	const Effect *effect = trial_effect(trial);
	for (guint i = 0; i < effect->tables->len; i++) {
		const TableEffect *table = effect->tables->pdata[i];
		const GPtrArray *constraints =
			table->after ? table->after->constraints : NULL;
		for (guint j = 0; constraints && j < constraints->len; j++) {
			const Constraint *constraint = constraints->pdata[j];
			if (is_new_reference(effect, table, constraint) &&
			    !check_reference(trial, database, i, constraint,
					     again, error))
				return FALSE;
		}
	}
	return TRUE;
}

/* The column of a set's store that has a column of the table. */
static char *stored_column(const StashSet *set, const char *name)
{
	for (guint i = 0; i < set->keys->len; i++)
		if (g_ascii_strcasecmp(set->keys->pdata[i], name) == 0)
			return g_strdup_printf("gs.k%u", i + 1);
	for (guint i = 0; i < set->values->len; i++)
		if (g_ascii_strcasecmp(set->values->pdata[i], name) == 0)
			return g_strdup_printf("gs.v%u", i + 1);
	return NULL;
}

/* Which rows of a child refer to those of a set; NULL: none can. */
static char *write_referring(const Constraint *constraint, const Table *child,
			     const Table *parent, const StashSet *set)
{
	const GPtrArray *to = referred_columns(constraint, parent);
	if (!to || to->len != constraint->columns->len)
		return NULL;
	g_autofree char *table = effect_quote(child->name);
	g_autoptr(GString) same = g_string_new(NULL);
	for (guint i = 0; i < to->len; i++) {
		g_autofree char *stored = stored_column(set, to->pdata[i]);
		g_autofree char *from =
			effect_quote(constraint->columns->pdata[i]);
		if (!stored)
			return NULL;
		g_string_append_printf(same, "%s%s.%s = %s", i ? " AND " : "",
				       table, from, stored);
	}
	return g_strdup_printf(
		"EXISTS (SELECT 1 FROM git_migrate_stash_%" G_GINT64_FORMAT
		" AS gs WHERE %s)",
		set->id, same->str);
}

static StashSet *make_child_set(Database *database, const Effect *effect,
				const Table *child)
{
	const TableEffect *table = find_effect(effect, child->name, FALSE);
	/* The rows of a table that goes are kept already. */
	if (table && !table->after)
		return NULL;
	if (table && table->keys)
		return make_moved(child, table->keys, table->after->name,
				  table->after_keys);
	g_autoptr(GPtrArray) own = effect_own_keys(database, child);
	return own->len ? make_moved(child, own, child->name, own) : NULL;
}

static gboolean keep_child(Database *database, const Effect *effect,
			   const DiscardStep *step, const Table *child,
			   const char *condition, GPtrArray *sets,
			   GError **error)
{
	StashSet *set = make_child_set(database, effect, child);
	if (!set)
		return TRUE;
	set->condition = g_strdup(condition);
	set->revision = g_strdup(step->revision);
	set->down = step->down;
	set->move_id = step->move_id;
	g_ptr_array_add(sets, set);
	return stash_keep(database, set, error);
}

static gboolean keep_children_of(Database *database, const Effect *effect,
				 const DiscardStep *step, const Schema *schema,
				 const StashSet *set, GPtrArray *sets,
				 GError **error)
{
	const Table *parent = schema_find_table(schema, NULL, set->table);
	for (guint i = 0; parent && i < schema->tables->len; i++) {
		const Table *child = schema->tables->pdata[i];
		for (guint j = 0; j < child->constraints->len; j++) {
			const Constraint *constraint =
				child->constraints->pdata[j];
			if (constraint->kind != CONSTRAINT_FOREIGN_KEY ||
			    g_ascii_strcasecmp(constraint->referred_table,
					       set->table) != 0)
				continue;
			g_autofree char *condition =
				write_referring(constraint, child, parent, set);
			if (condition &&
			    !keep_child(database, effect, step, child,
					condition, sets, error))
				return FALSE;
		}
	}
	return TRUE;
}

gboolean refused_keep_children(Database *database, const Effect *effect,
			       const DiscardStep *step, GPtrArray *sets,
			       GError **error)
{
	g_autoptr(Schema) schema = database_read_schema(database, FALSE, error);
	if (!schema)
		return FALSE;
	/* The array grows as children of children are found. */
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (set->id && !keep_children_of(database, effect, step, schema,
						 set, sets, error))
			return FALSE;
	}
	return TRUE;
}
