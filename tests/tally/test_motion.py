import pytest

from assembly import tally
from assembly.tally.ballot import MotionBallot, MotionChoice
from assembly.tally.motion import FrozenMotion, needs_casting_vote
from assembly.tally.result import Reason, Verdict
from assembly.tally.rules import (
    SIMPLE_MAJORITY,
    TWO_THIRDS,
    UNANIMITY,
    Basis,
    Quorum,
    QuorumMoment,
    RuleProfile,
    TallyError,
    Threshold,
    ThresholdKind,
    Unit,
)

YES, NO, ABSTAIN, BLANK = MotionChoice
ADOPTED, REJECTED, NO_QUORUM = Verdict


def ballots(yes=0, no=0, abstain=0, blank=0):
    return [MotionBallot(choice) for choice in [YES] * yes + [NO] * no + [ABSTAIN] * abstain + [BLANK] * blank]


def motion(threshold=SIMPLE_MAJORITY, basis=Basis.FOR_AND_AGAINST, *, roll=118, present=None, weight=None, **rules):
    """Everybody is represented unless `present` says how many are; `weight` is that of the whole roll."""
    entitled = weight or roll
    represented = entitled if present is None else present
    return FrozenMotion(
        question_hash="ab" * 32,
        article={"en": "Statutes, article 14.2"},
        profile=RuleProfile(threshold=threshold, basis=basis, **rules),
        rights=roll,
        entitled=entitled,
        represented_at_opening=represented,
        represented_at_deadline=represented,
    )


def decided(vote, counts, casting_vote=None):
    counted = tally.result(vote, ballots(*counts), casting_vote)
    return counted.verdict, counted.reason


class TestTheAgreedVectors:
    @pytest.mark.parametrize(
        ("vote", "counts", "required", "verdict"),
        [
            (motion(SIMPLE_MAJORITY, Basis.FOR_AND_AGAINST), (7, 4, 2), "6 of 11", ADOPTED),
            (motion(TWO_THIRDS, Basis.FOR_AND_AGAINST), (7, 4, 2), "8 of 11", REJECTED),
            (motion(TWO_THIRDS, Basis.FOR_AND_AGAINST), (2, 1, 10), "2 of 3", ADOPTED),
            (motion(SIMPLE_MAJORITY, Basis.VALID), (2, 1, 10), "7 of 13", REJECTED),
            (motion(SIMPLE_MAJORITY, Basis.FOR_AND_AGAINST), (32, 27, 7), "30 of 59", ADOPTED),
            (
                motion(Threshold(ThresholdKind.AT_LEAST, 66, 100), Basis.REPRESENTED, present=60),
                (30, 15, 15),
                "40 of 60",
                REJECTED,
            ),
        ],
    )
    def test_verdict_and_arithmetic(self, vote, counts, required, verdict):
        counted = tally.result(vote, ballots(*counts))
        assert f"{counted.required} of {counted.basis_count}" == required
        assert counted.verdict is verdict

    def test_with_basis_0_a_motion_is_rejected_for_that_reason(self):
        for threshold in (SIMPLE_MAJORITY, TWO_THIRDS, UNANIMITY):
            assert decided(motion(threshold), (0, 0, 5)) == (REJECTED, Reason.BASIS_ZERO)

    def test_a_tie_is_rejected(self):
        assert decided(motion(), (10, 10, 3)) == (REJECTED, Reason.TIE)


