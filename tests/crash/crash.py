"""Kills sync at random points (R55, R90).

    tests/crash/crash.py PROGRAM [TIMES]

A repository has two branches whose migrations rebuild, drop and fill tables
with a few thousand rows. Sync is started on the way from one to the other and
killed (SIGKILL) after a random part of the time it takes. The database must
then be at the old or at the new state, every value of the tables and of the
stash included, and `status` must say which.
"""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
ROWS = 3000

BASE = """-- base
--
-- Revision: aaaa1

-- migrate:up
CREATE TABLE todos (id INTEGER PRIMARY KEY, title TEXT NOT NULL, n TEXT);
CREATE TABLE logs (id INTEGER PRIMARY KEY, todo INTEGER REFERENCES todos (id));

-- migrate:down
DROP TABLE logs;
DROP TABLE todos;
"""
ONE = """-- one
--
-- Revision: bbbb2
-- Revises: aaaa1

-- migrate:up
ALTER TABLE todos ADD COLUMN tags TEXT;
CREATE TABLE extra (id INTEGER PRIMARY KEY, x BLOB);

-- migrate:down
DROP TABLE extra;
ALTER TABLE todos DROP COLUMN tags;
"""
TWO = """-- two
--
-- Revision: cccc3
-- Revises: aaaa1

-- migrate:up
CREATE TABLE new_todos (id INTEGER PRIMARY KEY, title TEXT NOT NULL,
    n INTEGER CHECK (n <> 13));
INSERT INTO new_todos (id, title, n) SELECT id, title, n FROM todos;
DROP TABLE todos;
ALTER TABLE new_todos RENAME TO todos;
DROP TABLE logs;

-- migrate:down
CREATE TABLE logs (id INTEGER PRIMARY KEY, todo INTEGER REFERENCES todos (id));
CREATE TABLE new_todos (id INTEGER PRIMARY KEY, title TEXT NOT NULL, n TEXT);
INSERT INTO new_todos (id, title, n) SELECT id, title, n FROM todos;
DROP TABLE todos;
ALTER TABLE new_todos RENAME TO todos;
"""


def git(*words):
    subprocess.run(("git",) + words, check=True, stdin=subprocess.DEVNULL)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def build(directory, mode):
    os.chdir(directory)
    git("init", "-q", "-b", "main")
    for key, value in (("user.name", "A"), ("user.email", "a@b"),
                       ("commit.gpgSign", "false"), ("gc.auto", "0")):
        git("config", key, value)
    os.mkdir("migrations")
    write(".gitignore", "*.db*\n")
    write(".gitmigrate", "[migrate]\nmodels = models.py\n"
          "migrations = migrations\ndialect = sqlite\n"
          "database = sqlite:///database.db\n")
    write("models.py", "")
    write("migrations/20260101000001_base.sql", BASE)
    git("add", "-A")
    git("commit", "-qm", "base")
    for branch, text in (("one", ONE), ("two", TWO)):
        git("switch", "-q", "-c", branch, "main")
        write("migrations/20260101000002_%s.sql" % branch, text)
        git("add", "-A")
        git("commit", "-qm", branch)
    git("switch", "-q", "one")
    sync()
    connection = sqlite3.connect("database.db")
    connection.execute("PRAGMA journal_mode = " + mode)
    connection.executescript("""
        WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c
            WHERE i < %d)
        INSERT INTO todos SELECT i, 'todo ' || i, '0' || (i %% 50),
            'tag ' || i FROM c;
        INSERT INTO logs SELECT id, id FROM todos WHERE id %% 2;
        INSERT INTO extra SELECT id, randomblob(20) FROM todos;
        """ % ROWS)
    connection.close()


def sync():
    subprocess.run((PROGRAM, "sync"), check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL)


def state():
    """Everything there is but times and numbers of runs."""
    connection = sqlite3.connect("database.db")
    if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise SystemExit("the database is damaged")
    found = []
    names = [n for n, in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    for name in names:
        if name in ("git_migrate_meta", "git_migrate_sync"):
            continue
        columns = "*"
        if name == "git_migrate_ledger":
            columns = "revision, checksum, up_text, down_text"
        elif name == "git_migrate_stash":
            columns = "revision, direction, kind, table_name, kept"
        rows = connection.execute("SELECT %s FROM %s" % (columns, name))
        # The stores have numbers that say nothing.
        plain = "store" if name.startswith("git_migrate_stash_") else name
        found.append((plain, sorted(map(repr, rows))))
    schema = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'git_migrate_%' "
        "AND sql IS NOT NULL ORDER BY sql").fetchall()
    connection.close()
    return repr((sorted(found), schema))


def keep(name):
    for suffix in ("", "-journal", "-wal", "-shm"):
        if os.path.exists(name + suffix):
            os.remove(name + suffix)
    source = sqlite3.connect("database.db")
    target = sqlite3.connect(name)
    source.backup(target)
    target.close()
    source.close()


def put_back(name):
    for suffix in ("-journal", "-wal", "-shm"):
        if os.path.exists("database.db" + suffix):
            os.remove("database.db" + suffix)
    shutil.copyfile(name, "database.db")


def kill_once(delay):
    process = subprocess.Popen((PROGRAM, "sync"), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    return process.wait() < 0


def status():
    return subprocess.run((PROGRAM, "status", "--short"),
                          stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL).returncode


def crash(times, rng):
    """On the way to "two" and on the way back, half of the times each."""
    counts = {"old": 0, "new": 0, "killed": 0}
    for branch in ("two", "one"):
        git("switch", "-q", branch)
        keep("old.db")
        old = state()
        start = time.monotonic()
        sync()
        taken = time.monotonic() - start
        new = state()
        keep("new.db")
        if old == new:
            raise SystemExit("the sync to %s does nothing" % branch)
        for _ in range(times // 2):
            put_back("old.db")
            counts["killed"] += kill_once(rng.random() * taken * 1.1)
            journal = any(os.path.exists("database.db" + suffix)
                          for suffix in ("-journal", "-wal"))
            code = status()
            now = state()
            if now not in (old, new):
                raise SystemExit("neither the old nor the new state")
            if code != (0 if now == new else 1):
                raise SystemExit("status exits %d at the %s state" % (
                    code, "new" if now == new else "old"))
            counts["new" if now == new else "old"] += 1
            counts["journal"] = counts.get("journal", 0) + journal
        put_back("new.db")
    return counts


def main():
    rng = random.Random(90)
    for mode in ("DELETE", "WAL"):
        directory = tempfile.mkdtemp(prefix="git-migrate-crash-")
        try:
            build(directory, mode)
            counts = crash(TIMES // 2, rng)
        finally:
            os.chdir("/")
            shutil.rmtree(directory)
        print("ok - %s: killed %d times; %d old, %d new; %d left a journal" % (
            mode.lower(), counts["killed"], counts["old"], counts["new"],
            counts.get("journal", 0)))


main()
