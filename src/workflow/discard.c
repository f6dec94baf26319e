#include "workflow/discard.h"

#include <string.h>

#include "base/failure.h"
#include "effect.h"
#include "refused.h"

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

/* The primary key, or the row's number where there is none. */
static void add_own_keys(StashSet *set, const Table *table)
{
	const Constraint *primary = table_find_primary_key(table);
	const char *row_name = effect_row_name(table);
	if (primary)
		copy_names(set->keys, primary->columns);
	else if (row_name || table->virtual_sql)
		g_ptr_array_add(set->keys,
				g_strdup(row_name ? row_name : "rowid"));
}

static void set_after(StashSet *set, const TableEffect *effect)
{
	set->after_table = g_strdup(effect->after->name);
	set->after_keys = g_ptr_array_new_with_free_func(g_free);
	copy_names(set->after_keys, effect->after_keys);
}

static StashSet *make_set(const TableEffect *effect, StashKind kind)
{
	StashSet *set = stash_set_new(kind, effect->before->name);
	if (effect->keys)
		copy_names(set->keys, effect->keys);
	else if (kind != STASH_COLUMNS)
		add_own_keys(set, effect->before);
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
	StashSet *set = make_set(effect, STASH_ROWS_OF_TABLE);
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

static void add_lost_columns(GPtrArray *sets, const TableEffect *effect,
			     const ScriptScan *opposite, gboolean weak)
{
	g_autoptr(StashSet) set = make_set(effect, STASH_COLUMNS);
	set->weak_nulls = weak;
	for (guint i = 0; i < effect->before->columns->len; i++) {
		const ColumnEffect *column = &effect->columns[i];
		if (column->fate == FATE_GONE && !column->before->generated &&
		    has_filling(column->before, opposite) != weak)
			g_ptr_array_add(set->values,
					g_strdup(column->before->name));
	}
	if (set->values->len)
		g_ptr_array_add(sets, g_steal_pointer(&set));
}

static StashSet *add_column(GPtrArray *sets, const TableEffect *effect,
			    const ColumnEffect *column, StashKind kind)
{
	StashSet *set = make_set(effect, kind);
	g_ptr_array_add(sets, set);
	g_ptr_array_add(set->values, g_strdup(column->before->name));
	if (set->after_table) {
		set->after_value = g_strdup(column->after->name);
		set->cast = g_strdup(column->cast);
	}
	return set;
}

static void add_changed_columns(GPtrArray *sets, const TableEffect *effect)
{
	for (guint i = 0; i < effect->before->columns->len; i++) {
		const ColumnEffect *column = &effect->columns[i];
		if (column->fate != FATE_CHANGED || column->before->generated)
			continue;
		StashSet *set = add_column(sets, effect, column, STASH_COLUMNS);
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
static void add_echoes(GPtrArray *sets, const TableEffect *effect,
		       const ScriptScan *opposite)
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
			add_column(sets, effect, column, STASH_ECHO);
	}
}

static void add_lost_rows(GPtrArray *sets, const TableEffect *effect)
{
	if (!effect->loses_rows)
		return;
	StashSet *set = make_set(effect, STASH_ROWS);
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
		add_lost_rows(sets, table);
		add_lost_columns(sets, table, opposite, TRUE);
		add_lost_columns(sets, table, opposite, FALSE);
		add_changed_columns(sets, table);
		add_echoes(sets, table, opposite);
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
static GPtrArray *find_all(Database *database, const DiscardStep *step,
			   Effect **effect, GError **error)
{
	const char *dialect = database_dialect(database);
	g_autoptr(ScriptScan) scan =
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
	g_autoptr(Effect) effect = NULL;
	return find_all(database, step, &effect, error);
}

static gboolean refuse_set(const DiscardStep *step, const StashSet *set,
			   GError **error)
{
	g_autofree char *values = g_strjoinv(", ", (char **)set->values->pdata);
	failure_set(error, FAILURE_REFUSED,
		    "give the table a primary key that is never NULL; to go on "
		    "without these "
		    "values: git -c migrate.sync=force migrate sync",
		    "%s would discard values of %s (%s), which cannot be "
		    "stashed: no key of the rows outlives the step",
		    step->script->path, set->table, values);
	return FALSE;
}

static gboolean keep_set(Database *database, const DiscardStep *step,
			 DiscardMode mode, StashSet *set, GError **error)
{
	set->revision = g_strdup(step->revision);
	set->down = step->down;
	set->move_id = step->move_id;
	if (set->keys->len)
		return stash_keep(database, set, error);
	gboolean any = FALSE;
	if (!database_has_rows(database, set->table, &any, error))
		return FALSE;
	if (!any || mode == DISCARD_STASH_SOME)
		return TRUE;
	g_ptr_array_add(set->values, NULL);
	return refuse_set(step, set, error);
}

static gboolean keep_sets(Database *database, const DiscardStep *step,
			  DiscardMode mode, const GPtrArray *sets,
			  GError **error)
{
	for (guint i = 0; i < sets->len; i++)
		if (!keep_set(database, step, mode, sets->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* A row that goes as a whole is kept once. */
static gboolean keep_once(Database *database, const GPtrArray *sets,
			  GError **error)
{
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *rows = sets->pdata[i];
		for (guint j = 0; rows->kind == STASH_ROWS && j < sets->len;
		     j++) {
			StashSet *set = sets->pdata[j];
			if ((set->kind == STASH_COLUMNS ||
			     set->kind == STASH_ECHO) &&
			    !stash_leave_rows(database, set, rows, error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean settle_sets(Database *database, const GPtrArray *sets,
			    DiscardCount *count, GError **error)
{
	for (guint i = 0; i < sets->len; i++)
		if (!stash_settle(database, sets->pdata[i], error))
			return FALSE;
	if (!keep_once(database, sets, error))
		return FALSE;
	for (guint i = 0; i < sets->len; i++) {
		const StashSet *set = sets->pdata[i];
		if (!set->id)
			continue;
		if (set->kind == STASH_COLUMNS || set->kind == STASH_ECHO)
			count->values += set->kept;
		else
			count->rows += set->kept;
	}
	return TRUE;
}

#define SAVEPOINT "git_migrate_step"

static gboolean go_back(Database *database, GError **error)
{
	return database_execute(database, "ROLLBACK TO " SAVEPOINT, NULL, 0,
				error);
}

/* Rows that the schema after the step has no place for are moved aside, and
 * the step is run again. */
static gboolean run_without_refused(Database *database, const DiscardStep *step,
				    DiscardMode mode, const Effect *effect,
				    GPtrArray *sets, GError *failure,
				    GError **error)
{
	g_autoptr(GError) first = failure;
	g_autoptr(GPtrArray) refused = NULL;
	if (!go_back(database, error))
		return FALSE;
	refused = refused_find(database, effect, error);
	guint kept = 0;
	for (guint i = 0; refused && i < refused->len; i++) {
		StashSet *set = refused->pdata[i];
		if (!keep_set(database, step, mode, set, error))
			return FALSE;
		kept += set->id != 0;
	}
	if (!refused || !refused_forget(database, effect, error))
		return FALSE;
	if (!kept) {
		g_propagate_error(error, g_steal_pointer(&first));
		return FALSE;
	}
	if (!refused_keep_children(database, effect, step, refused, error) ||
	    !database_run(database, step->script, error))
		return FALSE;
	g_ptr_array_extend_and_steal(sets, g_steal_pointer(&refused));
	return TRUE;
}

static gboolean run_guarded(Database *database, const DiscardStep *step,
			    DiscardMode mode, const Effect *effect,
			    GPtrArray *sets, GError **error)
{
	GError *failure = NULL;
	if (!database_execute(database, "SAVEPOINT " SAVEPOINT, NULL, 0, error))
		return FALSE;
	gboolean done = database_run(database, step->script, &failure);
	if (!done && !strstr(failure->message, "constraint failed")) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	if (done && !refused_check_references(database, effect, &failure)) {
		if (!g_error_matches(failure, FAILURE, FAILURE_REFUSED)) {
			g_propagate_error(error, failure);
			return FALSE;
		}
		done = FALSE;
	}
	if (!done && !run_without_refused(database, step, mode, effect, sets,
					  failure, error))
		return FALSE;
	return database_execute(database, "RELEASE " SAVEPOINT, NULL, 0, error);
}

static gboolean run_keeping(Database *database, const DiscardStep *step,
			    DiscardMode mode, DiscardCount *count,
			    GError **error)
{
	g_autoptr(Effect) effect = NULL;
	g_autoptr(GPtrArray) sets = find_all(database, step, &effect, error);
	if (!sets)
		return FALSE;
	if (!effect)
		return database_run(database, step->script, error);
	return keep_sets(database, step, mode, sets, error) &&
	       run_guarded(database, step, mode, effect, sets, error) &&
	       settle_sets(database, sets, count, error);
}

gboolean discard_run(Database *database, const DiscardStep *step,
		     DiscardMode mode, DiscardCount *count, GError **error)
{
	g_autoptr(GPtrArray) back =
		stash_find(database, step->revision, !step->down, error);
	if (!back || !stash_prepare(database, back, error))
		return FALSE;
	gboolean done =
		mode == DISCARD_NOTHING
			? database_run(database, step->script, error)
			: run_keeping(database, step, mode, count, error);
	return done && stash_restore(database, back, &count->outcome, error);
}

gboolean discard_is_possible(Database *database, gboolean *possible,
			     GError **error)
{
	return stash_exists(database, possible, error) &&
	       (*possible ||
		database_has_rows(database, NULL, possible, error));
}

char *discard_describe(guint64 values, guint64 rows)
{
	g_autofree char *first =
		g_strdup_printf("%" G_GUINT64_FORMAT " value%s", values,
				values == 1 ? "" : "s");
	g_autofree char *second = g_strdup_printf("%" G_GUINT64_FORMAT " row%s",
						  rows, rows == 1 ? "" : "s");
	if (!rows)
		return g_steal_pointer(&first);
	if (!values)
		return g_steal_pointer(&second);
	return g_strconcat(first, " and ", second, NULL);
}

static void append_clause(GString *clauses, guint64 count, const char *one,
			  const char *many)
{
	if (count)
		g_string_append_printf(clauses, "%s%" G_GUINT64_FORMAT " %s",
				       clauses->len ? ", " : "", count,
				       count == 1 ? one : many);
}

/* "412 of 415 values", "3 rows". */
static char *describe_back(guint64 back, guint64 all, const char *one,
			   const char *many)
{
	const char *what = all == 1 ? one : many;
	if (!all)
		return NULL;
	return back == all
		       ? g_strdup_printf("%" G_GUINT64_FORMAT " %s", all, what)
		       : g_strdup_printf("%" G_GUINT64_FORMAT
					 " of %" G_GUINT64_FORMAT " %s",
					 back, all, what);
}

/* "restored 412 of 415 values and 3 rows (…)". */
static void append_outcome(GString *text, const StashOutcome *outcome)
{
	g_autofree char *values = describe_back(
		outcome->values, outcome->of_values, "value", "values");
	g_autofree char *rows =
		describe_back(outcome->rows, outcome->of_rows, "row", "rows");
	if (!values && !rows)
		return;
	g_string_append_printf(text, "; restored %s%s%s", values ? values : "",
			       values && rows ? " and " : "", rows ? rows : "");
	g_autoptr(GString) clauses = g_string_new(NULL);
	append_clause(clauses, outcome->deleted, "row was deleted meanwhile",
		      "rows were deleted meanwhile");
	append_clause(clauses, outcome->changed, "value was changed meanwhile",
		      "values were changed meanwhile");
	append_clause(clauses, outcome->held,
		      "stays in the stash, see git migrate stash list",
		      "stay in the stash, see git migrate stash list");
	if (clauses->len)
		g_string_append_printf(text, " (%s)", clauses->str);
}

char *discard_summarize(const DiscardCount *count)
{
	GString *text = g_string_new(NULL);
	if (count->values || count->rows) {
		g_autofree char *kept =
			discard_describe(count->values, count->rows);
		g_string_append_printf(text, " (%s stashed)", kept);
	}
	append_outcome(text, &count->outcome);
	return g_string_free(text, FALSE);
}
