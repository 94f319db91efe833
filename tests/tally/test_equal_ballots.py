"""Equal ballots given as one: the same result as each by itself, with the number of ballots said beside them."""

from dataclasses import replace

import pytest
from hypothesis import given

from assembly import tally
from assembly.tally.ballot import EqualBallots, MotionBallot, MotionChoice
from assembly.tally.rules import TallyError, Unit

from .elections import LOT, answered_elections, named_elections, ranked_elections, together
from .strategies import motions


@given(motions())
def test_a_motion_has_the_same_result(case):
    vote, ballots = case
    assert tally.result(vote, together(vote, ballots)) == tally.result(vote, ballots)


@given(ranked_elections() | answered_elections() | named_elections())
def test_an_election_has_the_same_result(case):
    vote, ballots = case
    assert tally.election_result(vote, together(vote, ballots), LOT) == tally.election_result(vote, ballots, LOT)


@pytest.mark.parametrize(("ballots", "votes"), [(3, 2), (1, 2)])
@given(case=motions())
def test_in_heads_each_ballot_is_one_vote(ballots, votes, case):
    vote = replace(case[0], profile=replace(case[0].profile, unit=Unit.HEADS), rights=9, entitled=9,
                   represented_at_opening=9, represented_at_deadline=9)  # fmt: skip
    with pytest.raises(TallyError):
        tally.result(vote, EqualBallots(ballots, [MotionBallot(MotionChoice.YES, votes)]))
