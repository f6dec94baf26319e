#!/bin/sh
# Moving a database: where to, in one transaction, and what stops it.

. "$ROOT/tests/commands/lib.sh"

# Three revisions by hand, one table each.
three() {
	empty_project
	revision aaaa0001 '' 'CREATE TABLE one (id INTEGER);' 'DROP TABLE one;'
	revision bbbb0002 aaaa0001 'CREATE TABLE two (id INTEGER);' \
		'DROP TABLE two;'
	revision cccc0003 bbbb0002 'CREATE TABLE three (id INTEGER);' \
		'DROP TABLE three;'
}

at() {
	exits 0 git migrate current
	prints "$1"
}

test_every_word_for_a_place_works() {
	three
	exits 0 git migrate upgrade +1
	at aaaa0001
	exits 0 git migrate upgrade bbbb
	at bbbb0002
	exits 0 git migrate upgrade aaaa0001+2
	at 'cccc0003 (head)'
	exits 0 git migrate downgrade -2
	at aaaa0001
	exits 0 git migrate upgrade heads
	at 'cccc0003 (head)'
	exits 0 git migrate downgrade head-1
	at bbbb0002
	exits 0 git migrate downgrade base
	is_silent
	exits 0 git migrate upgrade
	at 'cccc0003 (head)'
}

test_an_upgrade_with_nothing_to_do_says_so() {
	three
	git migrate upgrade -q
	exits 0 git migrate upgrade
	warns 'up to date'
}

test_an_unknown_revision_is_named_with_the_next_command() {
	three
	for command in upgrade downgrade stamp show; do
		exits 128 git migrate "$command" ffff9999
		warns ffff9999 hint:
	done
	exits 128 git migrate upgrade +9
	exits 128 git migrate downgrade -9
	at ''
}

test_a_mistyped_id_gets_the_nearest_one() {
	three
	exits 128 git migrate upgrade aaaa0011
	warns aaaa0001
}

test_two_heads_are_told_and_heads_goes_to_both() {
	three
	revision dddd0004 bbbb0002 'CREATE TABLE four (id INTEGER);' \
		'DROP TABLE four;'
	exits 128 git migrate upgrade
	warns cccc0003 dddd0004 hint:
	[ ! -e database.db ] || equals "$(sql '.tables')" ''
	exits 0 git migrate heads
	prints 'cccc0003 (head)
dddd0004 (head)'
	exits 0 git migrate upgrade heads
	equals "$(sql 'SELECT count(*) FROM sqlite_master
		WHERE name IN ("three", "four")')" 2
	exits 1 git migrate check
	warns cccc0003 dddd0004
}

test_a_merge_revision_joins_two_heads() {
	three
	revision dddd0004 bbbb0002 'CREATE TABLE four (id INTEGER);' \
		'DROP TABLE four;'
	revision eeee0005 'cccc0003, dddd0004' 'CREATE TABLE five (id INTEGER);' \
		'DROP TABLE five;'
	exits 0 git migrate upgrade
	at 'eeee0005 (head)'
	exits 0 git migrate downgrade base
	equals "$(sql "SELECT count(*) FROM sqlite_master
		WHERE type = 'table' AND name NOT LIKE 'git_migrate%'")" 0
}

# R55
test_one_run_is_one_transaction() {
	three
	revision dddd0004 cccc0003 'CREATE TABLE four (id INTEGER);
INSERT INTO nosuch VALUES (1);' 'DROP TABLE four;'
	exits 128 git migrate upgrade
	warns 'no such table: nosuch'
	if [ -e database.db ]; then
		equals "$(sql '.tables')" ''
	fi
	at ''
}

