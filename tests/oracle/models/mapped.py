"""Annotated declarative mapping."""

import datetime
import decimal
import enum
import uuid
from typing import Annotated, List, Optional

from sqlalchemy import BigInteger, ForeignKey, MetaData, String, Text, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.orm import relationship

intpk = Annotated[int, mapped_column(primary_key=True)]
short = Annotated[str, 30]
stamp = Annotated[
    datetime.datetime, mapped_column(nullable=False, server_default=func.now())
]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ix": "ix_%(column_0_label)s"})
    type_annotation_map = {
        short: String(30),
        decimal.Decimal: String(40),
    }


class Kind(enum.Enum):
    plain = "p"
    fancy = "f"


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    nick: Mapped[Optional[str]]
    mail: Mapped[str | None] = mapped_column(unique=True)
    bio: Mapped[str] = mapped_column(Text, nullable=True)
    age: Mapped[int]
    score: Mapped[float] = mapped_column(server_default=text("0"))
    active: Mapped[bool] = mapped_column(default=True)
    born: Mapped[Optional[datetime.date]]
    seen: Mapped[datetime.datetime] = mapped_column(index=True)
    span: Mapped[datetime.timedelta | None]
    clock: Mapped[Optional[datetime.time]] = mapped_column()
    token: Mapped[uuid.UUID]
    photo: Mapped[Optional[bytes]]
    price: Mapped[decimal.Decimal]
    kind: Mapped[Kind]
    created: Mapped[stamp]
    code: Mapped[short] = mapped_column("code_name")
    big: Mapped["int"] = mapped_column(BigInteger)
    posts: Mapped[List["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[intpk]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    editor_id: Mapped[Optional[int]] = mapped_column(ForeignKey(User.id))
    author: Mapped["User"] = relationship(back_populates="posts")
    old = mapped_column(String(5), nullable=False)
