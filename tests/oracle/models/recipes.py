"""What projects take out of SQLAlchemy's recipes."""

import enum
import re

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Enum,
    Index,
    Integer,
    String,
    event,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapper, declarative_base, declared_attr
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator, UserDefinedType

camel = re.compile(r"(?<!^)(?=[A-Z])")


class utcnow(FunctionElement):
    type = DateTime()
    inherit_cache = True


@compiles(utcnow)
def write_now(element, compiler, **kw):
    return "CURRENT_TIMESTAMP"


@compiles(utcnow, "sqlite")
def write_now_for_sqlite(element, compiler, **kw):
    return "(datetime('now'))"


class Key(BigInteger):
    pass


@compiles(Key, "sqlite")
def write_big(type_, compiler, **kw):
    return "INTEGER"


@compiles(JSONB, "sqlite")
def write_jsonb(type_, compiler, **kw):
    return compiler.visit_JSON(type_, **kw)


@compiles(UUID, "sqlite")
def write_uuid(type_, compiler, **kw):
    return "CHAR(36)"


class Point(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "POINT"


class Labelled(str, enum.Enum):
    def __new__(cls, value, label):
        made = str.__new__(cls, value)
        made._value_ = value
        made.label = label
        return made


class State(Labelled):
    OPEN = "open", "is open"
    DONE = ("done", "is done")


class Kind(str, enum.Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    SMALL = enum.auto()
    LARGE = enum.auto()


class Symbol:
    def __init__(self, name, value):
        self.name = name
        self.value = value


class Collects(type):
    def __init__(cls, name, bases, values):
        cls.known = dict(cls.known)
        for key, value in values.items():
            if isinstance(value, tuple):
                cls.known[value[0]] = Symbol(key, value)
        type.__init__(cls, name, bases, values)


class Declared(metaclass=Collects):
    known = {}

    @classmethod
    def labels(cls):
        return list(cls.known.keys())


class Color(Declared):
    red = ("r", "red")
    green = ("g", "green")


class Base:
    @declared_attr
    def __tablename__(cls):
        return camel.sub("_", cls.__name__).lower()


Base = declarative_base(cls=Base)
seen = []


@event.listens_for(Mapper, "mapper_configured")
def remember(mapper, cls):
    if issubclass(cls, Base):
        seen.append(cls)


class PageOfBook(Base):
    id = Column(Key, primary_key=True)
    state = Column(
        Enum(State, values_callable=lambda of: [one.value for one in of], name="state")
    )
    kind = Column(Enum(Kind, values_callable=lambda of: [one.value for one in of]))
    color = Column(Enum(*Color.labels(), name="color"))
    made = Column(DateTime, server_default=utcnow())
    more = Column(JSONB)
    token = Column(UUID)
    at = Column(Point)
    mail = Column(String(20))
    flag = Column(Boolean, server_default=Kind.SMALL)
    __table_args__ = (
        Index("only_one_mail", func.lower(Column("mail")), unique=True),
        Index(
            re.sub("([A-Z])", lambda m: "_" + m.group(1).lower(), "ixMailKind"),
            "mail",
            "kind",
        ),
    )