# R55
test_a_killed_run_leaves_the_old_state_or_the_new_one() {
	empty_project
	revision aaaa0001 '' "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
INSERT INTO t SELECT i, hex(randomblob(200)) FROM n;" 'DROP TABLE t;'
	git migrate upgrade -q
	revision bbbb0002 aaaa0001 'CREATE TABLE u AS SELECT * FROM t;
UPDATE t SET v = lower(v);
CREATE INDEX t_v ON t (v);' 'DROP INDEX t_v; DROP TABLE u;'
	cp database.db ../old.db
	for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		cp ../old.db database.db
		rm -f database.db-*
		git-migrate upgrade -q &
		sleep "0.0$((round * 3 + 10))"
		kill -9 $! 2>/dev/null || :
		wait $! || :
		equals "$(sql 'PRAGMA integrity_check')" ok
		tables=$(sql "SELECT count(*) FROM sqlite_master
			WHERE name IN ('u', 't_v')")
		ledger=$(sql 'SELECT count(*) FROM git_migrate_ledger')
		case $tables$ledger in
		01 | 22) ;;
		*) fail "torn: $tables tables, $ledger rows" ;;
		esac
	done
	git migrate upgrade -q
	at 'bbbb0002 (head)'
}

# R55
test_a_revision_may_ask_to_run_without_a_transaction() {
	empty_project
	mkdir -p migrations
	cat >migrations/20260101000000_vacuum.sql <<'END'
-- vacuum
--
-- Revision: aaaa0001

-- migrate:up transaction:false
VACUUM;

-- migrate:down transaction:false
VACUUM;
END
	exits 0 git migrate upgrade
	at 'aaaa0001 (head)'
}

# R58
test_a_script_that_ends_the_transaction_is_refused_with_its_line() {
	for statement in 'COMMIT;' 'ROLLBACK;' 'BEGIN;' 'END;' \
		"ATTACH 'other.db' AS other;" 'DETACH main;'; do
		rm -rf .git .gitmigrate migrations schema.sql database.db
		empty_project
		revision aaaa0001 '' "CREATE TABLE t (id INTEGER);
$statement
CREATE TABLE u (id INTEGER);" 'DROP TABLE t;'
		exits 128 git migrate upgrade
		grep -q '_aaaa0001.sql:8: ' "$ERR" || fail "$statement: $(cat "$ERR")"
		[ ! -e other.db ]
		[ ! -e database.db ] || equals "$(sql .tables)" ''
	done
}

# R58
test_a_conflict_clause_that_rolls_back_is_noticed() {
	empty_project
	revision aaaa0001 '' 'CREATE TABLE t (id INTEGER UNIQUE);
INSERT INTO t VALUES (1);' 'DROP TABLE t;'
	git migrate upgrade -q
	revision bbbb0002 aaaa0001 'CREATE TABLE u (id INTEGER);
INSERT OR ROLLBACK INTO t VALUES (1);
CREATE TABLE w (id INTEGER);' 'DROP TABLE u;'
	before=$(contents)
	exits 128 git migrate upgrade
	equals "$(contents)" "$before"
}

# R59
test_a_pragma_that_cannot_work_in_a_transaction_is_refused() {
	for pragma in 'foreign_keys = OFF' 'journal_mode = WAL' \
		'synchronous = OFF'; do
		rm -rf .git .gitmigrate migrations schema.sql database.db
		empty_project
		revision aaaa0001 '' "PRAGMA $pragma;" 'SELECT 1;'
		exits 128 git migrate upgrade
		grep -q '_aaaa0001.sql:7: ' "$ERR" || fail "$pragma: $(cat "$ERR")"
	done
}

# R60
test_text_that_an_engine_cannot_run_is_refused_with_its_place() {
	for text in "SELECT 'open" '/* open' '.tables' '\d todos'; do
		rm -rf .git .gitmigrate migrations schema.sql database.db
		empty_project
		revision aaaa0001 '' "SELECT 1;
$text" 'SELECT 1;'
		exits 128 git migrate upgrade
		grep -q '_aaaa0001.sql:8' "$ERR" || fail "$text: $(cat "$ERR")"
	done
	printf -- '-- x\n--\n-- Revision: zz\n\n-- migrate:up\nSELECT 1;\0\n' \
		>migrations/20260101000000_aaaa0001.sql
	exits 128 git migrate upgrade
	warns _aaaa0001.sql:6
}

test_the_tools_own_tables_are_out_of_reach_of_scripts() {
	three
	git migrate upgrade -q
	revision dddd0004 cccc0003 'DELETE FROM git_migrate_ledger;' 'SELECT 1;'
	exits 128 git migrate upgrade
	warns _dddd0004.sql:8
	at cccc0003
}

