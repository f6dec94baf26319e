/* What is read of a schema, where the pragmas do not tell. */
#include "support.h"

#include <string.h>

/* R57: the same table, written in two ways. */
static const char *const same[][2] = {
	{"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE);",
	 "CREATE TABLE t (a INTEGER, b TEXT, PRIMARY KEY (a), UNIQUE (b));"},
	{"CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);",
	 "CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT));"},
	{"CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC));",
	 "CREATE TABLE t (a INTEGER, PRIMARY KEY (a));"},
	{"CREATE TABLE t (a INT CHECK(a>0));",
	 "CREATE TABLE t (a INT, CHECK ((a>0)));"},
	{"CREATE TABLE t (a INT CHECK (a  >\n0 AND b = 'x  y'), b);",
	 "CREATE TABLE t (a INT, b, CHECK (a > 0 AND b = 'x  y'));"},
	{"CREATE TABLE t (a INT CONSTRAINT c CHECK (a IN(1,2)));",
	 "CREATE TABLE t (a INT, CONSTRAINT c CHECK (a IN(1, 2)));"},
	{"CREATE TABLE t (a INT REFERENCES p (id) ON DELETE CASCADE);",
	 "CREATE TABLE t (a INT, FOREIGN KEY(a) REFERENCES p (id) "
	 "ON DELETE CASCADE ON UPDATE NO ACTION NOT DEFERRABLE);"},
	{"CREATE TABLE t (a INT CONSTRAINT f REFERENCES p DEFERRABLE "
	 "INITIALLY DEFERRED);",
	 "CREATE TABLE t (a INT, CONSTRAINT f FOREIGN KEY(a) REFERENCES p "
	 "DEFERRABLE INITIALLY DEFERRED);"},
	{"CREATE TABLE t (a INT UNIQUE ON CONFLICT IGNORE);",
	 "CREATE TABLE t (a INT, UNIQUE (a) ON CONFLICT IGNORE);"},
	{"CREATE TABLE t (a TEXT PRIMARY KEY DESC);",
	 "CREATE TABLE t (a TEXT, PRIMARY KEY (\"a\" DESC));"},
	{"CREATE TABLE t (a DATETIME DEFAULT CURRENT_TIMESTAMP);",
	 "CREATE TABLE t (a DATETIME DEFAULT (CURRENT_TIMESTAMP));"},
	{"CREATE TABLE t (a DEFAULT ((datetime('now'))));",
	 "CREATE TABLE t (a DEFAULT (datetime('now')));"},
	{"CREATE TABLE t (a DEFAULT word, b DEFAULT \"it's\");",
	 "CREATE TABLE t (a DEFAULT 'word', b DEFAULT 'it''s');"},
	{"CREATE TABLE t (a NUMERIC ( 10,2 ), b integer);",
	 "CREATE TABLE t (a NUMERIC(10, 2), b INTEGER);"},
	{"CREATE TABLE t (z, a AS (1 + 1));",
	 "CREATE TABLE t (z, a GENERATED ALWAYS AS (1 + 1) VIRTUAL);"},
	{"CREATE TABLE t (a, b); CREATE INDEX i ON t (a ASC, (b) DESC);",
	 "CREATE TABLE t (a, b); CREATE INDEX i ON t(\"a\", [b] DESC);"},
	{"CREATE TABLE t (a, b); CREATE INDEX i ON t (a) WHERE (b > 0);",
	 "CREATE TABLE t (a, b); CREATE INDEX i ON t (a) WHERE b > 0;"},
	{"CREATE TABLE t (a /* x */, -- y\n b);", "CREATE TABLE t (a, b);"},
	{"CREATE TABLE t (a, b INT REFERENCES p (id));",
	 "CREATE TABLE t (a);"
	 "ALTER TABLE t ADD COLUMN b INT REFERENCES p (id);"},
	{"CREATE TABLE x (a, \"b c\" INT); ALTER TABLE x RENAME TO t;"
	 "ALTER TABLE t RENAME COLUMN \"b c\" TO b;",
	 "CREATE TABLE t (a, b INT);"},
};

Test(reading, gives_the_same_for_the_same_table)
{
	for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
		g_autofree char *one = schema_of(same[i][0]);
		g_autofree char *other = schema_of(same[i][1]);
		cr_assert_str_eq(one, other, "%s\n%s\n%s\n%s", same[i][0], one,
				 same[i][1], other);
	}
}

