"""Tables that a second class, or a second Table(), says more about."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import declarative_base

Base = declarative_base()
metadata = MetaData()


class Late:
    late = Column(Integer)


class Early:
    early = Column(Integer)


class Person(Base):
    __tablename__ = "people"
    __table_args__ = {"extend_existing": True}

    id = Column(Integer, primary_key=True)
    name = Column(String(10))
    notes = Column(String)


class PersonOfBilling(Base):
    __tablename__ = "people"
    __table_args__ = {"extend_existing": True}

    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False)
    account = Column(Integer, unique=True)


class Order(Early, Base):
    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("early"), {"extend_existing": True})

    id = Column(Integer, primary_key=True)
    total = Column(Integer)


class OrderOfShipping(Late, Base):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_late", "late"), {"extend_existing": True})

    id = Column(Integer, primary_key=True)
    person_id = Column(Integer, ForeignKey("people.id"))


first = Table(
    "things", metadata, Column("id", Integer, primary_key=True), Column("a", Integer)
)
second = Table(
    "things",
    metadata,
    Column("a", String(5)),
    Column("b", Integer, index=True),
    extend_existing=True,
)
