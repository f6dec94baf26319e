"""Registries, naming by conventions, inherited tables, classes made by calls."""

from sqlalchemy import *
from sqlalchemy.orm import registry, declarative_base, relationship, backref, synonym
from sqlalchemy.orm import declared_attr, declarative_mixin, has_inherited_table
mapper_registry = registry(metadata=MetaData(naming_convention={
  "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0N_name)s",
  "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_key)s_%(referred_table_name)s_%(referred_column_0_name)s", "pk": "pk_%(table_name)s"}))
Base = mapper_registry.generate_base()

class Tablename:
    @declared_attr
    def __tablename__(cls):
        if has_inherited_table(cls):
            return None
        return cls.__name__.lower()

class Animal(Tablename, Base):
    id = Column(Integer, primary_key=True)
    type = Column(String(20), nullable=False, index=True)
    name = Column("animal_name", String(30), key="nm")
    __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "animal"}
    __table_args__ = (Index(None, "nm", "type"), UniqueConstraint("nm", "type"), CheckConstraint("id > 0", name="pos"))

class Dog(Animal):
    bark = Column(Integer, CheckConstraint("bark < 5", name="soft"))
    __mapper_args__ = {"polymorphic_identity": "dog"}

class Cat(Animal):
    owner_id = Column(Integer, ForeignKey("animal.id", use_alter=False))
    __mapper_args__ = {"polymorphic_identity": "cat"}

@mapper_registry.mapped
class Plain:
    __tablename__ = "plain"
    __table_args__ = {"sqlite_autoincrement": True}
    id = Column(Integer, primary_key=True)
    a = Column(Integer, ForeignKey(Animal.__table__.c.id))
    b = Column(ForeignKey(Animal.id, ondelete="cascade"))
    alias = synonym("a")

class Tree(Base):
    __tablename__ = "tree"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey(id))
    children = relationship("Tree", backref=backref("parent", remote_side=[id]))

COLS = [("x%d" % i, t) for i, t in enumerate((Integer, String(5), Date()))]
class Dyn(Base):
    __tablename__ = "dyn"
    id = Column(BigInteger, primary_key=True, autoincrement=True)

for _n, _t in COLS:
    setattr(Dyn, "y" + _n, Column(_t, nullable=False, server_default=text("1")))

class Meta(type): pass
Made = type("Made", (Base,), {"__tablename__": "made", "id": Column(Integer, primary_key=True), **{f"c{i}": Column(Numeric(10, i)) for i in range(3)}})
Index("ix_made", Made.c0, Made.c1.desc(), unique=True)
