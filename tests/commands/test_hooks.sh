#!/bin/sh
# Installing hooks, and what they leave as it was.

. "$ROOT/tests/commands/lib.sh"
. "$ROOT/tests/commands/migrations.sh"

# Files are asked for where git may need none (2.54): they are what is tested.
names='commit-msg post-applypatch post-checkout post-commit post-merge post-rewrite pre-commit'

hooks_there() {
	find .git/hooks -type f -o -type l | sed 's,.*/,,' |
		grep -v '\.sample$' | sort | tr '\n' ' '
}

# A hook of somebody else that writes down what it is given.
foreign() {
	mkdir -p "$(dirname "$1")"
	cat >"$1" <<'END'
#!/bin/sh
{
	echo "$(basename "$0") $#: $*"
	env | grep -E '^(GIT_|PATH=|HOME=)' | sort
	cat
} >>"$TMPDIR/foreign"
exit ${FOREIGN_STATUS-0}
END
	chmod "${2-755}" "$1"
}

test_init_installs_the_hooks_and_says_so() {
	git init -q
	exits 0 git migrate init
	warns 'installed the hooks' 'migrate.sync to auto'
	for hook in $names; do
		warns "$hook"
	done
	exits 0 git migrate hooks
	equals "$(git config --local migrate.sync)" auto
}

test_init_without_hooks_leaves_them_out() {
	git init -q
	exits 0 git migrate init --no-hooks
	equals "$(hooks_there)" ''
	equals "$(git config migrate.sync || :)" ''
	exits 1 git migrate hooks
	says 'migrate.sync is off' absent
}

test_umask_does_not_take_the_mode_away() {
	git init -q
	(umask 077 && git migrate hooks install --files -q)
	equals "$(stat -c %a .git/hooks/post-checkout)" 755
}

test_own_setting_of_sync_is_left() {
	git init -q
	git config migrate.sync status
	git migrate hooks install --files -q
	equals "$(git config migrate.sync)" status
	git migrate hooks uninstall -q
	equals "$(git config migrate.sync)" status
}

# R21
test_installing_twice_gives_the_same_bytes() {
	git init -q
	foreign .git/hooks/post-merge
	git migrate hooks install --files -q
	cp -a .git ../first
	exits 0 git migrate hooks install --files
	warns 'nothing was to be done'
	diff -r .git ../first
	rm -r ../first
}

# R21
test_uninstalling_gives_the_first_bytes_back() {
	git init -q
	foreign .git/hooks/post-checkout
	foreign .git/hooks/post-merge 644
	printf '#!/bin/sh\n# \000\377 no line feed' >.git/hooks/post-commit
	foreign ./elsewhere
	ln -s "$PWD/elsewhere" .git/hooks/post-rewrite
	cp -a .git/hooks ../first
	git migrate hooks install --files -q
	equals "$(hooks_there)" "commit-msg post-applypatch post-checkout post-checkout.before-git-migrate post-commit post-commit.before-git-migrate post-merge post-merge.before-git-migrate post-rewrite post-rewrite.before-git-migrate pre-commit "
	exits 0 git migrate hooks uninstall
	warns 'put back the one before it'
	diff -r .git/hooks ../first
	equals "$(stat -c '%n %a %N' .git/hooks/post-*)" \
		"$(cd ../first && stat -c '.git/hooks/%n %a %N' post-* |
			sed "s, '\(post\), '.git/hooks/\1,")"
	equals "$(git config --local migrate.sync || :)" ''
	rm -r ../first
	exits 0 git migrate hooks uninstall
	warns 'nothing was to be done'
}