class TestBases:
    @pytest.mark.parametrize(
        ("basis", "count"),
        [(Basis.FOR_AND_AGAINST, 11), (Basis.VALID, 13), (Basis.REPRESENTED, 20), (Basis.ENTITLED, 118)],
    )
    def test_each_counts_its_own(self, basis, count):
        counted = tally.result(motion(basis=basis, present=20), ballots(7, 4, 2, blank=3))
        assert counted.basis_count == count

    def test_represented_is_that_at_the_deadline_and_not_at_the_opening(self):
        vote = FrozenMotion(
            question_hash="",
            article={},
            profile=RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.REPRESENTED),
            rights=20,
            entitled=20,
            represented_at_opening=3,
            represented_at_deadline=9,
        )
        assert tally.result(vote, []).basis_count == 9

    def test_in_weight_everything_is_weighed(self):
        quorum = Quorum(SIMPLE_MAJORITY, QuorumMoment.CAST)
        vote = motion(basis=Basis.VALID, roll=4, weight=20, unit=Unit.WEIGHT, quorum=quorum)
        counted = tally.result(vote, [MotionBallot(YES, 9), MotionBallot(NO, 1), MotionBallot(NO, 2)])
        assert (counted.yes, counted.no, counted.cast, counted.basis_count, counted.required) == (
            9,
            3,
            12,
            12,
            7,
        )
        assert (counted.rights, counted.ballots, counted.entitled) == (4, 3, 20)
        assert (counted.quorum.needed, counted.quorum.measured) == (11, 12)
        assert counted.verdict is ADOPTED

    def test_in_heads_no_weight_counts(self):
        counted = tally.result(motion(), [MotionBallot(YES, 9), MotionBallot(NO, 1), MotionBallot(NO, 2)])
        assert (counted.yes, counted.no, counted.verdict) == (1, 2, REJECTED)


class TestUnanimity:
    def test_abstentions_do_not_spoil_it_among_those_for_and_against(self):
        assert decided(motion(UNANIMITY), (7, 0, 4)) == (ADOPTED, Reason.THRESHOLD_MET)

    def test_one_against_does(self):
        assert decided(motion(UNANIMITY), (7, 1, 0)) == (REJECTED, Reason.THRESHOLD_MISSED)


class TestQuorum:
    @pytest.mark.parametrize(("cast", "verdict"), [(59, NO_QUORUM), (60, ADOPTED)])
    def test_more_than_half_of_118_is_60(self, cast, verdict):
        vote = motion(quorum=Quorum(SIMPLE_MAJORITY, QuorumMoment.CAST))
        assert tally.result(vote, ballots(cast)).verdict is verdict

    def test_missed_the_count_is_shown_and_nothing_is_decided(self):
        counted = tally.result(motion(quorum=Quorum(60, QuorumMoment.CAST)), ballots(30, 4, 2, 1))
        assert (counted.verdict, counted.reason) == (NO_QUORUM, Reason.QUORUM_MISSED)
        assert (counted.yes, counted.no, counted.abstain, counted.blank, counted.cast) == (30, 4, 2, 1, 37)
        assert (counted.quorum.needed, counted.quorum.measured, counted.quorum.reached) == (60, 37, False)

    def test_without_anybody_it_is_the_quorum_that_is_missed(self):
        assert decided(motion(quorum=Quorum(1, QuorumMoment.CAST)), ())[1] is Reason.QUORUM_MISSED

    def test_blank_ballots_count_towards_it(self):
        assert tally.result(motion(quorum=Quorum(3, QuorumMoment.CAST)), ballots(1, blank=2)).quorum.reached

    @pytest.mark.parametrize(
        ("moment", "measured"),
        [(QuorumMoment.OPENING, 71), (QuorumMoment.DEADLINE, 55), (QuorumMoment.CAST, 50)],
    )
    def test_it_is_measured_where_the_rules_say(self, moment, measured):
        vote = FrozenMotion(
            question_hash="",
            article={},
            profile=RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.FOR_AND_AGAINST, quorum=Quorum(60, moment)),
            rights=118,
            entitled=118,
            represented_at_opening=71,
            represented_at_deadline=55,
        )
        figures = tally.result(vote, ballots(50)).quorum
        assert (figures.measured, figures.reached) == (measured, measured >= 60)

    def test_a_part_of_the_roll_shows_its_formula_and_a_number_needs_none(self):
        part = tally.result(motion(quorum=Quorum(TWO_THIRDS, QuorumMoment.CAST)), []).quorum
        number = tally.result(motion(quorum=Quorum(60, QuorumMoment.CAST)), []).quorum
        assert (part.formula.count, part.formula.required) == (118, part.needed) == (118, 79)
        assert number.formula is None

    def test_rules_without_one_measure_nothing(self):
        assert tally.result(motion(), ballots(1)).quorum is None


