#!/bin/sh
# The walkthrough of the README: a todo application gets its schema, then a
# column for soft deletes, and each command is shown with what it prints.
#
#     tests/demo.sh PROGRAM
#
# It works in a directory of its own, which is gone afterwards.
set -eu

program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/git-migrate-demo.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# The reader's own settings must not change what is shown.
export HOME="$scratch" GIT_CONFIG_GLOBAL="$scratch/.gitconfig" \
	GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
PATH=$(dirname "$program"):$PATH
git config --global init.defaultBranch main
git config --global user.name 'Ada Lovelace'
git config --global user.email ada@example.com
mkdir "$scratch/todo"
cd "$scratch/todo"

# Shows a command line and what it prints, as a terminal does.
shown=
show() {
	printf '%s$ %s\n' "$shown" "$1"
	shown='
'
	sh -c "$1" 2>&1
}

model() {
	cat <<'END'
from sqlalchemy import Boolean, Column, DateTime, Integer, String, Text
from sqlalchemy.orm import declarative_base
from sqlalchemy.sql import func

Base = declarative_base()


class Todo(Base):
    __tablename__ = "todos"

    id = Column(Integer, primary_key=True, index=True)
    title = Column(String(255), nullable=False)
    description = Column(Text, nullable=True)
    is_completed = Column(Boolean, default=False)
    created_at = Column(
        DateTime(timezone=True),
        server_default=func.now(),
        nullable=False,
    )
END
}

git init -q
model >models.py

show 'cat models.py'
# The database is each clone's own.
show "echo '*.db' >.gitignore"
show 'git add . && git commit -q -m "todo models"'
show 'git migrate init'
show 'git migrate autogenerate -m "create todos"'
show 'git migrate upgrade'
show 'git add . && git commit -q -m "create todos"'

cat >>models.py <<'END'
    deleted_at = Column(
        DateTime(timezone=True),
        nullable=True,
        default=None,
    )
END

show 'git diff -U0 | tail -n +6'
show 'git migrate autogenerate -m add_soft_delete_to_todos'
show 'cat migrations/*_add_soft_delete_to_todos.sql'
show 'git migrate upgrade head --sql'
show 'git migrate upgrade head'
show 'sqlite3 database.db ".schema todos"'
show 'git migrate downgrade -1'
show 'git migrate upgrade head'
show 'git migrate history'
show 'git migrate current'
show 'git migrate verify'
show 'git add . && git commit -q -m "feat: soft delete of todos"'
show 'git migrate status'

# The database follows the branch, and keeps what was written on each.
show "sqlite3 database.db \"INSERT INTO todos (title, deleted_at)
    VALUES ('write', '2026-01-31'), ('test', NULL)\""
show 'git switch -q -c plain HEAD~1'
show "sqlite3 database.db \"INSERT INTO todos (title) VALUES ('ship')\""
show 'git switch -q main'
show 'sqlite3 -header database.db "SELECT id, title, deleted_at FROM todos"'

# A commit that changes the models carries its migration.
show "sed -i 's/String(255)/String(500)/' models.py"
show 'git commit -q -a -m "longer titles"'
show 'git migrate autogenerate -m "longer titles"'
show 'git add . && git commit -q --amend --no-edit'
show 'git log -1 --format=%B'
show 'git notes --ref=migrate show'
show 'git migrate log'
show 'git migrate blame todos'
