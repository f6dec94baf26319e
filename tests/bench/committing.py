"""Scenarios of commits that carry their migrations."""

import os
import subprocess

from fixtures import few_steps, models, repository, steps, write
from following import add_commits
from measuring import BUILD, SAMPLES, Work

COLUMNS = 9
COMMIT_MSG = [".git/hooks/commit-msg", ".git/COMMIT_EDITMSG"]
POST_COMMIT = [".git/hooks/post-commit"]


def committed(bench, name, tables):
    """A repository with hooks, a message to judge, and nothing staged."""
    pairs = list(few_steps(10, tables, COLUMNS))
    directory = repository(bench, name, models(tables, COLUMNS), pairs)
    bench.run(["git", "migrate", "hooks", "install"], directory)
    bench.run(["git", "migrate", "upgrade"], directory)
    return directory


def message(directory):
    """A function that puts the same message in place before each sample."""
    path = os.path.join(directory, ".git", "COMMIT_EDITMSG")

    def before():
        write(path, "a subject\n\nsome words\n")

    return before


def bench_untouched(bench, tables):
    title = "commit-msg, no model touched"
    if not bench.wants(title):
        return
    directory = committed(bench, "untouched", tables)
    write(os.path.join(directory, "notes.txt"), "text\n")
    bench.run(["git", "add", "."], directory)
    bench.compare(
        title,
        2.0,
        Work(COMMIT_MSG, directory, before=message(directory)),
        "libgit2, HEAD's tree",
        Work([os.path.join(BUILD, "read_head")], directory),
        samples=21,
    )


def bench_touched(bench, tables):
    title = f"commit-msg, a model among {tables} touched"
    if not bench.wants(title):
        return
    directory = committed(bench, "touched", tables)
    source = models(tables, COLUMNS)
    put_message = message(directory)
    count = 0

    def before():
        """Models that no run has seen yet, staged."""
        nonlocal count
        count += 1
        path = os.path.join(directory, "models.py")
        write(path, f"{source}    extra = Column(String({count}))\n")
        bench.run(["git", "add", "."], directory)
        put_message()

    bench.compare(
        title,
        3.0,
        Work(COMMIT_MSG, directory, before=before),
        "libgit2, HEAD's tree",
        Work([os.path.join(BUILD, "read_head")], directory),
        samples=21,
    )


def grown(bench, name, count):
    """A history of commits, every tenth of which brings a model's column and
    the migration of it, the others nothing of either."""
    directory = repository(bench, name, models(1, 0), [])
    stream = []
    pairs = list(steps(count // 10))
    tables = []
    for number in range(count):
        files = {"counter.txt": f"{number}\n"}
        if number % 10 == 0:
            at = number // 10
            table, column = divmod(at, 10)
            if column == 0:
                tables.append(0)
            else:
                tables[table] += 1
            files["models.py"] = grown_models(tables)
            files[f"migrations/{20200101000000 + at}_step.sql"] = revision(
                at, *pairs[at]
            )
        stream.append(
            "commit refs/heads/main\n"
            f"committer A U Thor <author@example.com> {1600000000 + number} +0000\n"
            "data 2\nc\n"
            + ("from refs/heads/main^0\n" if number == 0 else "")
            + "".join(
                f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
                for path, text in files.items()
            )
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
    return directory


def grown_models(tables):
    """The models after those steps: tables of so many columns."""
    parts = [models(1, 0).split("\n\nclass")[0]]
    for number, columns in enumerate(tables):
        text = models(number + 1, columns)
        parts.append("\n\nclass" + text.split("\n\nclass")[-1])
    return "".join(parts)


def revision(number, up, down):
    revises = f"-- Revises: {number:012x}\n" if number else ""
    return (
        f"-- step\n--\n-- Revision: {number + 1:012x}\n{revises}"
        "-- Create-Date: 2020-01-01T00:00:00Z\n\n"
        f"-- migrate:up\n{up}\n-- migrate:down\n{down}"
    )


def bench_range(bench, count):
    title = f"check of {count:,} commits"
    if not bench.wants(title):
        return
    directory = grown(bench, "range", count)
    bench.limit(
        title,
        5000,
        Work(
            [bench.program, "check", f"HEAD~{count - 1}..HEAD"],
            directory,
            before=lambda: forget(directory),
        ),
    )


def bench_notes(bench, count):
    title = f"notes of {count:,} commits"
    if not bench.wants(title):
        return
    directory = grown(bench, "notes", count)

    def before():
        forget(directory)
        bench.run(["git", "update-ref", "-d", "refs/notes/migrate"], directory)

    bench.limit(
        title,
        5000,
        Work([bench.program, "notes", "rebuild"], directory, before=before),
    )


def noted(bench, count):
    """A repository with so many notes, HEAD's not among them."""
    directory = committed(bench, f"noted-{count}", 10)
    add_commits(bench, directory, count)
    commits = subprocess.run(
        ["git", "rev-list", "HEAD~1"],
        cwd=directory,
        env=bench.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    stream = ["commit refs/notes/migrate\ncommitter A <a@example.com> 0 +0000\n"]
    stream.append("data 2\nn\n")
    for commit in commits:
        path = f"{commit[:2]}/{commit[2:]}"
        stream.append(f"M 100644 inline {path}\ndata 11\nrevision=a\n\n")
    subprocess.run(
        ["git", "fast-import", "--quiet"],
        cwd=directory,
        env=bench.environment,
        input="".join(stream),
        text=True,
        check=True,
    )
    return directory


def loose_bytes(directory):
    return sum(
        os.path.getsize(os.path.join(folder, name))
        for folder, _, names in os.walk(os.path.join(directory, ".git", "objects"))
        for name in names
        if not folder.endswith("pack")
    )


def bench_one_note(bench, many, few):
    """R43: 1,000 notes are less than 20 MB of loose objects."""
    title = f"a commit and its note, {many:,} notes before"
    if not bench.wants(title):
        return
    works = []
    for count in (many, few):
        directory = noted(bench, count)

        def before(directory=directory):
            """A model that no commit had, and its migration."""
            path = os.path.join(directory, "models.py")
            number = len(os.listdir(os.path.join(directory, "migrations")))
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"    extra_{number} = Column(Text)\n")
            bench.run(["git", "migrate", "autogenerate", "-m", "more"], directory)
            bench.run(["git", "add", "."], directory)
            bench.run(["git", "commit", "-q", "-n", "-m", "more"], directory)
            bench.run(["git", "notes", "--ref=migrate", "remove"], directory)

        works.append(Work(POST_COMMIT, directory, before=before))
    at = loose_bytes(works[0].directory)
    bench.compare(title, 1.5, works[0], f"with {few} before", works[1])
    grown_by = (loose_bytes(works[0].directory) - at) / (SAMPLES + 1)
    if grown_by > 20e6 / 1000:
        raise SystemExit(f"{grown_by:.0f} bytes of loose objects a commit")


def forget(directory):
    """Takes away what earlier runs have remembered."""
    folder = os.path.join(directory, ".git", "migrate")
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        os.unlink(os.path.join(folder, name))
