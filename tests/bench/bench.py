"""Measures git-migrate beside its peers, in one run.

Each sample of the program is taken next to one of its peer, on the same files
and with the same small environment; what is compared are the medians. Before
the samples each command runs once, so that no one pays for a cold disk.
"""

import glob
import os
import shutil
import sys
import time
import tempfile

from committing import (
    bench_notes,
    bench_one_note,
    bench_range,
    bench_touched,
    bench_untouched,
)
from fixtures import (
    alembic_project,
    few_steps,
    models,
    repository,
    steps,
    write_revisions,
    write_script,
)
from following import bench_commits, bench_revisions, bench_switch
from measuring import BUILD, Bench, Work, new_files, remove

DBMATE = os.path.join(BUILD, "dbmate")
PARSE = os.path.join(BUILD, "parse")
ALEMBIC = ["/usr/bin/python3", "-m", "alembic"]


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
    # A file's stamp says nothing as long as the file is as young as the clock
    # is coarse.
    time.sleep(2)
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


def forget_readings(directory):
    """The models are read as if for the first time."""

    def forget():
        for path in glob.glob(os.path.join(directory, ".git/migrate/models-*")):
            os.remove(path)

    return forget


def bench_first_read(bench, tables):
    """Beside the same command on no models, and the parser alone."""
    title = f"models of {tables:,} tables, first read"
    if not bench.wants(title):
        return
    directory = repository(bench, "models", models(tables, 9), [])
    empty = repository(bench, "no-models", "", [])
    source = os.path.join(directory, "models.py")
    read = [bench.program, "schema", "-q", "HEAD"]
    bench.compare(
        title,
        2.0,
        Work(read, directory, before=forget_readings(directory)),
        "tree-sitter",
        Work(["sh", "-c", f'{PARSE} {source} && exec "$@"', "sh"] + read, empty),
    )


def bench_read_again(bench, tables):
    title = f"models of {tables:,} tables, read again"
    if not bench.wants(title):
        return
    directory = repository(bench, "known-models", models(tables, 9), [])
    empty = repository(bench, "known-none", "", [])
    read = [bench.program, "schema", "-q", "HEAD"]
    bench.compare(
        title, 2.0, Work(read, directory), "no models", Work(read, empty)
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
        bench_first_read(bench, 1000)
        bench_read_again(bench, 100)
        bench_history(bench, 1000)
        bench_switch(bench, 1000)
        bench_revisions(bench, 5000, 100)
        bench_commits(bench, 50000, 100)
        bench_untouched(bench, 100)
        bench_touched(bench, 100)
        bench_range(bench, 1000)
        bench_notes(bench, 1000)
        bench_one_note(bench, 10000, 100)
        if bench.missed:
            print(f"{bench.missed} goals missed")
        return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
