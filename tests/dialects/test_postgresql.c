/* PostgreSQL by text alone: what scripts make, and what leads from one schema
 * to another. */
#include <criterion/criterion.h>

#include "base/failure.h"
#include "dialects/dialect.h"

static const Dialect *postgresql(void)
{
	return dialect_find("postgresql");
}

static Schema *try_make(const char *sql, GPtrArray *diagnostics, GError **error)
{
	g_autoptr(Schema) schema = schema_new();
	return dialect_run_script(postgresql(), schema, sql, "s.sql", 1,
				  diagnostics, error)
		       ? g_steal_pointer(&schema)
		       : NULL;
}

static Schema *make(const char *sql)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GError) error = NULL;
	Schema *schema = try_make(sql, diagnostics, &error);
	cr_assert_not_null(schema, "%s: %s", sql, error ? error->message : "");
	cr_assert_eq(diagnostics->len, 0, "%s", sql);
	return schema;
}

/* Scripts that make the same. */
static const struct {
	const char *title;
	const char *one;
	const char *other;
} same[] = {
	{"types have one spelling",
	 "CREATE TABLE t (a int4, b character varying(8), c float, d bool, "
	 "e timestamptz(3), f decimal(4,1), g int[3][])",
	 "CREATE TABLE t (a INTEGER, b VARCHAR(8), c DOUBLE PRECISION, "
	 "d BOOLEAN, e TIMESTAMP(3) WITH TIME ZONE, f NUMERIC(4, 1), "
	 "g INTEGER[][])"},
	{"expressions have one spelling",
	 "CREATE TABLE t (a int DEFAULT (((1 + 2))) CHECK (((a>0))))",
	 "CREATE TABLE t (a int DEFAULT 1+2, CHECK (a > 0))"},
	{"constraints may be added later",
	 "CREATE TABLE p (id int); CREATE TABLE t (a int, p int);"
	 "ALTER TABLE ONLY p ADD CONSTRAINT k PRIMARY KEY (id);"
	 "ALTER TABLE t ADD CHECK (a IN (1, 2)), "
	 "ADD FOREIGN KEY (p) REFERENCES p(id) ON DELETE CASCADE DEFERRABLE",
	 "CREATE TABLE p (id int CONSTRAINT k PRIMARY KEY);"
	 "CREATE TABLE t (a int CHECK (a IN (1, 2)), "
	 "p int REFERENCES p(id) ON DELETE CASCADE DEFERRABLE)"},
	{"an owned sequence is SERIAL",
	 "CREATE TABLE public.t (id bigint NOT NULL);"
	 "CREATE SEQUENCE public.t_id_seq START WITH 1;"
	 "ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;"
	 "ALTER TABLE ONLY public.t ALTER COLUMN id SET DEFAULT "
	 "nextval('public.t_id_seq'::regclass);",
	 "CREATE TABLE t (id bigserial)"},
	{"a dropped column takes its index and constraints along",
	 "CREATE TABLE t (a int, b int UNIQUE, CHECK (b > a));"
	 "CREATE INDEX i ON t (a, b); ALTER TABLE t DROP COLUMN b",
	 "CREATE TABLE t (a int)"},
	{"renames reach into what names the column",
	 "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int "
	 "REFERENCES p (id), b int CONSTRAINT c CHECK (b > 0));"
	 "CREATE INDEX i ON t (lower(b::text)) WHERE b > 1;"
	 "ALTER TABLE t RENAME b TO \"B\"; ALTER TABLE p RENAME id TO k;"
	 "ALTER TABLE p RENAME TO q; ALTER TABLE q RENAME CONSTRAINT p_pkey "
	 "TO q_pkey; ALTER INDEX i RENAME TO j",
	 "CREATE TABLE q (k int CONSTRAINT q_pkey PRIMARY KEY);"
	 "CREATE TABLE t (a int REFERENCES q (k), \"B\" int CONSTRAINT c "
	 "CHECK (\"B\" > 0));"
	 "CREATE INDEX j ON t (lower(\"B\"::text)) WHERE \"B\" > 1"},
	{"enums grow where they are told to",
	 "CREATE TYPE e AS ENUM ('a', 'c'); ALTER TYPE e ADD VALUE 'b' BEFORE "
	 "'c'; ALTER TYPE e ADD VALUE IF NOT EXISTS 'a';"
	 "ALTER TYPE e RENAME VALUE 'a' TO 'A'",
	 "CREATE TYPE e AS ENUM ('A', 'b', 'c')"},
	{"texts that look like clauses are none",
	 "CREATE TABLE t (a text DEFAULT 'NOT NULL, b int', b text DEFAULT "
	 "$x$ ), ' $x$ /* , /* ( */ */ NOT NULL, c text DEFAULT E'\\'' || ')')",
	 "CREATE TABLE t (a text DEFAULT 'NOT NULL, b int', b text DEFAULT "
	 "' ), '' ' NOT NULL, c text DEFAULT '''' || ')')"},
	{"rows and rights make no definitions",
	 "CREATE TABLE t (a int); INSERT INTO t VALUES (1); GRANT SELECT ON t "
	 "TO public; SELECT 1; ALTER TABLE t OWNER TO me; SET search_path TO "
	 "x",
	 "CREATE TABLE t (a int)"},
	{"a sequence has the options that say something",
	 "CREATE SEQUENCE s AS bigint START WITH 1 INCREMENT BY 5 NO MINVALUE "
	 "NO MAXVALUE CACHE 1; ALTER SEQUENCE s START 7 RESTART",
	 "CREATE SEQUENCE s INCREMENT 5 START 7"},
	{"functions are told apart by their arguments",
	 "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';"
	 "CREATE FUNCTION f(a text, OUT b text) LANGUAGE sql AS 'SELECT a';"
	 "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS "
	 "'SELECT 2'; DROP FUNCTION f(text)",
	 "CREATE FUNCTION f(a integer) RETURNS int LANGUAGE sql AS "
	 "'SELECT 2'"},
	{"extensions, domains and composite types come and go",
	 "CREATE EXTENSION IF NOT EXISTS citext; CREATE DOMAIN d AS text;"
	 "CREATE TYPE pair AS (a int, b int); DROP TYPE pair; DROP DOMAIN d;"
	 "DROP EXTENSION citext; DROP FUNCTION IF EXISTS g",
	 ""},
};

