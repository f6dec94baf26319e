"""Foreign keys: by string, by column, composite, with actions, to itself."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    manager_id = Column(Integer, ForeignKey("users.id"))
    posts = relationship("Post", back_populates="author")


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    author_id = Column(ForeignKey("users.id", ondelete="CASCADE"), nullable=False)
    editor_id = Column(
        Integer,
        ForeignKey("users.id", ondelete="SET NULL", onupdate="CASCADE", name="fk_editor"),
        index=True,
    )
    reviewer_id = Column("reviewer", None, ForeignKey(User.id))
    late_id = Column(ForeignKey("users.id", deferrable=True, initially="DEFERRED"))
    eager_id = Column(ForeignKey("users.id", deferrable=False))
    author = relationship(User, back_populates="posts", foreign_keys=[author_id])


class Place(Base):
    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("country", "city"),)

    id = Column(Integer, primary_key=True)
    country = Column(String(2), nullable=False)
    city = Column(String(50), nullable=False)


class Visit(Base):
    __tablename__ = "visits"
    __table_args__ = (
        ForeignKeyConstraint(
            ["country", "city"],
            ["places.country", "places.city"],
            name="fk_visit_place",
            ondelete="RESTRICT",
        ),
        ForeignKeyConstraint(("user_id",), ("users.id",)),
    )

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer)
    country = Column(String(2))
    city = Column(String(50))


class First(Base):
    __tablename__ = "first"

    id = Column(Integer, primary_key=True)
    second_id = Column(Integer, ForeignKey("second.id", use_alter=True, name="fk_second"))


class Second(Base):
    __tablename__ = "second"

    id = Column(Integer, primary_key=True)
    first_id = Column(Integer, ForeignKey("first.id"))
