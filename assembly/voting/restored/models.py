"""Votes that came out of a backup while they were open: suspended until a scrutineer has compared them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.database_types import Base
from assembly.voting.models import Vote
from assembly.voting.restored.rules import Box, Finding


class RestoredVote(Base):
    """How a vote stood in the backup, and in the last mail to scrutineers of which this machine knew.

    `finding` is what a scrutineer found by the mails that they have; the vote is not resumed before. `entries` and
    `head` are the end of the audit trail in the backup, those that begin with `mailed` in that mail; None where
    none is known.
    """

    __tablename__ = "restored_vote"
    __table_args__ = (
        CheckConstraint("(finding IS NULL) = (confirmed_at IS NULL)", name="confirmed_with_a_finding"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    backup_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    entries: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    ballots: Mapped[int]
    receipts: Mapped[str] = mapped_column(String(64))
    mailed_at: Mapped[datetime | None]
    mailed_entries: Mapped[int | None]
    mailed_head: Mapped[str | None] = mapped_column(String(64))
    mailed_ballots: Mapped[int | None]
    mailed_receipts: Mapped[str | None] = mapped_column(String(64))
    finding: Mapped[Finding | None]
    seen_ballots: Mapped[int | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    confirmed_at: Mapped[datetime | None]

    vote: Mapped[Vote] = relationship()

    @property
    def here(self) -> Box:
        """How the vote stands in the restored database."""
        return Box(self.ballots, self.receipts)

    @property
    def mailed(self) -> Box | None:
        """How it stood in the last mail of which this machine knew."""
        known = self.mailed_ballots is not None and self.mailed_receipts is not None
        return Box(self.mailed_ballots or 0, self.mailed_receipts or "") if known else None
