"""The register of member organisations, and whom to write to."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base
from assembly.members.kinds import MemberKind, MemberStatus, Region
from assembly.scope import MemberOwned

__all__ = ["Contact", "Member", "MemberKind", "MemberStatus", "Region"]


class Member(Base):
    """A member organisation. `name_key` is its name folded for comparison; country is ISO 3166-1 alpha-2."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("country", "name_key"),
        CheckConstraint("weight >= 1", name="weight_at_least_one"),
        CheckConstraint("length(country) = 2", name="country_has_two_letters"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[MemberKind] = mapped_column(default=MemberKind.ORGANISATION)
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[Region]
    status: Mapped[MemberStatus] = mapped_column(default=MemberStatus.FULL)
    weight: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(8))
    website: Mapped[str | None] = mapped_column(String(300))
    joined_on: Mapped[date | None]
    created_at: Mapped[datetime]

    contacts: Mapped[list["Contact"]] = relationship(back_populates="member", order_by="Contact.position")


class Contact(MemberOwned, Base):
    """A person to write to about a member, in order of escalation (1 first)."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("member_id", "person_id"),
        UniqueConstraint("member_id", "position"),
        CheckConstraint("position >= 1", name="position_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]

    member: Mapped[Member] = relationship(back_populates="contacts")
    person: Mapped[Person] = relationship()
