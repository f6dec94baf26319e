from sqlalchemy import Column, DateTime, Integer, MetaData, func
from sqlalchemy.orm import declarative_base

from . import constants

Base = declarative_base(metadata=MetaData(naming_convention=constants.NAMES))


class Identified:
    id = Column(Integer, primary_key=True)


class Dated:
    created_at = Column(DateTime, server_default=func.now(), nullable=False)
