"""What comes of an election, as the design says it: verdicts, quorum, units, run-offs, lots, choices."""

import pytest

from assembly import tally
from assembly.tally import rules
from assembly.tally.ballot import (
    AnswersBallot,
    InvalidBallot,
    MotionBallot,
    MotionChoice,
    NamesBallot,
    RankedBallot,
)
from assembly.tally.election import Candidate, Contest, ElectionRules, FrozenElection, Method
from assembly.tally.election_result import ElectionReason, ElectionResult, ElectionVerdict, Outcome
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, Quorum, QuorumMoment, RuleProfile, TallyError, Unit

from .elections import LOT, by_weight, election, named, ranked

YES, NO, ABSTAIN, BLANK = MotionChoice
VALID_MAJORITY = RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.VALID)


def outcome(vote, ballots, lot=None):
    counted = tally.election_result(vote, ballots, lot)
    return counted.verdict.value, counted.elected


def answers(*ballots):
    letters = {"Y": YES, "N": NO, "A": ABSTAIN, "-": BLANK}
    return [AnswersBallot(tuple(letters[letter] for letter in ballot)) for ballot in ballots]


class TestMostVotes:
    def test_plurality_elects_who_has_the_most(self):
        counted = tally.election_result(election(Method.PLURALITY), named(("1", 4), ("2", 3), ("3", 3), ("", 2)))
        assert (counted.verdict, counted.reason) == (ElectionVerdict.ELECTED, ElectionReason.SEATS_FILLED)
        assert (counted.elected, counted.valid, counted.blank, counted.cast) == ((1,), 10, 2, 12)
        assert [(row.votes, row.outcome.value) for row in counted.figures] == [
            (4, "elected"), (3, "not_elected"), (3, "not_elected"), (0, "not_elected"),
        ]  # fmt: skip

    def test_two_names_where_one_is_asked_for_are_no_vote(self):
        counted = tally.election_result(election(Method.PLURALITY), [*named(("1", 1), ("23", 9)), InvalidBallot()])
        assert (counted.elected, counted.valid, counted.invalid) == ((1,), 1, 10)

    def test_block_elects_as_many_as_there_are_seats(self):
        vote, ballots = election(Method.BLOCK, seats=2), named(("12", 3), ("13", 2), ("3", 2), ("123", 9))
        assert outcome(vote, ballots) == ("elected", (1, 3))
        assert tally.election_result(vote, ballots).invalid == 9

    def test_approval_takes_any_number_of_names(self):
        assert outcome(election(Method.APPROVAL, seats=2), named(("1234", 2), ("24", 2), ("4", 1))) == (
            "elected", (4, 2),
        )  # fmt: skip

    def test_a_weight_counts_where_the_unit_is_weight(self):
        ballots = [NamesBallot((1,), 5), NamesBallot((2,)), NamesBallot((2,))]
        assert outcome(election(Method.PLURALITY), ballots) == ("elected", (2,))
        assert outcome(election(Method.PLURALITY, profile=by_weight()), ballots) == ("elected", (1,))


