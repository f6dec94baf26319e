# Migrations without models, for tests of what Git does around them; after
# lib.sh:
#
#     . "$ROOT/tests/commands/migrations.sh"
#
# They look at $DATABASE.
#
# shellcheck shell=sh

DATABASE=database.db

# migration NAME TABLE [PARENT]: a file that makes a table, and takes it away.
migration() {
	mkdir -p migrations
	{
		printf -- '-- make %s\n--\n-- Revision: %s\n' "$2" "$1"
		[ -z "${3-}" ] || printf -- '-- Revises: %s\n' "$3"
		printf '\n-- migrate:up\nCREATE TABLE %s (' "$2"
		printf 'id INTEGER PRIMARY KEY, note TEXT);\n'
		printf '\n-- migrate:down\nDROP TABLE %s;\n' "$2"
	} >"migrations/$1_$2.sql"
}

# A repository, in repo/ and entered, whose branches have these migrations; the
# database and HEAD are on main:
#
#     main    first (one)
#     topic   first, second (one, two); two commits and a change of `code`
#     side    first, third (one, three)
#
# and the tag v0 before any.
branches() {
	git init -q repo
	cd repo || exit
	printf '*.db\n*.db-journal\n' >.gitignore
	echo start >code
	commit 'start'
	git tag v0
	git migrate init -q
	migration first one
	commit 'first'
	git migrate upgrade -q
	git switch -q -c topic
	migration second two first
	commit 'second'
	echo topic >code
	commit 'code of topic'
	git switch -q -c side main
	migration third three first
	commit 'third'
	git switch -q main
	is_right
}

# What HEAD's migrations are, and what is applied, as names in order.
migrations_of_head() {
	git grep -h '^-- Revision: ' HEAD -- migrations |
		sed 's/^-- Revision: //' | sort | tr '\n' ' '
}
applied() {
	sql 'SELECT revision FROM git_migrate_ledger' "$DATABASE" |
		sort | tr '\n' ' '
}

# The tables that the applied migrations make, and those there are.
made() {
	for revision in $(applied); do
		case $revision in
		first) echo one ;;
		second) echo two ;;
		third) echo three ;;
		*) echo "$revision" ;;
		esac
	done | sort | tr '\n' ' '
}
tables() {
	sql "SELECT name FROM sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'git_migrate_%' AND name NOT LIKE 'sqlite_%'
		ORDER BY name" "$DATABASE" |
		tr '\n' ' '
}

# is_right: the ledger and the tables are what HEAD's tree says.
is_right() {
	equals "$(applied)" "$(migrations_of_head)"
	equals "$(tables)" "$(made)"
	exits 0 git migrate status --database="sqlite:///$DATABASE"
}

# is_stale: status says so, and sync mends it (R1, R3).
is_stale() {
	exits 1 git migrate status
	exits 0 git migrate sync
	is_right
	exits 0 git migrate sync
	is_right
}
