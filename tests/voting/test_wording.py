"""Rules and results in sentences: each says what its numbers say."""

from fractions import Fraction

import pytest

from assembly.i18n import speaking
from assembly.tally.ballot import MotionBallot, MotionChoice
from assembly.tally.motion import FrozenMotion, result
from assembly.tally.result import MotionResult, Verdict
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
    formula,
)
from assembly.voting.motion_sheet import arithmetic
from assembly.voting.result_sheet import sheet
from assembly.voting.sheet_parts import percent, working
from assembly.voting.wording import rule_sentences, rule_text

HALF = Threshold(ThresholdKind.AT_LEAST, 1, 2)


def rules(threshold: Threshold = SIMPLE_MAJORITY, basis: Basis = Basis.FOR_AND_AGAINST, **more: object) -> RuleProfile:
    return RuleProfile(threshold=threshold, basis=basis, **more)  # type: ignore[arg-type]


def count(yes: int, no: int, abstain: int, profile: RuleProfile, entitled: int = 118) -> MotionResult:
    ballots = [
        *[MotionBallot(MotionChoice.YES)] * yes,
        *[MotionBallot(MotionChoice.NO)] * no,
        *[MotionBallot(MotionChoice.ABSTAIN)] * abstain,
    ]
    motion = FrozenMotion(
        question_hash="f" * 64,
        article={"en": "Statutes, art. 14", "fr": "Statuts, art. 14"},
        profile=profile,
        rights=entitled,
        entitled=entitled,
        represented_at_opening=0,
        represented_at_deadline=len(ballots),
    )
    return result(motion, ballots)


class TestRules:
    def test_of_the_case_are_one_readable_text(self) -> None:
        profile = rules(quorum=Quorum(HALF, QuorumMoment.CAST))
        assert rule_text(profile, "Statutes, art. 14") == (
            "Adopted if more than half of the votes for and against are in favour; abstentions are not counted. "
            "Quorum: at least half of all members, counted on ballots cast. (Statutes, art. 14)"
        )

    @pytest.mark.parametrize(
        ("profile", "sentence"),
        [
            (rules(TWO_THIRDS, Basis.VALID), "at least two thirds of the votes cast"),
            (rules(Threshold(ThresholdKind.AT_LEAST, 66, 100)), "at least 66/100 of the votes for and against"),
            (rules(Threshold(ThresholdKind.MORE_THAN, 3, 5)), "more than 3/5 of the votes"),
            (rules(SIMPLE_MAJORITY, Basis.ENTITLED), "more than half of all members are in favour, whether they vote"),
            (rules(SIMPLE_MAJORITY, Basis.REPRESENTED), "of the members represented are in favour"),
            (rules(UNANIMITY), "Adopted if nobody votes against"),
            (rules(UNANIMITY, Basis.ENTITLED), "Adopted if every member is in favour."),
            (rules(), "No quorum is asked for."),
            (rules(quorum=Quorum(60, QuorumMoment.OPENING)), "Quorum: 60 members, represented when the vote opens."),
            (
                rules(quorum=Quorum(60, QuorumMoment.DEADLINE), unit=Unit.WEIGHT),
                "Quorum: 60 votes, represented at the deadline.",
            ),
            (rules(casting_vote=True), "The chair decides a tie."),
        ],
    )
    def test_say_each_part(self, profile: RuleProfile, sentence: str) -> None:
        assert sentence in " ".join(rule_sentences(profile))

    def test_have_a_sentence_for_every_combination(self) -> None:
        thresholds = (SIMPLE_MAJORITY, TWO_THIRDS, UNANIMITY)
        quorums = [Quorum(HALF, moment) for moment in QuorumMoment]
        said = {
            " ".join(rule_sentences(rules(threshold, basis, quorum=quorum, unit=unit)))
            for threshold in thresholds
            for basis in Basis
            for quorum in quorums
            for unit in Unit
        }
        assert len(said) == len(thresholds) * len(Basis) * len(quorums) * len(Unit)


class TestTheResult:
    def test_adopted_shows_its_arithmetic(self) -> None:
        counted = count(64, 26, 10, rules(quorum=Quorum(HALF, QuorumMoment.CAST)))
        shown = sheet(counted, "en")
        assert (shown.verdict, shown.word, shown.reason) == ("adopted", "Adopted", None)
        assert shown.formula == "64 of 90 votes for and against were in favour; 46 needed (more than half)."
        assert dict(shown.facts)["Quorum"] == "100 cast, 59 needed"
        assert dict(shown.facts)["Votes needed"] == "90 × 1/2 = 45; rounded down 45; plus 1 is 46"
        assert dict(shown.facts)["Turnout"] == "84.7%"
        assert [row[1] for row in shown.rows] == [64, 26, 10]

    def test_without_quorum_decides_nothing_and_shows_the_count(self) -> None:
        shown = sheet(count(30, 2, 0, rules(quorum=Quorum(HALF, QuorumMoment.CAST))), "en")
        assert (shown.verdict, shown.word) == ("undecided", "No quorum: nothing is decided")
        assert shown.reason == "32 took part; 59 were needed. The count is shown, and nothing is decided."
        assert shown.formula is None
        assert [row[1] for row in shown.rows] == [30, 2, 0]

    def test_of_a_tie_says_so(self) -> None:
        counted = count(5, 5, 1, rules())
        assert counted.verdict is Verdict.REJECTED
        assert sheet(counted, "en").reason == "As many voted for as against, so the motion is rejected."

    def test_of_nobody_says_so(self) -> None:
        assert (
            sheet(count(0, 0, 3, rules()), "en").reason == "There was no vote that counts, so the motion is rejected."
        )

    def test_in_a_language_without_article_falls_back_and_says_so(self) -> None:
        with speaking("ru"):
            article = sheet(count(3, 1, 0, rules()), "en").article
        assert (article.text, article.language, article.fallback) == ("Statutes, art. 14", "en", True)

    @pytest.mark.parametrize("basis", Basis)
    def test_has_a_sentence_for_every_basis(self, basis: Basis) -> None:
        assert "3 of" in arithmetic(count(3, 1, 1, rules(basis=basis), entitled=9))


@pytest.mark.parametrize(
    ("threshold", "basis", "said"),
    [
        (SIMPLE_MAJORITY, 103, "103 × 1/2 = 51 1/2; rounded down 51; plus 1 is 52"),
        (SIMPLE_MAJORITY, 1, "1 × 1/2 = 1/2; rounded down 0; plus 1 is 1"),
        (TWO_THIRDS, 31, "31 × 2/3 = 20 2/3; rounded up 21"),
        (TWO_THIRDS, 30, "30 × 2/3 = 20; rounded up 20"),
        (UNANIMITY, 30, "30"),
    ],
)
def test_each_step_to_the_number_needed_is_said(threshold: Threshold, basis: int, said: str) -> None:
    assert working(formula(threshold, basis)) == said


def test_a_share_is_cut_and_never_rounded_up() -> None:
    assert percent(Fraction(2, 3)) == "66.6%"
    with speaking("fr"):
        assert percent(Fraction(2, 3)).replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ") == "66,6 %"
