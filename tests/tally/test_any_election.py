"""What holds for every election: the second counter agrees, and neither order nor chance plays a part."""

import hashlib
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assembly import tally
from assembly.tally.ballot import AnswersBallot, MotionChoice, NamesBallot, RankedBallot
from assembly.tally.election import FrozenElection, Method
from assembly.tally.election_result import ElectionResult, ElectionVerdict
from assembly.tally.lot import lot_text, order_of_lot
from assembly.tally.rules import Basis

from .elections import LOT, answered_elections, drawn_election, election, named_elections, ranked, ranked_elections
from .slow_count import MeekCount, ScottishCount, most_votes, outcome

LOT_NEEDED = ElectionVerdict.LOT_NEEDED
SLOW = {Method.SCOTTISH_STV: ScottishCount, Method.MEEK_STV: MeekCount}


def order(vote):
    names = {number: candidate.name for number, candidate in enumerate(vote.candidates, start=1)}
    return order_of_lot(lot_text(vote.question_hash, LOT), names)


def standing(vote):
    return [number for number in range(1, len(vote.candidates) + 1) if number not in vote.withdrawn]


def slow(vote, ballots, lot):
    papers = [list(ballot.ranking) for ballot in ballots for _ in range(ballot.weight)]
    return SLOW[vote.rules.method](standing(vote), vote.rules.seats, papers, lot)


def fractions(vote, stage):
    return {number: Fraction(stage.votes[number - 1]) for number in standing(vote)}


def check_against_the_second_counter(vote, ballots):
    counted, expected = tally.election_result(vote, ballots, LOT), slow(vote, ballots, order(vote))
    if not counted.valid:
        assert (counted.elected, counted.verdict) == ((), ElectionVerdict.NOT_ELECTED)
        return
    expected.count()
    assert set(counted.elected) == set(expected.elected)
    stages = expected.stages if vote.rules.method is Method.SCOTTISH_STV else expected.rounds
    if stages:  # of Meek's method, none where nobody need be defeated
        assert [fractions(vote, stage) for stage in counted.stages] == stages
    if vote.rules.method is Method.SCOTTISH_STV:
        assert (counted.quota, counted.valid) == (expected.quota, len(expected.papers))


def check_where_a_lot_is_needed(vote, ballots):
    counted = tally.election_result(vote, ballots)
    if counted.valid:
        expected, tied = outcome(slow(vote, ballots, None).count)
        assert (counted.verdict is LOT_NEEDED) == bool(tied)
        assert set(counted.undecided.between if counted.undecided else ()) == tied
        assert tied or set(counted.elected) == set(expected.elected)


def test_the_second_counter_agrees_on_thousands_of_elections():
    for seed in range(1200):
        vote, ballots = drawn_election(seed)
        check_against_the_second_counter(vote, ballots)
        check_where_a_lot_is_needed(vote, ballots)


@settings(max_examples=200)
@given(ranked_elections())
@example((election(Method.SCOTTISH_STV, 3, 2), ranked(("12", 4), ("3", 2))))
def test_the_second_counter_agrees_on_rankings(case):
    check_against_the_second_counter(*case)
    check_where_a_lot_is_needed(*case)


def names_counted(vote, ballots):
    """The names of each valid ballot, as often as it weighs."""
    most = {Method.PLURALITY: 1, Method.MAJORITY: 1, Method.BLOCK: vote.rules.seats}.get(vote.rules.method, 99)
    return [
        b.names for b in ballots if isinstance(b, NamesBallot) and 1 <= len(b.names) <= most for _ in range(b.weight)
    ]


@settings(max_examples=200)
@given(named_elections(), st.sampled_from([None, LOT]))
def test_the_second_counter_agrees_on_names(case, lot):
    vote, ballots = case
    counted, valid = tally.election_result(vote, ballots, lot), names_counted(vote, ballots)
    votes = dict.fromkeys(standing(vote), 0) | Counter(name for names in valid for name in names)
    assert counted.valid == len(valid)
    assert {figures.number: figures.votes for figures in counted.figures} == votes
    places, eligible = vote.rules.seats, votes
    if vote.rules.method is Method.MAJORITY:
        basis = {Basis.FOR_AND_AGAINST: len(valid), Basis.VALID: len(valid) + counted.blank}
        over = {c: n for c, n in votes.items() if 2 * n > basis.get(vote.profile.basis, vote.entitled)}
        run_off = not over and len(votes) > 1
        places, eligible = (2, votes) if run_off else (1, over)
    if valid:
        expected, tied = outcome(lambda: most_votes(eligible, places, order(vote) if lot else None))
        assert (counted.verdict is LOT_NEEDED) == bool(tied)
        assert set(counted.undecided.between if counted.undecided else ()) == tied
        assert tied or set(counted.elected or counted.run_off) == expected
    else:
        assert (counted.elected, counted.run_off, counted.undecided) == ((), (), None)


