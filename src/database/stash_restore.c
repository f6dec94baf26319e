/* Giving values back. Each row of a store gets a state that says what became
 * of it; what is settled is dropped at the end. */
#include <string.h>

#include "driver.h"
#include "stash_parts.h"

/* A set on its way back. */
typedef struct Return {
	Database *database;
	StashSet *set;
	char *store;
	char *table;	   /* quoted */
	char *match;	   /* its rows against those of the store */
	GPtrArray *places; /* indices + 1 of the values that have a column */
	gboolean has_place;
	gboolean is_whole; /* every value has a column */
} Return;

static void return_free(Return *back)
{
	g_free(back->store);
	g_free(back->table);
	g_free(back->match);
	g_ptr_array_unref(back->places);
	g_free(back);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Return, return_free)

static gboolean run(const Return *back, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
static gboolean run(const Return *back, GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *sql = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return stash_execute(back->database, sql, error);
}

static gboolean hold_taken(const Return *back, const char *name,
			   const GPtrArray *keys, GError **error)
{
	g_autofree char *table = stash_quote(name);
	g_autofree char *match = stash_match(name, keys);
	return run(back, error,
		   "UPDATE %s AS s SET state = %d WHERE state = %d AND EXISTS "
		   "(SELECT 1 FROM %s WHERE %s)",
		   back->store, STATE_HELD, STATE_WAITING, table, match);
}

static gboolean prepare_table(Return *back, GError **error)
{
	StashSet *set = back->set;
	return stash_has_place(back->database, set->table, set->keys, NULL,
			       &set->was_there, error) &&
	       (!set->was_there ||
		hold_taken(back, set->table, set->keys, error));
}

static gboolean is_of_columns(const StashSet *set)
{
	return set->kind == STASH_COLUMNS || set->kind == STASH_ECHO;
}

static gboolean prepare_value(const Return *back, GError **error)
{
	const StashSet *set = back->set;
	g_autofree char *table = stash_quote(set->after_table);
	g_autofree char *value = stash_quote(set->after_value);
	g_autofree char *match = stash_match(set->after_table, set->after_keys);
	return run(back, error,
		   "UPDATE %s AS s SET state = %d WHERE state = %d AND EXISTS "
		   "(SELECT 1 FROM %s WHERE %s AND NOT (%s.%s IS s.w1 AND "
		   "typeof(%s.%s) = "
		   "typeof(s.w1)))",
		   back->store, STATE_CHANGED, STATE_WAITING, table, match,
		   table, value, table, value);
}

static gboolean prepare_set(Return *back, GError **error)
{
	const StashSet *set = back->set;
	g_autoptr(GPtrArray) value = g_ptr_array_new();
	gboolean has = FALSE;
	if (!run(back, error,
		 "UPDATE %s SET state = %d WHERE state NOT IN (%d, %d)",
		 back->store, STATE_WAITING, STATE_WAITING, STATE_GONE))
		return FALSE;
	if (set->kind == STASH_ROWS_OF_TABLE)
		return prepare_table(back, error);
	if (!set->after_table)
		return TRUE;
	if (set->after_value)
		g_ptr_array_add(value, set->after_value);
	if (!stash_has_place(back->database, set->after_table, set->after_keys,
			     value, &has, error))
		return FALSE;
	if (!has)
		return TRUE;
	if (set->kind == STASH_ROWS)
		return hold_taken(back, set->after_table, set->after_keys,
				  error);
	return !set->after_value || prepare_value(back, error);
}

static Return *return_new(Database *database, StashSet *set)
{
	Return *back = g_new0(Return, 1);
	back->database = database;
	back->set = set;
	back->store = stash_store_name(set->id);
	back->table = stash_quote(set->table);
	back->match = stash_match(set->table, set->keys);
	back->places = g_ptr_array_new();
	return back;
}

gboolean stash_prepare(Database *database, const GPtrArray *sets,
		       GError **error)
{
	for (guint i = 0; i < sets->len; i++) {
		g_autoptr(Return) back = return_new(database, sets->pdata[i]);
		if (!prepare_set(back, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean find_places(Return *back, GError **error)
{
	const StashSet *set = back->set;
	if (!stash_has_place(back->database, set->table, set->keys, NULL,
			     &back->has_place, error))
		return FALSE;
	back->is_whole = TRUE;
	for (guint i = 0; back->has_place && i < set->values->len; i++) {
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		gboolean has = FALSE;
		g_ptr_array_add(one, set->values->pdata[i]);
		if (!stash_has_place(back->database, set->table, one, NULL,
				     &has, error))
			return FALSE;
		if (has)
			g_ptr_array_add(back->places, GUINT_TO_POINTER(i + 1));
		else
			back->is_whole = FALSE;
	}
	if (is_of_columns(set) && !back->places->len)
		back->has_place = FALSE;
	return TRUE;
}

static guint place_at(const Return *back, guint index)
{
	return GPOINTER_TO_UINT(back->places->pdata[index]);
}

static char *place_name(const Return *back, guint index)
{
	return stash_quote(back->set->values->pdata[place_at(back, index) - 1]);
}

static void write_insert_columns(const Return *back, GString *names,
				 GString *values)
{
	const StashSet *set = back->set;
	for (guint i = 0; i < set->keys->len; i++) {
		g_autofree char *name = stash_quote(set->keys->pdata[i]);
		g_string_append_printf(names, "%s%s", i ? ", " : "", name);
		g_string_append_printf(values, "%sk%u", i ? ", " : "", i + 1);
	}
	for (guint i = 0; i < back->places->len; i++) {
		g_autofree char *name = place_name(back, i);
		g_string_append_printf(names, ", %s", name);
		g_string_append_printf(values, ", v%u", place_at(back, i));
	}
}

static char *write_keys(const Return *back, gboolean of_store)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < back->set->keys->len; i++) {
		g_autofree char *name = stash_quote(back->set->keys->pdata[i]);
		if (of_store)
			g_string_append_printf(text, "%sk%u", i ? ", " : "",
					       i + 1);
		else
			g_string_append_printf(text, "%s%s", i ? ", " : "",
					       name);
	}
	return g_string_free(text, FALSE);
}

static gboolean delete_rows_in_state(const Return *back, int state,
				     GError **error)
{
	g_autofree char *keys = write_keys(back, FALSE);
	g_autofree char *stored = write_keys(back, TRUE);
	return run(back, error,
		   "DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE "
		   "state = %d)",
		   back->table, keys, stored, back->store, state);
}

static gboolean mark(const Return *back, int from, int to,
		     const char *condition, GError **error)
{
	return run(back, error,
		   "UPDATE %s AS s SET state = %d WHERE state = %d AND "
		   "EXISTS (SELECT 1 FROM %s WHERE %s%s)",
		   back->store, to, from, back->table, back->match, condition);
}

/* What stands in a table that the step itself has made is the step's filling:
 * what was kept wins. In one that was there the keys that were taken are held
 * already, and what else is in the way is somebody's row. */
static gboolean return_rows(const Return *back, GError **error)
{
	gboolean whole =
		back->set->kind == STASH_ROWS_OF_TABLE && !back->set->was_there;
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) values = g_string_new(NULL);
	write_insert_columns(back, names, values);
	return (whole || delete_rows_in_state(back, STATE_WAITING, error)) &&
	       run(back, error,
		   "INSERT OR %s INTO %s (%s) SELECT %s FROM %s WHERE state "
		   "= %d ORDER BY rowid",
		   whole ? "REPLACE" : "IGNORE", back->table, names->str,
		   values->str, back->store, STATE_WAITING) &&
	       mark(back, STATE_WAITING, STATE_RESTORED, "", error);
}

static gboolean return_sequence(const Return *back, GError **error)
{
	gboolean has = FALSE;
	if (!back->set->sequence)
		return TRUE;
	if (!database_has_table(back->database, "sqlite_sequence", &has, error))
		return FALSE;
	g_autofree char *number =
		g_strdup_printf("%" G_GINT64_FORMAT, back->set->sequence);
	const char *parameters[] = {number, back->set->table};
	return !has ||
	       (database_execute(back->database,
				 "UPDATE sqlite_sequence SET seq = max(seq, "
				 "CAST(? AS INTEGER)) WHERE name = ?",
				 parameters, 2, error) &&
		database_execute(back->database,
				 "INSERT INTO sqlite_sequence (seq, name) "
				 "SELECT CAST(?1 AS INTEGER), ?2 WHERE NOT "
				 "EXISTS (SELECT 1 FROM sqlite_sequence WHERE "
				 "name = ?2)",
				 parameters, 2, error));
}

static gboolean return_columns(const Return *back, GError **error)
{
	g_autoptr(GString) set = g_string_new(NULL);
	g_autoptr(GString) same = g_string_new(NULL);
	for (guint i = 0; i < back->places->len; i++) {
		g_autofree char *name = place_name(back, i);
		guint at = place_at(back, i);
		g_string_append_printf(set, "%s%s = s.v%u", i ? ", " : "", name,
				       at);
		g_string_append_printf(same, " AND %s.%s IS s.v%u", back->table,
				       name, at);
	}
	return run(back, error,
		   "UPDATE OR IGNORE %s SET %s FROM %s AS s WHERE %s AND "
		   "s.state = %d",
		   back->table, set->str, back->store, back->match,
		   STATE_WAITING) &&
	       mark(back, STATE_WAITING, STATE_RESTORED, same->str, error) &&
	       mark(back, STATE_WAITING, STATE_HELD, "", error) &&
	       run(back, error,
		   "UPDATE %s SET state = %d WHERE state IN (%d, %d)",
		   back->store, STATE_DELETED, STATE_WAITING, STATE_GONE);
}

/* Where a column of a foreign key gets its value from. */
static char *reference_source(const Return *back, const char *column)
{
	for (guint i = 0;
	     back->set->kind == STASH_COLUMNS && i < back->places->len; i++) {
		guint at = place_at(back, i);
		if (g_ascii_strcasecmp(back->set->values->pdata[at - 1],
				       column) == 0)
			return g_strdup_printf("s.v%u", at);
	}
	g_autofree char *name = stash_quote(column);
	return g_strdup_printf("%s.%s", back->table, name);
}

/* " AND …": the row refers to one that is not there. */
static char *write_dangling(const Return *back, const Reference *reference)
{
	GString *text = g_string_new(NULL);
	g_autofree char *parent = stash_quote(reference->parent);
	g_autoptr(GString) found = g_string_new(NULL);
	for (guint i = 0; i < reference->from->len; i++) {
		g_autofree char *from =
			reference_source(back, reference->from->pdata[i]);
		g_autofree char *to = stash_quote(reference->to->pdata[i]);
		g_string_append_printf(text, " AND %s IS NOT NULL", from);
		g_string_append_printf(found, "%sp.%s = %s", i ? " AND " : "",
				       to, from);
	}
	g_string_append_printf(text,
			       " AND NOT EXISTS (SELECT 1 FROM %s AS p WHERE "
			       "%s)",
			       parent, found->str);
	return g_string_free(text, FALSE);
}

static gboolean reference_is_usable(const Return *back,
				    const Reference *reference,
				    gboolean *usable, GError **error)
{
	*usable = FALSE;
	if (reference->to->len != reference->from->len)
		return TRUE;
	return stash_has_place(back->database, reference->parent, reference->to,
			       NULL, usable, error);
}

static gboolean involves_values(const Return *back, const Reference *reference)
{
	for (guint i = 0; i < reference->from->len; i++) {
		g_autofree char *source =
			reference_source(back, reference->from->pdata[i]);
		if (g_str_has_prefix(source, "s."))
			return TRUE;
	}
	return FALSE;
}

/* What would have happened to the value or row, had it been there when what it
 * refers to was deleted. */
static int state_without_parent(const Reference *reference)
{
	return g_str_has_prefix(reference->on_delete, "CASCADE") ||
			       g_str_has_prefix(reference->on_delete, "SET ")
		       ? STATE_DELETED
		       : STATE_HELD;
}

/* Values that refer to what is gone do not come back. */
static gboolean hold_dangling_values(const Return *back, GError **error)
{
	g_autoptr(GPtrArray) references = database_read_references(
		back->database, back->set->table, error);
	for (guint i = 0; references && i < references->len; i++) {
		const Reference *reference = references->pdata[i];
		gboolean usable = FALSE;
		if (!involves_values(back, reference))
			continue;
		if (!reference_is_usable(back, reference, &usable, error))
			return FALSE;
		g_autofree char *dangling = write_dangling(back, reference);
		if (usable &&
		    !mark(back, STATE_WAITING, state_without_parent(reference),
			  dangling, error))
			return FALSE;
	}
	return references != NULL;
}

/* A state in between: the rows at hand. */
#define STATE_AT_HAND 9

static gboolean take_out_dangling(const Return *back,
				  const Reference *reference, guint64 *found,
				  GError **error)
{
	g_autofree char *dangling = write_dangling(back, reference);
	g_autofree char *count =
		g_strdup_printf("SELECT count(*) FROM %s WHERE state = %d",
				back->store, STATE_AT_HAND);
	if (!mark(back, STATE_RESTORED, STATE_AT_HAND, dangling, error) ||
	    !stash_count(back->database, count, found, error))
		return FALSE;
	if (!*found)
		return TRUE;
	int state = g_str_has_prefix(reference->on_delete, "CASCADE")
			    ? STATE_DELETED
			    : STATE_HELD;
	return delete_rows_in_state(back, STATE_AT_HAND, error) &&
	       run(back, error, "UPDATE %s SET state = %d WHERE state = %d",
		   back->store, state, STATE_AT_HAND);
}

static gboolean take_out_once(const Return *back, guint64 *taken,
			      GError **error)
{
	g_autoptr(GPtrArray) references = database_read_references(
		back->database, back->set->table, error);
	for (guint i = 0; references && i < references->len; i++) {
		const Reference *reference = references->pdata[i];
		gboolean usable = FALSE;
		guint64 found = 0;
		if (!reference_is_usable(back, reference, &usable, error) ||
		    (usable &&
		     !take_out_dangling(back, reference, &found, error)))
			return FALSE;
		*taken += found;
	}
	return references != NULL;
}

/* Taking a row out may leave others without what they refer to. */
static gboolean take_out_all(const GPtrArray *returns, GError **error)
{
	guint64 taken = 1;
	while (taken) {
		taken = 0;
		for (guint i = 0; i < returns->len; i++) {
			const Return *back = returns->pdata[i];
			if (back->has_place && !is_of_columns(back->set) &&
			    !take_out_once(back, &taken, error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean count_state(const Return *back, int state, const char *what,
			    guint64 *count, GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("SELECT coalesce(%s, 0) FROM %s WHERE state = "
				"%d",
				what, back->store, state);
	guint64 found = 0;
	if (!stash_count(back->database, sql, &found, error))
		return FALSE;
	*count += found;
	return TRUE;
}

static char *write_count(const Return *back)
{
	const StashSet *set = back->set;
	if (set->kind != STASH_COLUMNS || set->after_value)
		return g_strdup("count(*)");
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < set->values->len; i++)
		g_string_append_printf(text, "%scount(v%u)", i ? " + " : "",
				       i + 1);
	return g_string_free(text, FALSE);
}

/* An echo was never said to be kept. */
static gboolean count_outcome(const Return *back, StashOutcome *outcome,
			      GError **error)
{
	if (back->set->kind == STASH_ECHO)
		return TRUE;
	gboolean columns = back->set->kind == STASH_COLUMNS;
	g_autofree char *what = write_count(back);
	*(columns ? &outcome->of_values : &outcome->of_rows) += back->set->kept;
	return count_state(back, STATE_RESTORED, what,
			   columns ? &outcome->values : &outcome->rows,
			   error) &&
	       count_state(back, STATE_DELETED, "count(*)", &outcome->deleted,
			   error) &&
	       count_state(back, STATE_CHANGED, what, &outcome->changed,
			   error) &&
	       count_state(back, STATE_HELD, "count(*)", &outcome->held,
			   error) &&
	       count_state(back, STATE_WAITING, "count(*)", &outcome->held,
			   error);
}

/* Drops what is settled. */
static gboolean close_set(const Return *back, GError **error)
{
	guint64 left = 0;
	g_autofree char *count =
		g_strdup_printf("SELECT count(*) FROM %s", back->store);
	if (!back->is_whole)
		return TRUE;
	if (!run(back, error, "DELETE FROM %s WHERE state IN (%d, %d, %d)",
		 back->store, STATE_RESTORED, STATE_DELETED, STATE_CHANGED) ||
	    !stash_count(back->database, count, &left, error))
		return FALSE;
	/* The rows of an echo that are held have what the step gave them. */
	if (!left || back->set->kind == STASH_ECHO)
		return stash_drop(back->database, back->set->id, error);
	g_autofree char *what = write_count(back);
	return run(back, error,
		   "UPDATE " STASH_TABLE " SET kept = (SELECT %s FROM %s) "
		   "WHERE id = %" G_GINT64_FORMAT,
		   what, back->store, back->set->id);
}

static gboolean return_all(const GPtrArray *returns, gboolean columns,
			   GError **error)
{
	for (guint i = 0; i < returns->len; i++) {
		const Return *back = returns->pdata[i];
		if (!back->has_place || columns != is_of_columns(back->set))
			continue;
		gboolean done = columns ? hold_dangling_values(back, error) &&
						  return_columns(back, error)
					: return_rows(back, error) &&
						  return_sequence(back, error);
		if (!done)
			return FALSE;
	}
	return TRUE;
}

static gboolean close_all(const GPtrArray *returns, StashOutcome *outcome,
			  GError **error)
{
	for (guint i = 0; i < returns->len; i++) {
		const Return *back = returns->pdata[i];
		if (back->has_place && (!count_outcome(back, outcome, error) ||
					!close_set(back, error)))
			return FALSE;
	}
	return TRUE;
}

gboolean stash_restore(Database *database, const GPtrArray *sets,
		       StashOutcome *outcome, GError **error)
{
	if (!sets->len)
		return TRUE;
	g_autoptr(GPtrArray) returns =
		g_ptr_array_new_with_free_func((GDestroyNotify)return_free);
	for (guint i = 0; i < sets->len; i++) {
		Return *back = return_new(database, sets->pdata[i]);
		g_ptr_array_add(returns, back);
		if (!find_places(back, error))
			return FALSE;
	}
	database_hold_triggers(database, TRUE);
	gboolean done = return_all(returns, FALSE, error) &&
			take_out_all(returns, error) &&
			return_all(returns, TRUE, error) &&
			close_all(returns, outcome, error);
	database_hold_triggers(database, FALSE);
	return done;
}
