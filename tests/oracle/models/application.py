"""What a grown application writes: bases, mixins, helpers, listeners."""

from __future__ import annotations
import datetime as dt
from decimal import Decimal
from typing import Optional, List, Any
from dataclasses import dataclass, field
from sqlalchemy import *
from sqlalchemy import orm
from sqlalchemy.orm import declarative_base, relationship, validates, column_property, backref, object_session
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.event import listens_for
import logging
logger = logging.getLogger(__name__)
convention = dict(ix='ix_%(column_0_label)s', uq="uq_%(table_name)s_%(column_0_name)s", ck="ck_%(table_name)s_%(constraint_name)s", fk="fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", pk="pk_%(table_name)s")
metadata = MetaData()
metadata.naming_convention = convention
Base = declarative_base(metadata=metadata)
class CRUD:
    __abstract__ = True
    log = logging.getLogger("x")
    query_class = None
    @classmethod
    def create(cls, **kw): return cls(**kw)
class Model(CRUD, Base):
    __abstract__ = True
    __table_args__ = {"sqlite_autoincrement": False}
    def __repr__(self): return f"<{self.__class__.__name__}>"
class SurrogatePK:
    id: int = Column(Integer, primary_key=True, autoincrement=True)
def reference_col(tablename, nullable=False, pk_name="id", fk_kw=None, **kw):
    fk_kw = fk_kw or {}
    return Column(ForeignKey(f"{tablename}.{pk_name}", **fk_kw), nullable=nullable, **kw)
ROLES = {"admin": 1, "user": 2}
MAXLEN = max(len(r) for r in ROLES)
class Role(SurrogatePK, Model):
    __tablename__ = "roles"
    name: str = Column(String(MAXLEN), unique=True, nullable=False)
    kind = Column(Enum(*ROLES.keys(), name="kinds"), nullable=False, server_default=list(ROLES)[0])
    user_id = reference_col("users", nullable=True, fk_kw={"ondelete": "CASCADE", "name": "fk_special"}, index=True)
    user = relationship("User", backref=backref("roles", cascade="all"))
    @validates("name")
    def check(self, key, value): return value
class User(SurrogatePK, Model):
    __tablename__ = "users"
    username = Column(String(80), unique=True, nullable=False, comment="login")
    data: Optional[Any] = Column(JSON, nullable=True)
    born: dt.date = Column(Date, default=dt.date.today)
    balance = Column(Numeric(asdecimal=True, precision=12, scale=4), default=Decimal("0"))
    flags = Column(Integer, default=0, server_default=text("0"), nullable=False)
    names = association_proxy("roles", "name")
    full = column_property(username + "x")
    best_friend_id = Column(Integer, ForeignKey("users.id", deferrable=True, initially="DEFERRED"))
    __table_args__ = (CheckConstraint("flags >= 0", name="flags_pos"), Index(None, "born", "flags"), Index("ix_users_lower", text("lower(username)"), unique=True)) + ((Index("extra", "balance"),) if len(ROLES) > 1 else ())
    @hybrid_method
    def older(self, n): return n
@listens_for(User, "before_insert")
def x(m, c, t): pass
users_roles = Table("users_roles", Base.metadata, Column("user_id", Integer, ForeignKey(User.id), primary_key=True), Column("role_id", ForeignKey(Role.__table__.c.id, ondelete="RESTRICT"), primary_key=True), Column("pos", SmallInteger, nullable=False, index=True), UniqueConstraint("role_id", "pos"))
for t in Base.metadata.tables.values():
    pass
class Versioned(Model):
    __table__ = Table("versioned", Base.metadata, Column("id", Integer, primary_key=True), Column("v", Integer, nullable=False), Column("uid", None, ForeignKey("users.id")), schema=None)
    __mapper_args__ = {"version_id_col": __table__.c.v}
class Employee(Model):
    __tablename__ = "employee"
    id = Column(Integer, ForeignKey(User.id), primary_key=True)
    type = Column(String(5))
    __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "e"}
class Engineer(Employee):
    __tablename__ = "engineer"
    eid = Column("id", ForeignKey("employee.id"), primary_key=True)
    langs = Column(Text)
    __mapper_args__ = {"polymorphic_identity": "g"}
class Intern(Employee):
    __table_args__ = None
    start = Column(DateTime(True), server_default=func.current_timestamp())
    __mapper_args__ = {"polymorphic_identity": "i"}
