"""Random schemas, rows and branches: switching away and back any number of
times leaves every surviving row equal (R8).

    tests/property/stash.py PROGRAM [SEED...]

Each seed is a repository with a few branches whose migrations go different
ways from a common start; some have another text for the revision of another
branch. On the way from branch to branch rows are written, changed and deleted;
what each branch had when it was left is what it must have when it is come back
to, but for what was done to the same rows elsewhere. What `sync` says it did is
held against the rows that are there and against the stash, and now and then a
switch is undone and done again. The seeds are fixed; ROUNDS=N takes N of them.
"""
import json
import os
import random
import re
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
        self.without_rowid = False

    def copy(self):
        other = Table(self.name, self.key, self.columns)
        other.root = self.root
        other.without_rowid = self.without_rowid
        other.indexes = dict(self.indexes)
        return other

    def keys(self):
        """What knows a row. SQLite lets a text key be NULL."""
        return {"int": ["id"], "text": ["id"], "null": ["id", "mark"],
                "pair": ["a", "b"]}[self.key]

    def primary(self):
        return ["id"] if self.key == "null" else self.keys()

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
        parts.append("PRIMARY KEY (%s)" % ", ".join(self.primary()))
        if "parent" in self.columns:
            parts.append('FOREIGN KEY (parent) REFERENCES "%s" (id)' %
                         self.name)
        return 'CREATE TABLE "%s" (%s)%s;' % (
            name or self.name, ", ".join(parts),
            " WITHOUT ROWID" if self.without_rowid else "")


TRIGGERS = """CREATE TABLE "log_%(t)s" (n INTEGER PRIMARY KEY);
CREATE TRIGGER "tr1_%(t)s" AFTER INSERT ON "%(t)s" BEGIN
    INSERT INTO "log_%(t)s" VALUES (NULL);
END;
CREATE TRIGGER "tr2_%(t)s" AFTER DELETE ON "%(t)s" BEGIN
    INSERT INTO "log_%(t)s" VALUES (NULL);
END;"""


def add_column(table, column):
    kind, default, constraint = table.columns[column]
    return 'ALTER TABLE "%s" ADD COLUMN "%s" %s%s%s;' % (
        table.name, column, kind, " DEFAULT " + default if default else "",
        " " + constraint if constraint else "")


