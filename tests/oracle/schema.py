"""What a SQLite database is made of, as plain values that can be compared.

    tests/oracle/schema.py DATABASE

prints them, one fact a line, without the tables of git-migrate itself.

The pragmas tell columns, keys and indexes; what they do not tell (names of
constraints, checks, collations, deferral) is taken from the stored CREATE
TABLE text, cut into clauses at depth 0.
"""

import re
import sqlite3
import sys

TOKEN = re.compile(
    r"\s+|--[^\n]*|/\*.*?\*/"
    r"|(?P<string>'(?:[^']|'')*')"
    r'|(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^]]*\])'
    r"|(?P<word>[A-Za-z_\x80-\U0010ffff][\w$]*)"
    r"|(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<sign><=|>=|<>|!=|==|\|\||<<|>>|.)",
    re.S,
)
CLAUSES = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}


def tokens(sql):
    """The tokens of a statement; names and words without case or quotes."""
    found = []
    for match in TOKEN.finditer(sql):
        kind, text = match.lastgroup, match.group()
        if kind is None:
            continue
        if kind == "quoted":
            text = text[1:-1].replace(text[0] * 2, text[0]).lower()
        elif kind == "word":
            text = text.lower()
        found.append(text)
    return found


def clauses(words):
    """The items of the parenthesis that opens first, at its own depth."""
    depth, items, item = 0, [], []
    for word in words[words.index("(") :]:
        if word == ")":
            depth -= 1
            if depth == 0:
                items.append(item)
                break
        if depth == 1 and word == ",":
            items.append(item)
            item = []
        elif depth >= 1:
            item.append(word)
        if word == "(":
            depth += 1
    return items


def parenthesis(words, start):
    """The words inside the parenthesis at words[start], and where it ends."""
    depth = 0
    for position in range(start, len(words)):
        depth += {"(": 1, ")": -1}.get(words[position], 0)
        if depth == 0:
            return words[start + 1 : position], position + 1
    raise ValueError("no end of parenthesis in " + " ".join(words))


def stored_facts(sql):
    """Constraints and options in the text of a table, as a sorted list."""
    facts = []
    for item in clauses(tokens(sql)):
        table_level = item[0].upper() in CLAUSES
        column = "" if table_level else item[0]
        name, columns, position = "", column, 0 if table_level else 1
        while position < len(item):
            word = item[position]
            if word == "constraint":
                name = item[position + 1]
                position += 2
                continue
            if word == "check":
                inside, position = parenthesis(item, position + 1)
                facts.append(("check", name, " ".join(inside)))
                name = ""
                continue
            if word in ("unique", "primary", "foreign", "references"):
                columns = column
                if table_level:
                    inside, position = parenthesis(
                        item, item.index("(", position)
                    )
                    columns = " ".join(inside)
                else:
                    position += 1
                if word == "foreign":
                    word = "references"
                    _, position = parenthesis(item, item.index("(", position))
                facts.append((word, name, columns))
                name = ""
                continue
            if word in ("collate", "conflict", "deferrable", "initially"):
                before = item[position - 1] == "not" or word == "conflict"
                around = item[position - before : position + 2]
                facts.append((word, columns, " ".join(around)))
            if word == "autoincrement":
                facts.append((word, column, ""))
            if word == "(":
                inside, position = parenthesis(item, position)
                if "as" in item[:position]:
                    facts.append(("generated", column, " ".join(inside)))
                continue
            position += 1
    return sorted(facts, key=repr)


def index_facts(db, table):
    facts = []
    for _, name, unique, origin, partial in db.execute(
        "SELECT * FROM pragma_index_list(?)", (table,)
    ):
        keys = [
            (column, descending, collation)
            for _, _, column, descending, collation, key in db.execute(
                "SELECT * FROM pragma_index_xinfo(?)", (name,)
            )
            if key
        ]
        text = db.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (name,)
        ).fetchone()
        words = tokens(text[0]) if text and text[0] else []
        words = [word for word in words if word != "asc"]  # the default
        body = " ".join(words[words.index("on") :]) if words else ""
        shown = "" if name.startswith("sqlite_autoindex") else name
        facts.append((shown, unique, origin, partial, keys, body))
    return sorted(facts, key=repr)


def read(db):
    """{table: {aspect: value}} of an open database."""
    schema = {}
    for table, sql in db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall():
        schema[table] = {
            "columns": db.execute(
                "SELECT * FROM pragma_table_xinfo(?)", (table,)
            ).fetchall(),
            "foreign keys": sorted(
                repr(row[1:])
                for row in db.execute(
                    'SELECT id, "table", seq, "from", "to", on_update,'
                    " on_delete, match FROM pragma_foreign_key_list(?)",
                    (table,),
                )
            ),
            "indexes": index_facts(db, table),
            "clauses": stored_facts(sql),
            "options": sorted(set(tokens(sql[sql.rindex(")") + 1 :])) - {","}),
        }
    return schema


def differences(expected, actual):
    """Lines that say how one schema is not the other."""
    lines = []
    for table in sorted(expected.keys() - actual.keys()):
        lines.append(f"table {table} is missing")
    for table in sorted(actual.keys() - expected.keys()):
        lines.append(f"table {table} should not be there")
    for table in sorted(expected.keys() & actual.keys()):
        for aspect, value in expected[table].items():
            other = actual[table][aspect]
            for row in value:
                if row not in other:
                    lines.append(f"{table}: {aspect}: missing {row}")
            for row in other:
                if row not in value:
                    lines.append(f"{table}: {aspect}: unwanted {row}")
            if sorted(map(repr, value)) == sorted(map(repr, other)):
                if value != other:
                    lines.append(f"{table}: {aspect}: another order")
            elif not lines:
                lines.append(f"{table}: {aspect}: {value} is not {other}")
    return lines


def facts(db):
    """Every fact of an open database as a line of text, without the tables and
    triggers of git-migrate itself."""
    lines = []
    for table, aspects in sorted(read(db).items()):
        if table.startswith("git_migrate_"):
            continue
        for aspect, value in aspects.items():
            lines += [f"{table}: {aspect}: {row}" for row in value]
    for kind, name, sql in db.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE type IN ('trigger', 'view')"
        " AND name NOT LIKE 'git_migrate_%' ORDER BY 1, 2"
    ):
        lines.append(f"{kind} {name}: {' '.join(tokens(sql))}")
    return lines


if __name__ == "__main__":
    print("\n".join(facts(sqlite3.connect(sys.argv[1]))))
