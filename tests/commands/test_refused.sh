#!/bin/sh
# Rows that a migration has no place for: by hand they stop it, and the hooks
# and sync keep them aside.

. "$ROOT/tests/commands/lib.sh"

# A database with rows, and a migration, not applied, that refuses rows 4 and 5
# of f; two rows of g refer to row 4.
narrowing() {
	empty_project
	revision aaaa0001 '' 'CREATE TABLE f (id INTEGER PRIMARY KEY,
	n INTEGER, t TEXT);
CREATE TABLE g (id INTEGER PRIMARY KEY, f_id INTEGER REFERENCES f (id));' \
		'DROP TABLE g; DROP TABLE f;'
	git migrate upgrade -q
	sql "INSERT INTO f VALUES (1, 1, 'a'), (2, 2, 'b' || char(10) || 'c'),
		(3, NULL, 'c'), (4, 1, 'd' || char(10) || 'e'), (5, 9, x'00ff');
		INSERT INTO g VALUES (1, 4), (2, 4), (3, 1)"
	revision bbbb0002 aaaa0001 'CREATE TABLE f_ (id INTEGER PRIMARY KEY,
	n INTEGER UNIQUE, t TEXT, CONSTRAINT small CHECK (n < 5));
INSERT INTO f_ SELECT id, n, t FROM f;
DROP TABLE f;
ALTER TABLE f_ RENAME TO f;' 'CREATE TABLE f_ (id INTEGER PRIMARY KEY,
	n INTEGER, t TEXT);
INSERT INTO f_ SELECT id, n, t FROM f;
DROP TABLE f;
ALTER TABLE f_ RENAME TO f;'
}

ids() {
	sql "SELECT group_concat(id, ' ') FROM (SELECT id FROM $1 ORDER BY id)"
}

# R8
test_an_upgrade_by_hand_takes_no_row_out_unasked() {
	narrowing
	exits 128 git migrate upgrade
	warns '_bbbb0002.sql: 2 rows of f are refused by' \
		"unique constraint on 'f(n)'" \
		"check constraint 'small' on 'f(n < 5)'" \
		'  id=4, n=1' '  id=5, n=9' \
		'2 rows of g refer to refused rows' \
		'hint: nothing was changed' '--stash' '--discard'
	equals "$(ids f)" '1 2 3 4 5'
	equals "$(ids g)" '1 2 3'
	exits 0 git migrate current
	prints aaaa0001
	exits 0 git migrate stash list
	is_silent
}

test_each_refused_row_is_one_line() {
	narrowing
	exits 128 git migrate upgrade
	equals "$(grep -c '^error:   ' "$ERR")" 4
	sql "WITH RECURSIVE c(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM c
		WHERE i < 29) INSERT INTO f SELECT i, 7, 'x' FROM c"
	exits 128 git migrate upgrade
	warns '22 rows of f are refused' 'and 17 more'
}

test_with_stash_refused_rows_come_back_on_the_way_down() {
	narrowing
	exits 0 git migrate upgrade --stash
	warns '(4 rows stashed)'
	equals "$(ids f)" '1 2 3'
	equals "$(ids g)" '3'
	exits 0 git migrate downgrade -1
	equals "$(ids f)" '1 2 3 4 5'
	equals "$(ids g)" '1 2 3'
}

test_with_discard_refused_rows_are_gone_and_counted() {
	narrowing
	exits 0 git migrate upgrade --discard
	warns '(4 rows discarded)'
	exits 0 git migrate stash list
	is_silent
	git migrate downgrade -q -1
	equals "$(ids f)" '1 2 3'
}

test_with_a_terminal_an_upgrade_asks_before_it_moves_rows() {
	narrowing
	command -v script >/dev/null
	status=0
	printf 'n\n' | script -qec 'git migrate upgrade' /dev/null \
		>../typescript || status=$?
	equals "$status" 128
	grep -q '\[y/N\]' ../typescript
	grep -q 'given up: nothing was changed' ../typescript
	equals "$(ids f)" '1 2 3 4 5'
	printf 'y\n' | script -qec 'git migrate upgrade' /dev/null \
		>../typescript
	grep -q '4 rows stashed' ../typescript
	equals "$(ids f)" '1 2 3'
}

test_stash_and_discard_exclude_each_other() {
	narrowing
	exits 129 git migrate upgrade --stash --discard
}

test_a_unique_index_and_a_foreign_key_name_their_rows() {
	narrowing
	rm migrations/*_bbbb0002.sql
	revision bbbb0002 aaaa0001 'CREATE UNIQUE INDEX u ON f (n);' \
		'DROP INDEX u;'
	exits 128 git migrate upgrade
	warns "1 row of f is refused by unique index 'u' on 'f(n)'" 'id=4'
	rm migrations/*_bbbb0002.sql
	sql 'UPDATE g SET f_id = 77 WHERE id = 2'
	revision bbbb0002 aaaa0001 'CREATE TABLE g_ (id INTEGER PRIMARY KEY,
	f_id INTEGER REFERENCES g (id));
INSERT INTO g_ SELECT id, f_id FROM g;
DROP TABLE g;
ALTER TABLE g_ RENAME TO g;' 'SELECT 1;'
	exits 128 git migrate upgrade
	warns 'of g ' 'refused by foreign key' 'id=2, f_id=77'
}

# R8
test_sync_keeps_refused_rows_aside_without_a_question() {
	narrowing
	git add .
	git commit -qm 'narrow' --no-verify
	git migrate sync >"$OUT"
	git migrate current >"$OUT"
	equals "$(cat "$OUT")" 'bbbb0002 (head)'
	equals "$(ids f)" '1 2 3'
	exits 0 git migrate stash list
	says 'f	2 rows'
}

test_rows_that_cannot_be_kept_aside_are_named_with_the_file() {
	empty_project
	revision aaaa0001 '' 'CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE f (p_id INTEGER);' 'SELECT 1;'
	git migrate upgrade -q
	sql 'INSERT INTO f VALUES (NULL), (7)'
	revision bbbb0002 aaaa0001 'CREATE TABLE f_ (p_id INTEGER
	REFERENCES p (id), rowid TEXT, oid TEXT, _rowid_ TEXT);
INSERT INTO f_ (p_id) SELECT p_id FROM f;
DROP TABLE f;
ALTER TABLE f_ RENAME TO f;' 'SELECT 1;'
	exits 128 git migrate upgrade
	warns '_bbbb0002.sql: rows of f refer to rows that p does not have' \
		'p_id = 7' 'hint: mend the rows' 'primary key'
}

test_after_a_no_to_keeping_the_discarded_values_are_counted() {
	narrowing
	command -v script >/dev/null
	printf 'n\n' | script -qec 'git migrate downgrade base' /dev/null \
		>../typescript
	grep -q '8 rows discarded' ../typescript
	exits 0 git migrate stash list
	is_silent
}

run_tests
