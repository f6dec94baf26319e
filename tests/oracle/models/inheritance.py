"""Joined, single-table and concrete inheritance."""

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base

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
