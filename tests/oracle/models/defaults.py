"""Server defaults in all their forms, and what is no server default."""

import datetime

import sqlalchemy
from sqlalchemy import Boolean, Column, DateTime, DefaultClause, Float, Integer
from sqlalchemy import FetchedValue, String, Text, false, func, null, text, true
from sqlalchemy.orm import declarative_base, relationship
from sqlalchemy.sql.expression import literal

Base = declarative_base()
EMPTY = "[]"


def now():
    return datetime.datetime.utcnow()


class Defaults(Base):
    __tablename__ = "defaults"

    id = Column(Integer, primary_key=True)
    word = Column(String(10), server_default="new")
    quoted = Column(String(10), server_default="it's")
    percent = Column(String(10), server_default="100%")
    empty = Column(String(10), server_default="", nullable=False)
    number = Column(Integer, server_default="0")
    number_text = Column(Integer, server_default=text("5"))
    negative = Column(Float, server_default=text("-1.5"))
    expression = Column(Integer, server_default=text("(1 + 2)"))
    created = Column(DateTime, server_default=func.now())
    stamped = Column(DateTime, server_default=func.current_timestamp())
    worded = Column(DateTime, server_default=text("CURRENT_TIMESTAMP"))
    day = Column(DateTime, server_default=func.current_date())
    qualified = Column(DateTime, server_default=sqlalchemy.func.now())
    quoted_text = Column(String(20), server_default=text("'draft'"))
    yes = Column(Boolean, server_default=true(), nullable=False)
    no = Column(Boolean, server_default=false(), nullable=False)
    no_word = Column(Boolean, server_default="false")
    one = Column(Boolean, server_default="1")
    absent = Column(String(5), server_default=null())
    clause = Column(Text, server_default=DefaultClause("x"))
    constant = Column(Text, server_default=EMPTY)
    fetched = Column(Text, server_default=FetchedValue())
    python = Column(String(10), default="python")
    called = Column(DateTime, default=now, onupdate=now)
    updated = Column(DateTime, server_default=func.now(), onupdate=func.now())
    counted = Column(Integer, default=lambda: 3)
