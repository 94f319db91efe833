import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.tally.rules import (
    SIMPLE_MAJORITY,
    TWO_THIRDS,
    UNANIMITY,
    Basis,
    ProfileProblem,
    Quorum,
    QuorumMoment,
    RuleProfile,
    TallyError,
    Threshold,
    ThresholdKind,
    formula,
    profile_problems,
    quorum_required,
    required_votes,
)

from .strategies import profiles, thresholds


@pytest.mark.parametrize(("basis", "required"), [(19, 10), (20, 11), (21, 11), (0, 1), (1, 1)])
def test_a_simple_majority_is_more_than_half(basis, required):
    assert required_votes(SIMPLE_MAJORITY, basis) == required


@pytest.mark.parametrize(("basis", "required"), [(30, 20), (31, 21), (32, 22), (33, 22)])
def test_two_thirds_round_up(basis, required):
    assert required_votes(TWO_THIRDS, basis) == required


def test_unanimity_is_everybody():
    assert required_votes(UNANIMITY, 118) == 118


def test_a_number_too_large_for_a_float_is_still_exact():
    """2**53 + 1 is the first whole number that a float can't hold."""
    assert required_votes(SIMPLE_MAJORITY, 2 * (2**53 + 1)) == 2**53 + 2


def test_the_formula_keeps_each_step():
    steps = formula(SIMPLE_MAJORITY, 11)
    assert steps.as_data() == {
        "threshold": {"kind": "more_than", "fraction": "1/2"},
        "count": 11,
        "exact": "11/2",
        "rounded": 5,
        "added": 1,
        "required": 6,
    }


def test_a_fraction_is_kept_as_the_statutes_write_it():
    threshold = Threshold(ThresholdKind.AT_LEAST, 66, 100)
    assert threshold.as_data() == {"kind": "at_least", "fraction": "66/100"}
    assert formula(threshold, 60).as_data()["exact"] == "198/5"


@given(thresholds, st.integers(1, 10_000))
def test_the_required_number_is_the_smallest_that_meets_the_rule(threshold, basis):
    """Written from the words of the rule, by trying one number after the other."""

    def meets(votes):
        if threshold.kind is ThresholdKind.MORE_THAN:
            return votes * threshold.q > basis * threshold.p
        return votes * threshold.q >= basis * threshold.p

    required = required_votes(threshold, basis)
    assert 1 <= required <= basis
    assert meets(required)
    assert not meets(required - 1)


@pytest.mark.parametrize(
    ("kind", "p", "q"),
    [
        (ThresholdKind.MORE_THAN, 1, 1),
        (ThresholdKind.MORE_THAN, 0, 2),
        (ThresholdKind.AT_LEAST, 3, 2),
        (ThresholdKind.AT_LEAST, 0, 2),
        (ThresholdKind.AT_LEAST, -1, -2),
        (ThresholdKind.UNANIMITY, 1, 2),
        (ThresholdKind.MORE_THAN, 1, 0),
    ],
)
def test_a_threshold_that_decides_nothing_is_refused(kind, p, q):
    with pytest.raises(TallyError):
        Threshold(kind, p, q)


def test_a_negative_basis_is_refused():
    with pytest.raises(TallyError):
        formula(SIMPLE_MAJORITY, -1)


@pytest.mark.parametrize(
    ("needed", "of_118"),
    [
        (SIMPLE_MAJORITY, 60),
        (Threshold(ThresholdKind.AT_LEAST, 1, 2), 59),
        (TWO_THIRDS, 79),
        (60, 60),
    ],
)
def test_a_quorum_is_a_part_of_the_roll_or_a_number(needed, of_118):
    assert quorum_required(Quorum(needed, QuorumMoment.CAST), 118) == of_118


def test_a_quorum_of_nobody_is_refused():
    with pytest.raises(TallyError):
        Quorum(0, QuorumMoment.CAST)


def profile(basis=Basis.VALID, quorum=None):
    return RuleProfile(threshold=SIMPLE_MAJORITY, basis=basis, quorum=quorum)


def test_in_a_sitting_every_basis_and_quorum_is_good():
    rules = profile(Basis.REPRESENTED, Quorum(60, QuorumMoment.OPENING))
    assert profile_problems(rules, outlasts_sitting=False) == ()


@pytest.mark.parametrize("moment", [QuorumMoment.OPENING, QuorumMoment.DEADLINE])
def test_a_long_vote_measures_neither_basis_nor_quorum_on_presence(moment):
    rules = profile(Basis.REPRESENTED, Quorum(60, moment))
    assert profile_problems(rules, outlasts_sitting=True) == (
        ProfileProblem.REPRESENTED_BASIS_IN_LONG_VOTE,
        ProfileProblem.QUORUM_NOT_ON_CAST_IN_LONG_VOTE,
    )


@pytest.mark.parametrize("quorum", [None, Quorum(60, QuorumMoment.CAST)])
def test_a_long_vote_with_a_quorum_of_ballots_is_good(quorum):
    assert profile_problems(profile(Basis.ENTITLED, quorum), outlasts_sitting=True) == ()


@given(profiles)
def test_a_profile_is_read_back_as_it_was_written(rules):
    assert RuleProfile.from_data(rules.as_data()) == rules
