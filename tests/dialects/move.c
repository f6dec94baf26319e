#include "harness.h"

#include <criterion/criterion.h>

char *write_changes(const Schema *from, const Schema *to,
		    const Renames *renames, const ChangeOptions *options,
		    GError **error)
{
	ChangeOptions all = options ? *options : (ChangeOptions){0};
	all.renames = renames;
	g_autoptr(GPtrArray) changes = schema_diff(from, to, renames);
	return dialect_write_changes(dialect_find("sqlite"), from, to, changes,
				     &all, error);
}

sqlite3 *engine_with(const Schema *schema, const char *rows)
{
	sqlite3 *engine = engine_new();
	g_autofree char *sql =
		dialect_write_schema(dialect_find("sqlite"), schema);
	engine_run(engine, sql);
	if (rows)
		engine_run(engine, rows);
	return engine;
}

static void expect_schema(sqlite3 *engine, const Schema *schema,
			  gboolean ordered, const char *sql)
{
	sqlite3 *wanted = engine_with(schema, NULL);
	g_autofree char *found = engine_dump(engine, ordered);
	g_autofree char *right = engine_dump(wanted, ordered);
	cr_expect_str_eq(found, right, "%s\ngave\n%s\ninstead of\n%s", sql,
			 found, right);
	sqlite3_close(wanted);
}

void engine_move(sqlite3 *engine, const Schema *from, const Schema *to,
		 const Renames *renames, const ChangeOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *sql =
		write_changes(from, to, renames, options, &error);
	cr_assert_null(error, "%s", error ? error->message : "");
	engine_migrate(engine, sql);
	expect_schema(engine, to, options && options->keep_column_order, sql);
}

void engine_move_both_ways(sqlite3 *engine, const Schema *from,
			   const Schema *to, const Renames *renames,
			   const ChangeOptions *options)
{
	engine_move(engine, from, to, renames, options);
	g_autoptr(Renames) back = renames ? renames_reverse(renames) : NULL;
	ChangeOptions down = {.keep_column_order = TRUE};
	engine_move(engine, to, from, back, &down);
}
