"""Scores what the program reads out of real models against what is true.

    tests/corpus/score.py [-v] [--pairs] PROGRAM CORPUS [PROJECT...]

CORPUS is a directory with index.json and oracles/, and, for --pairs, pairs/.
The projects' histories are CORPUS/repositories/OWNER+NAME, or below the
directory that REPOSITORIES names; a git directory may also be OWNER+NAME/repo.
A project that is not there is skipped.

With --pairs the differences between the two commits of each pair are compared
too, where both sides are read exactly.

Of the tables of a project, each is one of:
    exact     nothing differs, and the program takes it for whole
    unknown   the program says, with its line, that it cannot be read
    wrong     something differs and nobody says so; -v lists what
    extra     a table that is none
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

import facts
import pairs

DIALECTS = ("sqlite", "postgresql")
MOST = 5  # lines that are printed of a pair


def choose_dialect(words):
    """The first of the project's engines that the program knows."""
    places = [(words.find(name), name) for name in DIALECTS if name in words]
    return min(places)[1] if places else "sqlite"


def find_repository(corpus, target):
    name = target.replace("/", "+")
    roots = [os.environ.get("REPOSITORIES"), os.path.join(corpus, "repositories")]
    for root in filter(None, roots):
        for path in (
            os.path.join(root, name),
            os.path.join(root, name, "repo"),
            os.path.join(root, name, ".git"),
            os.path.join(root, name + ".git"),
        ):
            if os.path.isdir(os.path.join(path, "objects")):
                return os.path.abspath(path)
    return None


def make_view(top, repository, name):
    """A bare repository that borrows the objects of another one, so that
    nothing is written there."""
    view = os.path.join(top, name)
    subprocess.run(["git", "init", "-q", "--bare", view], check=True)
    alternates = os.path.join(view, "objects", "info", "alternates")
    with open(alternates, "w", encoding="utf-8") as file:
        file.write(os.path.join(repository, "objects") + "\n")
    return view


def git(repository, *words):
    command = ["git", f"--git-dir={repository}", *words]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.stdout.strip()


def choose_commit(repository, project):
    """The commit of the index; its branch where the commit lacks the models."""
    place = project["model_files"][0].split("*")[0]
    if git(repository, "ls-tree", "--name-only", project["commit"], place):
        return project["commit"]
    return git(repository, "rev-parse", "--verify", "-q", project["ref"])


def run(program, view, words):
    command = [program] + words
    result = subprocess.run(command, cwd=view, capture_output=True, text=True)
    if result.returncode not in (0, 1):
        return None, result.stderr.strip()
    return json.loads(result.stdout), None


def read_schema(program, view, commit, dialect, patterns):
    words = ["schema", "--json", f"--dialect={dialect}"]
    words += models_options(patterns)
    return run(program, view, words + [commit])


def table_name(table):
    if table["schema"]:
        return f"{table['schema']}.{table['name']}"
    return table["name"]


class Score:
    """Of the tables of one schema."""

    def __init__(self, oracle, found, dialect):
        self.exact = []
        self.unknown = []
        self.wrong = []
        self.extra = []
        self.lines = []
        self.diagnostics = found["diagnostics"]
        said = {entry["table"] for entry in self.faults()}
        hidden = None in said
        actual = {table_name(table): table for table in found["tables"]}
        for name, table in oracle.items():
            whole = table_name(table)
            mine = actual.pop(whole, None)
            if mine is None:
                lines = ["missing"]
                declared = hidden or table["name"] in said
            else:
                lines = facts.differences(
                    facts.facts_of_oracle(table, dialect),
                    facts.facts_of_program(mine, dialect),
                )
                declared = table["name"] in said or not mine["complete"]
            if declared:
                self.unknown.append(whole)
            elif lines:
                self.wrong.append(whole)
                self.lines += [f"{whole}: {line}" for line in lines]
            else:
                self.exact.append(whole)
        for name, table in actual.items():
            if not table["complete"] or table["name"] in said:
                continue
            self.extra.append(name)
            self.lines.append(f"{name}: extra")

    def faults(self):
        return [
            entry for entry in self.diagnostics if entry["kind"] != "warning"
        ]


class Totals:
    def __init__(self):
        self.count = collections.Counter()

    def add(self, name, score):
        counts = {
            "exact": len(score.exact),
            "unknown": len(score.unknown),
            "wrong": len(score.wrong),
            "extra": len(score.extra),
        }
        self.count.update(counts)
        self.print(name, counts)

    @staticmethod
    def print(name, counts):
        tables = counts["exact"] + counts["unknown"] + counts["wrong"]
        share = 100 * counts["exact"] / tables if tables else 0
        print(
            f"{name:45} {tables:4} tables {counts['exact']:4} exact"
            f" {counts['unknown']:4} unknown {counts['wrong']:4} wrong"
            f" {counts['extra']:4} extra {share:6.1f} %"
        )


