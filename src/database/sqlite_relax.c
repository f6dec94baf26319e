/*
 * Scratch copies that refuse no row. What a script makes in one is made
 * without constraints: a table as soon as it is there and before it has rows,
 * a unique index as one that is not.
 */
#include "lexeme.h"
#include "sqlite.h"

/* A default that is more than one literal stands in parentheses. */
static char *write_default(const Expression *expression)
{
	g_autofree char *text = expression_format(expression);
	Lexeme first = lexeme_next(text);
	if (lexeme_is_mark(&first, '-') || lexeme_is_mark(&first, '+'))
		first = lexeme_next(lexeme_end(&first));
	Lexeme next = lexeme_next(lexeme_end(&first));
	return next.kind == LEXEME_END ? g_steal_pointer(&text)
				       : g_strdup_printf("(%s)", text);
}

static void append_column(GString *sql, const Column *column)
{
	char *name =
		sqlite3_mprintf("\"%w\" %s", column->name, column->type->name);
	g_string_append(sql, name);
	sqlite3_free(name);
	if (column->collation)
		g_string_append_printf(sql, " COLLATE %s", column->collation);
	if (column->generated) {
		g_autofree char *text = expression_format(column->generated);
		g_string_append_printf(
			sql, " GENERATED ALWAYS AS (%s) %s", text,
			column->generated_stored ? "STORED" : "VIRTUAL");
	} else if (column->server_default) {
		g_autofree char *text = write_default(column->server_default);
		g_string_append_printf(sql, " DEFAULT %s", text);
	}
}

static gboolean make_again(Sqlite *sqlite, const Table *table, GError **error)
{
	g_autoptr(GString) sql = g_string_new(NULL);
	char *start = sqlite3_mprintf(
		"DROP TABLE main.\"%w\"; CREATE TABLE main.\"%w\" (",
		table->name, table->name);
	g_string_append(sql, start);
	sqlite3_free(start);
	for (guint i = 0; i < table->columns->len; i++) {
		if (i)
			g_string_append(sql, ", ");
		append_column(sql, table->columns->pdata[i]);
	}
	g_string_append_c(sql, ')');
	return sqlite_execute_text(sqlite, sql->str, error);
}

/* A table made of a query has its rows already, and no constraints. */
static gboolean is_of_query(const char *sql)
{
	Lexeme lexeme = lexeme_next(sql);
	while (lexeme.kind != LEXEME_END && !lexeme_is_mark(&lexeme, '(')) {
		if (lexeme_is(&lexeme, "AS"))
			return TRUE;
		lexeme = lexeme_next(lexeme_end(&lexeme));
	}
	return FALSE;
}

gboolean sqlite_relax_new(Sqlite *sqlite, const char *statement, gint64 last,
			  GError **error)
{
	if (is_of_query(statement))
		return TRUE;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, last);
	const char *parameters[] = {number, NULL};
	g_autoptr(GPtrArray) rows = database_query_rows(
		&sqlite->base,
		"SELECT name, sql FROM main.sqlite_schema WHERE type = "
		"'table' AND rowid > CAST(? AS INTEGER) AND sql LIKE 'CREATE "
		"TABLE%' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
		parameters, error);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(Table) table = table_new(row[0]);
		g_autoptr(GArray) lexemes =
			g_array_new(FALSE, FALSE, sizeof(Lexeme));
		if (!sqlite_parse_table(row[1], table, lexemes, error) ||
		    !make_again(sqlite, table, error))
			return FALSE;
	}
	return rows != NULL;
}

gint64 sqlite_last_object(Sqlite *sqlite)
{
	g_autofree char *last = database_query_value(
		&sqlite->base, "SELECT max(rowid) FROM main.sqlite_schema",
		NULL, NULL);
	return last ? g_ascii_strtoll(last, NULL, 10) : 0;
}

char *sqlite_relax_statement(const char *statement)
{
	Lexeme create = lexeme_next(statement);
	Lexeme unique = lexeme_next(lexeme_end(&create));
	if (!lexeme_is(&create, "CREATE") || !lexeme_is(&unique, "UNIQUE"))
		return NULL;
	return g_strconcat("CREATE ", lexeme_end(&unique), NULL);
}

