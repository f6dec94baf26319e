#!/bin/sh
# What autogenerate finds between the migrations and the models. Each change is
# applied to rows, taken back and applied again; the way down must lead to the
# schema that was there before.

. "$ROOT/tests/commands/lib.sh"

# start: a project whose models (stdin) are migrated, as revision "first".
start() {
	project
	git migrate autogenerate -q -m first --rev-id=first
	git migrate upgrade -q
	facts database.db >../before
}

# leads_to DETECTED... with the new models on stdin: each text is among what
# was detected, and nothing else; the migration goes up, down and up.
leads_to() {
	models >models.py
	exits 0 git migrate autogenerate -m second --rev-id=second
	warns "$@"
	equals "$(grep -c '^Detected' "$ERR")" "$#"
	exits 0 git migrate upgrade
	exits 0 git migrate autogenerate -m third
	warns 'No changes detected'
	exits 0 git migrate downgrade -1
	facts database.db | diff -u ../before - || fail 'down does not lead back'
	exits 0 git migrate upgrade
	exits 0 git migrate verify
}

test_an_added_table_is_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
END
	leads_to "added table 'b'" <<'END'
table a
id = Column(Integer, primary_key=True)
table b
id = Column(Integer, primary_key=True)
a_id = Column(ForeignKey("a.id"), index=True)
END
	sql 'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1)'
}

test_a_dropped_table_is_detected_and_comes_back() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
table b
id = Column(Integer, primary_key=True)
name = Column(String(20), unique=True, index=True)
a_id = Column(ForeignKey("a.id", ondelete="CASCADE"))
END
	leads_to "removed table 'b'" <<'END'
table a
id = Column(Integer, primary_key=True)
END
}

test_added_columns_are_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
END
	sql 'INSERT INTO a VALUES (1)'
	leads_to "added column 'a.plain'" "added column 'a.filled'" \
		"added column 'a.moment'" <<'END'
table a
id = Column(Integer, primary_key=True)
plain = Column(String(20))
filled = Column(Integer, nullable=False, server_default="7")
moment = Column(DateTime, server_default=func.now())
END
	equals "$(sql 'SELECT filled FROM a')" 7
	equals "$(sql 'SELECT moment IS NOT NULL FROM a')" 1
}

test_dropped_columns_are_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
plain = Column(String(20))
marked = Column(String(20), unique=True)
found = Column(String(20), index=True)
END
	sql "INSERT INTO a VALUES (1, 'x', 'y', 'z')"
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
END
	exits 0 git migrate autogenerate -m second --rev-id=second
	warns "removed column 'a.plain'" "removed column 'a.marked'" \
		"removed column 'a.found'"
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT * FROM a')" 1
	exits 0 git migrate downgrade -1
	facts database.db | diff -u ../before -
	exits 0 git migrate verify
}

test_a_changed_type_is_detected_and_the_values_stay() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
name = Column(String(20))
END
	sql "INSERT INTO a VALUES (1, 'x')"
	leads_to "'a.name'" <<'END'
table a
id = Column(Integer, primary_key=True)
name = Column(String(40))
END
	equals "$(sql 'SELECT name FROM a')" x
}

test_a_changed_server_default_is_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
n = Column(Integer, server_default="1")
m = Column(Integer)
END
	leads_to "'a.n'" "'a.m'" <<'END'
table a
id = Column(Integer, primary_key=True)
n = Column(Integer, server_default="2")
m = Column(Integer, server_default="3")
END
	sql 'INSERT INTO a (id) VALUES (1)'
	equals "$(sql 'SELECT n, m FROM a')" '2|3'
}

test_a_column_that_may_be_null_again_is_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
n = Column(Integer, nullable=False)
END
	leads_to "'a.n'" <<'END'
table a
id = Column(Integer, primary_key=True)
n = Column(Integer)
END
	sql 'INSERT INTO a (id) VALUES (1)'
}

# R67
test_a_column_that_becomes_not_null_needs_a_value_for_its_rows() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
n = Column(Integer)
END
	sql 'INSERT INTO a VALUES (1, NULL), (2, 5)'
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
n = Column(Integer, nullable=False)
END
	exits 128 git migrate autogenerate -m second
	warns a.n '--default'
	equals "$(find migrations -name '*second*')" ''
	exits 0 git migrate autogenerate -m second --default a.n=9
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT group_concat(n) FROM a')" 9,5
	exits 0 git migrate verify
}

