#include "effect.h"

#include <string.h>

#include "base/failure.h"
#include "database/stash.h"
#include "effect_keys.h"
#include "probe.h"

static void table_effect_free(TableEffect *effect)
{
	g_clear_pointer(&effect->keys, g_ptr_array_unref);
	g_clear_pointer(&effect->after_keys, g_ptr_array_unref);
	g_free(effect->columns);
	g_free(effect);
}

void effect_free(Effect *effect)
{
	if (!effect)
		return;
	g_clear_pointer(&effect->tables, g_ptr_array_unref);
	schema_free(effect->before);
	schema_free(effect->after);
	g_free(effect);
}

/* Everything the finding of an effect works with. */
typedef struct Search {
	Database *database; /* the one with the user's rows */
	const ScriptScan *scan;
	Effect *effect;
	Cells *before;
	Cells *after;
} Search;

static void search_clear(Search *search)
{
	effect_free(search->effect);
	cells_free(search->before);
	cells_free(search->after);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static const Cell *key_cell(const GPtrArray *row, const GArray *key, guint at)
{
	int column = effect_key_column(key, at);
	return cells_at(row, column < 0 ? -1 : column);
}

/* The probe rows of a table as they were before the step. */
static GPtrArray *rows_of(const Cells *cells, guint table)
{
	GPtrArray *rows = g_ptr_array_new();
	for (guint i = 0; i < cells->rows->len; i++) {
		const GPtrArray *row = cells->rows->pdata[i];
		const Cell *first = row->len ? row->pdata[0] : NULL;
		if (first && first->table == table)
			g_ptr_array_add(rows, cells->rows->pdata[i]);
	}
	return rows;
}

/* The column of a row after the step that holds exactly that value. */
static const Cell *find_in_row(const Cells *after, guint row,
			       const char *literal)
{
	const GPtrArray *cells = after->rows->pdata[row];
	for (guint i = cells->len; i > 0; i--) {
		const Cell *cell = cells->pdata[i - 1];
		if (strcmp(cell->literal, literal) == 0)
			return cell;
	}
	return NULL;
}

static gboolean has_key(const Search *search, const GPtrArray *row,
			const GArray *key, guint after_row)
{
	for (guint i = 0; i < key->len; i++) {
		const Cell *cell = key_cell(row, key, i);
		if (!cell ||
		    !find_in_row(search->after, after_row, cell->literal))
			return FALSE;
	}
	return TRUE;
}

/* The rows after the step that a value lies in: of Cell. */
static const GPtrArray *lies_in(const Search *search, const char *literal)
{
	guint64 number = probe_number(literal);
	return number ? g_hash_table_lookup(search->after->by_number, &number)
		      : NULL;
}

/* The row that a probe row has become, in a table of that index (or, with -1,
 * in any); -1 when there is none. */
static int find_row(const Search *search, const GPtrArray *row,
		    const GArray *key, int table)
{
	const Cell *first = key_cell(row, key, 0);
	const GPtrArray *cells = first ? lies_in(search, first->literal) : NULL;
	for (guint i = 0; cells && i < cells->len; i++) {
		const Cell *cell = cells->pdata[i];
		if ((table < 0 || cell->table == (guint)table) &&
		    strcmp(cell->literal, first->literal) == 0 &&
		    has_key(search, row, key, cell->row))
			return (int)cell->row;
	}
	return -1;
}

static int table_index(const Schema *schema, const char *name)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		if (g_ascii_strcasecmp(table->name, name) == 0)
			return (int)i;
	}
	return -1;
}

static int table_of_row(const Search *search, int row)
{
	const GPtrArray *cells = search->after->rows->pdata[row];
	const Cell *cell = cells->pdata[0];
	return (int)cell->table;
}

/* Where most of the probe rows have come to: the table of the same name if any
 * of them is there. */
static int find_table(const Search *search, const GPtrArray *rows,
		      const GArray *key, const char *name)
{
	int same = table_index(search->effect->after, name);
	int other = -1;
	for (guint i = 0; i < rows->len; i++) {
		if (same >= 0 &&
		    find_row(search, rows->pdata[i], key, same) >= 0)
			return same;
		int row = find_row(search, rows->pdata[i], key, -1);
		if (row >= 0 && other < 0)
			other = table_of_row(search, row);
	}
	return other;
}

