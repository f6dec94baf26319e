/* What a step discards. */
#include "discard_parts.h"
#include "effect_keys.h"

static void copy_names(GPtrArray *to, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(to, g_strdup(names->pdata[i]));
}

static gboolean has_name(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (g_ascii_strcasecmp(names->pdata[i], name) == 0)
			return TRUE;
	return FALSE;
}

/* All columns of a table but the keys and those the engine computes. */
static void add_values(StashSet *set, const Table *table)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = table->columns->pdata[i];
		if (!column->generated && !has_name(set->keys, column->name))
			g_ptr_array_add(set->values, g_strdup(column->name));
	}
}

static void set_after(StashSet *set, const TableEffect *effect)
{
	set->after_table = g_strdup(effect->after->name);
	set->after_keys = g_ptr_array_new_with_free_func(g_free);
	copy_names(set->after_keys, effect->after_keys);
}

static StashSet *make_set(Database *database, const TableEffect *effect,
			  StashKind kind)
{
	StashSet *set = stash_set_new(kind, effect->before->name);
	if (effect->keys)
		copy_names(set->keys, effect->keys);
	else if (kind != STASH_COLUMNS) {
		g_ptr_array_unref(set->keys);
		set->keys = effect_own_keys(database, effect->before);
	}
	if (effect->after && effect->keys)
		set_after(set, effect);
	return set;
}

static gboolean add_virtual_values(Database *database, StashSet *set,
				   GError **error)
{
	g_autoptr(GPtrArray) names =
		database_read_columns(database, set->table, error);
	if (!names)
		return FALSE;
	copy_names(set->values, names);
	return TRUE;
}

static gboolean add_lost_table(Database *database, GPtrArray *sets,
			       const TableEffect *effect, GError **error)
{
	StashSet *set = make_set(database, effect, STASH_ROWS_OF_TABLE);
	g_ptr_array_add(sets, set);
	if (effect->before->virtual_sql)
		return add_virtual_values(database, set, error);
	add_values(set, effect->before);
	return TRUE;
}

static gboolean names_word(GHashTable *words, const char *name)
{
	g_autofree char *word = g_ascii_strdown(name, -1);
	return g_hash_table_contains(words, word);
}

/* Whether a column gets a value of its own when it is added again: then a NULL
 * in it was chosen. */
static gboolean has_filling(const Column *column, const ScriptScan *opposite)
{
	return column->server_default != NULL ||
	       (opposite && !opposite->only_adds &&
		names_word(opposite->words, column->name));
}

/* Each has a set of its own, for what becomes of one need not become of the
 * others. */
static void add_lost_columns(Database *database, GPtrArray *sets,
			     const TableEffect *effect,
			     const ScriptScan *opposite)
{
	for (guint i = 0; i < effect->before->columns->len; i++) {
		const ColumnEffect *column = &effect->columns[i];
		if (column->fate != FATE_GONE || column->before->generated)
			continue;
		StashSet *set = make_set(database, effect, STASH_COLUMNS);
		g_ptr_array_add(sets, set);
		g_ptr_array_add(set->values, g_strdup(column->before->name));
		set->weak_nulls = !has_filling(column->before, opposite);
	}
}

static StashSet *add_column(Database *database, GPtrArray *sets,
			    const TableEffect *effect,
			    const ColumnEffect *column, StashKind kind)
{
	StashSet *set = make_set(database, effect, kind);
	g_ptr_array_add(sets, set);
	g_ptr_array_add(set->values, g_strdup(column->before->name));
	if (set->after_table) {
		set->after_value = g_strdup(column->after->name);
		set->cast = g_strdup(column->cast);
	}
	return set;
}

static void add_changed_columns(Database *database, GPtrArray *sets,
				const TableEffect *effect)
{
	for (guint i = 0; i < effect->before->columns->len; i++) {
		const ColumnEffect *column = &effect->columns[i];
		if (column->fate != FATE_CHANGED || column->before->generated)
			continue;
		StashSet *set = add_column(database, sets, effect, column,
					   STASH_COLUMNS);
		if (column->fills_null) {
			g_autofree char *name =
				effect_quote(column->before->name);
			set->condition = g_strdup_printf("%s IS NULL", name);
		}
	}
}

