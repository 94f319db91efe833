"""The register of member organisations, and whom to write to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    false,
    func,
    or_,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly import clock
from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.members.kinds import ImportState, MemberKind, MemberStatus, Region
from assembly.scope import MemberOwned

__all__ = [
    "Contact",
    "HeadingChoice",
    "Member",
    "MemberChange",
    "MemberImport",
    "MemberKind",
    "MemberStatus",
    "Region",
]


class Member(Base):
    """A member organisation. `name_key` is its name folded for comparison; country is ISO 3166-1 alpha-2.

    `status_on` is the day from which it has its status; `left_on` the first day on which it is no member any more.
    `listed` and `website_shown` say what it agreed to have in the public directory.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("country", "name_key"),
        CheckConstraint("weight >= 1", name="weight_at_least_one"),
        CheckConstraint("length(country) = 2", name="country_has_two_letters"),
        CheckConstraint("left_on >= joined_on", name="left_after_joining"),
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
    status_on: Mapped[date | None]
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    listed: Mapped[bool] = mapped_column(default=True)
    website_shown: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    contacts: Mapped[list["Contact"]] = relationship(back_populates="member", order_by="Contact.position")

    @hybrid_property
    def in_good_standing(self) -> bool:
        """Whether the member is neither suspended nor has left: it is invited, counted and votes."""
        left = self.left_on is not None and self.left_on <= clock.now().date()
        return self.status is not MemberStatus.SUSPENDED and not left

    @in_good_standing.inplace.expression
    @classmethod
    def _in_good_standing(cls) -> ColumnElement[bool]:
        # The database says which day it is: a statement may be older than that.
        return and_(cls.status != MemberStatus.SUSPENDED, or_(cls.left_on.is_(None), cls.left_on > func.current_date()))


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

    @classmethod
    def of_events(cls, event_ids: frozenset[int]) -> ColumnElement[bool]:  # noqa: ARG003 - each event invites them all
        """Return that whoever works for an event may write to every member: it is who is invited."""
        return true()


class MemberChange(MemberOwned, Base):
    """One field of one member that was changed, as the register's page shows it. Erasable, unlike the audit trail.

    `field` is a column of a sheet, or `member` for the member itself, which was added. What is about a person carries
    who it is, so that erasing the person finds it.
    """

    __tablename__ = "member_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    field: Mapped[str] = mapped_column(String(40))
    old: Mapped[str | None] = mapped_column(
        String(300), info=personal("knowing who changed what in the register", Retention.ACCOUNT)
    )
    new: Mapped[str | None] = mapped_column(
        String(300), info=personal("knowing who changed what in the register", Retention.ACCOUNT)
    )

    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])

    @classmethod
    def of_events(cls, event_ids: frozenset[int]) -> ColumnElement[bool]:  # noqa: ARG003 - it is of no event
        """Return that the history of the register is for those who keep it."""
        return false()


class MemberImport(Base):
    """A sheet that somebody brings in: how it is read, what was mended in it, and how far storing it is.

    The file itself is kept by `uploads.py` under `token`. `columns` has the column of each heading, "" for one that
    is passed over; `mends` the rows that were mended, {line: {column: text}}, or null for one that is left out.
    """

    __tablename__ = "member_import"
    __table_args__ = (CheckConstraint("done <= total", name="done_of_total"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    columns: Mapped[list[str]]
    mends: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, info=personal("mending a sheet before it is stored", Retention.SESSION)
    )
    state: Mapped[ImportState] = mapped_column(default=ImportState.CHECKED)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class HeadingChoice(Base):
    """What a heading that nobody knew was said to mean, for the next sheet; no column: it is passed over."""

    __tablename__ = "heading_choice"

    heading: Mapped[str] = mapped_column(String(200), primary_key=True)
    column: Mapped[str | None] = mapped_column(String(40))
