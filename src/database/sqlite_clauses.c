#include "clauses.h"
#include "sqlite.h"

/* The words a column's type cannot contain, for a clause starts with them. */
static const char *const clause_words[] = {
	"CONSTRAINT", "DEFAULT",    "NULL",  "NOT",
	"PRIMARY",    "UNIQUE",	    "CHECK", "REFERENCES",
	"COLLATE",    "DEFERRABLE", "AS",    NULL,
};

static gboolean starts_clause(const Lexeme *lexeme)
{
	if (lexeme->kind != LEXEME_WORD)
		return FALSE;
	for (const char *const *word = clause_words; *word; word++)
		if (lexeme_is(lexeme, *word))
			return TRUE;
	return lexeme_is(lexeme, "GENERATED") &&
	       lexeme_is(lexeme + 1, "ALWAYS") && lexeme_is(lexeme + 2, "AS");
}

/* The engine keeps these six by number and gives them in upper case. */
static void raise_standard_type(char *type)
{
	static const char *const standard[] = {"ANY",  "BLOB", "INT", "INTEGER",
					       "REAL", "TEXT", NULL};
	for (const char *const *name = standard; *name; name++)
		if (g_ascii_strcasecmp(type, *name) == 0)
			memcpy(type, *name, strlen(*name));
}

/* The words of a type with single spaces, then its arguments close to them:
 * "DOUBLE PRECISION", "NUMERIC(10, 2)", "" when there is no type. Of a type
 * that starts with a quote the engine keeps what is between the quotes. */
static char *take_type(Clauses *clauses)
{
	const Lexeme *start = clauses->at;
	GString *type = g_string_new(NULL);
	for (; lexeme_is_name(clauses->at) && !starts_clause(clauses->at);
	     clauses->at++) {
		if (type->len)
			g_string_append_c(type, ' ');
		g_string_append_len(type, clauses->at->start,
				    (gssize)clauses->at->length);
	}
	const Lexeme *first, *end;
	if (type->len && lexeme_is_mark(clauses->at, '(') &&
	    clauses_take_parentheses(clauses, &first, &end, NULL)) {
		g_autofree char *arguments = lexemes_write(first, end);
		g_string_append_printf(type, "(%s)", arguments);
	}
	if (type->len && start->kind != LEXEME_WORD) {
		g_string_free(type, TRUE);
		return lexeme_name(start);
	}
	raise_standard_type(type->str);
	return g_string_free(type, FALSE);
}

/* A bare or double-quoted name as a default is the text of the name. */
static Expression *text_default(const Lexeme *lexeme)
{
	static const char *const values[] = {"NULL",
					     "TRUE",
					     "FALSE",
					     "CURRENT_DATE",
					     "CURRENT_TIME",
					     "CURRENT_TIMESTAMP",
					     NULL};
	for (const char *const *value = values; *value; value++)
		if (lexeme_is(lexeme, *value))
			return clauses_expression(lexeme, lexeme + 1);
	g_autofree char *name = lexeme_name(lexeme);
	g_auto(GStrv) pieces = g_strsplit(name, "'", -1);
	g_autofree char *doubled = g_strjoinv("''", pieces);
	g_autofree char *literal = g_strconcat("'", doubled, "'", NULL);
	return expression_new(EXPRESSION_TEXT, literal);
}

static gboolean take_default(Clauses *clauses, Column *column, GError **error)
{
	const Lexeme *first = clauses->at;
	const Lexeme *end;
	g_clear_pointer(&column->server_default, expression_free);
	if (lexeme_is_mark(first, '(')) {
		if (!clauses_take_parentheses(clauses, &first, &end, error))
			return FALSE;
		column->server_default = clauses_expression(first, end);
		return TRUE;
	}
	if (first->kind == LEXEME_WORD || first->kind == LEXEME_QUOTED) {
		column->server_default = text_default(first);
		clauses->at++;
		return TRUE;
	}
	if (!clauses_accept_mark(clauses, '-'))
		clauses_accept_mark(clauses, '+');
	switch (clauses->at->kind) {
	case LEXEME_NUMBER:
	case LEXEME_STRING:
	case LEXEME_BLOB:
		clauses->at++;
		column->server_default = clauses_expression(first, clauses->at);
		return TRUE;
	default:
		return clauses_fail(clauses, error);
	}
}

/* ON CONFLICT of NOT NULL has to stand right behind it, so it comes first. */
static void add_extra(Column *column, const char *clause, gboolean in_front)
{
	g_autofree char *before = column->extra;
	if (!before)
		column->extra = g_strdup(clause);
	else
		column->extra = g_strconcat(in_front ? clause : before, " ",
					    in_front ? before : clause, NULL);
}

