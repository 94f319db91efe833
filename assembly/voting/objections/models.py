"""What members object to in a published result, with the secretariat's answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base, Retention, personal
from assembly.members.models import Member
from assembly.voting.models import Vote


class Objection(Base):
    """One objection of a member to a result, raised by one of its people. It stands, and so does its answer."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (reply IS NULL)", name="answered_with_words"),
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(
        Text, info=personal("answering a member's objection, and keeping it with the result", Retention.STATUTORY)
    )
    raised_at: Mapped[datetime]
    reply: Mapped[str | None] = mapped_column(
        Text, info=personal("the answer to a member's objection", Retention.STATUTORY)
    )
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    vote: Mapped[Vote] = relationship()
    member: Mapped[Member] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