# R61
test_a_locked_database_is_waited_for_and_its_holder_named() {
	three
	git migrate upgrade -q +1
	mkfifo ../hold
	sqlite3 database.db >/dev/null <../hold &
	holder=$!
	exec 9>../hold
	echo 'BEGIN IMMEDIATE; INSERT INTO one VALUES (1); SELECT 1;' >&9
	sleep 0.5
	before=$(date +%s)
	exits 128 git migrate upgrade
	after=$(date +%s)
	[ $((after - before)) -ge 4 ] || fail 'it did not wait'
	[ $((after - before)) -le 20 ] || fail 'it waited too long'
	warns locked "$holder" hint:
	echo 'ROLLBACK;' >&9
	exec 9>&-
	wait $holder
	exits 0 git migrate upgrade
	at 'cccc0003 (head)'
}

# R61
test_a_lock_that_ends_in_time_is_only_a_delay() {
	three
	git migrate upgrade -q +1
	(
		printf 'BEGIN IMMEDIATE;\n'
		sleep 1
		printf 'COMMIT;\n'
	) | sqlite3 database.db &
	sleep 0.3
	exits 0 git migrate upgrade
	wait
	at 'cccc0003 (head)'
}

test_two_upgrades_at_once_apply_each_revision_once() {
	three
	for run in 1 2 3 4; do
		git migrate upgrade -q 2>"../run$run" &
	done
	wait
	at 'cccc0003 (head)'
	equals "$(sql 'SELECT count(*) FROM git_migrate_ledger')" 3
	equals "$(cat ../run?)" ''
}

# R63
test_what_is_no_database_is_said_and_no_file_is_made() {
	three
	mkdir database.db
	exits 128 git migrate upgrade
	warns database.db directory
	rmdir database.db
	mkfifo database.db
	exits 128 git migrate upgrade
	warns database.db
	rm database.db
	touch ../real.db
	ln -s ../../real.db database.db
	exits 128 git migrate upgrade
	warns database.db 'symbolic link'
	rm database.db ../real.db
	echo 'this is no database, it is a text of more than a few words' \
		>database.db
	before=$(cat database.db)
	exits 128 git migrate upgrade
	warns database.db 'not an SQLite database'
	equals "$(cat database.db)" "$before"
	rm database.db
	exits 0 git migrate current
	exits 0 git migrate history
	exits 0 git migrate status
	[ ! -e database.db ] || fail 'reading made a database'
}

# R64
test_a_full_disk_leaves_the_old_state() {
	[ "$(id -u)" -eq 0 ] || exit 0
	three
	mkdir small
	mount -t tmpfs -o size=128k tmpfs small 2>/dev/null || exit 0
	trap 'umount -l small' EXIT
	git config migrate.database sqlite:///small/app.db
	git migrate upgrade -q
	revision dddd0004 cccc0003 'CREATE TABLE big (b BLOB);
INSERT INTO big VALUES (zeroblob(1000000));' 'DROP TABLE big;'
	before=$(sqlite3 small/app.db .dump)
	exits 128 git migrate upgrade
	warns full
	equals "$(sqlite3 small/app.db .dump)" "$before"
}

