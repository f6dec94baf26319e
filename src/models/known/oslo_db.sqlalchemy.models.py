from sqlalchemy import Column, DateTime
from oslo_db.sqlalchemy.types import SoftDeleteInteger


class ModelBase:
    pass


class ModelIterator:
    pass


class TimestampMixin:
    created_at = Column(DateTime)
    updated_at = Column(DateTime)


class SoftDeleteMixin:
    deleted_at = Column(DateTime)
    deleted = Column(SoftDeleteInteger)
