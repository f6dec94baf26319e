from sqlalchemy import BINARY, CHAR, JSON, BigInteger, DateTime, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import TypeDecorator


class GUID(TypeDecorator):
    impl = BINARY(16)

    def __init__(self, binary=True):
        self.binary = binary

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(UUID())
        return dialect.type_descriptor(BINARY(16) if self.binary else CHAR(32))


class DateTimeUTC(TypeDecorator):
    impl = DateTime(timezone=True)

    def __init__(self, timezone=True):
        pass


class EncryptedString(TypeDecorator):
    impl = String

    def __init__(self, key=None, backend=None, length=None, **kwargs):
        pass


class EncryptedText(TypeDecorator):
    impl = Text

    def __init__(self, key=None, backend=None, **kwargs):
        pass


BigIntIdentity = BigInteger().with_variant(Integer, "sqlite")
JsonB = JSON().with_variant(JSONB, "postgresql")
