"""Codes that let somebody in by telephone, because no mail reaches them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.events.models import Event


class TelephoneCode(Base):
    """One code, from being asked for to being used: one colleague asks, another confirms, the first reads it out.

    It comes into being when it is shown, once. `session_id` is the session that it began. Rows stay with the event:
    scrutineers are told of ballots that may have been cast after such a sign-in.
    """

    __tablename__ = "telephone_code"
    __table_args__ = (
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id", name="confirmed_by_another"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed_at_a_time"),
        CheckConstraint("shown_at IS NULL OR confirmed_at IS NOT NULL", name="shown_when_confirmed"),
        CheckConstraint("used_at IS NULL OR shown_at IS NOT NULL", name="used_when_shown"),
        CheckConstraint("guesses >= 0", name="guesses_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(
        String(300),
        info=personal("saying why somebody was let in by telephone, and how known", Retention.EVENT),
    )
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    code_hash: Mapped[str | None] = mapped_column(String(64))
    shown_at: Mapped[datetime | None]
    guesses: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("user_session.id"), index=True)
    objected_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
