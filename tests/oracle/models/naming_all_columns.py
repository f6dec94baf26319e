"""A naming convention over all columns, made where the base is."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, MetaData, String
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import declarative_base


class Names:
    pass


Base = declarative_base(
    metadata=MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s"
            "_%(referred_column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
)


class Pair(Base):
    __tablename__ = "pairs"
    __table_args__ = (UniqueConstraint("left", "right"),)

    left = Column(Integer, primary_key=True)
    right = Column(String(5), primary_key=True, index=True)


class User(Base):
    __tablename__ = "users"
    __table_args__ = (
        ForeignKeyConstraint(["left", "right"], ["pairs.left", "pairs.right"]),
    )

    id = Column(Integer, primary_key=True)
    left = Column(Integer)
    right = Column(String(5))
