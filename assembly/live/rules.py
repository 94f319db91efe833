"""Which vote's rules a sitting looks at."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from assembly.voting.rules import VoteState


class Voted(Protocol):
    """What is asked of a vote."""

    id: int
    state: VoteState


Question = TypeVar("Question", bound=Voted)

ORDER = (VoteState.OPEN, VoteState.SUSPENDED, VoteState.DRAFT)
"""Whose rules count first: of what is voted on now, then of what waits to be opened."""


def ruling(votes: Iterable[Question]) -> Question | None:
    """Return the vote whose rules say how many members are needed; None where nothing is left to decide."""
    waiting = [vote for vote in votes if vote.state in ORDER]
    return min(waiting, key=lambda vote: (ORDER.index(vote.state), vote.id), default=None)
