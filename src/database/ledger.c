/*
 * The statements say what both engines understand, and are told to the engine
 * again and again in the same words, so that it keeps them prepared.
 *
 * The texts stand last in a row: what is before them is read without going
 * through the pages that long texts fill.
 */
#include "database/ledger.h"

#include <string.h>

#include "base/failure.h"
#include "driver.h"
#include "dialects/dialect.h"

static const char create_sql[] =
	"CREATE TABLE IF NOT EXISTS " LEDGER_TABLE " (\n"
	"\tposition INTEGER PRIMARY KEY,\n"
	"\trevision TEXT NOT NULL UNIQUE,\n"
	"\tparents TEXT NOT NULL,\n"
	"\tname TEXT NOT NULL,\n"
	"\tmessage TEXT NOT NULL,\n"
	"\tchecksum TEXT NOT NULL,\n"
	"\tgit_commit TEXT NOT NULL,\n"
	"\tapplied_at TEXT NOT NULL,\n"
	"\tduration INTEGER NOT NULL,\n"
	"\ttool_version TEXT NOT NULL,\n"
	"\tin_progress INTEGER NOT NULL,\n"
	"\tup_text TEXT NOT NULL,\n"
	"\tdown_text TEXT NOT NULL\n"
	")";

#define INSERT_INTO                                                     \
	"INSERT INTO " LEDGER_TABLE                                     \
	" (position, revision, parents, name, message, checksum,"       \
	" git_commit, applied_at, duration, tool_version, in_progress," \
	" up_text, down_text)"
/* For a script, which cannot know the position: the values stand between. */
#define INSERT_START INSERT_INTO "\nSELECT coalesce(max(position), 0) + 1, "
#define INSERT_END "\nFROM " LEDGER_TABLE

LedgerEntry *ledger_entry_new(const char *revision)
{
	LedgerEntry *entry = g_new0(LedgerEntry, 1);
	entry->revision = g_strdup(revision);
	return entry;
}

void ledger_entry_free(LedgerEntry *entry)
{
	if (!entry)
		return;
	if (!entry->packed) {
		g_free(entry->revision);
		g_free(entry->parents);
		g_free(entry->name);
		g_free(entry->message);
		g_free(entry->checksum);
		g_free(entry->applied_at);
	}
	g_free(entry->up_text);
	g_free(entry->down_text);
	g_free(entry->commit);
	g_free(entry->tool_version);
	g_free(entry);
}

gboolean ledger_exists(Database *database, gboolean *exists, GError **error)
{
	return database_has_table(database, LEDGER_TABLE, exists, error);
}

gboolean ledger_create(Database *database, GError **error)
{
	return database_execute(database, create_sql, NULL, 0, error);
}

static const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

/* What is read of every entry; the texts stand behind the numbers. */
static const char read_sql[] =
	"SELECT position, nullif(in_progress, 0), revision, parents, name, "
	"message, checksum, applied_at FROM " LEDGER_TABLE " ORDER BY position";
#define FIRST_TEXT 2

/* One block an entry: there may be thousands. */
static void add_entry(const char *const *row, unsigned count, gpointer entries)
{
	gsize size = sizeof(LedgerEntry);
	for (unsigned i = FIRST_TEXT; i < count; i++)
		size += strlen(text_or_empty(row[i])) + 1;
	LedgerEntry *entry = g_malloc0(size);
	char **const texts[] = {&entry->revision, &entry->parents,
				&entry->name,	  &entry->message,
				&entry->checksum, &entry->applied_at};
	char *at = (char *)(entry + 1);
	for (unsigned i = FIRST_TEXT; i < count; i++) {
		*texts[i - FIRST_TEXT] = at;
		at = stpcpy(at, text_or_empty(row[i])) + 1;
	}
	entry->packed = TRUE;
	entry->position = g_ascii_strtoll(row[0], NULL, 10);
	entry->in_progress = row[1] != NULL;
	g_ptr_array_add(entries, entry);
}

GPtrArray *ledger_read(Database *database, GError **error)
{
	gboolean exists = FALSE;
	if (!ledger_exists(database, &exists, error))
		return NULL;
	g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(
		(GDestroyNotify)ledger_entry_free);
	if (exists && !database_each_row(database, read_sql, NULL, add_entry,
					 entries, error))
		return NULL;
	return g_steal_pointer(&entries);
}

static char *missing(const Database *database, const char *revision)
{
	return g_strdup_printf("revision %s is not applied to %s", revision,
			       database_name(database));
}