/* R57: what must not be lost between two ways of writing a table. */
static const char *const different[][2] = {
	{"CREATE TABLE t (a INTEGER PRIMARY KEY DESC);",
	 "CREATE TABLE t (a INTEGER PRIMARY KEY);"},
	{"CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);",
	 "CREATE TABLE t (a INTEGER PRIMARY KEY);"},
	{"CREATE TABLE t (a NOT NULL ON CONFLICT IGNORE);",
	 "CREATE TABLE t (a NOT NULL);"},
	{"CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE);",
	 "CREATE TABLE t (a UNIQUE);"},
	{"CREATE TABLE t (a, UNIQUE (a COLLATE NOCASE));",
	 "CREATE TABLE t (a, UNIQUE (a));"},
	{"CREATE TABLE t (a COLLATE NOCASE);", "CREATE TABLE t (a);"},
	{"CREATE TABLE t (a CHECK (a = 'x y'));",
	 "CREATE TABLE t (a CHECK (a = 'x  y'));"},
	{"CREATE TABLE t (a, CONSTRAINT c CHECK (a > 0));",
	 "CREATE TABLE t (a, CONSTRAINT d CHECK (a > 0));"},
	{"CREATE TABLE t (a CHECK ((a) > (0)));",
	 "CREATE TABLE t (a CHECK (a > (0)));"},
	{"CREATE TABLE t (a REFERENCES p (id) DEFERRABLE);",
	 "CREATE TABLE t (a REFERENCES p (id));"},
	{"CREATE TABLE t (a REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED);",
	 "CREATE TABLE t (a REFERENCES p (id) DEFERRABLE);"},
	{"CREATE TABLE t (z, a AS (1) STORED);",
	 "CREATE TABLE t (z, a AS (1));"},
	{"CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID;",
	 "CREATE TABLE t (a INT PRIMARY KEY);"},
	{"CREATE TABLE t (a INT) STRICT;", "CREATE TABLE t (a INT);"},
	{"CREATE TABLE t (a DEFAULT 'CURRENT_TIMESTAMP');",
	 "CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP);"},
	{"CREATE TABLE t (a); CREATE INDEX i ON t (a) WHERE a > 0;",
	 "CREATE TABLE t (a); CREATE INDEX i ON t (a);"},
	{"CREATE TABLE t (a); CREATE INDEX i ON t (a COLLATE NOCASE);",
	 "CREATE TABLE t (a); CREATE INDEX i ON t (a);"},
	{"CREATE TABLE t (a); CREATE INDEX i ON t (a DESC);",
	 "CREATE TABLE t (a); CREATE INDEX i ON t (a);"},
	{"CREATE TABLE t (a); CREATE TRIGGER r AFTER INSERT ON t BEGIN "
	 "SELECT 1; END;",
	 "CREATE TABLE t (a);"},
	{"CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;",
	 "CREATE TABLE t (a);"},
};

Test(reading, gives_another_for_another_table)
{
	for (size_t i = 0; i < G_N_ELEMENTS(different); i++) {
		g_autofree char *one = schema_of(different[i][0]);
		g_autofree char *other = schema_of(different[i][1]);
		cr_assert_str_neq(one, other, "%s\n%s", different[i][0], one);
	}
}

static Schema *read_schema(Database *database, gboolean with_own)
{
	g_autoptr(GError) error = NULL;
	Schema *schema = database_read_schema(database, with_own, &error);
	cr_assert(schema, "%s", error ? error->message : "");
	return schema;
}

Test(reading, leaves_out_what_is_not_the_users)
{
	g_autoptr(Database) database = open_scratch();
	must_run(database, "CREATE TABLE t (a INTEGER PRIMARY KEY "
			   "AUTOINCREMENT, b UNIQUE);"
			   "CREATE INDEX i ON t (b); ANALYZE;");
	cr_assert(database_execute(database,
				   "CREATE TABLE git_migrate_ledger (a UNIQUE)",
				   NULL, 0, NULL));
	g_autoptr(Schema) schema = read_schema(database, FALSE);
	cr_assert_eq(schema->tables->len, 1);
	const Table *table = schema_find_table(schema, NULL, "t");
	cr_assert_eq(table->indexes->len, 1);
	g_autoptr(Schema) with_own = read_schema(database, TRUE);
	cr_assert_eq(with_own->tables->len, 2);
	cr_assert(schema_find_table(with_own, NULL, "git_migrate_ledger"));
}

