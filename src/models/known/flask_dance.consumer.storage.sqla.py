from sqlalchemy import Column, DateTime, Integer, String
from sqlalchemy.orm import declared_attr
from sqlalchemy_utils import JSONType


class OAuthConsumerMixin:
    @declared_attr
    def __tablename__(cls):
        return f"flask_dance_{cls.__name__.lower()}"

    id = Column(Integer, primary_key=True)
    provider = Column(String(50), nullable=False)
    created_at = Column(DateTime, nullable=False)
    token = Column(JSONType, nullable=False)
