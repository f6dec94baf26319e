#!/bin/sh
# A commit that changes the models carries its migration: the hooks of a commit
# and the check of what no hook saw.

. "$ROOT/tests/commands/lib.sh"

# The hooks as they are installed, but nothing that moves a database.
with_hooks() {
	for hook in pre-commit commit-msg post-commit post-rewrite; do
		printf '#!/bin/sh\nexec git-migrate hook %s "$@"\n' "$hook" \
			>".git/hooks/$hook"
		chmod +x ".git/hooks/$hook"
	done
}

committed_project() {
	todo_project
	with_hooks
}

add_column() {
	{
		todo_models
		soft_delete
	} >models.py
}

add_migration() {
	git migrate autogenerate -q -m 'soft delete' --rev-id=second0
}

message() {
	git log -1 --format=%B
}

# The revisions that git finds in the trailers of HEAD.
trailers() {
	git log -1 --format='%(trailers:key=Migration,valueonly)' | grep . ||
		true
}

test_a_commit_that_forgets_its_migration_is_told_so_and_made() {
	committed_project
	add_column
	exits 0 git commit -qam 'soft delete'
	warns 'warning: the models have changes without a migration' \
		'+ column todos.deleted_at DATETIME' \
		'git migrate autogenerate' 'Migration: none (<reason>)'
	equals "$(message)" 'soft delete'
}

test_where_it_is_enforced_the_commit_is_not_made() {
	committed_project
	git config migrate.commitMsg enforce
	add_column
	exits 1 git commit -qam 'soft delete'
	warns 'error: the models have changes without a migration' \
		'+ column todos.deleted_at DATETIME'
	equals "$(message)" 'create todos'
	add_migration
	git add -A
	exits 0 git commit -qm 'soft delete'
	equals "$(trailers)" second0
}

test_the_stricter_of_two_levels_holds_and_off_is_silent() {
	committed_project
	printf '[hooks]\ncommit-msg = enforce\n' >>.gitmigrate
	git add -A
	git commit -qm level
	git config migrate.commitMsg off
	add_column
	exits 1 git commit -qam 'soft delete'
	git checkout -q HEAD -- .gitmigrate
	sed -i 's/enforce/off/' .gitmigrate
	exits 0 git commit -qam 'soft delete'
	lacks "$ERR" 'without a migration'
}

test_a_commit_that_says_why_needs_no_migration() {
	committed_project
	git config migrate.commitMsg enforce
	add_column
	exits 1 git commit -qam 'soft delete' -m 'Migration: none'
	warns 'but not why'
	exits 0 git commit -qam 'soft delete' -m 'Migration: none (by hand)'
	lacks "$ERR" 'without a migration'
	exits 0 git migrate check HEAD~1..HEAD
	says 'waived'
}

test_methods_comments_and_defaults_of_python_never_alarm() {
	committed_project
	{
		todo_models | sed 's/default=False/default=True/; s/255/  255/'
		printf '\n    # a comment\n    def done(self):\n'
		printf '        return self.is_completed\n'
	} >models.py
	exits 0 git commit -qam 'a method'
	lacks "$ERR" migration
	exits 0 git commit -q --allow-empty -m nothing
	lacks "$ERR" migration
}

test_a_staged_migration_must_build_the_staged_models() {
	committed_project
	add_column
	revision second0 first00 'ALTER TABLE todos ADD COLUMN deleted_at TEXT;'
	git add -A
	exits 0 git commit -qm 'soft delete'
	warns '~ column todos.deleted_at type TEXT -> DATETIME'
}

test_a_staged_migration_that_does_not_run_is_told_and_blocks() {
	committed_project
	git config migrate.commitMsg enforce
	revision second0 first00 'ALTER TABLE absent ADD COLUMN a TEXT;'
	git add -A
	exits 1 git commit -qm 'broken'
	warns 'no such table'
}

test_a_migration_that_is_not_staged_is_named() {
	committed_project
	add_column
	add_migration
	exits 0 git commit -qam 'soft delete'
	warns '_soft_delete.sql is not staged'
}

test_models_that_cannot_be_read_warn_at_their_line() {
	committed_project
	git config migrate.commitMsg enforce
	{
		todo_models
		printf '    kind = Column(make_type(), nullable=True)\n'
	} >models.py
	exits 0 git commit -qam 'a column nobody can read'
	warns 'models.py:2' 'cannot be read'
	lacks "$ERR" 'without a migration'
}

