#include <string.h>

#include "base/failure.h"
#include "deferred.h"

static const Driver *const drivers[] = {&sqlite_driver};

static const Driver *find_driver(const char *dialect)
{
	for (size_t i = 0; i < G_N_ELEMENTS(drivers); i++)
		if (g_str_equal(drivers[i]->dialect, dialect))
			return drivers[i];
	return NULL;
}

/* The driver of a dialect that the caller names. */
static const Driver *get_driver(const char *dialect, GError **error)
{
	const Driver *driver = find_driver(dialect);
	if (!driver)
		failure_set(error, FAILURE_UNSUPPORTED, NULL,
			    "there is no driver for %s databases", dialect);
	return driver;
}

/* The driver that a URL's scheme picks, "sqlite" of "sqlite+pysqlite" too;
 * *location is what follows the colon. */
static const Driver *find_driver_of_url(const char *url, const char **location)
{
	size_t length = strcspn(url, ":");
	if (!url[length])
		return NULL;
	*location = url + length + 1;
	size_t scheme = strcspn(url, "+:");
	for (size_t i = 0; i < G_N_ELEMENTS(drivers); i++)
		if (strlen(drivers[i]->scheme) == scheme &&
		    strncmp(drivers[i]->scheme, url, scheme) == 0)
			return drivers[i];
	return NULL;
}

/* A URL may hold a password: no more of it than its scheme is shown. */
static void fail_scheme(const char *url, GError **error)
{
	size_t length = strcspn(url, ":");
	static const char hint[] = "write sqlite:///relative.db or "
				   "sqlite:////absolute.db";
	if (url[length])
		failure_set(error, FAILURE_UNSUPPORTED, hint,
			    "there is no driver for %.*s databases",
			    (int)length, url);
	else
		failure_set(error, FAILURE_INVALID, hint,
			    "%s is not the URL of a database", url);
}

Database *database_open(const char *url, const char *base, DatabaseFlags flags,
			GError **error)
{
	const char *location = NULL;
	const Driver *driver = find_driver_of_url(url, &location);
	if (!driver) {
		fail_scheme(url, error);
		return NULL;
	}
	return driver->open(location, base, flags, error);
}

Database *database_open_scratch(const char *dialect, GError **error)
{
	const Driver *driver = get_driver(dialect, error);
	return driver ? driver->open_scratch(NULL, error) : NULL;
}

Database *database_open_scratch_from(const char *dialect, GBytes *bytes,
				     GError **error)
{
	const Driver *driver = get_driver(dialect, error);
	return driver ? driver->open_scratch(bytes, error) : NULL;
}

Database *database_copy_to_scratch(Database *database, GError **error)
{
	if (!deferred_execute(database, error))
		return NULL;
	return database->driver->copy_to_scratch(database, error);
}

void database_close(Database *database)
{
	if (!database)
		return;
	deferred_forget(database);
	database->driver->close(database);
	g_free(database->name);
	g_free(database->file);
	g_free(database);
}

const char *database_dialect(const Database *database)
{
	return database->driver->dialect;
}

const char *database_name(const Database *database)
{
	return database->name;
}

const char *database_file(const Database *database)
{
	return database->file;
}

gint64 database_version(Database *database)
{
	return database->driver->version ? database->driver->version(database)
					 : 0;
}

const char *database_engine_version(const Database *database)
{
	return database->driver->engine_version(database);
}

void database_set_timeout(Database *database, unsigned milliseconds)
{
	database->driver->set_timeout(database, milliseconds);
}

void database_set_time_limit(Database *database, unsigned milliseconds)
{
	database->driver->set_time_limit(database, milliseconds);
}

gboolean database_begin(Database *database, GError **error)
{
	return database->driver->begin(database, error);
}

gboolean database_commit(Database *database, GError **error)
{
	if (!deferred_execute(database, error)) {
		database_rollback(database);
		return FALSE;
	}
	gboolean committed = database->driver->commit(database, error);
	deferred_forget(database);
	return committed;
}

void database_rollback(Database *database)
{
	deferred_forget(database);
	database->driver->rollback(database);
}

gboolean database_in_transaction(const Database *database)
{
	return database->driver->in_transaction(database);
}

gboolean database_run(Database *database, const Script *script, GError **error)
{
	return database->driver->run(database, script, error);
}

gboolean database_check_script(const char *dialect, const Script *script,
			       GError **error)
{
	const Driver *driver = get_driver(dialect, error);
	return driver && driver->check_script(script, error);
}

gboolean database_script_is_empty(const char *dialect, const char *text)
{
	const Driver *driver = find_driver(dialect);
	return driver && driver->script_is_empty(text);
}

ScriptScan *database_scan_script(const char *dialect, const char *text)
{
	ScriptScan *scan = g_new0(ScriptScan, 1);
	GHashTable **sets[] = {&scan->words, &scan->updated, &scan->deleted,
			       &scan->computed};
	for (size_t i = 0; i < G_N_ELEMENTS(sets); i++)
		*sets[i] = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, NULL);
	find_driver(dialect)->scan_script(text, scan);
	return scan;
}

static void add_names(GHashTable *names, GHashTable *more)
{
	GHashTableIter iter;
	gpointer name;
	g_hash_table_iter_init(&iter, more);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_hash_table_add(names, g_strdup(name));
}

