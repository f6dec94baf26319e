"""__table_args__ as a tuple, a dictionary, both, and as a declared attribute."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.ext.declarative import declarative_base, declared_attr

Base = declarative_base()


class Tuple(Base):
    __tablename__ = "tuples"
    __table_args__ = (
        UniqueConstraint("a", "b", name="uq_ab"),
        CheckConstraint("a > b", "a_over_b"),
        CheckConstraint(text("length(c) > 2")),
    )

    id = Column(Integer, primary_key=True)
    a = Column(Integer)
    b = Column(Integer)
    c = Column(String(10))


class Dictionary(Base):
    __tablename__ = "dictionaries"
    __table_args__ = {"sqlite_autoincrement": True, "mysql_engine": "InnoDB"}

    id = Column(Integer, primary_key=True)


class Both(Base):
    __tablename__ = "boths"
    __table_args__ = (
        PrimaryKeyConstraint("x", "y", name="pk_both"),
        Index("ix_both", "y", "x", unique=True),
        {"comment": "no such thing in SQLite", "extend_existing": True},
    )

    x = Column(Integer)
    y = Column(Integer)


class Declared(Base):
    __tablename__ = "declareds"

    id = Column(Integer, primary_key=True)
    z = Column(Integer)

    @declared_attr
    def __table_args__(cls):
        return (UniqueConstraint("z", name="uq_z"), {"sqlite_autoincrement": False})


class Rowless(Base):
    __tablename__ = "rowless"
    __table_args__ = {"sqlite_with_rowid": False}

    code = Column(String(8), primary_key=True)
