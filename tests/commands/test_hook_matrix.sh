#!/bin/sh
# R1, R3, R10, R92: what moves HEAD, one test a way. Where a hook of Git sees it, the
# database is right as soon as the command is over; where none does, `status`
# says so and `sync` mends it.

. "$ROOT/tests/commands/lib.sh"
. "$ROOT/tests/commands/migrations.sh"

# Commits

test_commit_of_a_migration_applies_it() {
	branches
	migration fourth fourth first
	git add .
	exits 0 git commit -m 'fourth'
	warns 'database.db: +'
	is_right
}

test_commit_without_verification() {
	branches
	migration fourth fourth first
	git add .
	git commit -q --no-verify -m 'fourth'
	is_right
}

test_commit_of_one_path_leaves_the_others_alone() {
	branches
	migration fourth fourth first
	migration fifth fifth first
	git add .
	git commit -q -m 'fourth' migrations/fourth_fourth.sql
	equals "$(applied)" 'first fourth '
	is_right
}

test_amended_commit() {
	branches
	git switch -q side
	git mv migrations/third_three.sql migrations/third_other.sql
	sed -i 's/three/fourth/' migrations/third_other.sql
	git commit -q -a --amend --no-edit
	equals "$(tables)" 'fourth one '
	exits 0 git migrate status
}

test_fixup_commit() {
	branches
	migration fourth fourth first
	git add .
	git commit -q --fixup HEAD
	is_right
}

# Checkouts

test_switch_there_and_back() {
	branches
	exits 0 git switch topic
	warns 'database.db: +'
	is_right
	exits 0 git switch side
	is_right
	exits 0 git checkout main
	is_right
}

test_checkout_of_the_same_branch_says_nothing() {
	branches
	exits 0 git checkout -q main
	[ ! -s "$ERR" ]
	is_right
}

test_new_branch_says_nothing() {
	branches
	exits 0 git checkout -q -b new
	[ ! -s "$ERR" ]
	exits 0 git switch -q -c newer
	[ ! -s "$ERR" ]
	is_right
}

test_branch_reset_by_checkout() {
	branches
	git checkout -q -B side topic
	is_right
}

test_detached_head() {
	branches
	git checkout -q --detach topic
	is_right
	git checkout -q v0
	equals "$(tables)" ''
	git checkout -q main
	is_right
}

# The migrations lie in the index and the working tree: R12 leaves them.
test_orphan_branch_keeps_what_the_working_tree_has() {
	branches
	exits 0 git checkout -q --orphan empty
	equals "$(tables)" 'one '
	git rm -q -r --cached .
	git clean -q -f -d -e '*.db'
	git checkout -q topic
	is_right
}

test_unborn_branch_without_files_is_nothing() {
	branches
	git switch -q --orphan empty
	equals "$(tables)" ''
	git switch -q main
	is_right
}

# R14
test_checkout_of_files_changes_nothing() {
	branches
	git switch -q topic
	git checkout -q main -- code
	git restore --source=topic code
	git checkout -q -- code
	git restore --staged code
	is_right
}

# No hook sees a reset.

test_hard_reset_is_seen_later() {
	branches
	git switch -q topic
	git reset -q --hard main
	is_stale
}

test_soft_reset_is_seen_later() {
	branches
	git switch -q topic
	git reset -q --soft main
	is_stale
}

test_keeping_reset_is_seen_later() {
	branches
	git reset -q --keep topic
	is_stale
}

test_merging_reset_is_seen_later() {
	branches
	git reset -q --merge topic
	is_stale
}

test_next_checkout_catches_up_with_a_reset() {
	branches
	git switch -q topic
	git reset -q --hard main
	git checkout -q topic
	is_right
}

# Stashes

test_stash_and_pop_change_nothing() {
	branches
	echo more >code
	git stash -q
	git stash pop -q
	is_right
}

test_branch_of_a_stash() {
	branches
	echo more >code
	git stash -q
	git switch -q side
	git stash branch stashed >/dev/null
	is_right
}

