"""The difference between two commits: what it truly is, and what the program
says it is, both as countable entries such as ("+", "column", "users", "name").
"""

import collections

import facts

ASPECTS = {"NOT": "nullable", "NULL": "nullable", "type": "type", "default": "default"}
KINDS = (
    ("unique index", "index"),
    ("index", "index"),
    ("primary key", "primary key"),
    ("unique constraint", "unique"),
    ("foreign key", "foreign key"),
    ("check constraint", "check"),
)


def entry_of_summary(line):
    """None for what the truth does not tell, such as types by name."""
    sign, rest = line[0], line[2:]
    if rest.startswith("table "):
        return None if sign == "~" else (sign, "table", rest.split()[1])
    if rest.startswith("column "):
        words = rest.split()
        table, name = words[1].rsplit(".", 1)
        if sign != "~":
            return sign, "column", table, name
        if words[2] in ASPECTS:
            return "~", ASPECTS[words[2]], table, name
        if " ".join(words[2:4]) == "server default":
            return "~", "default", table, name
        return "~", " ".join(words[2:]), table, name
    for word, kind in KINDS:
        if rest.startswith(word + " ") or rest == word:
            before = rest.split("(")[0].split()
            return sign, kind, before[-1]
    return None


def program_entries(changes):
    entries = map(entry_of_summary, (change["summary"] for change in changes))
    return collections.Counter(entry for entry in entries if entry)


def facts_differ(about, old, new):
    if about[0] in ("primary key", "unique", "check"):
        return bool(old and new and old != new)
    if about[0] == "foreign key":
        named = bool(old[0] and new[0] and old[0] != new[0])
        return named or old[1:] != new[1:]
    return old != new


def true_entries(before, after, dialect):
    entries = collections.Counter()

    def name_of(table):
        schema = table["schema"]
        return f"{schema}.{table['name']}" if schema else table["name"]

    old_tables = {name_of(table): table for table in before.values()}
    new_tables = {name_of(table): table for table in after.values()}
    for name in old_tables.keys() - new_tables.keys():
        entries["-", "table", name] += 1
    for name in new_tables.keys() - old_tables.keys():
        entries["+", "table", name] += 1
    for name in old_tables.keys() & new_tables.keys():
        old = facts.facts_of_oracle(old_tables[name], dialect)
        new = facts.facts_of_oracle(new_tables[name], dialect)
        gone = set(old["columns"]) - set(new["columns"])
        come = set(new["columns"]) - set(old["columns"])
        entries.update(("-", "column", name, column) for column in gone)
        entries.update(("+", "column", name, column) for column in come)
        for about in set(old) | set(new):
            if isinstance(about, str):
                continue
            if about[0] == "column":
                column, aspect = about[1:]
                kept = column not in gone and column not in come
                if kept and old[about] != new[about]:
                    entries["~", aspect, name, column] += 1
                continue
            changed = (
                about in old
                and about in new
                and facts_differ(about, old[about], new[about])
            )
            if about not in new or changed:
                entries["-", about[0], name] += 1
            if about not in old or changed:
                entries["+", about[0], name] += 1
    return entries


def lines(counter, sign):
    for entry, count in sorted(counter.items()):
        yield f"{sign} {' '.join(entry)}" + (f" × {count}" if count > 1 else "")
