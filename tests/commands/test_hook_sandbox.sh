#!/bin/sh
# R79, R80 and the threat model: a branch that a stranger wrote, and what its
# migrations do when it is checked out: nothing outside of the database.

. "$ROOT/tests/commands/lib.sh"
. "$ROOT/tests/commands/migrations.sh"

# Everything around the database, as far as it could be reached.
around() {
	find .. "$HOME" -type f ! -path '*/.git/*' ! -name 'database.db*' \
		! -path '*/migrations/*' ! -path '../kept/*' -exec cksum {} + | sort
	find .git/hooks -type f -exec cksum {} + | sort
	cksum .git/config
}
rows() {
	sqlite3 database.db .dump | cksum
}

# hostile NAME < SQL: commits a migration to a branch of its own.
hostile() {
	git switch -q --detach main
	{
		printf -- '-- %s\n--\n-- Revision: evil\n-- Revises: first\n' "$1"
		printf '\n-- migrate:up%s\n' "${2-}"
		cat
		printf '\n-- migrate:down\nSELECT 1;\n'
	} >migrations/evil_attack.sql
	git add migrations
	GIT_MIGRATE_SKIP=1 git commit -q -m "$1"
	GIT_MIGRATE_SKIP=1 git branch -q -f stranger
	GIT_MIGRATE_SKIP=1 git switch -q main
}

# The attack of a name, from the list.
attack() {
	awk -v name="$1" '
		/^== / { on = $0 == "== " name || $0 == "== " name ": refused"; next }
		on' "$ROOT/tests/commands/attacks.txt"
}
attacks() {
	sed -n 's/^== //p' "$ROOT/tests/commands/attacks.txt"
}

prepare() {
	branches
	sql "INSERT INTO one (note) VALUES ('precious')"
	git config migrate.hookTimeout 1
	printf 'not a library' >evil.so
	mkdir ../kept
	around >../kept/around
	rows >../kept/rows
	attacks >../kept/attacks
}

# try_all HOW: each of the forty and more, in a transaction or without one.
try_all() {
	count=0
	cp database.db ../kept/
	while read -r line; do
		name=${line%: refused}
		attack "$name" | hostile "$name" "$1"
		exits 0 git switch -q stranger
		around | diff ../kept/around - || fail "$name: an effect outside"
		git switch -q main
		if [ "$line" != "$name" ] && [ -z "$1" ]; then
			rows | cmp -s ../kept/rows - ||
				fail "$name: was not refused"
		fi
		rm -f database.db-journal
		cp ../kept/database.db database.db
		count=$((count + 1))
	done <../kept/attacks
	[ "$count" -ge 40 ]
}

test_no_attack_has_an_effect_outside_of_the_database() {
	prepare
	try_all ''
}

test_no_attack_without_a_transaction_has_one() {
	prepare
	try_all ' transaction:false'
}

test_links_and_odd_files_are_no_migrations() {
	prepare
	git switch -q --detach main
	printf 'DROP TABLE one;' >../secret
	ln -s ../../secret migrations/evil_link.sql
	git add .
	git commit -q -m 'link'
	GIT_MIGRATE_SKIP=1 git branch -f stranger
	git switch -q main
	exits 0 git switch -q stranger
	equals "$(rows)" "$(cat ../kept/rows)"
	lacks "$ERR" "$(cat ../secret)"
}

# What the tracked file of a branch says of the database.
test_branch_cannot_choose_a_database_elsewhere() {
	prepare
	for url in sqlite:///../outside.db "sqlite:///$PWD/../outside.db" \
		sqlite:///.git/index sqlite:///link.db; do
		git switch -q --detach main
		ln -sf ../outside.db link.db
		sed -i "s|^database = .*|database = $url|" .gitmigrate
		migration second two first
		git add -f . ':!*.db' link.db
		git commit -q -m 'elsewhere'
		GIT_MIGRATE_SKIP=1 git branch -q -f stranger
		git switch -q main
		exits 0 git switch -q stranger
		[ ! -e ../outside.db ]
		git fsck
		git switch -q main
		is_right
	done
}

