#!/bin/sh
# The session in the README is what `make demo` prints, but for ids and times;
# `tests/lint/readme.sh --write` puts it there.
set -eu
cd "$(dirname "$0")/../.."

program=build/git-migrate
demo=build/demo.txt
readme=build/readme.txt

# Ids, dates and durations differ from run to run. Each id gets the number of
# its first mention, so that the session must still be consistent.
mask() {
	sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/<time>/g
		s/[0-9]{14}_/<stamp>_/g
		s/[0-9a-f]{64}/<checksum>/g
		s/[0-9]{4}-[0-9]{2}-[0-9]{2}/<date>/g
		s/\b[0-9a-f]{7}\b/<commit>/g
		s/in [0-9.]+ (ms|s)/in <duration>/g' "$1" |
		awk '{
			line = ""
			while (match($0, /[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]/)) {
				id = substr($0, RSTART, 12)
				if (!(id in number))
					number[id] = ++count
				line = line substr($0, 1, RSTART - 1) "<id " number[id] ">"
				$0 = substr($0, RSTART + 12)
			}
			print line $0
		}'
}

session() {
	awk '/^```console$/ { inside = 1; next }
		/^```$/ { inside = 0 }
		inside' README.md
}

[ -x "$program" ] || make -s all
tests/demo.sh "$program" >"$demo"

if [ "${1-}" = --write ]; then
	awk -v demo="$demo" '
		/^```console$/ {
			print
			while ((getline line < demo) > 0)
				print line
			inside = 1
			next
		}
		/^```$/ { inside = 0 }
		!inside' README.md >"$readme"
	cp "$readme" README.md
	exit 0
fi

session >"$readme"
mask "$demo" >"$demo.masked"
mask "$readme" | diff -u - "$demo.masked" || {
	echo "The README shows another session than make demo prints;"
	echo "tests/lint/readme.sh --write mends it."
	exit 1
}
