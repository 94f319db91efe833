"""Notices: one message to an audience, in every language of the event."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base, LocalizedText
from assembly.events.models import Event
from assembly.notices.kinds import NoticeKind


class Notice(Base):
    """A message being written. Once released it is frozen into a version."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[NoticeKind]
    subject: Mapped[LocalizedText]
    body: Mapped[LocalizedText]
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)
    audience: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    versions: Mapped[list["NoticeVersion"]] = relationship(back_populates="notice", order_by="NoticeVersion.number")


class NoticeVersion(Base):
    """A notice as released: its texts, and how many it went to."""

    __tablename__ = "notice_version"
    __table_args__ = (UniqueConstraint("notice_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    number: Mapped[int]
    subject: Mapped[LocalizedText]
    body: Mapped[LocalizedText]
    accepted_fallbacks: Mapped[list[str]]
    recipients: Mapped[int]
    released_at: Mapped[datetime]

    notice: Mapped[Notice] = relationship(back_populates="versions")