test_a_file_edited_after_it_was_applied_is_refused() {
	three
	git migrate upgrade -q +2
	sed -i 's/CREATE TABLE two (id INTEGER)/CREATE TABLE two (id TEXT)/' \
		migrations/*_bbbb0002.sql
	before=$(contents)
	exits 128 git migrate upgrade
	warns bbbb0002 edited hint:
	equals "$(contents)" "$before"
	exits 1 git migrate status
	says bbbb0002
}

test_comments_and_line_ends_are_no_edit() {
	three
	git migrate upgrade -q +2
	sed -i '1s/$/ and a remark/; s/$/\r/' migrations/*_bbbb0002.sql
	exits 0 git migrate upgrade
	at 'cccc0003 (head)'
}

test_a_missing_file_of_an_applied_revision_is_told_and_can_be_taken_back() {
	three
	git migrate upgrade -q +2
	rm migrations/*_cccc0003.sql migrations/*_bbbb0002.sql
	exits 128 git migrate upgrade
	warns bbbb0002 missing hint:
	exits 1 git migrate status
	says bbbb0002
	exits 0 git migrate downgrade -1
	at 'aaaa0001 (head)'
	equals "$(sql .tables | grep -c two)" 0
}

test_a_revision_is_taken_back_by_the_text_that_was_applied() {
	three
	git migrate upgrade -q
	sed -i 's/DROP TABLE three;/SELECT 1;/' migrations/*_cccc0003.sql
	exits 0 git migrate downgrade -1
	equals "$(sql .tables | grep -c three)" 0
}

test_a_revision_without_a_way_down_says_so() {
	three
	revision dddd0004 cccc0003 'CREATE TABLE four (id INTEGER);' ''
	git migrate upgrade -q
	exits 128 git migrate downgrade -1
	warns dddd0004 'no way down'
	at 'dddd0004 (head)'
}

test_a_database_that_has_the_tables_already_gets_the_next_command() {
	todo_project
	cp database.db ../with.db
	sqlite3 ../with.db 'DROP TABLE git_migrate_ledger'
	cp ../with.db database.db
	before=$(contents)
	exits 128 git migrate upgrade
	warns 'already exists' 'git migrate stamp'
	equals "$(contents)" "$before"
	exits 0 git migrate stamp head
	exits 0 git migrate upgrade
	warns 'up to date'
}

test_stamp_sets_the_ledger_and_runs_nothing() {
	three
	exits 0 git migrate stamp bbbb0002
	at bbbb0002
	equals "$(sql 'SELECT count(*) FROM sqlite_master
		WHERE name IN ("one", "two")')" 0
	exits 0 git migrate stamp base
	at ''
	exits 0 git migrate stamp head
	at 'cccc0003 (head)'
}

test_sql_of_a_range_is_printed_both_ways() {
	three
	exits 0 git migrate upgrade --sql aaaa0001:cccc0003
	says 'CREATE TABLE two' 'CREATE TABLE three'
	lacks "$OUT" 'CREATE TABLE one'
	exits 0 git migrate downgrade --sql cccc0003:aaaa0001
	says 'DROP TABLE three' 'DROP TABLE two'
	lacks "$OUT" 'DROP TABLE one'
	[ ! -e database.db ] || fail 'printing made a database'
}

test_the_printed_sql_is_one_transaction_with_its_ledger_rows() {
	three
	git migrate upgrade --sql >all.sql
	sqlite3 database.db <all.sql
	at 'cccc0003 (head)'
	git migrate downgrade --sql base >down.sql
	sqlite3 database.db <down.sql
	at ''
	equals "$(sql "SELECT count(*) FROM sqlite_master
		WHERE name IN ('one', 'two', 'three')")" 0
}

test_the_ledger_says_what_was_applied() {
	three
	commit three
	git migrate upgrade -q
	head=$(git rev-parse HEAD)
	equals "$(sql "SELECT count(*) FROM git_migrate_ledger
		WHERE git_commit = '$head'")" 3
}

test_a_crooked_migrations_folder_is_told() {
	three
	revision dddd0004 nosuch00 'SELECT 1;' 'SELECT 1;'
	exits 128 git migrate upgrade
	warns nosuch00 _dddd0004.sql
	rm migrations/*_dddd0004.sql
	cp migrations/*_cccc0003.sql migrations/20260101000099_copy.sql
	exits 128 git migrate upgrade
	warns cccc0003 copy.sql
	rm migrations/*_copy.sql
	printf '<<<<<<< ours\n' >>"$(echo migrations/*_cccc0003.sql)"
	exits 128 git migrate upgrade
	warns _cccc0003.sql:
}

test_an_edited_revision_is_taken_back_as_it_was_applied() {
	empty_project
	revision aaaa0001 '' 'CREATE TABLE t (id INTEGER PRIMARY KEY);' \
		'DROP TABLE t;'
	revision bbbb0002 aaaa0001 'ALTER TABLE t ADD COLUMN extra INTEGER;' \
		'CREATE TABLE t_ (id INTEGER PRIMARY KEY);
INSERT INTO t_ SELECT id FROM t;
DROP TABLE t;
ALTER TABLE t_ RENAME TO t;'
	git migrate upgrade -q
	sql 'INSERT INTO t VALUES (1, 2)'
	sed -i 's/extra INTEGER/extra BIGINT/' migrations/*_bbbb0002.sql
	exits 128 git migrate upgrade
	warns 'git migrate downgrade aaaa0001, then git migrate upgrade'
	exits 0 git migrate downgrade aaaa0001
	exits 0 git migrate upgrade
	equals "$(sql "SELECT type FROM pragma_table_info('t')
		WHERE name = 'extra'")" BIGINT
	equals "$(sql 'SELECT * FROM t')" '1|2'
	# What somebody added by hand is still seen.
	sed -i 's/extra BIGINT/extra TEXT/' migrations/*_bbbb0002.sql
	sql 'ALTER TABLE t ADD COLUMN mine TEXT'
	exits 128 git migrate downgrade aaaa0001
	warns "table 't' is not as the migrations made it" t.mine
}

test_an_interrupted_revision_is_told_wherever_it_is_looked_at() {
	three
	revision dddd0004 cccc0003 'CREATE TABLE four (id INTEGER);' \
		'DROP TABLE four;'
	sed -i 's/^-- migrate:up$/& transaction:false/
		s/^CREATE TABLE four.*/&\nINSERT INTO nowhere VALUES (1);/' \
		migrations/*_dddd0004.sql
	exits 128 git migrate upgrade
	exits 0 git migrate current
	prints 'dddd0004 (head) (interrupted)'
	exits 0 git migrate current --json
	says '"interrupted": true'
	exits 1 git migrate status
	says 'Revisions that were interrupted' 'git migrate stamp' \
		'dddd0004 dddd0004'
	lacks "$OUT" 'is what the migrations of the working tree say'
	exits 1 git migrate status --short
	says 'I dddd0004'
	exits 1 git migrate status --json
	says '"interrupted": ['
	git migrate stamp dddd0004
	exits 0 git migrate current
	prints 'dddd0004 (head)'
}

