/* Giving values back. Each row of a store gets a state that says what became
 * of it; what is settled is dropped at the end. */
#include <string.h>

#include "driver.h"
#include "stash_return.h"

/* Values without a column go to a set of their own. */
static gboolean find_places(Return *back, GError **error)
{
	StashSet *set = back->set;
	g_autoptr(GPtrArray) places = g_ptr_array_new();
	if (!stash_has_place(back->database, set->table, set->keys, NULL,
			     &back->has_place, error))
		return FALSE;
	for (guint i = 0; back->has_place && i < set->values->len; i++) {
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		gboolean has = FALSE;
		g_ptr_array_add(one, set->values->pdata[i]);
		if (!stash_has_place(back->database, set->table, one, NULL,
				     &has, error))
			return FALSE;
		if (has)
			g_ptr_array_add(places, GUINT_TO_POINTER(i + 1));
	}
	if (stash_is_of_columns(set) && !places->len)
		back->has_place = FALSE;
	return !back->has_place || places->len == set->values->len ||
	       stash_split(back->database, set, places, &back->left, error);
}

static gboolean is_of_same_table(const Return *a, const Return *b)
{
	return a != b && b->has_place && !stash_is_of_columns(b->set) &&
	       g_ascii_strcasecmp(a->set->table, b->set->table) == 0;
}

/* Of two rows that have the same key the one that was kept later comes back.
 * The sets before `at` are older, those after it are back. */
static gboolean hold_older(const GPtrArray *returns, guint at, GError **error)
{
	const Return *back = returns->pdata[at];
	for (guint i = at + 1; i < returns->len; i++) {
		const Return *newer = returns->pdata[i];
		g_autoptr(GString) keys = g_string_new(NULL);
		if (!is_of_same_table(back, newer) ||
		    !stash_same_names(back->set->keys, newer->set->keys))
			continue;
		for (guint j = 0; j < back->set->keys->len; j++)
			g_string_append_printf(keys, "%sk%u", j ? ", " : "",
					       j + 1);
		if (!stash_run(back, error,
			       "UPDATE %s SET state = %d WHERE state = %d AND "
			       "(%s) IN (SELECT %s FROM %s WHERE state = %d)",
			       back->store, STATE_HELD, STATE_WAITING,
			       keys->str, keys->str, newer->store,
			       STATE_RESTORED))
			return FALSE;
	}
	return TRUE;
}

static gboolean insert_rows(const Return *back, GError **error)
{
	const StashSet *set = back->set;
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) values = g_string_new(NULL);
	for (guint i = 0; i < set->keys->len; i++) {
		g_autofree char *name =
			stash_quote(stash_key_column(set->keys->pdata[i]));
		g_string_append_printf(names, "%s%s", i ? ", " : "", name);
		g_string_append_printf(values, "%sk%u", i ? ", " : "", i + 1);
	}
	for (guint i = 0; i < set->values->len; i++) {
		g_autofree char *name = stash_quote(set->values->pdata[i]);
		g_string_append_printf(names, ", %s", name);
		g_string_append_printf(values, ", v%u", i + 1);
	}
	return stash_run(back, error,
			 "INSERT OR IGNORE INTO %s (%s) SELECT %s FROM %s "
			 "WHERE state = %d ORDER BY rowid",
			 back->table, names->str, values->str, back->store,
			 STATE_WAITING);
}

#define FILLING "temp.git_migrate_filling"

/* The columns of what the step put into a table; the row's number too where
 * that is the key. */
static char *write_filling(const Return *back, GError **error)
{
	g_autoptr(GPtrArray) columns =
		database_read_columns(back->database, back->set->table, error);
	if (!columns)
		return NULL;
	const char *key = back->set->keys->pdata[0];
	GString *names = g_string_new(NULL);
	if (stash_find_name(columns, key) < 0)
		g_string_append_printf(names, "%s, ", key);
	for (guint i = 0; i < columns->len; i++) {
		g_autofree char *name = stash_quote(columns->pdata[i]);
		g_string_append_printf(names, "%s, ", name);
	}
	g_string_truncate(names, names->len - 2);
	return g_string_free(names, FALSE);
}

/* What stands in a table that the step itself has made is the step's filling:
 * what was kept wins. */