@given(answered_elections())
def test_the_second_counter_agrees_on_answers(case):
    vote, ballots = case
    counted, over = tally.election_result(vote, ballots, LOT), {}
    weighed = [ballot.answers for ballot in ballots for _ in range(ballot.weight)]
    for number in standing(vote):
        said = Counter(answers[number - 1] for answers in weighed)
        decided = said[MotionChoice.YES] + said[MotionChoice.NO]
        basis = {Basis.FOR_AND_AGAINST: decided, Basis.VALID: decided + said[MotionChoice.ABSTAIN]}
        if 2 * said[MotionChoice.YES] > basis.get(vote.profile.basis, vote.entitled):
            over[number] = said[MotionChoice.YES]
    assert set(counted.elected) == most_votes(over, vote.rules.seats, order(vote))
    assert sorted(counted.elected, key=lambda number: -over[number]) == list(counted.elected)


any_election = ranked_elections() | named_elections() | answered_elections()


@given(any_election, st.randoms(), st.sampled_from([None, LOT]))
def test_the_order_of_the_ballots_makes_no_difference(case, chance: random.Random, lot):
    vote, ballots = case
    counted = tally.election_result(vote, ballots, lot)
    assert tally.election_result(vote, chance.sample(ballots, len(ballots)), lot) == counted


def renumbered(vote, ballots, new):
    """The same election, with candidates listed in another order: new[i] is where candidate i + 1 stands now."""
    names = sorted(zip(new, vote.candidates, strict=True), key=lambda pair: pair[0])
    values = {field: getattr(vote, field) for field in FrozenElection.__dataclass_fields__}
    values |= {
        "candidates": tuple(candidate for _, candidate in names),
        "withdrawn": frozenset(new[n - 1] for n in vote.withdrawn),
    }

    def moved(ballot):
        match ballot:
            case RankedBallot():
                return RankedBallot(tuple(new[n - 1] for n in ballot.ranking), ballot.weight)
            case NamesBallot():
                return NamesBallot(tuple(new[n - 1] for n in ballot.names), ballot.weight)
            case AnswersBallot():
                answers = sorted(zip(new, ballot.answers, strict=True))
                return AnswersBallot(tuple(answer for _, answer in answers), ballot.weight)
        return ballot

    return FrozenElection(**values), [moved(ballot) for ballot in ballots]


@given(any_election, st.data(), st.sampled_from([None, LOT]))
def test_the_order_of_the_list_decides_nothing(case, data, lot):
    vote, ballots = case
    new = data.draw(st.permutations(range(1, len(vote.candidates) + 1)))
    there, here = tally.election_result(*renumbered(vote, ballots, new), lot), tally.election_result(*case, lot)
    assert there.verdict is here.verdict
    assert set(there.elected) == {new[number - 1] for number in here.elected}
    assert set(there.run_off) == {new[number - 1] for number in here.run_off}
    if here.undecided:
        assert set(there.undecided.between) == {new[number - 1] for number in here.undecided.between}


@given(any_election, st.sampled_from([None, LOT]))
def test_the_parts_add_up(case, lot):
    vote, ballots = case
    counted = tally.election_result(vote, ballots, lot)
    assert counted.cast == counted.valid + counted.blank + counted.invalid == sum(ballot.weight for ballot in ballots)
    assert len(set(counted.elected)) == len(counted.elected) <= vote.rules.seats
    assert not set(counted.elected) & vote.withdrawn
    last: list[Fraction] | None = None
    for stage in counted.stages:
        votes = list(map(Fraction, stage.votes))
        if vote.rules.form == "ranking":
            assert sum(votes) + Fraction(stage.exhausted) == counted.valid
            assert stage.exhausted >= 0
        assert list(map(Fraction, stage.changes)) == [
            a - b for a, b in zip(votes, last or [0] * len(votes), strict=True)
        ]
        last = votes


@given(any_election, st.sampled_from([None, LOT]))
def test_what_was_written_is_read_back(case, lot):
    counted = tally.election_result(*case, lot)
    assert ElectionResult.from_json(counted.to_json()) == counted


@given(ranked_elections())
def test_a_weight_is_as_many_equal_ballots(case):
    vote, ballots = case
    apart = [RankedBallot(ballot.ranking) for ballot in ballots for _ in range(ballot.weight)]
    there, here = tally.election_result(vote, apart, LOT).as_data(), tally.election_result(vote, ballots, LOT).as_data()
    assert there | {"ballots": 0} == here | {"ballots": 0}


@pytest.mark.parametrize("numbers", ["1 2 3", "1 2 4"])
def test_a_lot_is_the_order_of_these_hashes(numbers):
    """The order is what `printf 'Q\\nA\\nB\\n1 2 3\\nAminata' | sha256sum` and the like give, sorted."""
    vote = election(Method.PLURALITY, 6)
    text = lot_text("Q", type(LOT)(("B", "A"), f" {numbers.replace(' ', '  ')}"))
    assert text == f"Q\nA\nB\n{numbers}"
    names = dict(enumerate((candidate.name for candidate in vote.candidates), start=1))
    expected = sorted(names, key=lambda n: hashlib.sha256(f"Q\nA\nB\n{numbers}\n{names[n]}".encode()).hexdigest())
    assert list(order_of_lot(text, names)) == expected
