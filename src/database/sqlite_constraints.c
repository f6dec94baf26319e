#include "clauses.h"

/* A word in upper case; the caller owns it. */
static char *take_upper(Clauses *clauses, GError **error)
{
	g_autofree char *word = clauses_take_name(clauses, error);
	return word ? g_ascii_strup(word, -1) : NULL;
}

gboolean clauses_take_conflict(Clauses *clauses, char **conflict,
			       GError **error)
{
	*conflict = NULL;
	if (!clauses_accept(clauses, "ON"))
		return TRUE;
	if (!clauses_expect(clauses, "CONFLICT", error))
		return FALSE;
	g_autofree char *action = take_upper(clauses, error);
	if (!action)
		return FALSE;
	if (!g_str_equal(action, "ABORT"))
		*conflict = g_strconcat("ON CONFLICT ", action, NULL);
	return TRUE;
}

Constraint *clauses_add_constraint(Clauses *clauses, ConstraintKind kind,
				   const char *column)
{
	Constraint *constraint = constraint_new(kind);
	constraint->name = g_steal_pointer(&clauses->name);
	if (column)
		g_ptr_array_add(constraint->columns, g_strdup(column));
	table_add_constraint(clauses->table, constraint);
	return constraint;
}

gboolean clauses_take_check(Clauses *clauses, GError **error)
{
	const Lexeme *first, *end;
	if (!clauses_take_parentheses(clauses, &first, &end, error))
		return FALSE;
	Constraint *check =
		clauses_add_constraint(clauses, CONSTRAINT_CHECK, NULL);
	check->check = clauses_expression(first, end);
	/* SQLite accepts ON CONFLICT after a CHECK and does not heed it. */
	g_autofree char *ignored = NULL;
	return clauses_take_conflict(clauses, &ignored, error);
}

/* "(a, b)" into names. */
static gboolean take_names(Clauses *clauses, GPtrArray *names, GError **error)
{
	if (!clauses_expect_mark(clauses, '(', error))
		return FALSE;
	do {
		char *name = clauses_take_name(clauses, error);
		if (!name)
			return FALSE;
		g_ptr_array_add(names, name);
	} while (clauses_accept_mark(clauses, ','));
	return clauses_expect_mark(clauses, ')', error);
}

/* The action of ON DELETE or ON UPDATE; NULL for the default. */
static gboolean take_action(Clauses *clauses, char **action, GError **error)
{
	g_autofree char *word = take_upper(clauses, error);
	if (!word)
		return FALSE;
	g_clear_pointer(action, g_free);
	if (g_str_equal(word, "NO"))
		return clauses_expect(clauses, "ACTION", error);
	if (!g_str_equal(word, "SET")) {
		*action = g_steal_pointer(&word);
		return TRUE;
	}
	g_autofree char *value = take_upper(clauses, error);
	if (!value)
		return FALSE;
	*action = g_strconcat("SET ", value, NULL);
	return TRUE;
}

static gboolean take_reference_argument(Clauses *clauses,
					Constraint *constraint, GError **error)
{
	char *ignored = NULL;
	if (clauses_accept(clauses, "MATCH")) {
		g_free(constraint->match);
		constraint->match = take_upper(clauses, error);
		return constraint->match != NULL;
	}
	if (!clauses_expect(clauses, "ON", error))
		return FALSE;
	if (clauses_accept(clauses, "DELETE"))
		return take_action(clauses, &constraint->on_delete, error);
	if (clauses_accept(clauses, "UPDATE"))
		return take_action(clauses, &constraint->on_update, error);
	/* ON INSERT is accepted by SQLite and means nothing. */
	if (!clauses_expect(clauses, "INSERT", error))
		return FALSE;
	gboolean taken = take_action(clauses, &ignored, error);
	g_free(ignored);
	return taken;
}

gboolean clauses_take_reference(Clauses *clauses, Constraint *constraint,
				GError **error)
{
	clauses->foreign_key = constraint;
	constraint->referred_table = clauses_take_name(clauses, error);
	if (!constraint->referred_table)
		return FALSE;
	if (!constraint->referred_columns)
		constraint->referred_columns =
			g_ptr_array_new_with_free_func(g_free);
	if (lexeme_is_mark(clauses->at, '(') &&
	    !take_names(clauses, constraint->referred_columns, error))
		return FALSE;
	while (lexeme_is(clauses->at, "MATCH") || lexeme_is(clauses->at, "ON"))
		if (!take_reference_argument(clauses, constraint, error))
			return FALSE;
	return TRUE;
}

gboolean clauses_take_deferral(Clauses *clauses, GError **error)
{
	gboolean deferrable = !clauses_accept(clauses, "NOT");
	gboolean deferred = FALSE;
	if (!clauses_expect(clauses, "DEFERRABLE", error))
		return FALSE;
	if (clauses_accept(clauses, "INITIALLY")) {
		deferred = clauses_accept(clauses, "DEFERRED");
		if (!deferred && !clauses_expect(clauses, "IMMEDIATE", error))
			return FALSE;
	}
	if (!clauses->foreign_key)
		return clauses_fail(clauses, error);
	clauses->foreign_key->deferrable = deferrable;
	clauses->foreign_key->deferred = deferrable && deferred;
	return TRUE;
}