test_branch_cannot_take_a_database_without_a_ledger() {
	prepare
	sql 'CREATE TABLE secrets (id)' other.db
	before=$(cksum <other.db)
	git switch -q --detach main
	sed -i 's|^database = .*|database = sqlite:///other.db|' .gitmigrate
	commit 'another database'
	GIT_MIGRATE_SKIP=1 git branch -q -f stranger
	git switch -q main
	exits 0 git switch -q stranger
	equals "$(cksum <other.db)" "$before"
}

test_tracked_file_cannot_set_what_acts_by_itself() {
	prepare
	for key in sync trust hookTimeout hookStrict bisect loader; do
		git switch -q --detach main
		printf '%s = auto\n' "$key" >>.gitmigrate
		sed -i '/^\[hooks\]/d; /^commit-msg/d' .gitmigrate
		commit "$key"
		exits 128 git migrate status
		warns "git config migrate.$key"
		git reset -q --hard main
	done
	git switch -q main
	is_right
}

# R79: the opt-in is a clone's own.
test_without_the_opt_in_nothing_runs() {
	branches
	git config --unset migrate.sync
	before=$(cksum <database.db)
	exits 0 git switch -q topic
	equals "$(cat "$ERR")" ''
	equals "$(cksum <database.db)" "$before"
}

# Trust

stranger_pushes() {
	branches
	git clone -q . ../stranger
	(
		cd ../stranger
		migration fourth fourth first
		commit 'fourth'
	)
	git fetch -q ../stranger main:pr-123
	git config migrate.trust known
}

# R79
test_unknown_migrations_do_not_run_from_hooks() {
	stranger_pushes
	before=$(cksum <database.db)
	exits 0 git switch -q pr-123
	warns 'fourth' 'git migrate trust'
	equals "$(cksum <database.db)" "$before"
	exits 0 git switch -q main
	is_right
	exits 0 git switch -q pr-123
	exits 1 git migrate trust --dry-run
	prints 'fourth make fourth'
	exits 0 git migrate trust
	prints 'fourth make fourth'
	exits 0 git migrate trust
	is_silent
	git switch -q main
	exits 0 git switch -q pr-123
	is_right
}

test_what_was_applied_or_written_here_is_known() {
	stranger_pushes
	exits 0 git switch -q topic
	is_right
	git switch -q main
	is_right
	printf 'CREATE TABLE fifth (id INTEGER);\n' >schema.sql
	git config migrate.models schema.sql
	git migrate autogenerate -q -m fifth --rev-id=fifth
	commit 'fifth'
	is_right
}

test_edited_migration_is_unknown_again() {
	stranger_pushes
	git switch -q pr-123
	git migrate trust -q
	git switch -q main
	git switch -q pr-123
	is_right
	git switch -q main
	(
		cd ../stranger
		sed -i 's/DROP TABLE fourth/DROP TABLE one/' \
			migrations/fourth_fourth.sql
		commit 'harmless change'
	)
	git fetch -q ../stranger main:pr-124
	exits 0 git switch -q pr-124
	warns 'git migrate trust'
	equals "$(applied)" 'first '
	exits 0 git switch -q main
	is_right
}

test_trust_takes_a_branch_or_an_id() {
	stranger_pushes
	exits 0 git migrate trust pr-123
	prints 'fourth make fourth'
	rm -r .git/migrate
	git switch -q pr-123
	exits 0 git migrate trust fourth --json
	says '"accepted"' 'fourth make fourth' '"first make one"'
	exits 128 git migrate trust no-such-thing
}

# The memory of it can be deleted: then it is asked for anew.
test_deleted_memory_of_trust_is_asked_for_anew() {
	branches
	git config migrate.trust known
	rm -r .git/migrate
	before=$(cksum <database.db)
	exits 0 git switch -q topic
	warns 'git migrate trust'
	equals "$(cksum <database.db)" "$before"
	exits 0 git migrate sync
	is_right
}

run_tests
