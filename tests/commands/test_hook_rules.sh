#!/bin/sh
# What every hook keeps to: it never fails, blocks or asks, and leaves things
# whole when it is stopped.

. "$ROOT/tests/commands/lib.sh"
. "$ROOT/tests/commands/migrations.sh"

# broken: a branch whose migration fails.
broken() {
	GIT_MIGRATE_SKIP=1 git switch -q -c broken main
	migration wrong wrong first
	sed -i 's/CREATE TABLE wrong/CREATE TABLE more (id);\nCREATE TABLE one/' \
		migrations/wrong_wrong.sql
	git add .
	GIT_MIGRATE_SKIP=1 git commit -q -m 'wrong'
	GIT_MIGRATE_SKIP=1 git switch -q main
}

# R13
test_migration_that_fails_fails_no_checkout() {
	branches
	broken
	exits 0 git switch -q broken
	warns 'migrations/wrong_wrong.sql:8' 'already exists' 'git migrate sync'
	[ "$(wc -l <"$ERR")" -le 5 ]
	equals "$(tables)" 'one '
	exits 0 git switch -q topic
	is_right
}

test_strict_hook_fails_as_it_was_asked_to() {
	branches
	broken
	git config migrate.hookStrict true
	exits 1 git switch -q broken
	equals "$(git branch --show-current)" broken
	exits 0 git switch -q main
}

# R13, and a message of many lines.
test_failure_is_said_in_five_lines() {
	branches
	GIT_MIGRATE_SKIP=1 git switch -q -c long
	migration long long first
	sed -i 's/CREATE TABLE long (/CREATE TABLE long (\n\n\n\n\n\nx y z (/' \
		migrations/long_long.sql
	git add .
	exits 0 git commit -q -m 'long'
	warns 'error: ' 'git migrate sync'
	[ "$(wc -l <"$ERR")" -le 5 ]
}

test_broken_configuration_fails_no_checkout() {
	branches
	git config migrate.sync often
	exits 0 git switch -q topic
	warns 'migrate.sync' 'git migrate'
	git config migrate.sync auto
	echo nonsense >>.gitmigrate
	exits 0 git switch -q main
	warns .gitmigrate
	[ "$(wc -l <"$ERR")" -le 5 ]
}

# R14: nothing is looked for, not even the repository.
test_checkout_of_files_opens_nothing() {
	mkdir nowhere
	cd nowhere
	exits 0 git-migrate hook post-checkout x x 0
	equals "$(cat "$ERR")" ''
	exits 0 git-migrate hook post-checkout x x 1
	warns 'not a git repository'
}

