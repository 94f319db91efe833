"""Reading votes. Nothing here tells how anybody voted before the vote is closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member
from assembly.tally.election_result import ElectionResult
from assembly.tally.result import MotionResult
from assembly.voting.ballots import PaperBallots
from assembly.voting.models import (
    Cast,
    PlainVotes,
    RollCallBallot,
    RuleProfile,
    Secrecy,
    StoredResult,
    Vote,
    VotingRight,
)
from assembly.voting.rules import VoteKind, VoteState

NEEDED_TO_CAST: Final = (
    "event_id", "state", "closes_at", "kind", "method", "seats", "none_of_these", "revoting", "secrecy", "public_key",
)  # fmt: skip
AFTER_CLOSING = frozenset({VoteState.CLOSED, VoteState.COUNTED, VoteState.PUBLISHED})


def votes_of(event_id: int) -> Sequence[Vote]:
    """Return the votes of an event, the newest first."""
    statement = select(Vote).where(Vote.event_id == event_id).order_by(Vote.id.desc())
    return db.session.scalars(statement.options(joinedload(Vote.rule_profile), selectinload(Vote.options))).all()


def vote_of(event_id: int, vote_id: int) -> Vote:
    """Return a vote of an event; raise `NotFoundError`."""
    statement = select(Vote).where(Vote.id == vote_id, Vote.event_id == event_id)
    vote = db.session.scalar(statement.options(joinedload(Vote.rule_profile)))
    if vote is None:
        raise NotFoundError
    return vote


def opened(event_id: int) -> list[Vote]:
    """Return the votes of an event that were opened, the newest first."""
    return [vote for vote in votes_of(event_id) if vote.state is not VoteState.DRAFT]


def opened_vote(event_id: int, vote_id: int) -> Vote:
    """Return a vote of an event that was opened; raise `NotFoundError`."""
    vote = vote_of(event_id, vote_id)
    if vote.state is VoteState.DRAFT:
        raise NotFoundError
    return vote


_ALONE: Final = (
    select(Vote).where(Vote.id == bindparam("id")).with_for_update().execution_options(populate_existing=True)
)
_SHARED: Final = (
    select(Vote)
    .join(Vote.event)
    .where(Vote.id == bindparam("id"))
    .options(
        load_only(*(getattr(Vote, name) for name in NEEDED_TO_CAST)),
        contains_eager(Vote.event).load_only(Event.slug),
    )
    .with_for_update(read=True, of=Vote)
    .execution_options(populate_existing=True)
)
"""Made once: it is asked for each ballot that is cast, which needs nothing of the texts."""


def locked(vote_id: int, *, shared: bool = False) -> Vote:
    """Return a vote whose row nobody else changes until the commit; raise `NotFoundError`.

    Those who cast share the lock, and whoever closes waits for them. On SQLite the transaction is the lock.
    """
    vote = db.session.scalar(_SHARED if shared else _ALONE, {"id": vote_id})
    if vote is None:
        raise NotFoundError
    return vote


def profiles() -> Sequence[RuleProfile]:
    """Return the rule profiles of the federation, in the order in which they were made."""
    return db.session.scalars(select(RuleProfile).order_by(RuleProfile.id)).all()


def profile(profile_id: int) -> RuleProfile:
    """Return a rule profile; raise `NotFoundError`."""
    found = db.session.get(RuleProfile, profile_id)
    if found is None:
        raise NotFoundError
    return found


def register(regions: Collection[str] = ()) -> Sequence[Member]:
    """Return who would be on the roll now, of these regions or of all, in the order of the register.

    That is everybody but the suspended.
    """
    statement = select(Member).where(Member.in_good_standing).order_by(Member.code)
    if regions:
        statement = statement.where(Member.region.in_(regions))
    return db.session.scalars(statement).all()


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many rights were used, of how many: all that anybody sees while a vote is open."""

    cast: int
    rights: int


