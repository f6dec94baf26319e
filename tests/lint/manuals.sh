#!/bin/sh
# Every manual passes mandoc's lint. It looks for the manuals that one refers
# to in the current directory, and those of git may not be installed.
set -eu

cd man
faults=$(for manual in *.[157]; do
	[ ! -e "$manual" ] || mandoc -T lint -W style "$manual" 2>/dev/null
done | grep -vE 'referenced manual not found: Xr git(-config|-log|-migrate-hooks|-switch|-am|glossary|hooks)? [0-9]' ||
	true)
[ -z "$faults" ] || {
	echo "$faults"
	exit 1
}
