#include <string.h>

#include "sqlite.h"

/* Enough for all that the tool itself says again and again. */
#define KEPT_STATEMENTS 32

static sqlite3_stmt *prepare_new(Sqlite *sqlite, const char *sql,
				 GError **error)
{
	sqlite3_stmt *statement = NULL;
	int code =
		sqlite3_prepare_v3(sqlite->handle, sql, -1,
				   SQLITE_PREPARE_PERSISTENT, &statement, NULL);
	if (code != SQLITE_OK) {
		sqlite_fail(sqlite, code, NULL, error);
		return NULL;
	}
	g_assert(statement);
	return statement;
}

static void forget_statements(Sqlite *sqlite)
{
	GHashTableIter iter;
	gpointer statement;
	g_hash_table_iter_init(&iter, sqlite->statements);
	while (g_hash_table_iter_next(&iter, NULL, &statement)) {
		if (sqlite3_stmt_busy(statement))
			continue;
		sqlite3_finalize(statement);
		g_hash_table_iter_remove(&iter);
	}
}

sqlite3_stmt *sqlite_prepare(Sqlite *sqlite, const char *sql, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(sqlite->statements, sql);
	if (statement)
		return statement;
	if (g_hash_table_size(sqlite->statements) >= KEPT_STATEMENTS)
		forget_statements(sqlite);
	statement = prepare_new(sqlite, sql, error);
	if (statement)
		g_hash_table_insert(sqlite->statements, g_strdup(sql),
				    statement);
	return statement;
}

gboolean sqlite_execute_text(Sqlite *sqlite, const char *sql, GError **error)
{
	int code = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
	if (code != SQLITE_OK)
		sqlite_fail(sqlite, code, NULL, error);
	return code == SQLITE_OK;
}

/* The texts outlive the use of the statement, so they are not copied. */
static void bind(sqlite3_stmt *statement, const char *const *parameters,
		 unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		sqlite3_bind_text(statement, (int)i + 1, parameters[i], -1,
				  SQLITE_STATIC);
}

static unsigned count_texts(const char *const *texts)
{
	unsigned count = 0;
	while (texts && texts[count])
		count++;
	return count;
}

static void release(sqlite3_stmt *statement)
{
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
}

gboolean sqlite_each_row(Database *database, const char *sql,
			 const char *const *parameters, DatabaseRow each,
			 gpointer user_data, GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	sqlite3_stmt *statement = sqlite_prepare(sqlite, sql, error);
	if (!statement)
		return FALSE;
	bind(statement, parameters, count_texts(parameters));
	int count = sqlite3_column_count(statement);
	g_autofree const char **row = g_new0(const char *, (gsize)count + 1);
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		for (int i = 0; i < count; i++)
			row[i] =
				(const char *)sqlite3_column_text(statement, i);
		each(row, (unsigned)count, user_data);
	}
	if (code != SQLITE_DONE)
		sqlite_fail(sqlite, code, NULL, error);
	release(statement);
	return code == SQLITE_DONE;
}

/* Reads on after the row: RETURNING gives its row before all is done. */
char *sqlite_query_value(Database *database, const char *sql,
			 const char *const *parameters, GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	sqlite3_stmt *statement = sqlite_prepare(sqlite, sql, error);
	if (!statement)
		return NULL;
	bind(statement, parameters, count_texts(parameters));
	g_autofree char *value = NULL;
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		value = g_strdup(
			(const char *)sqlite3_column_text(statement, 0));
		code = sqlite3_step(statement);
	}
	if (code != SQLITE_DONE && code != SQLITE_ROW) {
		g_clear_pointer(&value, g_free);
		sqlite_fail(sqlite, code, NULL, error);
	}
	release(statement);
	return g_steal_pointer(&value);
}

gboolean sqlite_execute(Database *database, const char *sql,
			const char *const *parameters, unsigned count,
			guint64 *changed, GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	sqlite3_stmt *statement = sqlite_prepare(sqlite, sql, error);
	if (!statement)
		return FALSE;
	bind(statement, parameters, count);
	int code;
	do {
		code = sqlite3_step(statement);
	} while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		sqlite_fail(sqlite, code, NULL, error);
	*changed = (guint64)sqlite3_changes64(sqlite->handle);
	release(statement);
	return code == SQLITE_DONE;
}

/* Asks for a row, for that is answered from the schema in memory, and only
 * stepping finds out that another process has changed it. */
gboolean sqlite_has_table(Database *database, const char *name, gboolean *has,
			  GError **error)
{
	Sqlite *sqlite = sqlite_of(database);
	sqlite3_stmt *statement = NULL;
	char *sql = sqlite3_mprintf("SELECT 1 FROM main.\"%w\"", name);
	int code =
		sqlite3_prepare_v2(sqlite->handle, sql, -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	*has = code == SQLITE_ROW || code == SQLITE_DONE;
	gboolean answered =
		*has || g_str_has_prefix(sqlite3_errmsg(sqlite->handle),
					 "no such table");
	if (!answered)
		sqlite_fail(sqlite, code, NULL, error);
	sqlite3_finalize(statement);
	sqlite3_free(sql);
	return answered;
}
