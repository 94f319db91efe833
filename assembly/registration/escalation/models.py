"""Why a contact was asked after another, and the telephone calls with members that nobody answered for."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.registration.escalation.rules import Outcome, Reason
from assembly.scope import MemberOwned

__all__ = ["Escalation", "MemberCall", "Outcome", "Reason"]


class Escalation(Base):
    """An invitation that followed on another: `before_id` was asked until then; None where nobody was."""

    __tablename__ = "escalation"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[Reason]

    before: Mapped[Person | None] = relationship()


class MemberCall(MemberOwned, Base):
    """A telephone call with a member about an event. Without an outcome it is being made, by one at a time.

    `person_id` is the contact who was called, if one was; `promised_on` the day on which they will have answered.
    """

    __tablename__ = "member_call"
    __table_args__ = (
        Index(
            "uq_member_call_under_way",
            "event_id",
            "member_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ends_with_an_outcome"),
        CheckConstraint("promised_on IS NULL OR outcome = 'promised'", name="day_of_a_promise"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    caller_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    promised_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(
        String(500), default="", info=personal("remembering what was said on the telephone", Retention.EVENT)
    )

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    caller: Mapped[Person] = relationship(foreign_keys=[caller_id])
