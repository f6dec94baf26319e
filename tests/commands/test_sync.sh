#!/bin/sh
# The database follows HEAD and keeps its data.

# shellcheck source=tests/commands/lib.sh
. "$ROOT/tests/commands/lib.sh"

# revision NUMBER ID PARENT SLUG UP DOWN: writes a migration.
revision() {
	mkdir -p migrations
	{
		printf -- '-- %s\n--\n-- Revision: %s\n' "$4" "$2"
		[ -z "$3" ] || printf -- '-- Revises: %s\n' "$3"
		printf -- '\n-- migrate:up\n%s\n\n-- migrate:down\n%s\n' "$5" "$6"
	} >"migrations/2026010100000$1_$4.sql"
}

commit() {
	git add -A
	git commit -qm "$1"
}

# A repository whose main has todos, and whose branch "tags" adds a column.
project() {
	git init -q
	echo 'database.db*' >.gitignore
	printf '[migrate]\nmodels = models.py\nmigrations = migrations\n' \
		>.gitmigrate
	printf 'dialect = sqlite\ndatabase = sqlite:///database.db\n' \
		>>.gitmigrate
	: >models.py
	revision 1 aaaa1 '' todos \
		'CREATE TABLE todos (id INTEGER PRIMARY KEY, title TEXT);' \
		'DROP TABLE todos;'
	commit todos
	git switch -qc tags
	revision 2 bbbb2 aaaa1 add_tags \
		'ALTER TABLE todos ADD COLUMN tags TEXT;' \
		'ALTER TABLE todos DROP COLUMN tags;'
	commit tags
	git migrate sync
	sql "INSERT INTO todos VALUES (1,'a','x'),(2,'b','y'),(3,'c',NULL)"
}

# R2
test_sync_goes_where_HEAD_is_and_says_it_in_one_line() {
	project
	git switch -q main
	exits 0 git migrate sync
	prints 'database.db: -add_tags (2 values stashed)'
	exits 0 git migrate sync
	is_silent
	exits 0 git migrate status
	git switch -q tags
	exits 0 git migrate sync
	prints 'database.db: +add_tags; restored 2 values'
	equals "$(sql 'SELECT group_concat(coalesce(tags, 0)) FROM todos')" \
		x,y,0
}

test_rows_deleted_meanwhile_are_counted() {
	project
	git switch -q main
	git migrate sync
	sql "DELETE FROM todos WHERE id = 2; INSERT INTO todos VALUES (9, 'n')"
	git switch -q tags
	exits 0 git migrate sync
	prints 'database.db: +add_tags; restored 1 of 2 values (1 row was deleted meanwhile)'
	equals "$(sql 'SELECT group_concat(id || coalesce(tags, 0)) FROM todos')" \
		1x,30,90
}

test_a_key_that_another_row_took_does_not_get_the_values() {
	project
	git switch -q main
	git migrate sync
	sql "DELETE FROM todos WHERE id = 2; UPDATE todos SET id = 7 WHERE id = 1"
	sql "INSERT INTO todos VALUES (2, 'another')"
	git switch -q tags
	exits 0 git migrate sync
	prints 'database.db: +add_tags; restored 1 of 2 values (1 row was deleted meanwhile)'
	equals "$(sql 'SELECT group_concat(id || coalesce(tags, 0)) FROM todos')" \
		20,30,7x
	equals "$(sql "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'")" 0
}

# R1
test_no_hook_is_needed_for_a_reset_or_a_moved_ref() {
	project
	git reset -q --hard main
	exits 1 git migrate status
	exits 0 git migrate sync
	says '-add_tags'
	git symbolic-ref HEAD refs/heads/main
	git update-ref HEAD 'ORIG_HEAD'
	exits 0 git migrate sync
	says '+add_tags'
	git checkout -q --detach tags
	exits 0 git migrate sync
	says '-add_tags'
}

test_an_unborn_branch_has_no_migrations() {
	project
	git checkout -q --orphan fresh
	exits 0 git migrate sync
	prints 'database.db: -add_tags -todos (2 values and 3 rows stashed)'
	git switch -q -f tags
	exits 0 git migrate sync
	says '+todos +add_tags' 'restored'
	equals "$(sql 'SELECT count(tags) FROM todos')" 2
}

