#!/bin/sh
# No function is longer than 80 lines, no C file longer than 600: what is, is
# two things.
set -eu

awk '
FNR == 1 && NR > 1 && last > 600 { print file ": " last " lines"; faults = 1 }
{ file = FILENAME; last = FNR }
/^\{/ { start = FNR }
/^\}/ {
	if (start && FNR - start - 1 > 80) {
		print FILENAME ":" start ": a function of " FNR - start - 1 \
			" lines"
		faults = 1
	}
	start = 0
}
END {
	if (last > 600) {
		print file ": " last " lines"
		faults = 1
	}
	exit faults
}' src/*/*.c