static const char *cell_name(const Table *table, int column)
{
	if (column < 0)
		return effect_row_name(table);
	const Column *found = table->columns->pdata[column];
	return found->name;
}

static void note_keys(const Search *search, TableEffect *effect,
		      const GPtrArray *row, int after_row, const GArray *key)
{
	effect->keys = g_ptr_array_new_with_free_func(g_free);
	effect->after_keys = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < key->len; i++) {
		const Cell *before = key_cell(row, key, i);
		const Cell *after = find_in_row(search->after, (guint)after_row,
						before->literal);
		const char *name = cell_name(effect->before, before->column);
		const char *now = cell_name(effect->after, after->column);
		gboolean of_null =
			effect_key_column(key, i) == EFFECT_KEY_ROW_OF_NULL;
		g_ptr_array_add(effect->keys,
				of_null ? stash_row_key(name) : g_strdup(name));
		g_ptr_array_add(effect->after_keys,
				of_null ? stash_row_key(now) : g_strdup(now));
	}
}

/* Whether a value lies anywhere beside its row's key. */
static gboolean lies_elsewhere(const Search *search, const GPtrArray *row,
			       const GArray *key, const char *literal)
{
	const GPtrArray *cells = lies_in(search, literal);
	for (guint i = 0; cells && i < cells->len; i++) {
		const Cell *cell = cells->pdata[i];
		if (strcmp(cell->literal, literal) == 0 &&
		    has_key(search, row, key, cell->row))
			return TRUE;
	}
	return FALSE;
}

/* The cell of a row after the step that a probe's number lies in, changed. */
static const Cell *find_changed(const Search *search, const char *literal,
				int after_row)
{
	const GPtrArray *cells = lies_in(search, literal);
	for (guint i = 0; cells && i < cells->len; i++) {
		const Cell *cell = cells->pdata[i];
		if (cell->row == (guint)after_row)
			return cell;
	}
	return NULL;
}

static const Column *after_column(const TableEffect *effect, const Cell *cell)
{
	return cell && cell->column >= 0
		       ? effect->after->columns->pdata[cell->column]
		       : NULL;
}

/* Makes a fate worse, never better. */
static void worsen(ColumnEffect *effect, Fate fate, const Column *after)
{
	if (fate > effect->fate)
		effect->fate = fate;
	if (after && !effect->after)
		effect->after = after;
}

static void judge_value(const Search *search, const TableEffect *effect,
			ColumnEffect *column, const GPtrArray *row,
			int after_row, const GArray *key, const char *literal)
{
	const Cell *same =
		find_in_row(search->after, (guint)after_row, literal);
	const Column *named =
		table_find_column(effect->after, column->before->name);
	if (same) {
		worsen(column, FATE_KEPT, after_column(effect, same));
		return;
	}
	if (lies_elsewhere(search, row, key, literal)) {
		worsen(column, FATE_KEPT, NULL);
		return;
	}
	const Column *changed =
		after_column(effect, find_changed(search, literal, after_row));
	if (changed || named)
		worsen(column, FATE_CHANGED, changed ? changed : named);
	else
		worsen(column, FATE_GONE, NULL);
}

/* A NULL is nothing to find; what has come in its place is. */
static void judge_null(const Search *search, const TableEffect *effect,
		       ColumnEffect *column, int after_row)
{
	if (column->fate != FATE_KEPT || !column->after)
		return;
	int at = effect_column_index(effect->after, column->after->name);
	const Cell *cell = cells_at(search->after->rows->pdata[after_row], at);
	if (cell && strcmp(cell->literal, "NULL") != 0) {
		column->fate = FATE_CHANGED;
		column->fills_null = TRUE;
	}
}

static void judge_row(const Search *search, TableEffect *effect,
		      const GPtrArray *row, int after_row, const GArray *key,
		      gboolean nulls)
{
	for (guint i = 0; i < effect->before->columns->len; i++) {
		ColumnEffect *column = &effect->columns[i];
		const Cell *cell = cells_at(row, (int)i);
		if (column->before->generated || !cell)
			continue;
		gboolean is_null = strcmp(cell->literal, "NULL") == 0;
		if (is_null && nulls)
			judge_null(search, effect, column, after_row);
		else if (!is_null && !nulls)
			judge_value(search, effect, column, row, after_row, key,
				    cell->literal);
	}
}