# R19
test_the_index_that_is_committed_is_judged() {
	committed_project
	git config migrate.commitMsg enforce
	echo a >a
	git add a
	add_column
	git add models.py
	exits 0 git commit -q -m 'a path only' a
	lacks "$ERR" 'without a migration'
	exits 1 git commit -q -m 'the staged models'
	git reset -q
	exits 1 git commit -q -a -m 'all'
	exits 1 git commit -q -m 'a path' models.py
	git worktree add -q ../linked -b linked
	cp models.py ../linked
	cd ../linked
	exits 1 git commit -q -a -m 'in a linked working tree'
	cd - >/dev/null
	git worktree remove --force ../linked
	[ ! -e .git/index.lock ]
}

# R19
test_the_hook_writes_no_index() {
	committed_project
	add_column
	git add -A
	before=$(sha256sum .git/index)
	echo 'soft delete' >message
	exits 0 git migrate hook commit-msg message
	equals "$(sha256sum .git/index)" "$before"
}

# R28
test_the_trailer_is_there_once_whatever_becomes_of_the_message() {
	committed_project
	add_column
	add_migration
	git add -A
	tree=$(git write-tree)
	base=$(git rev-parse HEAD)
	for cleanup in default strip whitespace verbatim scissors; do
		for option in -q -v; do
			for comment in '#' ';' auto; do
				for way in editor -m; do
					try_message
				done
			done
		done
	done
}
try_message() {
	git reset -q --soft "$base"
	set -- -q "$option"
	export GIT_EDITOR=true
	if [ "$way" = -m ]; then
		set -- "$@" -m 'soft delete' -m 'A body: with a colon.'
	else
		printf 'soft delete\n\nA body: with a colon.\n' >../given
		# shellcheck disable=SC2016 # the editor's own
		export GIT_EDITOR='f() { cat "$1" >../rest; cat ../given ../rest >"$1"; }; f'
	fi
	exits 0 git -c commit.cleanup="$cleanup" -c core.commentChar="$comment" \
		commit "$@"
	equals "$(git rev-parse 'HEAD^{tree}')" "$tree"
	found=$(git -c core.commentChar="${comment#auto}" log -1 \
		--format='%(trailers:key=Migration,valueonly)' 2>/dev/null |
		grep . || git log -1 --format=%B | sed -n 's/^Migration: //p')
	equals "$found" second0
	equals "$(git log -1 --format=%s)" 'soft delete'
}

# R29
test_lines_with_a_hash_are_kept_by_m() {
	committed_project
	add_column
	add_migration
	git add -A
	git commit -qm 'soft delete' -m '# why' -m '#1 is the reason'
	equals "$(message)" 'soft delete

# why

#1 is the reason

Migration: second0'
}

# R30
test_an_empty_message_stays_empty() {
	committed_project
	add_column
	add_migration
	git add -A
	GIT_EDITOR=true exits 1 git commit -q
	warns 'empty commit message'
}

# R30
test_what_will_be_melted_is_left_alone() {
	committed_project
	git config migrate.commitMsg enforce
	length=255
	for word in fixup squash amend; do
		length=$((length + 1))
		todo_models | sed "s/255/$length/" >models.py
		exits 0 git commit -qam "$word! create todos"
		equals "$(trailers)" ''
	done
}

# R31
test_amending_adds_no_second_trailer() {
	committed_project
	add_column
	add_migration
	git add -A
	git commit -qm 'soft delete'
	for again in 1 2 3 4 5; do
		echo $again >file
		git add file
		GIT_EDITOR=true git commit -q --amend
	done
	equals "$(trailers)" second0
}

test_an_amendment_that_drops_the_trailer_is_told_how_to_add_it() {
	committed_project
	add_column
	add_migration
	commit 'soft delete'
	exits 0 git commit -q --amend -m 'another message'
	warns 'migration second0' 'no trailer' \
		"git commit --amend --no-edit --trailer 'Migration: second0'"
	git notes --ref=migrate show | grep -qx 'revision=second0'
	git commit -q --amend -F - <<'END'
another message

Migration: second0
END
	equals "$(trailers)" second0
	echo x >file
	git add file
	exits 0 git commit -q --amend --no-edit
	lacks "$ERR" 'no trailer'
	echo y >file
	commit 'no migration'
	exits 0 git commit -q --amend -m 'another message'
	lacks "$ERR" 'no trailer'
}

