"""What a table is made of, as comparable facts: of an oracle's table and of
the JSON that `git migrate schema --json` prints.

A fact is a pair of a key that says what it is about, such as ("column",
"title", "type"), and a value.
"""

import re


def squeeze(text):
    """SQL without what does not count: white space, outer parentheses."""
    if text is None:
        return None
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s*([(),=<>!|])\s*", r"\1", text)
    while text.startswith("(") and text.endswith(")") and one_group(text):
        text = text[1:-1].strip()
    return text


def one_group(text):
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def unquoted(name):
    return name[1:-1] if name.startswith('"') and name.endswith('"') else name


def serial_columns(ddl):
    """The columns that CREATE TABLE has a sequence made for."""
    found = set()
    for line in ddl[0].splitlines() if ddl else []:
        match = re.match(r'\t("[^"]+"|\S+) (BIG|SMALL)?SERIAL\b', line)
        if match:
            found.add(unquoted(match.group(1)))
    return found


def action(text):
    return text.upper() if text else None


def facts_of_oracle(table, dialect):
    facts = {}
    ddl = table["ddl"].get(dialect) or []
    serial = serial_columns(ddl) if dialect == "postgresql" else set()
    facts["columns"] = tuple(column["name"] for column in table["columns"])
    for column in table["columns"]:
        about = ("column", column["name"])
        facts[about + ("type",)] = squeeze(column["type_" + dialect])
        facts[about + ("nullable",)] = column["nullable"]
        facts[about + ("default",)] = squeeze(column["server_default_" + dialect])
        facts[about + ("comment",)] = (
            column["comment"] if dialect == "postgresql" else None
        )
        facts[about + ("serial",)] = column["name"] in serial
    key = table["pk"]
    if key["columns"]:
        facts[("primary key",) + tuple(key["columns"])] = key["name"]
    for unique in table["uniques"]:
        facts[("unique",) + tuple(sorted(unique["columns"]))] = unique["name"]
    for foreign in table["fks"]:
        about = ("foreign key",) + tuple(foreign["columns"])
        facts[about + (foreign["ref_table"],) + tuple(foreign["ref_columns"])] = (
            foreign["name"],
            action(foreign["ondelete"]),
            action(foreign["onupdate"]),
            bool(foreign["deferrable"]),
            foreign["initially"],
        )
    for check in table["checks"]:
        if not check["type_bound"]:
            facts[("check", squeeze(check["sqltext"]))] = check["name"]
    for index in table["indexes"]:
        options = index["postgresql"] if dialect == "postgresql" else {}
        facts[("index", index["name"])] = (
            index["unique"],
            tuple(squeeze(column) for column in index["columns"]),
            options.get("using"),
            squeeze(options.get("where")),
            tuple(sorted((options.get("ops") or {}).items())),
        )
    facts["schema"] = table["schema"]
    return facts


def key_text(key):
    text = key["column"] or key["expression"]
    if key["descending"]:
        text += " DESC"
    if key["nulls"]:
        text += " NULLS " + key["nulls"]
    return squeeze(text)


def facts_of_program(table, dialect):
    facts = {}
    facts["columns"] = tuple(column["name"] for column in table["columns"])
    for column in table["columns"]:
        about = ("column", column["name"])
        facts[about + ("type",)] = squeeze(column["type"])
        facts[about + ("nullable",)] = column["nullable"]
        facts[about + ("default",)] = squeeze(column["default"])
        facts[about + ("comment",)] = (
            column["comment"] if dialect == "postgresql" else None
        )
        facts[about + ("serial",)] = (
            column["autoincrement"] if dialect == "postgresql" else False
        )
    for constraint in table["constraints"]:
        kind = constraint["kind"]
        columns = tuple(constraint["columns"])
        if kind == "unique":
            columns = tuple(sorted(columns))
        if kind in ("primary key", "unique"):
            facts[(kind,) + columns] = constraint["name"]
        elif kind == "foreign key":
            target = constraint["references"]
            name = target["table"]
            if target["schema"]:
                name = target["schema"] + "." + name
            facts[(kind,) + columns + (name,) + tuple(target["columns"])] = (
                constraint["name"],
                action(target["on_delete"]),
                action(target["on_update"]),
                constraint["deferrable"],
                "DEFERRED" if constraint["deferred"] else None,
            )
        elif kind == "check" and not constraint["bound_to_type"]:
            facts[(kind, squeeze(constraint["check"]))] = constraint["name"]
    for index in table["indexes"]:
        keys = index["keys"]
        facts[("index", index["name"])] = (
            index["unique"],
            tuple(key_text(key) for key in keys),
            index["method"] if dialect == "postgresql" else None,
            squeeze(index["where"]) if dialect == "postgresql" else None,
            tuple(
                sorted(
                    (key["column"], key["operator_class"])
                    for key in keys
                    if key["operator_class"]
                )
            ),
        )
    facts["schema"] = table["schema"]
    return facts


def differences(expected, actual):
    """Lines that say how the one differs from the other."""
    lines = []
    for about in sorted(set(expected) | set(actual), key=str):
        what = about if isinstance(about, str) else " ".join(map(str, about))
        if about not in actual:
            lines.append(f"missing: {what} = {expected[about]!r}")
        elif about not in expected:
            lines.append(f"too much: {what} = {actual[about]!r}")
        elif expected[about] != actual[about]:
            lines.append(f"{what}: {actual[about]!r}, is {expected[about]!r}")
    return lines
