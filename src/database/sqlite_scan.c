/* What a script's words say about it. The statements themselves are only told
 * apart by how they start. */
#include "lexeme.h"
#include "sqlite.h"

static char *lower_name(const Lexeme *lexeme)
{
	g_autofree char *name = lexeme_name(lexeme);
	return g_ascii_strdown(name, -1);
}

static gboolean may_be_name(const Lexeme *lexeme)
{
	return lexeme->kind == LEXEME_WORD || lexeme->kind == LEXEME_QUOTED ||
	       lexeme->kind == LEXEME_STRING;
}

void sqlite_add_words(GHashTable *words, const char *text)
{
	Lexeme lexeme = lexeme_next(text);
	while (lexeme.kind != LEXEME_END && lexeme.kind != LEXEME_BROKEN) {
		if (may_be_name(&lexeme))
			g_hash_table_add(words, lower_name(&lexeme));
		lexeme = lexeme_next(lexeme_end(&lexeme));
	}
}

/* One statement: its lexemes, the semicolon left out. */
typedef struct Statement {
	const Lexeme *lexemes;
	guint count;
} Statement;

static gboolean word_is(const Statement *statement, guint at,
			const char *keyword)
{
	return at < statement->count &&
	       lexeme_is(&statement->lexemes[at], keyword);
}

/* The name at a place, of "main.name" the second part. */
static void add_name(const Statement *statement, guint at, GHashTable *names)
{
	if (at + 2 < statement->count &&
	    lexeme_is_mark(&statement->lexemes[at + 1], '.'))
		at += 2;
	if (at < statement->count && may_be_name(&statement->lexemes[at]))
		g_hash_table_add(names, lower_name(&statement->lexemes[at]));
}

static gboolean has_word(const Statement *statement, const char *keyword)
{
	for (guint i = 0; i < statement->count; i++)
		if (word_is(statement, i, keyword))
			return TRUE;
	return FALSE;
}

/* "ALTER TABLE [main.]t ADD …". */
static gboolean adds_column(const Statement *statement)
{
	guint at = 2;
	if (!word_is(statement, 0, "ALTER"))
		return FALSE;
	if (at + 2 < statement->count &&
	    lexeme_is_mark(&statement->lexemes[at + 1], '.'))
		at += 2;
	return word_is(statement, at + 1, "ADD");
}

static gboolean only_adds(const Statement *statement)
{
	if (word_is(statement, 0, "CREATE"))
		return !word_is(statement, 1, "UNIQUE");
	if (word_is(statement, 0, "DROP"))
		return !word_is(statement, 1, "TABLE");
	if (word_is(statement, 0, "SELECT") || word_is(statement, 0, "PRAGMA"))
		return TRUE;
	return adds_column(statement);
}

/* "UPDATE [OR …] t". */
static void scan_update(const Statement *statement, ScriptScan *scan)
{
	guint at = word_is(statement, 1, "OR") ? 3 : 1;
	add_name(statement, at, scan->updated);
	scan->conflicts |= at == 3;
}

static gboolean is_plain_item(const Lexeme *first, const Lexeme *end)
{
	for (; first < end; first++)
		if (first->kind == LEXEME_MARK && !lexeme_is_mark(first, '.') &&
		    !lexeme_is_mark(first, '*'))
			return FALSE;
		else if (lexeme_is(first, "CASE") || lexeme_is(first, "CAST"))
			return FALSE;
	return TRUE;
}

static void scan_item(const Lexeme *first, const Lexeme *end, ScriptScan *scan)
{
	if (is_plain_item(first, end))
		return;
	for (; first < end; first++)
		if (may_be_name(first))
			g_hash_table_add(scan->computed, lower_name(first));
}

/* What follows the list of a SELECT: one table, in whatever order. */
static gboolean is_plain_source(const Lexeme *first, const Lexeme *end)
{
	gboolean ordered = FALSE;
	static const char *const words[] = {"WHERE", "JOIN",	 "LIMIT",
					    "GROUP", "HAVING",	 "EXCEPT",
					    "UNION", "INTERSECT"};
	for (; first < end; first++) {
		ordered |= lexeme_is(first, "ORDER");
		if (!ordered &&
		    (lexeme_is_mark(first, ',') || lexeme_is_mark(first, '(')))
			return FALSE;
		for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
			if (lexeme_is(first, words[i]))
				return FALSE;
	}
	return TRUE;
}

