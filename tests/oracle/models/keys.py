"""Primary keys: composite, without autoincrement, AUTOINCREMENT, strings."""

from sqlalchemy import BigInteger, Column, Computed, ForeignKey, Identity, Integer
from sqlalchemy import Sequence, SmallInteger, String, Table
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Composite(Base):
    __tablename__ = "composites"
    a = Column(Integer, primary_key=True)
    b = Column(String(5), primary_key=True)
    c = Column(Integer, primary_key=True, autoincrement=False)


class Text(Base):
    __tablename__ = "texts"
    code = Column(String(5), primary_key=True)


class Big(Base):
    __tablename__ = "bigs"
    id = Column(BigInteger, primary_key=True)


class Manual(Base):
    __tablename__ = "manuals"
    id = Column(Integer, primary_key=True, autoincrement=False)


class Sequenced(Base):
    __tablename__ = "sequenced"
    id = Column(Integer, Sequence("seq"), primary_key=True)
    total = Column(Integer)
    double = Column(Integer, Computed("total * 2"))
    triple = Column(Integer, Computed("total * 3", persisted=True))
    quadruple = Column(Integer, Computed("total * 4", persisted=False))


class Nullable(Base):
    __tablename__ = "nullables"
    id = Column(Integer, primary_key=True, nullable=False)
    shared = Column(ForeignKey("composites.a"), nullable=True, comment="a comment")


no_key = Table("no_key", Base.metadata, Column("n", Integer), Column("m", Integer))
