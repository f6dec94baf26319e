"""Expressions in defaults, checks and indexes beyond the plain ones."""

from sqlalchemy import CheckConstraint, Column, Computed, Date, DateTime, Index, Integer
from sqlalchemy import Numeric, String, Text, cast, func, literal_column, not_, text
from sqlalchemy.orm import declarative_base
from sqlalchemy.sql import expression

Base = declarative_base()


class Event(Base):
    __tablename__ = "events"

    id = Column(Integer, primary_key=True)
    epoch = Column(Integer, server_default=text("(strftime('%s', 'now'))"))
    iso = Column(Text, server_default=text("(datetime('now'))"))
    literal = Column(Integer, server_default=literal_column("42"))
    lower = Column(Text, server_default=func.lower("ABC"))
    no = Column(Integer, server_default=expression.false())
    multi = Column(
        String(20),
        server_default="one "
        "two",
    )
    day = Column(Date)
    start = Column(DateTime)
    end = Column(DateTime)
    price = Column(Numeric(8, 2))
    name = Column(String(40))
    total = Column(Numeric, Computed(price * 2))
    upper = Column(String(40), Computed("upper(name)", persisted=True))

    __table_args__ = (
        CheckConstraint(start <= end, name="ck_order"),
        CheckConstraint(not_(price < 0), name="ck_price"),
        CheckConstraint(~(name == "x"), name="ck_name"),
        CheckConstraint(price.between(0, 1000), name="ck_between"),
        CheckConstraint(name.like("a%"), name="ck_like"),
        CheckConstraint((price + 1) * 2 > 3, name="ck_math"),
        CheckConstraint(
            (start.is_(None) & end.is_(None)) | (start != end), name="ck_bits"
        ),
        Index("ix_coalesce", func.coalesce(name, "none")),
        Index("ix_sum", price + id),
        Index("ix_cast", cast(name, Integer)),
        Index("ix_nulls", name.desc(), price.asc()),
    )
