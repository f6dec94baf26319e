#include "refused.h"

#include "base/failure.h"

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

/* The rows of a table before the step lie in a table of their own under the
 * names and types that they have after it, so that they are converted as they
 * will be; their keys are gk1, gk2, …. */
static char *trial_name(guint at)
{
	return g_strdup_printf("temp.git_migrate_trial_%u", at);
}

static gboolean make_trial(Database *database, const TableEffect *effect,
			   const char *trial, GError **error)
{
	g_autoptr(GString) create = g_string_new(NULL);
	g_autoptr(GString) insert = g_string_new(NULL);
	g_autofree char *table = effect_quote(effect->before->name);
	g_string_printf(create, "CREATE TABLE %s (", trial);
	g_string_printf(insert, "INSERT INTO %s SELECT ", trial);
	for (guint i = 0; i < effect->keys->len; i++) {
		g_autofree char *key = effect_quote(effect->keys->pdata[i]);
		g_string_append_printf(create, "gk%u, ", i + 1);
		g_string_append_printf(insert, "%s, ", key);
	}
	for (guint i = 0; i < effect->after->columns->len; i++) {
		const Column *column = effect->after->columns->pdata[i];
		const ColumnEffect *source = find_source(effect, column->name);
		g_autofree char *to = effect_quote(column->name);
		g_autofree char *from =
			source ? effect_quote(source->before->name)
			       : g_strdup("NULL");
		g_string_append_printf(
			create, "%s %s%s%s, ", to, column->type->name,
			column->collation ? " COLLATE " : "",
			column->collation ? column->collation : "");
		g_string_append_printf(insert, "%s, ", from);
	}
	g_string_append(create, "gend)");
	g_string_append_printf(insert, "NULL FROM %s", table);
	return database_execute(database, create->str, NULL, 0, error) &&
	       database_execute(database, insert->str, NULL, 0, error);
}

/* "(k1, k2) IN (SELECT gk1, gk2 FROM source WHERE condition)", one after the
 * other. */
static void add_condition(GString *all, const TableEffect *effect,
			  const char *source, const char *condition)
{
	g_string_append(all, all->len ? " OR (" : "(");
	for (guint i = 0; i < effect->keys->len; i++) {
		g_autofree char *key = effect_quote(effect->keys->pdata[i]);
		g_string_append_printf(all, "%s%s", i ? ", " : "", key);
	}
	g_string_append(all, ") IN (SELECT ");
	for (guint i = 0; i < effect->keys->len; i++)
		g_string_append_printf(all, "%sgk%u", i ? ", " : "", i + 1);
	g_string_append_printf(all, " FROM %s WHERE %s)", source, condition);
}

static void add_not_null(GString *all, const TableEffect *effect,
			 const char *source)
{
	for (guint i = 0; i < effect->after->columns->len; i++) {
		const Column *column = effect->after->columns->pdata[i];
		const ColumnEffect *from = find_source(effect, column->name);
		if (!column->not_null || !from || from->fills_null)
			continue;
		g_autofree char *name = effect_quote(column->name);
		g_autofree char *condition =
			g_strdup_printf("%s IS NULL", name);
		add_condition(all, effect, source, condition);
	}
}

static void add_check(GString *all, const TableEffect *effect,
		      const char *source, const Constraint *constraint)
{
	g_autofree char *text = expression_format(constraint->check);
	g_autofree char *condition = g_strdup_printf("NOT (%s)", text);
	add_condition(all, effect, source, condition);
}

/* Of rows that are the same the first one stays. `columns` are SQL. */
static void add_unique(GString *all, const TableEffect *effect,
		       const char *source, const GPtrArray *columns,
		       const char *where)
{
	g_autoptr(GString) ranked = g_string_new("(SELECT *, row_number() "
						 "OVER (PARTITION BY ");
	g_autoptr(GString) condition = g_string_new("gn > 1");
	for (guint i = 0; i < columns->len; i++) {
		const char *column = columns->pdata[i];
		g_string_append_printf(ranked, "%s%s", i ? ", " : "", column);
		g_string_append_printf(condition, " AND (%s) IS NOT NULL",
				       column);
	}
	g_string_append(ranked, " ORDER BY ");
	for (guint i = 0; i < effect->keys->len; i++)
		g_string_append_printf(ranked, "%sgk%u", i ? ", " : "", i + 1);
	g_string_append_printf(ranked, ") AS gn FROM %s WHERE %s)", source,
			       where ? where : "1");
	add_condition(all, effect, ranked->str, condition->str);
}

static char *write_unique_column(const TableEffect *effect, const char *name,
				 const char *collation)
{
	const Column *column = table_find_column(effect->after, name);
	g_autofree char *quoted = effect_quote(name);
	if (!collation && column)
		collation = column->collation;
	return collation ? g_strdup_printf("%s COLLATE %s", quoted, collation)
			 : g_steal_pointer(&quoted);
}

static void add_unique_constraint(GString *all, const TableEffect *effect,
				  const char *source,
				  const Constraint *constraint)
{
	g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < constraint->columns->len; i++) {
		const char *name = constraint->columns->pdata[i];
		if (!find_source(effect, name))
			return;
		g_ptr_array_add(columns,
				write_unique_column(effect, name, NULL));
	}
	if (columns->len)
		add_unique(all, effect, source, columns, NULL);
}

