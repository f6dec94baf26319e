/*
 * Faults: rows whose foreign keys lead nowhere, keys that cannot be followed,
 * and views that cannot be prepared. A run may leave those that were there
 * before it and must add none.
 *
 * To look at everything would cost more than most runs do, so only what the
 * traces of the run make suspect is looked at: the tables it touched, those
 * that refer to them, and the views when anything they read may be another.
 * What was there before is only asked when there is a fault now. It is read
 * through a second connection, which still sees the database as it stands on
 * the disk.
 *
 * A fault is kept as text: "row\nTABLE\nROWID\nPARENT", "key\nTABLE\nMESSAGE"
 * or "view\nNAME\nMESSAGE".
 */
#include <string.h>

#include "sqlite.h"

/* Beyond this many tables each is looked at. */
#define MANY_TABLES 200

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static const char *column_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	return text ? (const char *)text : "";
}

/* Calls `visit` with the name and text of each table or view. */
typedef void (*Visit)(gpointer data, const char *name, const char *sql);

static gboolean each_relation(Sqlite *sqlite, const char *type, Visit visit,
			      gpointer data, GError **error)
{
	sqlite3_stmt *statement = sqlite_prepare(
		sqlite,
		"SELECT name, sql FROM main.sqlite_schema WHERE type = ?",
		error);
	if (!statement)
		return FALSE;
	sqlite3_bind_text(statement, 1, type, -1, SQLITE_STATIC);
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		visit(data, column_text(statement, 0),
		      column_text(statement, 1));
	if (code != SQLITE_DONE)
		sqlite_fail(sqlite, code, "cannot read the schema", error);
	sqlite3_reset(statement);
	return code == SQLITE_DONE;
}

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Whether a word stands in a text, in any case; "p" does not stand in "up". */
static gboolean contains(const char *text, const char *word)
{
	gsize length = strlen(word);
	char first = g_ascii_tolower(*word);
	for (const char *c = text; *c; c++)
		if (g_ascii_tolower(*c) == first &&
		    g_ascii_strncasecmp(c, word, length) == 0 &&
		    !(c > text && is_word(c[-1])) && !is_word(c[length]))
			return TRUE;
	return FALSE;
}

/* Which tables have to be looked at. */
typedef struct Suspects {
	const SqliteTraces *traces;
	gboolean all;
	GPtrArray *tables; /* of char * */
} Suspects;

/* A name with a quote in it is spelt in several ways; then anything may be
 * meant. */
static gboolean may_name(const char *sql, const char *table)
{
	return strpbrk(table, "\"`'") || contains(sql, table);
}

static gboolean may_refer(const SqliteTraces *traces, const char *sql)
{
	GHashTableIter iter;
	gpointer table;
	g_hash_table_iter_init(&iter, traces->tables);
	while (g_hash_table_iter_next(&iter, &table, NULL))
		if (may_name(sql, table))
			return TRUE;
	return FALSE;
}

/* A table without REFERENCES in its text has no key that could break. The
 * word may stand in a comment or a default: then it is looked at in vain. */
static void suspect(gpointer data, const char *name, const char *sql)
{
	Suspects *suspects = data;
	if (!contains(sql, "references"))
		return;
	if (suspects->all ||
	    g_hash_table_contains(suspects->traces->tables, name) ||
	    may_refer(suspects->traces, sql))
		g_ptr_array_add(suspects->tables, g_strdup(name));
}

