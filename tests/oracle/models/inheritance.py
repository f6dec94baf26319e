"""Joined, single-table and concrete inheritance."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.orm import composite, declarative_base

Base = declarative_base()


class Employee(Base):
    __tablename__ = "employees"

    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    kind = Column(String(20), nullable=False)
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "employee"}


class Engineer(Employee):
    __tablename__ = "engineers"

    id = Column(Integer, ForeignKey("employees.id"), primary_key=True)
    language = Column(String(30))
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Manager(Employee):
    budget = Column(Integer)
    level = Column(Integer, index=True)
    __mapper_args__ = {"polymorphic_identity": "manager"}


class Director(Manager):
    car = Column(String(10))
    __mapper_args__ = {"polymorphic_identity": "director"}


class Contractor(Employee):
    __tablename__ = "contractors"
    __mapper_args__ = {"concrete": True}

    id = Column(Integer, primary_key=True)
    name = Column(String(80))
    kind = Column(String(1))


class Intern(Employee):
    __mapper_args__ = {"polymorphic_identity": "intern"}

    # The first to come makes the column, the others share it.
    @declared_attr
    def ends(cls):
        return Employee.__table__.c.get("ends", Column(Date))


class Temporary(Employee):
    __mapper_args__ = {"polymorphic_identity": "temporary"}

    @declared_attr
    def ends(cls):
        return cls.__table__.columns.get("ends", Column(Date))


class Span:
    def __init__(self, low, high):
        self.low, self.high = low, high


class Measure(Base):
    __tablename__ = "measures"

    id = Column(Integer, primary_key=True)
    low = Column(Integer, nullable=False)
    high = Column(Integer)
    span = composite(Span, low, high)
    other = composite(Span, Column("other_low", Integer), Column("other_high", Integer))
    again = composite(Span, "low", "high")


counted = Column("counted", Integer, nullable=False)


class Plain:
    noted = Column("noted", String(9), server_default="-")


class Copies(Base):
    __tablename__ = "copies"

    id = Column(Integer, primary_key=True)
    counted = counted.copy()
    noted = Plain.noted.copy()
