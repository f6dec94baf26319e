"""Models, revisions and repositories of any size to measure on."""

import os

TYPES = ("Integer", "String(80)", "Text", "DateTime", "Boolean")
SQL_TYPES = {
    "Integer": "INTEGER",
    "String(80)": "VARCHAR(80)",
    "Text": "TEXT",
    "DateTime": "DATETIME",
    "Boolean": "BOOLEAN",
}


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
