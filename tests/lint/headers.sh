#!/bin/sh
# Every header of include/ compiles alone, opens with a comment that says what
# it is for, and explains each function it declares: by a comment in the block
# of lines it stands in, or by a name that is a convention (new, free, close,
# copy, ref, equal, count, name, add, find; the head of the header says what is
# special about them).
set -eu

# shellcheck disable=SC2046 # a list of flags
printf '%s\n' include/*/*.h | xargs -P 2 -n 1 "${CC:-gcc}" -std=c17 \
	-D_GNU_SOURCE -Iinclude $(pkg-config --cflags glib-2.0) -Wall -Wextra -Werror \
	-fsyntax-only -x c

awk '
function finish(  i) {
	if (!commented)
		for (i = 1; i <= count; i++) {
			print where[i] ": no comment explains " names[i] "()"
			faults = 1
		}
	count = commented = 0
}
FNR == 1 {
	finish()
	if ($0 !~ /^\/\*/) {
		print FILENAME ":1: no comment says what the header is for"
		faults = 1
	}
}
/^[[:space:]]*$/ { finish(); next }
/\/\*/ { commented = 1 }
/^[A-Za-z].*[ *][a-z_0-9]+\(/ && !/^(typedef|static|G_DEFINE)/ {
	name = $0
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	if (name !~ /_(new|free|close|copy|equal|count|name|quark|ref|add_[a-z_]+|find_[a-z_]+|[a-z_]*_free|new_[a-z]+)$/) {
		count++
		names[count] = name
		where[count] = FILENAME ":" FNR
	}
}
END { finish(); exit faults }' include/*/*.h
