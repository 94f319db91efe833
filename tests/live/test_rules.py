"""Which vote's rules say how many members are needed."""

from dataclasses import dataclass

import pytest

from assembly.live.rules import ruling
from assembly.voting.rules import VoteState


@dataclass
class Question:
    id: int
    state: VoteState


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], None),
        ([VoteState.PUBLISHED, VoteState.ANNULLED, VoteState.CLOSED, VoteState.COUNTED], None),
        ([VoteState.DRAFT, VoteState.DRAFT], 0),
        ([VoteState.DRAFT, VoteState.SUSPENDED, VoteState.OPEN], 2),
        ([VoteState.DRAFT, VoteState.SUSPENDED], 1),
    ],
)
def test_what_is_open_counts_first_then_what_is_decided_next(states: list[VoteState], expected: int | None) -> None:
    found = ruling([Question(number, state) for number, state in enumerate(states)])
    assert (found.id if found else None) == expected