# R4
test_a_branch_may_be_gone_for_good() {
	project
	git switch -q main
	git branch -qD tags
	git reflog expire --expire=now --all
	git gc -q --prune=now
	exits 0 git migrate sync
	says '-add_tags (2 values stashed)'
}

# R5
test_text_that_the_ledger_lost_is_found_in_git() {
	project
	sql "UPDATE git_migrate_ledger SET down_text = '', up_text = ''"
	git switch -q main
	exits 0 git migrate sync
	says '-add_tags'
}

# R5
test_text_that_is_nowhere_stops_the_sync() {
	project
	sql "UPDATE git_migrate_ledger SET down_text = '', up_text = ''"
	git switch -q main
	git branch -qD tags
	git reflog expire --expire=now --all
	git gc -q --prune=now
	sql .dump >before
	exits 128 git migrate sync
	warns 'revision bbbb2 (20260101000002_add_tags.sql) cannot be taken back'
	sql .dump | diff before -
}

# R6
test_an_edited_revision_is_taken_back_as_it_was_and_applied_anew() {
	project
	revision 2 bbbb2 aaaa1 add_tags \
		"ALTER TABLE todos ADD COLUMN tags TEXT DEFAULT 'new';" \
		'ALTER TABLE todos DROP COLUMN tags;'
	commit edited
	exits 0 git migrate sync
	says '-add_tags +add_tags (2 values stashed); restored 2 values'
	equals "$(sql 'SELECT group_concat(tags) FROM todos')" x,y,new
}

# R7
test_a_revision_without_a_way_down_stops_the_plan_before_its_first_step() {
	project
	revision 3 cccc3 bbbb2 one_way 'CREATE TABLE one (id INTEGER);' ''
	revision 4 dddd4 cccc3 more 'CREATE TABLE more (id INTEGER);' \
		'DROP TABLE more;'
	commit more
	git migrate sync
	git switch -q main
	cp database.db before.db
	exits 128 git migrate sync
	warns 'revision cccc3'
	cmp database.db before.db
}

# R8
test_values_without_a_key_stop_the_plan_unless_forced() {
	project
	revision 3 cccc3 bbbb2 loose \
		'CREATE TABLE loose (a TEXT);' 'DROP TABLE loose;'
	revision 4 dddd4 cccc3 wider \
		'ALTER TABLE loose ADD COLUMN b TEXT;' \
		'CREATE TABLE n (a TEXT); INSERT INTO n (a) SELECT a FROM loose;
DROP TABLE loose; ALTER TABLE n RENAME TO loose;'
	commit loose
	git migrate sync
	sql "INSERT INTO loose VALUES ('1', 'x'), ('2', 'y')"
	sql "DELETE FROM loose WHERE a = '1'"
	git switch -q main
	sql .dump >before
	exits 128 git migrate sync
	warns 'would discard values of loose (b)' 'migrate.sync=force'
	sql .dump | diff before -
	exits 0 git -c migrate.sync=force migrate sync
	says '-wider -loose -add_tags'
}

test_a_rebased_branch_is_applied_on_top() {
	project
	git switch -q main
	revision 5 eeee5 aaaa1 is_done \
		'ALTER TABLE todos ADD COLUMN done INTEGER;' \
		'ALTER TABLE todos DROP COLUMN done;'
	commit is_done
	git switch -q tags
	git rebase -q main
	revision 2 bbbb2 eeee5 add_tags \
		'ALTER TABLE todos ADD COLUMN tags TEXT;' \
		'ALTER TABLE todos DROP COLUMN tags;'
	commit 'after done'
	exits 0 git migrate sync
	prints 'database.db: -add_tags +is_done +add_tags (2 values stashed); restored 2 values'
}

