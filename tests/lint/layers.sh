#!/bin/sh
# A room includes only the rooms below it, and only the outside library that
# is its own; a private header stays inside its room. The table is that of
# CONTRIBUTING.md.
set -eu

grep -nE '^[[:space:]]*#[[:space:]]*include' \
	include/*/*.h src/*/*.[ch] tests/*/*.c | awk -F : '
function allow(room, rooms, libraries,  list, i, count) {
	known[room] = 1
	may[room, room] = may[room, "base"] = 1
	count = split(rooms, list, " ")
	for (i = 1; i <= count; i++)
		may[room, list[i]] = 1
	count = split(libraries, list, " ")
	for (i = 1; i <= count; i++)
		owner[list[i], room] = 1
}
function complain(text) {
	print $1 ":" $2 ": " text
	faults = 1
}
# The library that a header belongs to; "" for C, POSIX and GLib.
function library(header) {
	sub(/\.h$/, "", header)
	sub(/\/.*/, "", header)
	if (header ~ /^(glib|gio|glib-object|sys|linux|criterion)$/)
		return ""
	if (header ~ /^(assert|ctype|dirent|dlfcn|errno|fcntl|getopt|inttypes|limits|locale|math|poll|pwd|regex|signal|spawn|std[a-z]+|strings?|termios|time|unistd)$/)
		return ""
	return header
}
BEGIN {
	below = "models dialects database revisions repository config schema"
	allow("cli", "workflow " below, "jansson")
	allow("workflow", below, "")
	allow("models", "schema", "tree_sitter")
	allow("dialects", "schema", "pg_query jansson")
	allow("database", "dialects schema", "sqlite3 libpq-fe")
	allow("revisions", "", "")
	allow("repository", "", "git2")
	allow("config", "", "ini")
	allow("schema", "", "")
	allow("base", "", "")
}
{
	split($1, place, "/")
	top = place[1]
	room = place[2]
	test = top == "tests"
	line = $3
	for (i = 4; i <= NF; i++)
		line = line ":" $i
	if ($1 ~ /^tests\/(bench|fuzz)\//)
		next
	if (!(room in known)) {
		complain("there is no room \"" room "\"")
		next
	}
	if (match(line, /<[^>]*>/)) {
		header = substr(line, RSTART + 1, RLENGTH - 2)
		name = library(header)
		if (name != "" && !((name, room) in owner))
			complain("<" header "> is not for " room)
		if (top == "include" && name != "" )
			complain("a door shows no outside library: <" header ">")
		if (header ~ /^criterion/ && !test)
			complain("only tests include <" header ">")
		next
	}
	if (!match(line, /"[^"]*"/)) {
		complain("an include that cannot be read: " line)
		next
	}
	header = substr(line, RSTART + 1, RLENGTH - 2)
	if (header ~ /\.\./ && !test) {
		complain("\"" header "\": no way up in an include")
		next
	}
	if (header ~ /^(\.\.\/)+src\//) {
		sub(/^(\.\.\/)+src\//, "", header)
		split(header, parts, "/")
		if (parts[1] != room)
			complain("\"" header "\" is private to " parts[1])
		next
	}
	count = split(header, parts, "/")
	if (count == 1) {
		private = top "/" room "/" header
		if (top == "include" || (getline ignored < private) < 0)
			complain("\"" header "\" is not in " top "/" room)
		else
			close(private)
	} else if (parts[1] == "hooks") {
		if (room != "repository")
			complain("\"" header "\" is private to repository")
	} else if (parts[1] == "queries") {
		if (parts[2] != room)
			complain("\"" header "\" is private to " parts[2])
	} else if (!((room, parts[1]) in may)) {
		complain(room " may not use " parts[1])
	}
}
END { exit faults }'