class TestTheCastingVote:
    @pytest.mark.parametrize(("choice", "verdict"), [(YES, ADOPTED), (NO, REJECTED)])
    def test_decides_a_tie_and_is_recorded(self, choice, verdict):
        counted = tally.result(motion(casting_vote=True), ballots(10, 10), choice)
        assert (counted.verdict, counted.reason, counted.casting_vote) == (
            verdict,
            Reason.CASTING_VOTE,
            choice,
        )
        assert (counted.yes, counted.no, counted.cast) == (10, 10, 20)

    def test_a_silent_chair_leaves_the_motion_rejected(self):
        vote = motion(casting_vote=True)
        assert decided(vote, (10, 10)) == (REJECTED, Reason.TIE)

    def test_is_asked_for_on_a_tie_until_it_is_given(self):
        vote = motion(casting_vote=True)
        tied = ballots(10, 10)
        assert needs_casting_vote(vote, tally.result(vote, tied))
        assert not needs_casting_vote(vote, tally.result(vote, tied, NO))
        assert not needs_casting_vote(vote, tally.result(vote, ballots(10, 9)))
        assert not needs_casting_vote(motion(), tally.result(motion(), tied))

    @pytest.mark.parametrize(
        ("vote", "counts"),
        [
            (motion(), (10, 10)),
            (motion(casting_vote=True), (10, 9)),
            (motion(casting_vote=True), (9, 10)),
            (motion(casting_vote=True), (0, 0, 4)),
            (motion(TWO_THIRDS, casting_vote=True), (10, 10)),
            (motion(Threshold(ThresholdKind.MORE_THAN, 3, 5), casting_vote=True), (10, 10)),
            (motion(UNANIMITY, casting_vote=True), (1, 1)),
            (motion(basis=Basis.VALID, casting_vote=True), (10, 10, 1)),
            (motion(basis=Basis.VALID, casting_vote=True), (10, 8, 2)),
            (motion(casting_vote=True, quorum=Quorum(60, QuorumMoment.CAST)), (10, 10)),
        ],
    )
    def test_is_refused_where_there_is_nothing_to_decide(self, vote, counts):
        with pytest.raises(TallyError):
            tally.result(vote, ballots(*counts), YES)

    @pytest.mark.parametrize("choice", [ABSTAIN, BLANK])
    def test_is_for_or_against(self, choice):
        with pytest.raises(TallyError):
            tally.result(motion(casting_vote=True), ballots(10, 10), choice)


class TestFiguresThatContradictEachOther:
    def test_more_ballots_than_rights(self):
        with pytest.raises(TallyError):
            tally.result(motion(roll=3, weight=9, unit=Unit.WEIGHT), ballots(4))

    def test_more_cast_than_represented(self):
        with pytest.raises(TallyError):
            tally.result(motion(present=3), ballots(4))

    @pytest.mark.parametrize("present", [-1, 119])
    def test_more_represented_than_entitled(self, present):
        with pytest.raises(TallyError):
            motion(present=present)

    def test_a_roll_lighter_than_its_rights(self):
        with pytest.raises(TallyError):
            motion(roll=5, weight=4, unit=Unit.WEIGHT)

    def test_a_roll_in_heads_that_is_not_the_number_of_rights(self):
        with pytest.raises(TallyError):
            motion(roll=5, weight=6)

    def test_a_ballot_without_weight(self):
        with pytest.raises(TallyError):
            MotionBallot(YES, 0)