Test(postgresql, scripts_that_make_the_same_read_the_same)
{
	for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
		g_autoptr(Schema) one = make(same[i].one);
		g_autoptr(Schema) other = make(same[i].other);
		g_autoptr(GPtrArray) changes = schema_diff(one, other, NULL);
		g_autofree char *first =
			changes->len ? change_summarize(changes->pdata[0])
				     : NULL;
		cr_expect_eq(changes->len, 0, "%s: %s", same[i].title, first);
	}
}

Test(postgresql, what_is_written_reads_as_what_was_meant)
{
	g_autoptr(Schema) schema = make(
		"CREATE TYPE a.mood AS ENUM ('it''s', 'ok');"
		"CREATE TABLE a.t (id serial PRIMARY KEY, \"Order\" a.mood, "
		"n numeric(4, 1) DEFAULT 1.5, g numeric GENERATED ALWAYS AS "
		"(n * 2) STORED, i bigint GENERATED ALWAYS AS IDENTITY (START "
		"WITH 5), UNIQUE NULLS NOT DISTINCT (n) DEFERRABLE, EXCLUDE "
		"USING gist (n WITH =));"
		"CREATE UNIQUE INDEX ix ON a.t USING gin (lower(n::text) "
		"ops DESC NULLS LAST, (n || 'x'), id COLLATE \"C\") INCLUDE "
		"(g) WITH (fillfactor = 70) WHERE n IS NULL;"
		"COMMENT ON TABLE a.t IS 'a -- b'; COMMENT ON COLUMN a.t.n IS "
		"'it''s'; CREATE VIEW v AS SELECT n FROM a.t;"
		"CREATE TABLE x (y int); CREATE TABLE y (x int UNIQUE "
		"REFERENCES x2); CREATE TABLE x2 (id int PRIMARY KEY "
		"REFERENCES y (x))");
	g_autofree char *sql = dialect_write_schema(postgresql(), schema);
	g_autoptr(Schema) again = make(sql);
	g_autofree char *expected = schema_fingerprint(schema);
	g_autofree char *actual = schema_fingerprint(again);
	cr_expect_str_eq(actual, expected, "%s", sql);
}

