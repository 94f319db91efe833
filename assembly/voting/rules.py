"""What may happen to a vote, and who may cast: decided from facts alone.

Services fetch the facts and word the answers.
Times carry their zone; `now` is the database's clock, read after the vote's row was locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

COUNT_TAKES: Final = timedelta(minutes=2)
"""A closed vote that is not counted by then waits for somebody to mend something."""


class VoteKind(StrEnum):
    """What is put to the members: yes or no, one of several options, or who is elected."""

    MOTION = "motion"
    CHOICE = "choice"
    ELECTION = "election"


class VoteState(StrEnum):
    """Where a vote stands in its life."""

    DRAFT = "draft"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"
    ANNULLED = "annulled"


TRANSITIONS: Final[Mapping[VoteState, frozenset[VoteState]]] = {
    VoteState.DRAFT: frozenset({VoteState.OPEN}),
    VoteState.OPEN: frozenset({VoteState.SUSPENDED, VoteState.CLOSED, VoteState.ANNULLED}),
    VoteState.SUSPENDED: frozenset({VoteState.OPEN, VoteState.ANNULLED}),
    VoteState.CLOSED: frozenset({VoteState.COUNTED, VoteState.ANNULLED}),
    VoteState.COUNTED: frozenset({VoteState.PUBLISHED, VoteState.ANNULLED}),
    VoteState.PUBLISHED: frozenset({VoteState.ANNULLED}),
    VoteState.ANNULLED: frozenset(),
}


def count_is_late(state: VoteState, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a vote has waited too long for its count: no worker runs, or the key of its ballots is missing."""
    return state is VoteState.CLOSED and closed_at is not None and now - closed_at > COUNT_TAKES


class TransitionRefusal(StrEnum):
    """Why a vote may not go from one state to another."""

    NOT_ALLOWED = "not_allowed"
    REASON_MISSING = "reason_missing"


def check_transition(old: VoteState, new: VoteState, *, reason: str = "") -> TransitionRefusal | None:
    """Whether a vote may go from `old` to `new`; None means yes. Annulling needs a reason."""
    if new not in TRANSITIONS[old]:
        return TransitionRefusal.NOT_ALLOWED
    if new is VoteState.ANNULLED and not reason.strip():
        return TransitionRefusal.REASON_MISSING
    return None


class DeadlineRefusal(StrEnum):
    """Why a deadline may not be moved."""

    NOT_OPEN = "not_open"
    PAST_DEADLINE = "past_deadline"
    NOT_LATER = "not_later"
    IN_PAST = "in_past"


def check_new_deadline(state: VoteState, old: datetime | None, new: datetime, now: datetime) -> DeadlineRefusal | None:
    """Whether the deadline may be moved; None means yes.

    Later only, while open only. A vote whose deadline has passed is over, even if nothing has closed it yet.
    """
    if state is not VoteState.OPEN:
        return DeadlineRefusal.NOT_OPEN
    if has_passed(old, now):
        return DeadlineRefusal.PAST_DEADLINE
    if old is not None and new <= old:
        return DeadlineRefusal.NOT_LATER
    if new <= now:
        return DeadlineRefusal.IN_PAST
    return None


def has_passed(deadline: datetime | None, now: datetime) -> bool:
    """Whether casting has ended. At the very deadline it has; a vote without one is closed by hand."""
    return deadline is not None and now >= deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class RightFacts:
    """Who could exercise one voting right. People are account ids; None where there is nobody."""

    delegate: int | None
    alternate: int | None = None
    """The alternate who took over by a recorded hand-over; not one who merely stands in line."""
    proxy_holder: int | None = None
    """The delegate of another member, while an accepted proxy stands."""
    member_suspended: bool = False


def holder(right: RightFacts) -> int | None:
    """Who casts this right now, if anybody. A proxy goes before the member's own people."""
    if right.member_suspended:
        return None
    if right.proxy_holder is not None:
        return right.proxy_holder
    return right.alternate if right.alternate is not None else right.delegate


class CastRefusal(StrEnum):
    """Why a ballot is not taken."""

    NOT_OPEN = "not_open"
    SUSPENDED = "suspended"
    PAST_DEADLINE = "past_deadline"
    RIGHT_NOT_IN_ROLL = "right_not_in_roll"
    MEMBER_SUSPENDED = "member_suspended"
    PROXY_STANDS = "proxy_stands"
    NOT_HOLDER = "not_holder"
    ALREADY_CAST = "already_cast"


@dataclass(frozen=True, slots=True, kw_only=True)
class CastFacts:
    """What must be known to take a ballot: about the vote, the right, and who is casting."""

    state: VoteState
    deadline: datetime | None
    person: int
    right: RightFacts | None
    """None where the right is not in the frozen roll of this vote."""
    cast_by: int | None = None
    """Who cast the ballot that this right already has."""
    revoting: bool = False
    """Whether this vote lets a ballot be replaced while it is open."""


def check_can_cast(facts: CastFacts, now: datetime) -> CastRefusal | None:
    """Whether a ballot may be taken; None means yes."""
    if facts.state is VoteState.SUSPENDED:
        return CastRefusal.SUSPENDED
    if facts.state is not VoteState.OPEN:
        return CastRefusal.NOT_OPEN
    if has_passed(facts.deadline, now):
        return CastRefusal.PAST_DEADLINE
    if facts.right is None:
        return CastRefusal.RIGHT_NOT_IN_ROLL
    return _check_holder(facts.right, facts.person) or _check_first(facts)


def _check_holder(right: RightFacts, person: int) -> CastRefusal | None:
    if holder(right) == person:
        return None
    if right.member_suspended:
        return CastRefusal.MEMBER_SUSPENDED
    if right.proxy_holder is not None and person in (right.delegate, right.alternate):
        return CastRefusal.PROXY_STANDS
    return CastRefusal.NOT_HOLDER


def _check_first(facts: CastFacts) -> CastRefusal | None:
    """A right is used once; where the vote allows it, whoever used it may change their mind."""
    if facts.cast_by is None or (facts.revoting and facts.cast_by == facts.person):
        return None
    return CastRefusal.ALREADY_CAST
