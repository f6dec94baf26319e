#!/bin/sh
# Puts dbmate, the pinned npm package, into the given directory as
# `dbmate`. Its hash is checked; nothing of it is committed.
set -eu

package=@dbmate/linux-x64
version=2.36.0
sha512=2dd2e9832ba5bb027ddeb59cbc98dd96c8c9f2b05e7801f9da1ddd4a4d3300c68bad09f8f5dba9d7fa36b45a46d6333d7fbebb1e4b97741aeb8f2e99c06f414a

target=$1
[ ! -x "$target/dbmate" ] || exit 0
mkdir -p "$target"
scratch=$(mktemp -d "$target/fetch.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
(cd "$scratch" && npm pack --silent "$package@$version" >/dev/null)
archive=$(echo "$scratch"/*.tgz)
echo "$sha512  $archive" | sha512sum --check --quiet - || {
	echo "error: $package $version is not the package that was pinned" >&2
	exit 1
}
tar -xzf "$archive" -C "$scratch"
mv "$scratch/package/bin/dbmate" "$target/dbmate"