/* The SELECT that an INSERT copies from. */
static void scan_select(const Lexeme *first, const Lexeme *end,
			ScriptScan *scan)
{
	int depth = 0;
	const Lexeme *item = first;
	if (first < end &&
	    (lexeme_is(first, "DISTINCT") || lexeme_is(first, "ALL")))
		scan->filters = TRUE;
	for (; first < end; first++) {
		depth += lexeme_is_mark(first, '(') ? 1 : 0;
		depth -= lexeme_is_mark(first, ')') ? 1 : 0;
		gboolean from = !depth && lexeme_is(first, "FROM");
		if (!from && (depth || !lexeme_is_mark(first, ',')))
			continue;
		scan_item(item, first, scan);
		item = first + 1;
		if (from) {
			scan->filters |= !is_plain_source(item, end);
			return;
		}
	}
}

static void scan_source(const Statement *statement, ScriptScan *scan)
{
	const Lexeme *end = statement->lexemes + statement->count;
	for (guint i = 0; i < statement->count; i++) {
		if (!word_is(statement, i, "SELECT"))
			continue;
		scan_select(statement->lexemes + i + 1, end, scan);
		return;
	}
}

/* "INSERT [OR …] INTO t", "REPLACE INTO t". */
static void scan_insert(const Statement *statement, ScriptScan *scan)
{
	scan->inserts = TRUE;
	scan_source(statement, scan);
	guint at = word_is(statement, 1, "OR") ? 3 : 1;
	gboolean replaces = at == 3 || word_is(statement, 0, "REPLACE");
	if (replaces || has_word(statement, "CONFLICT")) {
		scan->conflicts = TRUE;
		add_name(statement, at + 1, scan->deleted);
		add_name(statement, at + 1, scan->updated);
	}
}

static void scan_statement(const Statement *statement, ScriptScan *scan)
{
	static const char *const known[] = {"ALTER",  "CREATE",	   "DROP",
					    "SELECT", "REINDEX",   "ANALYZE",
					    "PRAGMA", "SAVEPOINT", "RELEASE"};
	if (!statement->count)
		return;
	if (!only_adds(statement))
		scan->only_adds = FALSE;
	if (word_is(statement, 0, "UPDATE")) {
		scan_update(statement, scan);
		return;
	}
	if (word_is(statement, 0, "INSERT") ||
	    word_is(statement, 0, "REPLACE")) {
		scan_insert(statement, scan);
		return;
	}
	if (word_is(statement, 0, "DELETE")) {
		add_name(statement, 2, scan->deleted);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (word_is(statement, 0, known[i]))
			return;
	scan->opaque = scan->inserts = TRUE;
}

/* A trigger has statements of its own up to its END. */
static gboolean starts_trigger(const Lexeme *lexemes, guint count)
{
	guint at = 1;
	if (!count || !lexeme_is(&lexemes[0], "CREATE"))
		return FALSE;
	if (at < count && (lexeme_is(&lexemes[at], "TEMP") ||
			   lexeme_is(&lexemes[at], "TEMPORARY")))
		at++;
	return at < count && lexeme_is(&lexemes[at], "TRIGGER");
}

void sqlite_scan_script(const char *text, ScriptScan *scan)
{
	g_autoptr(GArray) lexemes = g_array_new(FALSE, FALSE, sizeof(Lexeme));
	lexemes_read(lexemes, text);
	const Lexeme *all = (const Lexeme *)(const void *)lexemes->data;
	guint start = 0;
	scan->only_adds = TRUE;
	for (guint i = 0; i < lexemes->len; i++) {
		const Lexeme *lexeme = &all[i];
		gboolean last = lexeme->kind == LEXEME_END ||
				lexeme->kind == LEXEME_BROKEN;
		gboolean ends = lexeme_is_mark(lexeme, ';') &&
				(!starts_trigger(&all[start], i - start) ||
				 lexeme_is(&all[i - 1], "END"));
		if (!last && may_be_name(lexeme))
			g_hash_table_add(scan->words, lower_name(lexeme));
		if (!last && !ends)
			continue;
		const Statement statement = {&all[start], i - start};
		scan_statement(&statement, scan);
		start = i + 1;
	}
	/* Statements that write the schema as rows reach everything. */
	if (g_hash_table_contains(scan->words, "sqlite_master") ||
	    g_hash_table_contains(scan->words, "sqlite_schema") ||
	    g_hash_table_contains(scan->words, "writable_schema"))
		scan->opaque = TRUE;
}
