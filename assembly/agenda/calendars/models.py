"""What people were sent for their calendars, and the secret addresses at which they subscribe."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.agenda.calendars.rules import EntryStatus
from assembly.database_types import Base
from assembly.events.models import Event


class CalendarRound(Base):
    """One time that calendars were brought into step with the programme: what its mails are about."""

    __tablename__ = "calendar_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    made_at: Mapped[datetime]

    event: Mapped[Event] = relationship()


class CalendarEntry(Base):
    """One entry as one mail has it, for one person. It counts from the moment at which the mail is recorded as sent.

    `uid` is the sitting's, also when that is gone. `digest` stands for all that a calendar must not have wrong.
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (
        UniqueConstraint("delivery_id", "uid"),
        Index("ix_calendar_entry_event_person", "event_id", "person_id"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    uid: Mapped[str] = mapped_column(String(100))
    sequence: Mapped[int]
    status: Mapped[EntryStatus]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))


class CalendarFeed(Base):
    """The secret address of one person's calendar: its hash. The address follows from this row and our key."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
