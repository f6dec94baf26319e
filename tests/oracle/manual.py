"""Holds the examples of git-migrate-models(7) against the program.

    tests/oracle/manual.py PROGRAM

What is read has to give the tables that SQLAlchemy makes of the example, or
where DDL stands below it, those of the DDL. What is refused has to be named at
each line below a comment "# unsupported: …", in its words, and nowhere else.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile

import schema

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "../../man/git-migrate-models.7")
RUN = """
import sys
sys.path.insert(0, ".")
sys.dont_write_bytecode = True
import models, sqlalchemy
engine = sqlalchemy.create_engine("sqlite:///database.db")
for value in list(vars(models).values()):
    data = getattr(value, "metadata", None)
    if isinstance(data, sqlalchemy.MetaData):
        data.create_all(engine)
"""


def read_page():
    """(section, title, [blocks]) of each subsection with examples."""
    section = title = None
    blocks = []
    inside = False
    with open(PAGE, encoding="utf-8") as page:
        for line in page:
            if line.startswith((".Sh ", ".Ss ")):
                if blocks:
                    yield section, title, blocks
                title, blocks = line[4:].strip(), []
                if line.startswith(".Sh "):
                    section = title
            elif line.startswith(".Bd -literal"):
                inside = True
                blocks.append("")
            elif line.startswith(".Ed"):
                inside = False
            elif inside:
                blocks[-1] += line
    if blocks:
        yield section, title, blocks


def examples(blocks):
    """(source, DDL or None) of each block of Python."""
    for at, block in enumerate(blocks):
        if block.startswith("CREATE "):
            continue
        after = blocks[at + 1] if at + 1 < len(blocks) else ""
        yield block, after if after.startswith("CREATE ") else None


def write_files(prelude, source, top):
    """The files of an example; the lines before it are in models.py."""
    if not re.match(r"# \w+\.py\n", source):
        source = "# models.py\n" + source
    parts = re.split(r"^# (\w+\.py)\n", source, flags=re.M)[1:]
    for name, text in zip(parts[::2], parts[1::2]):
        with open(os.path.join(top, name), "w", encoding="utf-8") as file:
            file.write((prelude if name == "models.py" else "") + text)


def ask_program(program, top):
    command = [program, "schema", "--dialect=sqlite", "--models=models.py"]
    return subprocess.run(command, cwd=top, capture_output=True, text=True)


def schema_of(script):
    with sqlite3.connect(":memory:") as db:
        db.executescript(script)
        return schema.read(db)


def expect_read(program, top, ddl):
    if ddl:
        expected = schema_of(ddl)
    else:
        subprocess.run(
            ["/usr/bin/python3", "-W", "ignore", "-c", RUN], cwd=top, check=True
        )
        with sqlite3.connect(os.path.join(top, "database.db")) as db:
            expected = schema.read(db)
    if not expected:
        return ["the example has no tables"]
    run = ask_program(program, top)
    if run.returncode != 0 or run.stderr:
        return [f"exit {run.returncode}"] + run.stderr.splitlines()
    return schema.differences(expected, schema_of(run.stdout))


def find_wanted(lines):
    """What the comments say of the lines below them."""
    wanted = set()
    message = None
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("# unsupported: "):
            message = text[2:]
        elif message and text.startswith("#   "):
            message += " " + text[4:]
        elif message:
            wanted.add(f"models.py:{number}: {message}")
            message = None
    return wanted


def expect_refused(program, top):
    with open(os.path.join(top, "models.py"), encoding="utf-8") as file:
        wanted = find_wanted(file)
    run = ask_program(program, top)
    found = {
        line.split("models.py", 1)[1]
        for line in run.stderr.splitlines()
        if "models.py" in line and "unsupported" in line
    }
    found = {"models.py" + line for line in found}
    lines = [] if run.returncode == 1 else [f"exit {run.returncode}"]
    if not wanted:
        lines.append("no line says what is unsupported")
    lines += [f"not said: {line}" for line in sorted(wanted - found)]
    return lines + [f"said: {line}" for line in sorted(found - wanted)]


def main():
    program = os.path.abspath(sys.argv[1])
    passed = failed = 0
    prelude = None
    for section, title, blocks in read_page():
        if section == "DESCRIPTION":
            prelude = blocks[0] + "\n"
            continue
        for source, ddl in examples(blocks):
            with tempfile.TemporaryDirectory(prefix="git-migrate.") as top:
                subprocess.run(["git", "init", "-q", top], check=True)
                write_files(prelude, source, top)
                if section == "WHAT IS READ":
                    lines = expect_read(program, top, ddl)
                else:
                    lines = expect_refused(program, top)
            passed += not lines
            failed += bool(lines)
            verdict = "not ok" if lines else "ok"
            print(f"{verdict} {passed + failed} - manual: {title}")
            for line in lines:
                print(f"# {line}")
    print(f"1..{passed + failed}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
