#!/bin/sh
# Rebuilding SQLite tables: what hangs on a table survives, and the rows stay.

. "$ROOT/tests/commands/lib.sh"

# A project whose models are a schema.sql, read from stdin, migrated.
sql_project() {
	git init -q
	cat >schema.sql
	printf '*.db*\n' >.gitignore
	git migrate init -q --models=schema.sql
	git migrate autogenerate -q -m first --rev-id=first
	git migrate upgrade -q
	commit first
}

# becomes: the schema on stdin is migrated to, taken back and made again. The
# database must have the schema that SQLite makes of that file.
becomes() {
	facts database.db >../before
	cat >schema.sql
	rm -f ../target.db
	sqlite3 ../target.db <schema.sql
	exits 0 git migrate autogenerate -m second --rev-id=second
	exits 0 git migrate upgrade
	facts ../target.db >../target
	facts database.db | diff -u ../target - || fail 'it leads elsewhere'
	equals "$(sql 'PRAGMA foreign_key_check')" ''
	equals "$(sql 'PRAGMA integrity_check')" ok
	exits 0 git migrate autogenerate -m third
	warns 'No changes detected'
	exits 0 git migrate downgrade -1
	facts database.db | diff -u ../before - ||
		fail 'down does not lead back'
	exits 0 git migrate upgrade
}

# R56, R57
test_children_with_cascades_keep_their_rows() {
	sql_project <<'SQL'
CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE);
SQL
	sql "INSERT INTO p VALUES (1, 'x'), (2, 'y');
		INSERT INTO c VALUES (10, 1), (11, 1), (12, 2)"
	becomes <<'SQL'
CREATE TABLE p (id INTEGER PRIMARY KEY, name VARCHAR(20) CHECK (name <> ''));
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE);
SQL
	equals "$(sql 'SELECT group_concat(id) FROM c')" 10,11,12
	equals "$(sql 'SELECT group_concat(name) FROM p')" x,y
}

# R57
test_triggers_and_views_of_a_rebuilt_table_survive() {
	sql_project <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER);
CREATE TABLE log (what TEXT);
CREATE VIEW v AS SELECT a, b FROM t WHERE a > 1;
CREATE VIEW w AS SELECT a FROM v;
CREATE TRIGGER t_insert AFTER INSERT ON t BEGIN
	INSERT INTO log VALUES ('insert ' || new.a || '; done');
END;
CREATE TRIGGER log_insert AFTER INSERT ON log WHEN new.what = 'x' BEGIN
	UPDATE t SET b = b + 1;
END;
SQL
	sql 'INSERT INTO t VALUES (1, 2, 3)'
	becomes <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL DEFAULT 5, b TEXT);
CREATE TABLE log (what TEXT);
CREATE VIEW v AS SELECT a, b FROM t WHERE a > 1;
CREATE VIEW w AS SELECT a FROM v;
CREATE TRIGGER t_insert AFTER INSERT ON t BEGIN
	INSERT INTO log VALUES ('insert ' || new.a || '; done');
END;
CREATE TRIGGER log_insert AFTER INSERT ON log WHEN new.what = 'x' BEGIN
	UPDATE t SET b = b + 1;
END;
SQL
	equals "$(sql 'SELECT count(*) FROM log')" 1
	sql 'INSERT INTO t (b) VALUES (7)'
	equals "$(sql 'SELECT what FROM log WHERE rowid = 2')" 'insert 5; done'
	equals "$(sql 'SELECT count(*) FROM w')" 2
}

# R57
test_a_sequence_never_hands_an_id_out_twice() {
	sql_project <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER);
SQL
	sql 'INSERT INTO t (a) VALUES (1), (2), (3); DELETE FROM t WHERE id = 3'
	becomes <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
SQL
	sql 'INSERT INTO t (a) VALUES (4)'
	equals "$(sql 'SELECT max(id) FROM t')" 4
}

# R57
test_generated_columns_survive() {
	sql_project <<'SQL'
CREATE TABLE t (
	a INTEGER,
	twice INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL,
	thrice INTEGER GENERATED ALWAYS AS (a * 3) STORED
);
CREATE INDEX t_twice ON t (twice);
SQL
	sql 'INSERT INTO t (a) VALUES (1), (2)'
	becomes <<'SQL'
CREATE TABLE t (
	a INTEGER CHECK (a > 0),
	twice INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL,
	thrice INTEGER GENERATED ALWAYS AS (a * 3) STORED
);
CREATE INDEX t_twice ON t (twice);
SQL
	equals "$(sql 'SELECT sum(twice), sum(thrice) FROM t')" '6|9'
}

# R57
test_rowids_of_a_table_without_a_key_stay() {
	sql_project <<'SQL'
CREATE TABLE t (a INTEGER);
SQL
	sql 'INSERT INTO t VALUES (1), (2), (3); DELETE FROM t WHERE a = 2'
	becomes <<'SQL'
CREATE TABLE t (a TEXT);
SQL
	equals "$(sql 'SELECT group_concat(rowid) FROM t')" 1,3
}

