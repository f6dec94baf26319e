"""Models spread over a package, found through its imports."""

from .base import Base
from .catalogue import Category, Product
from .customers import Customer
from .orders import Order, order_products

__all__ = ["Base", "Category", "Customer", "Order", "Product", "order_products"]
