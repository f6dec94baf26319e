from sqlalchemy import BINARY, CHAR, VARBINARY, Column, DateTime, Unicode
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator, UserDefinedType


class Timestamp:
    created = Column(DateTime, nullable=False)
    updated = Column(DateTime, nullable=False)


class UUIDType(TypeDecorator):
    impl = BINARY(16)

    def __init__(self, binary=True, native=True):
        self.binary = binary
        self.native = native

    def load_dialect_impl(self, dialect):
        if self.native and dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(BINARY(16) if self.binary else CHAR(32))


class ChoiceType(TypeDecorator):
    impl = Unicode(255)

    def __init__(self, choices, impl=None):
        if impl is not None:
            self.impl = impl


class EmailType(TypeDecorator):
    impl = Unicode

    def __init__(self, length=255):
        self.impl = Unicode(length)


class PhoneNumberType(TypeDecorator):
    impl = Unicode(20)

    def __init__(self, region="US", max_length=20):
        self.impl = Unicode(max_length)


class IPAddressType(TypeDecorator):
    impl = Unicode(50)

    def __init__(self, max_length=50):
        self.impl = Unicode(max_length)


class ColorType(TypeDecorator):
    impl = Unicode(20)

    def __init__(self, max_length=20):
        self.impl = Unicode(max_length)


class TimezoneType(TypeDecorator):
    impl = Unicode(50)

    def __init__(self, backend="dateutil"):
        pass


class LtreeType(UserDefinedType):
    def get_col_spec(self):
        return "LTREE"
