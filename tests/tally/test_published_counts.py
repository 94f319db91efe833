"""Counts that others published, and small ones that can be followed by hand.

The ballots of the steering committee of the GPUS (2005), and what comes of them by both rules, are those with which
Jonathan Lundell's Droop compares itself (github.com/jklundell/droop, test/blt and test/ref); so are "weak tiebreaks".
"""

from decimal import Decimal

import pytest

from assembly.tally.counts import Contestants
from assembly.tally.meek import count_meek
from assembly.tally.scottish import count_scottish

COMMITTEE = """
19 7 8 9 11 12|1 13 7 5 4 2 1|1 5 13 2 7 4 1|1 13 4 1 2|1 4 2 13 1 3|1 4 13 2 7|1 7 8 12 1 13 9 2 4 11 5
1 1 13 3 4 7 5 2|2 4 1 13 7 3 5 2|1 1 4 13 2 7 5 3 9 8 12 11|2 7 1 8 9 13 3 2 4 12 5 11|1 5 1 13 3 2 4 7
1 7 8 9 3 12 2 13 5 1 4|2 3 13 1 2|1 4 7 13 5|1 4 5 13 3 2 1|1 7 9 8 12 11 2 13|3 4 3 13 1|1 13 3 4 1 7 2 5
1 3 13 4 1 7 2 5|1 13 3 4 1 2 5 7|1 13 1 4 2 5 3 7|1 13 4 3 1 2 5|1 3 13 1 4 2 7 5|1 4 3 13 8|2 1 4 13 7
1 7 3 4 13 1 5|1 9 11 8 7|1 13 3 5 2|1 4 5 2 3 13|1 13 5 2 4 1 3 7|1 13 5 2 1 7 3 8|1 7 8 9 12 11|1 7 8 4 9 12
1 13 4 7 2 8|1 4 13 2 7 1 8|1 7 8 11 9 12|1 8 4 7 11 13 9|1 7 4 2 13|1 13 1 7 4|1 4 1 2 13 9 5|1 1 4 13 5 3 2
1 7 5 4 8 11 2 13 1 3 9 12|1 4 8 7 5 13 2 1 3 9|1 3 4 7 2 12 13 8 1 5|2 7 8 11 9|1 13 2 4 7 5 1|1 7 8 9 11
1 2 7 8 12 13 11 1 5 9|1 4 7 8 2|1 4 13 5 2 1 3|1 13 4 7 3 1 5 8 2 9|1 4 3 13 1 7|1 13 4 1 3|1 4 1 13 3 2 7 8
1 2 4 13 5|1 2 3 4 1 13 7|1 3 1 4 13|1 4 3 1 2 11|1 3 1 4 13 2 7|1 4 1 2 8 3|2 4 1 5 13 2 3|1 13 7 3 2 5 4 1
1 13 5 7 2 4 1|1 1 13 3 7 2 4 5|2 13 1 2 7 4 5 3|1 3 1 4 2 13 7 9 5 8
"""
LIST_ORDER = tuple(range(1, 14))


def papers(text):
    found = {}
    for ballot in text.replace("\n", "|").strip("|").split("|"):
        times, *ranking = map(int, ballot.split())
        found.setdefault(times, []).append(tuple(ranking))
    return found


def committee(count):
    contestants = Contestants(number=13, seats=4, withdrawn=frozenset({4}), lot=LIST_ORDER)
    return count(papers(COMMITTEE), contestants)


def votes(stage, *numbers):
    return [str(stage.votes[number - 1]) for number in numbers]


class TestTheSteeringCommitteeOf2005:
    """13 candidates, 4 seats, 94 ballots, candidate 4 withdrawn; droop breaks ties by the order of the list."""

    def test_by_the_scottish_rules(self):
        count = committee(count_scottish)
        assert (count.valid, count.quota, count.elected) == (94, 19, (7, 13, 1, 3))
        assert votes(count.stages[1], 1, 2, 3, 5, 8, 9) == [
            "13.91428", "4.45714", "14.45714", "4.91428", "14.79992", "1.45714",
        ]  # fmt: skip
        assert votes(count.stages[2], 1, 2, 3, 5, 8, 13) == [
            "14.48566", "4.83806", "15.02852", "5.39043", "14.79992", "19.00000",
        ]  # fmt: skip
        assert votes(count.stages[8], 1, 3, 5, 8) == ["15.58089", "16.02852", "6.48566", "17.35229"]
        assert votes(count.stages[9], 1, 3, 7, 8, 13) == ["18.15227", "18.02852", "19.00000", "17.80943", "19.00000"]

    def test_the_last_stage_ends_with_rule_52_before_any_transfer(self):
        """Droop transfers once more, which elects the same; the Order says "no further transfer shall be made"."""
        last = committee(count_scottish).stages[-1]
        assert (last.excluded, last.elected, last.without_quota) == ((8,), (1, 3), (1, 3))
        assert set(last.changes) == {0}

    def test_by_the_reference_rule_for_meeks_method(self):
        count = committee(count_meek)
        assert (count.valid, count.elected, len(count.stages)) == (94, (7, 13, 8, 1), 10)
        assert str(count.quota) == "18.577127416"
        second = count.stages[1]
        assert votes(second, 1, 2, 3, 5, 7, 8, 9, 13) == [
            "14.687022182", "4.902015388", "15.084894966", "5.084894966",
            "18.800000256", "15.170786944", "1.470385248", "18.800000050",
        ]  # fmt: skip
        assert [str(second.keep[number - 1]) for number in (7, 13)] == ["0.529614752", "0.875624719"]
        eighth = count.stages[7]
        assert (str(eighth.quota), str(eighth.exhausted)) == ("18.756279637", "0.218601818")
        assert votes(count.stages[-1], 1, 3, 7, 8, 13) == [
            "18.653554186", "18.253929123", "18.655165128", "18.671139499", "18.651849140",
        ]  # fmt: skip


