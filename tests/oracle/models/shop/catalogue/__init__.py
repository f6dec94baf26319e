from .category import Category
from .product import Product
