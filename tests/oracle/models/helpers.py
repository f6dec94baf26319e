"""Columns made by functions of the project, enums, mutable types, expressions."""

import enum, uuid
import sqlalchemy as sa
from datetime import datetime
from functools import partial
from sqlalchemy import orm
from sqlalchemy.ext.declarative import as_declarative, declared_attr
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlalchemy.sql import expression
from sqlalchemy.schema import FetchedValue

NotNull = partial(sa.Column, nullable=False)

def pk(**kw):
    return sa.Column(sa.Integer, primary_key=True, **kw)

def fk(target, nullable=True, **kw):
    opts = {"ondelete": "SET NULL" if nullable else "CASCADE"}
    opts.update(kw)
    return sa.Column(sa.Integer, sa.ForeignKey(target, **opts), nullable=nullable, index=True)

@as_declarative()
class Base:
    id = pk()

    @declared_attr
    def __tablename__(cls):
        name = cls.__name__
        out = ""
        for i, ch in enumerate(name):
            if ch.isupper() and i > 0:
                out += "_"
            out += ch.lower()
        return out + ("es" if name.endswith("s") else "s")

class Status(str, enum.Enum):
    ACTIVE = "active"
    GONE = "gone"

class SoftDelete:
    deleted_at = sa.Column(sa.DateTime, nullable=True)
    @hybrid_property
    def is_deleted(self):
        return self.deleted_at is not None

class Audit(SoftDelete):
    @declared_attr
    def created_by_id(cls):
        return fk("users.id")
    @declared_attr
    def created_by(cls):
        return orm.relationship("User", foreign_keys=[cls.created_by_id])

class User(SoftDelete, Base):
    email = NotNull(sa.String(120), unique=True)
    status = sa.Column(sa.Enum(Status), server_default=Status.ACTIVE.value, nullable=False)
    status2 = sa.Column(sa.Enum(Status, values_callable=lambda x: [e.value for e in x], name="s2"), default=Status.GONE)
    settings = sa.Column(MutableDict.as_mutable(sa.JSON), server_default="{}")
    tags = sa.Column(MutableList.as_mutable(sa.PickleType))
    active = sa.Column(sa.Boolean, server_default=expression.true(), nullable=False)

class BlogPost(Audit, Base):
    title = sa.Column(sa.Unicode(200))
    slug = sa.Column(sa.String, sa.CheckConstraint("length(slug) > 3", name="slug_len"))
    body = orm.deferred(sa.Column(sa.Text))
    body_len = orm.column_property(sa.func.length(body))
    rank = sa.Column(sa.Float, server_default=sa.text("0.5"))
    __table_args__ = (
        sa.UniqueConstraint(title, slug),
        sa.Index("ix_post_title", sa.func.lower(title)),
        sa.Index("ix_partial", slug.desc(), sqlite_where=(rank > 0.3) & (title.isnot(None))),
        sa.CheckConstraint(rank >= 0, name="rank_pos"),
        {"comment": "posts"},
    )

class Glass(Base):
    pass
