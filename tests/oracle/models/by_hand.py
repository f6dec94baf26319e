"""Decorators that are called by hand, and options of other engines only."""

import os
import sys
from urllib import parse

from sqlalchemy import Column, Integer, String, UniqueConstraint
from sqlalchemy.orm import as_declarative, registry


def table_args():
    engine = parse.urlparse(os.environ.get("DATABASE", "sqlite://")).scheme
    if engine == "mysql":
        return {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}
    return None


def parse_settings(data, path=""):
    if isinstance(data, dict):
        return {key: parse_settings(one, path + key) for key, one in data.items()}
    elif hasattr(data, "items"):
        return [parse_settings(data, path), parse_settings(data, path)]
    elif hasattr(data, "more"):
        return parse_settings(data.more) + parse_settings(data.less)
    return data


settings = parse_settings(sys.flags)


class Base:
    id = Column(Integer, primary_key=True)


Base = as_declarative()(Base)
mapping = registry()


class Page(Base):
    __tablename__ = "page"
    title = Column(String(20))
    __table_args__ = (UniqueConstraint("title", name="one_title"), table_args())


class Plain(Base):
    __tablename__ = "plain"
    __table_args__ = table_args()


class Word:
    __tablename__ = "word"
    id = Column(Integer, primary_key=True)
    text = Column(String(9))


Word = mapping.mapped(Word)
