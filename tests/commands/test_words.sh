#!/bin/sh
# What is said when something is in the way: the file, the rows and the next
# command, on lines that stay lines.

. "$ROOT/tests/commands/lib.sh"

# Runs a command that may not read what file modes forbid, root or not.
plainly() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --bounding-set=-all --inh-caps=-all "$@"
	else
		"$@"
	fi
}

with_a_table() {
	git init -q
	printf '*.db*\n' >.gitignore
	models >models.py <<'END'
table b
id = Column(Integer, primary_key=True)
y1 = Column(Integer)
END
	git migrate init -q --no-hooks
	git migrate autogenerate -qm 'make b' >"$OUT"
	git migrate upgrade -q
	commit 'make b'
}

# R13
test_a_hook_shows_the_rows_that_stop_it() {
	empty_project
	revision aaaa0001 '' 'CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE f (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id));' \
		'DROP TABLE f; DROP TABLE p;'
	git migrate upgrade -q
	sql 'INSERT INTO p VALUES (1)'
	commit 'tables'
	revision bbbb0002 aaaa0001 'INSERT INTO f VALUES (4, 9), (5, 9), (6, 9);' \
		'DELETE FROM f;'
	commit 'rows'
	git config migrate.sync auto
	git migrate hook post-checkout a b 1 2>"$ERR" || :
	warns 'would no longer be whole' 'f: row 4 refers to a missing row of p' \
		'hint: the database is as it was'
	[ "$(wc -l <"$ERR")" -le 5 ] || fail 'more than five lines'
}

test_models_that_must_not_be_read_are_not_called_absent() {
	with_a_table
	chmod 000 models.py
	exits 1 plainly git migrate schema
	warns "cannot read 'models.py': Permission denied"
	lacks "$ERR" 'matches the models'
	for command in 'autogenerate -m x' check; do
		# shellcheck disable=SC2086 # words
		exits 128 plainly git migrate $command
		warns "cannot read 'models.py': Permission denied" hint:
		lacks "$ERR" 'no file matches'
	done
	chmod 644 models.py
	chmod 000 migrations/*
	exits 128 plainly git migrate upgrade
	warns 'Permission denied' 'hint: see who may read it'
	lacks "$ERR" 'git restore'
	chmod 644 migrations/*
}

test_a_stash_altered_by_hand_is_not_blamed_on_the_migration() {
	with_a_table
	sql 'INSERT INTO b VALUES (1, 2)'
	git migrate downgrade -q --stash base
	table=$(sql "SELECT name FROM sqlite_schema
		WHERE name LIKE 'git_migrate_stash_%' LIMIT 1")
	[ -n "$table" ]
	sql "DROP TABLE $table"
	exits 128 git migrate upgrade
	warns "$table" 'altered by hand' 'git migrate stash list'
	lacks "$ERR" 'mend migrations'
}

test_a_value_too_large_for_a_hook_is_not_blamed_on_the_migration() {
	empty_project
	revision aaaa0001 '' 'CREATE TABLE p (b BLOB);' 'DROP TABLE p;'
	git migrate upgrade -q
	commit 'table'
	revision bbbb0002 aaaa0001 'INSERT INTO p VALUES (zeroblob(300000000));' \
		'DELETE FROM p;'
	commit 'large'
	git config migrate.sync auto
	git migrate hook post-checkout a b 1 2>"$ERR" || :
	warns 'too big' 'git migrate sync, run by hand'
	lacks "$ERR" 'mend migrations'
}

test_a_bare_repository_has_a_history() {
	with_a_table
	id=$(git migrate heads | cut -d' ' -f1)
	git clone -q --bare . ../bare.git
	cd ../bare.git
	exits 0 git migrate history
	prints "<base> -> $id (head), make b"
	exits 0 git migrate history --json
	says '"applied": null'
	exits 128 git migrate history -i
	warns bare
	cd ..
	rm -rf bare.git
}

test_text_is_printed_as_it_is_in_any_locale() {
	with_a_table
	sed -i 's/^-- make b/-- 日本語 é/' migrations/*
	for locale in C C.UTF-8; do
		LC_ALL=$locale exits 0 git migrate history
		says '日本語 é'
		LC_ALL=$locale exits 0 git migrate history -v
		says '日本語 é'
	done
}

test_a_default_of_two_lines_is_told_on_one() {
	with_a_table
	models >models.py <<'END'
table b
id = Column(Integer, primary_key=True)
y1 = Column(Integer)
naïve = Column(Integer)
t = Column(Text, server_default="one\ntwo")
END
	exits 0 git migrate status
	says '+ column b.t TEXT' 'one\x0atwo'
	git add .
	printf 'more\n' >../message
	exits 0 git migrate hook commit-msg ../message
	warns 'one\x0atwo'
	git migrate autogenerate -qm 'more' >"$OUT"
	git migrate upgrade -q
	commit 'more'
	exits 0 git migrate blame b
	says 'one\x0atwo'
	equals "$(wc -l <"$OUT")" 4
	says ' naïve INTEGER' ' y1    INTEGER'
	rm ../message
}

test_nothing_is_called_gone_while_a_file_has_conflicts() {
	with_a_table
	cat >>models.py <<'END'


<<<<<<< ours
class C(Base):
=======
class D(Base):
>>>>>>> theirs
    __tablename__ = "c"
END
	sed -i '/y1/d' models.py
	exits 0 git migrate status
	warns 'merge conflict marker'
	lacks "$OUT" 'y1' 'Model changes'
	exits 0 git migrate status --json
	says '"model_changes": []'
	exits 128 git migrate autogenerate -m x
	warns 'error: models.py:13: merge conflict marker'
	lacks "$ERR" 'error: models.py:13: error:'
}

test_a_command_is_guessed_only_where_it_is_near() {
	exits 129 git migrate edit
	lacks "$ERR" 'did you mean'
	exits 129 git migrate migrate
	lacks "$ERR" 'did you mean'
	exits 129 git migrate statsu
	warns 'did you mean git migrate status?'
	exits 129 git migrate autogen
	warns 'did you mean git migrate autogenerate?'
}

test_a_trigger_is_told_with_its_table() {
	git init -q
	cat >schema.sql <<'END'
CREATE TABLE t (id INTEGER PRIMARY KEY);
CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;
END
	git migrate init -q --no-hooks --models=schema.sql
	exits 0 git migrate autogenerate -m one
	warns "Detected added table 't'" "Detected added trigger 'tr' on 't'"
}

test_one_table_is_one_table() {
	with_a_table
	git mv models.py other.py
	exits 128 git migrate check
	warns 'build 1 table'
	lacks "$ERR" '1 tables'
}

run_tests
