"""Measures git-migrate beside its peers, in one run.

Each sample of the program is taken next to one of its peer, on the same files
and with the same small environment; what is compared are the medians. Before
the samples each command runs once, so that no one pays for a cold disk.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile

SAMPLES = 7
BUILD = os.path.abspath("build/bench")
MEASURE = os.path.join(BUILD, "measure")
DBMATE = os.path.join(BUILD, "dbmate")
ALEMBIC = ["/usr/bin/python3", "-m", "alembic"]

TYPES = ("Integer", "String(80)", "Text", "DateTime", "Boolean")
SQL_TYPES = {
    "Integer": "INTEGER",
    "String(80)": "VARCHAR(80)",
    "Text": "TEXT",
    "DateTime": "DATETIME",
    "Boolean": "BOOLEAN",
}


class Bench:
    """The scratch directory, the environment, and the rows of the table."""

    def __init__(self, program, top, words):
        self.program = program
        self.top = top
        self.words = words
        self.missed = 0
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": top,
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "A U Thor",
            "GIT_AUTHOR_EMAIL": "author@example.com",
            "GIT_COMMITTER_NAME": "A U Thor",
            "GIT_COMMITTER_EMAIL": "author@example.com",
        }

    def wants(self, title):
        return not self.words or any(word in title for word in self.words)

    def run(self, command, directory):
        done = subprocess.run(
            command,
            cwd=directory,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)}: {done.stderr}")

    def sample(self, work):
        work.prepare()
        report = os.path.join(self.top, "report")
        subprocess.run(
            [MEASURE, report, work.input or "/dev/null", *work.command],
            cwd=work.directory,
            env=self.environment,
            check=True,
        )
        work.tidy()
        with open(report, encoding="ascii") as file:
            nanoseconds, kilobytes, status = map(int, file.read().split())
        if status != 0:
            raise SystemExit(f"exit {status} from {' '.join(work.command)}")
        return nanoseconds / 1e6, kilobytes / 1024

    def compare(self, title, goal, mine, peer_name, peer, samples=SAMPLES):
        """Prints one row; `goal` is the most that mine/peer may be."""
        times = {id(mine): [], id(peer): []}
        memory = {}
        for work in (mine, peer):
            self.sample(work)
        for _ in range(samples):
            for work in (mine, peer):
                milliseconds, megabytes = self.sample(work)
                times[id(work)].append(milliseconds)
                memory[id(work)] = max(megabytes, memory.get(id(work), 0))
        ours = statistics.median(times[id(mine)])
        theirs = statistics.median(times[id(peer)])
        ratio = ours / theirs
        verdict = ""
        if goal is not None:
            verdict = "met" if ratio <= goal else "MISSED"
            self.missed += ratio > goal
        print(
            f"{title:<46} {ours:9.1f} {peer_name:<18} {theirs:9.1f} "
            f"{ratio:7.3f} {'' if goal is None else goal:>6} {verdict:<6} "
            f"{memory[id(mine)]:6.1f} {memory[id(peer)]:6.1f}",
            flush=True,
        )


class Work:
    """A command to measure, with what must be done before and after."""

    def __init__(self, command, directory, feed=None, before=None, after=None):
        self.command = command
        self.directory = directory
        self.input = feed
        self.prepare = before or (lambda: None)
        self.tidy = after or (lambda: None)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def column_type(number):
    return TYPES[number % len(TYPES)]


def models(tables, columns, changed=False):
    """A models.py; `changed` makes one column another type."""
    lines = [
        "from sqlalchemy import Boolean, Column, DateTime, Integer, String, Text",
        "from sqlalchemy.orm import declarative_base",
        "",
        "Base = declarative_base()",
    ]
    for table in range(tables):
        lines += [
            "",
            "",
            f"class Table{table}(Base):",
            f'    __tablename__ = "table_{table}"',
            "",
            "    id = Column(Integer, primary_key=True)",
        ]
        for column in range(columns):
            kind = column_type(column)
            if changed and (table, column) == (tables // 2, 1):
                kind = "String(120)"
            lines.append(f"    column_{column} = Column({kind})")
    return "\n".join(lines) + "\n"


def create_table(table, columns):
    lines = "".join(
        f"    column_{column} {SQL_TYPES[column_type(column)]},\n"
        for column in range(columns)
    )
    return (
        f"CREATE TABLE table_{table} (\n    id INTEGER NOT NULL,\n{lines}"
        "    PRIMARY KEY (id)\n);\n"
    )


def steps(count):
    """`count` revisions as pairs of SQL: a table, then nine columns for it."""
    for number in range(count):
        table, column = divmod(number, 10)
        if column == 0:
            yield create_table(table, 0), f"DROP TABLE table_{table};\n"
            continue
        kind = SQL_TYPES[column_type(column - 1)]
        yield (
            f"ALTER TABLE table_{table} ADD COLUMN column_{column - 1} {kind};\n",
            f"ALTER TABLE table_{table} DROP COLUMN column_{column - 1};\n",
        )


def few_steps(count, tables, columns):
    """The same schema as steps(tables * 10), in `count` revisions."""
    each = tables // count
    for number in range(count):
        chosen = range(number * each, (number + 1) * each)
        yield (
            "\n".join(create_table(table, columns) for table in chosen),
            "".join(f"DROP TABLE table_{table};\n" for table in chosen),
        )


def write_revisions(directory, pairs):
    """Files that both git-migrate and dbmate read; returns how many."""
    count = 0
    for count, (up, down) in enumerate(pairs, 1):
        stamp = 20200101000000 + count // 60 * 100 + count % 60
        revises = f"-- Revises: {count - 1:012x}\n" if count > 1 else ""
        write(
            os.path.join(directory, "migrations", f"{stamp}_step_{count}.sql"),
            f"-- step {count}\n--\n-- Revision: {count:012x}\n{revises}"
            "-- Create-Date: 2020-01-01T00:00:00Z\n\n"
            f"-- migrate:up\n{up}\n-- migrate:down\n{down}",
        )
    return count


def write_script(path, pairs):
    with open(path, "w", encoding="utf-8") as file:
        file.write("BEGIN;\n")
        file.writelines(up for up, _ in pairs)
        file.write("COMMIT;\n")


def repository(bench, name, source, pairs):
    """A repository with committed models and revisions."""
    directory = os.path.join(bench.top, name)
    os.makedirs(directory)
    write(os.path.join(directory, "models.py"), source)
    write_revisions(directory, pairs)
    write(
        os.path.join(directory, ".gitmigrate"),
        "[migrate]\nmodels = models.py\nmigrations = migrations\n"
        "dialect = sqlite\ndatabase = sqlite:///database.db\n",
    )
    write(os.path.join(directory, ".gitignore"), "*.db\n__pycache__\n")
    bench.run(["git", "init", "-q", "-b", "main"], directory)
    bench.run(["git", "add", "."], directory)
    bench.run(["git", "commit", "-q", "-m", "first"], directory)
    return directory


def alembic_project(bench, name, source, pairs):
    """The same as an Alembic project, its database at the newest revision."""
    directory = os.path.join(bench.top, name)
    write(os.path.join(directory, "models.py"), source)
    write(
        os.path.join(directory, "alembic.ini"),
        "[alembic]\nscript_location = alembic\nprepend_sys_path = .\n"
        "sqlalchemy.url = sqlite:///database.db\n",
    )
    write(
        os.path.join(directory, "alembic", "env.py"),
        "from alembic import context\n"
        "from sqlalchemy import create_engine\n"
        "import models\n"
        "engine = create_engine(context.config.get_main_option('sqlalchemy.url'))\n"
        "with engine.connect() as connection:\n"
        "    context.configure(connection=connection, compare_type=True,\n"
        "        target_metadata=models.Base.metadata, render_as_batch=True)\n"
        "    with context.begin_transaction():\n"
        "        context.run_migrations()\n",
    )
    write(
        os.path.join(directory, "alembic", "script.py.mako"),
        '"""${message}"""\nfrom alembic import op\nimport sqlalchemy as sa\n'
        "revision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n"
        "def upgrade():\n    ${upgrades if upgrades else 'pass'}\n\n"
        "def downgrade():\n    ${downgrades if downgrades else 'pass'}\n",
    )
    for count, (up, down) in enumerate(pairs, 1):
        before = f"{count - 1:012x}" if count > 1 else None
        ups = [text for text in up.split(";\n") if text.strip()]
        downs = [text for text in down.split(";\n") if text.strip()]
        write(
            os.path.join(directory, "alembic", "versions", f"step_{count}.py"),
            f'"""step {count}"""\nfrom alembic import op\n'
            f"revision = '{count:012x}'\ndown_revision = {before!r}\n\n"
            "def upgrade():\n"
            + "".join(f"    op.execute({text!r})\n" for text in ups)
            + "\ndef downgrade():\n"
            + "".join(f"    op.execute({text!r})\n" for text in downs),
        )
    return directory


def remove(path):
    if os.path.exists(path):
        os.unlink(path)


def new_files(directory):
    """A function that removes what is new in a directory since now."""
    known = set(os.listdir(directory))

    def tidy():
        added = set(os.listdir(directory)) - known - {"__pycache__"}
        if len(added) != 1:
            raise SystemExit(f"{len(added)} new files in {directory}")
        os.unlink(os.path.join(directory, added.pop()))

    return tidy


def bench_upgrade(bench, count):
    title = f"upgrade, {count:,} pending"
    if not bench.wants(title):
        return
    directory = repository(bench, "upgrade", models(1, 1), steps(count))
    database = os.path.join(directory, "database.db")
    script = os.path.join(bench.top, "all.sql")
    write_script(script, steps(count))
    other = os.path.join(bench.top, "other.db")

    mine = Work(
        [bench.program, "upgrade"], directory, before=lambda: remove(database)
    )
    bench.compare(
        title,
        1.15,
        mine,
        "sqlite3 < all.sql",
        Work(["sqlite3", other], bench.top, script, before=lambda: remove(other)),
    )
    bench.compare(title, None, mine, "dbmate up", dbmate(directory, other, "up"))
    project = alembic_project(bench, "upgrade-alembic", models(1, 1), steps(count))
    at = os.path.join(project, "database.db")
    bench.compare(
        title,
        None,
        mine,
        "alembic upgrade",
        Work(ALEMBIC + ["upgrade", "head"], project, before=lambda: remove(at)),
        samples=5,
    )
    bench.run(mine.command, directory)
    remove(other)
    bench.run(dbmate(directory, other, "up").command, directory)
    status = dbmate(directory, other, "status")
    status.prepare = lambda: None
    bench.compare(
        f"current, {count:,} applied",
        1.0,
        Work([bench.program, "current"], directory),
        "dbmate status",
        status,
    )


def dbmate(directory, database, command):
    return Work(
        [DBMATE, "--url", f"sqlite:{database}", "--no-dump-schema"]
        + ["--migrations-dir", "migrations", command],
        directory,
        before=lambda: remove(database),
    )


def bench_one_pending(bench, count):
    title = f"upgrade, 1 pending on {count:,} applied"
    if not bench.wants(title):
        return
    directory = repository(bench, "pending", models(1, 1), steps(count))
    database = os.path.join(directory, "database.db")
    bench.run([bench.program, "upgrade"], directory)
    saved = os.path.join(bench.top, "saved.db")
    shutil.copy(database, saved)
    other = os.path.join(bench.top, "other.db")
    script = os.path.join(bench.top, "one.sql")
    pairs = list(steps(count + 1))
    write_script(script, pairs[-1:])
    write_revisions(directory, pairs)
    bench.run(["git", "add", "."], directory)
    bench.run(["git", "commit", "-q", "-m", "one more"], directory)
    bench.compare(
        title,
        1.2,
        Work(
            [bench.program, "upgrade"],
            directory,
            before=lambda: shutil.copy(saved, database),
        ),
        "sqlite3 < one.sql",
        Work(
            ["sqlite3", other],
            bench.top,
            script,
            before=lambda: shutil.copy(saved, other),
        ),
    )


def bench_autogenerate(bench, tables):
    title = f"autogenerate, {tables:,} table{'s' * (tables > 1)}"
    if not bench.wants(title):
        return
    first = list(few_steps(1, tables, 5))
    source = models(tables, 5, changed=True)
    directory = repository(bench, f"tables-{tables}", source, first)
    bench.run([bench.program, "upgrade"], directory)
    project = alembic_project(bench, f"alembic-{tables}", source, first)
    bench.run(ALEMBIC + ["upgrade", "head"], project)
    bench.compare(
        title,
        0.05,
        Work(
            [bench.program, "autogenerate", "-m", "change"],
            directory,
            after=new_files(os.path.join(directory, "migrations")),
        ),
        "alembic revision",
        Work(
            ALEMBIC + ["revision", "--autogenerate", "-m", "change"],
            project,
            after=new_files(os.path.join(project, "alembic", "versions")),
        ),
        samples=5,
    )


def bench_history(bench, count):
    title = f"autogenerate, {count:,} revisions behind"
    if not bench.wants(title):
        return
    source = models(count // 10, 9, changed=True)
    works = []
    for name, pairs in (
        ("long", steps(count)),
        ("short", few_steps(10, count // 10, 9)),
    ):
        directory = repository(bench, name, source, pairs)
        bench.run([bench.program, "upgrade"], directory)
        works.append(
            Work(
                [bench.program, "autogenerate", "-m", "change"],
                directory,
                after=new_files(os.path.join(directory, "migrations")),
            )
        )
    bench.compare(title, 2.0, works[0], "with 10 behind", works[1])


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="git-migrate-bench.") as top:
        bench = Bench(program, top, sys.argv[2:])
        print(
            f"{'scenario (medians, milliseconds)':<46} {'ours':>9} "
            f"{'peer':<18} {'':>9} {'ratio':>7} {'goal':>6} {'':<6} "
            f"{'MiB':>6} {'peer':>6}"
        )
        bench_upgrade(bench, 1000)
        bench_one_pending(bench, 5000)
        for tables in (1, 100, 1000):
            bench_autogenerate(bench, tables)
        bench_history(bench, 1000)
        if bench.missed:
            print(f"{bench.missed} goals missed")
        return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
