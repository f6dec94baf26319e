#!/bin/sh
# The models of one commit against the models of another, whatever is checked
# out.

. "$ROOT/tests/commands/lib.sh"

# main has the walkthrough's models; feature has the soft delete, main no
# migrations.
two_branches() {
	git init -q
	todo_models >models.py
	printf '*.db*\n' >.gitignore
	git migrate init -q
	commit todos
	git switch -q -c feature
	soft_delete >>models.py
	commit 'soft delete'
	git switch -q main
}

test_diff_shows_what_a_branch_changes() {
	two_branches
	exits 0 git migrate diff main feature
	prints '+ column todos.deleted_at DATETIME'
	exits 0 git migrate diff feature main
	prints '- column todos.deleted_at DATETIME'
	exits 0 git migrate diff main main
	is_silent
	exits 1 git migrate diff --exit-code main feature
	exits 0 git migrate diff --exit-code main main
}

test_diff_prints_the_sql_that_leads_there() {
	two_branches
	exits 0 git migrate diff --sql main feature
	prints 'ALTER TABLE todos ADD COLUMN deleted_at DATETIME;'
}

test_diff_counts() {
	two_branches
	exits 0 git migrate diff --stat main feature
	says todos
}

test_the_index_and_the_working_tree_are_places_too() {
	two_branches
	soft_delete >>models.py
	exits 0 git migrate diff HEAD :worktree
	prints '+ column todos.deleted_at DATETIME'
	exits 0 git migrate diff HEAD :index
	is_silent
	git add models.py
	exits 0 git migrate diff HEAD :index
	prints '+ column todos.deleted_at DATETIME'
	exits 0 git migrate diff :index :worktree
	is_silent
}

test_autogenerate_writes_what_leads_from_one_ref_to_another() {
	two_branches
	exits 0 git migrate autogenerate -m soft main..feature
	contains "$(cat "$OUT")" \
		'ALTER TABLE todos ADD COLUMN deleted_at DATETIME;' \
		'ALTER TABLE todos DROP COLUMN deleted_at;'
	lacks "$(cat "$OUT")" 'CREATE TABLE'
	equals "$(git diff --name-only)" ''
}

test_autogenerate_with_one_ref_leads_to_the_working_tree() {
	two_branches
	git switch -q feature
	echo '    urgent = Column(Boolean)' >>models.py
	exits 0 git migrate autogenerate -m both main
	warns "added column 'todos.deleted_at'" "added column 'todos.urgent'"
}

# R66
test_what_would_not_run_after_the_migrations_that_are_here_is_refused() {
	todo_project
	git switch -q -c feature
	printf 'class X(Base):\n    __tablename__ = "x"\n' >>models.py
	printf '    id = Column(Integer, primary_key=True)\n' >>models.py
	commit feature
	git switch -q main
	exits 128 git migrate autogenerate -m f feature
	warns 'does not run after the migrations that are here' \
		'no such table: x' 'git migrate autogenerate -m <text>'
	equals "$(git status --porcelain)" ''
	exits 0 git migrate autogenerate -m back feature..main --dry-run
	warns 'warning: it does not run after' 'no such table: x'
	exits 0 git migrate autogenerate -m there main..feature
	lacks "$ERR" 'does not run'
	exits 0 git migrate upgrade
}

test_autogenerate_between_equal_refs_writes_nothing() {
	two_branches
	exits 0 git migrate autogenerate -m none main..main
	is_silent
	warns 'No changes detected'
}

test_a_rename_between_refs_is_found_from_the_line_that_changed() {
	two_branches
	git switch -q -c rename
	sed -i 's/    title = /    todo_title = /' models.py
	commit rename
	git switch -q main
	exits 0 git migrate autogenerate -m rename main..rename
	contains "$(cat "$OUT")" \
		'ALTER TABLE todos RENAME COLUMN title TO todo_title;'
}

test_a_models_file_that_moved_between_the_commits_is_found() {
	git init -q
	mkdir app
	todo_models >app/models.py
	git migrate init -q --models='**/models.py'
	commit todos
	git switch -q -c moved
	git mv app src
	soft_delete >>src/models.py
	commit moved
	git switch -q main
	exits 0 git migrate diff main moved
	prints '+ column todos.deleted_at DATETIME'
}

test_models_files_added_and_deleted_between_the_commits_count() {
	git init -q
	mkdir models
	cat >models/base.py <<'END'
from sqlalchemy.orm import declarative_base
Base = declarative_base()
END
	touch models/__init__.py
	cat >models/user.py <<'END'
from sqlalchemy import Column, Integer
from .base import Base

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
END
	git migrate init -q --models=models
	commit users
	git switch -q -c other
	sed 's/User/Group/; s/users/groups/' models/user.py >models/group.py
	git rm -q models/user.py
	commit groups
	exits 0 git migrate diff --no-rename main other
	says '- table users' '+ table groups'
	exits 0 git migrate diff --no-rename main :worktree
	says '- table users' '+ table groups'
}

test_a_commit_without_models_has_an_empty_schema() {
	git init -q
	git commit -q --allow-empty -m empty
	git tag empty
	todo_models >models.py
	git migrate init -q
	commit todos
	exits 0 git migrate diff empty main
	says '+ table todos'
	exits 0 git migrate autogenerate -m all empty..main
	contains "$(cat "$OUT")" 'CREATE TABLE todos'
}

test_the_schema_of_any_ref_is_printed() {
	two_branches
	exits 0 git migrate schema feature
	says 'deleted_at DATETIME'
	sqlite3 ../x.db <"$OUT"
	exits 0 git migrate schema main
	lacks "$OUT" deleted_at
	exits 0 git migrate schema :worktree
	lacks "$OUT" deleted_at
	rm ../x.db
}

test_an_unknown_ref_is_named() {
	two_branches
	exits 128 git migrate diff main nosuch
	warns nosuch
	exits 128 git migrate autogenerate -m x nosuch..main
	warns nosuch
	exits 128 git migrate schema nosuch
	warns nosuch
	equals "$(find migrations -type f)" ''
}

test_migrations_and_database_are_places_for_diff() {
	todo_project
	soft_delete >>models.py
	git migrate autogenerate -q -m soft
	exits 0 git migrate diff :database :migrations
	prints '+ column todos.deleted_at DATETIME'
	exits 0 git migrate diff
	is_silent
	sql 'ALTER TABLE todos ADD COLUMN by_hand INTEGER'
	exits 0 git migrate diff :migrations :database
	says '+ column todos.by_hand INTEGER' '- column todos.deleted_at DATETIME'
	lacks "$OUT" git_migrate
}

test_a_git_revision_names_a_place_to_upgrade_to() {
	todo_project
	git tag v1
	soft_delete >>models.py
	git migrate autogenerate -q -m soft --rev-id=second0
	commit soft
	git migrate upgrade -q
	exits 0 git migrate downgrade v1
	exits 0 git migrate current
	prints first00
	exits 0 git migrate upgrade HEAD
	exits 0 git migrate current
	prints 'second0 (head)'
	exits 0 git migrate downgrade HEAD~1
	exits 0 git migrate current
	prints first00
}

test_what_is_both_a_revision_and_a_ref_is_refused() {
	todo_project
	git branch first00
	exits 128 git migrate upgrade first00
	warns rev:first00 ref:first00
	exits 0 git migrate upgrade rev:first00
	exits 0 git migrate upgrade ref:first00
}

run_tests
