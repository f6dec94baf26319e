#!/bin/sh
# PostgreSQL without a server: models, schema.sql and migrations as text.

. "$ROOT/tests/commands/lib.sh"

postgresql_project() {
	git init -q
	cat >models.py
	printf '[migrate]\nmodels = models.py\nmigrations = migrations\n' >.gitmigrate
	printf 'dialect = postgresql\n' >>.gitmigrate
	commit first
}

todos() {
	models <<'END'
table todos
id = Column(Integer, primary_key=True)
title = Column(String(80), nullable=False)
END
}

todos_with_state() {
	todos
	models <<'END' | tail -2
state = Column(Enum("new", "done", name="state"), server_default="new")
tags = Column(ARRAY(Text), index=True)
END
}

test_models_become_migrations_that_hold_without_a_server() {
	todos | postgresql_project
	exits 0 git migrate autogenerate -m first --rev-id=first
	exits 0 cat migrations/*_first.sql
	says 'id SERIAL NOT NULL'
	todos_with_state >models.py
	exits 0 git migrate autogenerate -m second --rev-id=second
	exits 0 cat migrations/*_second.sql
	says "CREATE TYPE state AS ENUM ('new', 'done');" \
		"ALTER TABLE todos ADD COLUMN state state DEFAULT 'new';" \
		'DROP TYPE state;'
	exits 0 git migrate diff
	is_silent
	exits 0 git migrate check
	exits 0 git migrate verify
	says 'ok first' 'ok second'
}

test_commits_are_compared_without_a_server() {
	todos | postgresql_project
	todos_with_state >models.py
	commit second
	exits 0 git migrate diff HEAD~ HEAD
	prints "+ type state
+ column todos.state state DEFAULT 'new'
+ column todos.tags TEXT[]
+ index ix_todos_tags on todos(tags)"
}

test_a_schema_of_pg_dump_is_the_same_as_one_written_by_hand() {
	todos | postgresql_project
	cat >schema.sql <<'SQL'
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.todos (
    id integer NOT NULL,
    title character varying(80) NOT NULL
);
ALTER TABLE public.todos OWNER TO me;
CREATE SEQUENCE public.todos_id_seq AS integer START WITH 1 INCREMENT BY 1
    NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE public.todos_id_seq OWNED BY public.todos.id;
ALTER TABLE ONLY public.todos ALTER COLUMN id
    SET DEFAULT nextval('public.todos_id_seq'::regclass);
ALTER TABLE ONLY public.todos
    ADD CONSTRAINT todos_pkey PRIMARY KEY (id);
SQL
	git migrate autogenerate -q -m first
	exits 0 git migrate diff --models=schema.sql :migrations :worktree
	is_silent
}

test_what_only_a_server_knows_is_refused_with_its_line() {
	todos | postgresql_project
	printf 'CREATE TABLE a (b int);\n\nDO $$ BEGIN END $$;\n' >schema.sql
	exits 1 git migrate schema --models=schema.sql
	warns 'schema.sql:3: unsupported: a statement whose effect'
	printf 'CREATE TABLE a (b int);\nDROP TABLE c;\n' >schema.sql
	exits 128 git migrate schema --models=schema.sql
	warns 'schema.sql:2: there is no table c'
}

test_commits_carry_their_migrations_without_a_server() {
	todos | postgresql_project
	git migrate autogenerate -q -m first --rev-id=first
	commit 'with migration'
	todos_with_state >models.py
	commit forgotten
	exits 1 git migrate check HEAD~2..
	says 'forgotten' 'uncovered: models.py:12: + column todos.state state'
	git migrate autogenerate -q -m second --rev-id=second
	git add . && git commit -q --amend --no-edit
	exits 0 git migrate check HEAD~2..
	exits 0 git migrate log
	says 'second' '+ type state'
	exits 0 git migrate blame todos.state
	says "$(git rev-parse --short HEAD)" forgotten
}

test_a_label_of_a_type_without_a_migration_alarms() {
	todos_with_state | postgresql_project
	sed -i 's/"done"/"done", "late"/' models.py
	commit late
	exits 1 git migrate check HEAD~..
	says '~ type state'
}

# Another engine's models and migrations in the same history.
test_a_project_that_changes_its_engine_is_judged_with_each() {
	todos | postgresql_project
	sed -i 's/postgresql/sqlite/' .gitmigrate
	git migrate autogenerate -q -m first --rev-id=first
	git add . && git commit -qm sqlite
	git rm -q -r migrations
	sed -i 's/sqlite/postgresql/' .gitmigrate
	git migrate autogenerate -q -m first --rev-id=other
	git add . && git commit -qm postgresql
	exits 0 git migrate check HEAD~2..
	exits 1 git migrate check HEAD~..
	lacks "$OUT" uncovered
	says 'deleted: migrations'
}

# A script only a server could judge is no fault, and hides what it may do.
test_a_migration_that_cannot_be_judged_is_told_and_alarms_nobody() {
	todos | postgresql_project
	git config migrate.commitMsg enforce
	git migrate autogenerate -q -m first --rev-id=first
	git add . && git commit -qm first
	todos_with_state >models.py
	git migrate revision -q -m second --rev-id=second
	# shellcheck disable=SC2016
	sed -i '/migrate:up/a DO $$ BEGIN END $$;' migrations/*second.sql
	git add . && git commit -qm second
	exits 0 git migrate check HEAD~..
	says 'unreadable: migrations/' '_second.sql:8: a statement whose effect'
	lacks "$OUT" uncovered
	exits 0 git migrate check HEAD
	echo '    more = Column(Integer)' >>models.py
	git commit -qam third
	exits 1 git migrate check HEAD~..
	says 'uncovered: models.py' '+ column todos.more INTEGER'
	lacks "$OUT" todos.state
}

test_the_schema_is_printed_as_json() {
	todos_with_state | postgresql_project
	exits 0 git migrate schema --json
	python3 - "$OUT" <<'END'
import json, sys

schema = json.load(open(sys.argv[1]))
assert schema["version"] == 1 and schema["complete"] and not schema["diagnostics"]
assert schema["dialect"] == "postgresql"
(table,) = schema["tables"]
types = {column["name"]: column["type"] for column in table["columns"]}
assert types == {
    "id": "INTEGER", "title": "VARCHAR(80)", "state": "state", "tags": "TEXT[]"
}, types
assert table["columns"][0]["autoincrement"] and table["path"] == "models.py"
assert table["constraints"][0]["kind"] == "primary key"
assert schema["enums"][0]["labels"] == ["new", "done"]
END
}

run_tests
