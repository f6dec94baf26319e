"""Indexes: inside, outside, functional, partial, descending, unique."""

from sqlalchemy import Column, DateTime, Index, Integer, String, and_, desc, func, or_
from sqlalchemy import text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Article(Base):
    __tablename__ = "articles"

    id = Column(Integer, primary_key=True)
    title = Column(String(100), index=True)
    slug = Column(String(100), unique=True, index=True)
    code = Column(String(10), unique=True)
    state = Column(String(10))
    views = Column(Integer)
    published_at = Column(DateTime)
    deleted_at = Column(DateTime)

    __table_args__ = (
        Index("ix_state_views", "state", "views"),
        Index("ix_views_down", views.desc()),
        Index("ix_views_text", text("views DESC")),
        Index("ix_live", "slug", sqlite_where=deleted_at.is_(None)),
        Index("ix_seen", "views", unique=True, sqlite_where=text("views > 0")),
        Index(
            "ix_both",
            state,
            sqlite_where=and_(views > 10, deleted_at == None),
        ),
        Index("ix_lower_title", func.lower(title)),
        Index("ix_mixed", "state", func.coalesce(published_at, deleted_at)),
    )


Index("ix_published", Article.published_at)
Index("ix_title_down", Article.title, desc(Article.views))
Index("ix_lower_code", func.lower(Article.code), unique=True)
Index(
    "ix_popular",
    Article.title,
    sqlite_where=or_(Article.views >= 100, Article.state != "draft"),
)
