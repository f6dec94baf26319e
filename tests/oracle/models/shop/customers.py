from sqlalchemy import Column, String, UniqueConstraint

from .base import *


class Customer(Identified, Dated, Base):
    __tablename__ = "customer"
    __table_args__ = (UniqueConstraint("mail"),)

    mail = Column(String(120), nullable=False)
