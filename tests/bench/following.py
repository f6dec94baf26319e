"""Scenarios of a database that follows HEAD."""

import os
import shutil
import subprocess

from fixtures import few_steps, models, repository, steps, write_revisions
from measuring import BUILD, Work

COLUMNS = 9


def add_columns(count):
    """`count` revisions, the same after any that make the tables."""
    for number in range(count):
        yield (
            f"ALTER TABLE table_{number} ADD COLUMN extra VARCHAR(80);\n",
            f"ALTER TABLE table_{number} DROP COLUMN extra;\n",
        )


def followed(bench, name, pairs):
    """A repository with hooks and a database at its newest revision."""
    directory = repository(bench, name, models(1, 1), pairs)
    bench.run(["git", "migrate", "hooks", "install"], directory)
    bench.run(["git", "migrate", "upgrade"], directory)
    return directory


def branch_that_adds(bench, directory, pairs, more):
    """Work that brings a database from the one branch to the other."""
    database = os.path.join(directory, "database.db")
    saved = directory + ".db"
    shutil.copy(database, saved)
    write_revisions(directory, pairs + more)
    bench.run(["git", "checkout", "-q", "-b", "topic"], directory)
    bench.run(["git", "add", "."], directory)
    bench.run(["git", "commit", "-q", "-n", "-m", "topic"], directory)
    return Work(
        [bench.program, "sync"],
        directory,
        before=lambda: shutil.copy(saved, database),
    )


def add_commits(bench, directory, count):
    """Commits that change no migration, as a pack of their own."""
    stream = []
    for number in range(count):
        text = f"{number}\n"
        stream.append(
            "commit refs/heads/main\n"
            f"committer A U Thor <author@example.com> {1600000000 + number} +0000\n"
            "data 2\nc\n"
            + ("from refs/heads/main^0\n" if number == 0 else "")
            + f"M 100644 inline counter.txt\ndata {len(text)}\n{text}\n"
        )
    subprocess.run(
        ["git", "fast-import", "--quiet"],
        cwd=directory,
        env=bench.environment,
        input="".join(stream),
        text=True,
        check=True,
    )
    bench.run(["git", "checkout", "-q", "-f", "main"], directory)


def bench_switch(bench, count):
    title = f"switch, {count:,} revisions, none differs"
    if not bench.wants(title):
        return
    directory = followed(bench, "switch", list(steps(count)))
    bench.run(["git", "branch", "other"], directory)
    add_commits(bench, directory, 10)
    head = os.path.join(directory, ".git", "HEAD")

    def switch():
        """HEAD is on the other branch than before, as the hook finds it."""
        with open(head, encoding="ascii") as file:
            on = file.read().strip()
        other = "other" if on.endswith("main") else "main"
        with open(head, "w", encoding="ascii") as file:
            file.write(f"ref: refs/heads/{other}\n")

    bench.compare(
        title,
        2.0,
        Work(
            [".git/hooks/post-checkout", "0" * 40, "0" * 40, "1"],
            directory,
            before=switch,
        ),
        "libgit2, HEAD's tree",
        Work([os.path.join(BUILD, "read_head")], directory),
        samples=15,
    )


def bench_revisions(bench, many, few):
    title = f"sync of 10, {many:,} revisions before"
    if not bench.wants(title):
        return
    works = []
    for name, pairs in (
        ("sync-many", list(steps(many))),
        ("sync-few", list(few_steps(few, many // 10, COLUMNS))),
    ):
        directory = followed(bench, name, pairs)
        works.append(
            branch_that_adds(bench, directory, pairs, list(add_columns(10)))
        )
    bench.compare(title, 1.5, works[0], f"with {few} before", works[1])


def bench_commits(bench, many, few):
    title = f"sync of 10, {many:,} commits"
    if not bench.wants(title):
        return
    pairs = list(few_steps(10, 100, COLUMNS))
    works = []
    for count in (many, few):
        directory = followed(bench, f"commits-{count}", pairs)
        add_commits(bench, directory, count)
        works.append(
            branch_that_adds(bench, directory, pairs, list(add_columns(10)))
        )
    bench.compare(title, 1.5, works[0], f"with {few} commits", works[1])