static gboolean take_foreign_key(Clauses *clauses, GError **error)
{
	Constraint *constraint =
		clauses_add_constraint(clauses, CONSTRAINT_FOREIGN_KEY, NULL);
	if (!clauses_expect(clauses, "KEY", error) ||
	    !take_names(clauses, constraint->columns, error) ||
	    !clauses_expect(clauses, "REFERENCES", error) ||
	    !clauses_take_reference(clauses, constraint, error))
		return FALSE;
	if (lexeme_is(clauses->at, "NOT") ||
	    lexeme_is(clauses->at, "DEFERRABLE"))
		return clauses_take_deferral(clauses, error);
	return TRUE;
}

/* One key of PRIMARY KEY or UNIQUE: a name, in parentheses or not, then what
 * changes how it compares. *plain becomes FALSE when anything does. */
static gboolean take_key(Clauses *clauses, Constraint *constraint,
			 GString *keys, gboolean *plain, GError **error)
{
	unsigned depth = 0;
	while (clauses_accept_mark(clauses, '('))
		depth++;
	const Lexeme *first = clauses->at;
	char *name = clauses_take_name(clauses, error);
	if (!name)
		return FALSE;
	g_ptr_array_add(constraint->columns, name);
	if (keys->len > 1)
		g_string_append(keys, ", ");
	g_string_append_len(keys, first->start, (gssize)first->length);
	for (; depth; depth--)
		if (!clauses_expect_mark(clauses, ')', error))
			return FALSE;
	while (clauses_accept(clauses, "COLLATE")) {
		g_autofree char *collation = clauses_take_name(clauses, error);
		if (!collation)
			return FALSE;
		g_string_append_printf(keys, " COLLATE %s", collation);
		*plain = FALSE;
	}
	if (clauses_accept(clauses, "DESC")) {
		g_string_append(keys, " DESC");
		*plain = FALSE;
	} else {
		clauses_accept(clauses, "ASC");
	}
	return TRUE;
}

/* `PRIMARY KEY (id AUTOINCREMENT)` says of the column what it says inline. */
static gboolean take_autoincrement(Clauses *clauses, Constraint *constraint,
				   GError **error)
{
	if (!clauses_accept(clauses, "AUTOINCREMENT"))
		return TRUE;
	Column *column = table_find_column(
		clauses->table, g_ptr_array_index(constraint->columns, 0));
	if (!column)
		return clauses_fail(clauses, error);
	column->autoincrement = TRUE;
	return TRUE;
}

/* A key that is the rowid has one order and no collation, whatever it says. */
static gboolean is_rowid(const Clauses *clauses, const Constraint *constraint)
{
	if (constraint->kind != CONSTRAINT_PRIMARY_KEY ||
	    constraint->columns->len != 1 || clauses->table->without_rowid)
		return FALSE;
	const Column *column = table_find_column(
		clauses->table, g_ptr_array_index(constraint->columns, 0));
	return column && g_str_equal(column->type->name, "INTEGER");
}

/* Keys with a collation or an order of their own go into `extra` as the list
 * that stands in place of the columns. */
static gboolean take_keys(Clauses *clauses, ConstraintKind kind, GError **error)
{
	Constraint *constraint = clauses_add_constraint(clauses, kind, NULL);
	g_autoptr(GString) extra = g_string_new("(");
	gboolean plain = TRUE;
	if (!clauses_expect_mark(clauses, '(', error))
		return FALSE;
	do {
		if (!take_key(clauses, constraint, extra, &plain, error))
			return FALSE;
	} while (clauses_accept_mark(clauses, ','));
	g_string_append_c(extra, ')');
	g_autofree char *conflict = NULL;
	if (!take_autoincrement(clauses, constraint, error) ||
	    !clauses_expect_mark(clauses, ')', error) ||
	    !clauses_take_conflict(clauses, &conflict, error))
		return FALSE;
	if (plain || is_rowid(clauses, constraint))
		g_string_truncate(extra, 0);
	if (conflict)
		g_string_append_printf(extra, "%s%s", extra->len ? " " : "",
				       conflict);
	if (extra->len)
		constraint->extra = g_strdup(extra->str);
	return TRUE;
}

gboolean clauses_take_table_constraint(Clauses *clauses, GError **error)
{
	if (clauses_accept(clauses, "PRIMARY"))
		return clauses_expect(clauses, "KEY", error) &&
		       take_keys(clauses, CONSTRAINT_PRIMARY_KEY, error);
	if (clauses_accept(clauses, "UNIQUE"))
		return take_keys(clauses, CONSTRAINT_UNIQUE, error);
	if (clauses_accept(clauses, "CHECK"))
		return clauses_take_check(clauses, error);
	if (clauses_accept(clauses, "FOREIGN"))
		return take_foreign_key(clauses, error);
	return clauses_fail(clauses, error);
}