# R36
test_a_merge_with_two_heads_is_told_and_gets_no_trailer() {
	committed_project
	git checkout -q -b topic
	add_column
	add_migration
	commit 'soft delete'
	git checkout -q main
	revision third00 first00 'CREATE VIEW v AS SELECT 1 AS one;'
	commit 'a view'
	exits 0 git merge -q --no-edit topic
	warns '2 heads' second0 third00
	lacks "$ERR" 'without a migration'
	equals "$(trailers)" ''
	exits 1 git migrate check HEAD~1..HEAD
	says 'heads'
}

test_the_early_word_comes_before_the_editor_only() {
	committed_project
	add_column
	git add -A
	GIT_EDITOR="vi" exits 0 git migrate hook pre-commit
	warns '+ column todos.deleted_at'
	GIT_EDITOR=: exits 0 git migrate hook pre-commit
	lacks "$ERR" '+ column todos.deleted_at'
}

test_the_note_tells_revisions_schema_and_changes() {
	committed_project
	add_column
	add_migration
	commit 'soft delete'
	git notes --ref=migrate show >note
	grep -qx 'change=+ column todos.deleted_at DATETIME' note
	grep -qx 'revision=second0' note
	grep -qE '^schema=[0-9a-f]{64}$' note
	sort -c note
	echo x >file
	commit 'no model'
	exits 1 git notes --ref=migrate show
}

# R39
test_notes_follow_commits_that_are_rewritten() {
	committed_project
	equals "$(git config --get-all notes.rewriteRef)" refs/notes/migrate
	git migrate init -q
	equals "$(git config --get-all notes.rewriteRef)" refs/notes/migrate
	equals "$(git config notes.rewriteMode)" ''
	base=$(git rev-parse HEAD)
	add_column
	add_migration
	commit 'soft delete'
	git notes --ref=migrate show >before
	git commit -q --amend -m 'another message'
	git notes --ref=migrate show | diff before -
	git checkout -q -b other "$base"
	echo x >x
	commit x
	git rebase -q other main
	git notes --ref=migrate show | diff before -
}