def key_columns(kind):
    if kind == "int":
        return [("id", ("INTEGER", "", "NOT NULL"))]
    if kind == "text":
        return [("id", ("TEXT", "", "NOT NULL"))]
    if kind == "null":
        return [("id", ("TEXT", "", "")), ("mark", ("INTEGER", "", ""))]
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
        self.logs = []

    def git(self, *words):
        return run("git", *words, cwd=self.top)

    # Writing migrations

    def commit(self, up, down, parent, number=None):
        """With a number: another text of that revision."""
        self.number += 1
        number = number or self.number
        revision = "rev%06d" % number
        lines = ["-- change %d" % number, "--", "-- Revision: " + revision]
        if parent:
            lines.append("-- Revises: " + parent)
        lines += ["", "-- migrate:up", up, "", "-- migrate:down", down, ""]
        path = "migrations/%014d_c%d.sql" % (20260101000000 + number, number)
        with open(os.path.join(self.top, path), "w") as file:
            file.write("\n".join(lines))
        self.git("add", "-A")
        self.git("commit", "-qm", revision, "--allow-empty")
        return revision

    def name(self, prefix):
        self.number += 1
        return "%s%d" % (prefix, self.number)

    def change(self, schema):
        """A random change: (up, down), and the schema after it."""
        table = self.random.choice(list(schema.values()))
        free = [c for c in table.columns
                if c not in table.keys() and c not in (KEPT, "parent") and
                c not in table.indexes.values()]
        self.made = None
        kind = self.random.choice(
            ["add", "add", "drop", "rename", "table", "type", "gone", "new",
             "unique", "check", "required", "fill", "index", "restore"])
        new = table.copy()
        if kind in ("drop", "rename", "type", "unique", "check", "required",
                    "fill", "index") and not free:
            kind = "add"
        if table.key == "null" and kind in ("type", "unique", "check",
                                            "required", "index"):
            # Without its row's number a row of no key cannot be followed, and
            # it says not which row was first.
            kind = "add"
        column = self.random.choice(free) if free else None
        if kind == "gone" and len(schema) == 1:
            kind = "table"
        if kind == "add":
            column = self.name("c")
            default = self.random.choice(["", "", "'d'", "7"])
            new.columns[column] = (self.random.choice(TYPES), default, "")
            self.made = (table.root, column)
            up = add_column(new, column)
            down = 'ALTER TABLE "%s" DROP COLUMN "%s";' % (table.name, column)
        elif kind == "drop" and table.key == "null":
            kind, default, _ = new.columns.pop(column)
            up = 'ALTER TABLE "%s" DROP COLUMN "%s";' % (table.name, column)
            down = 'ALTER TABLE "%s" ADD COLUMN "%s" %s%s;' % (
                table.name, column, kind,
                " DEFAULT " + default if default else "")
            new.columns = dict(new.columns)
            table.columns[column] = table.columns.pop(column)
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
            self.made = (new.root, None)
            up, down = new.ddl(), 'DROP TABLE "%s";' % new.name
            return up, down, dict(schema, **{new.root: new})
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

    def edit(self, schema, made):
        """Another text for a revision that made something."""
        root, column = made
        if column:
            table = schema[root].copy()
            default = self.random.choice(["", "'e'", "8"])
            constraint = "NOT NULL" if default and \
                self.random.random() < 0.4 else ""
            table.columns[column] = (self.random.choice(TYPES), default,
                                     constraint)
            up = add_column(table, column)
            down = 'ALTER TABLE "%s" DROP COLUMN "%s";' % (table.name, column)
            if table.key != "null" and self.random.random() < 0.3:
                index = self.name("i")
                table.indexes[index] = column
                up += "\n" + table.index(index)
                down = 'DROP INDEX "%s";\n' % index + down
            return up, down, dict(schema, **{root: table})
        table = self.made_table.copy()
        free = [c for c in table.columns
                if c not in table.keys() and c not in (KEPT, "parent")]
        for column in free:
            what = self.random.choice(["stay", "type", "drop"])
            if what == "drop":
                del table.columns[column]
            elif what == "type":
                table.columns[column] = (self.random.choice(TYPES), "", "")
        table.columns[self.name("c")] = (self.random.choice(TYPES), "'q'", "")
        return table.ddl(), 'DROP TABLE "%s";' % table.name, \
            dict(schema, **{root: table})

    def table(self):
        key = self.random.choice(["int", "int", "text", "pair", "null"])
        columns = key_columns(key) + [(KEPT, ("TEXT", "", ""))]
        for _ in range(self.random.randrange(3)):
            columns.append((self.name("c"),
                            (self.random.choice(TYPES), "", "")))
        if key == "int" and self.random.random() < 0.4:
            columns.append(("parent", ("INTEGER", "", "")))
        table = Table(self.name("t"), key, columns)
        table.without_rowid = key != "null" and self.random.random() < 0.2
        return table

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
            up, down = table.ddl(), 'DROP TABLE "%s";' % table.name
            if self.random.random() < 0.4:
                # What the tool itself writes fires no trigger.
                up += "\n" + TRIGGERS % {"t": table.name}
                down = 'DROP TABLE "log_%s";\n' % table.name + down
                self.logs.append("log_" + table.name)
            head = self.commit(up, down, head)
        self.schemas["main"] = schema
        heads = {"main": head}
        for i in range(self.random.randrange(2, 4)):
            base = self.random.choice(list(self.schemas))
            branch = "b%d" % i
            self.git("switch", "-q", base)
            self.git("switch", "-q", "-c", branch)
            schema, head = dict(self.schemas[base]), heads[base]
            for _ in range(self.random.randrange(1, 4)):
                before, parent = schema, head
                up, down, schema = self.change(schema)
                head = self.commit(up, down, head)
            self.schemas[branch], heads[branch] = schema, head
            if self.random.random() < 0.6:
                self.build_edited(branch, before, parent, head)
                heads[branch + "e"] = head
        self.branch = branch
        self.sync()

    def build_edited(self, branch, before, parent, head):
        """A branch that has another text for the last revision of one."""
        self.git("switch", "-q", "-c", branch + "e", branch)
        if self.made:
            if not self.made[1]:
                self.made_table = self.schemas[branch][self.made[0]]
            up, down, schema = self.edit(before, self.made)
        else:
            up, down, schema = self.change(before)
        self.commit(up, down, parent, int(head[3:]))
        self.schemas[branch + "e"] = schema
        self.git("switch", "-q", branch)

    # Rows

    def value(self):
        return self.random.choice([
            None, None, 7, 0, -1, 2 ** 53 + 1, 1.5, 5.0, "7", "007", "1.50",
            "x", "X", "x", "", "A b ", "\u00e9\u2603", b"\x00\xff", b"",
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
            found[root] = {tuple(row[k] for k in table.keys()): row
                           for row in self.read_table(connection, table)}
        connection.close()
        return found

    @staticmethod
    def read_table(connection, table):
        cursor = connection.execute('SELECT * FROM "%s"' % table.name)
        names = [d[0] for d in cursor.description]
        return [dict(zip(names, row)) for row in cursor]

    def count_rows(self, branch):
        connection = self.connect()
        total = sum(connection.execute(
            'SELECT count(*) FROM "%s"' % t.name).fetchone()[0]
            for t in self.schemas[branch].values())
        connection.close()
        return total

    def count_logs(self):
        connection = self.connect()
        total = sum(connection.execute(
            'SELECT count(*) FROM "%s"' % name).fetchone()[0]
            for name in self.logs)
        connection.close()
        return total

    def kept(self):
        """(values, rows) that lie in the stash, by its own account, which is
        held against what is there."""
        connection = self.connect()
        found = [0, 0]
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = "
                              "'git_migrate_stash'").fetchone():
            for kind, kept, store in connection.execute(
                    "SELECT kind, kept, store FROM git_migrate_stash"):
                rows = connection.execute(
                    'SELECT count(*) FROM "%s"' % store).fetchone()[0]
                if kind in ("table", "rows") and rows != kept:
                    raise Failed("%s has %d rows and says %d" % (
                        store, rows, kept))
                found[kind in ("table", "rows")] += kept
        connection.close()
        return tuple(found)

    def others(self, root):
        return [b for b in self.left if b != self.branch and
                root in self.left[b]]

    def new_key(self, table):
        self.fresh += 1
        return {"int": (self.fresh,), "text": ("k%d" % self.fresh,),
                "null": (self.random.choice([None, "k%d" % self.fresh]),
                         self.fresh),
                "pair": (self.fresh, "k")}[table.key]

    def is_parent(self, root, key, present):
        """Whether a row anywhere refers to one, or may do so."""
        rows = [r for b in self.left for r in
                self.left[b].get(root, {}).values()] + present
        return any(r.get("parent") == key[0] for r in rows)

    def write(self):
        """Writes a few rows and tells it to what other branches expect."""
        connection = self.connect()
        for root, table in self.schemas[self.branch].items():
            where = " AND ".join('"%s" IS ?' % k for k in table.keys())
            rows = list(self.read_table(connection, table))
            present = [tuple(r[k] for k in table.keys()) for r in rows]
            for _ in range(self.random.randrange(0, 4)):
                key = self.new_key(table)
                columns = [c for c in table.columns if c not in table.keys()]
                values = [self.random.choice(present)[0]
                          if c == "parent" and present else
                          None if c == "parent" else self.value()
                          for c in columns]
                connection.execute(
                    'INSERT OR IGNORE INTO "%s" (%s) VALUES (%s)' % (
                        table.name,
                        ", ".join('"%s"' % c for c in table.keys() + columns),
                        ", ".join("?" * (len(key) + len(values)))),
                    list(key) + values)
                self.alive.setdefault(root, set()).add(key)
            rows = list(self.read_table(connection, table))
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
                if self.is_parent(root, key, rows):
                    continue
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
        rows, logs, kept = self.count_rows(self.branch), self.count_logs(), \
            self.kept()
        came_from, self.branch = self.branch, branch
        if os.environ.get("TRACE"):
            print("==", came_from, "->", branch, self.left[came_from],
                  self.dump(), file=sys.stderr)
        self.git("switch", "-q", branch)
        said = self.sync()
        self.check_counts(said, rows, self.count_rows(branch), kept)
        if self.count_logs() != logs:
            raise Failed("a trigger fired\n" + said)
        if branch in self.left:
            self.compare(said)
        again = self.sync()
        if again:
            raise Failed("a second sync did something: " + again)
        if self.random.random() < 0.2:
            self.undo(came_from, branch)

    def undo(self, came_from, branch):
        """There and back again, by the moves that are remembered."""
        after = self.read()
        for to in (came_from, branch):
            rows, kept = self.count_rows(self.branch), self.kept()
            if os.environ.get("TRACE"):
                print(self.dump(), file=sys.stderr)
            said = run(PROGRAM, "undo", cwd=self.top).stdout
            self.branch = to
            self.check_counts(said, rows, self.count_rows(to), kept)
            expected = self.left[to] if to == came_from else after
            found = self.read()
            for root in expected:
                if set(found[root]) - self.alive.get(root, set()) - \
                        set(expected[root]) or \
                        set(expected[root]) - set(found[root]):
                    raise Failed("undo to %s, %s: %r instead of %r\n%s" % (
                        to, root, list(found[root]), list(expected[root]),
                        said))
                for key, row in expected[root].items():
                    got = found[root][key]
                    row = self.without_taken(root, got, row, said)
                    if not same(got, row):
                        raise Failed("undo to %s, %s: %r instead of %r\n%s" % (
                            to, root, found[root][key], row, said))

    def check_counts(self, said, before, after, kept):
        """What was said is what was done: no row comes from nowhere or goes
        there, and no more comes back than was said to be kept."""
        stashed, back, total = [0, 0], [0, 0], [0, 0]
        first = re.search(r"\(([^)]*) stashed\)", said)
        second = re.search(r"restored (.*)", said)
        for text, one, all_ in ((first, stashed, stashed),
                                (second, back, total)):
            text = text.group(1).split(" (")[0] if text else ""
            for of, number, what in re.findall(
                    r"(?:(\d+) of )?(\d+) (value|row)", text):
                one[what == "row"] += int(of or number)
                if all_ is not one:
                    all_[what == "row"] += int(number)
        now = self.kept()
        if after != before - stashed[1] + back[1]:
            raise Failed("%d rows were there, %d are\n%s" % (
                before, after, said))
        for i in range(2):
            if back[i] > total[i]:
                raise Failed("more came back than there was\n" + said)
            if total[i] > kept[i] + stashed[i]:
                raise Failed("%r were kept\n%s" % (kept, said))
            # Rows may be back without a value that has no column.
            if now[i] > kept[i] + stashed[i] - back[i] and \
                    "in the stash" not in said:
                raise Failed("%r were kept and %r are\n%s" % (
                    kept, now, said))

    def without_taken(self, root, got, row, said):
        """A row as it may be where a value that only one may have is another
        one's now."""
        table = self.schemas[self.branch][root]
        alone = list(table.indexes.values()) if "in the stash" in said else []
        return dict(row, **{c: got[c] for c in alone if got and c in got})

    def find_waiting(self):
        """{(root, key)} of rows that did not come back with their step. None of
        them may fit where it was."""
        waiting = set()
        connection = self.connect()
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = "
                                  "'git_migrate_stash'").fetchone():
            return waiting
        roots = {t.name: r for r, t in self.schemas[self.branch].items()}
        connection.execute("PRAGMA foreign_keys = ON")
        for name, keys, values, store in connection.execute(
                "SELECT table_name, key_columns, value_columns, store FROM "
                "git_migrate_stash WHERE kind IN ('rows', 'table') AND "
                "(direction = 'down') = (revision IN (SELECT revision FROM "
                "git_migrate_ledger))").fetchall():
            keys = [k.replace("\x01", "") for k in json.loads(keys)]
            names = keys + json.loads(values)
            root = roots.get(name) or next(
                r for schema in self.schemas.values()
                for r, t in schema.items() if t.name == name)
            table = next(schema[root] for schema in self.schemas.values()
                         if root in schema)
            for row in connection.execute('SELECT * FROM "%s"' %
                                          store).fetchall():
                by_name = dict(zip(names, row))
                waiting.add((root, tuple(by_name[k] for k in table.keys())))
                if name not in roots:
                    continue
                connection.execute("BEGIN")
                try:
                    connection.execute(
                        'INSERT INTO "%s" (%s) VALUES (%s)' % (
                            name, ", ".join('"%s"' % n for n in names),
                            ", ".join("?" * len(names))), row[:-1])
                    raise Failed("%s: %r fits and is not there" % (name, row))
                except sqlite3.Error:
                    pass
                finally:
                    connection.execute("ROLLBACK")
        connection.close()
        return waiting

    def compare(self, said):
        # What waits in the stash until somebody makes room for it.
        for root, key in self.find_waiting():
            for branch in self.left:
                self.left[branch].get(root, {}).pop(key, None)
        found, expected = self.read(), self.left[self.branch]
        for root in expected:
            for key, row in expected[root].items():
                got = found[root].get(key)
                if not same(got, self.without_taken(root, got, row, said)):
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
    return a is not None and set(a) == set(b) and all(
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