# R67
test_a_new_column_that_is_not_null_needs_a_value_for_its_rows() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
END
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
word = Column(String(9), nullable=False)
END
	exits 128 git migrate autogenerate -m second
	warns a.word '--default'
	exits 0 git migrate autogenerate -m second --default "a.word='it''s'"
	sql 'INSERT INTO a VALUES (1)'
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT word FROM a')" "it's"
	exits 0 git migrate autogenerate -m third
	warns 'No changes detected'
}

test_a_default_that_cannot_be_read_is_a_usage_error() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
END
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
word = Column(String(9), nullable=False)
END
	for default in nonsense a=1 a.word=; do
		exits 129 git migrate autogenerate -m x --default "$default"
		warns "$default"
	done
}

test_indexes_added_dropped_and_changed_are_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer, index=True)
y = Column(Integer)
__table_args__ = (Index("ix_both", "x", "y"),)
END
	leads_to 'ix_a_x' 'ix_a_y' "removed index 'ix_both'" \
		"added unique index 'ix_both'" <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer)
y = Column(Integer, index=True)
__table_args__ = (Index("ix_both", "x", "y", unique=True),)
END
}

test_unique_constraints_are_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer, unique=True)
y = Column(Integer)
z = Column(Integer)
__table_args__ = (UniqueConstraint("x", "y", name="uq_xy"),)
END
	sql 'INSERT INTO a VALUES (1, 2, 3, 4)'
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer)
y = Column(Integer, unique=True)
z = Column(Integer)
__table_args__ = (UniqueConstraint("x", "z", name="uq_xy"),)
END
	exits 0 git migrate autogenerate -m second --rev-id=second
	equals "$(grep -c '^Detected.*unique' "$ERR")" 4
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT * FROM a')" '1|2|3|4'
	! sql 'INSERT INTO a VALUES (2, 5, 3, 5)' || fail 'y is not unique'
	exits 0 git migrate downgrade -1
	facts database.db | diff -u ../before -
}

test_foreign_keys_are_detected() {
	start <<'END'
table p
id = Column(Integer, primary_key=True)
table c
id = Column(Integer, primary_key=True)
a = Column(Integer, ForeignKey("p.id"))
b = Column(Integer)
d = Column(Integer, ForeignKey("p.id", ondelete="CASCADE"))
END
	models >models.py <<'END'
table p
id = Column(Integer, primary_key=True)
table c
id = Column(Integer, primary_key=True)
a = Column(Integer)
b = Column(Integer, ForeignKey("p.id"))
d = Column(Integer, ForeignKey("p.id", ondelete="SET NULL"))
END
	sql 'INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1, 1, 1)'
	exits 0 git migrate autogenerate -m second --rev-id=second
	equals "$(grep -c '^Detected.*foreign key' "$ERR")" 4
	exits 0 git migrate upgrade
	equals "$(sql 'SELECT "from", on_delete FROM pragma_foreign_key_list("c")
		ORDER BY 1')" 'b|NO ACTION
d|SET NULL'
	exits 0 git migrate downgrade -1
	facts database.db | diff -u ../before -
	equals "$(sql 'SELECT * FROM c')" '1|1|1|1'
}

test_check_constraints_are_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer)
__table_args__ = (CheckConstraint("x > 0", name="ck_x"),
    CheckConstraint("x <> 7", name="ck_gone"))
END
	leads_to "removed check constraint 'ck_x'" \
		"added check constraint 'ck_x'" \
		"removed check constraint 'ck_gone'" \
		"added check constraint 'ck_new'" <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer)
__table_args__ = (CheckConstraint("x > 1", name="ck_x"),
    CheckConstraint("x <> 8", name="ck_new"))
END
	! sql 'INSERT INTO a VALUES (1, 8)' || fail 'no check'
}

test_a_changed_primary_key_is_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer, nullable=False)
END
	sql 'INSERT INTO a VALUES (1, 2)'
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer, primary_key=True)
END
	exits 0 git migrate autogenerate -m second --rev-id=second
	warns 'primary key'
	exits 0 git migrate upgrade
	equals "$(sql "SELECT group_concat(pk) FROM pragma_table_info('a')")" 1,2
	equals "$(sql 'SELECT * FROM a')" '1|2'
	exits 0 git migrate downgrade -1
	facts database.db | diff -u ../before -
}