gboolean ledger_read_texts(Database *database, LedgerEntry *entry,
			   GError **error)
{
	const char *parameters[] = {entry->revision, NULL};
	g_autoptr(GPtrArray) rows = database_query_rows(
		database,
		"SELECT up_text, down_text, git_commit, duration, tool_version"
		" FROM " LEDGER_TABLE " WHERE revision = ?",
		parameters, error);
	if (!rows)
		return FALSE;
	if (!rows->len) {
		g_autofree char *message = missing(database, entry->revision);
		failure_set(error, FAILURE_NOT_FOUND,
			    "`git migrate current` lists what is applied", "%s",
			    message);
		return FALSE;
	}
	char **row = g_ptr_array_index(rows, 0);
	g_free(entry->up_text);
	g_free(entry->down_text);
	g_free(entry->commit);
	g_free(entry->tool_version);
	entry->up_text = g_strdup(row[0]);
	entry->down_text = g_strdup(row[1]);
	entry->commit = g_strdup(row[2]);
	entry->duration = g_ascii_strtoll(row[3], NULL, 10);
	entry->tool_version = g_strdup(row[4]);
	return TRUE;
}

/* The position after the last one. Within a run it is asked for once. */
static gint64 next_position(Database *database, GError **error)
{
	if (database->last_position)
		return ++database->last_position;
	g_autofree char *last = database_query_value(
		database,
		"SELECT coalesce(max(position), 0) FROM " LEDGER_TABLE, NULL,
		error);
	if (!last)
		return 0;
	gint64 next = g_ascii_strtoll(last, NULL, 10) + 1;
	if (database_in_transaction(database))
		database->last_position = next;
	return next;
}

gboolean ledger_insert(Database *database, LedgerEntry *entry, GError **error)
{
	entry->position = next_position(database, error);
	if (!entry->position)
		return FALSE;
	g_autofree char *position =
		g_strdup_printf("%" G_GINT64_FORMAT, entry->position);
	g_autofree char *duration =
		g_strdup_printf("%" G_GINT64_FORMAT, entry->duration);
	const char *const parameters[] = {
		position,
		entry->revision,
		text_or_empty(entry->parents),
		text_or_empty(entry->name),
		text_or_empty(entry->message),
		text_or_empty(entry->checksum),
		text_or_empty(entry->commit),
		text_or_empty(entry->applied_at),
		duration,
		text_or_empty(entry->tool_version),
		entry->in_progress ? "1" : "0",
		text_or_empty(entry->up_text),
		text_or_empty(entry->down_text),
	};
	return database_defer(
		database,
		INSERT_INTO " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		parameters, G_N_ELEMENTS(parameters), NULL, error);
}

gboolean ledger_delete(Database *database, const char *revision, GError **error)
{
	const char *const parameters[] = {revision};
	g_autofree char *message = missing(database, revision);
	return database_defer(database,
			      "DELETE FROM " LEDGER_TABLE " WHERE revision = ?",
			      parameters, 1, message, error);
}

gboolean ledger_mark(Database *database, const char *revision,
		     gboolean in_progress, GError **error)
{
	const char *const parameters[] = {in_progress ? "1" : "0", revision};
	g_autofree char *message = missing(database, revision);
	return database_defer(database,
			      "UPDATE " LEDGER_TABLE
			      " SET in_progress = ? WHERE revision = ?",
			      parameters, 2, message, error);
}

char *ledger_write_create(const char *dialect)
{
	(void)dialect;
	return g_strdup_printf("%s;\n", create_sql);
}

static void append_text(GString *sql, const Dialect *dialect, const char *text)
{
	g_autofree char *quoted =
		dialect_quote_string(dialect, text_or_empty(text));
	g_string_append_printf(sql, "%s, ", quoted);
}

char *ledger_write_insert(const char *name, const LedgerEntry *entry)
{
	const Dialect *dialect = dialect_find(name);
	GString *sql = g_string_new(INSERT_START);
	const char *const texts[] = {
		entry->revision,   entry->parents,  entry->name,
		entry->message,	   entry->checksum, entry->commit,
		entry->applied_at,
	};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		append_text(sql, dialect, texts[i]);
	g_string_append_printf(sql, "%" G_GINT64_FORMAT ", ", entry->duration);
	append_text(sql, dialect, entry->tool_version);
	g_string_append(sql, entry->in_progress ? "1, " : "0, ");
	append_text(sql, dialect, entry->up_text);
	append_text(sql, dialect, entry->down_text);
	g_string_truncate(sql, sql->len - 2);
	g_string_append(sql, INSERT_END ";\n");
	return g_string_free(sql, FALSE);
}

char *ledger_write_delete(const char *name, const char *revision)
{
	g_autofree char *quoted =
		dialect_quote_string(dialect_find(name), revision);
	return g_strdup_printf(
		"DELETE FROM " LEDGER_TABLE " WHERE revision = %s;\n", quoted);
}