class TestMajority:
    def test_over_the_threshold_is_elected(self):
        assert outcome(election(Method.MAJORITY), named(("1", 6), ("2", 5))) == ("elected", (1,))

    def test_else_the_first_two_go_into_a_run_off(self):
        counted = tally.election_result(election(Method.MAJORITY), named(("1", 4), ("2", 2), ("3", 5)))
        assert (counted.verdict, counted.reason) == (ElectionVerdict.RUN_OFF, ElectionReason.THRESHOLD_MISSED)
        assert (counted.run_off, counted.elected) == ((3, 1), ())
        assert [row.outcome for row in counted.figures][:3] == [Outcome.RUN_OFF, Outcome.NOT_ELECTED, Outcome.RUN_OFF]
        assert (counted.figures[0].formula.required, counted.basis) == (6, Basis.FOR_AND_AGAINST)

    def test_none_of_these_acts_as_an_abstention(self):
        ballots = named(("1", 6), ("2", 4), ("", 2))
        assert outcome(election(Method.MAJORITY), ballots) == ("elected", (1,))
        assert outcome(election(Method.MAJORITY, profile=VALID_MAJORITY), ballots)[0] == "run_off"

    def test_two_thirds_may_be_asked_for(self):
        profile = RuleProfile(threshold=rules.TWO_THIRDS, basis=Basis.FOR_AND_AGAINST)
        assert outcome(election(Method.MAJORITY, profile=profile), named(("1", 6), ("2", 4)))[0] == "run_off"

    def test_who_of_equals_comes_second_is_for_a_lot(self):
        vote, ballots = election(Method.MAJORITY), named(("1", 4), ("2", 3), ("3", 3))
        counted = tally.election_result(vote, ballots)
        assert (counted.verdict, counted.undecided.between) == (ElectionVerdict.LOT_NEEDED, (2, 3))
        drawn = tally.election_result(vote, ballots, LOT)
        assert drawn.run_off[0] == 1
        assert drawn.lot.between == (2, 3)
        assert drawn.run_off[1] == drawn.lot.order[0]

    def test_three_equals_wait_for_a_lot_and_two_do_not(self):
        assert outcome(election(Method.MAJORITY), named(("1", 3), ("2", 3)))[0] == "run_off"
        assert outcome(election(Method.MAJORITY), named(("1", 3), ("2", 3), ("3", 3)))[0] == "lot_needed"

    def test_one_candidate_below_the_threshold_is_not_elected(self):
        vote = election(Method.MAJORITY, candidates=1, profile=VALID_MAJORITY)
        assert outcome(vote, named(("1", 2), ("", 3))) == ("not_elected", ())


class TestYesNo:
    def test_those_over_the_threshold_best_first(self):
        vote = election(Method.YES_NO, candidates=3, seats=2)
        counted = tally.election_result(vote, answers("YYY", "YYN", "NYN", "AYA"))
        assert counted.elected == (2, 1)
        row = counted.figures[2]
        assert (row.votes, row.no, row.abstain, row.formula.required, row.outcome.value) == (1, 2, 1, 2, "not_elected")

    def test_seats_stay_empty_where_too_few_reach_it(self):
        counted = tally.election_result(election(Method.YES_NO, candidates=3, seats=3), answers("YNN", "YNN"))
        assert (counted.verdict, counted.reason) == (ElectionVerdict.PARTLY_ELECTED, ElectionReason.THRESHOLD_MISSED)
        assert counted.elected == (1,)

    def test_who_withdrew_is_not_counted(self):
        vote = election(Method.YES_NO, candidates=2, withdrawn=frozenset({1}))
        counted = tally.election_result(vote, answers("YN", "YY", "YY", "N-"))
        assert (counted.elected, counted.valid, counted.blank) == ((2,), 3, 1)
        assert [(row.votes, row.no, row.outcome.value) for row in counted.figures] == [
            (0, 0, "withdrawn"), (2, 1, "elected"),
        ]  # fmt: skip

    def test_abstentions_alone_are_votes_and_elect_nobody(self):
        counted = tally.election_result(election(Method.YES_NO, candidates=2), answers("AA", "--"))
        assert (counted.verdict.value, counted.valid, counted.blank) == ("not_elected", 1, 1)
        assert counted.reason is ElectionReason.THRESHOLD_MISSED

    def test_equals_for_the_last_seat_wait_for_a_lot(self):
        vote = election(Method.YES_NO, candidates=3, seats=2)
        assert tally.election_result(vote, answers("YYY", "YNN", "NYY")).undecided.between == (1, 2, 3)