/* Behind NOT: NULL, or DEFERRABLE of the reference before it. */
static gboolean take_not(Clauses *clauses, Column *column, GError **error)
{
	if (lexeme_is(clauses->at + 1, "DEFERRABLE"))
		return clauses_take_deferral(clauses, error);
	clauses->at++;
	g_autofree char *conflict = NULL;
	if (!clauses_expect(clauses, "NULL", error) ||
	    !clauses_take_conflict(clauses, &conflict, error))
		return FALSE;
	column->not_null = TRUE;
	if (conflict)
		add_extra(column, conflict, TRUE);
	return TRUE;
}

/* PRIMARY KEY in a column. DESC makes an INTEGER key of a table with rowids
 * another thing than PRIMARY KEY (id DESC) is: no alias of the rowid. It
 * cannot be said at the table's level and so stays a clause of the column. */
static gboolean take_primary_key(Clauses *clauses, Column *column,
				 GError **error)
{
	if (!clauses_expect(clauses, "KEY", error))
		return FALSE;
	gboolean descending = clauses_accept(clauses, "DESC");
	if (!descending)
		clauses_accept(clauses, "ASC");
	g_autofree char *conflict = NULL;
	if (!clauses_take_conflict(clauses, &conflict, error))
		return FALSE;
	column->autoincrement = clauses_accept(clauses, "AUTOINCREMENT");
	if (descending && !clauses->table->without_rowid &&
	    g_str_equal(column->type->name, "INTEGER")) {
		add_extra(column, "PRIMARY KEY DESC", FALSE);
		if (conflict)
			add_extra(column, conflict, FALSE);
		g_clear_pointer(&clauses->name, g_free);
		return TRUE;
	}
	Constraint *key = clauses_add_constraint(
		clauses, CONSTRAINT_PRIMARY_KEY, column->name);
	if (descending)
		key->extra = g_strdup_printf("(\"%s\" DESC)%s%s", column->name,
					     conflict ? " " : "",
					     conflict ? conflict : "");
	else
		key->extra = g_steal_pointer(&conflict);
	return TRUE;
}

static gboolean take_generated(Clauses *clauses, Column *column, GError **error)
{
	const Lexeme *first, *end;
	if (!clauses_take_parentheses(clauses, &first, &end, error))
		return FALSE;
	g_clear_pointer(&column->generated, expression_free);
	column->generated = clauses_expression(first, end);
	column->generated_stored = clauses_accept(clauses, "STORED");
	if (!column->generated_stored)
		clauses_accept(clauses, "VIRTUAL");
	return TRUE;
}

static gboolean take_unique(Clauses *clauses, Column *column, GError **error)
{
	Constraint *unique = clauses_add_constraint(clauses, CONSTRAINT_UNIQUE,
						    column->name);
	return clauses_take_conflict(clauses, &unique->extra, error);
}

static gboolean take_collation(Clauses *clauses, Column *column, GError **error)
{
	g_free(column->collation);
	column->collation = clauses_take_name(clauses, error);
	return column->collation != NULL;
}

static gboolean take_column_reference(Clauses *clauses, Column *column,
				      GError **error)
{
	Constraint *constraint = clauses_add_constraint(
		clauses, CONSTRAINT_FOREIGN_KEY, column->name);
	return clauses_take_reference(clauses, constraint, error);
}

static gboolean take_column_clause(Clauses *clauses, Column *column,
				   GError **error)
{
	g_autofree char *ignored = NULL;
	if (lexeme_is(clauses->at, "NOT"))
		return take_not(clauses, column, error);
	if (lexeme_is(clauses->at, "DEFERRABLE"))
		return clauses_take_deferral(clauses, error);
	if (clauses_accept(clauses, "PRIMARY"))
		return take_primary_key(clauses, column, error);
	if (clauses_accept(clauses, "UNIQUE"))
		return take_unique(clauses, column, error);
	if (clauses_accept(clauses, "CHECK"))
		return clauses_take_check(clauses, error);
	if (clauses_accept(clauses, "REFERENCES"))
		return take_column_reference(clauses, column, error);
	if (clauses_accept(clauses, "DEFAULT"))
		return take_default(clauses, column, error);
	if (clauses_accept(clauses, "COLLATE"))
		return take_collation(clauses, column, error);
	if (clauses_accept(clauses, "NULL"))
		return clauses_take_conflict(clauses, &ignored, error);
	if (clauses_accept(clauses, "GENERATED"))
		clauses_accept(clauses, "ALWAYS");
	return clauses_expect(clauses, "AS", error) &&
	       take_generated(clauses, column, error);
}

/* Behind CONSTRAINT. A name is the next clause's, of several the last one. That
 * of a clause that is no constraint of the table, such as NOT NULL, or of no
 * clause at all, says nothing to the engine and is left out. */
static gboolean take_constraint_name(Clauses *clauses, GError **error)
{
	g_free(clauses->name);
	clauses->name = clauses_take_name(clauses, error);
	return clauses->name != NULL;
}

