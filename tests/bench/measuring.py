"""Runs a command beside its peer and prints what it took, as a row."""

import os
import statistics
import subprocess

SAMPLES = 7
BUILD = os.path.abspath("build/bench")
MEASURE = os.path.join(BUILD, "measure")


class Bench:
    """The scratch directory, the environment, and the rows of the table."""

    def __init__(self, program, top, words):
        self.program = program
        self.top = top
        self.words = words
        self.missed = 0
        self.environment = {
            "PATH": f"{os.path.dirname(program)}:/usr/bin:/bin",
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


    def limit(self, title, goal, work, samples=SAMPLES):
        """Prints one row without a peer; `goal` is in milliseconds."""
        self.sample(work)
        rows = [self.sample(work) for _ in range(samples)]
        ours = statistics.median(row[0] for row in rows)
        verdict = ""
        if goal is not None:
            verdict = "met" if ours <= goal else "MISSED"
            self.missed += ours > goal
        print(
            f"{title:<46} {ours:9.1f} {'(limit in ms)':<18} {'':>9} "
            f"{'':>7} {'' if goal is None else goal:>6} {verdict:<6} "
            f"{max(row[1] for row in rows):6.1f}",
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
