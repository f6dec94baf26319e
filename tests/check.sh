#!/bin/sh
# Every check there is, one after the other, going on after a failure. `make
# check` calls it. The last line is "N passed, N failed": the unit tests and
# the tests of the commands are counted one by one, each other step as one.
set -u
cd "$(dirname "$0")/.." || exit 128

make=${MAKE:-make}
jobs=${JOBS:--j2}
logs=build/check
passed=0
failed=0
failures=
rm -rf "$logs"
mkdir -p "$logs"

# step NAME COMMAND...: runs it, shows and keeps what it prints.
step() {
	name=$1
	shift
	log=$logs/$(echo "$name" | tr -c 'a-z0-9\n' '-')
	echo
	echo "== $name"
	started=$(date +%s)
	{ "$@" 2>&1; echo $? >"$log.status"; } | tee "$log"
	status=$(cat "$log.status")
	echo "-- $name: $(($(date +%s) - started)) s, exit $status"
	[ "$status" -eq 0 ] || failures="$failures
  $name (exit $status)"
}

# A step that is one test.
check() {
	step "$@"
	if [ "$status" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

# A step that counts its own tests: Criterion's "Synthesis" lines, or the
# "N passed, N failed" of tests/commands/run. One that fails without a failed
# test (it crashed, it did not build) counts as a failure itself.
suite() {
	step "$@"
	# shellcheck disable=SC2046 # two numbers
	set -- $(awk '
		/Synthesis: Tested:/ {
			gsub(/[^0-9]+/, " ")
			good += $2; bad += $3 + $4
		}
		/^[0-9]+ passed, [0-9]+ failed$/ { good += $1; bad += $3 }
		END { print good + 0, bad + 0 }' "$log")
	passed=$((passed + $1))
	failed=$((failed + $2))
	if [ "$status" -ne 0 ] && [ "$2" -eq 0 ]; then
		failed=$((failed + 1))
	elif [ "$status" -eq 0 ] && [ "$1" -eq 0 ]; then
		echo "no test ran"
		failed=$((failed + 1))
	fi
}

run() {
	"$make" --no-print-directory -s "$@"
}

check 'build' run "$jobs" all
suite 'unit tests' run "$jobs" -k -Otarget unit
suite 'command tests' run commands
check 'build with sanitizers' run "$jobs" sanitize-all
check 'unit tests with sanitizers' run "$jobs" -Otarget sanitize-unit
check 'command tests with sanitizers' run sanitize-commands
suite 'comparison with SQLAlchemy and SQLite' run oracle
check 'clang' run clang
check 'layout' run format-check
for lint in tests/lint/*.sh; do
	check "lint: $(basename "$lint" .sh)" "$lint"
done

echo
[ -z "$failures" ] || echo "Failed:$failures"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
