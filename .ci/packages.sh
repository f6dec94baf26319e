#!/bin/sh
# Installs the Debian 12 packages that a job needs and that are missing:
#
#     .ci/packages.sh build|demo|check|bench|fuzz
#
# Does nothing, and asks no server, when all of them are there. Without
# apt-get it names what to install and fails.
set -eu

build='gcc libc6-dev make pkg-config libglib2.0-dev libgit2-dev libsqlite3-dev
	libinih-dev libtree-sitter-dev libjansson-dev libpg-query-dev
	ca-certificates git'
demo="$build sqlite3"
check="$demo clang clang-format libcriterion-dev shellcheck mandoc python3
	python3-sqlalchemy"
fuzz="$build clang"
bench="$demo python3 python3-sqlalchemy alembic"

case ${1-} in
build) wanted=$build ;;
demo) wanted=$demo ;;
check) wanted=$check ;;
bench) wanted=$bench ;;
fuzz) wanted=$fuzz ;;
*)
	echo "usage: .ci/packages.sh build|demo|check|bench|fuzz" >&2
	exit 129
	;;
esac

# npm fetches the Python grammar; any npm will do, whoever packaged it.
command -v npm >/dev/null 2>&1 || wanted="$wanted npm"

if ! command -v apt-get >/dev/null 2>&1; then
	[ -z "${GIT_MIGRATE_PACKAGES_ARE_THERE-}" ] || exit 0
	echo "error: there is no apt-get here to install packages with" >&2
	echo "hint: install what Debian calls" >&2
	# shellcheck disable=SC2086 # a list of words
	printf 'hint:   %s\n' $wanted >&2
	echo "hint: and set GIT_MIGRATE_PACKAGES_ARE_THERE=1" >&2
	exit 1
fi

installed() {
	dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null |
		grep -q '^installed'
}

missing=
for package in $wanted; do
	installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
	if ! command -v sudo >/dev/null 2>&1; then
		echo "error: only root can install packages" >&2
		echo "hint: as root, run: apt-get install$missing" >&2
		exit 1
	fi
fi

echo "Installing:$missing"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
# shellcheck disable=SC2086 # lists of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install --yes \
	--no-install-recommends $missing
