"""Until when members may object to a result, and who may: decided from facts alone.

Times carry their zone; `now` is the database's clock, read after the vote's row was locked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assembly.voting.rules import VoteState, has_passed


class ObjectionRefusal(StrEnum):
    """Why an objection is not taken."""

    NOT_PUBLISHED = "not_published"
    NONE_TAKEN = "none_taken"
    TOO_LATE = "too_late"
    NOT_YOUR_MEMBER = "not_your_member"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFacts:
    """What must be known to take an objection: about the vote, and for whom the person may speak."""

    state: VoteState
    until: datetime | None
    """None where the vote takes no objections."""
    member: int
    speaks_for: Collection[int]
    """The members on the roll that the person represents or looks after."""


def objections_until(published_at: datetime | None, hours: int | None) -> datetime | None:
    """Return until when members may object; None before publication, and where they may not at all."""
    if published_at is None or hours is None:
        return None
    return published_at + timedelta(hours=hours)


def check_can_object(facts: ObjectionFacts, now: datetime) -> ObjectionRefusal | None:
    """Whether an objection is taken; None means yes. At the very deadline it is not."""
    if facts.state is not VoteState.PUBLISHED:
        return ObjectionRefusal.NOT_PUBLISHED
    if facts.until is None:
        return ObjectionRefusal.NONE_TAKEN
    if has_passed(facts.until, now):
        return ObjectionRefusal.TOO_LATE
    return None if facts.member in facts.speaks_for else ObjectionRefusal.NOT_YOUR_MEMBER
