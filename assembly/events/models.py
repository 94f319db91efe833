"""The federation whose instance this is, and its events."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base, LocalizedText
from assembly.events.drafts import DEFAULT_PROXY_CAP
from assembly.events.roles import ParticipantRole


class Federation(Base):
    """Name, look, languages and help contact: one row."""

    __tablename__ = "federation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[LocalizedText]
    short_name: Mapped[str] = mapped_column(String(40))
    accent: Mapped[str] = mapped_column(String(7), default="#0F4C5C")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_type: Mapped[str | None] = mapped_column(String(40))
    logo_hash: Mapped[str | None] = mapped_column(String(16))
    languages: Mapped[list[str]]
    zone: Mapped[str] = mapped_column(String(64))
    sender_name: Mapped[str] = mapped_column(String(100))
    sender_email: Mapped[str] = mapped_column(String(254))
    help_name: Mapped[str] = mapped_column(String(100), default="")
    help_function: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    help_email: Mapped[str] = mapped_column(String(254), default="")
    help_phone: Mapped[str] = mapped_column(String(40), default="")
    help_whatsapp: Mapped[str] = mapped_column(String(40), default="")
    help_opens: Mapped[str] = mapped_column(String(5), default="09:00")
    help_closes: Mapped[str] = mapped_column(String(5), default="17:00")
    privacy: Mapped[LocalizedText] = mapped_column(default=LocalizedText)


class Event(Base):
    """An assembly, consultation or meeting. Its first language is the source of its texts.

    `escalate_after`: days that a member's contact has to answer before the next one is asked; None: nobody is asked
    unless the secretariat says so.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("registration_opens_at < registration_closes_at", name="registration_opens_first"),
        CheckConstraint("proxy_cap >= 0", name="proxy_cap_not_negative"),
        CheckConstraint("escalate_after BETWEEN 1 AND 60", name="escalates_after_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[LocalizedText]
    theme: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    place: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    online: Mapped[bool] = mapped_column(default=True)
    zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    registration_opens_at: Mapped[datetime]
    registration_closes_at: Mapped[datetime]
    last_assembly_at: Mapped[datetime | None]
    approval: Mapped[bool] = mapped_column(default=False)
    escalate_after: Mapped[int | None]
    proxy_cap: Mapped[int] = mapped_column(default=DEFAULT_PROXY_CAP)
    conduct: Mapped[LocalizedText] = mapped_column(default=LocalizedText)
    safeguarding: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    quotas: Mapped[list["Quota"]] = relationship(back_populates="event")

    @property
    def source_language(self) -> str:
        """The language that the others are translated from."""
        return self.languages[0]


class Quota(Base):
    """How many seats each member has in a role, and how many places there are for the role in all (None: no limit)."""

    __tablename__ = "quota"
    __table_args__ = (
        UniqueConstraint("event_id", "role"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
        CheckConstraint("places >= 0", name="places_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    role: Mapped[ParticipantRole]
    seats: Mapped[int]
    places: Mapped[int | None]

    event: Mapped[Event] = relationship(back_populates="quotas")