/* Adds the faults of one table's keys. */
static gboolean check_table(Sqlite *sqlite, const char *table,
			    GHashTable *faults, GError **error)
{
	char *sql = sqlite3_mprintf("PRAGMA main.foreign_key_check(%Q)", table);
	sqlite3_stmt *statement = NULL;
	int code =
		sqlite3_prepare_v2(sqlite->handle, sql, -1, &statement, NULL);
	sqlite3_free(sql);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW)
			g_hash_table_add(
				faults,
				g_strdup_printf("row\n%s\n%s\n%s", table,
						column_text(statement, 1),
						column_text(statement, 2)));
	}
	/* A parent without the key that is referred to. */
	gboolean mismatch = (code & 0xff) == SQLITE_ERROR;
	if (mismatch)
		g_hash_table_add(
			faults,
			g_strdup_printf("key\n%s\n%s", table,
					sqlite3_errmsg(sqlite->handle)));
	else if (code != SQLITE_DONE)
		sqlite_fail(sqlite, code, "cannot check the foreign keys",
			    error);
	sqlite3_finalize(statement);
	return mismatch || code == SQLITE_DONE;
}

static gboolean check_tables(Sqlite *sqlite, const GPtrArray *tables,
			     GHashTable *faults, GError **error)
{
	for (guint i = 0; i < tables->len; i++)
		if (!check_table(sqlite, g_ptr_array_index(tables, i), faults,
				 error))
			return FALSE;
	return TRUE;
}

static void collect(gpointer data, const char *name, const char *sql)
{
	(void)sql;
	g_ptr_array_add(data, g_strdup(name));
}

static void check_view(Sqlite *sqlite, const char *view, GHashTable *faults)
{
	char *sql = sqlite3_mprintf("SELECT * FROM main.\"%w\"", view);
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(sqlite->handle, sql, -1, &statement, NULL) !=
	    SQLITE_OK)
		g_hash_table_add(
			faults,
			g_strdup_printf("view\n%s\n%s", view,
					sqlite3_errmsg(sqlite->handle)));
	sqlite3_free(sql);
	sqlite3_finalize(statement);
}

static gboolean check_views(Sqlite *sqlite, GHashTable *faults, GError **error)
{
	g_autoptr(GPtrArray) views = g_ptr_array_new_with_free_func(g_free);
	if (!each_relation(sqlite, "view", collect, views, error))
		return FALSE;
	for (guint i = 0; i < views->len; i++)
		check_view(sqlite, g_ptr_array_index(views, i), faults);
	return TRUE;
}

/* The faults of the suspect tables and, if asked, of the views. */
static GHashTable *find_faults(Sqlite *sqlite, const SqliteTraces *traces,
			       gboolean all, gboolean views, GError **error)
{
	g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) faults = names_new();
	Suspects suspects = {traces, all, tables};
	if ((all || g_hash_table_size(traces->tables)) &&
	    (!each_relation(sqlite, "table", suspect, &suspects, error) ||
	     !check_tables(sqlite, tables, faults, error)))
		return NULL;
	if (views && !check_views(sqlite, faults, error))
		return NULL;
	return g_steal_pointer(&faults);
}

GHashTable *sqlite_read_faults(Sqlite *sqlite, GError **error)
{
	return find_faults(sqlite, &sqlite->traces, TRUE, TRUE, error);
}

/* The name that a table of before has now. */
static const char *renamed(const GPtrArray *renames, const char *name)
{
	for (guint i = 0; i + 1 < renames->len; i += 2)
		if (g_ascii_strcasecmp(g_ptr_array_index(renames, i), name) ==
		    0)
			name = g_ptr_array_index(renames, i + 1);
	return name;
}

/* A fault of before as it would be told now. */
static char *translate(const GPtrArray *renames, const char *fault)
{
	g_auto(GStrv) parts = g_strsplit(fault, "\n", 4);
	guint count = g_strv_length(parts);
	for (guint i = 1; i < count; i += 2) {
		char *now = g_strdup(renamed(renames, parts[i]));
		g_free(parts[i]);
		parts[i] = now;
	}
	return g_strjoinv("\n", parts);
}

