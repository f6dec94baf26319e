"""Runs models through SQLAlchemy and through git-migrate and compares.

    tests/oracle/compare.py PROGRAM [MODELS.py|SEED...]

Prints TAP, and how many passed and failed. Models are the files of models/
(`x.py`; where Debian's SQLAlchemy is too old for what x.py is written in,
`x.reference.py` says the same in its words, and only that one is run) and
programs that generate.py makes of fixed seeds.
"""

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import warnings

import sqlalchemy

import generate
import schema

SEEDS = range(1, 121)
HERE = os.path.dirname(os.path.abspath(__file__))


def load(path, name):
    """Imports a file, or a package, as a module of its own."""
    package = os.path.isdir(path)
    spec = importlib.util.spec_from_file_location(
        name,
        os.path.join(path, "__init__.py") if package else path,
        submodule_search_locations=[path] if package else None,
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def metadatas(module):
    """Every MetaData that a module has, itself or as that of a base class."""
    found = []
    for value in vars(module).values():
        data = getattr(value, "metadata", value)
        if isinstance(data, sqlalchemy.MetaData) and data not in found:
            found.append(data)
    return found


def schema_of_sqlalchemy(path, name):
    engine = sqlalchemy.create_engine(
        "sqlite://", poolclass=sqlalchemy.pool.StaticPool
    )
    found = metadatas(load(path, name))
    if not any(data.tables for data in found):
        raise ValueError(f"{path} has no tables")
    for data in found:
        data.create_all(engine)
    return schema.read(engine.raw_connection())


def schema_of_program(program, top, models):
    command = [program, "schema", "--dialect=sqlite", f"--models={models}"]
    run = subprocess.run(command, cwd=top, capture_output=True, text=True)
    if run.returncode != 0 or run.stderr:
        raise ValueError(f"exit {run.returncode}: {run.stderr.strip()}")
    with sqlite3.connect(":memory:") as db:
        try:
            db.executescript(run.stdout)
        except sqlite3.Error as error:
            raise ValueError(f"{error} in\n{run.stdout}") from error
        return schema.read(db)


def cases(top, chosen):
    """(title, path to run, path to read below top) of each case."""
    models = os.path.join(HERE, "models")
    for entry in sorted(os.listdir(models)):
        name = entry[:-3] if entry.endswith(".py") else entry
        if name.startswith("__") or name.endswith(".reference"):
            continue
        if chosen and entry not in chosen:
            continue
        source = os.path.join(models, entry)
        if os.path.isdir(source):
            shutil.copytree(source, os.path.join(top, entry))
        else:
            shutil.copy(source, top)
        reference = os.path.join(models, name + ".reference.py")
        run = reference if os.path.exists(reference) else source
        yield f"models/{entry}", run, entry
    for seed in SEEDS:
        if chosen and str(seed) not in chosen:
            continue
        entry = f"generated_{seed}.py"
        with open(os.path.join(top, entry), "w", encoding="utf-8") as file:
            file.write(generate.program(seed))
        yield f"generated models, seed {seed}", os.path.join(top, entry), entry


def main():
    program = os.path.abspath(sys.argv[1])
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="git-migrate-oracle.") as top:
        subprocess.run(["git", "init", "-q", top], check=True)
        for number, (title, path, entry) in enumerate(
            cases(top, sys.argv[2:]), 1
        ):
            expected = schema_of_sqlalchemy(path, f"oracle_{number}")
            try:
                actual = schema_of_program(program, top, entry)
                lines = schema.differences(expected, actual)
            except ValueError as error:
                lines = str(error).splitlines()
            passed += not lines
            failed += bool(lines)
            print(f"{'not ok' if lines else 'ok'} {number} - {title}")
            for line in lines:
                print(f"# {line}")
    print(f"1..{passed + failed}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
