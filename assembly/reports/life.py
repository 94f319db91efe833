"""Whether each vote is what the audit trail says of its life: question, roll, ballots, receipts, result and state.

The trail is chained and its heads are mailed, so that it cannot be changed unseen. What it says of a vote is compared
here with what the database holds of it: whoever changes a result has to change the trail as well. The ballots
of a counted vote are counted again besides, so that they cannot be changed beside their result.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select

from assembly.audit.models import AuditEntry
from assembly.extensions import db
from assembly.tally.canonical import canonical_hash
from assembly.voting import freezing, queries
from assembly.voting import service as voting
from assembly.voting.models import Cast, PlainVotes, Secrecy, Vote, VotingRight
from assembly.voting.receipts import hash_of_receipts
from assembly.voting.rules import TRANSITIONS, VoteState

LEADS_TO: Final = {
    "vote.opened": VoteState.OPEN,
    "vote.suspended": VoteState.SUSPENDED,
    "vote.resumed": VoteState.OPEN,
    "vote.closed": VoteState.CLOSED,
    "vote.counted": VoteState.COUNTED,
    "vote.published": VoteState.PUBLISHED,
    "vote.annulled": VoteState.ANNULLED,
}
CAST: Final = "vote.cast"
_PAGE: Final = 2000


class Fault(StrEnum):
    """What of a vote is not as the audit trail says."""

    STATE = "state"
    QUESTION = "question"
    ROLL = "roll"
    CASTS = "casts"
    RECEIPTS = "receipts"
    BALLOTS = "ballots"
    RESULT = "result"
    RECOUNT = "recount"


@dataclass(slots=True)
class Life:
    """What the trail says of one vote: the acts that led from state to state, and the rights that were used."""

    acts: list[tuple[VoteState, dict[str, Any]]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    @property
    def state(self) -> VoteState | None:
        """The state that the acts lead to; None where one does not follow from the one before it."""
        at = VoteState.DRAFT
        for state, _details in self.acts:
            if state not in TRANSITIONS[at]:
                return None
            at = state
        return at

    def details(self, state: VoteState) -> dict[str, Any]:
        """What was recorded when a vote came to a state first; nothing where it did not."""
        return next((details for found, details in self.acts if found is state), {})


def faults(vote_ids: Sequence[int] | None = None) -> dict[int, list[Fault]]:
    """Return what is wrong with these votes, or with any, by id; whatever agrees with the trail is left out."""
    statement = select(Vote).order_by(Vote.id)
    if vote_ids is not None:
        statement = statement.where(Vote.id.in_(vote_ids))
    votes = db.session.scalars(statement).all()
    lives = _lives({vote.id for vote in votes}, everything=vote_ids is None)
    found = {vote.id: list(_faults_of(vote, lives[vote.id])) for vote in votes}
    return {vote_id: wrong for vote_id, wrong in found.items() if wrong}


def _lives(vote_ids: set[int], *, everything: bool) -> dict[int, Life]:
    lives: dict[int, Life] = defaultdict(Life)
    for action, object_id, details in _entries(None if everything else vote_ids):
        vote_id = details.get("vote", object_id) if action == CAST else object_id
        if vote_id not in vote_ids:
            continue
        if action != CAST:
            lives[vote_id].acts.append((LEADS_TO[action], details))
        elif "rights" in details:
            lives[vote_id].used.update(details["rights"])
        else:
            lives[vote_id].used.add(object_id)
    return lives


def _entries(vote_ids: set[int] | None) -> Iterable[Any]:
    """Yield the entries about casting and states of all votes, or of these."""
    statement = select(AuditEntry.action, AuditEntry.object_id, AuditEntry.details)
    statement = statement.where(AuditEntry.action.in_((*LEADS_TO, CAST))).order_by(AuditEntry.id)
    if vote_ids is not None:
        rights = select(VotingRight.id).where(VotingRight.vote_id.in_(vote_ids))
        statement = statement.where(
            (AuditEntry.object_type == "vote") & AuditEntry.object_id.in_(vote_ids)
            | (AuditEntry.object_type == "voting_right") & AuditEntry.object_id.in_(rights)
        )
    return db.session.execute(statement.execution_options(yield_per=_PAGE))


def _faults_of(vote: Vote, life: Life) -> Iterator[Fault]:
    if life.state is not vote.state:
        yield Fault.STATE
    if vote.state is VoteState.DRAFT:
        return
    opened = life.details(VoteState.OPEN)
    if not opened.get("hash") == vote.hash == freezing.hash_of(vote.frozen or "null"):
        yield Fault.QUESTION
    if opened.get("rights") != _number(VotingRight, vote):
        yield Fault.ROLL
    yield from _faults_of_casting(vote, life)
    yield from _faults_of_counting(vote, life)


def _faults_of_casting(vote: Vote, life: Life) -> Iterator[Fault]:
    """Secret casts are recorded when the vote closes; until then there is nothing to compare."""
    over = life.details(VoteState.CLOSED) or life.details(VoteState.ANNULLED)
    casts = {row.right_id: row.receipt for row in db.session.execute(_casts(vote))}
    if (over or vote.secrecy is Secrecy.ROLL_CALL) and casts.keys() != life.used:
        yield Fault.CASTS
    closed = life.details(VoteState.CLOSED)
    if closed and closed["ballots"] != len(casts):
        yield Fault.CASTS
    if "receipts" in closed and closed["receipts"] != hash_of_receipts(casts.values()):
        yield Fault.RECEIPTS


def _casts(vote: Vote) -> Any:
    return select(Cast.right_id, Cast.receipt).where(Cast.vote_id == vote.id)


def _faults_of_counting(vote: Vote, life: Life) -> Iterator[Fault]:
    counted = life.details(VoteState.COUNTED)
    stored = vote.result.content if vote.result else {}
    if counted and (counted["ballots"] != _number(Cast, vote) or _plain(vote) != stored.get("cast")):
        yield Fault.BALLOTS
    same = "result" not in counted or counted["result"] == canonical_hash(stored)
    if not same or counted.get("verdict") != stored.get("verdict"):
        yield Fault.RESULT
    if vote.state in {VoteState.COUNTED, VoteState.PUBLISHED} and not _counts_the_same(vote):
        yield Fault.RECOUNT


def _counts_the_same(vote: Vote) -> bool:
    """Whether the ballots as they are stored give the result as it is stored."""
    stored = queries.result_of(vote)
    try:
        return stored is not None and all(again == stored for again in voting.recounts(vote))
    except (freezing.FrozenTextError, LookupError, ValueError, TypeError):
        return False  # what was changed cannot be read as a question, or as ballots, any more


def _plain(vote: Vote) -> int:
    """Return how many votes were counted."""
    return db.session.scalar(select(func.sum(PlainVotes.votes)).where(PlainVotes.vote_id == vote.id)) or 0


def _number(table: type[VotingRight | Cast], vote: Vote) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(table.vote_id == vote.id)) or 0
