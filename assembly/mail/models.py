"""The outbox: one row for each mail to each person. It is the queue, and the proof of what was sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal


class DeliveryState(StrEnum):
    """Where a mail is on its way."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    BOUNCED = "bounced"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


_HELD = text("state = 'sending'")


class Delivery(Base):
    """One notice, or one personal mail, to one recipient, as they were when it was written.

    `subject_id` is the object that the kind of mail is about: a notice version, a registration, a vote.
    `held_at`: it is held back since then, whatever its state, until somebody lets it go.
    `uncertain` counts the times that a crash left it open whether the mail had gone. Of what waits, the lowest `rank`
    goes first (see `kinds.Rank`).
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "person_id"),
        Index(
            "ix_delivery_to_be_sent",
            "state",
            "due_at",
            sqlite_where=text("held_at IS NULL"),
            postgresql_where=text("held_at IS NULL"),
        ),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    address: Mapped[str] = mapped_column(String(254), info=personal("proof of notice", Retention.NOTICE))
    name: Mapped[str] = mapped_column(String(200), info=personal("proof of notice", Retention.NOTICE))
    language: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.PENDING)
    rank: Mapped[int] = mapped_column(SmallInteger, default=1)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    held_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(
        String(500), info=personal("proof of notice: the mail server's answer", Retention.NOTICE)
    )

    person: Mapped[Person] = relationship()
