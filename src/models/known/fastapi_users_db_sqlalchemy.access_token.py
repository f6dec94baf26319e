from sqlalchemy import Column, ForeignKey, String
from sqlalchemy.orm import declared_attr
from fastapi_users_db_sqlalchemy.generics import GUID, TIMESTAMPAware


class SQLAlchemyBaseAccessTokenTable:
    __tablename__ = "accesstoken"
    token = Column(String(43), primary_key=True)
    created_at = Column(TIMESTAMPAware(timezone=True), index=True, nullable=False)


class SQLAlchemyBaseAccessTokenTableUUID(SQLAlchemyBaseAccessTokenTable):
    @declared_attr
    def user_id(cls):
        return Column(GUID, ForeignKey("user.id", ondelete="cascade"), nullable=False)