# R57
test_without_rowid_and_strict_tables_survive() {
	sql_project <<'SQL'
CREATE TABLE t (k TEXT PRIMARY KEY, v INTEGER) WITHOUT ROWID;
CREATE TABLE s (id INTEGER PRIMARY KEY, v INT) STRICT;
SQL
	sql "INSERT INTO t VALUES ('a', 1); INSERT INTO s VALUES (1, 2)"
	becomes <<'SQL'
CREATE TABLE t (k TEXT PRIMARY KEY, v INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE s (id INTEGER PRIMARY KEY, v INT CHECK (v > 0)) STRICT;
SQL
	! sql "INSERT INTO s VALUES (2, 'word')" || fail 'no longer strict'
	equals "$(sql 'SELECT * FROM t')" 'a|1'
}

# R57
test_partial_and_expression_indexes_survive() {
	sql_project <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
CREATE UNIQUE INDEX t_lower ON t (lower(a) DESC, b) WHERE b > 0 AND a <> ';';
CREATE INDEX t_case ON t (a COLLATE NOCASE);
SQL
	sql "INSERT INTO t VALUES (1, 'X', 1)"
	becomes <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(5), b INTEGER NOT NULL DEFAULT 3);
CREATE UNIQUE INDEX t_lower ON t (lower(a) DESC, b) WHERE b > 0 AND a <> ';';
CREATE INDEX t_case ON t (a COLLATE NOCASE);
SQL
	! sql "INSERT INTO t VALUES (2, 'x', 1)" || fail 'no longer unique'
}

test_whole_table_options_can_change() {
	sql_project <<'SQL'
CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v TEXT);
CREATE TABLE u (id INTEGER PRIMARY KEY, v INTEGER);
SQL
	sql "INSERT INTO t VALUES ('a', 'b'); INSERT INTO u VALUES (7, 8)"
	becomes <<'SQL'
CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v TEXT) WITHOUT ROWID, STRICT;
CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, v INTEGER);
SQL
	equals "$(sql 'SELECT * FROM t')" 'a|b'
	sql 'INSERT INTO u (v) VALUES (9)'
	equals "$(sql 'SELECT max(id) FROM u')" 8
}

# R65
test_what_alter_table_refuses_is_rebuilt() {
	sql_project <<'SQL'
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (
	id INTEGER PRIMARY KEY,
	u TEXT UNIQUE,
	i INTEGER,
	c INTEGER,
	g INTEGER,
	f INTEGER,
	s INTEGER,
	h INTEGER AS (g + 1),
	CHECK (c > 0),
	FOREIGN KEY (f) REFERENCES p (id)
);
CREATE INDEX t_i ON t (i);
CREATE VIEW v AS SELECT s FROM t;
SQL
	sql "INSERT INTO p VALUES (1);
		INSERT INTO t (id, u, c, s) VALUES (1, 'x', 1, 2)"
	becomes <<'SQL'
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (
	id INTEGER PRIMARY KEY,
	added_unique TEXT UNIQUE,
	added_now TEXT DEFAULT CURRENT_TIMESTAMP,
	added_sum INTEGER DEFAULT (1 + 1),
	added_stored INTEGER AS (id + 1) STORED,
	added_reference INTEGER DEFAULT 1 REFERENCES p (id)
);
CREATE VIEW v AS SELECT id FROM t;
SQL
	equals "$(sql 'SELECT id, added_sum, added_stored FROM t')" '1|2|2'
}

test_a_circle_of_foreign_keys_is_made_and_dropped() {
	sql_project <<'SQL'
CREATE TABLE other (id INTEGER PRIMARY KEY);
SQL
	becomes <<'SQL'
CREATE TABLE other (id INTEGER PRIMARY KEY);
CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b (id));
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id));
CREATE TABLE self (id INTEGER PRIMARY KEY, up INTEGER REFERENCES self (id));
SQL
}

# R56
test_a_migration_that_breaks_a_foreign_key_is_undone() {
	sql_project <<'SQL'
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id));
SQL
	sql 'INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1, 1)'
	revision second00 first 'DELETE FROM p WHERE id = 1;' 'SELECT 1;'
	before=$(contents)
	exits 128 git migrate upgrade
	warns 'c: row 1 refers to a missing row of p'
	equals "$(contents)" "$before"
}

# R56
test_keys_that_were_broken_before_do_not_stop_a_migration() {
	sql_project <<'SQL'
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id));
SQL
	sql 'INSERT INTO c VALUES (1, 99)'
	revision second00 first 'ALTER TABLE c ADD COLUMN x INTEGER;' \
		'ALTER TABLE c DROP COLUMN x;'
	exits 0 git migrate upgrade
}

test_a_write_ahead_log_is_left_as_it_is() {
	sql_project <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER);
SQL
	sql 'PRAGMA journal_mode = WAL; INSERT INTO t VALUES (1, 2)' >/dev/null
	becomes <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
SQL
	equals "$(sql 'PRAGMA journal_mode')" wal
}

test_a_virtual_table_and_its_shadows_are_left_alone() {
	sql_project <<'SQL'
CREATE VIRTUAL TABLE search USING fts5 (body);
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER);
SQL
	sql "INSERT INTO search VALUES ('some words')"
	becomes <<'SQL'
CREATE VIRTUAL TABLE search USING fts5 (body);
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
SQL
	equals "$(sql "SELECT body FROM search WHERE search MATCH 'words'")" \
		'some words'
}

# R66
test_names_that_need_quotes_are_quoted_everywhere() {
	sql_project <<'SQL'
CREATE TABLE "order" ("group" INTEGER PRIMARY KEY, "two words" TEXT, "quo""te" TEXT);
CREATE INDEX "an index" ON "order" ("two words");
SQL
	sql "INSERT INTO \"order\" VALUES (1, 'a', 'b')"
	becomes <<'SQL'
CREATE TABLE "order" ("group" INTEGER PRIMARY KEY, "two words" VARCHAR(9), "quo""te" TEXT UNIQUE, "select" INTEGER);
CREATE INDEX "an index" ON "order" ("two words", "quo""te");
SQL
	equals "$(sql 'SELECT "two words", "quo""te" FROM "order"')" 'a|b'
}

run_tests
