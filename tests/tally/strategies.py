"""Any motion that could be held: its rules, its roll, who was represented, and what was cast."""

from hypothesis import strategies as st

from assembly.tally.ballot import MotionBallot, MotionChoice
from assembly.tally.motion import FrozenMotion
from assembly.tally.rules import (
    SIMPLE_MAJORITY,
    TWO_THIRDS,
    UNANIMITY,
    Basis,
    Quorum,
    QuorumMoment,
    RuleProfile,
    Threshold,
    ThresholdKind,
    Unit,
)


@st.composite
def fractions(draw, kind):
    q = draw(st.integers(2, 100))
    return Threshold(kind, draw(st.integers(1, q - 1)), q)


thresholds = (
    st.sampled_from([SIMPLE_MAJORITY, TWO_THIRDS, UNANIMITY])
    | fractions(ThresholdKind.MORE_THAN)
    | fractions(ThresholdKind.AT_LEAST)
)
quorums = st.builds(Quorum, thresholds | st.integers(1, 20), st.sampled_from(QuorumMoment))
profiles = st.builds(
    RuleProfile,
    threshold=thresholds,
    basis=st.sampled_from(Basis),
    quorum=st.none() | quorums,
    unit=st.sampled_from(Unit),
    casting_vote=st.booleans(),
)


@st.composite
def motions(draw, profile=profiles):
    """A frozen motion and its ballots. Rights not cast weigh something too; some of them are represented."""
    rules = draw(profile)
    ballots = draw(st.lists(st.builds(MotionBallot, st.sampled_from(MotionChoice), st.integers(1, 9)), max_size=25))
    absent = draw(st.lists(st.integers(1, 9), max_size=8))
    heads = rules.unit is Unit.HEADS
    cast = len(ballots) if heads else sum(ballot.weight for ballot in ballots)
    entitled = cast + (len(absent) if heads else sum(absent))
    vote = FrozenMotion(
        question_hash="ab" * 32,
        article={"en": "Statutes, article 14.2", "ru": "Устав, статья 14.2"},
        profile=rules,
        rights=len(ballots) + len(absent),
        entitled=entitled,
        represented_at_opening=draw(st.integers(0, entitled)),
        represented_at_deadline=draw(st.integers(cast, entitled)),
    )
    return vote, ballots