# R83
test_what_comes_from_files_cannot_command_the_terminal() {
	three
	printf -- '-- \033]0;pwned\007 title \342\200\256\n--\n-- Revision: dddd0004
-- Revises: cccc0003\n\n-- migrate:up\nSELECT 1;\n' \
		>migrations/20260101000009_esc.sql
	for command in history heads upgrade current status; do
		git migrate $command >"$OUT" 2>"$ERR" || :
		! grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$OUT" "$ERR" ||
			fail "$command prints control characters"
	done
	script -qec 'git migrate show dddd0004' /dev/null |
		tr -d '\r' >"$OUT"
	! grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$OUT" ||
		fail 'show prints control characters on a terminal'
}

# R68
test_the_sqlite3_program_is_never_run() {
	three
	mkdir ../bin
	printf '#!/bin/sh\ntouch %s/called\n' "$PWD" >../bin/sqlite3
	chmod +x ../bin/sqlite3
	PATH=$PWD/../bin:$PATH git migrate upgrade -q
	rm -r ../bin
	[ ! -e called ]
	[ -e database.db ]
}

test_a_link_among_the_migrations_is_refused() {
	todo_project
	revision second0 first00 'CREATE TABLE more (id);' 'DROP TABLE more;'
	mv migrations/*second0* elsewhere.sql
	ln -s ../elsewhere.sql migrations/2_second.sql
	for command in upgrade history status check sync; do
		[ "$command" != sync ] || commit links
		exits 128 git migrate "$command"
		warns "'migrations/2_second.sql' in " 'is a symbolic link'
	done
	git mv elsewhere.sql migrations/2_second.sql -f
	exits 0 git migrate upgrade
}

# What an editor leaves there while a file is open.
test_a_file_that_starts_with_a_dot_is_no_migration() {
	todo_project
	echo mine >'migrations/.#lock.sql'
	ln -s me@here.1234 'migrations/.#other.sql'
	exits 0 git migrate status
	exits 0 git migrate upgrade
	exits 0 git migrate check
}

run_tests
