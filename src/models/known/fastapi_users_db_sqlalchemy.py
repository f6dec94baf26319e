from sqlalchemy import Boolean, Column, ForeignKey, Integer, String
from sqlalchemy.orm import declared_attr
from fastapi_users_db_sqlalchemy.generics import GUID


class SQLAlchemyBaseUserTable:
    __tablename__ = "user"
    email = Column(String(320), unique=True, index=True, nullable=False)
    hashed_password = Column(String(1024), nullable=False)
    is_active = Column(Boolean, nullable=False)
    is_superuser = Column(Boolean, nullable=False)
    is_verified = Column(Boolean, nullable=False)


class SQLAlchemyBaseUserTableUUID(SQLAlchemyBaseUserTable):
    id = Column(GUID, primary_key=True)


class SQLAlchemyBaseOAuthAccountTable:
    __tablename__ = "oauth_account"
    oauth_name = Column(String(100), index=True, nullable=False)
    access_token = Column(String(1024), nullable=False)
    expires_at = Column(Integer, nullable=True)
    refresh_token = Column(String(1024), nullable=True)
    account_id = Column(String(320), index=True, nullable=False)
    account_email = Column(String(320), nullable=False)


class SQLAlchemyBaseOAuthAccountTableUUID(SQLAlchemyBaseOAuthAccountTable):
    id = Column(GUID, primary_key=True)

    @declared_attr
    def user_id(cls):
        return Column(GUID, ForeignKey("user.id", ondelete="cascade"), nullable=False)