# R21: arguments, environment, input and exit status.
test_hook_that_was_there_runs_as_if_it_were_alone() {
	branches
	rm -f "$TMPDIR/foreign"
	foreign .git/hooks/post-rewrite
	foreign .git/hooks/post-checkout
	git switch -q topic
	git commit -q --amend -m 'amended'
	mv "$TMPDIR/foreign" ../alone
	git reset -q --hard 'HEAD@{1}'
	git switch -q main
	rm "$TMPDIR/foreign"
	git migrate hooks uninstall -q
	foreign .git/hooks/post-rewrite
	foreign .git/hooks/post-checkout
	git migrate hooks install --files -q
	git switch -q topic
	GIT_COMMITTER_DATE='1790000001 +0000' git commit -q --amend -m 'amended'
	sed -e 's/\.before-git-migrate//' -e 's/^\(GIT_COMMITTER_DATE=\).*/\1/' \
		"$TMPDIR/foreign" >../chained
	grep -q '^post-rewrite 1: amend' ../chained
	grep -q '^post-checkout 3: ' ../chained
	grep -v '^[0-9a-f]\{40\} ' ../chained >../chained.rest
	sed 's/^\(GIT_COMMITTER_DATE=\).*/\1/' ../alone |
		grep -v '^[0-9a-f]\{40\} ' | diff - ../chained.rest
	equals "$(grep -c '^[0-9a-f]\{40\} [0-9a-f]\{40\}' ../chained)" 1
	rm "$TMPDIR/foreign"
	FOREIGN_STATUS=7 exits 1 git switch main
	is_right
	rm "$TMPDIR/foreign"
}

test_hook_that_is_not_executable_is_kept_and_not_run() {
	branches
	rm -f "$TMPDIR/foreign"
	git migrate hooks uninstall -q
	foreign .git/hooks/post-checkout 644
	git migrate hooks install --files -q
	git switch -q topic
	[ ! -e "$TMPDIR/foreign" ]
	is_right
}

test_status_tells_of_tampering() {
	git init -q
	git migrate hooks install --files -q
	exits 0 git migrate hooks status
	echo 'echo more' >>.git/hooks/post-merge
	exits 1 git migrate hooks status
	says 'post-merge:      changed'
	exits 1 git migrate hooks status --json
	says '"state": "changed"'
	exits 128 git migrate hooks install --files
	warns 'post-merge' --force
	exits 128 git migrate hooks uninstall
	exits 0 git migrate hooks install --files --force
	exits 0 git migrate hooks
}

test_status_tells_what_is_missing() {
	git init -q
	git migrate hooks install --files -q
	rm .git/hooks/post-merge
	chmod -x .git/hooks/post-commit
	foreign .git/hooks/post-rewrite
	exits 1 git migrate hooks
	says 'post-merge:      absent' 'post-commit:     not run' \
		'post-rewrite:    another tool'
	warns 'git migrate hooks install'
	exits 0 git migrate hooks install --files
	exits 0 git migrate hooks
	says 'post-rewrite:    installed, runs the one'
}

# A tool that was installed later, and keeps ours as another one.
test_later_tool_that_keeps_ours_is_known_to_call_it() {
	branches
	git migrate hooks install -q --files
	mv .git/hooks/post-checkout .git/hooks/post-checkout.legacy
	cat >.git/hooks/post-checkout <<'END'
#!/bin/sh
exec "$0.legacy" "$@"
END
	chmod +x .git/hooks/post-checkout
	exits 0 git migrate hooks
	says 'post-checkout:   called by'
	git switch -q topic
	is_right
	git migrate hooks install --files -q
	[ ! -e .git/hooks/post-checkout.before-git-migrate ]
}

test_two_hooks_of_others_are_not_confused() {
	git init -q
	foreign .git/hooks/post-merge
	git migrate hooks install --files -q
	printf '#!/bin/sh\necho other\n' >.git/hooks/post-merge
	exits 128 git migrate hooks install --files
	warns 'post-merge.before-git-migrate' 'are both hooks of others'
	contains .git/hooks/post-merge 'echo other'
}

