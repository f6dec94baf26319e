import datetime
from uuid import UUID
from sqlalchemy import Identity, Sequence, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from advanced_alchemy.types import BigIntIdentity, DateTimeUTC


class SentinelMixin:
    @declared_attr
    def _sentinel(cls) -> Mapped[int]:
        return mapped_column(name="sa_orm_sentinel", nullable=True, sort_order=3001)


class UUIDPrimaryKey(SentinelMixin):
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-100)


class UUIDv6PrimaryKey(SentinelMixin):
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-100)


class UUIDv7PrimaryKey(SentinelMixin):
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-100)


class NanoIDPrimaryKey(SentinelMixin):
    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-100)


class BigIntPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(
            BigIntIdentity,
            Sequence(f"{cls.__tablename__}_id_seq", optional=False),
            primary_key=True,
            sort_order=-100,
        )


class IdentityPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(
            BigIntIdentity,
            Identity(start=1, increment=1),
            primary_key=True,
            sort_order=-100,
        )


class AuditColumns:
    created_at: Mapped[datetime.datetime] = mapped_column(
        DateTimeUTC(timezone=True), sort_order=3002
    )
    updated_at: Mapped[datetime.datetime] = mapped_column(
        DateTimeUTC(timezone=True), sort_order=3003
    )


class SlugKey:
    @declared_attr
    def slug(cls) -> Mapped[str]:
        return mapped_column(String(length=100), nullable=False)

    @declared_attr.directive
    def __table_args__(cls):
        return (UniqueConstraint("slug", name=f"uq_{cls.__tablename__}_slug"),)


class UniqueMixin:
    pass
