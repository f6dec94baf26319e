"""A listener of all mappers that adds an index for each column it is for."""

from sqlalchemy import Column, Index, Integer, String, Text, event
from sqlalchemy.orm import Mapper, declarative_base
from sqlalchemy.types import TypeDecorator

Base = declarative_base()


class Searched(TypeDecorator):
    impl = Text
    cache_ok = True


class Manager:
    options = {"suffix": "_search_idx"}

    def __init__(self):
        self.seen = set()

    def columns(self, table):
        return [c for c in table.c if c.name.startswith("search")]

    def on_class(self, mapper, cls):
        for column in self.columns(mapper.persist_selectable):
            if column in self.seen:
                continue
            self.seen.add(column)
            Index(column.table.name + self.options["suffix"], column)


manager = Manager()
event.listen(Mapper, "instrument_class", manager.on_class)


class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    search = Column(Searched)
    title = Column(String(20), index=True)


class Special(Page):
    extra = Column(String(3))


class Word(Base):
    __tablename__ = "word"
    id = Column(Integer, primary_key=True)
    text = Column(Text)