gboolean sqlite_makes_table(const char *statement)
{
	Lexeme create = lexeme_next(statement);
	Lexeme table = lexeme_next(lexeme_end(&create));
	return lexeme_is(&create, "CREATE") && lexeme_is(&table, "TABLE");
}

/* Copies the rows that a query gives. */
gboolean sqlite_copy_rows(Database *from, const char *query, Database *to,
			  const char *insert, GError **error)
{
	sqlite3_stmt *read = sqlite_prepare(sqlite_of(from), query, error);
	sqlite3_stmt *write =
		read ? sqlite_prepare(sqlite_of(to), insert, error) : NULL;
	int code = SQLITE_DONE;
	gboolean done = write != NULL;
	while (done && (code = sqlite3_step(read)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(read); i++)
			sqlite3_bind_value(write, i + 1,
					   sqlite3_column_value(read, i));
		int written = sqlite3_step(write);
		done = written == SQLITE_DONE;
		if (!done)
			sqlite_fail(sqlite_of(to), written, NULL, error);
		sqlite3_reset(write);
	}
	if (done && code != SQLITE_DONE) {
		sqlite_fail(sqlite_of(from), code, NULL, error);
		done = FALSE;
	}
	if (read)
		sqlite3_reset(read);
	if (write)
		sqlite3_clear_bindings(write);
	return done;
}

/* The columns that are written, and the row's own number. */
static gboolean copy_table(Database *from, Database *to, const char *name,
			   gboolean numbered, GError **error)
{
	static const char *const rows[] = {"rowid", "_rowid_", "oid"};
	g_autoptr(GPtrArray) columns = sqlite_read_columns(to, name, error);
	if (!columns)
		return FALSE;
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) marks = g_string_new(NULL);
	for (gsize i = 0; numbered && i < G_N_ELEMENTS(rows); i++) {
		gboolean taken = FALSE;
		for (guint j = 0; !taken && j < columns->len; j++)
			taken = g_ascii_strcasecmp(columns->pdata[j],
						   rows[i]) == 0;
		if (taken)
			continue;
		g_string_append(names, rows[i]);
		g_string_append_c(marks, '?');
		break;
	}
	for (guint i = 0; i < columns->len; i++) {
		char *quoted = sqlite3_mprintf(
			"%s\"%w\"", names->len ? ", " : "", columns->pdata[i]);
		g_string_append(names, quoted);
		g_string_append(marks, marks->len ? ", ?" : "?");
		sqlite3_free(quoted);
	}
	char *query =
		sqlite3_mprintf("SELECT %s FROM main.\"%w\"", names->str, name);
	char *insert =
		sqlite3_mprintf("INSERT INTO main.\"%w\" (%s) VALUES (%s)",
				name, names->str, marks->str);
	gboolean done = sqlite_copy_rows(from, query, to, insert, error);
	sqlite3_free(query);
	sqlite3_free(insert);
	return done;
}

gboolean sqlite_fill_relaxed(Database *from, Database *to, GError **error)
{
	g_autoptr(GPtrArray) tables = database_query_rows(
		to,
		"SELECT s.name FROM main.sqlite_schema AS s WHERE type = "
		"'table' AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE "
		"'sqlite\\_%' ESCAPE '\\' AND name NOT IN (SELECT name FROM "
		"pragma_table_list WHERE schema = 'main' AND type = 'shadow')",
		NULL, error);
	if (!tables || !sqlite_execute_text(sqlite_of(to), "BEGIN", error))
		return FALSE;
	database_hold_triggers(to, TRUE);
	gboolean done = TRUE;
	for (guint i = 0; done && i < tables->len; i++) {
		char **row = tables->pdata[i];
		const char *parameters[] = {row[0], NULL};
		g_autofree char *without = database_query_value(
			from,
			"SELECT wr FROM pragma_table_list WHERE schema = "
			"'main' AND name = ?",
			parameters, NULL);
		gboolean numbered = without && *without == '0';
		done = copy_table(from, to, row[0], numbered, error);
	}
	database_hold_triggers(to, FALSE);
	return done && sqlite_execute_text(sqlite_of(to), "COMMIT", error);
}
