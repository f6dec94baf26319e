"""Every generic type, bare, called and with arguments; upper-case types."""

import enum
import uuid

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Plain(Base):
    __tablename__ = "plain"

    id = sa.Column(sa.Integer(), primary_key=True)
    small = sa.Column(sa.SmallInteger)
    big = sa.Column(sa.BigInteger())
    flag = sa.Column(sa.Boolean)
    text = sa.Column(sa.Text())
    text_of = sa.Column(sa.Text(500))
    string = sa.Column(sa.String)
    string_of = sa.Column(sa.String(length=80))
    unicode_of = sa.Column(sa.Unicode(40))
    unicode_text = sa.Column(sa.UnicodeText)
    numeric = sa.Column(sa.Numeric)
    numeric_of = sa.Column(sa.Numeric(10, 2))
    numeric_scale = sa.Column(sa.Numeric(precision=12, scale=4, asdecimal=False))
    real = sa.Column(sa.Float)
    real_of = sa.Column(sa.Float(53))
    day = sa.Column(sa.Date)
    moment = sa.Column(sa.DateTime)
    zoned = sa.Column(sa.DateTime(True))
    clock = sa.Column(sa.Time(timezone=True))
    span = sa.Column(sa.Interval)
    blob = sa.Column(sa.LargeBinary)
    blob_of = sa.Column(sa.LargeBinary(16))
    document = sa.Column(sa.JSON)
    pickled = sa.Column(sa.PickleType)


class Upper(Base):
    __tablename__ = "upper"

    id = sa.Column(sa.INTEGER, primary_key=True)
    a = sa.Column(types.VARCHAR(20))
    b = sa.Column(types.CHAR(2))
    c = sa.Column(types.NVARCHAR(10))
    d = sa.Column(types.NCHAR(3))
    e = sa.Column(types.DECIMAL(8, 3))
    f = sa.Column(types.NUMERIC)
    g = sa.Column(types.FLOAT)
    h = sa.Column(types.REAL)
    i = sa.Column(types.BIGINT)
    j = sa.Column(types.SMALLINT)
    k = sa.Column(types.TIMESTAMP)
    l = sa.Column(types.DATETIME)
    m = sa.Column(types.DATE)
    n = sa.Column(types.TIME)
    o = sa.Column(types.BLOB)
    p = sa.Column(types.CLOB)
    q = sa.Column(types.BINARY(4))
    r = sa.Column(types.VARBINARY(8))
    s = sa.Column(types.BOOLEAN)
    t = sa.Column(types.TEXT)
    u = sa.Column(types.JSON)


class Length(enum.IntEnum):
    NAME = 30
    CODE = 6


NAME_LENGTH = 64
CODE_LENGTHS = {"short": 4, "long": 4 * 2}


class Computed(Base):
    __tablename__ = "lengths"

    id = sa.Column("lengths_id", sa.Integer, primary_key=True)
    name = sa.Column(sa.String(NAME_LENGTH))
    code = sa.Column(sa.String(length=CODE_LENGTHS["long"]))
    double = sa.Column(sa.String(NAME_LENGTH * 2 + 1))
    token = sa.Column(sa.String(36), default=lambda: str(uuid.uuid4()))