# R24
test_installation_that_was_cut_off_is_finished() {
	git init -q
	foreign .git/hooks/post-merge
	first=$(cksum <.git/hooks/post-merge)
	ln .git/hooks/post-merge .git/hooks/post-merge.before-git-migrate
	git migrate hooks install --files -q
	exits 0 git migrate hooks
	git migrate hooks uninstall -q
	equals "$(cksum <.git/hooks/post-merge)" "$first"
	equals "$(hooks_there)" 'post-merge '
}

# R22
test_hooks_of_husky_are_not_written() {
	branches
	git migrate hooks uninstall -q
	mkdir -p .husky/_
	git config core.hooksPath .husky/_
	exits 128 git migrate hooks install --files
	warns 'lies in the working tree' \
		'.husky/post-checkout: git migrate hook post-checkout "$@"'
	equals "$(ls .husky/_)" ''
	equals "$(hooks_there)" ''
	# as the instructions say; husky's own file runs it
	printf '#!/bin/sh\ngit migrate hook post-checkout "$@" || :\n' \
		>.husky/_/post-checkout
	chmod +x .husky/_/post-checkout
	git switch -q topic
	is_right
	exits 1 git migrate hooks
	says 'post-checkout:   called'
	exits 0 git migrate hooks install --files --force
	exits 0 git migrate hooks
	[ -x .husky/_/post-merge ]
	equals "$(hooks_there)" ''
}

# R22
with_shared_hooks() {
	git -c core.hooksPath="$PWD/everywhere" -C repo migrate "$@"
}
test_global_hooks_are_not_written() {
	git init -q repo
	mkdir everywhere
	exits 128 with_shared_hooks hooks install --files
	warns 'may serve other repositories too' 'git migrate hook post-merge'
	exits 0 with_shared_hooks init
	equals "$(ls everywhere)" ''
	[ -e repo/.gitmigrate ]
}

test_link_to_a_directory_of_the_tree_is_one_of_the_tree() {
	git init -q
	mkdir githooks
	rm -r .git/hooks
	ln -s ../githooks .git/hooks
	exits 128 git migrate hooks install --files
	warns 'lies in the working tree'
	equals "$(ls githooks)" ''
}

test_hooks_path_in_the_repository_is_its_own() {
	git init -q
	git config core.hooksPath .git/other
	exits 0 git migrate hooks install --files
	[ -x .git/other/post-checkout ]
}

test_hooks_that_are_turned_off_are_said_to_be() {
	git init -q
	git config core.hooksPath /dev/null
	exits 128 git migrate hooks install --files
	warns 'turns hooks off' 'core.hooksPath'
	exits 1 git migrate hooks
	warns 'turns hooks off'
}

# R22: the files that these tools write are kept and run.
test_files_of_lfs_lefthook_and_pre_commit_are_chained() {
	branches
	git migrate hooks uninstall -q
	for tool in git-lfs lefthook pre-commit; do
		printf '#!/bin/sh\n# %s\necho "%s $*" >>../ran\n' $tool $tool \
			>.git/hooks/post-checkout
		chmod 755 .git/hooks/post-checkout
		first=$(cksum <.git/hooks/post-checkout)
		git migrate hooks install --files -q
		git switch -q topic
		is_right
		git switch -q main
		is_right
		git migrate hooks uninstall -q
		equals "$(cksum <.git/hooks/post-checkout)" "$first"
		equals "$(grep -c "^$tool [0-9a-f]* [0-9a-f]* 1" ../ran)" 2
	done
}

