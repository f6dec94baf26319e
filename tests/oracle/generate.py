"""Writes random model files. The same seed gives the same text.

    tests/oracle/generate.py SEED

What is drawn: the way things are imported and named, the kind of base class,
mixins, columns with types and options, keys, constraints, indexes, server
defaults, association tables. Everything it writes is valid SQLAlchemy 1.4.
"""

import random
import sys

WORDS = (
    "user account todo order line item price stock author book page tag note"
    " group event place visit state kind label total parent owner value amount"
    " token score level title body index check select mixedCase Key"
).split()

TYPES = (
    "Integer", "Integer()", "SmallInteger", "BigInteger", "Boolean", "Boolean()",
    "String({n})", "String(length={n})", "String", "Text", "Text()", "UnicodeText",
    "Unicode({n})", "Numeric", "Numeric({p}, {s})", "Numeric(precision={p}, scale={s})",
    "Float", "Float()", "Float({p})", "Date", "DateTime", "DateTime(timezone=True)",
    "Time", "Time()", "Interval", "LargeBinary", "LargeBinary({n})", "JSON", "CHAR({n})",
    "VARCHAR({n})", "DECIMAL({p}, {s})", "TIMESTAMP", "REAL", "BLOB",
    "Enum('a', 'bb', 'it''s')", "Enum('x', 'yyy', name='{w}_enum')",
    "Enum('x', 'y', name='{w}_check', create_constraint=True)",
    "Enum('long', 'longer', native_enum=False, length={m})",
    "Enum(Colour)", "Enum(Colour, values_callable=lambda e: [m.value for m in e])",
    "Boolean(create_constraint=True, name='{w}_is_boolean')",
)
DEFAULTS = (
    "'word'", "'it''s'", "''", "'0'", "text('0')", "text('-1')", "text('(1 + 1)')",
    "func.now()", "func.current_timestamp()", "text('CURRENT_TIMESTAMP')", "true()",
    "false()", "text(\"'a b'\")", "'100%'", "WORD", "str(NUMBER)", "null()",
)
ACTIONS = ("CASCADE", "SET NULL", "RESTRICT", "NO ACTION", "SET DEFAULT")
CONVENTION = """{
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}"""


class Column:
    def __init__(self, attribute, name, key, type_text):
        self.attribute = attribute
        self.name = name
        self.key = key
        self.type = type_text