# Merges

test_true_merge() {
	branches
	git switch -q topic
	migration fourth fourth second
	commit 'fourth'
	git switch -q side
	echo other >lines
	commit 'more'
	exits 0 git merge -q --no-edit topic
	is_right
	equals "$(tables)" 'fourth one three two '
}

test_fast_forward_merge() {
	branches
	git merge -q topic
	is_right
}

test_merge_of_what_is_merged() {
	branches
	git switch -q topic
	git merge -q main
	is_right
}

test_squashed_merge_and_its_commit() {
	branches
	git merge -q --squash topic
	is_right
	git commit -q -m 'squashed'
	is_right
	equals "$(tables)" 'one two '
}

conflict() {
	branches
	git switch -q side
	echo side >code
	commit 'code of side'
}

test_commit_that_ends_a_merge_with_a_conflict() {
	conflict
	exits 1 git merge topic
	equals "$(tables)" 'one three '
	echo both >code
	git add code
	git commit -q --no-edit
	is_right
	equals "$(tables)" 'one three two '
}

test_continued_merge() {
	conflict
	exits 1 git merge topic
	echo both >code
	git add code
	GIT_EDITOR=true git merge --continue
	is_right
}

test_aborted_merge() {
	conflict
	exits 1 git merge topic
	git merge --abort
	is_right
}

test_merge_without_verification() {
	branches
	git switch -q side
	git merge -q --no-edit --no-verify topic
	is_right
}

test_pull_that_fast_forwards() {
	branches
	git clone -q . ../up
	git -C ../up switch -q topic
	git remote add up "$PWD/../up"
	git pull -q up topic
	is_right
	equals "$(tables)" 'one two '
}

test_pull_that_rebases() {
	branches
	git clone -q . ../up
	git -C ../up switch -q topic
	git remote add up "$PWD/../up"
	git switch -q side
	git pull -q --rebase up topic
	is_right
	equals "$(tables)" 'one three two '
}

# Picks

test_cherry_pick() {
	branches
	git cherry-pick topic~1 >/dev/null
	is_right
	equals "$(tables)" 'one two '
}

# R9: nothing happens until the last one.
test_series_of_picks_moves_once() {
	branches
	exits 0 git cherry-pick main..topic side
	equals "$(grep -c '^database.db:' "$ERR")" 1
	is_right
	equals "$(tables)" 'one three two '
}

test_pick_that_goes_on_after_a_conflict() {
	conflict
	exits 1 git cherry-pick main..topic
	echo both >code
	git add code
	GIT_EDITOR=true git cherry-pick --continue
	is_right
}

test_commit_that_ends_a_series_of_picks() {
	conflict
	exits 1 git cherry-pick main..topic
	echo both >code
	git add code
	git commit -q --no-edit
	is_right
}

test_pick_without_commit() {
	branches
	git cherry-pick -n topic~1
	equals "$(tables)" 'one '
	git commit -q -m 'picked'
	is_right
}

test_aborted_picks_are_seen_later() {
	conflict
	exits 1 git cherry-pick main..topic
	git cherry-pick --abort
	is_right
}

test_revert() {
	branches
	git switch -q side
	git revert --no-edit HEAD >/dev/null
	is_right
	equals "$(tables)" 'one '
}

# Patches

