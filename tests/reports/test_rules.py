"""What a file of ballots tells: nothing that gives away who cast one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.reports.rules import Group, grouped, merged, weights_tell
from assembly.voting.ballots import PaperBallot
from assembly.voting.opening_rules import SMALL_GROUP

BALLOTS = st.lists(st.builds(PaperBallot, st.sampled_from("YNAB"), st.integers(1, 4)), max_size=40)


@pytest.mark.parametrize(
    ("expected", "weights"),
    [(False, []), (False, [1]), (False, [3, 3]), (False, [1] * 5 + [2] * 5), (True, [1] * 50 + [2] * 4)],
)
def test_weights_tell_where_fewer_than_five_ballots_carry_one(expected: object, weights: list[int]) -> None:
    assert weights_tell([PaperBallot("Y", weight) for weight in weights]) is expected


@given(BALLOTS)
def test_grouping_keeps_every_ballot_with_its_weight(ballots: list[PaperBallot]) -> None:
    again = [PaperBallot(one.marks or "", one.weight or 0) for one in grouped(ballots) for _ in range(one.ballots)]
    assert Counter(again) == Counter(ballots)


@given(BALLOTS)
def test_merging_shows_no_weight_and_no_small_group(ballots: list[PaperBallot]) -> None:
    found = merged(ballots)
    sizes = Counter(ballot.marks for ballot in ballots)
    assert sum(group.ballots for group in found) == len(ballots)
    for group in found:
        assert group.weight is None
        if group.marks is not None:
            assert group.ballots == sizes[group.marks] >= SMALL_GROUP
    hidden = [group for group in found if group.marks is None]
    assert len(hidden) <= 1
    if hidden and len(found) > 1:
        assert hidden[0].ballots >= SMALL_GROUP
        assert len(sizes) - (len(found) - 1) > 1, "one small group alone would be known by what is missing"


def test_one_small_group_takes_the_next_with_it() -> None:
    ballots = [PaperBallot(marks, 1) for marks in "Y" * 9 + "A" * 6 + "N"]
    assert merged(ballots) == (Group("Y", 9, None), Group(None, 7, None))
