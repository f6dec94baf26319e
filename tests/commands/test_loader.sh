#!/bin/sh
# The command that prints the DDL of models that cannot be read.
# shellcheck disable=SC2016 # dollars that no shell sees

. "$ROOT/tests/commands/lib.sh"

# loader: puts a script beside the repository and makes it the loader.
loader() {
	cat >../loader
	chmod +x ../loader
	git config migrate.loader "$(cd .. && pwd)/loader"
}

# unreadable: a project whose models are no SQLAlchemy at all.
unreadable() {
	mkdir project
	cd project
	git init -q
	mkdir shop
	echo 'tables = ["a", "b"]' >shop/models.py
	echo 'CREATE TABLE $t (id INTEGER NOT NULL PRIMARY KEY);' >shop/template
	git migrate init -q --models=shop/models.py --no-hooks
	commit shop
	loader <<'end'
#!/bin/sh
pwd >>"${0%/*}/places"
for t in $(grep -o '"[a-z]*"' shop/models.py | tr -d '"'); do
	sed "s/\$t/$t/" shop/template
done
end
}

test_what_it_prints_is_the_schema_of_the_models() {
	unreadable
	exits 0 git migrate schema
	prints 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);'
	exits 0 git migrate autogenerate -m shop
	exits 0 git migrate upgrade
	equals "$(sql "SELECT group_concat(name) FROM (SELECT name FROM
		sqlite_schema WHERE name IN ('a', 'b') ORDER BY name)")" 'a,b'
	exits 0 git migrate autogenerate -m more
	is_silent
}

test_it_has_the_files_of_the_snapshot_that_is_read() {
	unreadable
	echo 'tables = ["a", "b", "c"]' >shop/models.py
	git add shop/models.py
	echo 'tables = ["a", "b", "c", "d"]' >shop/models.py
	exits 0 git migrate diff HEAD :index
	prints '+ table c'
	exits 0 git migrate diff :index :worktree
	prints '+ table d'
	# What it reads need not be named as models.
	sed -i 's/NOT NULL //' shop/template
	exits 0 git migrate diff --stat HEAD :worktree
	says '4 tables changed'
	# Nothing of it is left.
	while read -r place; do
		[ ! -e "$place" ] || fail "$place is still there"
	done <../places
	is_at_home=$(grep -c "^$PWD" ../places || :)
	equals "$is_at_home" 0
}

# R82
test_no_shell_runs_it() {
	unreadable
	git config migrate.loader "echo 'CREATE TABLE x (a);' ; touch pwned \$(touch pwned)"
	exits 128 git migrate schema
	warns 'touch pwned $(touch pwned)'
	[ ! -e pwned ]
	git config migrate.loader "echo 'unbalanced"
	exits 128 git migrate schema
	warns 'migrate.loader:'
}

# R77
test_only_the_clone_itself_can_name_it() {
	unreadable
	git config --unset migrate.loader
	printf 'loader = touch pwned\n' >>.gitmigrate
	sed -i '/^\[hooks\]/d; /^commit-msg/d' .gitmigrate
	exits 128 git migrate schema
	warns "'loader' may not be set in a tracked file" 'git config migrate.loader'
	git checkout -q .gitmigrate
	git config --global migrate.loader "touch $PWD/pwned"
	exits 128 git migrate schema
	warns 'migrate.loader is set outside of this clone' 'git config --local'
	git config --global --unset migrate.loader
	exits 128 git -c migrate.loader="touch $PWD/pwned" migrate schema
	warns 'migrate.loader is set outside of this clone'
	[ ! -e pwned ]
}

test_it_knows_nothing_of_the_repository_or_the_database() {
	unreadable
	loader <<'end'
#!/bin/sh
env >"${0%/*}/environment"
git rev-parse --git-dir >"${0%/*}/repository" 2>&1
read -r line && echo "$line"
:
end
	GIT_MIGRATE_DATABASE=sqlite:///other.db GIT_DIR=$PWD/.git \
		exits 0 git migrate schema
	is_silent
	contains ../environment GIT_MIGRATE_DIALECT=sqlite
	lacks ../environment GIT_MIGRATE_DATABASE GIT_DIR GIT_INDEX_FILE
	contains ../repository 'not a git repository'
}

test_it_is_killed_with_all_it_has_started() {
	unreadable
	loader <<'end'
#!/bin/sh
sleep 1000 &
echo $! >"${0%/*}/sleeper"
exec sleep 1000
end
	git config migrate.loaderTimeout 1
	exits 128 git migrate schema
	warns "/loader' was killed after 1 seconds" 'git config migrate.loaderTimeout'
	sleeper=$(cat ../sleeper)
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$sleeper" 2>/dev/null || break
		grep -q '^State:.Z' "/proc/$sleeper/status" && break
		sleep 0.2
	done
	! kill -0 "$sleeper" 2>/dev/null ||
		grep -q '^State:.Z' "/proc/$sleeper/status"
	# One that leaves another behind is done when it is done itself.
	loader <<'end'
#!/bin/sh
sleep 1000 >/dev/null 2>&1 &
echo 'CREATE TABLE a (b);'
end
	exits 0 git migrate schema
	says 'CREATE TABLE a (b);'
}

test_what_goes_wrong_is_said() {
	unreadable
	loader <<'end'
#!/bin/sh
echo 'CREATE TABLE half (a);'
echo 'Traceback' >&2
printf 'ImportError: no \033[31mflask\n' >&2
exit 3
end
	exits 128 git migrate schema
	is_silent
	warns "/loader' failed with exit status 3" 'ImportError: no'
	lacks "$ERR" "$(printf '\033')"
	loader <<'end'
#!/bin/sh
kill -9 $$
end
	exits 128 git migrate autogenerate -m x
	warns "/loader' was ended by signal 9"
	git config migrate.loader ./absent
	exits 128 git migrate schema
	warns "the loader './absent' failed with exit status 127" 'No such file'
	loader <<'end'
#!/bin/sh
echo 'CREATE TABLE a (b);'
echo 'CREATE TABEL c (d);'
end
	exits 128 git migrate autogenerate -m x
	warns 'migrate.loader:2:'
	git config migrate.loaderTimeout soon
	exits 128 git migrate schema
	warns 'git config migrate.loadertimeout'
}

run_tests
