"""Delegations, the invitations that open them, and the people in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.events.models import Event
from assembly.events.roles import DelegationRole
from assembly.members.models import Member
from assembly.scope import MemberOwned


class RegistrationState(StrEnum):
    """A registration is live until it is withdrawn."""

    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Delegation(MemberOwned, Base):
    """One member's presence at one event."""

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("event_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    declined_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    member: Mapped[Member] = relationship()
    registrations: Mapped[list["Registration"]] = relationship(back_populates="delegation")
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="delegation")


class Invitation(Base):
    """A personal, expiring link that lets one focal point open its delegation.

    `number` counts the times that the person was invited; the unique key on it keeps a button that is
    pressed twice from sending two mails.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("delegation_id", "person_id", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    wrong_person_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    delegation: Mapped[Delegation] = relationship(back_populates="invitations")
    person: Mapped[Person] = relationship()


class Registration(MemberOwned, Base):
    """One person's place at one event, in a role of a delegation.

    `seat` counts from 1 within (delegation, role); the unique key on it, not an `if`, keeps the quota:
    two who press at once want the same number. A withdrawn registration has none.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index("uq_registration_seat", "delegation_id", "role", "seat", unique=True),
        CheckConstraint("(state = 'withdrawn') = (seat IS NULL)", name="live_has_a_seat"),
        Index(
            "uq_registration_live_person",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[DelegationRole]
    seat: Mapped[int | None]
    position: Mapped[str | None] = mapped_column(
        String(200), info=personal("saying what somebody does in their organisation", Retention.EVENT)
    )
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.ACCEPTED)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    delegation: Mapped[Delegation] = relationship(back_populates="registrations")
    event: Mapped[Event] = relationship()
    member: Mapped[Member] = relationship()
    person: Mapped[Person] = relationship()