Test(postgresql, faults_and_doubts_are_told_with_their_line)
{
	static const struct {
		const char *sql;
		const char *message;
	} faults[] = {
		{"\nCREATE TABLE t (\n\ta int,,\n)",
		 "s.sql:3: syntax error at or near \",\""},
		{"\n\nALTER TABLE t ADD a int", "s.sql:3: there is no table t"},
		{"CREATE TABLE t (a int);\nALTER TABLE t DROP b",
		 "s.sql:2: table t has no column b"},
		{"DROP TABLE t", "s.sql:1: there is no table t"},
		{"CREATE TABLE t (a int, a int)",
		 "s.sql:1: column a of t is there already"},
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		g_autoptr(GError) error = NULL;
		cr_expect_null(try_make(faults[i].sql, diagnostics, &error));
		cr_expect_str_eq(error->message, faults[i].message);
	}
	g_autoptr(Schema) schema =
		try_make("SELECT 1;\nDO $$ BEGIN END $$;\n"
			 "CREATE TABLE p (a int) PARTITION BY RANGE (a)",
			 diagnostics, NULL);
	cr_assert_not_null(schema);
	cr_assert_eq(diagnostics->len, 2);
	const Diagnostic *first = diagnostics->pdata[0];
	const Diagnostic *second = diagnostics->pdata[1];
	cr_expect_eq(first->line, 2);
	cr_expect_eq(second->line, 3);
	cr_expect_str_eq(second->table, "p");
}

