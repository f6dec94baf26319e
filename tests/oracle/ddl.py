"""Holds the PostgreSQL DDL that the program writes against SQLAlchemy's.

    tests/oracle/ddl.py PROGRAM [MODELS.py|SEED...]

Statement by statement, items within a table in any order, white space apart.
The models are those of compare.py. Prints TAP.
"""

import os
import re
import subprocess
import sys
import tempfile
import warnings

from sqlalchemy import exc
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    ForeignKeyConstraint,
    SetColumnComment,
    SetTableComment,
)
from sqlalchemy.types import Enum

import compare

DIALECT = postgresql.dialect()
# What SQLAlchemy writes down although no server takes it, or the program
# says that it does not read.
MISSING = (
    "postgresql has no such type",
    "is named colour too",
    "a Sequence of the column 'id'",
)


def split_items(body):
    """At the commas that stand in no parentheses and no string."""
    items, depth, quoted, item = [], 0, None, ""
    for character in body:
        if quoted:
            quoted = None if character == quoted else quoted
        elif character in "'\"":
            quoted = character
        depth += not quoted and ((character in "([") - (character in ")]"))
        if character == "," and not depth and not quoted:
            items.append(item)
            item = ""
        else:
            item += character
    return items + [item]


def plain(text):
    """Without white space that parts no words, and reserved words unquoted."""
    text = re.sub(r"\s+", " ", text).strip()
    # The order that an index has anyway.
    text = re.sub(r" ASC\b", "", text)
    text = re.sub(r" ?([(),]) ?", r"\1", text).replace(")NOT", ") NOT")
    return re.sub(r"ON (?:DELETE|UPDATE) \w+", lambda found: found[0].upper(), text)


def parts(item):
    """A column, and the check that stands behind it, which may as well stand
    behind the table's columns."""
    match = re.match(
        r"(?!CONSTRAINT |CHECK\()(.*?) ?((?:CONSTRAINT \S+ )?CHECK\(.*)$", item
    )
    return [group.strip() for group in match.groups()] if match else [item]


def normal(statement):
    statement = plain(statement)
    match = re.match(r"(CREATE TABLE [^(]+)\((.*)\)$", statement)
    if not match:
        return statement
    items = []
    for item in split_items(match.group(2)):
        items += parts(item)
    return match.group(1) + "(" + ",".join(sorted(items)) + ")"


def enums_of(tables):
    seen = set()
    for table in tables:
        for column in table.columns:
            kind = column.type.dialect_impl(DIALECT)
            kind = getattr(kind, "item_type", kind)
            if isinstance(kind, Enum) and kind.native_enum and kind.name not in seen:
                seen.add(kind.name)
                labels = ", ".join("'" + label.replace("'", "''") + "'" for label in kind.enums)
                name = DIALECT.identifier_preparer.format_type(kind)
                yield f"CREATE TYPE {name} AS ENUM ({labels})"


def true_statements(path, name):
    statements = []
    for metadata in compare.metadatas(compare.load(path, name)):
        tables = list(metadata.tables.values())
        statements += enums_of(tables)
        for table in tables:
            statements.append(CreateTable(table))
            statements += [CreateIndex(index) for index in table.indexes]
            statements += [
                AddConstraint(key)
                for key in table.constraints
                if isinstance(key, ForeignKeyConstraint) and key.use_alter
            ]
            if table.comment:
                statements.append(SetTableComment(table))
            statements += [
                SetColumnComment(column) for column in table.columns if column.comment
            ]
    return sorted(
        normal(
            statement
            if isinstance(statement, str)
            else str(statement.compile(dialect=DIALECT)).replace("%%", "%")
        )
        for statement in statements
    )


def own_statements(program, top, entry):
    command = [program, "schema", "--dialect=postgresql", f"--models={entry}"]
    run = subprocess.run(command, cwd=top, capture_output=True, text=True)
    refused = run.stderr.splitlines()
    if run.returncode == 1 and all(
        line.endswith(MISSING) for line in refused if "unsupported" in line
    ):
        return None
    if run.returncode or refused:
        raise ValueError(f"exit {run.returncode}: {run.stderr.strip()}")
    found = []
    for statement in run.stdout.split(";\n"):
        if statement.strip() and "CREATE SCHEMA" not in statement:
            found.append(normal(statement))
    return sorted(found)


def main():
    program = os.path.abspath(sys.argv[1])
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    count = failed = 0
    with tempfile.TemporaryDirectory(prefix="git-migrate-oracle.") as top:
        subprocess.run(["git", "init", "-q", top], check=True)
        for title, path, entry in compare.cases(top, sys.argv[2:]):
            if path.endswith(".reference.py"):
                continue  # it says the same in other types
            try:
                expected = true_statements(path, f"ddl_{count}")
            except exc.CompileError:
                continue  # PostgreSQL has no such thing
            count += 1
            try:
                actual = own_statements(program, top, entry)
                if actual is None:
                    count -= 1
                    continue
                lines = [f"- {line}" for line in expected if line not in actual]
                lines += [f"+ {line}" for line in actual if line not in expected]
            except ValueError as error:
                lines = str(error).splitlines()
            failed += bool(lines)
            print(f"{'not ok' if lines else 'ok'} {count} - {title}")
            for line in lines:
                print(f"# {line}")
    print(f"1..{count}")
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