/* What is a fault now and was none before, in order. */
static GPtrArray *subtract(GHashTable *now, GHashTable *before,
			   const GPtrArray *renames)
{
	GHashTableIter iter;
	gpointer fault;
	g_autoptr(GHashTable) known = names_new();
	g_hash_table_iter_init(&iter, before);
	while (g_hash_table_iter_next(&iter, &fault, NULL)) {
		g_hash_table_add(known, translate(renames, fault));
		g_hash_table_add(known, g_strdup(fault));
	}
	GPtrArray *added = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_iter_init(&iter, now);
	while (g_hash_table_iter_next(&iter, &fault, NULL))
		if (!g_hash_table_contains(known, fault))
			g_ptr_array_add(added, g_strdup(fault));
	return added;
}

/* The faults as they stand on the disk. */
static GHashTable *read_from_disk(Sqlite *sqlite, GError **error)
{
	Sqlite *other =
		sqlite_connect(sqlite->base.name, sqlite->base.file,
			       SQLITE_OPEN_READONLY, DATABASE_READ_ONLY, error);
	if (!other)
		return NULL;
	sqlite3_busy_timeout(other->handle, 0);
	GHashTable *faults = sqlite_read_faults(other, error);
	database_close(&other->base);
	return faults;
}

static GHashTable *read_before(Sqlite *sqlite, GError **error)
{
	if (sqlite->baseline)
		return g_hash_table_ref(sqlite->baseline);
	/* A scratch database that is no copy starts without rows. */
	if (!sqlite->base.file)
		return names_new();
	return read_from_disk(sqlite, error);
}

static void append_fault(GString *text, char **parts)
{
	if (g_str_equal(parts[0], "row"))
		g_string_append_printf(
			text, "\n%s: row %s refers to a missing row of %s",
			parts[1], *parts[2] ? parts[2] : "(without a rowid)",
			parts[3]);
	else
		g_string_append_printf(text, "\n%s %s: %s",
				       g_str_equal(parts[0], "key") ? "table"
								    : "view",
				       parts[1], parts[2]);
}

#define SHOWN_FAULTS 5

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void fail_faults(const Sqlite *sqlite, GPtrArray *added,
			const char *hint, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_ptr_array_sort(added, compare_texts);
	for (guint i = 0; i < added->len && i < SHOWN_FAULTS; i++) {
		g_auto(GStrv) parts =
			g_strsplit(g_ptr_array_index(added, i), "\n", 4);
		append_fault(text, parts);
	}
	if (added->len > SHOWN_FAULTS)
		g_string_append_printf(text, "\nand %u more",
				       added->len - SHOWN_FAULTS);
	failure_set(error, FAILURE_SQL, hint, "%s would no longer be whole:%s",
		    sqlite->base.name, text->str);
}

/* There are faults, and what was before them cannot be seen: this run has
 * written so much that the engine shut readers out. */
static void fail_unknown(const Sqlite *sqlite, GHashTable *now, GError **error)
{
	g_autoptr(GHashTable) none = names_new();
	g_autoptr(GPtrArray) no_renames = g_ptr_array_new();
	g_autoptr(GPtrArray) all = subtract(now, none, no_renames);
	fail_faults(sqlite, all,
		    "all was rolled back; the run wrote too much to tell what "
		    "was broken before it: mend what `PRAGMA "
		    "foreign_key_check` lists now, then run it again",
		    error);
}

gboolean sqlite_check_faults(Sqlite *sqlite, GError **error)
{
	const SqliteTraces *traces = &sqlite->traces;
	gboolean all = traces->all_tables ||
		       g_hash_table_size(traces->tables) > MANY_TABLES;
	g_autoptr(GHashTable) now =
		find_faults(sqlite, traces, all, traces->views, error);
	if (!now)
		return FALSE;
	if (!g_hash_table_size(now))
		return TRUE;
	g_autoptr(GError) ignored = NULL;
	g_autoptr(GHashTable) before = read_before(sqlite, &ignored);
	if (!before) {
		fail_unknown(sqlite, now, error);
		return FALSE;
	}
	g_autoptr(GPtrArray) added = subtract(now, before, traces->renames);
	if (!added->len)
		return TRUE;
	fail_faults(sqlite, added,
		    "all was rolled back; let the migration mend what it "
		    "breaks",
		    error);
	return FALSE;
}