# R23
test_missing_program_is_no_failure() {
	branches
	git migrate hooks install -q --files
	cat >.git/hooks/post-merge.before-git-migrate <<'END'
#!/bin/sh
exit ${FOREIGN_STATUS-0}
END
	chmod +x .git/hooks/post-merge.before-git-migrate
	for hook in $names; do
		exits 0 env PATH=/nonexistent "$PWD/.git/hooks/$hook" a b 1
		is_silent
		[ "$hook" = commit-msg ] || equals "$(cat "$ERR")" ''
	done
	exits 0 env PATH=/nonexistent "$PWD/.git/hooks/commit-msg" a
	warns 'git-migrate is not on the PATH'
	git config migrate.commitMsg enforce
	mkdir ../git-only
	ln -s "$(command -v git)" ../git-only/git
	exits 1 env PATH="$(cd ../git-only && pwd)" "$PWD/.git/hooks/commit-msg" a
	rm -r ../git-only
	PATH=/nonexistent FOREIGN_STATUS=3 exits 3 "$PWD/.git/hooks/post-merge" 0
}

# R24: no bash.
test_hook_files_run_in_any_shell() {
	git init -q
	git migrate hooks install --files -q
	for hook in $names; do
		for shell in dash bash 'busybox sh' 'bash --posix'; do
			command -v "${shell%% *}" >/dev/null || continue
			# shellcheck disable=SC2086 # a command line
			$shell -n ".git/hooks/$hook"
			# shellcheck disable=SC2086 # a command line
			exits 0 $shell ".git/hooks/$hook" x x 0
		done
		! command -v shellcheck >/dev/null ||
			shellcheck ".git/hooks/$hook"
	done
}

# Since git 2.54 its configuration has hooks; a git that says so is enough to
# see what is set. (The program is called by its own name: git puts itself first
# on PATH.)
newer_git() {
	mkdir -p ../newer
	cat >../newer/git <<END
#!/bin/sh
[ "\$1" != version ] || { echo 'git version 2.54.0'; exit; }
exec $(command -v git) "\$@"
END
	chmod +x ../newer/git
	PATH=$(cd .. && pwd)/newer:$PATH
}

# Whether the git that runs here is an older one.
is_older() {
	version=$(git version | sed 's/git version //')
	[ "${version%%.*}" -eq 2 ] || return 1
	version=${version#*.}
	[ "${version%%.*}" -lt 54 ]
}

test_newer_git_gets_its_hooks_in_the_configuration() {
	git init -q repo
	cd repo
	foreign .git/hooks/post-merge
	git migrate hooks install -q --files
	newer_git
	exits 0 git-migrate hooks install
	equals "$(hooks_there)" 'post-merge '
	equals "$(git config hook.git-migrate-post-merge.event)" post-merge
	exits 0 git-migrate hooks
	says "git's configuration"
	exits 0 git-migrate hooks install
	warns 'nothing was to be done'
	git config core.hooksPath .husky
	git config hook.git-migrate-post-merge.command 'rm -rf /tmp/none'
	exits 1 git-migrate hooks
	says 'post-merge:      changed'
	exits 0 git-migrate hooks install
	exits 0 git-migrate hooks
	git config hook.git-migrate-post-merge.enabled false
	exits 1 git-migrate hooks
	says 'post-merge:      not run'
	exits 0 git-migrate hooks uninstall
	equals "$(git config --get-regexp '^hook' || :)" ''
}

test_older_git_after_a_newer_one_is_told() {
	git init -q repo
	cd repo
	is_older || return 0
	(newer_git && git-migrate hooks install -q)
	exits 1 git-migrate hooks
	warns 'older than 2.54'
	exits 0 git-migrate hooks install
	equals "$(git config --get-regexp '^hook' || :)" ''
	exits 0 git-migrate hooks
}

# What git runs of its configuration: the command, with the arguments behind.
test_command_of_the_configuration_moves_the_database() {
	branches
	is_older || return 0
	(newer_git && git-migrate hooks install -q)
	command=$(git config hook.git-migrate-post-checkout.command)
	git switch -q topic
	equals "$(tables)" 'one '
	sh -c "$command \"\$@\"" "$command" x y 1 </dev/null
	is_right
	PATH=/nonexistent exits 0 /bin/sh -c "$command \"\$@\"" x x y 1
}

run_tests