static gboolean insert_over_filling(const Return *back, GError **error)
{
	gboolean filled = FALSE;
	if (!database_has_rows(back->database, back->set->table, &filled,
			       error))
		return FALSE;
	if (!filled)
		return insert_rows(back, error);
	g_autofree char *names = write_filling(back, error);
	return names &&
	       stash_run(back, error,
			 "CREATE TABLE " FILLING " AS SELECT %s FROM %s", names,
			 back->table) &&
	       stash_run(back, error, "DELETE FROM %s", back->table) &&
	       insert_rows(back, error) &&
	       stash_run(back, error,
			 "INSERT OR IGNORE INTO %s (%s) SELECT * FROM " FILLING,
			 back->table, names) &&
	       stash_run(back, error, "DROP TABLE " FILLING);
}

/* In a table that was there the keys that were taken are held already, and
 * what else is in the way is somebody's row. */
static gboolean return_rows(const GPtrArray *returns, guint at, GError **error)
{
	const Return *back = returns->pdata[at];
	gboolean first =
		back->set->kind == STASH_ROWS_OF_TABLE && !back->set->was_there;
	for (guint i = at + 1; first && i < returns->len; i++)
		first = !is_of_same_table(back, returns->pdata[i]);
	if (!hold_older(returns, at, error))
		return FALSE;
	gboolean done =
		first ? insert_over_filling(back, error)
		      : stash_delete_in_state(back, STATE_WAITING, error) &&
				insert_rows(back, error);
	return done &&
	       stash_mark(back, STATE_WAITING, STATE_RESTORED, "", error) &&
	       stash_keep_converted(back->database, back->set, error);
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

/* What stands in the place of what did not come back as it was. */
static gboolean note_places(const Return *back, GError **error)
{
	const StashSet *set = back->set;
	g_autoptr(GString) places = g_string_new(NULL);
	for (guint i = 0; i < set->values->len; i++) {
		g_autofree char *name = stash_quote(set->values->pdata[i]);
		g_string_append_printf(places, "%sw%u = %s.%s", i ? ", " : "",
				       i + 1, back->table, name);
	}
	return stash_run(back, error,
			 "UPDATE %s AS s SET %s FROM %s WHERE s.state IN (%d, "
			 "%d) AND %s",
			 back->store, places->str, back->table, STATE_HELD,
			 STATE_CONVERTED, back->match);
}

static gboolean has_same_rows(const StashSet *set, const StashSet *rows)
{
	gboolean there = g_ascii_strcasecmp(set->table, rows->table) == 0 &&
			 stash_same_keys(set->keys, rows->keys);
	gboolean after =
		rows->after_table &&
		g_ascii_strcasecmp(set->table, rows->after_table) == 0 &&
		stash_same_keys(set->keys, rows->after_keys);
	return !stash_is_of_columns(rows) && (there || after);
}

/* A row that lies in the stash itself is not deleted: its values wait for it.
 */
static gboolean hold_stashed(const Return *back, GError **error)
{
	g_autofree char *any =
		g_strdup_printf("SELECT EXISTS (SELECT 1 FROM %s WHERE state = "
				"%d)",
				back->store, STATE_WAITING);
	guint64 found = 0;
	if (!stash_count(back->database, any, &found, error))
		return FALSE;
	g_autoptr(GPtrArray) sets =
		found ? stash_find(back->database, NULL, FALSE, error) : NULL;
	for (guint i = 0; sets && i < sets->len; i++) {
		const StashSet *rows = sets->pdata[i];
		if (!has_same_rows(back->set, rows))
			continue;
		g_autofree char *store = stash_store_name(rows->id);
		g_autofree char *same = stash_match_stores("r", rows->keys, "s",
							   back->set->keys);
		if (!stash_index(back->database, rows, error) ||
		    !stash_run(back, error,
			       "UPDATE %s AS s SET state = %d WHERE state = %d "
			       "AND EXISTS (SELECT 1 FROM %s AS r WHERE %s)",
			       back->store, STATE_HELD, STATE_WAITING, store,
			       same))
			return FALSE;
	}
	return !found || sets != NULL;
}

/* The clauses of the statement that gives values back. */
typedef struct Clauses {
	GString *values; /* what is set */
	GString *same;	 /* " AND …": the place has exactly the values */
	GString *alike;	 /* or what the engine has made of them */
} Clauses;

static void add_clauses(const Return *back, guint at, Clauses *clauses)
{
	const StashSet *set = back->set;
	const char *column = set->values->pdata[at];
	g_autofree char *name = stash_quote(column);
	g_autofree char *place = g_strdup_printf("%s.%s", back->table, name);
	g_autofree char *stored = g_strdup_printf("s.v%u", at + 1);
	g_autofree char *same = stash_same(set->table, column, stored);
	g_autofree char *alike =
		g_strdup_printf("%s COLLATE BINARY IS %s", place, stored);
	g_string_append_printf(clauses->same, " AND %s", same);
	g_string_append_printf(clauses->values,
			       set->weak_nulls ? "%s%s = coalesce(%s, %s)"
					       : "%s%s = %s",
			       at ? ", " : "", name, stored, place);
	g_string_append_printf(clauses->alike,
			       set->weak_nulls ? " AND (%s OR %s IS NULL)"
					       : " AND %s",
			       alike, stored);
}

/* A step of another text that does not touch a column is not the one that
 * takes back what was done to it. */
static gboolean is_touched(const Return *back, gboolean *touched,
			   GError **error)
{
	const StashSet *set = back->set;
	guint64 found = 1;
	if (set->is_edited && set->after_value) {
		g_autofree char *same =
			stash_same(set->table, set->values->pdata[0], "s.w1");
		g_autofree char *sql = g_strdup_printf(
			"SELECT EXISTS (SELECT 1 FROM %s AS s, %s WHERE "
			"s.state = %d AND %s AND NOT (%s))",
			back->store, back->table, STATE_WAITING, back->match,
			same);
		if (!stash_count(back->database, sql, &found, error))
			return FALSE;
	}
	*touched = found > 0;
	return TRUE;
}

static gboolean update_columns(const Return *back, GError **error)
{
	g_autoptr(GString) values = g_string_new(NULL);
	g_autoptr(GString) same = g_string_new(NULL);
	g_autoptr(GString) alike = g_string_new(NULL);
	Clauses clauses = {values, same, alike};
	for (guint i = 0; i < back->set->values->len; i++)
		add_clauses(back, i, &clauses);
	/* A chosen NULL is one where the column's text says so. */
	const StashSet *set = back->set;
	gboolean chosen = set->is_edited && !set->weak_nulls &&
			  !set->after_value && set->values->len == 1;
	g_autofree char *null = g_strconcat(
		same->str, chosen ? " AND s.v1 IS NULL" : " AND 0", NULL);
	return stash_run(back, error,
			 "UPDATE OR IGNORE %s SET %s FROM %s AS s WHERE %s AND "
			 "s.state = %d AND NOT (1%s)",
			 back->table, values->str, back->store, back->match,
			 STATE_WAITING, same->str) &&
	       (!chosen || stash_mark(back, STATE_WAITING, STATE_CONVERTED,
				      null, error)) &&
	       stash_mark(back, STATE_WAITING, STATE_RESTORED, same->str,
			  error) &&
	       stash_mark(back, STATE_WAITING, STATE_CONVERTED, alike->str,
			  error) &&
	       stash_mark(back, STATE_WAITING, STATE_HELD, "", error) &&
	       note_places(back, error) && hold_stashed(back, error) &&
	       stash_run(back, error,
			 "UPDATE %s SET state = %d WHERE state IN (%d, %d)",
			 back->store, STATE_DELETED, STATE_WAITING, STATE_GONE);
}

static gboolean return_columns(Return *back, GError **error)
{
	gboolean touched = FALSE;
	if (!is_touched(back, &touched, error))
		return FALSE;
	back->has_place = touched;
	return !touched || (stash_hold_dangling(back, error) &&
			    update_columns(back, error));
}

static gboolean count_state(const Return *back, int state, const char *what,
			    const char *condition, guint64 *count,
			    GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("SELECT coalesce(%s, 0) FROM %s AS s WHERE "
				"state = %d%s",
				what, back->store, state, condition);
	guint64 found = 0;
	if (!stash_count(back->database, sql, &found, error))
		return FALSE;
	*count += found;
	return TRUE;
}

/* A row that two sets have something of was deleted once. */
static gboolean count_deleted(const GPtrArray *returns, guint at,
			      StashOutcome *outcome, GError **error)
{
	const Return *back = returns->pdata[at];
	g_autofree char *announced = stash_write_announced(back->set);
	g_autoptr(GString) condition = g_string_new(announced);
	guint64 any = 0;
	if (!count_state(back, STATE_DELETED, "count(*)", announced, &any,
			 error))
		return FALSE;
	for (guint i = 0; any && i < at; i++) {
		const Return *other = returns->pdata[i];
		g_autofree char *counted = stash_write_announced(other->set);
		if (!other->has_place || other->set->kind == STASH_ECHO ||
		    strcmp(back->match, other->match) != 0)
			continue;
		if (!stash_index(back->database, other->set, error))
			return FALSE;
		g_string_append_printf(condition,
				       " AND NOT EXISTS (SELECT 1 FROM %s AS o "
				       "WHERE state = %d%s",
				       other->store, STATE_DELETED, counted);
		for (guint j = 0; j < back->set->keys->len; j++)
			g_string_append_printf(condition, " AND o.k%u IS s.k%u",
					       j + 1, j + 1);
		g_string_append_c(condition, ')');
	}
	return !any || count_state(back, STATE_DELETED, "count(*)",
				   condition->str, &outcome->deleted, error);
}

/* An echo was never said to be kept. */
static gboolean count_outcome(const GPtrArray *returns, guint at,
			      StashOutcome *outcome, GError **error)
{
	const Return *back = returns->pdata[at];
	if (back->set->kind == STASH_ECHO)
		return TRUE;
	gboolean columns = back->set->kind == STASH_COLUMNS;
	g_autofree char *what = stash_write_count(back->set);
	g_autofree char *announced = stash_write_announced(back->set);
	guint64 *restored = columns ? &outcome->values : &outcome->rows;
	guint64 *all = columns ? &outcome->of_values : &outcome->of_rows;
	guint64 found = 0;
	if (!count_state(back, STATE_RESTORED, what, "", &found, error) ||
	    !count_state(back, STATE_CONVERTED, what, "", &found, error))
		return FALSE;
	/* Nobody was told of what had been converted before. */
	*restored += MIN(found, back->set->kept);
	*all += back->set->kept + (columns ? back->left : 0);
	outcome->held += back->left;
	return count_deleted(returns, at, outcome, error) &&
	       count_state(back, STATE_CHANGED, what, "", &outcome->changed,
			   error) &&
	       count_state(back, STATE_HELD, "count(*)", announced,
			   &outcome->held, error) &&
	       count_state(back, STATE_WAITING, "count(*)", announced,
			   &outcome->held, error);
}

/* Drops what is settled. */
static gboolean close_set(const Return *back, GError **error)
{
	StashSet *set = back->set;
	guint64 left = 0;
	g_autofree char *any = g_strdup_printf(
		"SELECT EXISTS (SELECT 1 FROM %s)", back->store);
	if (!stash_run(back, error,
		       "DELETE FROM %s WHERE state IN (%d, %d, %d)",
		       back->store, STATE_RESTORED, STATE_DELETED,
		       STATE_CHANGED) ||
	    !stash_count(back->database, any, &left, error))
		return FALSE;
	/* The rows of an echo that are held have what the step gave them. */
	if (!left || set->kind == STASH_ECHO)
		return stash_drop(back->database, set->id, error);
	return stash_recount(back->database, set, error);
}

/* Rows come back before values, those that were kept last before others. */
static gboolean return_all(const GPtrArray *returns, gboolean columns,
			   GError **error)
{
	for (guint i = 0; i < returns->len; i++) {
		guint at = columns ? i : returns->len - 1 - i;
		Return *back = returns->pdata[at];
		if (!back->has_place ||
		    columns != stash_is_of_columns(back->set))
			continue;
		gboolean done = columns ? return_columns(back, error)
					: return_rows(returns, at, error) &&
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
		if (back->has_place &&
		    !count_outcome(returns, i, outcome, error))
			return FALSE;
	}
	for (guint i = 0; i < returns->len; i++) {
		const Return *back = returns->pdata[i];
		if (back->has_place && !close_set(back, error))
			return FALSE;
	}
	return TRUE;
}

gboolean stash_restore(Database *database, const GPtrArray *sets,
		       StashOutcome *outcome, GError **error)
{
	if (!sets->len)
		return TRUE;
	g_autoptr(GPtrArray) returns = g_ptr_array_new_with_free_func(
		(GDestroyNotify)stash_return_free);
	for (guint i = 0; i < sets->len; i++) {
		Return *back = stash_return_new(database, sets->pdata[i]);
		g_ptr_array_add(returns, back);
		if (!find_places(back, error))
			return FALSE;
	}
	database_hold_triggers(database, TRUE);
	gboolean done = return_all(returns, FALSE, error) &&
			stash_take_out_dangling(returns, error) &&
			return_all(returns, TRUE, error) &&
			close_all(returns, outcome, error);
	database_hold_triggers(database, FALSE);
	return done;
}
