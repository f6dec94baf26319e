#!/bin/sh
# Which commit did it: log, blame, describe, notes.

. "$ROOT/tests/commands/lib.sh"

grown_project() {
	todo_project
	{
		todo_models
		soft_delete
	} >models.py
	git migrate autogenerate -q -m 'soft delete' --rev-id=second0
	commit 'soft delete'
	echo x >x
	commit 'no model'
	sed -i 's/deleted_at/deleted_on/' models.py
	git migrate autogenerate -q -m 'rename it' --rev-id=third00 \
		--rename todos.deleted_at:deleted_on
	commit 'rename it'
}

test_log_lists_commits_with_their_revisions_and_changes() {
	grown_project
	exits 0 git migrate log
	equals "$(sed 's/^[0-9a-f]\{7\} /* /' "$OUT")" '* rename it
    revision third00
    ~ column todos.deleted_at -> todos.deleted_on
* soft delete
    revision second0
    + column todos.deleted_at DATETIME
* create todos
    revision first00
    + table todos'
	exits 0 git migrate log -n 1
	says 'rename it'
	lacks "$OUT" 'soft delete'
	cp "$OUT" ../one
	exits 0 git migrate log -1
	diff ../one "$OUT"
	exits 0 git migrate log -n1 HEAD ^HEAD~2
	diff ../one "$OUT"
	exits 0 git migrate log HEAD~3..HEAD~1
	says 'soft delete'
	lacks "$OUT" 'rename it'
	exits 0 git migrate log --json
	jq -e '.log | length == 3 and .[0].revisions == ["third00"] and
		.[0].covered' "$OUT" >/dev/null
	exits 129 git migrate log --since=x
	exits 128 git migrate log nosuch
}

# R33
test_log_needs_neither_notes_nor_trailers() {
	grown_project
	git migrate log >before
	git update-ref -d refs/notes/migrate
	git migrate log | diff before -
}

test_blame_names_the_commit_of_each_column() {
	grown_project
	exits 0 git migrate blame todos
	grep -q 'title  *VARCHAR(255) NOT NULL  create todos$' "$OUT"
	grep -q 'deleted_on  *DATETIME (as todos.deleted_at)  soft delete$' "$OUT"
	exits 0 git migrate blame todos.deleted_on
	equals "$(wc -l <"$OUT")" 1
	exits 0 git migrate blame todos.deleted_at HEAD~1
	says 'soft delete'
	exits 0 git migrate blame todos.deleted_on --json
	jq -e '.columns[0] | .as == "todos.deleted_at" and
		.revisions == ["second0"]' "$OUT" >/dev/null
	exits 128 git migrate blame todo
	warns "no table 'todo'" 'todos'
	exits 128 git migrate blame todos.nothing
	warns "no column 'nothing'"
	exits 129 git migrate blame
}

test_blame_goes_through_merges_and_renamed_tables() {
	todo_project
	git checkout -q -b topic
	{
		todo_models
		soft_delete
	} >models.py
	git migrate autogenerate -q -m 'soft delete' --rev-id=second0
	commit 'on the branch'
	git checkout -q main
	echo x >x
	commit x
	git merge -q --no-edit topic
	sed -i 's/"todos"/"tasks"/' models.py
	git migrate autogenerate -q -m 'tasks' --rev-id=third00 \
		--rename todos:tasks
	commit 'tasks'
	exits 0 git migrate blame tasks.deleted_at
	says 'on the branch' '(as todos.deleted_at)'
}

test_describe_finds_the_commit_of_the_database() {
	grown_project
	git migrate upgrade -q second0
	exits 0 git migrate describe
	grep -qE '^[0-9a-f]{7} ' "$OUT"
	says 'no model'
	git migrate upgrade -q
	exits 0 git migrate describe
	says 'rename it (HEAD)'
	sql 'ALTER TABLE todos ADD COLUMN by_hand TEXT'
	exits 0 git migrate describe
	says '-dirty rename it'
	exits 0 git migrate describe --json
	jq -e '.dirty and .head' "$OUT" >/dev/null
	sql 'ALTER TABLE todos DROP COLUMN by_hand'
	git checkout -q -b other HEAD~3
	exits 0 git migrate describe
	says 'rename it'
	lacks "$OUT" HEAD
	revision ours000 first00 'CREATE TABLE t (id INTEGER);' 'DROP TABLE t;'
	git migrate --help >/dev/null 2>&1 || true
	rm database.db
	git migrate upgrade -q
	exits 1 git migrate describe
	warns 'no commit has the migrations'
}

# R41
test_notes_travel_between_clones() {
	git init -q --bare up
	mkdir one
	cd one
	grown_project
	git remote add origin ../up
	git push -q origin main
	exits 0 git migrate notes rebuild
	warns '3 notes'
	exits 0 git migrate notes push
	cd ..
	git -C up symbolic-ref HEAD refs/heads/main
	git clone -q up two
	cd two
	exits 0 git migrate notes fetch
	git notes --ref=migrate show HEAD >note
	grep -qx 'revision=third00' note
	git fetch -q --prune
	git notes --ref=migrate show HEAD | diff note -
	exits 129 git migrate notes
	exits 129 git migrate notes delete
}

run_tests
