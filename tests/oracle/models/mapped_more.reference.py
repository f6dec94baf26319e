"""mapped_more.py in the words of SQLAlchemy 1.4."""

import enum

from sqlalchemy import CHAR, Column, Date, DateTime, Enum, ForeignKey, Index, Integer
from sqlalchemy import Numeric, String, Text, UniqueConstraint, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Status(enum.Enum):
    ACTIVE = "active"
    GONE = "gone"


class Account(Base):
    __tablename__ = "account"

    name = Column(String(50), nullable=False, unique=True)
    nick = Column(String(50))
    status = Column(Enum(Status), nullable=False)
    by_value = Column(
        Enum("active", "gone"), nullable=False, server_default="active"
    )
    token = Column(CHAR(32), nullable=False)
    born = Column(Date)
    balance = Column(Numeric(10, 2), nullable=False)
    id = Column(Integer, primary_key=True)
    created_at = Column(DateTime, server_default=func.now(), nullable=False)
    updated_at = Column(DateTime)


class Post(Base):
    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("account_id", "title", name="uq_post"),
        Index("ix_post_search", "title", "id"),
    )

    account_id = Column(
        Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False
    )
    body = Column(Text, nullable=False)
    parent_id = Column(Integer, ForeignKey("post.id"))
    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False, index=True)