/* A column that stays and gets another affinity converts what it can. */
static void judge_types(TableEffect *effect)
{
	for (guint i = 0; i < effect->before->columns->len; i++) {
		ColumnEffect *column = &effect->columns[i];
		if (!column->after)
			continue;
		const char *before = effect_affinity(column->before);
		const char *after = effect_affinity(column->after);
		column->cast = before;
		if (column->fate != FATE_KEPT || !after ||
		    g_strcmp0(before, after) == 0)
			continue;
		column->fate = FATE_CHANGED;
	}
}

/* What the probes cannot say for certain, for it may depend on the values. */
static void judge_statements(const ScriptScan *scan, TableEffect *effect,
			     gboolean updates_others)
{
	g_autofree char *name = g_ascii_strdown(effect->before->name, -1);
	gboolean named = g_hash_table_contains(scan->words, name);
	gboolean updated = g_hash_table_contains(scan->updated, name) ||
			   (named && (updates_others || scan->opaque));
	if (g_hash_table_contains(scan->deleted, name) ||
	    (named && (scan->opaque || scan->filters || scan->conflicts)))
		effect->loses_rows = TRUE;
	for (guint i = 0; i < effect->before->columns->len; i++) {
		ColumnEffect *column = &effect->columns[i];
		g_autofree char *word =
			g_ascii_strdown(column->before->name, -1);
		gboolean touched =
			(updated && g_hash_table_contains(scan->words, word)) ||
			(named && g_hash_table_contains(scan->computed, word));
		if (touched && column->after &&
		    (column->fate == FATE_KEPT || column->fills_null)) {
			column->fate = FATE_CHANGED;
			column->fills_null = FALSE;
		}
	}
}

/* Follows the probe rows by one key. FALSE when it leads nowhere. */
static gboolean follow_key(const Search *search, TableEffect *effect,
			   const GPtrArray *rows, const GArray *key)
{
	int table = find_table(search, rows, key, effect->before->name);
	if (table < 0)
		return FALSE;
	effect->after = search->effect->after->tables->pdata[table];
	for (int nulls = 0; nulls < 2; nulls++)
		for (guint i = 0; i < rows->len; i++) {
			const GPtrArray *row = rows->pdata[i];
			int after_row = find_row(search, row, key, table);
			if (after_row < 0) {
				effect->loses_rows = TRUE;
				continue;
			}
			if (!effect->keys)
				note_keys(search, effect, row, after_row, key);
			judge_row(search, effect, row, after_row, key,
				  nulls == 1);
		}
	return TRUE;
}

/* Without probes: the table and the columns of the same names, and nothing of
 * them is sure. */
static void guess_by_name(const Search *search, TableEffect *effect)
{
	effect->guessed = TRUE;
	effect->after = schema_find_table(search->effect->after, NULL,
					  effect->before->name);
	if (!effect->after)
		return;
	effect->loses_rows = TRUE;
	for (guint i = 0; i < effect->before->columns->len; i++) {
		ColumnEffect *column = &effect->columns[i];
		column->after =
			table_find_column(effect->after, column->before->name);
		column->fate = column->after ? FATE_CHANGED : FATE_GONE;
	}
	g_autoptr(GPtrArray) keys =
		effect_find_keys(search->database, effect->before);
	for (guint i = 0; i < keys->len && !effect->keys; i++) {
		const GArray *key = keys->pdata[i];
		g_autoptr(GPtrArray) names =
			g_ptr_array_new_with_free_func(g_free);
		gboolean there = effect_key_column(key, 0) >= 0;
		for (guint j = 0; there && j < key->len; j++) {
			const char *name = cell_name(effect->before,
						     effect_key_column(key, j));
			there = table_find_column(effect->after, name) != NULL;
			g_ptr_array_add(names, g_strdup(name));
		}
		if (!there)
			continue;
		effect->keys = g_ptr_array_ref(names);
		effect->after_keys = g_ptr_array_ref(names);
	}
}

/* Whether any value of the rows lies in the table of the same name: its rows
 * are kept then, but what knows them is not. */
