# Tests of the commands: each file test_*.sh of this folder sources it first:
#
#     . "$ROOT/tests/commands/lib.sh"
#
# A test is a function whose name starts with test_; the rest of the name is
# its sentence. It runs with `set -eu` in a directory of its own, with nothing
# on stdin, and passes when it comes to its end. What it prints is shown when
# it fails. The last line of the file is `run_tests`.
#
# The environment (see run) has a HOME of its own, fixed names and dates, and
# the program on PATH, so that it is `git migrate`.

# shellcheck shell=sh

# Runs the test_ functions of the file, in order, as TAP.
run_tests() {
	count=0
	tests=$(sed -n 's/^\(test_[A-Za-z0-9_]*\)() {.*/\1/p' "$0")
	for function in $tests; do
		count=$((count + 1))
		directory=$PWD/$count
		mkdir "$directory"
		sentence=$(echo "${function#test_}" | tr _ ' ')
		(
			cd "$directory"
			set -eu
			"$function"
		) >"$directory.log" 2>&1 </dev/null
		# shellcheck disable=SC2181 # "if (…)" would turn off set -e
		if [ $? -eq 0 ]; then
			echo "ok $count - $sentence"
		else
			echo "not ok $count - $sentence"
			sed 's/^/# /' "$directory.log"
		fi
		[ -n "${KEEP-}" ] || {
			chmod -R u+rwx "$directory" && rm -rf "$directory"
		} 2>/dev/null
	done
	echo "1..$count"
}

fail() {
	echo "FAILED: $*"
	exit 1
}

# exits CODE COMMAND...: runs it, keeps what it writes in $OUT and $ERR (which
# lie outside the directory of the test), and checks its exit status.
exits() {
	expected=$1
	shift
	status=0
	"$@" >"$OUT" 2>"$ERR" || status=$?
	[ "$status" -eq "$expected" ] || {
		echo "\$ $*"
		cat "$OUT" "$ERR"
		fail "exit status $status instead of $expected"
	}
}

# says TEXT..., warns TEXT...: the last command's stdout (stderr) has each of
# the texts.
says() {
	contains "$OUT" "$@"
}
warns() {
	contains "$ERR" "$@"
}
contains() {
	file=$1
	shift
	for text; do
		grep -qF -e "$text" "$file" || {
			sed 's/^/| /' "$file"
			fail "\"$text\" is not in $file"
		}
	done
}
lacks() {
	file=$1
	shift
	for text; do
		! grep -qF -e "$text" "$file" || {
			sed 's/^/| /' "$file"
			fail "\"$text\" is in $file"
		}
	done
}

# prints TEXT: the last command's stdout is that text and nothing else.
prints() {
	[ -n "$1" ] || {
		is_silent
		return
	}
	printf '%s\n' "$1" | diff -u - "$OUT" || fail 'other output'
}
# is_silent: the last command wrote nothing on stdout.
is_silent() {
	[ ! -s "$OUT" ] || {
		cat "$OUT"
		fail 'output where none should be'
	}
}

# equals A B: the same text.
equals() {
	[ "$1" = "$2" ] || fail "\"$1\" is not \"$2\""
}

# is_clean: nothing in the working tree differs from the last commit.
is_clean() {
	equals "$(git status --porcelain)" ''
}

sql() {
	sqlite3 "${2-database.db}" "$1"
}

# A models.py with one class for each table; the body of each is read from
# stdin, tables start with a line "table NAME".
models() {
	cat <<'END'
import enum
from sqlalchemy import *
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()
END
	awk '$1 == "table" {
			class = toupper(substr($2, 1, 1)) substr($2, 2)
			printf "\n\nclass %s(Base):\n", class
			printf "    __tablename__ = \"%s\"\n", $2
			next
		}
		{ print "    " $0 }'
}

# The walkthrough's models, without and with the column for soft deletes.
todo_models() {
	cat <<'END'
from sqlalchemy import Boolean, Column, DateTime, Integer, String, Text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.sql import func

Base = declarative_base()


class Todo(Base):
    """
    Model for a TODO with soft delete support.
    Note: The class name is singular (Todo) while the table name is plural (todos).
    """

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
soft_delete() {
	cat <<'END'
    deleted_at = Column(
        DateTime(timezone=True),
        nullable=True,
        default=None,
    )
END
}

commit() {
	git add -A
	git commit -q -m "$1"
}

# A repository with committed models (from stdin, see models) and
# configuration, and no migrations yet.
project() {
	git init -q
	models >models.py
	printf '*.db*\n' >.gitignore
	git migrate init -q --no-hooks
	commit 'models'
}

# change NAME: models from stdin, and a revision NAME that leads to them, with
# the options that follow.
change() {
	name=$1
	shift
	models >models.py
	git migrate autogenerate -q -m "$name" --rev-id="$name" "$@"
}

# A repository of the walkthrough with its first revision applied.
todo_project() {
	git init -q
	todo_models >models.py
	printf '*.db*\n' >.gitignore
	git migrate init -q --no-hooks
	git migrate autogenerate -q -m 'create todos' --rev-id=first00
	git migrate upgrade -q
	commit 'create todos'
}

# revision ID PARENT UP [DOWN]: writes a revision file by hand. PARENT may be
# empty.
revision() {
	mkdir -p migrations
	number=$(find migrations -name '*.sql' | wc -l)
	{
		printf -- '-- %s\n--\n-- Revision: %s\n' "$1" "$1"
		[ -z "$2" ] || printf -- '-- Revises: %s\n' "$2"
		printf -- '-- Create-Date: 2026-01-01T00:00:00Z\n\n'
		printf -- '-- migrate:up\n%s\n' "$3"
		[ -z "${4-}" ] || printf -- '\n-- migrate:down\n%s\n' "$4"
	} >"migrations/202601010000$(printf %02d "$number")_$1.sql"
}

# A repository for migrations that are written by hand.
empty_project() {
	git init -q
	echo 'CREATE TABLE unused (id INTEGER);' >schema.sql
	printf '*.db*\n' >.gitignore
	git migrate init -q --no-hooks --models=schema.sql
	commit 'set up'
}

# The schema and every row of the database, as text.
contents() {
	sqlite3 database.db .dump
}

# The schema of a database as facts, so that spelling and order do not count;
# the ledger is left out.
facts() {
	/usr/bin/python3 -B "$ROOT/tests/oracle/schema.py" "$1" | grep .
}

OUT=$PWD/out
ERR=$PWD/err