void script_scan_add_words(ScriptScan *scan, const ScriptScan *other)
{
	if (!scan->reach) {
		scan->reach = g_hash_table_new_full(g_str_hash, g_str_equal,
						    g_free, NULL);
		add_names(scan->reach, scan->words);
	}
	add_names(scan->reach, other->words);
}

void script_scan_free(ScriptScan *scan)
{
	if (!scan)
		return;
	g_hash_table_unref(scan->words);
	g_clear_pointer(&scan->reach, g_hash_table_unref);
	g_hash_table_unref(scan->updated);
	g_hash_table_unref(scan->deleted);
	g_hash_table_unref(scan->computed);
	g_free(scan);
}

Database *database_copy_schema(Database *database, GHashTable *words,
			       GError **error)
{
	return database->driver->copy_schema(database, words, error);
}

Database *database_copy_relaxed(Database *database, GHashTable *words,
				GError **error)
{
	return deferred_execute(database, error)
		       ? database->driver->copy_relaxed(database, words, error)
		       : NULL;
}

gboolean database_copy_rows(Database *from, const char *query, Database *to,
			    const char *insert, GError **error)
{
	return deferred_execute(from, error) && deferred_execute(to, error) &&
	       from->driver->copy_rows(from, query, to, insert, error);
}

GPtrArray *database_read_columns(Database *database, const char *table,
				 GError **error)
{
	return database->driver->read_columns(database, table, error);
}

GPtrArray *database_read_references(Database *database, const char *table,
				    GError **error)
{
	return database->driver->read_references(database, table, error);
}

void database_hold_triggers(Database *database, gboolean hold)
{
	database->driver->hold_triggers(database, hold);
}

void database_ignore_checks(Database *database, gboolean ignore)
{
	database->driver->ignore_checks(database, ignore);
}

Schema *database_read_schema(Database *database, gboolean with_own,
			     GError **error)
{
	if (!deferred_execute(database, error))
		return NULL;
	return database->driver->read_schema(database, with_own, error);
}

gboolean database_each_row(Database *database, const char *sql,
			   const char *const *parameters, DatabaseRow each,
			   gpointer user_data, GError **error)
{
	return deferred_execute(database, error) &&
	       database->driver->each_row(database, sql, parameters, each,
					  user_data, error);
}

static void add_row(const char *const *row, unsigned count, gpointer user_data)
{
	char **copy = g_new0(char *, count + 1);
	for (unsigned i = 0; i < count; i++)
		copy[i] = g_strdup(row[i] ? row[i] : "");
	g_ptr_array_add(user_data, copy);
}

GPtrArray *database_query_rows(Database *database, const char *sql,
			       const char *const *parameters, GError **error)
{
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	return database_each_row(database, sql, parameters, add_row, rows,
				 error)
		       ? g_steal_pointer(&rows)
		       : NULL;
}

char *database_query_value(Database *database, const char *sql,
			   const char *const *parameters, GError **error)
{
	if (!deferred_execute(database, error))
		return NULL;
	return database->driver->query_value(database, sql, parameters, error);
}

gboolean database_has_table(Database *database, const char *name, gboolean *has,
			    GError **error)
{
	if (!deferred_execute(database, error))
		return FALSE;
	return database->driver->has_table(database, name, has, error);
}

gboolean database_execute(Database *database, const char *sql,
			  const char *const *parameters, unsigned count,
			  GError **error)
{
	guint64 changed;
	return deferred_execute(database, error) &&
	       database->driver->execute(database, sql, parameters, count,
					 &changed, error);
}

GBytes *database_serialize(Database *database, GError **error)
{
	if (!deferred_execute(database, error))
		return NULL;
	return database->driver->serialize
		       ? database->driver->serialize(database, error)
		       : NULL;
}

/* Both engines quote a name so. */
static char *quote(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "\"", -1);
	g_autofree char *doubled = g_strjoinv("\"\"", parts);
	return g_strconcat("\"", doubled, "\"", NULL);
}

static gboolean table_has_rows(Database *database, const char *table,
			       gboolean *has, GError **error)
{
	g_autofree char *name = quote(table);
	g_autofree char *sql = g_strdup_printf(
		"SELECT CASE WHEN EXISTS (SELECT 1 FROM %s) THEN 1 ELSE 0 END",
		name);
	g_autofree char *value =
		database_query_value(database, sql, NULL, error);
	*has = value && g_str_equal(value, "1");
	return value != NULL;
}

gboolean database_has_rows(Database *database, const char *table, gboolean *has,
			   GError **error)
{
	if (table)
		return table_has_rows(database, table, has, error);
	g_autoptr(Schema) schema = database_read_schema(database, FALSE, error);
	*has = FALSE;
	for (guint i = 0; schema && !*has && i < schema->tables->len; i++) {
		const Table *each = g_ptr_array_index(schema->tables, i);
		if (!table_has_rows(database, each->name, has, error))
			return FALSE;
	}
	return schema != NULL;
}

const char *database_write_begin(const char *dialect)
{
	return find_driver(dialect)->begin_script;
}

const char *database_write_commit(const char *dialect)
{
	return find_driver(dialect)->commit_script;
}
