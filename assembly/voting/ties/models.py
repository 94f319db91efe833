"""The chair's casting vote on a motion that ended in a tie."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base
from assembly.tally.ballot import MotionChoice
from assembly.voting.models import Vote


class CastingVote(Base):
    """That the chair has to decide a tie, and how they did. The vote stays closed until then."""

    __tablename__ = "casting_vote"
    __table_args__ = (
        CheckConstraint("(choice IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        CheckConstraint("choice IS NULL OR choice IN ('yes', 'no')", name="for_or_against"),
    )

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime]
    choice: Mapped[MotionChoice | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    vote: Mapped[Vote] = relationship()