# R11
test_two_working_trees_on_one_database_are_warned_about() {
	project
	git config migrate.database "sqlite:///$PWD/database.db"
	git worktree add -q tree main
	cd tree
	exits 0 git migrate sync
	says '-add_tags'
	warns 'was last moved from another working tree'
	cd ..
	exits 0 git migrate sync
	warns 'was last moved from another working tree'
	git worktree remove tree
}

test_a_dry_run_touches_nothing() {
	project
	git switch -q main
	cp database.db before.db
	exits 0 git migrate sync --dry-run
	prints 'database.db: -add_tags'
	cmp database.db before.db
}

test_undo_reverses_the_last_sync_with_its_values() {
	project
	git switch -q main
	git migrate sync
	exits 0 git migrate undo
	prints 'database.db: +add_tags; restored 2 values'
	equals "$(sql 'SELECT count(tags) FROM todos')" 2
	exits 0 git migrate undo
	prints 'database.db: -add_tags (2 values stashed)'
}

test_undo_refuses_what_was_moved_by_other_means() {
	project
	git switch -q main
	git migrate sync
	sql "DELETE FROM git_migrate_ledger"
	sql "INSERT INTO git_migrate_ledger SELECT 1, revision, parents, name, message, checksum, git_commit, applied_at, 0, '', 0, up_text, down_text FROM git_migrate_sync"
	exits 128 git migrate undo
	warns 'is not where its last run left it'
}

test_the_stash_can_be_looked_at_restored_and_dropped() {
	project
	git switch -q main
	git migrate sync
	exits 0 git migrate stash list
	says 'todos.tags' '2 values' 'down of bbbb2'
	exits 0 git migrate stash show 1
	prints "id = 1, tags = 'x'
id = 2, tags = 'y'"
	exits 0 git migrate stash list --json
	says '"table": "todos"'
	exits 128 git migrate stash restore 1
	warns 'has no place for the values of todos'
	sql 'ALTER TABLE todos ADD COLUMN tags TEXT'
	exits 0 git migrate stash restore 1
	prints 'restored 2 values'
	equals "$(sql 'SELECT group_concat(tags) FROM todos')" x,y
	exits 0 git migrate stash list
	is_silent
	exits 128 git migrate stash drop 1
	exits 129 git migrate stash drop
}

test_a_downgrade_by_hand_keeps_values_unless_told_otherwise() {
	project
	exits 0 git migrate downgrade -1
	warns '2 values stashed'
	exits 0 git migrate upgrade
	warns 'restored 2 values'
	exits 0 git migrate downgrade -1 --discard
	exits 0 git migrate stash list
	is_silent
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT count(tags) FROM todos')" 0
	exits 129 git migrate downgrade -1 --discard --stash
}

test_old_values_expire_at_the_end_of_a_sync() {
	project
	git switch -q main
	git migrate sync
	sql "UPDATE git_migrate_stash SET created_at = '2020-01-01T00:00:00Z'"
	git -c migrate.stashExpire=never migrate undo
	git -c migrate.stashExpire=never migrate undo
	sql "UPDATE git_migrate_stash SET created_at = '2020-01-01T00:00:00Z'"
	git switch -qc other
	revision 6 ffff6 aaaa1 more 'CREATE TABLE more (id INTEGER);' \
		'DROP TABLE more;'
	commit more
	git migrate sync
	exits 0 git migrate stash list
	is_silent
	equals "$(sql "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'git_migrate_stash_%'")" 0
}

test_a_step_outside_a_transaction_is_not_part_of_a_sync() {
	project
	revision 3 cccc3 bbbb2 one 'CREATE TABLE one (id INTEGER);' \
		'DROP TABLE one;'
	revision 4 dddd4 cccc3 outside 'VACUUM;' 'SELECT 1;'
	sed -i 's/migrate:up/& transaction:false/' migrations/*_outside.sql
	commit outside
	exits 128 git migrate sync
	warns 'cannot be part of a transaction' 'git migrate upgrade'
	exits 0 git migrate upgrade
	exits 0 git migrate status
}

# R3
test_the_ledger_and_models_hide_the_tables_of_the_stash() {
	project
	git switch -q main
	git migrate sync
	exits 0 git migrate diff :migrations :database --exit-code
	is_silent
}

run_tests