/* What leads from one schema to the other; the last is its SQL. */
static const struct {
	const char *title;
	const char *from;
	const char *to;
	const char *sql;
} moves[] = {
	{"a column that is not null fills the rows there are",
	 "CREATE TABLE t (a int)", "CREATE TABLE t (a int, b text NOT NULL)",
	 "-- Rows without a value for b get ''.\n"
	 "ALTER TABLE t ADD COLUMN b TEXT;\n"
	 "UPDATE t SET b = '';\n"
	 "ALTER TABLE t ALTER COLUMN b SET NOT NULL;\n"},
	{"a default goes aside while a type changes",
	 "CREATE TABLE t (a text DEFAULT '1')",
	 "CREATE TABLE t (a int DEFAULT 2)",
	 "ALTER TABLE t ALTER COLUMN a DROP DEFAULT;\n"
	 "ALTER TABLE t ALTER COLUMN a TYPE INTEGER USING a::INTEGER;\n"
	 "ALTER TABLE t ALTER COLUMN a SET DEFAULT 2;\n"},
	{"a type of the same family needs no cast",
	 "CREATE TABLE t (a varchar(8))", "CREATE TABLE t (a text)",
	 "ALTER TABLE t ALTER COLUMN a TYPE TEXT;\n"},
	{"an enum grows in place", "CREATE TYPE e AS ENUM ('a', 'c')",
	 "CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd')",
	 "ALTER TYPE e ADD VALUE 'b' BEFORE 'c';\n"
	 "ALTER TYPE e ADD VALUE 'd';\n"},
	{"an enum that loses a label is replaced",
	 "CREATE TYPE e AS ENUM ('a', 'b');"
	 "CREATE TABLE t (x e DEFAULT 'a')",
	 "CREATE TYPE e AS ENUM ('a');"
	 "CREATE TABLE t (x e DEFAULT 'a')",
	 "ALTER TYPE e RENAME TO e_old;\n"
	 "CREATE TYPE e AS ENUM ('a');\n"
	 "ALTER TABLE t ALTER COLUMN x DROP DEFAULT;\n"
	 "ALTER TABLE t ALTER COLUMN x TYPE e USING x::text::e;\n"
	 "ALTER TABLE t ALTER COLUMN x SET DEFAULT 'a';\n"
	 "DROP TYPE e_old;\n"},
	{"constraints without a name go by the server's",
	 "CREATE TABLE t (a int UNIQUE CHECK (a > 0))",
	 "CREATE TABLE t (a int)",
	 "ALTER TABLE t DROP CONSTRAINT t_a_key;\n"
	 "ALTER TABLE t DROP CONSTRAINT t_a_check;\n"},
	{"a view is out of the way while a column changes",
	 "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t",
	 "CREATE TABLE t (a bigint); CREATE VIEW v AS SELECT a FROM t",
	 "DROP VIEW v;\n\n"
	 "ALTER TABLE t ALTER COLUMN a TYPE BIGINT;\n\n"
	 "CREATE VIEW v AS SELECT a FROM t;\n"},
	{"tables of a circle are let go of each other",
	 "CREATE TABLE a (id int PRIMARY KEY, b int);"
	 "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);"
	 "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
	 "", NULL},
	{"tables of a circle get their keys when both are there", "",
	 "CREATE TABLE a (id int PRIMARY KEY, b int);"
	 "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);"
	 "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
	 NULL},
	{"a column becomes numbered behind its rows",
	 "CREATE TABLE t (id int NOT NULL)", "CREATE TABLE t (id serial)",
	 "CREATE SEQUENCE t_id_seq OWNED BY t.id;\n"
	 "SELECT setval('t_id_seq', coalesce(max(id), 0) + 1, false) FROM t;\n"
	 "ALTER TABLE t ALTER COLUMN id SET DEFAULT nextval('t_id_seq');\n"},
	{"a free sequence comes and goes", "CREATE SEQUENCE s START 3", "",
	 "DROP SEQUENCE s;\n"},
	{"a sequence is there before what counts by it", "",
	 "CREATE SEQUENCE s START 3; "
	 "CREATE TABLE t (a int DEFAULT nextval('s'))",
	 "CREATE SEQUENCE s\n\tSTART WITH 3;\n\n"
	 "CREATE TABLE t (\n\ta INTEGER DEFAULT nextval('s')\n);\n"},
	{"a sequence counts in another way",
	 "CREATE SEQUENCE s START 3 CYCLE MAXVALUE 9",
	 "CREATE SEQUENCE s INCREMENT 2",
	 "ALTER SEQUENCE s\n\tINCREMENT BY 2\n\tNO MINVALUE\n"
	 "\tNO MAXVALUE\n\tSTART WITH 1\n\tCACHE 1\n\tNO CYCLE;\n"},
	{"a function changes in place",
	 "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	 "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
	 "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT "
	 "2$$;\n"},
	{"a function in SQL comes after the tables that it reads", "",
	 "CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS int LANGUAGE "
	 "sql AS 'SELECT a FROM t'",
	 "CREATE TABLE t (\n\ta INTEGER\n);\n\n"
	 "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT a FROM "
	 "t$$;\n"},
	{"comments change", "CREATE TABLE t (a int); COMMENT ON TABLE t IS 'x'",
	 "CREATE TABLE t (a int); COMMENT ON COLUMN t.a IS 'y'", NULL},
	{"identity comes and goes",
	 "CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS IDENTITY)",
	 "CREATE TABLE t (a int GENERATED BY DEFAULT AS IDENTITY, b int NOT "
	 "NULL)",
	 "ALTER TABLE t ALTER COLUMN a ADD GENERATED BY DEFAULT AS IDENTITY;\n"
	 "ALTER TABLE t ALTER COLUMN b DROP IDENTITY;\n"},
};

static char *write_move(const char *from, const char *to,
			const ChangeOptions *options, GError **error)
{
	g_autoptr(Schema) old = make(from);
	g_autoptr(Schema) new = make(to);
	g_autoptr(GPtrArray) changes = schema_diff(old, new, NULL);
	return dialect_write_changes(postgresql(), old, new, changes, options,
				     error);
}

