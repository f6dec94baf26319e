"""Types that decorate or derive from others, defaults and checks in Python."""

from sqlalchemy import *
from sqlalchemy.orm import declarative_base, relationship
from sqlalchemy.types import TypeDecorator, UserDefinedType
from sqlalchemy.dialects.postgresql import UUID, JSONB, ARRAY
from sqlalchemy.dialects import sqlite, mysql
import json, datetime
try:
    import ujson
except ImportError:
    ujson = None
if ujson is None or True:
    SIZE = 12
else:
    SIZE = 13
Base = declarative_base(cls=type("Mix", (), {"stamp": Column(DateTime, default=datetime.datetime.utcnow)}), name="Base")
class JsonText(TypeDecorator):
    impl = Text
    def __init__(self, length=None, **kw):
        super().__init__(length, **kw)
    def process_bind_param(self, value, dialect):
        return json.dumps(value)
class Short(String):
    def __init__(self, extra=0):
        super(Short, self).__init__(length=SIZE + extra)
class Tz(TypeDecorator):
    impl = DateTime(timezone=True)
class Money(Numeric):
    pass
Str = String(length=33)
class T(Base):
    __tablename__ = "t"
    id = Column(Integer, Sequence("seq"), primary_key=True)
    a = Column(JsonText(40)); b = Column(JsonText)
    c = Column(Short); d = Column(Short(3)); e = Column(Tz); f = Column(Money(9, 3)); g = Column(Str); h = Column(Str)
    i = Column(JSONB().with_variant(JSON(), "sqlite"))
    j = Column(String(7).with_variant(Text(), "mysql").with_variant(sqlite.VARCHAR(9), "sqlite"))
    k = Column(sqlite.DATETIME(), server_default=func.datetime("now", "localtime"))
    l = Column(Enum(*["a", "bb"], name="e"), server_default="a")
    m = Column(Integer, server_default=text("(1 + 2)"), nullable=False)
    n = Column(LargeBinary, nullable=True)
    o = Column(String, server_default="")
    p = Column(Integer, server_default=literal_column("7"))
    q = Column(Boolean, server_default="0")
    r = Column(DateTime, server_default=func.now(), server_onupdate=FetchedValue(), onupdate=func.now())
    s = Column(String(10, "NOCASE"), server_default=text("'x'"))
    u = Column(Interval, server_default=null())
    v = Column(Date, server_default=func.date("now"))
    w = Column(Enum("x", "y", create_constraint=True, name="wcheck", native_enum=False, length=20))
    x = Column(Boolean(name="xb", create_constraint=True), nullable=False)
    __table_args__ = (CheckConstraint(or_(m > 3, q == True, and_(p.in_([1, 2]), o.like("a%"))), name="big"), CheckConstraint(func.length(o) < 5), CheckConstraint(~(m == 4)), CheckConstraint(m.between(1, 5)), CheckConstraint(o != None))
