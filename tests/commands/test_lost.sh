#!/bin/sh
# A folder of migrations that was moved, deleted or is named wrongly is no
# reason to empty a database (design invariant 6).

. "$ROOT/tests/commands/lib.sh"

# The walkthrough with its hooks, and a row.
start() {
	todo_project
	git migrate init -q
	sql "INSERT INTO todos (title) VALUES ('milk')"
}

keeps_its_rows() {
	equals "$(sql 'SELECT title FROM todos')" milk
}

test_a_moved_folder_is_pointed_to_and_nothing_taken_back() {
	start
	git mv migrations migr
	exits 0 git commit -q -m move
	warns "'migr' has it" "write 'migrations = migr' in .gitmigrate"
	keeps_its_rows
	exits 1 git migrate status
	warns "'migr' has it"
	lacks "$OUT" 'git migrate sync'
	exits 128 git migrate sync
	warns '--take-back'
	sed -i 's/^migrations = .*/migrations = migr/' .gitmigrate
	exits 0 git commit -q -a -m 'say so'
	is_silent
	exits 0 git migrate status
	keeps_its_rows
}

test_a_folder_named_wrongly_takes_nothing_back() {
	start
	sed -i 's/^migrations = .*/migrations = migration/' .gitmigrate
	exits 0 git commit -q -a -m typo
	warns "HEAD's folder 'migration'" "'migrations' has it"
	keeps_its_rows
	git revert --no-edit HEAD >"$OUT" 2>"$ERR"
	exits 0 git migrate status
	keeps_its_rows
}

test_without_its_configuration_a_folder_of_another_name_is_found() {
	start
	git mv migrations migr
	sed -i 's/^migrations = .*/migrations = migr/' .gitmigrate
	git commit -q -a -m move
	git rm -q .gitmigrate
	exits 0 git commit -q -m 'no configuration'
	keeps_its_rows
}

test_a_deleted_folder_takes_nothing_back_while_there_are_models() {
	start
	git rm -q -r migrations
	GIT_MIGRATE_SKIP=1 git commit -q -m 'away with them'
	exits 128 git migrate sync
	warns 'took the last one' "git restore --source=$(git rev-parse \
		--short=7 HEAD)^ -- migrations"
	keeps_its_rows
	exits 0 git migrate sync --take-back
	says '-create_todos' '1 row'
	git reset -q --hard HEAD^
	exits 0 git migrate sync
	keeps_its_rows
}

# R2
test_a_commit_that_takes_models_and_migrations_back_is_followed() {
	git init -q
	printf '*.db*\n' >.gitignore
	todo_models >models.py
	git migrate init -q
	mv models.py models
	commit start
	mv models models.py
	git migrate autogenerate -q -m 'create todos'
	git migrate upgrade -q
	commit 'create todos'
	exits 0 git revert --no-edit HEAD
	warns '-create_todos'
	git switch -q --detach HEAD^^
	exits 0 git migrate status
	git switch -q --detach main^
	equals "$(sql 'SELECT count(*) FROM todos')" 0
}

run_tests