static void add_unique_index(GString *all, const TableEffect *effect,
			     const char *source, const Index *index)
{
	g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
	if (!index->unique)
		return;
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		if (key->column && !find_source(effect, key->column))
			return;
		g_ptr_array_add(
			columns,
			key->column ? write_unique_column(effect, key->column,
							  key->collation)
				    : expression_format(key->expression));
	}
	g_autofree char *where =
		index->where ? expression_format(index->where) : NULL;
	add_unique(all, effect, source, columns, where);
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

/* The names that the parent's columns have before the step. */
static GPtrArray *names_before(const TableEffect *parent,
			       const GPtrArray *names)
{
	g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; names && i < names->len; i++) {
		const ColumnEffect *source =
			find_source(parent, names->pdata[i]);
		if (!source)
			return NULL;
		g_ptr_array_add(before, g_strdup(source->before->name));
	}
	return g_steal_pointer(&before);
}

static void add_reference(GString *all, const Effect *effect,
			  const TableEffect *table, const char *source,
			  const Constraint *constraint)
{
	const TableEffect *parent =
		find_effect(effect, constraint->referred_table, TRUE);
	if (!parent || !is_new_reference(effect, table, constraint))
		return;
	g_autoptr(GPtrArray) to = names_before(
		parent, referred_columns(constraint, parent->after));
	g_autofree char *condition =
		write_dangling(constraint, "", parent->before->name, to);
	if (condition)
		add_condition(all, table, source, condition);
}

static char *write_refused(const Effect *effect, const TableEffect *table,
			   const char *source)
{
	g_autoptr(GString) all = g_string_new(NULL);
	const GPtrArray *constraints = table->after->constraints;
	add_not_null(all, table, source);
	for (guint i = 0; i < constraints->len; i++) {
		const Constraint *constraint = constraints->pdata[i];
		if (constraint->kind == CONSTRAINT_CHECK)
			add_check(all, table, source, constraint);
		else if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
			add_reference(all, effect, table, source, constraint);
		else if (constraint->kind != CONSTRAINT_OTHER)
			add_unique_constraint(all, table, source, constraint);
	}
	for (guint i = 0; i < table->after->indexes->len; i++)
		add_unique_index(all, table, source,
				 table->after->indexes->pdata[i]);
	return g_string_free(g_steal_pointer(&all), FALSE);
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

static gboolean can_be_tried(const TableEffect *table)
{
	return table->after && table->keys && !table->before->virtual_sql;
}

GPtrArray *refused_find(Database *database, const Effect *effect,
			GError **error)
{
	g_autoptr(GPtrArray) sets =
		g_ptr_array_new_with_free_func((GDestroyNotify)stash_set_free);
	for (guint i = 0; i < effect->tables->len; i++) {
		const TableEffect *table = effect->tables->pdata[i];
		if (!can_be_tried(table))
			continue;
		g_autofree char *trial = trial_name(i);
		g_autofree char *condition =
			write_refused(effect, table, trial);
		if (!*condition)
			continue;
		if (!make_trial(database, table, trial, error))
			return NULL;
		StashSet *set =
			make_moved(table->before, table->keys,
				   table->after->name, table->after_keys);
		set->condition = g_steal_pointer(&condition);
		g_ptr_array_add(sets, set);
	}
	return g_steal_pointer(&sets);
}

gboolean refused_forget(Database *database, const Effect *effect,
			GError **error)
{
	for (guint i = 0; i < effect->tables->len; i++) {
		g_autofree char *trial = trial_name(i);
		g_autofree char *sql =
			g_strdup_printf("DROP TABLE IF EXISTS %s", trial);
		if (!database_execute(database, sql, NULL, 0, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean check_reference(Database *database, const Effect *effect,
				const TableEffect *table,
				const Constraint *constraint, GError **error)
{
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
	failure_set(error, FAILURE_REFUSED, NULL,
		    "rows of %s refer to rows that %s does not have",
		    table->after->name, parent->name);
	return FALSE;
}

gboolean refused_check_references(Database *database, const Effect *effect,
				  GError **error)
{
	for (guint i = 0; i < effect->tables->len; i++) {
		const TableEffect *table = effect->tables->pdata[i];
		const GPtrArray *constraints =
			table->after ? table->after->constraints : NULL;
		for (guint j = 0; constraints && j < constraints->len; j++) {
			const Constraint *constraint = constraints->pdata[j];
			if (is_new_reference(effect, table, constraint) &&
			    !check_reference(database, effect, table,
					     constraint, error))
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

static StashSet *make_child_set(const Effect *effect, const Table *child)
{
	const TableEffect *table = find_effect(effect, child->name, FALSE);
	/* The rows of a table that goes are kept already. */
	if (table && !table->after)
		return NULL;
	if (table && table->keys)
		return make_moved(child, table->keys, table->after->name,
				  table->after_keys);
	g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
	const Constraint *primary = table_find_primary_key(child);
	if (primary)
		copy_names(own, primary->columns);
	else if (effect_row_name(child))
		g_ptr_array_add(own, g_strdup(effect_row_name(child)));
	else
		return NULL;
	return make_moved(child, own, child->name, own);
}

static gboolean keep_child(Database *database, const Effect *effect,
			   const DiscardStep *step, const Table *child,
			   const char *condition, GPtrArray *sets,
			   GError **error)
{
	StashSet *set = make_child_set(effect, child);
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
