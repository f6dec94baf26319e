"""Constants beside columns whose type turns them into something else."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import TypeDecorator

Base = declarative_base()


class Cents(TypeDecorator):
    impl = Integer
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        return value * 100


class Lower(TypeDecorator):
    impl = String(30)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.lower()


class Account(Base):
    __tablename__ = "accounts"

    id = Column(Integer, primary_key=True)
    balance = Column(Cents, nullable=False)
    currency = Column(Lower())
    limit = Column(Integer)
    __table_args__ = (
        CheckConstraint(balance > -5, name="not_far_below"),
        CheckConstraint(currency == "EUR", name="only_eur"),
        CheckConstraint(limit < 5, name="limited"),
        Index("ix_rich", "currency", sqlite_where=balance >= 10, postgresql_where=balance >= 10),
    )
