"""More of the annotated style: dataclasses, mixins, keyword defaults."""

from __future__ import annotations

import enum
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Optional, Union
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Enum, ForeignKey, Index, String, UniqueConstraint, Uuid, func
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr
from sqlalchemy.orm import mapped_column, relationship

str50 = Annotated[str, mapped_column(String(50))]
user_fk = Annotated[int, mapped_column(ForeignKey("account.id", ondelete="CASCADE"))]


class Base(MappedAsDataclass, DeclarativeBase):
    pass


class Status(enum.StrEnum):
    ACTIVE = "active"
    GONE = "gone"


class HasId:
    id: Mapped[int] = mapped_column(init=False, primary_key=True)


class Stamped(MappedAsDataclass):
    created_at: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=func.now(), init=False
    )
    updated_at: Mapped[datetime | None] = mapped_column(
        onupdate=lambda: datetime.now(timezone.utc), init=False
    )


class Account(HasId, Stamped, Base):
    __tablename__ = "account"
    kinds: ClassVar[tuple] = ("a", "b")

    name: Mapped[str50] = mapped_column(unique=True)
    nick: Mapped[Optional[str50]] = mapped_column(default=None)
    status: Mapped[Status] = mapped_column(default=Status.ACTIVE)
    by_value: Mapped[Status] = mapped_column(
        Enum(Status, values_callable=lambda e: [m.value for m in e]),
        server_default=Status.ACTIVE.value,
    )
    token: Mapped[UUID] = mapped_column(default_factory=uuid4)
    born: Mapped[Union[date, None]] = mapped_column(default=None)
    balance: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), default=Decimal(0))
    posts: Mapped[list["Post"]] = relationship(back_populates="account")


class Post(HasId, Base):
    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("account_id", "title", name="uq_post"),
        Index("ix_post_search", "title", "id", postgresql_using="gin"),
    )

    account_id: Mapped[user_fk]
    title: Mapped[str] = mapped_column(String(100), index=True, sort_order=5)
    body: Mapped[str] = mapped_column(sa.Text, deferred=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    account: Mapped[Account] = relationship(back_populates="posts")