def turnouts(vote_ids: Collection[int]) -> dict[int, Turnout]:
    """Return the turnout of each of these votes."""
    statement = (
        select(VotingRight.vote_id, func.count(Cast.right_id), func.count())
        .outerjoin(Cast, Cast.right_id == VotingRight.id)
        .where(VotingRight.vote_id.in_(vote_ids))
        .group_by(VotingRight.vote_id)
    )
    found = {vote_id: Turnout(cast, rights) for vote_id, cast, rights in db.session.execute(statement)}
    return {vote_id: found.get(vote_id, Turnout(0, 0)) for vote_id in vote_ids}


def turnout(vote_id: int) -> Turnout:
    """Return the turnout of a vote."""
    return turnouts([vote_id])[vote_id]


def roll(vote: Vote) -> Sequence[VotingRight]:
    """Return the frozen roll of a vote with its members, in the order of the register."""
    statement = select(VotingRight).where(VotingRight.vote_id == vote.id).options(joinedload(VotingRight.member))
    return db.session.scalars(statement.order_by(VotingRight.id)).all()


def not_cast(vote: Vote) -> Sequence[Member]:
    """Return the members on the frozen roll of a vote whose ballot is missing, in the order of the register."""
    statement = (
        select(Member)
        .join(VotingRight, VotingRight.member_id == Member.id)
        .outerjoin(Cast, Cast.right_id == VotingRight.id)
        .where(VotingRight.vote_id == vote.id, Cast.right_id.is_(None))
    )
    return db.session.scalars(statement.order_by(VotingRight.id)).all()


def ended(event_id: int) -> Sequence[Vote]:
    """Return the votes of an event that are decided or annulled, the newest first, with their results.

    Practice votes decide nothing, and are not among them.
    """
    statement = (
        select(Vote)
        .where(Vote.event_id == event_id, Vote.state.in_((VoteState.PUBLISHED, VoteState.ANNULLED)))
        .where(Vote.practice.is_(False))
        .options(joinedload(Vote.result), selectinload(Vote.options))
        .order_by(Vote.opened_at.desc(), Vote.id.desc())
    )
    return db.session.scalars(statement).all()


def second_round(vote: Vote) -> int | None:
    """Return the id of the vote that is the second round of this one, if there is one."""
    return db.session.scalar(select(Vote.id).where(Vote.run_off_of == vote.id))


def result_of(vote: Vote) -> MotionResult | ElectionResult | None:
    """Return the count of a vote, if it was counted."""
    stored = db.session.get(StoredResult, vote.id)
    if stored is None:
        return None
    kind = MotionResult if vote.kind is VoteKind.MOTION else ElectionResult
    return kind.from_data(stored.content)


def plain_ballots(vote: Vote) -> PaperBallots:
    """Return the ballots of a counted vote, as they are stored: what was in the boxes."""
    number = db.session.scalar(select(func.count()).select_from(Cast).where(Cast.vote_id == vote.id)) or 0
    statement = select(PlainVotes.choice, PlainVotes.votes).where(PlainVotes.vote_id == vote.id)
    rows = db.session.execute(statement.order_by(PlainVotes.choice))
    return PaperBallots(number, {row.choice: row.votes for row in rows})


def receipts(vote: Vote) -> list[str]:
    """Return the codes of all ballots of a closed vote, sorted; while it is open, none."""
    if vote.state not in AFTER_CLOSING:
        return []
    statement = select(Cast.receipt).where(Cast.vote_id == vote.id).order_by(Cast.receipt)
    return list(db.session.scalars(statement))


def roll_call(vote: Vote) -> list[tuple[Member, str | None]]:
    """Return how each member voted in a roll-call vote, in the order of the roll; None where it did not.

    Empty for a secret vote, and until the vote has closed.
    """
    if vote.secrecy is not Secrecy.ROLL_CALL or vote.state not in AFTER_CLOSING:
        return []
    statement = (
        select(VotingRight, RollCallBallot.choice)
        .outerjoin(RollCallBallot, RollCallBallot.right_id == VotingRight.id)
        .where(VotingRight.vote_id == vote.id)
        .options(joinedload(VotingRight.member))
        .order_by(VotingRight.id)
    )
    return [(right.member, choice) for right, choice in db.session.execute(statement)]
