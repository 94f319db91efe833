"""Notices: one message to an audience, in every language of the event."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, LocalizedText, Retention, personal
from assembly.events.models import Event
from assembly.members.models import Member
from assembly.notices.kinds import NoticeKind
from assembly.voting.models import Vote


class Notice(Base):
    """A message being written. Once released it is frozen into a version, and nothing of it changes any more.

    `news`: it is not needed to take part, so that it spares those who asked for no news.
    `vote_id` is the vote that its text is about, if it is about one. `notice_days`, if it gives notice of the event,
    is how many days before the event it has to have gone, as the statutes ask.
    """

    __tablename__ = "notice"
    __table_args__ = (CheckConstraint("notice_days >= 1", name="notice_days_from_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[NoticeKind]
    subject: Mapped[LocalizedText]
    body: Mapped[LocalizedText]
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)
    audience: Mapped[dict[str, Any]]
    news: Mapped[bool] = mapped_column(default=False)
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    notice_days: Mapped[int | None]
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    vote: Mapped[Vote | None] = relationship()
    versions: Mapped[list["NoticeVersion"]] = relationship(back_populates="notice", order_by="NoticeVersion.number")


class NoticeVersion(Base):
    """A notice as released: its texts, the programme that it carries, how many it goes to and when.

    `wall_time` is the time on the clock at which it was to go ("2026-12-01T08:00"), on the event's clock or, where
    `each_own_time`, on each recipient's; None where it went at once. The moments stand in the outbox.
    """

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
    agenda_version_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_version.id"))
    wall_time: Mapped[str | None] = mapped_column(String(16))
    each_own_time: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    notice: Mapped[Notice] = relationship(back_populates="versions")


class NoticeLeftOut(Base):
    """That a released version was not sent to somebody who belonged to its audience: they had asked for no news."""

    __tablename__ = "notice_left_out"
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("notice_version.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    refused_at: Mapped[datetime] = mapped_column(
        info=personal("saying why a message was not sent to somebody", Retention.NOTICE)
    )

    person: Mapped[Person] = relationship()
    member: Mapped[Member | None] = relationship()