def print_details(score, verbose):
    if not verbose:
        return
    for line in score.lines:
        print(f"    {line}")
    tables = collections.defaultdict(set)
    for entry in score.faults():
        place = f"{entry['path']}:{entry['line']}: {entry['message']}"
        tables[place].add(entry["table"] or "of no table")
    for place, names in sorted(tables.items(), key=lambda item: -len(item[1])):
        few = sorted(names)[:3] + ["…"] * (len(names) > 3)
        print(f"    unknown: {len(names)} tables ({', '.join(few)}): {place}")


def score_project(options, view, repository, project, totals):
    dialect = choose_dialect(project["dialect"])
    with open(
        os.path.join(options.corpus, project["oracle"]), encoding="utf-8"
    ) as file:
        oracle = json.load(file)
    commit = choose_commit(repository, project)
    found, error = read_schema(
        options.program, view, commit, dialect, project["model_files"]
    )
    name = f"{project['target']} ({dialect})"
    if error:
        print(f"{name:45} failed: {error}")
        totals.count["failed"] += 1
        return
    score = Score(oracle["tables"], found, dialect)
    totals.add(name, score)
    print_details(score, options.verbose)


def models_options(patterns):
    return [f"--models={pattern}" for pattern in patterns]


def compare_pair(options, view, patterns, pair, dialect):
    """The word for the pair, and the lines that say why."""
    for commit, tables in (
        (pair["parent"], pair["parent_tables"]),
        (pair["commit"], pair["commit_tables"]),
    ):
        found, error = read_schema(
            options.program, view, commit, dialect, patterns
        )
        if error:
            return "failed", [error]
        score = Score(tables, found, dialect)
        if score.wrong or score.extra:
            return "wrong", score.lines
        if score.unknown:
            return "unknown", [f"{name}: unknown" for name in score.unknown]
    words = ["diff", "--no-rename", "--json", "-q", f"--dialect={dialect}"]
    words += models_options(patterns)
    found, error = run(options.program, view, words + [pair["parent"], pair["commit"]])
    if error:
        return "failed", [error]
    truth = pairs.true_entries(
        pair["parent_tables"], pair["commit_tables"], dialect
    )
    said = pairs.program_entries(found["changes"])
    if truth == said:
        return "equal", []
    return "different", list(pairs.lines(truth - said, "not said:")) + list(
        pairs.lines(said - truth, "not true:")
    )


def score_pairs(options, view, project, totals):
    dialect = choose_dialect(project["dialect"])
    name = project["target"].replace("/", "+")
    folder = os.path.join(options.corpus, "pairs", name)
    counts = collections.Counter()
    details = []
    for entry in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, entry), encoding="utf-8") as file:
            pair = json.load(file)
        # A pair names the files that changed; the truth is of all.
        patterns = project["model_files"] + pair["model_files"]
        word, lines = compare_pair(options, view, patterns, pair, dialect)
        counts[word] += 1
        details += [f"    {entry}: {word}: {line}" for line in lines[:MOST]]
        if len(lines) > MOST:
            details.append(f"    {entry}: {word}: and {len(lines) - MOST} more")
    if counts:
        words = " ".join(f"{count:3} {word}" for word, count in counts.items())
        print(f"{'  pairs':45} {sum(counts.values()):4} pairs {words}")
    if options.verbose and details:
        print("\n".join(details))
    totals.count.update({f"pairs {word}": n for word, n in counts.items()})


def print_pair_totals(totals):
    words = {
        key[6:]: count
        for key, count in totals.count.items()
        if key.startswith("pairs ")
    }
    text = ", ".join(f"{count} {word}" for word, count in words.items())
    print(f"pairs: {sum(words.values())}: {text}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("program")
    parser.add_argument("corpus")
    parser.add_argument("projects", nargs="*")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    with open(
        os.path.join(options.corpus, "index.json"), encoding="utf-8"
    ) as file:
        index = json.load(file)
    totals = Totals()
    with tempfile.TemporaryDirectory(prefix="git-migrate-corpus.") as top:
        for project in index:
            target = project["target"]
            if project["style"] == "django" or not project["oracle"]:
                continue
            if options.projects and target not in options.projects:
                continue
            repository = find_repository(options.corpus, target)
            if not repository:
                print(f"{target:45} skipped: no repository")
                continue
            view = make_view(top, repository, target.replace("/", "+"))
            score_project(options, view, repository, project, totals)
            if options.pairs:
                score_pairs(options, view, project, totals)
            sys.stdout.flush()
    Totals.print("total", totals.count)
    if options.pairs:
        print_pair_totals(totals)
    bad = totals.count["wrong"] + totals.count["extra"] + totals.count["failed"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
