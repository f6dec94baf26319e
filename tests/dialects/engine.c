#include "harness.h"

#include <criterion/criterion.h>
#include <string.h>

sqlite3 *engine_new(void)
{
	sqlite3 *engine;
	cr_assert_eq(sqlite3_open(":memory:", &engine), SQLITE_OK);
	return engine;
}

char *engine_try(sqlite3 *engine, const char *sql)
{
	char *message = NULL;
	sqlite3_exec(engine, sql, NULL, NULL, &message);
	char *copy = g_strdup(message);
	sqlite3_free(message);
	return copy;
}

void engine_run(sqlite3 *engine, const char *sql)
{
	g_autofree char *message = engine_try(engine, sql);
	cr_assert_null(message, "%s\n%s", message, sql);
}

char *engine_query(sqlite3 *engine, const char *sql)
{
	GString *rows = g_string_new(NULL);
	sqlite3_stmt *statement;
	cr_assert_eq(sqlite3_prepare_v2(engine, sql, -1, &statement, NULL),
		     SQLITE_OK, "%s\n%s", sqlite3_errmsg(engine), sql);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const unsigned char *value =
				sqlite3_column_text(statement, i);
			g_string_append_printf(rows, "%s%s", i > 0 ? "|" : "",
					       value ? (const char *)value
						     : "NULL");
		}
		g_string_append_c(rows, '\n');
	}
	cr_assert_eq(sqlite3_finalize(statement), SQLITE_OK, "%s",
		     sqlite3_errmsg(engine));
	return g_string_free(rows, FALSE);
}

void expect_rows(sqlite3 *engine, const char *sql, const char *rows)
{
	g_autofree char *found = engine_query(engine, sql);
	cr_expect_str_eq(found, rows, "%s\nfound:\n%sinstead of:\n%s", sql,
			 found, rows);
}

static void check_views(sqlite3 *engine)
{
	g_autofree char *names = engine_query(
		engine, "SELECT name FROM sqlite_schema WHERE type = 'view'");
	g_auto(GStrv) lines = g_strsplit(names, "\n", -1);
	for (char **name = lines; *name && **name; name++) {
		g_autofree char *sql =
			g_strdup_printf("SELECT * FROM \"%s\"", *name);
		g_free(engine_query(engine, sql));
	}
}

void engine_migrate(sqlite3 *engine, const char *sql)
{
	engine_run(engine, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
	g_autofree char *message = engine_try(engine, sql);
	cr_assert_null(message, "%s in\n%s", message, sql);
	cr_assert_not(sqlite3_get_autocommit(engine));
	check_views(engine);
	expect_rows(engine, "PRAGMA foreign_key_check", "");
	engine_run(engine, "COMMIT");
	expect_rows(engine, "PRAGMA integrity_check", "ok\n");
	expect_rows(engine, "PRAGMA legacy_alter_table", "0\n");
}
