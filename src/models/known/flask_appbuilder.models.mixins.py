from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator


class FileColumn(TypeDecorator):
    impl = Text


class ImageColumn(TypeDecorator):
    impl = Text

    def __init__(self, thumbnail_size=None, size=None, **kwargs):
        pass


class AuditMixin:
    created_on = Column(DateTime, nullable=False)
    changed_on = Column(DateTime, nullable=False)

    @declared_attr
    def created_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), nullable=False)

    @declared_attr
    def changed_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), nullable=False)
