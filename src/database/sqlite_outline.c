/* A database without its rows, and the columns of a table. */
#include <string.h>

#include "lexeme.h"
#include "sqlite.h"

/* Tables first, then what hangs on them. */
#define OBJECTS                                                   \
	"SELECT lower(s.name), lower(s.tbl_name), s.sql, s.type " \
	"FROM main.sqlite_schema AS s WHERE s.sql IS NOT NULL "   \
	"AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "           \
	"AND s.name NOT LIKE 'git\\_migrate\\_%' ESCAPE '\\' "    \
	"AND s.tbl_name NOT LIKE 'git\\_migrate\\_%' ESCAPE '\\' "
#define NO_SHADOWS                                               \
	"AND s.name NOT IN (SELECT name FROM pragma_table_list " \
	"WHERE schema = 'main' AND type = 'shadow') "
#define IN_ORDER                                         \
	"ORDER BY s.type = 'trigger', s.type = 'view', " \
	"s.type = 'index', s.rowid"

/* The shadows of virtual tables come with these; to look for them costs more
 * than all the rest. */
static GPtrArray *read_objects(Database *database, GError **error)
{
	g_autofree char *has_virtual = database_query_value(
		database,
		"SELECT EXISTS (SELECT 1 FROM main.sqlite_schema "
		"WHERE sql LIKE 'CREATE VIRTUAL %')",
		NULL, error);
	if (!has_virtual)
		return NULL;
	return database_query_rows(database,
				   *has_virtual == '1'
					   ? OBJECTS NO_SHADOWS IN_ORDER
					   : OBJECTS IN_ORDER,
				   NULL, error);
}

/* Marks the objects that the words reach. What is reached reaches the table it
 * hangs on; a view or trigger, what its text names. */
static void mark_reached(const GPtrArray *objects, GHashTable *words,
			 gboolean *reached)
{
	gboolean again = TRUE;
	while (again) {
		again = FALSE;
		for (guint i = 0; i < objects->len; i++) {
			char **object = objects->pdata[i];
			if (reached[i] ||
			    (!g_hash_table_contains(words, object[0]) &&
			     !g_hash_table_contains(words, object[1])))
				continue;
			reached[i] = again = TRUE;
			g_hash_table_add(words, g_strdup(object[1]));
			if (g_str_equal(object[3], "view") ||
			    g_str_equal(object[3], "trigger"))
				sqlite_add_words(words, object[2]);
		}
	}
}

static gboolean make_object(Sqlite *copy, const char *sql, GError **error)
{
	if (!copy->is_relaxed)
		return sqlite_execute_text(copy, sql, error);
	g_autofree char *other = sqlite_relax_statement(sql);
	gint64 last = sqlite_last_object(copy);
	return sqlite_execute_text(copy, other ? other : sql, error) &&
	       (!sqlite_makes_table(sql) ||
		sqlite_relax_new(copy, sql, last, error));
}

static gboolean make_objects(const GPtrArray *objects, const gboolean *reached,
			     Sqlite *copy, GError **error)
{
	if (!sqlite_execute_text(copy, "BEGIN", error))
		return FALSE;
	for (guint i = 0; i < objects->len; i++) {
		char **object = objects->pdata[i];
		if (reached[i] && !make_object(copy, object[2], error))
			return FALSE;
	}
	return sqlite_execute_text(copy, "COMMIT", error);
}

static GHashTable *copy_words(GHashTable *words)
{
	GHashTable *copy =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iter;
	gpointer word;
	g_hash_table_iter_init(&iter, words);
	while (g_hash_table_iter_next(&iter, &word, NULL))
		g_hash_table_add(copy, g_strdup(word));
	return copy;
}

