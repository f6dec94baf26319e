from sqlalchemy import Column, Enum, ForeignKey, Integer, Table

from .base import Base, Dated, Identified
from .catalogue import Product
from .constants import STATES
from .customers import Customer

order_products = Table(
    "order_product",
    Base.metadata,
    Column("order_id", ForeignKey("order.id", ondelete="CASCADE"), primary_key=True),
    Column("product_id", ForeignKey(Product.id), primary_key=True),
    Column("count", Integer, nullable=False, server_default="1"),
)


class Order(Identified, Dated, Base):
    __tablename__ = "order"

    customer_id = Column(ForeignKey(Customer.id, ondelete="RESTRICT"), nullable=False)
    state = Column(Enum(*STATES, name="order_state"), nullable=False)