# A commit that autogenerate was run for need not be read again.
test_what_autogenerate_learnt_serves_the_commit() {
	committed_project
	add_column
	add_migration
	git add -A
	[ "$(wc -l <.git/migrate/covered)" -ge 0 ]
	cp .git/migrate/covered ../covered
	echo 'soft delete' >../message
	exits 0 git migrate hook commit-msg ../message
	cmp .git/migrate/covered ../covered
	sed -i 's/DATETIME/TEXT/' migrations/*_soft_delete.sql
	git add -A
	exits 0 git migrate hook commit-msg ../message
	warns '~ column todos.deleted_at type TEXT -> DATETIME'
	rm ../covered ../message
}

# What an upgrade would run, but for the time of day.
planned() {
	git migrate upgrade --sql |
		sed "s/'20[0-9-]*T[0-9:]*Z'/'<time>'/"
}

# R38, R88
test_notes_and_trailers_choose_nothing() {
	committed_project
	add_column
	add_migration
	commit 'soft delete'
	git notes --ref=migrate copy HEAD HEAD~1 2>/dev/null || true
	git migrate notes rebuild -q
	git notes --ref=migrate show >before
	planned >plan
	printf 'revision=evil000\nschema=0\n' |
		git notes --ref=migrate add -f -F - HEAD
	planned | diff plan -
	git update-ref -d refs/notes/migrate
	planned | diff plan -
	exits 0 git migrate notes rebuild
	warns '2 notes'
	git notes --ref=migrate show | diff before -
	# The other branches have theirs, too.
	git branch topic
	git reset -q --hard HEAD~1
	git update-ref -d refs/notes/migrate
	exits 0 git migrate notes rebuild
	git notes --ref=migrate show topic | diff before -
}

# R33, R34
test_check_finds_what_no_hook_saw() {
	committed_project
	base=$(git rev-parse HEAD)
	git checkout -q -b forgot
	add_column
	git commit -q --no-verify -am 'soft delete'
	exits 1 git migrate check "$base..HEAD"
	says 'soft delete' 'uncovered: models.py:' '+ column todos.deleted_at'
	git format-patch -q -1 --stdout >../patch
	git checkout -q -b picked "$base"
	echo x >x
	commit x
	git cherry-pick forgot >/dev/null
	exits 1 git migrate check "$base..HEAD"
	git checkout -q -b mailed "$base"
	git am -q ../patch
	exits 1 git migrate check "$base..HEAD"
	git checkout -q -b rebased forgot
	git rebase -q --force-rebase "$base"
	exits 1 git migrate check "$base..HEAD"
	git checkout -q -b reverted forgot
	add_migration
	git add -A
	git commit -qm 'its migration'
	tip=$(git rev-parse HEAD)
	git checkout -q "$tip"
	git revert --no-edit HEAD >/dev/null
	exits 1 git migrate check "$tip..HEAD"
	says deleted
	rm -f ../patch
}

test_a_squash_merge_is_judged_by_its_end() {
	committed_project
	base=$(git rev-parse HEAD)
	add_column
	git commit -q --no-verify -am 'the models'
	add_migration
	commit 'the migration'
	exits 1 git migrate check "$base.."
	exits 0 git migrate check --end "$base.."
	exits 0 git migrate check HEAD
	exits 1 git migrate check HEAD~1
}

test_check_finds_published_revisions_that_were_edited_or_deleted() {
	committed_project
	base=$(git rev-parse HEAD)
	sed -i 's/255/256/' migrations/*.sql
	commit 'edit'
	exits 1 git migrate check "$base.."
	says 'edited: migrations/' 'revision first00 was edited'
	git rm -q migrations/*.sql
	git commit -q --no-verify -m 'delete'
	exits 1 git migrate check "$base.."
	says 'deleted: migrations/' 'revision first00 was deleted'
}

test_what_the_other_side_added_was_not_deleted_here() {
	committed_project
	git checkout -q -b topic
	echo x >x
	commit x
	git checkout -q main
	add_column
	add_migration
	commit 'soft delete'
	exits 0 git migrate check main..topic
}

test_annotations_sarif_and_json_name_file_and_line() {
	committed_project
	add_column
	git commit -q --no-verify -am 'soft delete'
	exits 1 git migrate check --format=github HEAD~1..
	says '::error file=models.py,line=' 'title=a change without a migration'
	exits 1 git migrate check --format=sarif HEAD~1..
	jq -e '.runs[0].results[0] | .ruleId == "uncovered" and
		.locations[0].physicalLocation.artifactLocation.uri ==
			"models.py"' "$OUT" >/dev/null
	exits 1 git migrate check --json HEAD~1..
	jq -e '.ok == false and .commits[0].findings[0].path == "models.py"' \
		"$OUT" >/dev/null
	exits 1 git migrate check --format=github
	says '::error file=models.py,line='
	exits 129 git migrate check --format=xml
}

# R35
test_a_push_is_checked_in_quarantine_and_in_a_bare_repository() {
	git init -q --bare up
	printf '#!/bin/sh\nexec git-migrate hook pre-receive\n' \
		>up/hooks/pre-receive
	chmod +x up/hooks/pre-receive
	mkdir down
	cd down
	todo_project
	exits 0 git push -q ../up main
	add_column
	git commit -q --no-verify -am 'soft delete'
	exits 1 git push -q ../up main
	warns 'uncovered: models.py:' '+ column todos.deleted_at'
	add_migration
	git add -A
	git commit -q --amend --no-edit
	exits 0 git push -q ../up main HEAD:refs/heads/other
	git -C ../up symbolic-ref HEAD refs/heads/main
	cd ../up
	exits 0 git migrate check
	exits 0 git migrate check HEAD~1..HEAD
}

test_pre_push_is_off_until_it_is_asked_for() {
	git init -q --bare up
	mkdir down
	cd down
	committed_project
	printf '#!/bin/sh\nexec git-migrate hook pre-push "$@"\n' \
		>.git/hooks/pre-push
	chmod +x .git/hooks/pre-push
	git remote add origin ../up
	exits 0 git push -q origin main
	add_column
	git commit -q --no-verify -am 'soft delete'
	git config migrate.prePush enforce
	exits 1 git push -q origin main
	warns '+ column todos.deleted_at'
	git config migrate.prePush warn
	exits 0 git push -q origin main:warned
	warns '+ column todos.deleted_at'
	git config --unset migrate.prePush
	exits 0 git push -q origin main
	lacks "$ERR" '+ column todos.deleted_at'
}

test_what_was_uncovered_before_alarms_once() {
	committed_project
	add_column
	git commit -q --no-verify -am 'soft delete'
	echo '# a comment' >>models.py
	exits 0 git commit -qam comment
	lacks "$ERR" 'without a migration'
	printf '    note = Column(Text)\n' >>models.py
	exits 0 git commit -qam 'another column'
	warns '+ column todos.note TEXT'
	lacks "$ERR" 'deleted_at'
}

# The history of a project that has not begun to write migrations.
test_without_any_migration_each_change_alarms_once() {
	todo_project
	git rm -q -r migrations
	commit 'no migrations'
	add_column
	commit add
	{
		todo_models
		printf '\n\nclass Job(Base):\n    __tablename__ = "jobs"\n'
		printf '    id = Column(Integer, primary_key=True)\n'
	} >models.py
	commit other
	echo '# nothing' >>models.py
	commit comment
	todo_models >models.py
	commit drop
	exits 1 git migrate check HEAD~4..
	sed -n '/^[0-9a-f]/s/^[^ ]* //p; s/.*uncovered: \(models.py:[0-9]*: \)*//p' "$OUT" >all
	equals "$(cat all)" "add
+ column todos.deleted_at DATETIME
other
- column todos.deleted_at DATETIME
+ table jobs
drop
- table jobs"
}

