"""Whether a ballot may be entered for a member, and cast by a second person: decided from facts alone.

Times carry their zone; `now` is the database's clock, read after the vote's row was locked.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assembly.voting.rules import CastRefusal, RightFacts, VoteState, has_passed


class Means(StrEnum):
    """How a ballot reached the secretariat."""

    TELEPHONE = "telephone"
    PAPER = "paper"


class Outcome(StrEnum):
    """How an entry ended: cast, contradicted by the second person, taken back, or with the vote."""

    CONFIRMED = "confirmed"
    DIFFERED = "differed"
    TAKEN_BACK = "taken-back"
    EXPIRED = "expired"


class AssistRefusal(StrEnum):
    """Why a ballot is not entered or confirmed, besides what stands in the way of any ballot."""

    SECRET = "secret"  # noqa: S105 - a kind of vote
    WAITS_ALREADY = "waits_already"
    HAS_ENDED = "has_ended"
    SAME_PERSON = "same_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistFacts:
    """What must be known to enter a ballot for a member, or to cast it."""

    state: VoteState
    deadline: datetime
    secret: bool
    allowed_in_secret: bool
    right: RightFacts | None
    """None where the right is not in the frozen roll of this vote."""


def check_can_assist(facts: AssistFacts, now: datetime) -> AssistRefusal | CastRefusal | None:
    """Whether the secretariat may act for a member now; None means yes.

    Whether the member has voted is not among the facts: that is told to nobody while the vote is open.
    """
    if facts.secret and not facts.allowed_in_secret:
        return AssistRefusal.SECRET
    if facts.state is VoteState.SUSPENDED:
        return CastRefusal.SUSPENDED
    if facts.state is not VoteState.OPEN:
        return CastRefusal.NOT_OPEN
    if has_passed(facts.deadline, now):
        return CastRefusal.PAST_DEADLINE
    return _check_right(facts.right)


def _check_right(right: RightFacts | None) -> CastRefusal | None:
    if right is None:
        return CastRefusal.RIGHT_NOT_IN_ROLL
    if right.member_suspended:
        return CastRefusal.MEMBER_SUSPENDED
    return CastRefusal.PROXY_STANDS if right.proxy_holder is not None else None


def check_can_confirm(*, outcome: Outcome | None, entered_by: int, person: int) -> AssistRefusal | None:
    """Whether this person may type a ballot the second time; None means yes."""
    if outcome is not None:
        return AssistRefusal.HAS_ENDED
    return AssistRefusal.SAME_PERSON if entered_by == person else None
