"""Moves random schemas with random rows to random other ones, and back.

For each seed: a schema.sql is migrated, rows are put in, the file becomes
another one, and the migration that git-migrate writes is applied, taken back
and applied again. Each time the schema must be, fact by fact, the one that
SQLite makes of the file, and what stays must keep its values (R57, R66). Prints TAP.
"""

import difflib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile

import schema

SEEDS = range(1, 101)
TYPES = ("INTEGER", "TEXT", "VARCHAR(20)", "NUMERIC", "", "BLOB", "REAL")
STRICT_TYPES = ("INTEGER", "TEXT", "ANY")
DEFAULTS = ("7", "'it''s'", "CURRENT_TIMESTAMP", "(1 + 2)", "NULL", "x'00'")


class Column:
    def __init__(self, name, kind):
        self.name = name
        self.kind = kind
        self.not_null = False
        self.default = None
        self.collation = None
        self.unique = False
        self.check = None
        self.generated = None
        self.reference = None

    def render(self):
        words = [self.name, self.kind]
        if self.generated:
            words.append(f"GENERATED ALWAYS AS ({self.generated[0]}) {self.generated[1]}")
        if self.default is not None:
            words.append(f"DEFAULT {self.default}")
        if self.not_null:
            words.append("NOT NULL")
        if self.collation:
            words.append(f"COLLATE {self.collation}")
        if self.unique:
            words.append("UNIQUE")
        if self.check:
            words.append(f"CHECK ({self.check.format(c=self.name)})")
        if self.reference:
            table, action = self.reference
            words.append(f"REFERENCES {table} (k) {action}".rstrip())
        return " ".join(word for word in words if word)


class Table:
    """Every table has a column k that stays and tells its rows apart."""

    def __init__(self, name, key):
        self.name = name
        self.key = key
        self.strict = False
        self.without_rowid = False
        self.columns = []
        self.indexes = {}
        self.uniques = []

    def names(self):
        return [column.name for column in self.columns]

    def render(self):
        lines = [
            {
                "rowid": "k INTEGER PRIMARY KEY",
                "autoincrement": "k INTEGER PRIMARY KEY AUTOINCREMENT",
                "text": "k TEXT PRIMARY KEY NOT NULL",
                "unique": "k INTEGER UNIQUE",
            }[self.key]
        ]
        lines += [column.render() for column in self.columns]
        lines += [f"UNIQUE ({', '.join(names)})" for names in self.uniques]
        options = ["STRICT"] if self.strict else []
        options += ["WITHOUT ROWID"] if self.without_rowid else []
        body = ",\n\t".join(lines)
        text = f"CREATE TABLE {self.name} (\n\t{body}\n){' ' * bool(options)}{', '.join(options)};\n"
        return text + "".join(
            f"CREATE {kind} {name} ON {self.name} ({keys}){where};\n"
            for name, (kind, keys, where) in self.indexes.items()
        )


