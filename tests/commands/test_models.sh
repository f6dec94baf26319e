#!/bin/sh
# How models are read: what the configuration says of types, what is no model at
# all.

. "$ROOT/tests/commands/lib.sh"

money_models() {
	cat <<'end'
from mypkg import Money
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Bill(Base):
    __tablename__ = "bill"
    id = Column(Integer, primary_key=True)
    sum = Column(Money("EUR"), nullable=False)
end
}

test_a_type_of_a_third_party_is_what_the_configuration_says() {
	git init -q
	money_models >models.py
	git migrate init -q
	exits 1 git migrate schema
	warns "models.py:11: unsupported: the type of a column: a call of 'mypkg.Money'"
	printf '[types]\nmypkg.Money = NUMERIC(12,2)\n' >>.gitmigrate
	exits 0 git migrate schema
	says 'sum NUMERIC(12, 2) NOT NULL'
	exits 0 git migrate autogenerate -m bills
	exits 0 git migrate upgrade
	equals "$(sql "SELECT type FROM pragma_table_info('bill') WHERE name = 'sum'")" \
		'NUMERIC(12, 2)'
}

test_each_commit_is_read_with_the_types_of_its_own_configuration() {
	git init -q
	money_models >models.py
	git migrate init -q
	commit 'no types'
	printf '[types]\nmypkg.Money = NUMERIC(12,2)\n' >>.gitmigrate
	commit 'types'
	sed -i 's/12,2/14,4/' .gitmigrate
	git add .gitmigrate
	sed -i 's/14,4/16,6/' .gitmigrate
	exits 1 git migrate schema HEAD~
	warns "models.py:11: unsupported: the type of a column"
	exits 0 git migrate schema HEAD
	says 'sum NUMERIC(12, 2) NOT NULL'
	exits 0 git migrate schema :index
	says 'sum NUMERIC(14, 4) NOT NULL'
	exits 0 git migrate schema
	says 'sum NUMERIC(16, 6) NOT NULL'
	exits 0 git migrate diff HEAD :worktree
	prints '~ column bill.sum type NUMERIC(12, 2) -> NUMERIC(16, 6)'
}

test_a_type_that_is_none_is_named_with_its_line() {
	git init -q
	money_models >models.py
	git migrate init -q
	printf '[types]\nmypkg.Money = INTEGER PRIMARY KEY\n' >>.gitmigrate
	exits 128 git migrate schema
	line=$(grep -n mypkg .gitmigrate | cut -d: -f1)
	warns ".gitmigrate:$line: mypkg.Money: 'INTEGER PRIMARY KEY' says more than a type"
	# A commit is not read with another one's configuration instead.
	commit 'broken'
	sed -i '/types/,$d' .gitmigrate
	exits 128 git migrate schema HEAD
	warns "HEAD: .gitmigrate:$line: mypkg.Money:"
}

# models_of_a: one table with two columns, applied to the database.
models_of_a() {
	git init -q
	cat >models.py <<'end'
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
end
	git migrate init -q --models=models.py
	git migrate autogenerate -q -m a
	git migrate upgrade -q
}

test_a_merge_conflict_drops_nothing() {
	models_of_a
	sed -i 's/^    name.*/<<<<<<< HEAD\n&\n=======\n&\n>>>>>>> feature/' models.py
	exits 128 git migrate autogenerate -m b
	warns 'models.py:10: merge conflict marker'
	exits 0 git migrate autogenerate -m b --skip-incomplete --dry-run
	is_silent
	warns "left table 'a' alone: it cannot be read in full"
}

test_a_file_cut_off_drops_nothing() {
	models_of_a
	printf '\n\nclass B(Base):\n    __tablename__ = "b"\n    id = Column(' >>models.py
	exits 128 git migrate autogenerate -m b
	warns 'models.py:15: syntax error'
	head -c 240 models.py >cut.py
	mv cut.py models.py
	exits 128 git migrate autogenerate -m b
	exits 0 git migrate autogenerate -m b --skip-incomplete --dry-run
	is_silent
}

test_a_file_that_is_no_text_is_named() {
	models_of_a
	printf 'x = 1\n\0\1\2' >models.py
	exits 1 git migrate schema
	warns 'models.py: error: not a text file'
	printf 'x = "\351"\n' >models.py
	exits 1 git migrate schema
	warns 'models.py: error: not UTF-8'
	exits 128 git migrate autogenerate -m b
	exits 0 git migrate autogenerate -m b --skip-incomplete --dry-run
	is_silent
}

test_a_file_of_10_megabytes_is_not_read() {
	models_of_a
	head -c 10000000 /dev/zero | tr '\0' '\n' >>models.py
	exits 1 git migrate schema
	warns "models.py: error: 'models.py' in 'the working tree' is larger than 8 MiB"
	head -c 5000000 models.py >cut.py
	mv cut.py models.py
	exits 1 git migrate schema
	warns 'models.py: error: larger than 4 MiB'
	git add models.py
	exits 1 git migrate schema :index
	warns 'models.py: error: larger than 4 MiB'
}

# R81
test_a_link_out_of_the_tree_is_not_followed() {
	mkdir project
	echo 'NAME = "stolen"' >secret.py
	mkdir package
	echo 'NAME = "stolen"' >package/names.py
	cd project
	models_of_a
	ln -s ../secret.py secret.py
	ln -s ../package package
	sed -i -e '1i from package.names import NAME as OTHER' \
		-e '1i from secret import NAME' -e 's/"a"/NAME + OTHER/' models.py
	exits 1 git migrate schema
	warns "models.py:10: unsupported: the table name of the class 'A'"
	lacks "$OUT" stolen
	git add -A
	exits 1 git migrate schema :index
	lacks "$OUT" stolen
	mv models.py ../real.py
	ln -s ../real.py models.py
	exits 128 git migrate autogenerate -m b
	warns "'models.py' in 'the working tree' is a symbolic link"
}