class TestTiesOfTheScottishRules:
    def test_of_two_equal_votes_the_one_with_fewer_at_an_earlier_stage_is_excluded(self):
        count = count_scottish(papers("1 1 2|2 2|3 3|4 4|5 5"), Contestants(number=5, seats=2))
        assert [stage.excluded for stage in count.stages] == [(), (1,), (2,), (3,)]
        assert count.stages[2].ties[0].by_stage == 1
        assert set(count.elected) == {4, 5}

    def test_where_they_were_equal_throughout_a_lot_is_needed(self):
        ballots, contestants = papers("10 1 3|8 2|6 3|5 4|3 5 4|3 6 4"), Contestants(number=6, seats=4)
        count = count_scottish(ballots, contestants)
        assert (count.elected, count.undecided.between) == ((1, 2, 3), (5, 6))
        drawn = count_scottish(ballots, Contestants(number=6, seats=4, lot=(6, 5)))
        assert (drawn.elected, drawn.stages[2].excluded, drawn.drawn_between) == ((1, 2, 3, 4), (6,), (5, 6))

    def test_of_three_those_left_go_on_to_the_stages_before(self):
        """At stage 2 candidate 3 has most; of 1 and 2, candidate 2 had fewer at stage 1."""
        ballots = papers("3 1|2 2|3 3|1 4 2|1 5 3|20 6 7")
        count = count_scottish(ballots, Contestants(number=7, seats=2, lot=(5, 4)))
        assert count.quota == 11
        assert [stage.excluded for stage in count.stages if stage.excluded][:3] == [(5,), (4,), (2,)]

    def test_equal_surpluses_go_by_the_stage_before_or_by_lot(self):
        ballots = papers("6 1 3|6 2 4|1 3|1 4")
        undecided = count_scottish(ballots, Contestants(number=4, seats=3)).undecided
        assert (undecided.purpose, undecided.between) == ("surplus", (1, 2))
        count = count_scottish(ballots, Contestants(number=4, seats=3, lot=(2, 1, 4, 3)))
        assert [(stage.action, stage.candidate) for stage in count.stages[1:3]] == [("surplus", 2), ("surplus", 1)]

    def test_of_equal_surpluses_the_one_with_more_at_the_stage_before_goes_first(self):
        """Candidates 1 (8 votes) and 2 (9) both come to 12 when 3 is excluded."""
        count = count_scottish(papers("8 1 4|9 2 5|4 3 1|3 3 2|8 4|8 5"), Contestants(number=5, seats=3))
        assert (count.quota, count.stages[1].elected) == (11, (2, 1))
        assert [stage.candidate for stage in count.stages[2:4]] == [2, 1]
        (tie,) = count.stages[2].ties
        assert (tie.purpose, tie.between, tie.taken, tie.by_stage) == ("surplus", (1, 2), (2,), 1)


class TestArithmetic:
    def test_the_scottish_rules_cut_after_five_places(self):
        """A surplus of 3 from 9 ballots: each goes on at 0.33333, and what is cut belongs to nobody."""
        count = count_scottish(papers("9 1 2|2 2|5 3|4 4"), Contestants(number=4, seats=3))
        assert (count.quota, votes(count.stages[1], 1, 2)) == (6, ["6.00000", "4.99997"])
        assert count.stages[1].exhausted == Decimal("0.00003")

    def test_meeks_method_rounds_up_what_is_kept(self):
        """Droop's 42.blt: Castor keeps 0.500000001 of each of four, which is a little more than the quota."""
        count = count_meek(papers("4 1 2|2 3"), Contestants(number=3, seats=2))
        assert str(count.quota) == "2.000000001"
        assert votes(count.stages[1], 1, 2, 3) == ["2.000000004", "1.999999996", "2.000000000"]
        assert (count.stages[1].excluded, count.elected) == ((2,), (1, 3))

    def test_a_billion_ballots_are_counted_as_exactly_as_nine(self):
        big = {10**17: [(1, 2), (3,)], 10**17 + 1: [(2,)]}
        for count in (count_scottish, count_meek):
            counted = count(big, Contestants(number=3, seats=1, lot=(3, 1)))
            assert counted.elected == (2,)
            for stage in counted.stages:
                assert (
                    sum(map(int, (v * 10**9 for v in stage.votes))) + stage.exhausted * 10**9
                    == (3 * 10**17 + 1) * 10**9
                )


@pytest.mark.parametrize("count", [count_scottish, count_meek])
class TestTheEnds:
    def test_without_a_valid_ballot_nobody_is_elected(self, count):
        counted = count({1: [(), (2,)]}, Contestants(number=2, seats=1, withdrawn=frozenset({2})))
        assert (counted.valid, counted.elected, counted.undecided) == (0, (), None)
        assert len(counted.stages) == 1

    def test_as_many_candidates_as_seats_are_all_elected(self, count):
        counted = count({3: [(2,)]}, Contestants(number=2, seats=2))
        assert (counted.elected, counted.stages[0].without_quota) == (
            (2, 1),
            (1,) if count is count_scottish else (2, 1),
        )

    def test_more_seats_than_candidates_stay_empty(self, count):
        assert count({3: [(2, 1)]}, Contestants(number=2, seats=5)).elected == (2, 1)

    def test_who_withdrew_is_passed_over(self, count):
        counted = count({2: [(1, 2)], 1: [(3,)]}, Contestants(number=3, seats=1, withdrawn=frozenset({1})))
        assert (counted.elected, counted.stages[0].votes) == ((2,), (0, 2, 1))
