"""Delegations, the invitations that open them, and the people in them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.members.models import Member, MemberStatus, Region
from assembly.registration.rules import OVER, RegistrationState
from assembly.scope import MemberOwned

__all__ = [
    "OVER",
    "Delegation",
    "Invitation",
    "Partner",
    "PlaceOffer",
    "Registration",
    "RegistrationState",
    "SeatException",
]


class Partner(Base):
    """An organisation that is no member: who its guests are from, and what was agreed with it."""

    __tablename__ = "partner"
    __table_args__ = (
        UniqueConstraint("country", "name_key"),
        CheckConstraint("length(country) = 2", name="country_has_two_letters"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    agreement: Mapped[str | None] = mapped_column(String(300))
    agreed_on: Mapped[date | None]
    created_at: Mapped[datetime]


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
    pressed twice from sending two mails. One given `by_hand` was never mailed: the secretariat passed it on.
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
    by_hand: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    wrong_person_at: Mapped[datetime | None]
    right_person: Mapped[str | None] = mapped_column(
        String(300), info=personal("asking whom the invited person named instead", Retention.EVENT)
    )
    withdrawn_at: Mapped[datetime | None]

    delegation: Mapped[Delegation] = relationship(back_populates="invitations")
    person: Mapped[Person] = relationship()


class Registration(MemberOwned, Base):
    """One person's place at one event, in a role of a delegation, or as a guest who was invited alone.

    `seat` counts from 1 within (delegation, role), `place` within (event, role) where the whole role has a
    limit; the unique key on each, not an `if`, keeps the quota: two who press at once want the same number.
    Guests who come together carry the same `party`: they wait together and are offered places together.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index("uq_registration_seat", "delegation_id", "role", "seat", unique=True),
        Index("uq_registration_place", "event_id", "role", "place", unique=True),
        CheckConstraint(
            "(seat IS NOT NULL) = (delegation_id IS NOT NULL AND state IN ('submitted', 'accepted'))",
            name="seat_in_a_delegation",
        ),
        CheckConstraint("(delegation_id IS NULL) = (member_id IS NULL)", name="delegation_of_a_member"),
        CheckConstraint(
            "(delegation_id IS NULL) = (role IN ('guest', 'speaker', 'interpreter', 'staff'))",
            name="delegation_has_its_roles",
        ),
        CheckConstraint("(state = 'waiting') = (waiting_since IS NOT NULL)", name="waits_since"),
        CheckConstraint("place IS NULL OR state IN ('accepted', 'waiting')", name="place_is_held"),
        Index(
            "uq_registration_live_person",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("state NOT IN ('withdrawn', 'declined')"),
            postgresql_where=text("state NOT IN ('withdrawn', 'declined')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[ParticipantRole]
    seat: Mapped[int | None]
    place: Mapped[int | None]
    party: Mapped[str | None] = mapped_column(String(32), index=True)
    position: Mapped[str | None] = mapped_column(
        String(200), info=personal("saying what somebody does in their organisation", Retention.EVENT)
    )
    refused_because: Mapped[str | None] = mapped_column(
        String(500), info=personal("telling the member why somebody was not accepted", Retention.EVENT)
    )
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.ACCEPTED)
    created_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    delegation: Mapped[Delegation | None] = relationship(back_populates="registrations")
    event: Mapped[Event] = relationship()
    member: Mapped[Member | None] = relationship()
    partner: Mapped[Partner | None] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def home(self) -> Delegation:
        """The delegation that the person is in; raise `LookupError` for a guest, who is in none."""
        if self.delegation is None:
            raise LookupError("a guest has no delegation")
        return self.delegation

    @property
    def organisation(self) -> str | None:
        """The name of the member or partner that the person comes from."""
        source = self.member or self.partner
        return source.name if source else None


class PlaceOffer(Base):
    """A freed place that was offered to somebody who waited, with those who come along; each has its own mail."""

    __tablename__ = "place_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    made_at: Mapped[datetime]
    until: Mapped[datetime]

    registration: Mapped[Registration] = relationship()


class SeatException(Base):
    """Other seats than everybody's in a role: for one member, for those of a status, or for a region."""

    __tablename__ = "seat_exception"
    __table_args__ = (
        UniqueConstraint("event_id", "role", "member_id"),
        UniqueConstraint("event_id", "role", "status"),
        UniqueConstraint("event_id", "role", "region"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
        CheckConstraint(
            "(CASE WHEN member_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN status IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN region IS NULL THEN 0 ELSE 1 END) = 1",
            name="for_one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[ParticipantRole]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    status: Mapped[MemberStatus | None]
    region: Mapped[Region | None]
    seats: Mapped[int]

    member: Mapped[Member | None] = relationship()
