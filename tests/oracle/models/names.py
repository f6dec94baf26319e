"""Names that need quotes, keys that are not names, columns under other names."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.orm import declarative_base, deferred, column_property, synonym

Base = declarative_base()


class Order(Base):
    __tablename__ = "order"

    id = Column(Integer, primary_key=True)
    group = Column(String(5))
    select_ = Column("select", Integer)
    mixed = Column("MixedCase", Integer, index=True)
    spaced = Column("two words", String(5), unique=True)
    keyed = Column("real_name", Integer, key="key_name")
    long = deferred(Column(String(1000)))
    also = column_property(Column("also_here", Integer))
    alias = synonym("group")


class MixedTable(Base):
    __tablename__ = "MixedTable"

    Id = Column(Integer, primary_key=True)
    order_id = Column(Integer, ForeignKey("order.id"))
    other = Column(Integer, ForeignKey(Order.select_))


numbers = Table(
    "2nd-table",
    Base.metadata,
    Column("1st", Integer, primary_key=True),
    Column("check", Integer),
    Column("ünïcode", String(3)),
)