# R15
test_nothing_to_do_says_and_writes_nothing() {
	branches
	git checkout -q main
	sleep 0.2
	git checkout -q main
	find .git ! -name index -newer .git/migrate/synced -type f >../newer
	before=$(stat -c '%y %Y' database.db .git/migrate/*)
	exits 0 git-migrate hook post-checkout x x 1
	is_silent
	equals "$(cat "$ERR")" ''
	equals "$(stat -c '%y %Y' database.db .git/migrate/*)" "$before"
}

test_commits_that_were_seen_need_no_object() {
	branches
	git switch -q -c same
	git commit -q --allow-empty -m same
	git switch -q main
	sleep 0.2
	git switch -q same
	git symbolic-ref HEAD refs/heads/main
	mv .git/objects/?? .
	exits 0 git-migrate hook post-checkout x x 1
	equals "$(cat "$ERR")" ''
	git symbolic-ref HEAD refs/heads/topic
	exits 0 git-migrate hook post-checkout x x 1
	warns 'error: '
	mv ./?? .git/objects
	exits 0 git-migrate hook post-checkout x x 1
	warns '+'
	is_right
}

# The memory of what was in sync never hides what is not.
test_change_of_the_ledger_alone_is_seen() {
	branches
	git checkout -q main
	sleep 0.2
	git checkout -q main
	size=$(stat -c %s database.db)
	git migrate downgrade -q base
	equals "$(stat -c %s database.db)" "$size"
	exits 0 git checkout -q main
	warns 'database.db: +'
	is_right
}

test_change_of_the_ledger_at_the_same_moment_is_seen() {
	branches
	for i in 1 2 3 4 5 6 7 8; do
		git checkout -q main
		git migrate downgrade -q base
		git checkout -q main
		is_right
	done
}

# The ledger has as many rows as the last sync left, and other ones.
test_other_revisions_in_the_same_places_are_seen() {
	branches
	git switch -q topic
	git migrate downgrade -q first
	migration draft draft first
	git migrate upgrade -q draft
	equals "$(applied)" 'draft first '
	git checkout -q topic
	equals "$(applied)" 'draft first second '
	rm migrations/draft_draft.sql
	git checkout -q topic
	is_right
}

test_many_steps_are_said_in_one_short_line() {
	branches
	git config migrate.commitMsg off
	git switch -q topic
	for i in $(seq 30); do
		migration "m$i" "m$i" second
	done
	git add .
	exits 0 git commit -m 'thirty'
	warns 'database.db: +' '+(23 more)'
	[ "$(wc -c <"$ERR")" -lt 400 ]
	is_right
}

test_another_database_is_looked_at() {
	branches
	sleep 0.2
	git checkout -q main
	cp database.db other.db
	(
		GIT_MIGRATE_DATABASE=sqlite:///other.db
		export GIT_MIGRATE_DATABASE
		git migrate downgrade -q base
		exits 0 git checkout -q main
		warns 'other.db: +'
	)
	is_right
	(DATABASE=other.db && is_right)
	mv other.db database.db
	git migrate downgrade -q base
	cp database.db ../base.db
	git checkout -q main
	sleep 0.2
	git checkout -q main
	cp ../base.db database.db
	git checkout -q main
	is_right
}

test_write_ahead_log_is_looked_at() {
	branches
	equals "$(sql 'PRAGMA journal_mode = WAL')" wal
	sleep 0.2
	git checkout -q main
	git checkout -q main
	git switch -q topic
	is_right
	sqlite3 database.db >../holder.log <<'END' &
SELECT count(*) FROM one;
BEGIN;
SELECT count(*) FROM one;
.shell sleep 2
COMMIT;
END
	sleep 0.3
	git switch -q main
	git migrate downgrade -q base
	git checkout -q main
	is_right
	wait
}

test_damaged_memory_is_no_harm() {
	branches
	for text in '' x 'a\nb\nc\nd\ne\nf\n' \
		'a\nb\nc\nd\ne\nf\ng h' '\n\n\n\n\n\n' '\377\n\n'; do
		# shellcheck disable=SC2059 # a format of ours
		printf "$text" >.git/migrate/synced
		git switch -q topic
		is_right
		git switch -q main
		is_right
	done
	rm -r .git/migrate
	git switch -q topic
	is_right
	chmod 500 .git/migrate
	git switch -q main
	chmod 700 .git/migrate
	is_right
}

# R16
test_hook_neither_reads_nor_asks() {
	branches
	GIT_MIGRATE_SKIP=1 git switch -q topic
	mkfifo ../pipe
	sleep 2 >../pipe &
	exits 0 git-migrate hook post-checkout x y 1 <../pipe
	kill $!
	is_right
	git switch -q main
	echo unread | { git-migrate hook post-merge 0; cat; } >../rest
	equals "$(cat ../rest)" unread
}

# R17: libgit2 runs in circles over an object that was cut off.
test_hang_is_ended() {
	branches
	git config migrate.hookTimeout 1
	object=$(git rev-parse 'HEAD^{tree}' |
		sed 's,^\(..\)\(.*\),.git/objects/\1/\2,')
	[ -f "$object" ]
	chmod u+w "$object"
	head -c 20 "$object" >../part
	cp ../part "$object"
	before=$(cksum <database.db)
	start=$(date +%s)
	exits 0 git-migrate hook post-checkout x y 1
	[ $(($(date +%s) - start)) -le 4 ]
	warns 'gave up after 1 seconds' 'git migrate sync'
	equals "$(cksum <database.db)" "$before"
}

# R17
test_lock_that_is_held_is_given_up_on() {
	branches
	git config migrate.hookTimeout 1
	sqlite3 database.db >/dev/null <<'END' &
BEGIN IMMEDIATE;
.shell touch ../held; sleep 2
COMMIT;
END
	while [ ! -e ../held ]; do sleep 0.05; done
	exits 0 git switch -q topic
	warns 'gave up after 1 seconds' 'git migrate sync'
	wait
	equals "$(tables)" 'one '
	git checkout -q topic
	is_right
}

# R18
test_hook_within_a_hook_of_ours_does_nothing() {
	branches
	GIT_MIGRATE_SKIP=1 git switch -q topic
	GIT_MIGRATE_INSIDE_HOOK=1 exits 0 git-migrate hook post-checkout x y 1
	equals "$(tables)" 'one '
}

# R18
test_hook_that_checks_out_comes_to_an_end() {
	branches
	git migrate hooks uninstall -q
	cat >.git/hooks/post-checkout <<'END'
#!/bin/sh
[ "$(git branch --show-current)" != topic ] || git switch -q side
END
	chmod +x .git/hooks/post-checkout
	git migrate hooks install -q
	exits 0 git switch -q topic
	equals "$(git branch --show-current)" side
	is_right
}

test_hooks_can_be_skipped_once() {
	branches
	GIT_MIGRATE_SKIP=1 exits 0 git switch -q topic
	equals "$(cat "$ERR")" ''
	is_stale
}

test_modes() {
	branches
	git config migrate.sync off
	exits 0 git switch -q topic
	equals "$(cat "$ERR")" ''
	equals "$(tables)" 'one '
	git config migrate.sync status
	exits 0 git checkout -q topic
	warns 'git migrate status'
	equals "$(tables)" 'one '
	git config migrate.sync ask
	exits 0 git checkout -q topic
	warns 'database.db: +' 'git migrate sync'
	equals "$(tables)" 'one '
	git -c migrate.sync=auto checkout -q topic
	is_right
}

test_absent_database_is_not_made() {
	branches
	mv database.db ../away.db
	exits 0 git switch -q topic
	equals "$(cat "$ERR")" ''
	[ ! -e database.db ]
}

test_database_without_a_ledger_is_not_touched() {
	branches
	rm database.db
	sql 'CREATE TABLE mine (id)'
	before=$(cksum <database.db)
	exits 0 git switch -q topic
	equals "$(cat "$ERR")" ''
	equals "$(cksum <database.db)" "$before"
}

# R12
test_uncommitted_migration_is_neither_run_nor_taken_back() {
	branches
	migration draft draft first
	git switch -q -c other
	equals "$(tables)" 'one '
	git migrate upgrade -q
	equals "$(tables)" 'draft one '
	git checkout -q -b another
	equals "$(tables)" 'draft one '
	git switch -q main
	equals "$(tables)" 'draft one '
	git add .
	git checkout -q -b yet-another
	equals "$(tables)" 'draft one '
}

slow() {
	GIT_MIGRATE_SKIP=1 git switch -q -c slow main
	migration slow slow first
	sed -i '/^CREATE TABLE slow/a INSERT INTO slow (note) WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 700000) SELECT x FROM c;' \
		migrations/slow_slow.sql
	git add .
	GIT_MIGRATE_SKIP=1 git commit -q -m 'slow'
}

is_old_or_new() {
	case $(applied) in
	'first ') equals "$(tables)" 'one ' ;;
	'first slow ')
		equals "$(tables)" 'one slow '
		equals "$(sql 'SELECT count(*) FROM slow')" 700000
		;;
	*) fail "neither old nor new: $(applied)" ;;
	esac
}

# R25
test_signals_leave_the_old_or_the_new_state() {
	branches
	slow
	for i in $(seq 24); do
		case $((i % 4)) in
		0) signal=INT ;;
		1) signal=TERM ;;
		2) signal=HUP ;;
		3) signal=KILL ;;
		esac
		setsid git-migrate hook post-merge 0 &
		sleep "0.$(((i * 37) % 50 + 10))"
		kill -"$signal" $! 2>/dev/null || :
		wait $! || :
		is_old_or_new
		exits 0 git migrate current
		[ ! -e .git/index.lock ]
		[ "$(applied)" = 'first ' ] || git migrate downgrade -q first
	done
	exits 0 git migrate sync
	is_right
}

# R26: two at once end as HEAD is.
test_hooks_at_the_same_time_wait_for_each_other() {
	branches
	for i in 1 2 3 4 5; do
		GIT_MIGRATE_SKIP=1 git switch -q topic
		git-migrate hook post-checkout x y 1 &
		git-migrate hook post-merge 0 &
		git-migrate hook post-commit &
		wait
		is_right
		GIT_MIGRATE_SKIP=1 git switch -q side
		git-migrate hook post-checkout x y 1 &
		GIT_MIGRATE_SKIP=1 git switch -q main
		git-migrate hook post-checkout x y 1 &
		wait
		is_right
	done
}

# R26: git killed, its hook alive.
# Waits until no hook runs in this directory any more.
settled() {
	for _ in $(seq 150); do
		found=
		for process in /proc/[0-9]*; do
			if [ "$(cat "$process/comm" 2>/dev/null)" = git-migrate ] &&
				[ "$(readlink "$process/cwd")" = "$PWD" ]; then
				found=1
			fi
		done
		[ -n "$found" ] || return 0
		sleep 0.2
	done
}

test_hook_that_outlives_git_is_no_harm() {
	branches
	slow
	GIT_MIGRATE_SKIP=1 git switch -q main
	git switch -q slow &
	sleep 0.3
	kill -KILL $! 2>/dev/null || :
	wait $! || :
	exits 0 git checkout -q side
	settled
	is_right
}

# R26: HEAD moved to what the database is at, while it is being moved away.
test_head_that_moves_back_meanwhile_is_seen() {
	branches
	slow
	git-migrate hook post-checkout x y 1 2>../said &
	sleep 0.15
	git switch -q main
	wait
	is_right
}

# What was written on a branch and not committed stays behind when the branch is
# left, and must not keep the database from following (R12).
test_uncommitted_migration_of_another_branch_waits() {
	branches
	git switch -q topic
	migration extra extra second
	git migrate upgrade -q
	exits 0 git switch main
	is_right
	exits 0 git migrate status
	says 'wait for another branch'
	says extra
	exits 0 git migrate current
	exits 0 git switch topic
	equals "$(applied)" 'first second '
	git migrate upgrade -q
	equals "$(applied)" 'extra first second '
}

# The environment that git gives to hooks, wherever it comes from.
test_commit_of_a_path_with_its_own_index() {
	branches
	migration fourth fourth first
	git add .
	echo more >>code
	git commit -q -m 'code only' code
	equals "$(tables)" 'one '
	git commit -q -m 'fourth'
	is_right
}

test_commit_in_a_linked_worktree() {
	branches
	git worktree add -q ../linked side
	cd ../linked
	git migrate upgrade -q
	migration fourth fourth third
	commit 'fourth'
	is_right
	equals "$(tables)" 'fourth one three '
	equals "$(DATABASE=../repo/database.db && tables)" 'one '
}

test_linked_worktree_remembers_for_itself() {
	branches
	git worktree add -q ../linked side
	cd ../linked
	git migrate upgrade -q
	git checkout -q --detach topic
	is_right
	[ -e ../repo/.git/worktrees/linked/migrate/synced ] ||
		git checkout -q --detach topic
	cd ../repo
	git checkout -q main
	is_right
}

test_wrong_calls_are_usage_errors() {
	branches
	exits 129 git migrate hook
	exits 129 git migrate hook post-nothing
	warns 'post-checkout'
	exits 129 git migrate hooks undo
}

run_tests
