#!/bin/sh
# Nothing in the tree names a machine's path or a package server, and nothing
# is left for later.
set -eu

self=tests/lint/names.sh
found=0
look() {
	if git grep -nIE --untracked "$1" -- . ":!$self"; then
		echo "  ^ $2"
		found=1
	fi
}
look '(^|[^A-Za-z0-9_.])/(home|root|work|Users)/[A-Za-z0-9]' \
	'the path of a machine'
look 'https?://[A-Za-z0-9.-]*(registry|npmjs|deb\.debian|pypi)' \
	'the address of a package server'
look '(^|[^A-Za-z0-9_])(FIXME|XXX)([^A-Za-z0-9_]|$)|(/\*|#|//|--) *TODO' \
	'left for later'
[ "$found" -eq 0 ]