test_an_enumeration_that_grows_is_detected() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
state = Column(Enum("on", "off", name="state", create_constraint=True))
END
	sql "INSERT INTO a VALUES (1, 'on')"
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
state = Column(Enum("on", "off", "standby", name="state", create_constraint=True))
END
	exits 0 git migrate autogenerate -m second
	exits 0 git migrate upgrade
	sql "INSERT INTO a VALUES (2, 'standby')"
	equals "$(sql 'SELECT group_concat(state) FROM a')" on,standby
}

test_what_is_no_schema_is_no_change() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer, default=1)
END
	models >models.py <<'END'
table a
"""A docstring."""

id = Column(Integer, primary_key=True)
x = Column(Integer, default=lambda: 2, onupdate=int, comment="a remark")

def method(self):
    return Column(Integer)
END
	exits 0 git migrate autogenerate -m second
	warns 'No changes detected'
}

test_a_dry_run_prints_the_file_and_writes_nothing() {
	todo_project
	soft_delete >>models.py
	git add -A
	git commit -q -m soft
	exits 0 git migrate autogenerate --dry-run -m soft
	says '-- migrate:up' 'ALTER TABLE todos ADD COLUMN deleted_at DATETIME;'
	is_clean
}

test_the_models_may_be_given_as_options_for_a_project_without_a_file() {
	git init -q
	todo_models >models.py
	exits 0 git migrate autogenerate -m first --models=models.py \
		--database=sqlite:///x.db
	warns "added table 'todos'"
}

test_models_with_a_syntax_error_are_named_and_nothing_is_written() {
	todo_project
	printf 'class Broken(Base:\n    x = Column(\n' >>models.py
	commit broken
	exits 128 git migrate autogenerate -m x
	warns models.py:
	is_clean
}

test_what_cannot_be_read_stops_and_names_its_line() {
	todo_project
	cat >>models.py <<'END'
    price = Column(make_type(3))
END
	exits 128 git migrate autogenerate -m x
	grep -qE 'models.py:2[0-9]: unsupported: ' "$ERR"
	equals "$(find migrations -name '*_x.sql')" ''
}

test_an_incomplete_table_can_be_left_alone() {
	todo_project
	cat >>models.py <<'END'
    price = Column(make_type(3))


class Other(Base):
    __tablename__ = "others"

    id = Column(Integer, primary_key=True)
END
	exits 0 git migrate autogenerate -m x --skip-incomplete
	warns "added table 'others'"
	lacks "$(echo migrations/*_x.sql)" todos
}

test_a_table_that_no_models_ever_had_is_left_alone() {
	todo_project
	revision hand0000 first00 'CREATE TABLE hand (id INTEGER);' \
		'DROP TABLE hand;'
	git migrate upgrade -q
	exits 0 git migrate autogenerate -m x
	warns 'No changes detected' hand
	exits 0 git migrate autogenerate -m x --drop-unowned
	warns "removed table 'hand'"
}

test_an_empty_revision_is_written_to_fill_in() {
	todo_project
	exits 0 git migrate revision -m 'copy the titles' --rev-id=copy0000
	path=$(cat "$OUT")
	contains "$path" 'copy the titles' 'Revision: copy0000' \
		'Revises: first00' '-- migrate:up' '-- migrate:down'
	exits 0 git migrate heads
	prints 'copy0000 (head)'
}

test_the_sql_reads_as_a_person_would_write_it() {
	start <<'END'
table a
id = Column(Integer, primary_key=True)
END
	models >models.py <<'END'
table a
id = Column(Integer, primary_key=True)
x = Column(Integer, index=True)
order = Column("order", String(5))
END
	exits 0 git migrate autogenerate -m second --dry-run
	says 'ALTER TABLE a ADD COLUMN x INTEGER;' \
		'ALTER TABLE a ADD COLUMN "order" VARCHAR(5);' \
		'CREATE INDEX ix_a_x ON a (x);' 'DROP INDEX ix_a_x;'
}

