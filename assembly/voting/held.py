"""What one person holds in votes, and cast: their own member's right, and those of the members that entrusted theirs.

Who holds a right is read live, as `holders` does for everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.credentials import queries as credentials
from assembly.database import database_now
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.members.models import Member
from assembly.voting.assisted.models import AssistedBallot
from assembly.voting.assisted.rules import Outcome
from assembly.voting.models import Cast, Vote, VotingRight
from assembly.voting.rules import VoteState
from assembly.voting.wording import question_of


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right that a person holds now. `receipt` is that of the ballot cast under it, by whomever."""

    right_id: int
    member: Member
    by_proxy: bool
    cast_by: int | None
    receipt: str | None


def rights_of(vote: Vote, person_id: int) -> list[HeldRight]:
    """Return the rights in a vote that a person holds now: the own member's first, then the proxies."""
    held = {one.member_id: one for one in credentials.rights_held_by(person_id, vote.event_id)}
    statement = (
        select(VotingRight, Cast.person_id, Cast.receipt)
        .join(VotingRight.member)
        .outerjoin(Cast, Cast.right_id == VotingRight.id)
        .where(
            VotingRight.vote_id == vote.id,
            VotingRight.member_id.in_(held),
            Member.in_good_standing,
        )
        .options(contains_eager(VotingRight.member))
        .order_by(VotingRight.id)
    )
    found = [
        HeldRight(right.id, right.member, held[right.member_id].by_proxy, cast_by, receipt)
        for right, cast_by, receipt in db.session.execute(statement)
    ]
    return sorted(found, key=lambda right: right.by_proxy)


def casts_by(vote_id: int, person_id: int) -> Sequence[Cast]:
    """Return what a person cast in a vote as a voter, also under rights that are held by another since.

    A ballot received by telephone or on paper is its member's, not that of whoever confirmed it.
    """
    entered = select(AssistedBallot.right_id).where(AssistedBallot.outcome == Outcome.CONFIRMED)
    statement = (
        select(Cast)
        .where(Cast.vote_id == vote_id, Cast.person_id == person_id, Cast.right_id.not_in(entered))
        .options(joinedload(Cast.right).joinedload(VotingRight.member))
        .order_by(Cast.right_id)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True, slots=True)
class OpenVote:
    """An open vote in which a person holds rights: how many wait for a ballot, and how many have one."""

    vote_id: int
    question: LocalizedText
    closes_at: datetime
    waiting: int
    cast: int

    @property
    def done(self) -> bool:
        """Whether nothing is left to cast."""
        return not self.waiting


def open_votes_for(person_id: int, event_id: int) -> list[OpenVote]:
    """Return the open votes of an event in which a person holds rights, by their deadlines."""
    now = database_now(db.session())
    statement = select(Vote).where(Vote.event_id == event_id, Vote.state == VoteState.OPEN, Vote.closes_at > now)
    found = []
    for vote in db.session.scalars(statement.order_by(Vote.closes_at, Vote.id)):
        rights = rights_of(vote, person_id)
        cast = sum(1 for right in rights if right.receipt)
        if rights:
            found.append(OpenVote(vote.id, question_of(vote), vote.closes_at, len(rights) - cast, cast))
    return found
