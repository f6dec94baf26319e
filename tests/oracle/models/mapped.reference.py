"""mapped.py in the words of SQLAlchemy 1.4."""

import enum

from sqlalchemy import BigInteger, Boolean, CHAR, Column, Date, DateTime, Enum, Float
from sqlalchemy import ForeignKey, Integer, Interval, LargeBinary, String, Text, Time
from sqlalchemy import func, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Kind(enum.Enum):
    plain = "p"
    fancy = "f"


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(30), nullable=False)
    nick = Column(String)
    mail = Column(String, unique=True)
    bio = Column(Text)
    age = Column(Integer, nullable=False)
    score = Column(Float, server_default=text("0"), nullable=False)
    active = Column(Boolean, nullable=False)
    born = Column(Date)
    seen = Column(DateTime, nullable=False, index=True)
    span = Column(Interval)
    clock = Column(Time)
    token = Column(CHAR(32), nullable=False)
    photo = Column(LargeBinary)
    price = Column(String(40), nullable=False)
    kind = Column(Enum(Kind), nullable=False)
    created = Column(DateTime, nullable=False, server_default=func.now())
    code_name = Column(String(30), nullable=False)
    big = Column(BigInteger, nullable=False)


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    editor_id = Column(Integer, ForeignKey("users.id"))
    old = Column(String(5), nullable=False)
