#include "pragmas.h"

#include <stdlib.h>
#include <string.h>

#include "random_table.h"

/* Tables that were written by hand, by other tools and by the engine itself,
 * and some that nobody should write. */
static const char *const schemas[] = {
	"CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL);",
	"CREATE TABLE t (id INTEGER NOT NULL, n NUMERIC(10, 2), d DATETIME "
	"DEFAULT (CURRENT_TIMESTAMP), PRIMARY KEY (id), UNIQUE (n), "
	"CONSTRAINT ck CHECK (n > 0));",
	"CREATE TABLE t (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID;",
	"CREATE TABLE t (a INT, b ANY, c TEXT PRIMARY KEY) STRICT;",
	"CREATE TABLE t (a INT PRIMARY KEY, b INTEGER) STRICT, WITHOUT ROWID;",
	"CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT;",
	"CREATE TABLE t (a INTEGER, b TEXT, PRIMARY KEY (a)) STRICT;",
	"CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);",
	"CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT));",
	"CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b);",
	"CREATE TABLE t (a TEXT PRIMARY KEY DESC, b);",
	"CREATE TABLE t (a INTEGER, b, PRIMARY KEY (a DESC));",
	"CREATE TABLE t (a INTEGER NOT NULL ON CONFLICT IGNORE "
	"PRIMARY KEY DESC ON CONFLICT REPLACE);",
	"CREATE TABLE t (a INTEGER PRIMARY KEY DESC NOT NULL ON CONFLICT "
	"IGNORE);",
	"CREATE TABLE t (a DOUBLE PRECISION, b VARYING CHARACTER (255), "
	"c UNSIGNED BIG INT, d DECIMAL ( 10 , 5 ), e FLOAT(+3, -2), f);",
	"CREATE TABLE t (a int, b integer, c text, d real, e blob, f Any, "
	"g varchar(3));",
	"CREATE TABLE t (a 'INTEGER', b \"VARCHAR\"(3), [c] `my type`);",
	"CREATE TABLE \"order\" (\"group\" INT, \"a b\" INT, \"q\"\"q\" INT, "
	"[x y] INT, `z` INT, 's' INT, key INT, desc INT, action INT, \"\" "
	"INT);",
	"CREATE TABLE t(a INT,b INT,CHECK(a>0)CHECK(b>0)UNIQUE(a,b)"
	"PRIMARY KEY(a));",
	"CREATE TABLE t (a INT CONSTRAINT nn NOT NULL CONSTRAINT u UNIQUE "
	"CONSTRAINT ck CHECK (a IN (1, 2)) CONSTRAINT df DEFAULT 1 CONSTRAINT "
	"dangling);",
	"CREATE TABLE t (a INT, b INT, CONSTRAINT x CONSTRAINT y UNIQUE (a) "
	"CONSTRAINT z, UNIQUE (b));",
	"CREATE TABLE t (a DEFAULT 1, b DEFAULT -1, c DEFAULT +1.5e-3, "
	"d DEFAULT 'it''s', e DEFAULT x'00ff', f DEFAULT NULL, g DEFAULT TRUE, "
	"h DEFAULT CURRENT_DATE, i DEFAULT (1 + (2)), j DEFAULT ((3)), "
	"k DEFAULT (datetime('now')), l DEFAULT 0x1F, m DEFAULT - 5, "
	"n DEFAULT .5, o DEFAULT ( 'a' || ')' ), p DEFAULT 1 DEFAULT 2);",
	"CREATE TABLE t (a, b AS (a * 2), c INT GENERATED ALWAYS AS (a + 1) "
	"STORED, d TEXT AS (a || '') VIRTUAL NOT NULL, e generated always as "
	"(1), always INT, generated INT);",
	"CREATE TABLE t (generated always, b);",
	"CREATE TABLE p (id INTEGER PRIMARY KEY, x, UNIQUE (id, x));"
	"CREATE TABLE t (a REFERENCES p, b REFERENCES p (id) ON DELETE CASCADE "
	"ON UPDATE SET NULL MATCH FULL, c REFERENCES p ON DELETE RESTRICT "
	"DEFERRABLE INITIALLY DEFERRED NOT NULL, d REFERENCES p NOT DEFERRABLE "
	"INITIALLY IMMEDIATE DEFAULT 4, FOREIGN KEY (a, b) REFERENCES p (id, x)"
	" ON DELETE SET DEFAULT ON UPDATE NO ACTION DEFERRABLE, FOREIGN KEY (c)"
	" REFERENCES \"p\" ([id]) ON INSERT CASCADE);",
	"CREATE TABLE t (a COLLATE NOCASE, b COLLATE \"RTRIM\" UNIQUE, "
	"UNIQUE (a COLLATE BINARY, b DESC), UNIQUE ('a') ON CONFLICT IGNORE);",
	"CREATE TABLE t (a INT UNIQUE ON CONFLICT ROLLBACK NULL, b INT NULL ON "
	"CONFLICT ABORT, PRIMARY KEY (a) ON CONFLICT ROLLBACK, "
	"CHECK (a > 0) ON CONFLICT ABORT);",
	"CREATE TABLE /* one */ t -- two\n(\n\ta /* ( */ INT -- , b\n, b /*)*/ "
	"VARCHAR -- x\n (  -- y\n 3 /* z */ ) DEFAULT /* d */ ( -- e\n1 ) )"
	" -- end\n;",
	"CREATE TEMP TABLE x (a); CREATE TABLE IF NOT EXISTS main.t (a);",
	"CREATE TABLE s (a INT, b VARCHAR(3) NOT NULL, c, d NUMERIC(4, 2));"
	"CREATE TABLE t AS SELECT a, b, c AS \"c c\", d, 1 + 1, 'x' AS y FROM "
	"s;",
	"CREATE TABLE t (a INT, b INT);"
	"ALTER TABLE t ADD COLUMN c VARCHAR(20) NOT NULL DEFAULT 'x';"
	"ALTER TABLE t ADD d INTEGER REFERENCES t (a);"
	"ALTER TABLE t RENAME COLUMN b TO \"b \"\"b\"\"\";"
	"ALTER TABLE t RENAME TO \"new table\";"
	"ALTER TABLE \"new table\" DROP COLUMN a;"
	"ALTER TABLE \"new table\" RENAME d TO [e];",
	"CREATE TABLE t (a, b, CHECK (a <> b), UNIQUE (a));"
	"ALTER TABLE t ADD COLUMN c DEFAULT 1 CHECK (c > 0);"
	"ALTER TABLE t ADD COLUMN d AS (a + b);"
	"ALTER TABLE t RENAME COLUMN a TO z; ALTER TABLE t DROP COLUMN c;",
	"CREATE TABLE t (a, b COLLATE NOCASE, \"c d\");"
	"CREATE INDEX i1 ON t (a); CREATE UNIQUE INDEX i2 ON t (b, a DESC);"
	"CREATE INDEX i3 ON t (b COLLATE RTRIM ASC) WHERE a > 0;"
	"CREATE INDEX i4 ON t (lower(b), a + 1 DESC, (a));"
	"CREATE INDEX i5 ON t (\"c d\", [a], 'b') WHERE a IS NOT NULL AND "
	"(b = ',' OR b = ')');"
	"CREATE INDEX \"i 6\" ON t ((a COLLATE NOCASE));"
	"CREATE INDEX i7 ON t (a COLLATE NOCASE COLLATE RTRIM DESC);"
	"CREATE INDEX IF NOT EXISTS main.i8 ON t (CASE a WHEN 1 THEN b END);"
	"ALTER TABLE t RENAME COLUMN a TO \"desc\";",
	"CREATE TABLE t (a INT CHECK (a BETWEEN 1 AND 2), b TEXT CHECK (b LIKE "
	"'%)(%' ESCAPE '\\'), c CHECK (CASE WHEN c THEN 1 ELSE 0 END), "
	"CHECK ((a) > 0 OR (b) = 1));",
};

Test(catalog, says_what_the_pragmas_say)
{
	for (size_t i = 0; i < G_N_ELEMENTS(schemas); i++) {
		g_autoptr(Database) database = open_scratch();
		must_run(database, schemas[i]);
		assert_pragmas_agree(database, schemas[i]);
	}
}

/* Many texts are no statements; those that are must be read right. */
Test(catalog, says_what_the_pragmas_say_of_tables_made_by_chance)
{
	GRand *random = g_rand_new_with_seed(20261123);
	unsigned accepted = 0;
	const char *rounds = g_getenv("CATALOG_ROUNDS");
	int count = rounds ? atoi(rounds) : 3000;
	for (int i = 0; i < count; i++) {
		g_autofree char *ddl = random_table(random);
		g_autoptr(Database) database = open_scratch();
		Script script = {.text = ddl};
		must_run(database, "CREATE TABLE p (id INTEGER PRIMARY KEY);");
		if (!database_run(database, &script, NULL))
			continue;
		accepted++;
		assert_pragmas_agree(database, ddl);
	}
	g_rand_free(random);
	cr_assert_gt(accepted, (unsigned)count / 5, "%u", accepted);
}