static gboolean make_reached(Database *database, GHashTable *words,
			     Sqlite *copy, GError **error)
{
	g_autoptr(GPtrArray) objects = read_objects(database, error);
	if (!objects)
		return FALSE;
	g_autofree gboolean *reached = g_new0(gboolean, objects->len + 1);
	if (words) {
		g_autoptr(GHashTable) growing = copy_words(words);
		mark_reached(objects, growing, reached);
	} else {
		for (guint i = 0; i < objects->len; i++)
			reached[i] = TRUE;
	}
	return make_objects(objects, reached, copy, error);
}

Database *sqlite_copy_schema(Database *database, GHashTable *words,
			     GError **error)
{
	g_autoptr(Database) copy = sqlite_open_scratch(NULL, error);
	return copy && make_reached(database, words, sqlite_of(copy), error)
		       ? g_steal_pointer(&copy)
		       : NULL;
}

Database *sqlite_copy_relaxed(Database *database, GHashTable *words,
			      GError **error)
{
	Sqlite *sqlite = sqlite_open_private(error);
	g_autoptr(Database) copy = sqlite ? &sqlite->base : NULL;
	if (!copy)
		return NULL;
	sqlite->is_relaxed = TRUE;
	database_ignore_checks(copy, TRUE);
	return make_reached(database, words, sqlite, error) &&
			       sqlite_fill_relaxed(database, copy, error)
		       ? g_steal_pointer(&copy)
		       : NULL;
}

GPtrArray *sqlite_read_columns(Database *database, const char *table,
			       GError **error)
{
	const char *parameters[] = {table, NULL};
	g_autoptr(GPtrArray) rows = database_query_rows(
		database,
		"SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 "
		"ORDER BY cid",
		parameters, error);
	if (!rows)
		return NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_ptr_array_add(names, g_strdup(row[0]));
	}
	return names;
}

static void reference_free(Reference *reference)
{
	g_free(reference->parent);
	g_free(reference->on_delete);
	g_ptr_array_unref(reference->from);
	g_ptr_array_unref(reference->to);
	g_free(reference);
}

static Reference *reference_new(const char *parent, const char *on_delete)
{
	Reference *reference = g_new0(Reference, 1);
	reference->parent = g_strdup(parent);
	reference->on_delete = g_strdup(on_delete);
	reference->from = g_ptr_array_new_with_free_func(g_free);
	reference->to = g_ptr_array_new_with_free_func(g_free);
	return reference;
}

/* A key that names no columns of its parent names the primary key. */
static gboolean complete_reference(Database *database, Reference *reference,
				   GError **error)
{
	if (reference->to->len == reference->from->len)
		return TRUE;
	const char *parameters[] = {reference->parent, NULL};
	g_autoptr(GPtrArray) rows = database_query_rows(
		database,
		"SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 "
		"ORDER BY pk",
		parameters, error);
	if (!rows)
		return FALSE;
	g_ptr_array_set_size(reference->to, 0);
	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_ptr_array_add(reference->to, g_strdup(row[0]));
	}
	return TRUE;
}

GPtrArray *sqlite_read_references(Database *database, const char *table,
				  GError **error)
{
	const char *parameters[] = {table, NULL};
	g_autoptr(GPtrArray) rows = database_query_rows(
		database,
		"SELECT id, \"table\", \"from\", coalesce(\"to\", ''), "
		"on_delete FROM pragma_foreign_key_list(?) ORDER BY id, seq",
		parameters, error);
	if (!rows)
		return NULL;
	g_autoptr(GPtrArray) references =
		g_ptr_array_new_with_free_func((GDestroyNotify)reference_free);
	Reference *reference = NULL;
	const char *id = NULL;
	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		if (!id || !g_str_equal(id, row[0])) {
			reference = reference_new(row[1], row[4]);
			g_ptr_array_add(references, reference);
			id = row[0];
		}
		g_ptr_array_add(reference->from, g_strdup(row[2]));
		if (*row[3])
			g_ptr_array_add(reference->to, g_strdup(row[3]));
	}
	for (guint i = 0; i < references->len; i++)
		if (!complete_reference(database, references->pdata[i], error))
			return NULL;
	return g_steal_pointer(&references);
}
