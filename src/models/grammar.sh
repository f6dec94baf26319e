#!/bin/sh
# Puts the Python grammar for tree-sitter (parser.c, scanner.c and headers)
# into the given directory. It is the pinned npm package, checked against its
# hash; only its two C files and their headers are kept.
set -eu

name=tree-sitter-python
version=0.23.6
sha512=c8833dcf4a31288c53edb02d3ce860a1597a8135e59a5221b9eee58854f8a013c5fe585aec76b8750052f3602fea130c459a159c5248f0cea62fe4b05a82c3dc

target=$1
mkdir -p "$target"
scratch=$(mktemp -d "$target/fetch.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

if ! command -v npm >/dev/null 2>&1; then
	echo "error: npm is needed to fetch $name $version" >&2
	echo "hint: apt-get install npm" >&2
	exit 1
fi

(cd "$scratch" && npm pack --silent "$name@$version" >/dev/null)
archive=$scratch/$name-$version.tgz
echo "$sha512  $archive" | sha512sum --check --quiet - || {
	echo "error: $name $version is not the package that was pinned" >&2
	exit 1
}
tar -xzf "$archive" -C "$scratch"
mkdir -p "$target/tree_sitter"
cp "$scratch"/package/src/tree_sitter/*.h "$target/tree_sitter/"
cp "$scratch"/package/src/scanner.c "$scratch"/package/src/parser.c "$target/"
