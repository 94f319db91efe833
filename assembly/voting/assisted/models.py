"""Ballots that the secretariat enters for members without a line, and who entered and confirmed each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.accounts.models import Person
from assembly.database_types import Base
from assembly.voting.assisted.rules import Means, Outcome
from assembly.voting.models import Vote, VotingRight


class AssistedBallot(Base):
    """A ballot received by telephone or on paper: entered by one person, cast when a second types the same.

    Until then nothing of the ballot is stored but a salted digest, made with the application's secret, and
    that goes as soon as the entry has ended, however it ended.
    """

    __tablename__ = "assisted_ballot"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended_at_a_time"),
        CheckConstraint("(outcome IS NULL) = (digest IS NOT NULL)", name="digest_while_waiting"),
        CheckConstraint("(digest IS NULL) = (salt IS NULL)", name="digest_with_salt"),
        CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed' OR (ended_by IS NOT NULL AND ended_by <> entered_by)",
            name="confirmed_by_another",
        ),
        Index(
            "uq_assisted_ballot_waiting",
            "right_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    right_id: Mapped[int] = mapped_column(ForeignKey("voting_right.id"), index=True)
    means: Mapped[Means]
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    entered_at: Mapped[datetime]
    salt: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[Outcome | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who confirmed it, typed something else, or took it back; nobody where it ended with the vote."""

    vote: Mapped[Vote] = relationship()
    right: Mapped[VotingRight] = relationship()
    first: Mapped[Person] = relationship(foreign_keys=[entered_by])
    second: Mapped[Person | None] = relationship(foreign_keys=[ended_by])
