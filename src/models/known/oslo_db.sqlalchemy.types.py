from sqlalchemy import Integer, Text
from sqlalchemy.types import TypeDecorator


class JsonEncodedType(TypeDecorator):
    impl = Text

    def __init__(self, mysql_as_long=False, mysql_as_medium=False):
        pass


class JsonEncodedDict(JsonEncodedType):
    pass


class JsonEncodedList(JsonEncodedType):
    pass


class SoftDeleteInteger(TypeDecorator):
    impl = Integer