test_what_models_never_had_is_not_missed() {
	committed_project
	revision second0 first00 'CREATE TABLE by_hand (id INTEGER);'
	commit 'by hand'
	add_column
	revision third00 second0 'ALTER TABLE todos ADD COLUMN deleted_at DATETIME;'
	git add -A
	exits 0 git commit -qm 'soft delete'
	lacks "$ERR" 'without a migration'
	equals "$(trailers)" third00
}

with_a_column_nobody_can_read() {
	todo_models
	printf '    kind = Column(make_type(), nullable=True)\n'
}

test_what_is_known_of_a_table_is_judged_nevertheless() {
	committed_project
	git config migrate.commitMsg enforce
	with_a_column_nobody_can_read >models.py
	git commit -qam 'a column nobody can read'
	soft_delete >>models.py
	exits 1 git commit -qam 'soft delete'
	warns '+ column todos.deleted_at DATETIME'
	revision second0 first00 'ALTER TABLE todos ADD COLUMN deleted_at DATETIME;'
	git add -A
	exits 0 git commit -qm 'soft delete'
	lacks "$ERR" 'without a migration'
}

# One line of the source, two columns: that of the second was known before.
test_a_column_whose_type_is_not_known_any_more_is_not_dropped() {
	committed_project
	git config migrate.commitMsg enforce
	{
		echo 'from elsewhere import types'
		printf 'def pick(name):\n    return types[name]\n\n\n'
		todo_models
		printf '    kind = Column(pick("a"))\n    mood = Column(Text)\n'
	} >models.py
	revision second0 first00 'ALTER TABLE todos ADD COLUMN mood TEXT;'
	git add -A
	git commit -qm 'a column nobody can read'
	sed -i 's/mood = Column(Text)/mood = Column(pick("b"))/' models.py
	exits 0 git commit -qam 'another one'
	lacks "$ERR" 'without a migration'
	warns 'cannot be read'
}

test_a_table_that_comes_half_read_is_missed() {
	committed_project
	git config migrate.commitMsg enforce
	with_a_column_nobody_can_read |
		sed 's/"todos"/"jobs"/; s/class Todo/class Job/' >>models.py
	exits 1 git commit -qam 'jobs'
	warns '+ table jobs'
	revision second0 first00 'CREATE TABLE jobs (id INTEGER PRIMARY KEY);'
	git add -A
	exits 0 git commit -qm 'jobs'
	lacks "$ERR" 'without a migration'
}

# Nobody can tell what the commit did to a table that was not read before.
test_a_table_that_becomes_readable_warns_only() {
	committed_project
	git config migrate.commitMsg enforce
	{
		with_a_column_nobody_can_read
		soft_delete
	} >models.py
	git commit -qam 'a column nobody can read'
	sed -i 's/make_type()/Text/' models.py
	exits 0 git commit -qam 'a column all can read'
	warns 'models.py:' 'not known of the commit before: + column todos.kind' \
		'not known of the commit before: + column todos.deleted_at'
	lacks "$ERR" 'without a migration'
	exits 1 git migrate check
}

