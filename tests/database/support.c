#include "support.h"

#include <glib/gstdio.h>

char *make_directory(void)
{
	char *directory = g_dir_make_tmp("git-migrate-XXXXXX", NULL);
	cr_assert(directory);
	return directory;
}

void remove_directory(char *directory)
{
	GDir *entries = g_dir_open(directory, 0, NULL);
	for (const char *name; entries && (name = g_dir_read_name(entries));) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		if (g_remove(path) != 0)
			remove_directory(g_strdup(path));
	}
	if (entries)
		g_dir_close(entries);
	g_rmdir(directory);
	g_free(directory);
}

static void must_succeed(gboolean done, const GError *error)
{
	cr_assert(done, "%s", error ? error->message : "no error was set");
	cr_assert_null(error);
}

Database *open_file(const char *directory, DatabaseFlags flags)
{
	GError *error = NULL;
	Database *database =
		database_open("sqlite:///test.db", directory, flags, &error);
	must_succeed(database != NULL, error);
	return database;
}

Database *open_scratch(void)
{
	GError *error = NULL;
	Database *database = database_open_scratch("sqlite", &error);
	must_succeed(database != NULL, error);
	return database;
}

void must_run(Database *database, const char *text)
{
	GError *error = NULL;
	Script script = {.text = text, .path = "x.sql", .first_line = 1};
	gboolean done = database_run(database, &script, &error);
	must_succeed(done, error);
}

void must_begin(Database *database)
{
	GError *error = NULL;
	gboolean done = database_begin(database, &error);
	must_succeed(done, error);
}

void must_commit(Database *database)
{
	GError *error = NULL;
	gboolean done = database_commit(database, &error);
	must_succeed(done, error);
}

void must_apply(Database *database, const char *text)
{
	must_begin(database);
	must_run(database, text);
	must_commit(database);
}

char *must_fail(Database *database, const char *text)
{
	g_autoptr(GError) error = NULL;
	Script script = {.text = text, .path = "x.sql", .first_line = 1};
	cr_assert_not(database_run(database, &script, &error),
		      "ran without failing: %s", text);
	cr_assert(error);
	return g_strdup(error->message);
}

char *value_of(Database *database, const char *sql)
{
	GError *error = NULL;
	char *value = database_query_value(database, sql, NULL, &error);
	must_succeed(error == NULL, error);
	return value ? value : g_strdup("(null)");
}

char *schema_of(const char *ddl)
{
	GError *error = NULL;
	g_autoptr(Database) database = open_scratch();
	must_apply(database, ddl);
	g_autoptr(Schema) schema =
		database_read_schema(database, FALSE, &error);
	must_succeed(schema != NULL, error);
	return schema_write(schema);
}
