#!/bin/sh
# Setting a repository up.

. "$ROOT/tests/commands/lib.sh"

test_init_finds_the_models_and_says_what_it_did() {
	git init -q
	mkdir app
	todo_models >app/models.py
	exits 0 git migrate init
	is_silent
	warns .gitmigrate app/models.py migrations
	contains .gitmigrate '[migrate]' 'models = app/models.py' \
		'migrations = migrations' 'dialect = sqlite' \
		'database = sqlite:///database.db'
	[ -d migrations ]
	[ ! -e database.db ]
}

test_init_finds_models_whose_names_say_nothing() {
	git init -q
	mkdir -p app src/app
	todo_models >app/todo.py
	sed 's/"todos"/"tasks"/' app/todo.py >src/app/entities.py
	echo 'print("hello")' >app/main.py
	exits 0 git migrate init --no-hooks
	contains .gitmigrate 'models = app/todo.py' \
		'models = src/app/entities.py'
	lacks .gitmigrate main.py
	exits 0 git migrate schema
	says 'CREATE TABLE todos' 'CREATE TABLE tasks'
}

test_every_key_of_the_new_file_has_a_comment_over_it() {
	git init -q
	git migrate init -q
	awk -F = '/^[a-z-]+ *=/ && before !~ /^[;#]/ { print; bad = 1 }
		{ before = $0 } END { exit bad }' .gitmigrate
}

test_init_again_changes_nothing() {
	git init -q
	todo_models >models.py
	git migrate init -q
	cp -a . ../copy
	exits 0 git migrate init
	diff -r . ../copy
	rm -r ../copy
}

test_init_in_a_clone_that_has_migrations_says_to_apply_them() {
	todo_project
	git clone -q . clone
	cd clone
	exits 0 git migrate init
	warns 'hint: apply the migrations that are here: git migrate upgrade'
	lacks "$ERR" 'first migration'
	exits 0 git migrate upgrade
}

test_init_takes_the_places_it_is_given() {
	git init -q
	exits 0 git migrate init --models='src/*.py' --models=more/db.py \
		--migrations=db/steps --database=sqlite:///var/app.db
	contains .gitmigrate 'models = src/*.py' 'models = more/db.py' db/steps sqlite:///var/app.db
	[ -d db/steps ]
}

test_a_database_outside_of_the_tree_is_this_clones_own() {
	git init -q
	exits 0 git migrate init --database="sqlite:///$PWD/../outside.db"
	lacks .gitmigrate outside.db
	equals "$(git config --local migrate.database)" \
		"sqlite:///$PWD/../outside.db"
}

test_init_without_models_says_how_to_go_on() {
	git init -q
	exits 0 git migrate init
	warns 'no models were found' .gitmigrate
}

test_init_works_in_a_subdirectory() {
	git init -q
	mkdir -p deep/er
	todo_models >deep/er/models.py
	(cd deep/er && exits 0 git migrate init --models=models.py)
	contains .gitmigrate 'models = deep/er/models.py'
	[ ! -e deep/er/.gitmigrate ]
}

test_a_forbidden_key_in_the_tracked_file_names_the_local_one() {
	todo_project
	for key in loader sync trust; do
		git checkout -q .gitmigrate
		sed -i "s/^\[migrate\]/&\n$key = touch pwned/" .gitmigrate
		exits 128 git migrate status
		warns .gitmigrate: "$key" "migrate.$key"
	done
	[ ! -e pwned ]
}

test_a_tracked_database_outside_of_the_tree_is_refused() {
	todo_project
	for url in sqlite:////tmp/x.db sqlite:///../x.db postgresql://h/d; do
		sed -i "s#^database = .*#database = $url#" .gitmigrate
		exits 128 git migrate status
		warns .gitmigrate: migrate.database
	done
}

# R48
test_git_configuration_goes_before_the_tracked_file() {
	todo_project
	exits 0 git -c migrate.database=sqlite:///other.db migrate current
	is_silent
	git config migrate.database sqlite:///third.db
	exits 0 git migrate upgrade
	[ -e third.db ]
	exits 0 env GIT_MIGRATE_DATABASE=sqlite:///fourth.db git migrate upgrade
	[ -e fourth.db ]
	exits 0 git migrate upgrade --database=sqlite:///fifth.db
	[ -e fifth.db ]
}

# R78
test_broken_configuration_is_named_with_its_line() {
	todo_project
	printf '[migrate]\nmodels = models.py\nnonsense\n' >.gitmigrate
	exits 128 git migrate status
	warns .gitmigrate:3
	printf '[migrate]\ndialect = sqlite\ndialect = sqlite\n' >.gitmigrate
	exits 128 git migrate status
	warns .gitmigrate:3
}

# R49
test_a_separate_working_tree_works() {
	git init -q --bare ../bare.git
	todo_models >models.py
	GIT_DIR=$PWD/../bare.git
	GIT_WORK_TREE=$PWD
	export GIT_DIR GIT_WORK_TREE
	exits 0 git migrate init
	exits 0 git migrate autogenerate -m first
	exits 0 git migrate upgrade
	[ -e database.db ]
	rm -rf ../bare.git
}

# R51
test_repositories_of_another_kind_are_refused_before_any_effect() {
	git init -q --object-format=sha256
	exits 128 git migrate init
	equals "$(wc -l <"$ERR")" "$(grep -cE '^(error|hint): ' "$ERR")"
	[ ! -e .gitmigrate ]
}

run_tests
