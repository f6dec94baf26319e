"""Collations, and types that differ by engine."""

from sqlalchemy import BigInteger, Column, Integer, JSON, MetaData, String, Table
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.types import TypeDecorator

Base = declarative_base()

BigId = BigInteger().with_variant(Integer, "sqlite")


class Lower(TypeDecorator):
    """A string kept in lower case."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.lower() if value else value


class Money(TypeDecorator):
    impl = Integer

    def process_result_value(self, value, dialect):
        return value / 100


class Account(Base):
    __tablename__ = "accounts"

    id = Column(BigId, primary_key=True)
    name = Column(String(60, collation="NOCASE"), nullable=False)
    note = Column(Text(collation="RTRIM"))
    login = Column(Lower(40), unique=True)
    mail = Column(Lower)
    balance = Column(Money, nullable=False)
    settings = Column(JSON().with_variant(JSONB, "postgresql"))
    details = Column(JSON().with_variant(postgresql.JSONB(), "postgresql"))
    seen = Column(sqlite.DATETIME(truncate_microseconds=True))