Test(reading, keeps_a_virtual_table_and_leaves_its_shadows_out)
{
	g_autoptr(Database) database = open_scratch();
	must_run(database, "CREATE TABLE text_data (a); CREATE TABLE text (a);"
			   "CREATE VIRTUAL TABLE ft USING fts5(title, body);"
			   "CREATE VIRTUAL TABLE box USING rtree(id, a, b);");
	g_autoptr(Schema) schema = read_schema(database, FALSE);
	cr_assert_eq(schema->tables->len, 4);
	const Table *table = schema_find_table(schema, NULL, "ft");
	cr_assert_str_eq(table->virtual_sql,
			 "CREATE VIRTUAL TABLE ft USING fts5(title, body)");
	cr_assert_null(schema_find_table(schema, NULL, "ft_data"));
	cr_assert(schema_find_table(schema, NULL, "text_data"));
}

Test(reading, hangs_triggers_on_their_table_or_view)
{
	g_autoptr(Database) database = open_scratch();
	must_run(database,
		 "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;"
		 "CREATE TRIGGER one AFTER INSERT ON T BEGIN SELECT 1; END;"
		 "CREATE TRIGGER two INSTEAD OF INSERT ON v BEGIN\n"
		 "\tINSERT INTO t VALUES (new.a);\nEND;");
	g_autoptr(Schema) schema = read_schema(database, FALSE);
	const Table *table = schema_find_table(schema, NULL, "t");
	const View *view = schema_find_view(schema, NULL, "v");
	cr_assert_eq(table->triggers->len, 1);
	cr_assert_eq(view->triggers->len, 1);
	const Trigger *trigger = g_ptr_array_index(view->triggers, 0);
	cr_assert_str_eq(trigger->sql,
			 "CREATE TRIGGER two INSTEAD OF INSERT ON v BEGIN\n"
			 "\tINSERT INTO t VALUES (new.a);\nEND");
}

Test(reading, keeps_what_only_the_engine_knows_as_it_is_written)
{
	g_autoptr(Database) database = open_scratch();
	must_run(database,
		 "CREATE TABLE t (a INTEGER PRIMARY KEY DESC NOT NULL ON "
		 "CONFLICT IGNORE, b, UNIQUE (b COLLATE NOCASE, \"a\" DESC) ON "
		 "CONFLICT REPLACE);");
	g_autoptr(Schema) schema = read_schema(database, FALSE);
	const Table *table = schema_find_table(schema, NULL, "t");
	const Column *column = table_find_column(table, "a");
	const Constraint *unique = g_ptr_array_index(table->constraints, 0);
	cr_assert_str_eq(column->extra, "ON CONFLICT IGNORE PRIMARY KEY DESC");
	cr_assert_str_eq(unique->extra, "(b COLLATE NOCASE, \"a\" DESC) "
					"ON CONFLICT REPLACE");
	cr_assert_eq(unique->columns->len, 2);
}

/* What is not understood is an error and never silence. The engine checks
 * what it stores, so the text is changed behind its back. */
Test(reading, names_the_table_it_does_not_understand)
{
	static const char *const texts[] = {
		"CREATE TABLE todos (a INT FOO(1) BAR, b)",
		"CREATE TABLE todos (a INT) WITH SYSTEM VERSIONING",
		"CREATE TABLE todos (a DEFAULT , b)",
		"CREATE TABLE todos (a REFERENCES p ON MONDAY)",
		"CREATE TABLE todos (a, EXCLUDE (b))x",
		"CREATE TABLE todos (a",
		"CREATE TABLE todos (a DEFERRABLE)",
		"MAKE TABLE todos (a)",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Database) database = open_scratch();
		g_autoptr(GError) error = NULL;
		const char *parameters[] = {texts[i]};
		must_run(database, "CREATE TABLE todos (a);");
		cr_assert(database_execute(database,
					   "PRAGMA writable_schema = ON", NULL,
					   0, NULL));
		cr_assert(database_execute(database,
					   "UPDATE sqlite_schema SET sql = ?",
					   parameters, 1, NULL));
		cr_assert_null(database_read_schema(database, FALSE, &error),
			       "%s", texts[i]);
		cr_assert(g_error_matches(error, FAILURE, FAILURE_UNSUPPORTED));
		cr_assert(g_str_has_prefix(error->message,
					   "table todos: its definition"),
			  "%s", error->message);
		cr_assert(failure_hint(error));
	}
}
