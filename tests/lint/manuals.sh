#!/bin/sh
# Every manual passes mandoc's lint.
set -eu

for manual in man/*.[157]; do
	[ -e "$manual" ] || continue
	mandoc -T lint -W style "$manual"
done
