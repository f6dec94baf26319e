#!/bin/sh
# The command line itself: usage, exit codes, manuals.

. "$ROOT/tests/commands/lib.sh"

all_commands() {
	git migrate -h | sed -n 's/^   \([a-z-]*\)  *.*/\1/p'
}

test_alone_it_lists_the_commands_in_groups() {
	exits 1 git migrate
	says 'usage: git migrate <command>' init autogenerate upgrade verify
	cp "$OUT" alone
	exits 0 git migrate -h
	equals "$(cat "$OUT")" "$(cat alone)"
	[ "$(all_commands | wc -l)" -ge 15 ]
}

test_the_version_is_told() {
	exits 0 git migrate --version
	grep -qE '^git-migrate version [0-9]+\.[0-9]+\.[0-9]+$' "$OUT"
}

test_a_mistyped_command_gets_the_nearest_one() {
	exits 129 git migrate updgrade
	is_silent
	warns "'updgrade' is not a git migrate command" 'git migrate upgrade'
	exits 129 git migrate xyzzyq
	warns "'xyzzyq' is not a git migrate command"
	lacks "$ERR" 'did you mean'
}

# R94
test_a_wrong_option_is_a_usage_error_of_every_command() {
	for command in $(all_commands); do
		exits 129 git migrate "$command" --no-such-option
		is_silent
		warns "usage: git migrate $command"
	done
}

# R94
test_h_prints_the_usage_of_every_command_anywhere() {
	for command in $(all_commands); do
		exits 0 git migrate "$command" -h
		says "usage: git migrate $command" --help
		equals "$(cat "$ERR")" ''
	done
}

# R94
test_too_many_arguments_are_a_usage_error() {
	todo_project
	for command in $(all_commands); do
		case $command in
		verify | hook | log) continue ;;
		esac
		exits 129 git migrate "$command" a b c
		warns 'too many arguments'
	done
}

# R94
test_outside_of_a_repository_every_command_fails_with_128() {
	for command in $(all_commands); do
		case $command in
		autogenerate | revision) exits 128 git migrate "$command" -m x ;;
		downgrade | stamp) exits 128 git migrate "$command" base ;;
		hook) continue ;;
		*) exits 128 git migrate "$command" ;;
		esac
		is_silent
		warns 'not a git repository'
	done
	equals "$(ls -A)" ''
}

# R94
test_what_is_missing_on_the_command_line_is_a_usage_error() {
	todo_project
	exits 129 git migrate downgrade
	warns hint: 'git migrate downgrade -1'
	exits 129 git migrate stamp
	exits 129 git migrate revision
	warns '-m'
	soft_delete >>models.py
	exits 129 git migrate autogenerate
	warns '-m'
}

# R94
test_the_answer_no_is_1() {
	todo_project
	soft_delete >>models.py
	exits 1 git migrate diff --exit-code
	exits 1 git migrate check
	git migrate autogenerate -q -m soft
	commit soft
	exits 1 git migrate status
	git migrate upgrade -q
	exits 0 git migrate status
	exits 0 git migrate check
	exits 0 git migrate diff --exit-code
}

# A manual as plain text: without the backspaces that make it bold.
manual() {
	mandoc -T utf8 -O width=1000 "$ROOT/man/$1" |
		sed "s/.$(printf '\b')//g"
}

test_the_manual_of_each_command_has_its_usage_as_synopsis() {
	for command in $(all_commands); do
		git migrate "$command" -h |
			sed -nE 's/^(usage|   or): //p' >usage
		manual "git-migrate-$command.1" |
			sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' |
			sed -nE 's/^ +(git[- ]migrate.*)$/\1/p' |
			sed 's/git-migrate/git migrate/; s/  */ /g' >synopsis
		diff -u usage synopsis || fail "$command: usage and SYNOPSIS differ"
	done
}

test_every_option_is_in_the_manual_of_its_command() {
	for command in $(all_commands); do
		manual "git-migrate-$command.1" >page
		for option in $(git migrate "$command" -h |
			sed -nE 's/^    (-., )?(--[a-z-]+).*/\2/p'); do
			grep -qe "$option" page ||
				fail "$command: $option is not in the manual"
		done
	done
}

test_the_main_manual_names_every_command() {
	manual git-migrate.1 >page
	for command in $(all_commands); do
		grep -qE "git-migrate-$command|migrate $command" page ||
			fail "$command is not in the manual"
	done
}

test_every_configuration_key_is_in_the_example() {
	[ -e "$ROOT/gitconfig.example" ]
	for key in models migrations dialect database; do
		grep -q "$key" "$ROOT/gitconfig.example"
	done
	git config --file "$ROOT/gitconfig.example" --list >/dev/null
}

test_nothing_but_data_is_on_stdout() {
	todo_project
	soft_delete >>models.py
	exits 0 git migrate autogenerate -m soft
	equals "$(wc -l <"$OUT")" 1
	exits 0 git migrate upgrade
	is_silent
	exits 0 git migrate downgrade -1
	is_silent
}

test_quiet_says_nothing_when_all_goes_well() {
	todo_project
	soft_delete >>models.py
	exits 0 git migrate upgrade -q
	equals "$(cat "$OUT" "$ERR")" ''
	git migrate autogenerate -q -m soft >/dev/null
	exits 0 git migrate upgrade -q
	equals "$(cat "$OUT" "$ERR")" ''
	exits 0 git migrate downgrade -q base
	equals "$(cat "$OUT" "$ERR")" ''
}

test_json_of_every_reading_command_is_one_versioned_object() {
	todo_project
	for command in current history heads 'show head' status diff check; do
		# shellcheck disable=SC2086 # a command and its argument
		exits 0 git migrate $command --json
		python3 -c 'import json, sys
value = json.load(sys.stdin)
assert isinstance(value, dict) and value["version"] == 1, value' <"$OUT" ||
			fail "$command"
	done
}

# As git log does.
test_data_that_could_not_be_written_is_a_failure() {
	todo_project
	for command in schema history 'show head' status 'upgrade base:head --sql' \
		'diff :migrations :worktree --json' --version -h; do
		status=0
		# shellcheck disable=SC2086 # a command and its arguments
		git-migrate $command >/dev/full 2>"$ERR" || status=$?
		equals "$command $status" "$command 128"
		warns 'cannot write to standard output'
	done
	exits 0 git migrate upgrade
}

run_tests
