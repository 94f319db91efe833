"""What holds for every motion, whatever its rules, its roll and its ballots."""

import random

from hypothesis import assume, given
from hypothesis import strategies as st

from assembly import tally
from assembly.tally.ballot import MotionBallot, MotionChoice
from assembly.tally.motion import FrozenMotion
from assembly.tally.result import Verdict
from assembly.tally.rules import RuleProfile, Unit

from .strategies import motions, profiles

YES, NO, ABSTAIN, BLANK = MotionChoice
ADOPTED, REJECTED, NO_QUORUM = Verdict


def slow_verdict(vote, cast):
    """The rules in the words of the design, counted on fingers: each vote is as many fingers as it weighs."""
    rules = vote.profile
    fingers = [b.choice for b in cast for _ in range(b.weight if rules.unit is Unit.WEIGHT else 1)]
    if rules.quorum:
        measured = {"opening": vote.represented_at_opening, "deadline": vote.represented_at_deadline}.get(
            rules.quorum.measured_on, len(fingers)
        )
        needed = rules.quorum.needed
        enough = measured >= needed if isinstance(needed, int) else reaches(needed, measured, vote.entitled)
        if not enough:
            return NO_QUORUM
    not_counted = {"for_and_against": [ABSTAIN, BLANK], "valid": [BLANK]}.get(rules.basis)
    if not_counted is not None:
        basis = sum(1 for finger in fingers if finger not in not_counted)
    else:
        basis = vote.entitled if rules.basis == "entitled" else vote.represented_at_deadline
    support = sum(1 for finger in fingers if finger == "yes")
    return ADOPTED if basis and reaches(rules.threshold, support, basis) else REJECTED


def reaches(threshold, part, whole):
    if threshold.kind == "unanimity":
        return part == whole
    left, right = part * threshold.q, whole * threshold.p
    return left > right if threshold.kind == "more_than" else left >= right


@given(motions())
def test_agrees_with_a_slow_count_written_from_the_rules(case):
    assert tally.result(*case).verdict is slow_verdict(*case)


@given(motions())
def test_the_parts_add_up_and_no_share_is_over_100_percent(case):
    counted = tally.result(*case)
    assert counted.yes + counted.no + counted.abstain + counted.blank == counted.cast
    assert counted.yes <= counted.basis_count <= counted.entitled
    assert counted.cast <= counted.represented_at_deadline <= counted.entitled
    assert counted.ballots <= counted.rights
    assert 0 <= counted.support <= 1
    assert 0 <= counted.turnout <= 1


@given(motions())
def test_adopted_means_the_required_number_was_reached(case):
    counted = tally.result(*case)
    if counted.verdict is ADOPTED:
        assert 0 < counted.required <= counted.yes
    elif counted.basis_count and counted.verdict is REJECTED:
        assert counted.yes < counted.required


@given(motions(), st.sampled_from([NO, ABSTAIN, BLANK]))
def test_a_voter_who_turns_to_yes_never_defeats_the_motion(case, before):
    vote, cast = case
    assume(before in {ballot.choice for ballot in cast})
    turned = next(ballot for ballot in cast if ballot.choice is before)
    changed = [ballot for ballot in cast if ballot is not turned] + [MotionBallot(YES, turned.weight)]
    assert not (tally.result(vote, cast).verdict is ADOPTED and tally.result(vote, changed).verdict is not ADOPTED)


@given(motions(), st.randoms())
def test_the_order_of_the_ballots_makes_no_difference(case, chance: random.Random):
    vote, cast = case
    assert tally.result(vote, chance.sample(cast, len(cast))) == tally.result(vote, cast)


@given(motions(profiles.filter(lambda rules: rules.unit is Unit.HEADS)))
def test_all_weights_1_make_heads_and_weight_the_same(case):
    vote, cast = case
    plain = [MotionBallot(ballot.choice) for ballot in cast]
    rules = RuleProfile.from_data(vote.profile.as_data() | {"unit": "weight"})
    weighed = FrozenMotion(
        question_hash=vote.question_hash,
        article=vote.article,
        profile=rules,
        rights=vote.rights,
        entitled=vote.entitled,
        represented_at_opening=vote.represented_at_opening,
        represented_at_deadline=vote.represented_at_deadline,
    )
    in_weight = tally.result(weighed, plain).as_data() | {"unit": "heads"}
    assert in_weight == tally.result(vote, plain).as_data()
