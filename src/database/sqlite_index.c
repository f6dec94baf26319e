#include "clauses.h"
#include "sqlite.h"

/* Cuts a keyword off the end of a key. */
static gboolean strip_word(const Lexeme *first, const Lexeme **end,
			   const char *word)
{
	if (*end - first < 2 || !lexeme_is(*end - 1, word))
		return FALSE;
	(*end)--;
	return TRUE;
}

/* Cuts COLLATE and a name off the end, within parentheses too. Of several the
 * last one holds. */
static char *strip_collation(const Lexeme **first, const Lexeme **end)
{
	char *collation = NULL;
	clauses_unwrap(first, end);
	while (*end - *first >= 3 && lexeme_is(*end - 2, "COLLATE") &&
	       lexeme_is_name(*end - 1)) {
		if (!collation)
			collation = lexeme_name(*end - 1);
		*end -= 2;
		clauses_unwrap(first, end);
	}
	return collation;
}

/* The column that a key is, or NULL when it is an expression. */
static const Column *find_key_column(const Table *table, const Lexeme *first,
				     const Lexeme *end)
{
	if (end - first != 1 || !lexeme_is_name(first))
		return NULL;
	g_autofree char *name = lexeme_name(first);
	return table_find_column(table, name);
}

static void add_key(Index *index, const Table *table, const Lexeme *first,
		    const Lexeme *end)
{
	gboolean descending = strip_word(first, &end, "DESC");
	if (!descending)
		strip_word(first, &end, "ASC");
	g_autofree char *collation = strip_collation(&first, &end);
	const Column *column = find_key_column(table, first, end);
	IndexKey *key = column ? index_add_column(index, column->name)
			       : index_add_expression(
					 index, clauses_expression(first, end));
	key->descending = descending;
	key->collation = g_steal_pointer(&collation);
}

static gboolean take_keys(Clauses *clauses, Index *index, const Table *table,
			  GError **error)
{
	const Lexeme *first, *end;
	if (!clauses_take_parentheses(clauses, &first, &end, error))
		return FALSE;
	for (;;) {
		const Lexeme *item_end = clauses_item_end(first, end);
		if (item_end == first)
			return clauses_fail(clauses, error);
		add_key(index, table, first, item_end);
		if (item_end == end)
			return TRUE;
		first = item_end + 1;
	}
}

static gboolean take_where(Clauses *clauses, Index *index, GError **error)
{
	if (clauses_accept(clauses, "WHERE")) {
		const Lexeme *first = clauses->at;
		while (clauses->at->kind != LEXEME_END &&
		       clauses->at->kind != LEXEME_BROKEN)
			clauses->at++;
		index->where = clauses_expression(first, clauses->at);
	}
	return clauses->at->kind == LEXEME_END || clauses_fail(clauses, error);
}

static gboolean take_index(Clauses *clauses, Index *index, const Table *table,
			   GError **error)
{
	if (!clauses_expect(clauses, "CREATE", error))
		return FALSE;
	index->unique = clauses_accept(clauses, "UNIQUE");
	if (!clauses_expect(clauses, "INDEX", error))
		return FALSE;
	g_autofree char *name = clauses_take_name(clauses, error);
	if (!name || !clauses_expect(clauses, "ON", error))
		return FALSE;
	g_autofree char *on = clauses_take_name(clauses, error);
	return on && take_keys(clauses, index, table, error) &&
	       take_where(clauses, index, error);
}

Index *sqlite_parse_index(const char *sql, const char *name, const Table *table,
			  GArray *lexemes, GError **error)
{
	lexemes_read(lexemes, sql);
	g_autofree char *object = g_strconcat("index ", name, NULL);
	Clauses clauses = {.at = &g_array_index(lexemes, Lexeme, 0),
			   .object = object};
	g_autoptr(Index) index = index_new(name);
	return take_index(&clauses, index, table, error)
		       ? g_steal_pointer(&index)
		       : NULL;
}
