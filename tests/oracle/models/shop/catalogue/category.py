from __future__ import annotations

import typing as t

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from ..base import Base, Identified
from ..constants import NAME_LENGTH

if t.TYPE_CHECKING:
    from .product import Product


class Category(Identified, Base):
    __tablename__ = "category"

    name = Column(String(NAME_LENGTH), nullable=False, unique=True)
    parent_id = Column(Integer, ForeignKey("category.id"), index=True)
    products = relationship("Product", back_populates="category")