static gboolean has_lost_key(const Search *search, const TableEffect *effect,
			     const GPtrArray *rows)
{
	int table = table_index(search->effect->after, effect->before->name);
	for (guint i = 0; table >= 0 && i < rows->len; i++) {
		const GPtrArray *row = rows->pdata[i];
		for (guint j = 0; j < row->len; j++) {
			const Cell *cell = row->pdata[j];
			const GPtrArray *cells = lies_in(search, cell->literal);
			for (guint k = 0; cells && k < cells->len; k++) {
				const Cell *found = cells->pdata[k];
				if (found->table == (guint)table)
					return TRUE;
			}
		}
	}
	return FALSE;
}

static void follow_table(const Search *search, TableEffect *effect, guint at)
{
	g_autoptr(GPtrArray) rows = rows_of(search->before, at);
	if (!rows->len || effect->before->virtual_sql) {
		guess_by_name(search, effect);
		return;
	}
	g_autoptr(GPtrArray) keys =
		effect_find_keys(search->database, effect->before);
	gboolean followed = FALSE;
	for (guint i = 0; i < keys->len && !followed; i++)
		followed = follow_key(search, effect, rows, keys->pdata[i]);
	if (!followed && has_lost_key(search, effect, rows)) {
		guess_by_name(search, effect);
		g_clear_pointer(&effect->keys, g_ptr_array_unref);
		g_clear_pointer(&effect->after_keys, g_ptr_array_unref);
	}
	if (effect->after)
		judge_types(effect);
}

/* Whether the script updates a table that was not there before: a copy. */
static gboolean updates_new_table(const Search *search)
{
	GHashTableIter iter;
	gpointer name;
	g_hash_table_iter_init(&iter, search->scan->updated);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (!schema_find_table(search->effect->before, NULL, name))
			return TRUE;
	return FALSE;
}

static void follow_tables(Search *search)
{
	Effect *effect = search->effect;
	gboolean updates_others = updates_new_table(search);
	effect->tables = g_ptr_array_new_with_free_func(
		(GDestroyNotify)table_effect_free);
	for (guint i = 0; i < effect->before->tables->len; i++) {
		TableEffect *table = g_new0(TableEffect, 1);
		table->before = effect->before->tables->pdata[i];
		table->columns =
			g_new0(ColumnEffect, table->before->columns->len + 1);
		for (guint j = 0; j < table->before->columns->len; j++)
			table->columns[j].before =
				table->before->columns->pdata[j];
		g_ptr_array_add(effect->tables, table);
		follow_table(search, table, i);
		if (table->after)
			judge_statements(search->scan, table, updates_others);
	}
}

/* Runs the script on probe rows of a kind in a scratch database. */
static Effect *try_probes(Database *database, const Script *script,
			  const ScriptScan *scan, ProbeKind kind,
			  GError **error)
{
	g_auto(Search) search = {.database = database, .scan = scan};
	g_autoptr(Database) scratch =
		database_copy_schema(database,
				     scan->opaque  ? NULL
				     : scan->reach ? scan->reach
						   : scan->words,
				     error);
	if (!scratch)
		return NULL;
	search.effect = g_new0(Effect, 1);
	search.effect->before = database_read_schema(scratch, FALSE, error);
	if (!search.effect->before || !database_begin(scratch, error))
		return NULL;
	database_ignore_checks(scratch, TRUE);
	if (kind != PROBE_NONE &&
	    !probe_insert(scratch, search.effect->before, kind, error))
		return NULL;
	search.before = cells_read(scratch, search.effect->before, error);
	if (!search.before || !database_run(scratch, script, error))
		return NULL;
	search.effect->after = database_read_schema(scratch, FALSE, error);
	search.after =
		search.effect->after
			? cells_read(scratch, search.effect->after, error)
			: NULL;
	if (!search.after)
		return NULL;
	follow_tables(&search);
	return g_steal_pointer(&search.effect);
}

Effect *effect_find(Database *database, const Script *script,
		    const ScriptScan *scan, GError **error)
{
	for (ProbeKind kind = PROBE_WORDS; kind < PROBE_NONE; kind++) {
		Effect *effect = try_probes(database, script, scan, kind, NULL);
		if (effect)
			return effect;
	}
	return try_probes(database, script, scan, PROBE_NONE, error);
}