# Python would read it: to pass over it were to drop its tables.
test_a_link_among_the_models_is_refused_in_every_tree() {
	mkdir -p app shared
	models_of_a
	sed 's/"a"/"b"/; s/class A/class B/' models.py >shared/b.py
	mv models.py app/a.py
	ln -s ../shared/b.py app/b.py
	git config migrate.models 'app/*.py'
	git add -A
	git commit -qm one
	for place in :worktree :index HEAD; do
		exits 128 git migrate schema "$place"
		warns "'app/b.py' in " ' is a symbolic link' \
			"leave this one out with ':!app/b.py'"
	done
	exits 128 git migrate autogenerate -m x
	exits 128 git migrate check
	git config migrate.models 'app/*.py :!app/b.py'
	exits 0 git migrate schema
	git config migrate.models 'app/*.py'
	rm app/b.py
	mkfifo app/b.py
	exits 128 git migrate schema
	warns "'app/b.py' in 'the working tree' is not a regular file"
	rm app/b.py
	ln -s nowhere app/notes.txt
	exits 0 git migrate schema
}

# A package with a table whose column comes from another module.
package() {
	git init -q
	mkdir -p app
	: >app/__init__.py
	cat >app/models.py <<'end'
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

from app.names import NAME
from extra.names import OTHER

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    x = Column(NAME, Integer)
    y = Column(OTHER, Integer)
end
	echo 'NAME = "x1"' >app/names.py
	mkdir extra
	echo 'OTHER = "y1"' >extra/names.py
	git migrate init -q --models=app/models.py --no-hooks
	commit package
}

# reads TEXT...: the schema of the working tree, of the index and of HEAD has
# each of the texts, and so has one that is read without anything remembered.
reads() {
	git add -A
	git commit -q --allow-empty -m 'as it is'
	for place in :worktree :index HEAD; do
		for cache in left deleted; do
			[ $cache = left ] || rm -f .git/migrate/models-*
			status=0
			git migrate schema "$place" >"$OUT" 2>"$ERR" || status=$?
			cat "$OUT" "$ERR" >both
			contains both "$@"
			rm both
		done
		git migrate schema "$place" >/dev/null 2>&1 || :
	done
}

test_unchanged_models_are_not_read_again() {
	package
	exits 0 git migrate schema HEAD
	cp "$OUT" ../before
	# What is remembered stands for the text of the models.
	id=$(git rev-parse HEAD:app/models.py)
	rm -f ".git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)"
	exits 0 git migrate schema HEAD
	diff ../before "$OUT"
	rm .git/migrate/models-*
	git migrate schema HEAD && fail 'read without its text'
	git hash-object -w app/models.py >../id
	exits 0 git migrate schema HEAD
	diff ../before "$OUT"
}

test_what_is_remembered_never_changes_an_answer() {
	package
	reads 'x1 INTEGER' 'y1 INTEGER'
	echo 'NAME = "x2"' >app/names.py
	reads 'x2 INTEGER' 'y1 INTEGER'
	# A package goes before a module of the same name.
	mkdir app/names
	echo 'NAME = "x3"' >app/names/__init__.py
	reads 'x3 INTEGER' 'y1 INTEGER'
	rm -r app/names
	reads 'x2 INTEGER' 'y1 INTEGER'
	# A module that is gone, and comes back.
	rm -r extra
	reads "'extra.names.OTHER'"
	mkdir extra
	echo 'OTHER = "y2"' >extra/names.py
	reads 'x2 INTEGER' 'y2 INTEGER'
	# A module that is found by the end of its path, as long as there is one.
	mkdir lib1 lib2
	mv extra lib1/extra
	reads 'y2 INTEGER'
	cp -r lib1/extra lib2/extra
	reads "'extra.names.OTHER'"
	rm -r lib1
	reads 'y2 INTEGER'
	# The options and the configuration.
	exits 0 git migrate schema --dialect=postgresql
	says 'id SERIAL NOT NULL'
	exits 0 git migrate schema
	says 'id INTEGER NOT NULL'
	printf '[types]\nsqlalchemy.Integer = BIGINT\n' >>.gitmigrate
	reads 'x2 BIGINT'
}

test_remembered_readings_that_are_damaged_are_ignored() {
	package
	exits 0 git migrate schema HEAD
	cp "$OUT" ../before
	memo=$(echo .git/migrate/models-*)
	size=$(wc -c <"$memo")
	for length in 0 1 9 100 $((size / 2)) $((size - 1)); do
		head -c "$length" "$memo" >../part
		cp ../part "$memo"
		exits 0 git migrate schema HEAD
		diff ../before "$OUT"
	done
	tr 'a-m' 'n-z' <"$memo" >../part
	cp ../part "$memo"
	exits 0 git migrate schema HEAD
	diff ../before "$OUT"
	chmod 000 "$memo"
	exits 0 git migrate schema HEAD
	diff ../before "$OUT"
}

test_readers_at_once_remember_one_thing() {
	package
	exits 0 git migrate schema HEAD
	cp "$OUT" ../before
	for _ in 1 2 3 4 5 6; do
		rm -f .git/migrate/models-*
		for j in 1 2 3; do
			git migrate schema HEAD >../out$j &
		done
		wait
		for j in 1 2 3; do
			diff ../before ../out$j
		done
	done
}

run_tests