class World:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.counter = 0
        self.tables = []
        self.views = {}
        self.triggers = {}
        self.defaults = []
        for _ in range(self.random.randint(1, 4)):
            self.add_table()

    def chance(self, probability):
        return self.random.random() < probability

    def name(self, prefix):
        self.counter += 1
        return f"{prefix}{self.counter}"

    def add_table(self):
        key = self.random.choice(("rowid", "rowid", "autoincrement", "text", "unique"))
        table = Table(self.name("t"), key)
        table.strict = self.chance(0.2)
        table.without_rowid = key in ("rowid", "text") and self.chance(0.15)
        self.tables.append(table)
        for _ in range(self.random.randint(1, 5)):
            self.add_column(table)
        for _ in range(self.random.randint(0, 2)):
            self.add_index(table)
        if self.chance(0.3):
            self.add_view(table)
        if self.chance(0.3):
            self.add_trigger(table)

    def parents(self):
        return [t for t in self.tables if t.key in ("rowid", "autoincrement")]

    def is_parent(self, table):
        """Whether rows refer to it: they could not do so again after a way
        back that brings the table without its rows."""
        return any(
            column.reference and column.reference[0] == table.name
            for other in self.tables
            for column in other.columns
        )

    def add_column(self, table):
        kinds = STRICT_TYPES if table.strict else TYPES
        column = Column(self.name("c"), self.random.choice(kinds))
        if self.chance(0.15):
            column.generated = ("k || 'x'", self.random.choice(("VIRTUAL", "STORED")))
            column.kind = "TEXT"
        elif self.chance(0.2) and self.parents():
            parent = self.random.choice(self.parents())
            column.kind = "INTEGER"
            column.reference = (
                parent.name,
                self.random.choice(("", "ON DELETE CASCADE", "ON DELETE SET NULL")),
            )
        else:
            if self.chance(0.3) and not table.strict:
                column.default = self.random.choice(DEFAULTS)
            if self.chance(0.2):
                column.not_null = True
                column.default = "0" if column.kind == "INTEGER" else "'d'"
            if self.chance(0.15) and column.kind == "TEXT":
                column.collation = self.random.choice(("NOCASE", "RTRIM"))
            if self.chance(0.15):
                column.check = self.random.choice(
                    ("length({c}) < 1000", "{c} IS NOT 'a,(b'", "{c} <> -1")
                )
        table.columns.append(column)

    def plain(self, table):
        return [c for c in table.columns if not c.generated]

    def add_index(self, table):
        column = self.random.choice(table.columns).name
        kind = self.random.choice(("INDEX", "INDEX", "UNIQUE INDEX"))
        keys = self.random.choice((column, f"k, {column} DESC", f"k, lower({column})"))
        if kind == "UNIQUE INDEX":
            keys = f"k, {column}"
        where = f" WHERE {column} IS NOT NULL" if self.chance(0.2) else ""
        table.indexes[self.name("i")] = (kind, keys, where)

    def add_view(self, table):
        column = self.random.choice(table.columns).name
        self.views[self.name("v")] = (table.name, column)

    def add_trigger(self, table):
        column = self.random.choice(table.columns).name
        self.triggers[self.name("g")] = (table.name, column)

    def tidy(self):
        """Takes away what speaks of columns that are gone."""
        names = {table.name: set(table.names()) for table in self.tables}
        parents = {table.name for table in self.parents()}
        for group in (self.views, self.triggers):
            for name, (table, column) in list(group.items()):
                if column not in names.get(table, ()):
                    del group[name]
        for table in self.tables:
            for name, (_, keys, _) in list(table.indexes.items()):
                words = schema.tokens(keys)
                if any(w[0] == "c" and w not in names[table.name] for w in words):
                    del table.indexes[name]
            table.uniques = [
                columns
                for columns in table.uniques
                if set(columns) <= names[table.name] | {"k"}
            ]
            for column in table.columns:
                if column.reference and column.reference[0] not in parents:
                    column.reference = None

    def change(self):
        table = self.random.choice(self.tables)
        plain = self.plain(table)
        column = self.random.choice(plain) if plain else None
        kind = self.random.choice(
            "column drop type null default unique check index unindex table untable"
            " options reference view trigger collation".split()
        )
        if kind == "column":
            self.add_column(table)
        elif kind == "drop" and len(table.columns) > 1:
            del table.columns[-1]
        elif kind == "type" and column and not table.strict and not column.reference:
            column.kind = self.random.choice(TYPES)
        elif kind == "null" and column and not column.reference:
            column.not_null = not column.not_null
            if column.not_null and column.default in (None, "NULL"):
                self.defaults.append((table, column))
        elif kind == "default" and column and not column.not_null and not table.strict:
            column.default = self.random.choice((None,) + DEFAULTS)
        elif kind == "unique":
            names = ["k", self.random.choice(table.names())]
            table.uniques.append(names)
        elif kind == "check" and column:
            column.check = None if column.check else "{c} IS NOT 'z'"
        elif kind == "index":
            self.add_index(table)
        elif kind == "unindex" and table.indexes:
            del table.indexes[self.random.choice(sorted(table.indexes))]
        elif kind == "table":
            self.add_table()
        elif kind == "untable" and len(self.tables) > 1 and not self.is_parent(table):
            self.tables.remove(table)
        elif kind == "options" and table.key == "rowid":
            table.without_rowid = not table.without_rowid
        elif kind == "options" and table.strict:
            table.strict = False
        elif kind == "reference" and column and column.reference:
            column.reference = None
        elif kind == "view":
            self.add_view(table)
        elif kind == "trigger":
            self.add_trigger(table)
        elif kind == "collation" and column and column.kind == "TEXT":
            column.collation = None if column.collation else "NOCASE"
        self.tidy()

    def render(self):
        text = "".join(table.render() for table in self.tables)
        for name, (table, column) in self.views.items():
            text += f"CREATE VIEW {name} AS SELECT k, {column} FROM {table};\n"
        for name, (table, column) in self.triggers.items():
            text += (
                f"CREATE TRIGGER {name} AFTER UPDATE ON {table}\n"
                f"WHEN new.{column} = 'never; BEGIN' BEGIN\n"
                f"\tDELETE FROM {table} WHERE k = old.k;\nEND;\n"
            )
        return text

    def options(self):
        return [
            f"--default={table.name}.{column.name}="
            + ("0" if column.kind == "INTEGER" else "'d'")
            for table, column in self.defaults
            if table in self.tables and column in table.columns and column.not_null
        ]

    def fill(self, db):
        """Rows whose values differ from each other, column by column."""
        for table in self.tables:
            columns = [c for c in self.plain(table) if not c.reference]
            references = [c for c in table.columns if c.reference]
            names = ["k"] + [c.name for c in columns + references]
            marks = ", ".join("?" * len(names))
            for row in range(1, self.random.randint(1, 12)):
                key = f"key{row}" if table.key == "text" else row
                values = [key] + [self.value(c, row) for c in columns]
                for column in references:
                    parent = column.reference[0]
                    found = db.execute(
                        f"SELECT k FROM {parent} ORDER BY k LIMIT 1 OFFSET ?",
                        (row % 3,),
                    ).fetchone()
                    values.append(found[0] if found else None)
                db.execute(
                    f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})",
                    values,
                )
        db.commit()

    def value(self, column, row):
        if not column.not_null and self.chance(0.1):
            return None
        if column.kind in ("INTEGER", "NUMERIC", "REAL"):
            return row * 10
        return f"v{row}"


