"""Counting a closed vote, in two steps that a worker can be killed in and begin again.

The ballots are opened without a transaction that writes; then one short transaction stores what came out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nacl.public import PrivateKey
from sqlalchemy import insert, select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database import database_now
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.queue import enqueue
from assembly.tally import result
from assembly.tally.ballot import MotionChoice
from assembly.tally.canonical import canonical_hash
from assembly.tally.count import election_result
from assembly.tally.election_result import ElectionResult
from assembly.tally.lot import Lot
from assembly.tally.motion import FrozenMotion, needs_casting_vote
from assembly.tally.result import MotionResult, Reason
from assembly.tally.rules import Unit
from assembly.voting import freezing, queries
from assembly.voting.ballots import PaperBallots, election_ballots, motion_ballots, paper_ballots, weighted_ballots
from assembly.voting.boxes import box_of
from assembly.voting.models import PlainVotes, RollCallBallot, Secrecy, StoredResult, Vote, VoteLot, VotingRight
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.rules import TransitionRefusal, VoteState
from assembly.voting.service.conduct import COUNT, publish
from assembly.voting.service.copying import prepare_run_off
from assembly.voting.ties import service as ties
from assembly.voting.ties.models import CastingVote

KeyOf = Callable[[Vote], PrivateKey]


@dataclass(frozen=True, slots=True)
class OpenedBallots:
    """The ballots of a closed vote: nothing tells in which order they were cast, or under which right."""

    vote_id: int
    box: PaperBallots


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
    if unit is Unit.HEADS:
        return OpenedBallots(vote_id, paper_ballots(every))
    return OpenedBallots(vote_id, weighted_ballots(every, [weights[ballot.right_id] for ballot in stored]))


def store_count(opened: OpenedBallots) -> bool:
    """Store the plain votes and the result, and remove the sealed ones; return whether this call did.

    Whoever comes second finds the vote counted and changes nothing.
    """
    vote = queries.locked(opened.vote_id)
    if vote.state is not VoteState.CLOSED:
        return False
    counted = _counted(vote, opened)
    if _waits(vote, counted):
        return False
    rows = [{"vote_id": vote.id, "choice": marks, "votes": votes} for marks, votes in opened.box.votes.items()]
    if rows:
        db.session.execute(insert(PlainVotes), rows)
    db.session.add(StoredResult(vote_id=vote.id, content=counted.as_data(), counted_at=database_now(db.session())))
    db.session.flush()
    box_of(vote).empty()
    vote.state = VoteState.COUNTED
    db.session.flush()
    record(
        None, "vote.counted", "vote", vote.id,
        ballots=opened.box.ballots, verdict=counted.verdict.value, result=canonical_hash(counted.as_data()),
    )  # fmt: skip
    if isinstance(counted, ElectionResult):
        prepare_run_off(vote, counted)
    if vote.publish_at_once and not vote.confirm_count:
        publish(None, vote.id)
    return True


def _counted(vote: Vote, opened: OpenedBallots) -> MotionResult | ElectionResult:
    frozen = freezing.frozen_vote(vote)
    if isinstance(frozen, FrozenMotion):
        counted = result(frozen, motion_ballots(opened.box))
        decided = ties.choice_of(vote.id) if needs_casting_vote(frozen, counted) else None
        return result(frozen, motion_ballots(opened.box), decided) if decided else counted
    drawn = vote.lot.numbers if vote.lot else None
    lot = Lot(tuple(queries.receipts(vote)), drawn) if drawn else None
    return election_result(frozen, election_ballots(freezing.paper_of(vote), opened.box), lot)


def recounts(vote: Vote) -> list[MotionResult | ElectionResult]:
    """Count the ballots of a counted vote once more, as they are stored; writes nothing.

    That is what was in the boxes, and in an open vote besides what each member's ballot says.
    """
    boxes = [queries.plain_ballots(vote)]
    if vote.secrecy is Secrecy.ROLL_CALL:
        boxes.append(_roll_call(vote))
    return [_counted(vote, OpenedBallots(vote.id, box)) for box in boxes]


def _roll_call(vote: Vote) -> PaperBallots:
    statement = select(RollCallBallot.choice, VotingRight.weight).join(RollCallBallot.right)
    rows = db.session.execute(statement.where(RollCallBallot.vote_id == vote.id)).all()
    marks = [row.choice for row in rows]
    by_weight = freezing.rules_of(vote).unit is Unit.WEIGHT
    return weighted_ballots(marks, [row.weight for row in rows]) if by_weight else paper_ballots(marks)


def _waits(vote: Vote, counted: MotionResult | ElectionResult) -> bool:
    """Whether somebody has to decide before there is a result: the chair, or a lot. They are asked."""
    if isinstance(counted, ElectionResult):
        if counted.undecided:
            _ask_for_lot(vote, counted.undecided.between)
        return counted.undecided is not None
    if counted.reason is not Reason.TIE or not freezing.rules_of(vote).casting_vote:
        return False
    ties.ask(vote)
    return True


def _ask_for_lot(vote: Vote, between: Sequence[int]) -> None:
    """Leave the vote closed, and say between whom a lot has to be drawn."""
    if vote.lot is None:
        vote.lot = VoteLot(between=list(between), asked_at=database_now(db.session()))
        db.session.flush()
        record(None, "vote.lot_needed", "vote", vote.id, between=list(between))


def draw_lot(actor: Actor, vote_id: int, numbers: str) -> Vote:
    """Note the numbers that were drawn in public, once, and count again.

    Raises `TransitionRefusedError`, and `InvalidInputError` where there are no numbers.
    """
    if not numbers.strip():
        raise InvalidInputError(_l("Enter the numbers that were drawn."))
    vote = queries.locked(vote_id)
    if vote.state is not VoteState.CLOSED or vote.lot is None or vote.lot.numbers:
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    vote.lot.drawn_at = database_now(db.session())
    vote.lot.numbers = " ".join(numbers.split())
    vote.lot.drawn_by = actor.person_id
    db.session.flush()
    record(actor.person_id, "vote.lot_drawn", "vote", vote.id)
    enqueue(COUNT, vote.id)
    return vote


def decide_tie(actor: Actor, vote_id: int, choice: MotionChoice) -> Vote:
    """Note the casting vote, once, and count with it; raise `TransitionRefusedError`."""
    vote = queries.locked(vote_id)
    if not ties.waits(vote):
        raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
    asked = db.session.get_one(CastingVote, vote_id)
    now = database_now(db.session())
    asked.choice, asked.decided_at, asked.decided_by = choice, now, actor.person_id
    db.session.flush()
    record(actor.person_id, "vote.tie_decided", "vote", vote.id, choice=choice.value)
    enqueue(COUNT, vote.id)
    return vote
