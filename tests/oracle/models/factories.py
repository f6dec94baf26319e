"""Columns and tables made by functions, partials, comprehensions and loops."""

import functools
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import declarative_base

try:
    from sqlalchemy.orm import declarative_mixin
except ImportError:
    declarative_mixin = None

Base = declarative_base()
PREFIX = "app_"
Required = partial(Column, nullable=False)
short = functools.partial(Required, String(10))


def key():
    return Column(Integer, primary_key=True)


def reference(table, nullable=True, **options):
    """A foreign key to a table of this application."""
    return Column(
        Integer, ForeignKey(f"{PREFIX}{table}.id", **options), nullable=nullable
    )


def association(name, left, right):
    return Table(
        PREFIX + name,
        Base.metadata,
        Column(left + "_id", ForeignKey("%s%s.id" % (PREFIX, left)), primary_key=True),
        Column(right + "_id", ForeignKey("{}{}.id".format(PREFIX, right)), primary_key=True),
    )


class User(Base):
    __tablename__ = PREFIX + "user"

    id = key()
    name = Required(String(20))
    code = short(unique=True)
    other = short(nullable=True)
    boss = reference("user", ondelete="SET NULL")


class Role(Base):
    __tablename__ = f"{PREFIX}role"

    id = key()
    user = reference("user", nullable=False)


user_role = association("user_role", "user", "role")

flags = Table(
    PREFIX + "flags",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    *[Column(f"flag_{number}", sa.Boolean, nullable=False) for number in range(3)],
    *(Column(name, String(length)) for name, length in (("a", 1), ("b", 2))),
)

for word in ["red", "green"]:
    Table(PREFIX + word, Base.metadata, Column("id", Integer, primary_key=True))

names = {"left": 5, "right": 7}
pairs = Table(
    "pairs",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    *[Column(name, String(size)) for name, size in names.items()],
)
