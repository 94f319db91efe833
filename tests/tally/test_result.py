import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly import tally
from assembly.tally.ballot import MotionBallot, MotionChoice
from assembly.tally.motion import FrozenMotion
from assembly.tally.result import MotionResult, tenths_of_percent
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, Quorum, QuorumMoment, RuleProfile, TallyError

from .strategies import motions

FRAMEWORK = FrozenMotion(
    question_hash="c0ffee" * 10 + "c0de",
    article={"en": "Statutes, article 14", "fr": "Statuts, article 14"},
    profile=RuleProfile(
        threshold=SIMPLE_MAJORITY,
        basis=Basis.FOR_AND_AGAINST,
        quorum=Quorum(SIMPLE_MAJORITY, QuorumMoment.OPENING),
    ),
    rights=20,
    entitled=20,
    represented_at_opening=12,
    represented_at_deadline=14,
)
BALLOTS = [
    MotionBallot(choice) for choice in [MotionChoice.YES] * 7 + [MotionChoice.NO] * 4 + [MotionChoice.ABSTAIN] * 2
]


def test_the_json_of_a_result_is_these_bytes():
    """A stored result is read for years: changing this text needs a migration."""
    half = {"kind": "more_than", "fraction": "1/2"}
    expected = {
        "kind": "motion",
        "question_hash": "c0ffee" * 10 + "c0de",
        "article": {"en": "Statutes, article 14", "fr": "Statuts, article 14"},
        "unit": "heads",
        "rights": 20,
        "ballots": 13,
        "entitled": 20,
        "represented_at_opening": 12,
        "represented_at_deadline": 14,
        "cast": 13,
        "yes": 7,
        "no": 4,
        "abstain": 2,
        "blank": 0,
        "basis": "for_and_against",
        "formula": {"threshold": half, "count": 11, "exact": "11/2", "rounded": 5, "added": 1, "required": 6},
        "quorum": {
            "rule": {"needed": half, "measured_on": "opening"},
            "formula": {
                "threshold": half, "count": 20, "exact": "10/1", "rounded": 10, "added": 1, "required": 11,
            },
            "needed": 11,
            "measured": 12,
            "reached": True,
        },
        "casting_vote": None,
        "verdict": "adopted",
        "reason": "threshold_met",
    }  # fmt: skip
    written = tally.result(FRAMEWORK, BALLOTS).to_json()
    assert written == json.dumps(expected, sort_keys=True, separators=(",", ":"))


@given(motions())
def test_a_result_is_read_back_as_it_was_written(case):
    counted = tally.result(*case)
    assert MotionResult.from_json(counted.to_json()) == counted
    assert MotionResult.from_data(json.loads(counted.to_json())) == counted


def test_a_casting_vote_is_read_back():
    vote = FrozenMotion(
        question_hash="",
        article={},
        profile=RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.VALID, casting_vote=True),
        rights=2,
        entitled=2,
        represented_at_opening=2,
        represented_at_deadline=2,
    )
    tied = [MotionBallot(MotionChoice.YES), MotionBallot(MotionChoice.NO)]
    counted = tally.result(vote, tied, MotionChoice.NO)
    assert MotionResult.from_json(counted.to_json()) == counted


def test_the_result_of_something_else_is_refused():
    data = tally.result(FRAMEWORK, BALLOTS).as_data() | {"kind": "election"}
    with pytest.raises(TallyError):
        MotionResult.from_data(data)


def test_a_result_keeps_its_article_when_the_vote_is_edited():
    article = {"en": "Article 14"}
    vote = FrozenMotion(
        question_hash="",
        article=article,
        profile=FRAMEWORK.profile,
        rights=0,
        entitled=0,
        represented_at_opening=0,
        represented_at_deadline=0,
    )
    counted = tally.result(vote, [])
    article["en"] = "Article 15"
    assert counted.article == {"en": "Article 14"}


def test_support_and_turnout_are_exact_parts():
    counted = tally.result(FRAMEWORK, BALLOTS)
    assert (counted.support, counted.turnout) == (Fraction(7, 11), Fraction(13, 20))


def test_an_empty_roll_has_no_shares():
    vote = FrozenMotion(
        question_hash="",
        article={},
        profile=FRAMEWORK.profile,
        rights=0,
        entitled=0,
        represented_at_opening=0,
        represented_at_deadline=0,
    )
    counted = tally.result(vote, [])
    assert (counted.support, counted.turnout) == (0, 0)


@pytest.mark.parametrize(("share", "tenths"), [((2, 3), 666), ((1, 2), 500), ((1, 1), 1000), ((1999, 3000), 666)])
def test_a_percentage_is_cut_and_never_rounded_up(share, tenths):
    assert tenths_of_percent(Fraction(*share)) == tenths


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_percentage_never_says_more_than_was_reached(part, more):
    share = Fraction(part, part + more)
    assert Fraction(tenths_of_percent(share), 1000) <= share < 1