class TestLots:
    def test_the_vote_waits_and_says_between_whom(self):
        vote = election(Method.BLOCK, seats=2)
        counted = tally.election_result(vote, named(("12", 3), ("13", 3), ("4", 1)))
        assert (counted.verdict, counted.reason) == (ElectionVerdict.LOT_NEEDED, ElectionReason.TIE)
        assert (counted.elected, counted.undecided.between, counted.lot) == ((1,), (2, 3), None)
        assert [row.outcome.value for row in counted.figures] == ["elected", "undecided", "undecided", "not_elected"]

    def test_the_result_says_that_a_lot_decided_between_whom_and_with_what_numbers(self):
        vote = election(Method.PLURALITY, candidates=4)
        counted = tally.election_result(vote, named(("2", 3), ("4", 3), ("1", 1)), LOT)
        assert (counted.verdict, counted.reason) == (ElectionVerdict.ELECTED, ElectionReason.LOT)
        assert (counted.lot.between, counted.lot.numbers) == ((2, 4), "4 17 23 31")
        assert counted.elected == counted.lot.order[:1]

    def test_a_lot_that_was_not_needed_is_not_mentioned(self):
        assert tally.election_result(election(Method.PLURALITY), named(("2", 3), ("4", 2)), LOT).lot is None

    def test_it_falls_otherwise_with_other_numbers_receipts_or_question(self):
        ballots = named(("1", 1), ("2", 1), ("3", 1), ("4", 1))
        fallen = {
            outcome(election(Method.PLURALITY), ballots, type(LOT)(("7KQ2",), str(number)))[1] for number in range(60)
        }
        assert fallen == {(1,), (2,), (3,), (4,)}
        receipts = [type(LOT)((str(number),), "1") for number in range(60)]
        assert len({outcome(election(Method.PLURALITY), ballots, lot)[1] for lot in receipts}) == 4

    def test_numbers_must_be_drawn(self):
        with pytest.raises(TallyError, match="numbers"):
            type(LOT)((), "  ")


class TestQuorum:
    quorum = RuleProfile(
        threshold=SIMPLE_MAJORITY, basis=Basis.FOR_AND_AGAINST, quorum=Quorum(10, QuorumMoment.CAST), unit=Unit.WEIGHT
    )

    def test_missed_by_one_nothing_is_decided_and_the_count_is_shown(self):
        vote = election(Method.SCOTTISH_STV, seats=2, profile=self.quorum)
        counted = tally.election_result(vote, ranked(("12", 6), ("23", 3)))
        assert (counted.verdict, counted.reason) == (ElectionVerdict.NO_QUORUM, ElectionReason.QUORUM_MISSED)
        assert (counted.elected, len(counted.stages), counted.stages[0].elected) == ((), 1, ())
        assert [row.votes for row in counted.figures] == [6, 3, 0, 0]
        assert {row.outcome for row in counted.figures} == {Outcome.UNDECIDED}

    def test_exactly_reached_it_decides_and_blank_ballots_count_towards_it(self):
        vote = election(Method.PLURALITY, profile=self.quorum)
        assert outcome(vote, [NamesBallot((1,), 6), NamesBallot((), 3), InvalidBallot()]) == ("elected", (1,))

    def test_a_tie_without_a_quorum_needs_no_lot(self):
        assert outcome(election(Method.PLURALITY, profile=self.quorum), named(("1", 2), ("2", 2)))[0] == "no_quorum"


class TestNobody:
    @pytest.mark.parametrize("method", [Method.PLURALITY, Method.MAJORITY, Method.APPROVAL, *list(Method)[-2:]])
    @pytest.mark.parametrize("lot", [None, LOT])
    def test_without_a_valid_ballot_nobody_is_elected_not_even_by_lot(self, method, lot):
        counted = tally.election_result(election(method), [InvalidBallot()], lot)
        assert (counted.verdict, counted.reason) == (ElectionVerdict.NOT_ELECTED, ElectionReason.NO_VALID_BALLOTS)
        assert (counted.elected, counted.undecided, counted.lot, counted.invalid) == ((), None, None, 1)

    def test_a_ranking_of_those_only_who_withdrew_is_not_valid(self):
        vote = election(Method.SCOTTISH_STV, withdrawn=frozenset({1}))
        counted = tally.election_result(vote, ranked(("1", 2), ("12", 1), ("", 1)))
        assert (counted.valid, counted.invalid, counted.blank, counted.elected) == (1, 2, 1, (2,))
        assert counted.figures[0].outcome is Outcome.WITHDRAWN

    def test_too_few_candidates_leave_seats_empty(self):
        counted = tally.election_result(election(Method.APPROVAL, candidates=1, seats=2), named(("1", 2)))
        assert (counted.verdict, counted.reason) == (ElectionVerdict.PARTLY_ELECTED, ElectionReason.TOO_FEW_CANDIDATES)


