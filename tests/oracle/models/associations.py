"""Association tables beside classes, and association objects."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)

followers = sa.Table(
    "followers",
    Base.metadata,
    sa.Column("follower_id", sa.Integer, sa.ForeignKey("authors.id", ondelete="CASCADE")),
    sa.Column("followed_id", sa.Integer, sa.ForeignKey("authors.id"), nullable=False),
    sa.UniqueConstraint("follower_id", "followed_id", name="uq_followers"),
    sa.Index("ix_followed", "followed_id"),
)


class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), unique=True)


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    tags = relationship("Tag", secondary=post_tags, backref="posts")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)


class Membership(Base):
    __tablename__ = "memberships"
    author_id = Column(Integer, ForeignKey(Author.id), primary_key=True)
    post_id = Column(Integer, ForeignKey(Post.id), primary_key=True)
    role = Column(String(20), nullable=False, server_default="member")


class Likes(Base):
    __table__ = Table(
        "likes",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("post_id", Integer, ForeignKey(Post.__table__.c.id)),
        Column("tag_id", Integer, ForeignKey(Tag.id)),
    )
