#include "database/moves.h"

#include "driver.h"

static const char create_moves_sql[] =
	"CREATE TABLE IF NOT EXISTS " MOVES_TABLE " (\n"
	"\tsync_id INTEGER NOT NULL,\n"
	"\tposition INTEGER NOT NULL,\n"
	"\tdirection TEXT NOT NULL,\n"
	"\trevision TEXT NOT NULL,\n"
	"\tparents TEXT NOT NULL,\n"
	"\tname TEXT NOT NULL,\n"
	"\tmessage TEXT NOT NULL,\n"
	"\tchecksum TEXT NOT NULL,\n"
	"\tgit_commit TEXT NOT NULL,\n"
	"\tapplied_at TEXT NOT NULL,\n"
	"\tup_text TEXT NOT NULL,\n"
	"\tdown_text TEXT NOT NULL,\n"
	"\tPRIMARY KEY (sync_id, position)\n"
	")";
static const char create_meta_sql[] =
	"CREATE TABLE IF NOT EXISTS " META_TABLE " (\n"
	"\tname TEXT PRIMARY KEY NOT NULL,\n"
	"\tvalue TEXT NOT NULL\n"
	")";

void move_free(Move *move)
{
	if (!move)
		return;
	ledger_entry_free(move->entry);
	g_free(move);
}

gboolean meta_create(Database *database, GError **error)
{
	return database_execute(database, create_meta_sql, NULL, 0, error);
}

gboolean moves_create(Database *database, GError **error)
{
	return database_execute(database, create_moves_sql, NULL, 0, error) &&
	       meta_create(database, error);
}

/* Numbers are never used twice: stashes refer to them. */
gboolean moves_start(Database *database, gint64 *id, GError **error)
{
	g_autofree char *last = database_query_value(
		database,
		"SELECT 1 + coalesce((SELECT CAST(value AS INTEGER) "
		"FROM " META_TABLE " WHERE name = 'last-sync'), 0)",
		NULL, error);
	if (!last)
		return FALSE;
	*id = g_ascii_strtoll(last, NULL, 10);
	/* What was true of HEAD and the ledger need not be after this run. */
	return meta_set(database, "last-sync", last, error) &&
	       meta_set(database, "tree", NULL, error) &&
	       database_execute(database, "DELETE FROM " MOVES_TABLE, NULL, 0,
				error);
}

gboolean moves_add(Database *database, gint64 id, const char *revision,
		   gboolean down, GError **error)
{
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
	const char *parameters[] = {number, revision};
	static const char down_sql[] =
		"INSERT INTO " MOVES_TABLE " SELECT CAST(?1 AS INTEGER), "
		"(SELECT 1 + coalesce(max(position), 0) FROM " MOVES_TABLE
		" WHERE sync_id = CAST(?1 AS INTEGER)), 'down', revision, "
		"parents, name, message, checksum, git_commit, applied_at, "
		"up_text, down_text FROM " LEDGER_TABLE " WHERE revision = ?2";
	static const char up_sql[] =
		"INSERT INTO " MOVES_TABLE " SELECT CAST(?1 AS INTEGER), "
		"(SELECT 1 + coalesce(max(position), 0) FROM " MOVES_TABLE
		" WHERE sync_id = CAST(?1 AS INTEGER)), 'up', revision, "
		"parents, name, message, checksum, git_commit, applied_at, "
		"'', '' FROM " LEDGER_TABLE " WHERE revision = ?2";
	return database_defer(database, down ? down_sql : up_sql, parameters, 2,
			      NULL, error);
}

static Move *read_move(char **row)
{
	Move *move = g_new0(Move, 1);
	move->id = g_ascii_strtoll(row[0], NULL, 10);
	move->down = g_str_equal(row[1], "down");
	move->entry = ledger_entry_new(row[2]);
	LedgerEntry *entry = move->entry;
	entry->parents = g_strdup(row[3]);
	entry->name = g_strdup(row[4]);
	entry->message = g_strdup(row[5]);
	entry->checksum = g_strdup(row[6]);
	entry->commit = g_strdup(row[7]);
	entry->applied_at = g_strdup(row[8]);
	if (move->down) {
		entry->up_text = g_strdup(row[9]);
		entry->down_text = g_strdup(row[10]);
	}
	return move;
}

GPtrArray *moves_read(Database *database, GError **error)
{
	g_autoptr(GPtrArray) moves =
		g_ptr_array_new_with_free_func((GDestroyNotify)move_free);
	gboolean exists = FALSE;
	if (!database_has_table(database, MOVES_TABLE, &exists, error))
		return NULL;
	if (!exists)
		return g_steal_pointer(&moves);
	g_autoptr(GPtrArray) rows = database_query_rows(
		database,
		"SELECT sync_id, direction, revision, parents, name, message, "
		"checksum, git_commit, applied_at, up_text, down_text "
		"FROM " MOVES_TABLE " ORDER BY sync_id, position",
		NULL, error);
	if (!rows)
		return NULL;
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(moves, read_move(rows->pdata[i]));
	return g_steal_pointer(&moves);
}

char *meta_get(Database *database, const char *name, GError **error)
{
	gboolean exists = FALSE;
	if (!database_has_table(database, META_TABLE, &exists, error) ||
	    !exists)
		return NULL;
	const char *parameters[] = {name, NULL};
	return database_query_value(
		database, "SELECT value FROM " META_TABLE " WHERE name = ?",
		parameters, error);
}

gboolean meta_set(Database *database, const char *name, const char *value,
		  GError **error)
{
	const char *parameters[] = {name, value};
	if (!value)
		return database_execute(
			database, "DELETE FROM " META_TABLE " WHERE name = ?",
			parameters, 1, error);
	return database_execute(database,
				"INSERT OR REPLACE INTO " META_TABLE
				" (name, value) VALUES (?, ?)",
				parameters, 2, error);
}

gboolean meta_defer(Database *database, const char *name, const char *query,
		    GError **error)
{
	const char *parameters[] = {name};
	g_autofree char *sql =
		g_strdup_printf("INSERT OR REPLACE INTO " META_TABLE
				" (name, value) SELECT ?, (%s)",
				query);
	return database_defer(database, sql, parameters, 1, NULL, error);
}
