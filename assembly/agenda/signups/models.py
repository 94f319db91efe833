"""The sign-up of an item that has only so many places, and who signed up."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.agenda.models import AgendaItem
from assembly.agenda.signups.rules import Terms
from assembly.database_types import Base, Retention, personal
from assembly.events.roles import ParticipantRole
from assembly.registration.models import Registration


class Signup(Base):
    """That an item asks people to sign up: when, how many, and in which `roles` (none: everybody admitted)."""

    __tablename__ = "signup"
    __table_args__ = (
        CheckConstraint("places >= 1", name="at_least_one_place"),
        CheckConstraint("opens_at < closes_at", name="opens_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), unique=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    places: Mapped[int]
    roles: Mapped[list[str]] = mapped_column(default=list)

    item: Mapped[AgendaItem] = relationship()

    @property
    def terms(self) -> Terms:
        """What the rules want to know."""
        roles = frozenset(ParticipantRole(role) for role in self.roles)
        return Terms(self.opens_at, self.closes_at, self.places, roles)


class SignupEntry(Base):
    """One person who signed up: with a place, or waiting for one in the order of `joined_at`.

    `place` counts from 1 within the sign-up; the unique key on it decides who gets the last one.
    """

    __tablename__ = "signup_entry"
    __table_args__ = (UniqueConstraint("signup_id", "registration_id"), UniqueConstraint("signup_id", "place"))

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    place: Mapped[int | None]
    joined_at: Mapped[datetime] = mapped_column(
        info=personal("giving places in the order in which people asked", Retention.EVENT)
    )

    signup: Mapped[Signup] = relationship()
    registration: Mapped[Registration] = relationship()
