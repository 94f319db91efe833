"""Sittings, the items in them, who speaks, and what came of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.agenda.kinds import ItemKind, SittingStatus, SpeakerPart
from assembly.database_types import Base, LocalizedText, Retention, personal
from assembly.events.models import Event
from assembly.registration.models import Registration

if TYPE_CHECKING:
    from assembly.agenda.channels.models import Channel


class Sitting(Base):
    """A continuous part of an event. `sequence` rises when time, place or status change (RFC 5545, SEQUENCE).

    One that readers know and that was taken out of the draft stays, with all that hangs on it: `removed_at`.
    `wall_starts` and `wall_ends` are the times as they were set, on the clocks of `zone` ("2026-12-03T18:00").
    """

    __tablename__ = "sitting"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    title: Mapped[LocalizedText]
    place: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    status: Mapped[SittingStatus] = mapped_column(default=SittingStatus.CONFIRMED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str | None] = mapped_column(String(64))
    wall_starts: Mapped[str | None] = mapped_column(String(16))
    wall_ends: Mapped[str | None] = mapped_column(String(16))
    removed_at: Mapped[datetime | None]
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    event: Mapped[Event] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="sitting",
        order_by="AgendaItem.starts_at, AgendaItem.id",
        cascade="all, delete-orphan",
        primaryjoin="and_(AgendaItem.sitting_id == Sitting.id, AgendaItem.removed_at.is_(None))",
    )
    channels: Mapped[list["Channel"]] = relationship(back_populates="sitting", order_by="Channel.id", viewonly=True)


class AgendaItem(Base):
    """A timed part of a sitting; `removed_at` as of a sitting."""

    __tablename__ = "agenda_item"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    kind: Mapped[ItemKind]
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    sitting: Mapped[Sitting] = relationship(back_populates="items")
    speakers: Mapped[list["Speaker"]] = relationship(
        back_populates="item", order_by="Speaker.position", cascade="all, delete-orphan"
    )
    links: Mapped[list["ItemLink"]] = relationship(
        back_populates="item", order_by="ItemLink.position", cascade="all, delete-orphan"
    )


class Speaker(Base):
    """Who chairs or speaks in an item: somebody registered for the event, or a guest or organisation by name.

    Whoever asked to be hidden is shown to readers only if they agreed after that (`agreed_at`).
    """

    __tablename__ = "speaker"
    __table_args__ = (
        UniqueConstraint("item_id", "position"),
        UniqueConstraint("item_id", "registration_id", "part"),
        CheckConstraint("(registration_id IS NULL) = (name IS NOT NULL)", name="registered_or_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    position: Mapped[int]
    part: Mapped[SpeakerPart] = mapped_column(default=SpeakerPart.SPEAKER)
    name: Mapped[str | None] = mapped_column(String(200), info=personal("announcing who speaks", Retention.EVENT))
    function: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    agreed_at: Mapped[datetime | None]
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    item: Mapped[AgendaItem] = relationship(back_populates="speakers")
    registration: Mapped[Registration | None] = relationship()


class ItemLink(Base):
    """What came of an item, elsewhere: minutes, a recording, a declaration."""

    __tablename__ = "item_link"
    __table_args__ = (UniqueConstraint("item_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    position: Mapped[int]
    label: Mapped[LocalizedText]
    address: Mapped[str] = mapped_column(String(500))
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)

    item: Mapped[AgendaItem] = relationship(back_populates="links")


class AgendaVersion(Base):
    """The agenda as published: what readers see, whatever is being edited meanwhile."""

    __tablename__ = "agenda_version"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
