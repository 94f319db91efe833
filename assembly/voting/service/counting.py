"""Counting a closed vote, in two steps that a worker can be killed in and begin again.

The ballots are opened without a transaction that writes; then one short transaction stores what came out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from nacl.public import PrivateKey
from sqlalchemy import insert, select

from assembly.audit.service import record
from assembly.database import database_now
from assembly.extensions import db
from assembly.tally import result
from assembly.tally.motion import FrozenMotion
from assembly.tally.result import MotionResult
from assembly.tally.rules import Unit
from assembly.voting import freezing, queries
from assembly.voting.ballots import PaperBallot, motion_ballots
from assembly.voting.boxes import box_of
from assembly.voting.models import PlainBallot, StoredResult, Vote, VotingRight
from assembly.voting.rules import VoteState
from assembly.voting.service.conduct import publish

KeyOf = Callable[[Vote], PrivateKey]


@dataclass(frozen=True, slots=True)
class OpenedBallots:
    """The ballots of a closed vote, sorted, so that nothing tells in which order they were cast."""

    vote_id: int
    ballots: tuple[PaperBallot, ...]


def open_ballots(vote_id: int, key_of: KeyOf) -> OpenedBallots | None:
    """Read and open the ballots of a closed vote; None where there is nothing to count. Writes nothing."""
    vote = db.session.get(Vote, vote_id, populate_existing=True)
    if vote is None or vote.state is not VoteState.CLOSED:
        db.session.rollback()
        return None
    unit = freezing.rules_of(vote).unit
    rights = select(VotingRight.id, VotingRight.weight).where(VotingRight.vote_id == vote_id)
    weights = {row.id: row.weight for row in db.session.execute(rights)}
    box = box_of(vote)
    stored = box.take_out()
    # Loaded what the key is chosen by; from here on the database is not held.
    db.session.expunge(vote)
    db.session.rollback()
    every = box.read(stored, lambda: key_of(vote))
    ballots = [
        PaperBallot(marks, weights[ballot.right_id] if unit is Unit.WEIGHT else 1)
        for ballot, marks in zip(stored, every, strict=True)
    ]
    return OpenedBallots(vote_id, tuple(sorted(ballots)))


def store_count(opened: OpenedBallots) -> bool:
    """Store the plain ballots and the result, and remove the sealed ones; return whether this call did.

    Whoever comes second finds the vote counted and changes nothing.
    """
    vote = queries.locked(opened.vote_id)
    if vote.state is not VoteState.CLOSED:
        return False
    counted = _counted(vote, opened)
    rows = [
        {"vote_id": vote.id, "position": position, "choice": ballot.marks, "weight": ballot.weight}
        for position, ballot in enumerate(opened.ballots, start=1)
    ]
    if rows:
        db.session.execute(insert(PlainBallot), rows)
    db.session.add(StoredResult(vote_id=vote.id, content=counted.as_data(), counted_at=database_now(db.session())))
    db.session.flush()
    box_of(vote).empty()
    vote.state = VoteState.COUNTED
    db.session.flush()
    record(None, "vote.counted", "vote", vote.id, ballots=len(opened.ballots), verdict=counted.verdict.value)
    if vote.publish_at_once:
        publish(None, vote.id)
    return True


def _counted(vote: Vote, opened: OpenedBallots) -> MotionResult:
    frozen = freezing.frozen_vote(vote)
    if not isinstance(frozen, FrozenMotion):
        raise TypeError(f"vote {vote.id} is no motion")
    return result(frozen, motion_ballots(opened.ballots))
