"""Tables without classes, and classes mapped onto them."""

import sqlalchemy as db
from sqlalchemy import MetaData
from sqlalchemy.orm import mapper, registry, relationship

metadata = MetaData()
mapper_registry = registry()

users = db.Table(
    "users",
    metadata,
    db.Column("id", db.Integer, primary_key=True),
    db.Column("name", db.String(30), nullable=False),
    db.CheckConstraint("length(name) > 1", name="ck_name"),
    sqlite_autoincrement=True,
)

addresses = db.Table(
    "addresses",
    metadata,
    db.Column("id", db.Integer, primary_key=True),
    db.Column("user_id", None, db.ForeignKey(users.c.id, ondelete="CASCADE")),
    db.Column("street", db.String(30)),
    db.Index("ix_street", "street"),
)

db.Index("ix_user", addresses.c.user_id, addresses.c["street"])

events = db.Table("events", mapper_registry.metadata)
events.append_column(db.Column("id", db.Integer, primary_key=True))


class User:
    pass


mapper_registry.map_imperatively(User, users)
