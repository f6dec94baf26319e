/* What scripts do to a connection and to the schema, beyond the rows. */
#include <string.h>

#include "lexeme.h"
#include "sqlite.h"

/* Names are kept as SQLite compares them. */
static guint name_hash(gconstpointer name)
{
	guint hash = 5381;
	for (const char *c = name; *c; c++)
		hash = hash * 33 + (guchar)g_ascii_tolower(*c);
	return hash;
}

static gboolean name_equal(gconstpointer a, gconstpointer b)
{
	return g_ascii_strcasecmp(a, b) == 0;
}

void sqlite_traces_init(SqliteTraces *traces)
{
	*traces = (SqliteTraces){
		.tables = g_hash_table_new_full(name_hash, name_equal, g_free,
						NULL),
		.renames = g_ptr_array_new_with_free_func(g_free),
		.savepoints = g_ptr_array_new_with_free_func(g_free),
	};
}

void sqlite_traces_reset(SqliteTraces *traces)
{
	g_hash_table_remove_all(traces->tables);
	g_ptr_array_set_size(traces->renames, 0);
	g_ptr_array_set_size(traces->savepoints, 0);
	traces->all_tables = traces->views = FALSE;
	traces->pragmas = 0;
}

void sqlite_traces_clear(SqliteTraces *traces)
{
	g_hash_table_unref(traces->tables);
	g_ptr_array_unref(traces->renames);
	g_ptr_array_unref(traces->savepoints);
}

void sqlite_trace_table(Sqlite *sqlite, const char *table)
{
	GHashTable *tables = sqlite->traces.tables;
	if (!g_hash_table_contains(tables, table))
		g_hash_table_add(tables, g_strdup(table));
}

void sqlite_trace_savepoint(Sqlite *sqlite, const char *operation,
			    const char *name)
{
	GPtrArray *open = sqlite->traces.savepoints;
	if (g_str_equal(operation, "BEGIN")) {
		g_ptr_array_add(open, g_strdup(name));
		return;
	}
	if (!g_str_equal(operation, "RELEASE"))
		return;
	for (guint i = open->len; i > 0; i--) {
		if (name_equal(g_ptr_array_index(open, i - 1), name)) {
			g_ptr_array_set_size(open, (gint)i - 1);
			return;
		}
	}
}

/* The settings of a connection that a script may make for itself and that
 * the next script must not inherit; bit i of traces.pragmas is the i-th. */
static const char *const pragmas[] = {
	"legacy_alter_table",	     "recursive_triggers",
	"ignore_check_constraints",  "case_sensitive_like",
	"reverse_unordered_selects", "query_only",
	"writable_schema",	     "cell_size_check",
};

void sqlite_trace_pragma(Sqlite *sqlite, const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(pragmas); i++)
		if (name_equal(pragmas[i], name))
			sqlite->traces.pragmas |= 1u << i;
	if (name_equal("writable_schema", name))
		sqlite->traces.all_tables = sqlite->traces.views = TRUE;
}

/* Setting a pragma makes every prepared statement void, so the one that the
 * rebuild of a table turns on and off again is looked at first. */
void sqlite_reset_pragmas(Sqlite *sqlite)
{
	unsigned set = sqlite->traces.pragmas;
	int legacy = 0;
	sqlite->traces.pragmas = 0;
	if (!set)
		return;
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE,
			  -1, &legacy);
	if (!legacy)
		set &= ~1u;
	for (unsigned i = 0; i < G_N_ELEMENTS(pragmas); i++) {
		if (!(set & 1u << i))
			continue;
		g_autofree char *sql =
			g_strdup_printf("PRAGMA %s = OFF", pragmas[i]);
		sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
	}
}

/* The lexeme behind ALTER TABLE [schema.]name. */
static Lexeme skip_alter_table(const char *statement)
{
	Lexeme lexeme = lexeme_next(statement);
	while (lexeme.kind != LEXEME_END && !lexeme_is(&lexeme, "TABLE"))
		lexeme = lexeme_next(lexeme_end(&lexeme));
	lexeme = lexeme_next(lexeme_end(&lexeme));
	Lexeme after = lexeme_next(lexeme_end(&lexeme));
	if (!lexeme_is_mark(&after, '.'))
		return after;
	lexeme = lexeme_next(lexeme_end(&after));
	return lexeme_next(lexeme_end(&lexeme));
}

static gboolean trace_rename(Sqlite *sqlite, const char *old_name,
			     const Lexeme *new_lexeme)
{
	g_autofree char *new_name = lexeme_name(new_lexeme);
	if (sqlite_is_own(new_name)) {
		sqlite_refuse_own(sqlite, new_name);
		return FALSE;
	}
	sqlite_trace_table(sqlite, new_name);
	g_ptr_array_add(sqlite->traces.renames, g_strdup(old_name));
	g_ptr_array_add(sqlite->traces.renames, g_steal_pointer(&new_name));
	return TRUE;
}

/* Whether an added column refers to a table: its default may then break the
 * key, for the engine does not look while enforcement is off. */
static gboolean adds_reference(const char *clauses)
{
	Lexeme lexeme = lexeme_next(clauses);
	while (lexeme.kind != LEXEME_END && lexeme.kind != LEXEME_BROKEN &&
	       !lexeme_is_mark(&lexeme, ';')) {
		if (lexeme_is(&lexeme, "REFERENCES"))
			return TRUE;
		lexeme = lexeme_next(lexeme_end(&lexeme));
	}
	return FALSE;
}

gboolean sqlite_trace_alter(Sqlite *sqlite, const char *statement)
{
	Lexeme verb = skip_alter_table(statement);
	if (lexeme_is(&verb, "ADD")) {
		if (adds_reference(lexeme_end(&verb)))
			sqlite_trace_table(sqlite, sqlite->altered);
		return TRUE;
	}
	sqlite_trace_table(sqlite, sqlite->altered);
	Lexeme to = lexeme_next(lexeme_end(&verb));
	if (!lexeme_is(&verb, "RENAME") || !lexeme_is(&to, "TO"))
		return TRUE;
	Lexeme name = lexeme_next(lexeme_end(&to));
	/* A column may be called "to": RENAME to TO x. */
	return lexeme_is(&name, "TO") ||
	       trace_rename(sqlite, sqlite->altered, &name);
}
