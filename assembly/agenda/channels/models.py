"""Rooms with their channels, and who was there."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.agenda.channels.kinds import ChannelKind, Platform
from assembly.agenda.models import AgendaItem, Sitting
from assembly.database_types import Base, LocalizedText, Retention, personal

OF_ONE = "(sitting_id IS NULL) <> (item_id IS NULL)"
"""What belongs to a sitting, or to an item of it that has its own."""


class Room(Base):
    """Where a sitting meets online, or an item that has a room of its own; channels may have addresses besides.

    `telephones` are numbers to dial, one a line; `pin` is what the telephone asks for. `instructions` are the
    secretariat's own words beside those that we have for the platform.
    """

    __tablename__ = "room"
    __table_args__ = (CheckConstraint(OF_ONE, name="of_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), unique=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), unique=True)
    platform: Mapped[Platform] = mapped_column(default=Platform.OTHER)
    address: Mapped[str] = mapped_column(String(500), default="")
    telephones: Mapped[str] = mapped_column(String(500), default="")
    pin: Mapped[str] = mapped_column(String(60), default="")
    instructions: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    sitting: Mapped[Sitting | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()


class Channel(Base):
    """One way to follow: the floor, its interpretation into a language, captions, or a sign language.

    Without an address of its own it is chosen within the room.
    """

    __tablename__ = "channel"
    __table_args__ = (
        UniqueConstraint("sitting_id", "kind", "language"),
        UniqueConstraint("item_id", "kind", "language"),
        CheckConstraint(OF_ONE, name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    kind: Mapped[ChannelKind] = mapped_column(default=ChannelKind.VOICE)
    language: Mapped[str] = mapped_column(String(8))
    floor: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(String(500), default="")

    sitting: Mapped[Sitting | None] = relationship(back_populates="channels")
    item: Mapped[AgendaItem | None] = relationship()


class Attendance(Base):
    """That a person went into the room of a sitting: when first, and when last."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("sitting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_seen_at: Mapped[datetime] = mapped_column(info=personal("certificates of attendance", Retention.EVENT))
    last_seen_at: Mapped[datetime] = mapped_column(info=personal("certificates of attendance", Retention.EVENT))

    sitting: Mapped[Sitting] = relationship()
    person: Mapped[Person] = relationship()