test_two_heads_stop_it() {
	todo_project
	revision left0000 first00 'CREATE TABLE l (id INTEGER);' 'DROP TABLE l;'
	revision right000 first00 'CREATE TABLE r (id INTEGER);' 'DROP TABLE r;'
	exits 128 git migrate autogenerate -m x
	warns 'left0000' 'right000' hint:
}

test_an_id_that_is_taken_is_refused() {
	todo_project
	soft_delete >>models.py
	exits 128 git migrate autogenerate -m x --rev-id=first00
	warns 'first00' exists
	exits 129 git migrate autogenerate -m x --rev-id='a b'
}

# What a rehearsal on a part of the schema must have in it: the tables that
# refer to those that change, and what these refer to.
many_tables() {
	cat <<END
table roots
id = Column(Integer, primary_key=True)
table owners
id = Column(Integer, primary_key=True)
name = Column(String($1))
root = Column(Integer, ForeignKey('roots.id'))
table children
id = Column(Integer, primary_key=True)
owner = Column(Integer, ForeignKey('owners.id'), index=True)
END
	for i in 1 2 3 4 5 6 7 8 9; do
		printf 'table other_%s\nid = Column(Integer, primary_key=True)\n' $i
		[ $i -lt 5 ] || echo 'note = Column(Text, index=True)'
	done
}

test_a_change_among_many_tables_that_refer_to_each_other() {
	many_tables 20 | start
	many_tables 40 | leads_to 'type change from VARCHAR(20) to VARCHAR(40)'
}

test_a_rename_among_many_tables_that_refer_to_each_other() {
	many_tables 20 | start
	many_tables 20 | sed 's/owners/holders/' |
		leads_to "renamed table 'owners' to 'holders'"
	grep -q 'holders' migrations/*second.sql
	equals "$(sqlite3 database.db 'PRAGMA foreign_key_list(children)' |
		cut -d'|' -f3)" holders
}

test_a_table_that_is_dropped_among_many_and_its_child() {
	many_tables 20 | start
	many_tables 20 | sed '/^table children/,/^owner/d; /^table other_9/,$d' |
		leads_to "removed table 'children'" "removed table 'other_9'"
}

# More than are put into the engine at a time.
hundred_tables() {
	for i in $(seq 120); do
		printf 'table t%s\nid = Column(Integer, primary_key=True)\n' "$i"
		echo 'note = Column(Text)'
		[ "$i" -eq 1 ] || printf '%s\n' \
			"previous = Column(Integer, ForeignKey('t$((i - 1)).id'), index=True)"
		[ "$i" -ne "${1-}" ] && [ "$i" -ne "${2-}" ] ||
			echo "__table_args__ = (Index('same', 'note'),)"
	done
}

test_a_schema_of_many_tables_is_built_as_it_is() {
	hundred_tables 7 7 | start
	exits 0 git migrate autogenerate -m second
	warns 'No changes detected'
	exits 0 git migrate verify
	git migrate schema | sqlite3 ../whole.db
	facts ../whole.db | diff ../before -
	hundred_tables 8 8 | leads_to "removed index 'same' on 't7(note)'" \
		"added index 'same' on 't8(note)'"
}

test_a_name_that_is_taken_far_away_is_found() {
	hundred_tables 7 110 | project
	exits 128 git migrate autogenerate -m first
	warns "table 't110' cannot be built" 'index same already exists'
}

test_a_plain_sql_file_serves_as_models() {
	git init -q
	cat >schema.sql <<'SQL'
CREATE TABLE a (
	id INTEGER PRIMARY KEY,
	name TEXT COLLATE NOCASE CHECK (length(name) < 9)
) STRICT;
CREATE UNIQUE INDEX a_name ON a (lower(name)) WHERE name <> '';
CREATE VIEW v AS SELECT name FROM a;
CREATE TRIGGER t AFTER INSERT ON a BEGIN
	DELETE FROM a WHERE name = ';';
END;
SQL
	git migrate init -q --models=schema.sql
	exits 0 git migrate autogenerate -m first
	exits 0 git migrate upgrade
	sqlite3 ../expected.db <schema.sql
	facts ../expected.db >../expected
	facts database.db | diff -u ../expected -
	exits 0 git migrate autogenerate -m second
	warns 'No changes detected'
}

run_tests