class TestChoice:
    def test_an_option_is_chosen_by_more_votes_than_every_other(self):
        vote = election(Method.PLURALITY, candidates=3, contest=Contest.CHOICE)
        counted = tally.election_result(vote, named(("1", 1), ("2", 2), ("3", 1)))
        assert (counted.elected, counted.as_data()["kind"]) == ((2,), "choice")
        assert ElectionResult.from_data(counted.as_data()) == counted

    def test_it_has_one_winner_and_needs_no_ranking(self):
        for wrong in ({"method": Method.MEEK_STV}, {"method": Method.APPROVAL, "seats": 2}):
            with pytest.raises(TallyError, match="choice"):
                ElectionRules(contest=Contest.CHOICE, **wrong)


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        "make",
        [
            lambda: ElectionRules(method=Method.BLOCK, seats=0),
            lambda: ElectionRules(method=Method.MAJORITY, seats=2),
            lambda: election(Method.BLOCK, candidates=0),
            lambda: election(Method.BLOCK, candidates=2, withdrawn=frozenset({3})),
            lambda: RankedBallot((1, 1)),
            lambda: NamesBallot((0,)),
            lambda: NamesBallot((1,), 0),
            lambda: ElectionResult.from_data({"kind": "motion"}),
            lambda: tally.election_result(election(Method.PLURALITY), [NamesBallot((5,))]),
            lambda: tally.election_result(election(Method.SCOTTISH_STV), [RankedBallot((5, 1))]),
            lambda: tally.election_result(election(Method.MEEK_STV), [RankedBallot((5, 1))]),
            lambda: tally.election_result(election(Method.PLURALITY), [RankedBallot((1,))]),
            lambda: tally.election_result(election(Method.YES_NO), answers("YY")),
            lambda: tally.election_result(election(Method.YES_NO), [MotionBallot(YES)]),
            lambda: tally.election_result(election(Method.PLURALITY, rights=2), named(("1", 3))),
        ],
    )
    def test_is_refused(self, make):
        with pytest.raises(TallyError):
            make()

    def test_two_candidates_of_one_name(self):
        vote = election(Method.BLOCK)
        values = {field: getattr(vote, field) for field in FrozenElection.__dataclass_fields__}
        with pytest.raises(TallyError, match="name of its own"):
            FrozenElection(**values | {"candidates": (Candidate("Eve", {}), Candidate("Eve", {}))})


def test_the_json_of_a_result_has_these_fields():
    """A stored result is read for years: changing them needs a migration."""
    counted = tally.election_result(election(Method.SCOTTISH_STV, 3, 1), ranked(("12", 2), ("3", 1)), LOT)
    data = counted.as_data()
    assert data["rules"] == {"method": "scottish-stv", "seats": 1, "contest": "election", "none_of_these": False}
    assert data["stages"] == [
        {
            "number": 1,
            "action": "count",
            "candidate": None,
            "surplus": None,
            "votes": ["2.00000", "0.00000", "1.00000"],
            "changes": ["2.00000", "0.00000", "1.00000"],
            "exhausted": "0.00000",
            "quota": "2.00000",
            "elected": [1],
            "without_quota": [],
            "excluded": [],
            "keep": None,
            "ties": [],
        }
    ]
    assert sorted(data) == [
        "article", "ballots", "basis", "blank", "candidates", "cast", "elected", "entitled", "figures", "invalid",
        "kind", "lot", "question_hash", "quorum", "quota", "reason", "represented_at_deadline",
        "represented_at_opening", "rights", "rules", "run_off", "stages", "undecided", "unit", "valid", "verdict",
    ]  # fmt: skip
