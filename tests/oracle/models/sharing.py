"""Who brings the columns of a table that classes share, and in which order."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table
from sqlalchemy import desc
from sqlalchemy.ext.declarative import DeclarativeMeta, as_declarative, declared_attr
from sqlalchemy.orm import registry

mapper_registry = registry(metadata=MetaData(naming_convention={"pk": "pk_%(table_name)s"}))


class Named(metaclass=DeclarativeMeta):
    """A base that says how tables are named."""

    __abstract__ = True
    registry = mapper_registry
    metadata = mapper_registry.metadata

    @declared_attr
    def __tablename__(cls):
        return "the_" + cls.__name__.lower()


class Shelf(Named):
    id = Column(Integer, primary_key=True)
    width = Column(Integer)
    height = Column(Integer)
    __table_args__ = (Index("ix_widest", desc("width"), "height"),)


@as_declarative()
class Base:
    id = Column(Integer, primary_key=True)


class Tracked:
    @declared_attr
    def creator_id(cls):
        return Column(ForeignKey("people.id"))


class Person(Tracked, Base):
    __tablename__ = "people"

    kind = Column(String(9))
    __mapper_args__ = {"polymorphic_on": kind}


class Guest(Person):
    until = Column(Date)


class Librarian(Person):
    desk = Column(Integer)


class Mirror(Base):
    __table__ = Table(
        "mirrors",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("person_id", ForeignKey("people.id")),
    )


Person.late = Column(String(5))
Person.__table__.append_column(Column("appended", Integer))
