"""Table arguments and columns that come from several bases."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer
from sqlalchemy import String, UniqueConstraint, func
from sqlalchemy.ext.declarative import declarative_base, declared_attr


class CamelBase:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower() + "s"

    id = Column(Integer, primary_key=True)


Base = declarative_base(cls=CamelBase)

COMMON = (CheckConstraint("id > 0", name="ck_id"),)


class Tenant(Base):
    name = Column(String(30), nullable=False)


class TenantMixin:
    __table_args__ = (Index("ix_tenant_shared", "tenant_id"),)

    @declared_attr
    def tenant_id(cls):
        return Column(
            Integer, ForeignKey("tenants.id", name=f"fk_{cls.__name__.lower()}_tenant")
        )


class AuditMixin:
    @declared_attr
    def created_by(cls):
        return Column(Integer, ForeignKey("persons.id"), nullable=True)

    @declared_attr
    def created_at(self):
        return Column(DateTime, server_default=func.now())


class Person(Base):
    __table_args__ = COMMON + (UniqueConstraint("mail", name="uq_mail"),)

    mail = Column(String(50))


class Project(TenantMixin, AuditMixin, Base):
    title = Column(String(50))


class Task(AuditMixin, Base):
    __tablename__ = "work"
    __table_args__ = (
        *COMMON,
        UniqueConstraint("title", "created_by"),
        dict(sqlite_autoincrement=True),
    )

    title = Column(String(50))


class Special(Project):
    __tablename__ = "special"
    __table_args__ = ()

    id = Column(ForeignKey(Project.id), primary_key=True)
    extra = Column(String(5))


Index("ix_person_mail_lower", func.lower(Person.mail), unique=True)
Person.__table__.append_constraint(CheckConstraint("mail <> ''", name="ck_mail"))
