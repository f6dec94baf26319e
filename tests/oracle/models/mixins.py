"""Mixins, abstract bases, declared attributes."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, func
from sqlalchemy.ext.declarative import as_declarative, declared_attr
from sqlalchemy.orm import declarative_mixin, relationship


@as_declarative()
class Base:
    id = Column(Integer, primary_key=True)

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()


@declarative_mixin
class Timestamps:
    created_at = Column(DateTime, server_default=func.now(), nullable=False)
    updated_at = Column(DateTime, onupdate=func.now())


class Named(object):
    name = Column(String(100), nullable=False, index=True)


class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("owner.id", ondelete="CASCADE"))

    @declared_attr
    def owner(cls):
        return relationship("Owner")


class Model(Timestamps, Base):
    __abstract__ = True

    version = Column(Integer, nullable=False, server_default="1")


class Owner(Named, Base):
    pass


class Book(Owned, Named, Model):
    pages = Column(Integer)


class Magazine(Model, Named):
    name = Column(String(20))
    issue = Column(Integer)
