# Tests of the commands: each file test_*.sh of this folder sources it first:
#
#     . "$ROOT/tests/commands/lib.sh"
#
# A test is a function whose name starts with test_; the rest of the name is
# its sentence. It runs with `set -eu` in a directory of its own, with nothing
# on stdin, and passes when it comes to its end. What it prints is shown when
# it fails. The last line of the file is `run_tests`.
#
# The environment (see run) has a HOME of its own, fixed names and dates, and
# the program on PATH, so that it is `git migrate`.

# shellcheck shell=sh

# Runs the test_ functions of the file, in order, as TAP.
run_tests() {
	count=0
	tests=$(sed -n 's/^\(test_[A-Za-z0-9_]*\)() {.*/\1/p' "$0")
	for function in $tests; do
		count=$((count + 1))
		directory=$PWD/$count
		mkdir "$directory"
		sentence=$(echo "${function#test_}" | tr _ ' ')
		(
			cd "$directory"
			set -eu
			"$function"
		) >"$directory.log" 2>&1 </dev/null
		# shellcheck disable=SC2181 # "if (…)" would turn off set -e
		if [ $? -eq 0 ]; then
			echo "ok $count - $sentence"
		else
			echo "not ok $count - $sentence"
			sed 's/^/# /' "$directory.log"
		fi
		[ -n "${KEEP-}" ] || {
			chmod -R u+rwx "$directory" && rm -rf "$directory"
		} 2>/dev/null
	done
	echo "1..$count"
}

fail() {
	echo "FAILED: $*"
	exit 1
}

# exits CODE COMMAND...: runs it, keeps what it writes in $OUT and $ERR (which
# lie outside the directory of the test), and checks its exit status.
exits() {
	expected=$1
	shift
	status=0
	"$@" >"$OUT" 2>"$ERR" || status=$?
	[ "$status" -eq "$expected" ] || {
		echo "\$ $*"
		cat "$OUT" "$ERR"
		fail "exit status $status instead of $expected"
	}
}

# says TEXT..., warns TEXT...: the last command's stdout (stderr) has each of
# the texts.
says() {
	contains "$OUT" "$@"
}
warns() {
	contains "$ERR" "$@"
}
contains() {
	file=$1
	shift
	for text; do
		grep -qF -e "$text" "$file" || {
			sed 's/^/| /' "$file"
			fail "\"$text\" is not in $file"
		}
	done
}
lacks() {
	file=$1
	shift
	for text; do
		! grep -qF -e "$text" "$file" || {
			sed 's/^/| /' "$file"
			fail "\"$text\" is in $file"
		}
	done
}

# prints TEXT: the last command's stdout is that text and nothing else.
prints() {
	printf '%s\n' "$1" | diff -u - "$OUT" || fail 'other output'
}
# is_silent: the last command wrote nothing on stdout.
is_silent() {
	[ ! -s "$OUT" ] || {
		cat "$OUT"
		fail 'output where none should be'
	}
}

# equals A B: the same text.
equals() {
	[ "$1" = "$2" ] || fail "\"$1\" is not \"$2\""
}

sql() {
	sqlite3 "${2-database.db}" "$1"
}

OUT=$PWD/out
ERR=$PWD/err