def values(db):
    """{table: {k: {column: value}}}; numbers compare as numbers."""
    found = {}
    for (table,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND name NOT LIKE 'git_migrate_%'"
    ).fetchall():
        rows = db.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in rows.description]
        found[table] = {
            row[names.index("k")]: dict(zip(names, map(plain_value, row)))
            for row in rows
        }
    return found


def plain_value(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def losses(before, after, first=None):
    """What is no longer there although its table and column are. A value that
    is again what it was at first (NULL, before a step made one up) is none."""
    lines = []
    for table in before.keys() & after.keys():
        if before[table].keys() != after[table].keys():
            lines.append(f"{table}: rows {sorted(before[table])} became {sorted(after[table])}")
            continue
        for key, row in before[table].items():
            for column in row.keys() & after[table][key].keys():
                old, new = row[column], after[table][key][column]
                origin = (first or {}).get(table, {}).get(key, {})
                if column in origin and origin[column] == new:
                    continue
                if old is not None and old != new:
                    lines.append(f"{table}.{column} of {key}: {old!r} became {new!r}")
    return lines


class Failure(Exception):
    pass


class Case:
    def __init__(self, program, top, seed):
        self.program = program
        self.top = top
        self.world = World(seed)

    def run(self, *arguments):
        done = subprocess.run(
            [self.program, *arguments], cwd=self.top, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise Failure(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
        return done.stdout

    def open(self):
        return sqlite3.connect(os.path.join(self.top, "database.db"))

    def write(self, text):
        with open(os.path.join(self.top, "schema.sql"), "w", encoding="utf-8") as file:
            file.write(text)

    def require(self, when, text):
        """The database has the schema that SQLite makes of the text."""
        target = sqlite3.connect(":memory:")
        target.executescript(text)
        db = self.open()
        expected, found = schema.facts(target), schema.facts(db)
        if expected != found:
            difference = "\n".join(difflib.unified_diff(expected, found, "file", when, lineterm="", n=0))
            raise Failure(f"{when}: another schema\n{difference}")
        for check in ("integrity_check", "foreign_key_check"):
            rows = db.execute(f"PRAGMA {check}").fetchall()
            if rows not in ([], [("ok",)]):
                raise Failure(f"{when}: {check}: {rows}")

    def move(self):
        subprocess.run(["git", "init", "-q", self.top], check=True)
        first = self.world.render()
        self.write(first)
        self.run("init", "--models=schema.sql")
        self.run("autogenerate", "-m", "first")
        self.run("upgrade")
        self.require("first", first)
        with self.open() as db:
            self.world.fill(db)
        before = values(self.open())

        for _ in range(self.world.random.randint(1, 6)):
            self.world.change()
        second = self.world.render()
        self.write(second)
        written = self.run(
            "autogenerate", "-m", "second", "--no-rename", *self.world.options()
        )
        if not written:
            self.require("no change", second)
            return
        self.run("upgrade")
        self.require("up", second)
        kept = losses(before, values(self.open()))
        middle = values(self.open())
        self.run("downgrade", "-1")
        self.require("down", first)
        kept += losses(middle, values(self.open()), before)
        self.run("upgrade")
        self.require("up again", second)
        if kept:
            raise Failure("\n".join(kept))


def main():
    program = os.path.abspath(sys.argv[1])
    seeds = [int(word) for word in sys.argv[2:]] or SEEDS
    passed = failed = 0
    for number, seed in enumerate(seeds, 1):
        with tempfile.TemporaryDirectory(prefix="git-migrate-evolve.") as top:
            case = Case(program, top, seed)
            try:
                case.move()
                passed += 1
                print(f"ok {number} - a random schema changes and comes back, seed {seed}")
            except Failure as failure:
                failed += 1
                print(f"not ok {number} - a random schema changes and comes back, seed {seed}")
                print("# " + str(failure).replace("\n", "\n# "))
    print(f"1..{passed + failed}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
