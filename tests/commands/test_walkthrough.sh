#!/bin/sh
# The walkthrough that Alembic users know, step by step: a todo application
# gets a column for soft deletes.

. "$ROOT/tests/commands/lib.sh"

has_deleted_at() {
	sqlite3 database.db '.schema todos' | grep -q deleted_at
}

test_the_models_lead_to_a_first_migration() {
	git init -q
	todo_models >models.py
	exits 0 git migrate init
	exits 0 git migrate autogenerate -m 'create todos'
	warns "Detected added table 'todos'"
	path=$(cat "$OUT")
	contains "$path" 'CREATE TABLE todos' 'DROP TABLE todos'
	exits 0 git migrate upgrade
	equals "$(sql "SELECT group_concat(name) FROM pragma_table_info('todos')")" \
		id,title,description,is_completed,created_at
}

test_step_1_downgrade_base_empties_the_database() {
	todo_project
	exits 0 git migrate downgrade base
	exits 0 git migrate current
	is_silent
	equals "$(sqlite3 database.db '.schema todos')" ''
}

test_steps_2_to_4_the_new_column_is_found_and_written() {
	todo_project
	soft_delete >>models.py
	exits 0 git migrate revision --autogenerate -m add_soft_delete_to_todos
	warns "Detected added column 'todos.deleted_at'"
	path=$(cat "$OUT")
	case $path in
	migrations/*_add_soft_delete_to_todos.sql) ;;
	*) fail "path $path" ;;
	esac
	contains "$path" 'add_soft_delete_to_todos' 'Revises: first00' \
		'ALTER TABLE todos ADD COLUMN deleted_at DATETIME;' \
		'ALTER TABLE todos DROP COLUMN deleted_at;'
	equals "$(grep -c 'ALTER TABLE' "$path")" 2
}

test_step_5_the_preview_prints_sql_and_changes_nothing() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m add_soft_delete_to_todos --rev-id=second0
	before=$(sha256sum database.db)
	exits 0 git migrate upgrade head --sql
	says 'ALTER TABLE todos ADD COLUMN deleted_at DATETIME;'
	equals "$(sha256sum database.db)" "$before"
}

test_the_preview_run_by_sqlite3_does_what_upgrade_does() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m add_soft_delete_to_todos --rev-id=second0
	git migrate upgrade --sql >preview.sql
	sqlite3 database.db <preview.sql
	exits 0 git migrate current
	prints 'second0 (head)'
	has_deleted_at
}

test_steps_6_to_8_up_and_down_and_up_again() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m add_soft_delete_to_todos --rev-id=second0
	exits 0 git migrate upgrade head
	warns 'Running upgrade first00 -> second0, add_soft_delete_to_todos'
	has_deleted_at
	exits 0 git migrate downgrade -1
	warns 'Running downgrade second0 -> first00'
	! has_deleted_at || fail 'the column is still there'
	exits 0 git migrate current
	prints first00
	exits 0 git migrate upgrade head
	has_deleted_at
	exits 0 git migrate history
	prints 'first00 -> second0 (head), add_soft_delete_to_todos
<base> -> first00, create todos'
	exits 0 git migrate current
	prints 'second0 (head)'
}

test_the_rows_survive_the_way_up_and_down() {
	todo_project
	sql "INSERT INTO todos (title) VALUES ('buy milk'), ('sleep')"
	soft_delete >>models.py
	git migrate autogenerate -q -m add_soft_delete_to_todos
	git migrate upgrade -q
	git migrate downgrade -q -1
	git migrate upgrade -q
	equals "$(sql 'SELECT group_concat(title) FROM todos')" 'buy milk,sleep'
}

test_gotcha_1_no_change_is_said_and_nothing_is_written() {
	todo_project
	exits 0 git migrate autogenerate -m nothing
	is_silent
	warns 'No changes detected' 'hint:'
	is_clean
}

test_no_change_because_the_database_is_behind_says_so() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m soft
	exits 0 git migrate autogenerate -m soft_again
	warns 'No changes detected' behind 'git migrate upgrade'
}

test_no_change_because_the_database_is_ahead_says_so() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m soft
	git migrate upgrade -q
	git clean -qfd migrations
	git checkout -q models.py
	exits 0 git migrate autogenerate -m soft_again
	warns 'No changes detected' ahead 'git migrate status'
}

test_no_change_because_no_file_matches_says_so() {
	todo_project
	sed -i 's/models = models.py/models = model.py/' .gitmigrate
	rm migrations/*
	exits 0 git migrate autogenerate -m x
	warns 'No changes detected' 'model.py' .gitmigrate
}

test_gotcha_2_a_failing_third_statement_undoes_the_run() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m soft --rev-id=second0
	revision third00 second0 'CREATE TABLE extra (id INTEGER);
INSERT INTO extra VALUES (1);
UPDATE todos SET titel = 1;' 'DROP TABLE extra;'
	before=$(contents)
	exits 128 git migrate upgrade
	warns _third00.sql: 'no such column: titel' hint:
	grep -q '_third00.sql:10: no such column: titel' "$ERR"
	equals "$(contents)" "$before"
	exits 0 git migrate current
	prints first00
	sed -i 's/titel = 1/title = 1/' migrations/*_third00.sql
	exits 0 git migrate upgrade
	exits 0 git migrate current
	prints 'third00 (head)'
}

run_tests