class Table:
    def __init__(self, name, class_name):
        self.name = name
        self.class_name = class_name
        self.columns = []

    def key(self):
        return [column for column in self.columns if column.key]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.tables = []
        self.counter = 0
        self.style = self.random.choice(("names", "sa", "db"))
        self.convention = self.chance(0.3)
        self.mixins = self.chance(0.4)

    def chance(self, probability):
        return self.random.random() < probability

    def word(self):
        self.counter += 1
        return f"{self.random.choice(WORDS)}_{self.counter}"

    def call(self, name):
        """A name of SQLAlchemy's as this file spells it."""
        return name if self.style == "names" else f"{self.style}.{name}"

    def spell(self, text):
        """An expression over SQLAlchemy's names as this file spells it."""
        if self.style == "names":
            return text
        for name in ("func.", "text(", "true(", "false(", "null("):
            text = text.replace(name, f"{self.style}.{name}")
        return text

    def type(self):
        text = self.random.choice(TYPES).format(
            n=self.random.randint(1, 200),
            m=self.random.randint(6, 60),
            p=self.random.randint(5, 18),
            s=self.random.randint(0, 4),
            w=self.word().lower(),
        )
        text = text.replace("it''s", "it\\'s")
        return text if self.style == "names" else f"{self.style}.{text}"

    def default(self):
        text = self.random.choice(DEFAULTS).replace("it''s", "it\\'s")
        return self.spell(text)

    def options(self, plain=False):
        chosen = []
        if self.chance(0.4):
            chosen.append(f"nullable={self.chance(0.4)}")
        if self.chance(0.3):
            chosen.append(f"server_default={self.default()}")
        if self.chance(0.15) and not plain:
            chosen.append("unique=True")
        if self.chance(0.2) and not plain:
            chosen.append("index=True")
        if self.chance(0.2):
            chosen.append(self.random.choice(("default=0", "default=None", "default=dict")))
        if self.chance(0.1):
            chosen.append("comment='a remark'")
        if self.chance(0.1):
            chosen.append("onupdate=str")
        self.random.shuffle(chosen)
        return chosen

    def head(self):
        if self.style == "names":
            self.lines.append("from sqlalchemy import *")
        else:
            self.lines.append(f"import sqlalchemy as {self.style}")
        self.lines += [
            "import enum",
            "from sqlalchemy import orm",
            "from sqlalchemy.ext.declarative import declarative_base",
            "",
            'WORD = "a constant"',
            "NUMBER = 3 * 4",
            "",
            "",
            "class Colour(enum.Enum):",
            '    RED = "r"',
            '    LIGHT_GREEN = "light-green"',
            "",
            "",
        ]
        self.base()
        if self.mixins:
            self.lines += [
                "",
                "",
                "class Stamped:",
                f"    created = {self.call('Column')}({self.call('DateTime')},"
                f" server_default={self.spell('func.now()')}, nullable=False)",
                f"    changed = {self.call('Column')}({self.call('DateTime')})",
            ]

    def base(self):
        metadata = self.call("MetaData")
        if self.convention and self.chance(0.5):
            self.lines += [
                f"NAMES = {CONVENTION}",
                f"metadata = {metadata}(naming_convention=NAMES)",
                "Base = declarative_base(metadata=metadata)",
            ]
        elif self.convention:
            self.lines.append(
                f"Base = declarative_base(metadata={metadata}("
                f"naming_convention={CONVENTION}))"
            )
        elif self.chance(0.5):
            self.lines.append("Base = declarative_base()")
        else:
            self.lines += ["Base = orm.declarative_base()", "metadata = Base.metadata"]

    def foreign_key(self, table, inside):
        other = self.random.choice(self.tables + [table])
        keys = other.key()
        if len(keys) != 1:
            return None
        if other is not table and self.chance(0.3):
            target = f"{other.class_name}.{keys[0].attribute}"
        else:
            target = f"'{other.name}.{keys[0].name}'"
        arguments = [target]
        if self.chance(0.4):
            arguments.append(f"ondelete='{self.random.choice(ACTIONS)}'")
        if self.chance(0.15):
            arguments.append(f"onupdate='{self.random.choice(ACTIONS)}'")
        if self.chance(0.15):
            arguments.append(f"name='fk_{self.word().lower()}'")
        if self.chance(0.1):
            arguments.append("deferrable=True")
            if self.chance(0.5):
                arguments.append("initially='DEFERRED'")
        return f"{self.call('ForeignKey')}({', '.join(arguments)})"

    def column(self, table, key=False):
        attribute = self.word()
        name = attribute
        arguments = []
        if self.chance(0.15):
            name = self.random.choice((attribute + " x", attribute.upper(), attribute + "_n"))
            arguments.append(repr(name))
        if key:
            kind = self.random.choice(("Integer", "Integer", "Integer", "BigInteger", "String(20)"))
            type_text = self.call(kind)
        else:
            type_text = self.type()
        column = Column(attribute, name, key, type_text)
        reference = None
        if not key and self.chance(0.25):
            reference = self.foreign_key(table, True)
        if reference:
            arguments += self.random.choice(
                ([self.call("Integer"), reference], [reference], ["None", reference])
                if arguments
                else ([self.call("Integer"), reference], [reference])
            )
        else:
            arguments.append(type_text)
        if key:
            arguments.append("primary_key=True")
            if self.chance(0.2):
                arguments.append("index=True")
            if self.chance(0.1):
                arguments.append("autoincrement=False")
        else:
            arguments += self.options(plain=type_text.count("JSON") > 0)
        table.columns.append(column)
        return f"{attribute} = {self.call('Column')}({', '.join(arguments)})"

    def some(self, table, most):
        count = min(len(table.columns), self.random.randint(1, most))
        return self.random.sample(table.columns, count)

    def constraint(self, table):
        kind = self.random.choice(("unique", "check", "index", "check"))
        if kind == "unique":
            columns = ", ".join(repr(c.name) for c in self.some(table, 3))
            name = f", name='uq_{self.word().lower()}'" if self.chance(0.6) else ""
            return f"{self.call('UniqueConstraint')}({columns}{name})"
        if kind == "check":
            column = table.columns[0].name.replace('"', '""')
            text = self.random.choice(
                ('"{c}" IS NOT NULL', 'length("{c}") < 100', '"{c}" <> \\\'x,(y\\\'')
            ).format(c=column)
            name = f", name='ck_{self.word().lower()}'"
            if not self.convention and self.chance(0.3):
                name = ""
            return f"{self.call('CheckConstraint')}('{text}'{name})"
        columns = ", ".join(repr(c.name) for c in self.some(table, 3))
        options = ", unique=True" if self.chance(0.3) else ""
        if self.chance(0.2):
            where = f'"{table.columns[0].name}" > 0'
            options += f", sqlite_where={self.spell('text(')}{where!r})"
        return f"{self.call('Index')}('ix_{self.word()}', {columns}{options})"

    def table(self):
        word = self.word()
        table = Table(word + "s", word.title().replace("_", ""))
        bases = ["Base"]
        mixed = self.mixins and self.chance(0.5)
        if mixed:
            bases.insert(self.random.randint(0, 1), "Stamped")
        self.lines += ["", "", f"class {table.class_name}({', '.join(bases)}):"]
        if self.chance(0.3):
            self.lines.append('    """A table."""')
        self.lines.append(f'    __tablename__ = "{table.name}"')
        body = [self.column(table, key=True)]
        if self.chance(0.1):
            body.append(self.column(table, key=True))
        for _ in range(self.random.randint(1, 8)):
            body.append(self.column(table))
        constraints = [
            self.constraint(table) for _ in range(self.random.choice((0, 0, 0, 1, 2, 3)))
        ]
        options = self.random.choice(("", "", "", "{'sqlite_autoincrement': True}"))
        if len(table.key()) != 1 or self.call("Integer") != table.key()[0].type:
            options = ""
        arguments = self.arguments(constraints, options)
        if arguments and self.chance(0.5):
            self.lines.append(f"    __table_args__ = {arguments}")
            arguments = ""
        self.lines += ["    " + line for line in body]
        if arguments:
            self.lines.append(f"    __table_args__ = {arguments}")
        if self.chance(0.2):
            self.lines += ["", "    def __repr__(self):", "        return '<row>'"]
        self.tables.append(table)
        if self.chance(0.15):
            chosen = ", ".join(
                f"{table.class_name}.{c.attribute}" for c in self.some(table, 2)
            )
            self.lines += [
                "",
                "",
                f"{self.call('Index')}('ix_{self.word()}', {chosen})",
            ]

    def arguments(self, constraints, options):
        if not constraints:
            return options
        items = constraints + ([options] if options else [])
        return "(" + ", ".join(items) + ",)"

    def association(self):
        candidates = [table for table in self.tables if len(table.key()) == 1]
        if len(candidates) < 2:
            return
        left, right = self.random.sample(candidates, 2)
        word = self.word()
        column, key = self.call("Column"), self.call("ForeignKey")
        primary = ", primary_key=True" if self.chance(0.6) else ""
        self.lines += [
            "",
            f"{word} = {self.call('Table')}(",
            f"    '{word}',",
            "    Base.metadata,",
            f"    {column}('left_id', {key}('{left.name}.{left.key()[0].name}'){primary}),",
            f"    {column}('right_id', {key}({right.class_name}."
            f"{right.key()[0].attribute}, ondelete='CASCADE'){primary}),",
            ")",
        ]

    def write(self):
        self.head()
        for _ in range(self.random.randint(1, 7)):
            self.table()
        for _ in range(self.random.randint(0, 2)):
            self.association()
        return "\n".join(self.lines) + "\n"


def program(seed):
    return Writer(seed).write()


if __name__ == "__main__":
    sys.stdout.write(program(int(sys.argv[1])))
