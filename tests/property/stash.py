"""Random schemas, rows and branches: switching away and back any number of
times leaves every surviving row equal (R8).

    tests/property/stash.py PROGRAM [SEED...]

Each seed is a repository with a few branches whose migrations go different
ways from a common start. On the way from branch to branch rows are written,
changed and deleted; what each branch had when it was left is what it must have
when it is come back to, but for what was done to the same rows elsewhere. The
seeds are fixed; ROUNDS=N takes N of them.
"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
ROUNDS = int(os.environ.get("ROUNDS", "14"))
SWITCHES = int(os.environ.get("SWITCHES", "12"))
TYPES = ["TEXT", "INTEGER", "REAL", "NUMERIC", "BLOB", "VARCHAR(20)",
         "DATETIME", ""]
KEPT = "note"  # the column that no migration touches


class Failed(Exception):
    pass


def run(*command, cwd, may_fail=False):
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    if done.returncode and not may_fail:
        raise Failed("$ %s\n%s" % (" ".join(command), done.stdout))
    return done


class Table:
    """A table as a branch has it. `root` is the name it started with."""

    def __init__(self, name, key, columns):
        self.name, self.key = name, key
        self.columns = dict(columns)  # name -> (type, default, constraint)
        self.indexes = {}             # name -> column
        self.root = name

    def copy(self):
        other = Table(self.name, self.key, self.columns)
        other.root = self.root
        other.indexes = dict(self.indexes)
        return other

    def keys(self):
        return {"int": ["id"], "text": ["id"], "pair": ["a", "b"]}[self.key]

    def index(self, name):
        return 'CREATE UNIQUE INDEX "%s" ON "%s" ("%s");' % (
            name, self.name, self.indexes[name])

    def ddl(self, name=None):
        parts = []
        for column, (kind, default, constraint) in self.columns.items():
            words = ['"%s"' % column, kind]
            if default:
                words.append("DEFAULT " + default)
            words.append(constraint)
            parts.append(" ".join(w for w in words if w))
        parts.append("PRIMARY KEY (%s)" % ", ".join(self.keys()))
        return 'CREATE TABLE "%s" (%s);' % (name or self.name,
                                            ", ".join(parts))


def key_columns(kind):
    if kind == "int":
        return [("id", ("INTEGER", "", "NOT NULL"))]
    if kind == "text":
        return [("id", ("TEXT", "", "NOT NULL"))]
    return [("a", ("INTEGER", "", "NOT NULL")), ("b", ("TEXT", "", "NOT NULL"))]


def rebuild(old, new):
    shared = ", ".join('"%s"' % c for c in new.columns if c in old.columns)
    return "\n".join([
        new.ddl("new_" + new.name),
        'INSERT INTO "new_%s" (%s) SELECT %s FROM "%s";' %
        (new.name, shared, shared, old.name),
        'DROP TABLE "%s";' % old.name,
        'ALTER TABLE "new_%s" RENAME TO "%s";' % (new.name, new.name)] +
        [new.index(index) for index in new.indexes])


class World:
    """A repository under test."""

    def __init__(self, seed, directory):
        self.random = random.Random(seed)
        self.top = directory
        self.file = os.path.join(directory, "database.db")
        self.number = 0
        self.fresh = 1000
        self.schemas = {}   # branch -> {root: Table}
        self.left = {}      # branch -> {root: {key: row}}
        self.alive = {}     # root -> keys that were written, not deleted

    def git(self, *words):
        return run("git", *words, cwd=self.top)

    # Writing migrations

    def commit(self, up, down, parent):
        self.number += 1
        revision = "rev%06d" % self.number
        lines = ["-- change %d" % self.number, "--",
                 "-- Revision: " + revision]
        if parent:
            lines.append("-- Revises: " + parent)
        lines += ["", "-- migrate:up", up, "", "-- migrate:down", down, ""]
        path = "migrations/%014d_c%d.sql" % (20260101000000 + self.number,
                                             self.number)
        with open(os.path.join(self.top, path), "w") as file:
            file.write("\n".join(lines))
        self.git("add", "-A")
        self.git("commit", "-qm", revision)
        return revision

    def name(self, prefix):
        self.number += 1
        return "%s%d" % (prefix, self.number)

    def change(self, schema):
        """A random change: (up, down), and the schema after it."""
        table = self.random.choice(list(schema.values()))
        free = [c for c in table.columns
                if c not in table.keys() and c != KEPT and
                c not in table.indexes.values()]
        kind = self.random.choice(
            ["add", "add", "drop", "rename", "table", "type", "gone", "new",
             "unique", "check", "required", "fill", "index", "restore"])
        new = table.copy()
        if kind in ("drop", "rename", "type", "unique", "check", "required",
                    "fill", "index") and not free:
            kind = "add"
        column = self.random.choice(free) if free else None
        if kind == "gone" and len(schema) == 1:
            kind = "table"
        if kind == "add":
            column = self.name("c")
            default = self.random.choice(["", "", "'d'", "7"])
            new.columns[column] = (self.random.choice(TYPES), default, "")
            up = 'ALTER TABLE "%s" ADD COLUMN "%s" %s%s;' % (
                table.name, column, new.columns[column][0],
                " DEFAULT " + default if default else "")
            down = 'ALTER TABLE "%s" DROP COLUMN "%s";' % (table.name, column)
        elif kind == "drop" and table.columns[column][2] == "NOT NULL":
            # Its way back would need a value for the rows that have none.
            up = down = "SELECT 1;"
        elif kind == "drop":
            del new.columns[column]
            up, down = rebuild(table, new), rebuild(new, table)
        elif kind == "rename":
            other = self.name("r")
            new.columns = {other if c == column else c: d
                           for c, d in table.columns.items()}
            up = 'ALTER TABLE "%s" RENAME COLUMN "%s" TO "%s";' % (
                table.name, column, other)
            down = 'ALTER TABLE "%s" RENAME COLUMN "%s" TO "%s";' % (
                table.name, other, column)
        elif kind == "table":
            new.name = self.name("t")
            up = 'ALTER TABLE "%s" RENAME TO "%s";' % (table.name, new.name)
            down = 'ALTER TABLE "%s" RENAME TO "%s";' % (new.name, table.name)
        elif kind == "gone":
            up = 'DROP TABLE "%s";' % table.name
            down = "\n".join([table.ddl()] +
                             [table.index(i) for i in table.indexes])
            new = None
        elif kind == "new":
            new = self.table()
            up, down = new.ddl(), 'DROP TABLE "%s";' % new.name
            return up, down, dict(schema, **{new.root: new})
        elif kind == "fill" and table.columns[column][2] == "UNIQUE":
            # What it makes of two values may be one.
            up = down = "SELECT 1;"
        elif kind == "fill":
            up = 'UPDATE "%s" SET "%s" = upper("%s") || \'!\' WHERE ' \
                '"%s" IS NOT NULL;' % (table.name, column, column, column)
            down = "SELECT 1;"
        elif kind == "index":
            index = self.name("i")
            new.indexes[index] = column
            up, down = new.index(index), 'DROP INDEX "%s";' % index
        elif kind == "restore":
            # Values move to another column and back.
            other = self.name("m")
            up = 'ALTER TABLE "%s" ADD COLUMN "%s";\n' \
                'UPDATE "%s" SET "%s" = "%s";' % (
                    table.name, other, table.name, other, KEPT)
            down = 'ALTER TABLE "%s" DROP COLUMN "%s";' % (table.name, other)
            new.columns[other] = ("", "", "")
        else:
            old_kind, default, _ = table.columns[column]
            new.columns[column] = {
                "type": (self.random.choice(TYPES), default, ""),
                "unique": (old_kind, "", "UNIQUE"),
                "check": (old_kind, "", 'CHECK ("%s" <> 7)' % column),
                "required": (old_kind, "", "NOT NULL"),
            }[kind]
            up, down = rebuild(table, new), rebuild(new, table)
        after = dict(schema)
        if new:
            after[table.root] = new
        else:
            del after[table.root]
        return up, down, after

    def table(self):
        key = self.random.choice(["int", "int", "text", "pair"])
        columns = key_columns(key) + [(KEPT, ("TEXT", "", ""))]
        for _ in range(self.random.randrange(3)):
            columns.append((self.name("c"),
                            (self.random.choice(TYPES), "", "")))
        return Table(self.name("t"), key, columns)

    def build(self):
        os.makedirs(os.path.join(self.top, "migrations"))
        self.git("init", "-q", "-b", "main")
        for key, value in (("user.name", "A"), ("user.email", "a@b"),
                           ("commit.gpgSign", "false"), ("gc.auto", "0")):
            self.git("config", key, value)
        with open(os.path.join(self.top, ".gitignore"), "w") as file:
            file.write("database.db*\n")
        with open(os.path.join(self.top, ".gitmigrate"), "w") as file:
            file.write("[migrate]\nmodels = models.py\n"
                       "migrations = migrations\ndialect = sqlite\n"
                       "database = sqlite:///database.db\n")
        schema, head = {}, None
        for _ in range(self.random.randrange(1, 4)):
            table = self.table()
            schema[table.root] = table
            head = self.commit(table.ddl(), 'DROP TABLE "%s";' % table.name,
                               head)
        self.schemas["main"] = schema
        heads = {"main": head}
        for i in range(self.random.randrange(2, 4)):
            base = self.random.choice(list(self.schemas))
            branch = "b%d" % i
            self.git("switch", "-q", base)
            self.git("switch", "-q", "-c", branch)
            schema, head = dict(self.schemas[base]), heads[base]
            for _ in range(self.random.randrange(1, 4)):
                up, down, schema = self.change(schema)
                head = self.commit(up, down, head)
            self.schemas[branch], heads[branch] = schema, head
        self.branch = branch
        self.sync()

    # Rows

    def value(self):
        return self.random.choice([
            None, None, 7, 0, -1, 2 ** 53 + 1, 1.5, 5.0, "7", "007", "1.50",
            "x", "", "A b ", "\u00e9\u2603", b"\x00\xff", b"",
            self.random.randrange(10 ** 9), "v%d" % self.random.randrange(99),
        ])

    def connect(self):
        connection = sqlite3.connect(self.file, isolation_level=None)
        connection.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
        return connection

    def read(self):
        """{root: {key: {column: value}}} as the branch has it."""
        found = {}
        connection = self.connect()
        for root, table in self.schemas[self.branch].items():
            cursor = connection.execute('SELECT * FROM "%s"' % table.name)
            names = [d[0] for d in cursor.description]
            rows = [dict(zip(names, row)) for row in cursor]
            found[root] = {tuple(row[k] for k in table.keys()): row
                           for row in rows}
        connection.close()
        return found

    def others(self, root):
        return [b for b in self.left if b != self.branch and
                root in self.left[b]]

    def new_key(self, table):
        self.fresh += 1
        return {"int": (self.fresh,), "text": ("k%d" % self.fresh,),
                "pair": (self.fresh, "k")}[table.key]

    def write(self):
        """Writes a few rows and tells it to what other branches expect."""
        connection = self.connect()
        for root, table in self.schemas[self.branch].items():
            where = " AND ".join('"%s" = ?' % k for k in table.keys())
            present = [tuple(r) for r in connection.execute(
                'SELECT %s FROM "%s"' % (", ".join(table.keys()), table.name))]
            for _ in range(self.random.randrange(0, 4)):
                key = self.new_key(table)
                columns = [c for c in table.columns if c not in table.keys()]
                values = [self.value() for _ in columns]
                connection.execute(
                    'INSERT OR IGNORE INTO "%s" (%s) VALUES (%s)' % (
                        table.name,
                        ", ".join('"%s"' % c for c in table.keys() + columns),
                        ", ".join("?" * (len(key) + len(values)))),
                    list(key) + values)
                self.alive.setdefault(root, set()).add(key)
            if present and self.random.random() < 0.5:
                key = self.random.choice(present)
                text = "changed %d" % self.random.randrange(1000)
                connection.execute('UPDATE "%s" SET "%s" = ? WHERE %s' % (
                    table.name, KEPT, where), (text,) + key)
                for branch in self.others(root):
                    row = self.left[branch][root].get(key)
                    if row:
                        row[KEPT] = text
            if present and self.random.random() < 0.3:
                key = self.random.choice(present)
                connection.execute('DELETE FROM "%s" WHERE %s' % (
                    table.name, where), key)
                self.alive[root].discard(key)
                for branch in self.others(root):
                    self.left[branch][root].pop(key, None)
        connection.close()

    # Moving

    def sync(self):
        before = self.dump()
        done = run(PROGRAM, "sync", cwd=self.top, may_fail=True)
        if done.returncode:
            if self.dump() != before:
                raise Failed("a failed sync changed the database\n" +
                             done.stdout)
            raise Failed(done.stdout)
        return done.stdout

    def dump(self):
        if not os.path.exists(self.file):
            return None
        connection = self.connect()
        lines = "\n".join(connection.iterdump())
        connection.close()
        return lines

    def leave(self):
        self.left[self.branch] = self.read()

    def switch(self, branch):
        self.leave()
        self.git("switch", "-q", branch)
        self.branch = branch
        said = self.sync()
        if branch in self.left:
            self.compare(said)
        again = self.sync()
        if again:
            raise Failed("a second sync did something: " + again)

    def compare(self, said):
        found, expected = self.read(), self.left[self.branch]
        for root in expected:
            for key, row in expected[root].items():
                got = found[root].get(key)
                if not same(got, row):
                    raise Failed("%s, %s %r: %r instead of %r\n%s" % (
                        self.branch, root, key, got, row, said))
            # A row may have been moved aside and have its place again; one
            # that was deleted may not come back.
            added = set(found[root]) - set(expected[root]) - \
                self.alive.get(root, set())
            if added:
                raise Failed("%s, %s: rows out of nowhere: %r\n%s" % (
                    self.branch, root, added, said))


def same(a, b):
    return a is not None and list(a) == list(b) and all(
        type(a[c]) is type(b[c]) and a[c] == b[c] for c in a)


def play(seed):
    directory = tempfile.mkdtemp(prefix="git-migrate-property-")
    world = World(seed, directory)
    try:
        world.build()
        world.write()
        for _ in range(SWITCHES):
            world.switch(world.random.choice(
                [b for b in world.schemas if b != world.branch]))
            if world.random.random() < 0.7:
                world.write()
    except Failed as failure:
        print("not ok - seed %d on %s\n%s" % (
            seed, getattr(world, "branch", "?"), failure))
        if os.environ.get("KEEP"):
            print("# kept: " + directory)
        return False
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(directory)
    print("ok - seed %d" % seed)
    return True


def main():
    seeds = [int(s) for s in sys.argv[2:]] or range(1, ROUNDS + 1)
    results = [play(seed) for seed in seeds]
    print("%d passed, %d failed" % (sum(results),
                                    len(results) - sum(results)))
    sys.exit(0 if all(results) else 1)


main()