/* Whether the way back writes a column of a table. */
static gboolean is_overwritten(const TableEffect *table,
			       const ColumnEffect *column,
			       const ScriptScan *opposite)
{
	const char *name = column->before->name;
	const char *after = column->after->name;
	if (names_word(opposite->computed, name) ||
	    names_word(opposite->computed, after))
		return TRUE;
	gboolean updated = opposite->opaque ||
			   names_word(opposite->updated, table->before->name) ||
			   names_word(opposite->updated, table->after->name);
	return updated && (names_word(opposite->words, name) ||
			   names_word(opposite->words, after));
}

/* Columns that stay, but that the way back would write over as it did the
 * first time: rows that were written since are to stay as they are. */
static void add_echoes(Database *database, GPtrArray *sets,
		       const TableEffect *effect, const ScriptScan *opposite)
{
	if (!opposite || !effect->keys || effect->guessed)
		return;
	for (guint i = 0; i < effect->before->columns->len; i++) {
		const ColumnEffect *column = &effect->columns[i];
		const char *name = column->before->name;
		if (column->fate == FATE_GONE || !column->after ||
		    column->before->generated || has_name(effect->keys, name))
			continue;
		if (is_overwritten(effect, column, opposite))
			add_column(database, sets, effect, column, STASH_ECHO);
	}
}

static void add_lost_rows(Database *database, GPtrArray *sets,
			  const TableEffect *effect)
{
	if (!effect->loses_rows)
		return;
	StashSet *set = make_set(database, effect, STASH_ROWS);
	add_values(set, effect->before);
	g_ptr_array_add(sets, set);
}

static GPtrArray *find_sets(Database *database, const Effect *effect,
			    const ScriptScan *opposite, GError **error)
{
	g_autoptr(GPtrArray) sets =
		g_ptr_array_new_with_free_func((GDestroyNotify)stash_set_free);
	for (guint i = 0; i < effect->tables->len; i++) {
		const TableEffect *table = effect->tables->pdata[i];
		if (!table->after) {
			if (!add_lost_table(database, sets, table, error))
				return NULL;
			continue;
		}
		if (table->before->virtual_sql)
			continue;
		add_lost_rows(database, sets, table);
		add_lost_columns(database, sets, table, opposite);
		add_changed_columns(database, sets, table);
		add_echoes(database, sets, table, opposite);
	}
	return g_steal_pointer(&sets);
}

static gboolean writes_values(const ScriptScan *scan)
{
	return g_hash_table_size(scan->updated) ||
	       g_hash_table_size(scan->computed) || scan->opaque;
}

gboolean discard_writes(const char *dialect, const char *text)
{
	g_autoptr(ScriptScan) scan = database_scan_script(dialect, text);
	return writes_values(scan);
}

/* A step that discards nothing still has to be looked at when its way back
 * writes: the tables are those that either names. */
GPtrArray *discard_find_sets(Database *database, const DiscardStep *step,
			     ScriptScan **found, Effect **effect,
			     GError **error)
{
	const char *dialect = database_dialect(database);
	ScriptScan *scan = *found =
		database_scan_script(dialect, step->script->text);
	g_autoptr(ScriptScan) opposite =
		step->opposite ? database_scan_script(dialect, step->opposite)
			       : NULL;
	gboolean writes = opposite && writes_values(opposite);
	*effect = NULL;
	if (scan->only_adds && !writes)
		return g_ptr_array_new();
	if (writes)
		script_scan_add_words(scan, opposite);
	*effect = effect_find(database, step->script, scan, error);
	return *effect ? find_sets(database, *effect, writes ? opposite : NULL,
				   error)
		       : NULL;
}

GPtrArray *discard_find(Database *database, const DiscardStep *step,
			GError **error)
{
	g_autoptr(ScriptScan) scan = NULL;
	g_autoptr(Effect) effect = NULL;
	return discard_find_sets(database, step, &scan, &effect, error);
}
