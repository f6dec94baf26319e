"""Check constraints as text and as expressions."""

from sqlalchemy import CheckConstraint, Column, Integer, Numeric, String, and_, func
from sqlalchemy import or_
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"

    id = Column(Integer, primary_key=True)
    price = Column(Numeric(10, 2), CheckConstraint("price > 0"), nullable=False)
    discount = Column(Numeric(10, 2), CheckConstraint("discount >= 0", name="ck_disc"))
    name = Column(String(50))
    state = Column(String(10))
    low = Column(Integer)
    high = Column(Integer)

    __table_args__ = (
        CheckConstraint("price > discount", name="ck_price_over_discount"),
        CheckConstraint(low < high, name="ck_range"),
        CheckConstraint(and_(low >= 0, high <= 100), name="ck_bounds"),
        CheckConstraint(or_(low != 5, high == 6), name="ck_or"),
        CheckConstraint(state.in_(["new", "used"]), name="ck_state"),
        CheckConstraint(name.isnot(None), name="ck_name"),
        CheckConstraint(func.length(name) > 3, name="ck_length"),
        CheckConstraint(
            "state = 'new'"
            " OR price < 100",
            name="ck_joined",
        ),
        CheckConstraint("name LIKE '%x'", name="ck_percent"),
    )