test_am_applies_at_the_last_patch() {
	branches
	git format-patch -q -o ../patches main..topic
	exits 0 git am ../patches/*
	is_right
	equals "$(tables)" 'one two '
}

test_aborted_am() {
	conflict
	git format-patch -q -o ../patches main..topic
	exits 128 git am ../patches/*
	git am --abort
	is_right
}

# Rebases

# R9: no SQL until the end of it, for what the steps in between were is in the
# file that the commands after each of them write.
test_rebase_of_twenty_commits_moves_once_at_its_end() {
	branches
	git switch -q topic
	for i in $(seq 18); do
		echo "$i" >>lines
		[ $((i % 3)) -ne 0 ] || migration "m$i" "m$i" second
		commit "number $i"
	done
	is_right
	before=$(cksum <database.db)
	exits 0 git rebase side -x 'cksum <database.db >>../steps'
	equals "$(wc -l <../steps)" 20
	equals "$(sort -u ../steps)" "$before"
	equals "$(grep -c '^database.db:' "$ERR")" 1
	is_right
	equals "$(migrations_of_head)" \
		'first m12 m15 m18 m3 m6 m9 second third '
}

test_rebase_by_patches() {
	branches
	git switch -q topic
	git rebase -q --apply side
	is_right
	equals "$(tables)" 'one three two '
}

test_rebase_of_another_branch() {
	branches
	git rebase -q side topic
	is_right
}

test_reworded_commit() {
	branches
	git switch -q topic
	cat >../editor <<'END'
#!/bin/sh
case $1 in
*todo) sed -i '1s/^pick/reword/' "$1" ;;
*) echo reworded >"$1" ;;
esac
END
	chmod +x ../editor
	GIT_EDITOR="$PWD/../editor" git rebase -q -i side
	is_right
}

test_rebase_that_drops_a_migration() {
	branches
	git switch -q topic
	GIT_SEQUENCE_EDITOR="sed -i '1s/^pick/drop/'" git rebase -q -i main
	is_right
	equals "$(tables)" 'one '
}

test_autosquash() {
	branches
	git switch -q topic
	sed -i 's/note TEXT/note TEXT, more TEXT/' migrations/second_two.sql
	git commit -q -a --fixup HEAD~1
	GIT_SEQUENCE_EDITOR=: git rebase -q -i --autosquash main
	is_right
	equals "$(sql "SELECT count(*) FROM pragma_table_info('two')")" 3
}

test_rebase_that_goes_on_after_a_conflict() {
	conflict
	exits 1 git rebase topic
	equals "$(tables)" 'one three '
	exits 1 git migrate status
	says 'Hooks wait for the end of a rebase'
	echo both >code
	git add code
	GIT_EDITOR=true git rebase --continue
	is_right
	equals "$(tables)" 'one three two '
}

test_rebase_with_nothing_to_do() {
	branches
	git switch -q topic
	git rebase -q main
	is_right
}

test_rebase_that_fast_forwards() {
	branches
	git rebase -q topic
	is_right
}

test_rebase_by_patches_that_fast_forwards() {
	branches
	git rebase -q --apply topic
	is_right
}

test_aborted_rebase_is_as_it_was() {
	conflict
	exits 1 git rebase topic
	git rebase --abort
	is_right
}

test_rebase_that_is_left_is_caught_by_the_next_command() {
	conflict
	exits 1 git rebase topic
	git rebase --quit
	git reset -q --hard
	exits 1 git migrate status
	says 'Hooks waited for a rebase' 'git migrate sync'
	is_stale
	exits 0 git migrate status
	lacks "$OUT" 'Hooks waited'
	git checkout -q main
	is_right
}

# Since git 2.38.
test_rebase_moves_other_branches_too() {
	git rebase -h >../usage 2>&1 || :
	grep -q update-refs ../usage || return 0
	branches
	git switch -q topic
	git branch middle HEAD~1
	git rebase -q --update-refs side
	is_right
	git switch -q middle
	is_right
	equals "$(tables)" 'one three two '
}

# Bisections

bisection() {
	branches
	git switch -q topic
	for i in 1 2 3 4 5 6; do
		migration "m$i" "m$i" second
		commit "number $i"
	done
}

test_bisection_is_followed_step_by_step() {
	bisection
	git bisect start HEAD v0 >/dev/null
	is_right
	git bisect good >/dev/null
	is_right
	git bisect bad >/dev/null
	is_right
	git bisect reset >/dev/null
	is_right
	equals "$(git branch --show-current)" topic
}

test_bisection_can_be_waited_for() {
	bisection
	git config migrate.bisect wait
	before=$(cksum <database.db)
	git bisect start HEAD v0 >/dev/null
	git bisect good >/dev/null
	equals "$(cksum <database.db)" "$before"
	git bisect bad >/dev/null
	git bisect reset >/dev/null
	equals "$(cksum <database.db)" "$before"
	is_right
}

# R13
test_bisect_reset_ends_with_a_database_that_fails() {
	bisection
	git bisect start HEAD v0 >/dev/null
	echo 'no database' >database.db
	exits 0 git bisect reset
	warns 'git migrate sync'
	[ "$(wc -l <"$ERR")" -le 8 ]
	equals "$(git branch --show-current)" topic
	exits 1 git bisect log
}

# What no hook sees

test_symbolic_ref_is_seen_later() {
	branches
	git symbolic-ref HEAD refs/heads/topic
	is_stale
}

test_update_ref_is_seen_later() {
	branches
	git update-ref refs/heads/main topic
	is_stale
}

test_fetch_into_the_branch_is_seen_later() {
	branches
	git clone -q . ../up
	git fetch -q -u ../up refs/remotes/origin/side:main
	git reset -q --hard
	is_stale
}

test_push_into_the_branch_is_seen_later() {
	branches
	git config receive.denyCurrentBranch updateInstead
	git clone -q . ../other
	git -C ../other push -q origin origin/topic:main
	is_stale
}

test_renamed_branch() {
	branches
	git branch -m renamed
	is_right
}

test_rewritten_history_is_seen_later() {
	branches
	git switch -q topic
	FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch -f --index-filter \
		'git rm -q --cached --ignore-unmatch migrations/second_two.sql' \
		main..topic >/dev/null 2>&1
	is_stale
}

# A working tree of other files is not another HEAD.
test_read_tree_changes_nothing() {
	branches
	git read-tree -u -m topic
	exits 0 git migrate status
	equals "$(applied)" "$(migrations_of_head)"
}

# Other working trees

# R11: each has a database of its own.
test_linked_worktrees_have_each_its_own() {
	branches
	exits 0 git worktree add -q ../linked topic
	[ ! -e ../linked/database.db ]
	(
		cd ../linked
		git migrate upgrade -q
		is_right
		git checkout -q --detach side
		is_right
	)
	is_right
	git switch -q topic
	is_right
	equals "$(DATABASE=../linked/database.db && tables)" 'one three '
}

# R79
test_clone_runs_nothing() {
	branches
	git switch -q topic
	git clone -q . ../clone
	cd ../clone
	[ ! -e database.db ]
	sql 'CREATE TABLE mine (id)'
	git checkout -q main
	equals "$(tables)" 'mine '
}

# R20
test_submodule_has_a_database_of_its_own() {
	mkdir library
	(cd library && branches)
	branches
	git -c protocol.file.allow=always submodule --quiet add \
		"$PWD/../library/repo" library
	(
		cd library
		git migrate hooks install -q
		git migrate upgrade -q
	)
	commit 'library'
	(cd library && git checkout -q topic)
	commit 'newer library'
	is_right
	(cd library && is_right)
	(cd library && git checkout -q main)
	git -c protocol.file.allow=always submodule --quiet update
	is_right
	(cd library && is_right && equals "$(tables)" 'one two ')
}

test_separate_git_directory() {
	branches
	mv .git ../elsewhere
	git --git-dir=../elsewhere --work-tree=. switch -q topic
	equals "$(tables)" 'one two '
	git --git-dir=../elsewhere --work-tree=. switch -q main
	equals "$(tables)" 'one '
}

test_from_a_subdirectory() {
	branches
	mkdir -p sub/directory
	echo >sub/directory/file
	commit 'subdirectory'
	git switch -q -c below
	(
		cd sub/directory
		migration fourth fourth first
		mv migrations/fourth_fourth.sql ../../migrations/
		rmdir migrations
		git add ../..
		git commit -q -m 'fourth'
		git switch -q main
	)
	is_right
	(cd sub/directory && git switch -q below)
	is_right
}

run_tests