test_models_that_did_not_build_before_warn_only() {
	committed_project
	git config migrate.commitMsg enforce
	echo 'CREATE TABLE' >schema.sql
	sed -i 's/^models = .*/models = schema.sql/' .gitmigrate
	git add -A
	git commit -qm 'broken SQL'
	echo 'CREATE TABLE jobs (id INTEGER PRIMARY KEY);' >schema.sql
	exits 0 git commit -qam 'better SQL'
	warns 'the models of the commit before do not build'
	lacks "$ERR" 'without a migration'
}

test_imported_files_count_as_models() {
	git init -q
	mkdir app
	printf 'from sqlalchemy import String\nName = String(20)\n' >app/kinds.py
	touch app/__init__.py
	printf 'from sqlalchemy import Column, Integer\n%s\n%s\n%s\n\n%s\n' \
		'from sqlalchemy.orm import declarative_base' \
		'from app.kinds import Name' 'Base = declarative_base()' \
		'class A(Base):' >models.py
	printf '    %s\n' '__tablename__ = "a"' \
		'id = Column(Integer, primary_key=True)' \
		'name = Column(Name)' >>models.py
	git migrate init -q --models=models.py
	git migrate autogenerate -q -m first
	commit first
	with_hooks
	echo x >app/other.py
	git add -A
	exits 0 git commit -qm other
	lacks "$ERR" 'without a migration'
	sed -i 's/20/30/' app/kinds.py
	exits 0 git commit -qam longer
	warns '~ column a.name type VARCHAR(20) -> VARCHAR(30)'
}

# Three commits, of which a clone has the last two.
shallow_clone() {
	todo_project
	add_column
	add_migration
	commit 'soft delete'
	echo x >other.txt
	commit other
	git clone -q --depth 2 "file://$PWD" clone
	cd clone
}

# R52
test_the_boundary_of_a_shallow_clone_is_charged_with_nothing() {
	shallow_clone
	echo '    note = Column(Text)' >>models.py
	git migrate autogenerate -q -m note --rev-id=third00
	commit note
	cut=$(git rev-parse HEAD~2)
	exits 0 git migrate log
	says 'revision third00' 'soft delete' 'shallow boundary'
	lacks "$OUT" first00 second0 'table todos'
	exits 0 git migrate log --json
	python3 - "$OUT" <<'END'
import json, sys

newest, oldest = json.load(open(sys.argv[1]))["log"]
assert not newest["boundary"] and oldest["boundary"]
assert "changes" not in oldest
END
	exits 0 git migrate blame todos
	says "^$(echo "$cut" | cut -c1-6) " "$(git rev-parse --short=7 HEAD) "
	warns 'shallow boundary' 'git fetch --unshallow'
	exits 0 git migrate blame todos.note
	[ ! -s "$ERR" ] || fail 'a boundary that is not met'
	exits 0 git migrate notes rebuild
	exits 0 git notes --ref=migrate list
	equals "$(cut -d ' ' -f 2 "$OUT")" "$(git rev-parse HEAD)"
	exits 128 git migrate check HEAD~5..
	warns "unknown revision 'HEAD~5'" 'git fetch --unshallow'
}

# R52: the other side of the range is not an ancestor that this clone knows.
test_a_range_that_ends_at_the_boundary_says_so() {
	shallow_clone
	git checkout -q --orphan elsewhere
	git commit -qm elsewhere
	git checkout -q main
	exits 0 git migrate check elsewhere..main
	says 'boundary: shallow boundary'
	lacks "$OUT" uncovered
	warns 'checked 2 commits' 'git fetch --unshallow'
	exits 0 git migrate check --end elsewhere..main
	says 'boundary: shallow boundary'
	lacks "$OUT" uncovered
}

# R52: what HEAD's tree has is all that a database needs.
test_a_shallow_clone_syncs_from_the_tree_of_HEAD() {
	shallow_clone
	exits 0 git migrate upgrade
	git checkout -q HEAD~1
	exits 0 git migrate sync
	exits 0 git migrate current
	says second0
}

test_a_tree_that_is_no_project_yet_is_not_judged() {
	git init -q
	todo_models >models.py
	commit models
	exits 0 git migrate check HEAD
	exits 0 git migrate log
	is_silent
	printf '*.db*\n' >.gitignore
	git migrate init -q
	with_hooks
	git add -A
	exits 0 git commit -qm 'set up'
	lacks "$ERR" 'without a migration'
}

run_tests
