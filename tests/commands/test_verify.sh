#!/bin/sh
# status, check and verify: is all well?

. "$ROOT/tests/commands/lib.sh"

test_status_of_a_fresh_clone_names_what_is_pending() {
	todo_project
	rm database.db
	exits 1 git migrate status
	says first00 'git migrate upgrade'
}

test_status_says_when_all_is_well() {
	todo_project
	exits 0 git migrate status
	says main database.db
}

test_status_tells_uncovered_model_changes_and_exits_0() {
	todo_project
	soft_delete >>models.py
	exits 0 git migrate status
	says deleted_at
	cat "$OUT" "$ERR" | grep -q 'git migrate autogenerate'
}

test_short_status_is_for_scripts() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m soft --rev-id=second0
	commit soft
	exits 1 git migrate status --short
	says second0
	[ "$(wc -l <"$OUT")" -le 2 ]
}

test_status_works_with_models_that_cannot_be_read() {
	todo_project
	printf 'class Broken(Base:\n' >>models.py
	exits 0 git migrate status
	cat "$OUT" "$ERR" | grep -q models.py
}

test_check_passes_when_the_migrations_cover_the_models() {
	todo_project
	exits 0 git migrate check
}

test_check_names_what_is_not_covered() {
	todo_project
	soft_delete >>models.py
	exits 1 git migrate check
	cat "$OUT" "$ERR" | grep -q deleted_at
	warns 'git migrate autogenerate'
}

test_check_needs_no_database() {
	todo_project
	rm database.db
	exits 0 git migrate check
	[ ! -e database.db ]
}

test_check_fails_for_models_that_cannot_be_read() {
	todo_project
	echo '    price = Column(make_type(3))' >>models.py
	exits 1 git migrate check
	grep -q 'models.py:2[0-9]: unsupported' "$ERR"
}

test_verify_goes_up_and_down_and_up_without_touching_the_database() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m soft
	before=$(sha256sum database.db)
	exits 0 git migrate verify
	equals "$(sha256sum database.db)" "$before"
}

test_verify_finds_a_down_that_does_not_lead_back() {
	todo_project
	revision second00 first00 'ALTER TABLE todos ADD COLUMN x INTEGER;
ALTER TABLE todos ADD COLUMN y INTEGER;' 'ALTER TABLE todos DROP COLUMN x;'
	exits 1 git migrate verify
	cat "$OUT" "$ERR" | grep -q second00
	cat "$OUT" "$ERR" | grep -q todos.y
}

test_verify_finds_a_step_that_fails() {
	todo_project
	revision second00 first00 'ALTER TABLE nosuch ADD COLUMN x INTEGER;' \
		'SELECT 1;'
	exits 1 git migrate verify
	cat "$OUT" "$ERR" | grep -q 'no such table: nosuch'
}

test_verify_can_be_told_which_revisions() {
	todo_project
	revision second00 first00 'CREATE TABLE x (id INTEGER);' 'SELECT 1;'
	exits 0 git migrate verify first00
	exits 1 git migrate verify second00
}

test_history_and_show_tell_what_a_revision_is() {
	todo_project
	exits 0 git migrate history -v
	says first00 'create todos' migrations/
	exits 0 git migrate history -i
	says '(current)'
	exits 0 git migrate show first00
	says 'CREATE TABLE todos' 'create todos'
	exits 0 git migrate show
	says 'CREATE TABLE todos'
}

test_history_of_a_range() {
	todo_project
	revision second00 first00 'CREATE TABLE x (id INTEGER);' 'DROP TABLE x;'
	revision third000 second00 'CREATE TABLE y (id INTEGER);' 'DROP TABLE y;'
	exits 0 git migrate history -r second00:third000
	says third000
	exits 0 git migrate history -r first00:second00
	lacks "$OUT" third000
}

test_everything_works_from_a_subdirectory() {
	todo_project
	mkdir sub
	cd sub
	soft_delete >>../models.py
	exits 0 git migrate diff
	prints '+ column todos.deleted_at DATETIME'
	exits 0 git migrate autogenerate -m soft
	exits 0 git migrate upgrade
	[ ! -e database.db ]
	equals "$(ls -A)" ''
	cd ..
	commit soft
	cd -
	exits 0 git migrate status
}

test_everything_works_in_a_linked_worktree() {
	todo_project
	git worktree add -q ../linked -b linked
	cd ../linked
	exits 1 git migrate status
	exits 0 git migrate upgrade
	[ -e database.db ]
	exits 0 git migrate status
	cd ..
	rm -rf linked
}

test_schema_exits_1_for_what_it_cannot_read_and_prints_the_rest() {
	todo_project
	cat >>models.py <<'END'


class Other(Base):
    __tablename__ = "others"

    id = Column(Integer, primary_key=True)
    price = Column(make_type(3))
END
	exits 1 git migrate schema
	says 'CREATE TABLE todos'
	grep -qE 'models.py:[0-9]+: unsupported: ' "$ERR"
}

test_models_are_read_and_never_run() {
	todo_project
	cat >>models.py <<'END'

import os
os.system("touch ran")
open("ran", "w").close()
__import__("os").mkdir("ran2")
END
	git migrate schema >/dev/null 2>&1 || :
	git migrate autogenerate -q -m x >/dev/null 2>&1 || :
	git migrate check >/dev/null 2>&1 || :
	[ ! -e ran ]
	[ ! -e ran2 ]
}

run_tests
