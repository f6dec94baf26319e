"""Enumerations: strings, Python classes, names, constraints."""

import enum
from enum import Enum as PyEnum

from sqlalchemy import Boolean, Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Colour(enum.Enum):
    RED = "r"
    GREEN = "g"
    VERY_LIGHT_BLUE = "vlb"


class Size(str, PyEnum):
    small = "S"
    large = "L"


class Level(enum.IntEnum):
    LOW = enum.auto()
    HIGH = enum.auto()


class Spelt(enum.Enum):
    def _generate_next_value_(name, start, count, last_values):
        return "%s %d" % (name.lower(), count)

    ONE = enum.auto()
    TWO = enum.auto()


class Bits(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
    RUN = enum.auto()


class Code(enum.Enum):
    FIRST = 10
    SECOND = enum.auto()


def values_of(members):
    return [str(member.value) for member in members]


STATES = ("open", "closed", "won't do")


class Thing(Base):
    __tablename__ = "things"

    id = Column(Integer, primary_key=True)
    state = Column(Enum("open", "closed"), nullable=False)
    other = Column(Enum(*STATES, name="state"))
    colour = Column(Enum(Colour), default=Colour.RED)
    size = Column(Enum(Size, name="size", native_enum=False))
    long = Column(Enum(Size, native_enum=False, length=40))
    level = Column(Enum(Level, create_constraint=True, name="level_is_known"))
    checked = Column(
        Enum("a", "b'c", name="letters", create_constraint=True, native_enum=False)
    )
    values = Column(
        Enum(Colour, values_callable=lambda e: [member.value for member in e])
    )
    flag = Column(Boolean(create_constraint=True))
    named_flag = Column(Boolean(name="flag_is_boolean", create_constraint=True))
    # SQLAlchemy 1.4 has no use for this length.
    native_long = Column(Enum(Size, length=40))
    bits = Column(Enum(Bits, values_callable=values_of, create_constraint=True))
    code = Column(Enum(Code, values_callable=values_of, create_constraint=True))
    spelt = Column(
        Enum(Spelt, values_callable=values_of, native_enum=False, create_constraint=True)
    )
