"""A naming convention for each kind of constraint."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData
from sqlalchemy import String, Table, UniqueConstraint
from sqlalchemy.orm import declarative_base

convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=convention)
Base = declarative_base(metadata=metadata)


class Customer(Base):
    __tablename__ = "customer"
    __table_args__ = (
        CheckConstraint("age > 0", name="age_is_positive"),
        UniqueConstraint("name", "age"),
        UniqueConstraint("age", name="uq_by_hand"),
        Index(None, "name", "age"),
    )

    id = Column(Integer, primary_key=True)
    name = Column(String(50), unique=True)
    mail = Column(String(50), index=True, unique=True)
    age = Column(Integer, index=True)


class Order(Base):
    __tablename__ = "order"

    id = Column(Integer, primary_key=True)
    customer_id = Column(Integer, ForeignKey("customer.id"), index=True)
    parent_id = Column(ForeignKey("order.id", name="fk_by_hand"))


line = Table(
    "line",
    Base.metadata,
    Column("order_id", ForeignKey("order.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    CheckConstraint("number >= 1", name="number"),
)
