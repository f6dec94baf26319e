#!/bin/sh
# Every script passes shellcheck.
set -eu

git ls-files -z -co --exclude-standard .ci src tests |
	xargs -0 grep -lE '^#!.*\b(sh|bash)$' |
	xargs shellcheck -x
git ls-files -z -co --exclude-standard 'tests/commands/*.sh' |
	xargs -0 -r shellcheck -x -s sh