static void expect_made(const char *title, const char *from, const char *to,
			const char *sql)
{
	g_autofree char *script = g_strconcat(from, ";\n", sql, NULL);
	g_autoptr(Schema) moved = make(script);
	g_autoptr(Schema) meant = make(to);
	g_autoptr(GPtrArray) left = schema_diff(moved, meant, NULL);
	g_autofree char *first =
		left->len ? change_summarize(left->pdata[0]) : NULL;
	cr_expect_eq(left->len, 0, "%s: %s\n%s", title, first, sql);
}

Test(postgresql, changes_lead_where_they_should_and_back)
{
	for (gsize i = 0; i < G_N_ELEMENTS(moves); i++) {
		g_autofree char *up =
			write_move(moves[i].from, moves[i].to, NULL, NULL);
		g_autofree char *down =
			write_move(moves[i].to, moves[i].from, NULL, NULL);
		cr_assert_not_null(up);
		cr_assert_not_null(down);
		if (moves[i].sql)
			cr_expect_str_eq(up, moves[i].sql, "%s:\n%s",
					 moves[i].title, up);
		expect_made(moves[i].title, moves[i].from, moves[i].to, up);
		expect_made(moves[i].title, moves[i].to, moves[i].from, down);
	}
}

Test(postgresql, renamed_things_keep_the_names_the_server_gave)
{
	g_autoptr(Schema) old =
		make("CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE)");
	g_autoptr(Schema) new =
		make("CREATE TABLE u (id int PRIMARY KEY, b int)");
	g_autoptr(Renames) renames = renames_new();
	renames_add_table(renames, "t", "u");
	renames_add_column(renames, "u", "a", "b");
	g_autoptr(GPtrArray) changes = schema_diff(old, new, renames);
	const ChangeOptions options = {.renames = renames};
	g_autofree char *sql = dialect_write_changes(postgresql(), old, new,
						     changes, &options, NULL);
	cr_expect_str_eq(sql, "ALTER TABLE t RENAME TO u;\n"
			      "ALTER TABLE u DROP CONSTRAINT t_a_key;\n"
			      "ALTER TABLE u RENAME COLUMN a TO b;\n");
}

/* R67 */
Test(postgresql, missing_values_can_be_asked_for)
{
	g_autoptr(GError) error = NULL;
	const ChangeOptions refuse = {.refuse_missing_backfill = TRUE};
	cr_expect_null(write_move("CREATE TABLE t (a int)",
				  "CREATE TABLE t (a int NOT NULL)", &refuse,
				  &error));
	cr_expect(g_error_matches(error, FAILURE, FAILURE_REFUSED));
	g_autoptr(GPtrArray) given =
		g_ptr_array_new_with_free_func((GDestroyNotify)backfill_free);
	g_ptr_array_add(given, backfill_new("t", "a", "1 + 1"));
	const ChangeOptions fill = {.refuse_missing_backfill = TRUE,
				    .backfills = given};
	g_autofree char *sql =
		write_move("CREATE TABLE t (a int)",
			   "CREATE TABLE t (a int NOT NULL)", &fill, NULL);
	cr_expect_str_eq(sql, "UPDATE t SET a = 1 + 1 WHERE a IS NULL;\n"
			      "ALTER TABLE t ALTER COLUMN a SET NOT NULL;\n");
}

Test(postgresql, names_are_quoted_where_they_would_be_misread)
{
	static const char *const names[][2] = {
		{"todos", "todos"},	{"Todos", "\"Todos\""},
		{"user", "\"user\""},	{"a b", "\"a b\""},
		{"a\"b", "\"a\"\"b\""}, {"_x1$", "_x1$"},
		{"1x", "\"1x\""},	{"lateral", "\"lateral\""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *quoted =
			dialect_quote_identifier(postgresql(), names[i][0]);
		cr_expect_str_eq(quoted, names[i][1]);
	}
}
