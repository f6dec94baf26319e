import sqlalchemy as sa
from sqlalchemy import orm

from .. import constants as const
from ..base import Base, Dated, Identified
from .category import Category as Parent


class Product(Identified, Dated, Base):
    __tablename__ = "product"

    name = sa.Column(sa.String(const.NAME_LENGTH), nullable=False)
    price = sa.Column(sa.Numeric(10, 2), nullable=False)
    category_id = sa.Column(sa.ForeignKey(Parent.id), nullable=False, index=True)
    category = orm.relationship(Parent, back_populates="products")