static gboolean take_column_clauses(Clauses *clauses, Column *column,
				    GError **error)
{
	gboolean taken = TRUE;
	while (taken && !lexeme_is_mark(clauses->at, ',') &&
	       !lexeme_is_mark(clauses->at, ')')) {
		if (clauses_accept(clauses, "CONSTRAINT")) {
			taken = take_constraint_name(clauses, error);
			continue;
		}
		taken = take_column_clause(clauses, column, error);
		g_clear_pointer(&clauses->name, g_free);
	}
	g_clear_pointer(&clauses->name, g_free);
	return taken;
}

static gboolean take_column(Clauses *clauses, GError **error)
{
	g_autofree char *name = clauses_take_name(clauses, error);
	if (!name)
		return FALSE;
	g_autofree char *type = take_type(clauses);
	Column *column = column_new(name, type_new_engine(type));
	table_add_column(clauses->table, column);
	return take_column_clauses(clauses, column, error);
}

static gboolean starts_table_constraint(const Lexeme *lexeme)
{
	return lexeme_is(lexeme, "CONSTRAINT") ||
	       lexeme_is(lexeme, "PRIMARY") || lexeme_is(lexeme, "UNIQUE") ||
	       lexeme_is(lexeme, "CHECK") || lexeme_is(lexeme, "FOREIGN");
}

/* The comma between two constraints of a table may be missing. */
static gboolean take_table_constraints(Clauses *clauses, GError **error)
{
	while (starts_table_constraint(clauses->at)) {
		gboolean taken =
			clauses_accept(clauses, "CONSTRAINT")
				? take_constraint_name(clauses, error)
				: clauses_take_table_constraint(clauses, error);
		if (!taken)
			return FALSE;
		if (clauses_accept_mark(clauses, ','))
			g_clear_pointer(&clauses->name, g_free);
	}
	return TRUE;
}

static gboolean take_body(Clauses *clauses, GError **error)
{
	if (!clauses_expect_mark(clauses, '(', error))
		return FALSE;
	do {
		if (starts_table_constraint(clauses->at))
			break;
		if (!take_column(clauses, error))
			return FALSE;
	} while (clauses_accept_mark(clauses, ','));
	return take_table_constraints(clauses, error) &&
	       clauses_expect_mark(clauses, ')', error);
}

/* What follows the body: WITHOUT ROWID, STRICT. */
static gboolean take_options(Clauses *clauses, GError **error)
{
	if (clauses->at->kind == LEXEME_END)
		return TRUE;
	do {
		if (clauses_accept(clauses, "STRICT")) {
			clauses->table->strict = TRUE;
		} else if (clauses_accept(clauses, "WITHOUT") &&
			   clauses_accept(clauses, "ROWID")) {
			clauses->table->without_rowid = TRUE;
		} else {
			return clauses_fail(clauses, error);
		}
	} while (clauses_accept_mark(clauses, ','));
	return clauses->at->kind == LEXEME_END || clauses_fail(clauses, error);
}

/* Options stand last and decide what is before them, so they come first. */
static gboolean take_definition(Clauses *clauses, GError **error)
{
	const Lexeme *body = clauses->at;
	const Lexeme *ignored_first, *ignored_end;
	if (!clauses_take_parentheses(clauses, &ignored_first, &ignored_end,
				      error) ||
	    !take_options(clauses, error))
		return FALSE;
	clauses->at = body;
	return take_body(clauses, error);
}

/* In these tables a key's columns are NOT NULL without its being said; only
 * the alias of the rowid in a STRICT table is not. */
static void imply_not_null(Table *table)
{
	const Constraint *key = table_find_primary_key(table);
	if (!key || (!table->without_rowid && !table->strict))
		return;
	for (guint i = 0; i < key->columns->len; i++) {
		Column *column = table_find_column(
			table, g_ptr_array_index(key->columns, i));
		gboolean alias = column && !table->without_rowid &&
				 key->columns->len == 1 &&
				 g_str_equal(column->type->name, "INTEGER");
		if (column && !alias)
			column->not_null = TRUE;
	}
}

gboolean sqlite_parse_table(const char *sql, Table *table, GArray *lexemes,
			    GError **error)
{
	lexemes_read(lexemes, sql);
	g_autofree char *object = g_strconcat("table ", table->name, NULL);
	Clauses clauses = {.at = &g_array_index(lexemes, Lexeme, 0),
			   .object = object,
			   .table = table};
	g_autofree char *name = NULL;
	gboolean parsed = clauses_expect(&clauses, "CREATE", error) &&
			  clauses_expect(&clauses, "TABLE", error) &&
			  (name = clauses_take_name(&clauses, error)) &&
			  take_definition(&clauses, error);
	g_free(clauses.name);
	if (parsed)
		imply_not_null(table);
	return parsed;
}
