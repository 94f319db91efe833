"""Gaps, overlaps and turns that are too long, from facts alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assembly.agenda.interpretation.rules import (
    Gap,
    Said,
    Trouble,
    Turn,
    TurnProblem,
    alternate,
    gaps,
    troubles,
    uncovered,
)
from assembly.agenda.rules import Span

NINE = datetime(2026, 12, 3, 9, tzinfo=UTC)
ANA, BO = 1, 2


def at(start: int, end: int) -> Span:
    """From one minute after nine to another."""
    return Span(NINE + timedelta(minutes=start), NINE + timedelta(minutes=end))


def turn(number: int, interpreter: int, start: int, end: int, *, source: str = "en", target: str = "fr") -> Turn:
    return Turn(number, interpreter, source, target, at(start, end))


SPEECH = Said(7, "en", at(0, 60))
SITTING = at(0, 180)


def problems(*turns: Turn) -> list[Trouble]:
    return troubles(turns, {one.id: SITTING for one in turns})


def test_what_nobody_interprets_into_a_language_of_the_event_is_a_gap() -> None:
    assert gaps([SPEECH], [turn(1, ANA, 0, 30)], ["en", "fr", "es"]) == [
        Gap(7, "en", "fr", at(30, 60)),
        Gap(7, "en", "es", at(0, 60)),
    ]


def test_turns_that_follow_one_another_or_overlap_leave_no_gap() -> None:
    assert gaps([SPEECH], [turn(1, ANA, 0, 30), turn(2, BO, 28, 60)], ["en", "fr"]) == []


def test_a_turn_from_another_language_than_the_floor_s_covers_nothing() -> None:
    assert gaps([SPEECH], [turn(1, ANA, 0, 60, source="es")], ["en", "fr"]) == [Gap(7, "en", "fr", at(0, 60))]
    other_floor = Said(8, "fr", at(0, 60))
    assert gaps([other_floor], [turn(1, ANA, 0, 60)], ["en", "fr"]) == [Gap(8, "fr", "en", at(0, 60))]


def test_an_event_in_one_language_has_no_gap() -> None:
    assert gaps([SPEECH], [], ["en"]) == []


def test_nobody_interprets_twice_at_once_even_in_two_pairs() -> None:
    assert problems(turn(1, ANA, 0, 20), turn(2, ANA, 15, 30, target="es")) == [
        Trouble(TurnProblem.OVERLAP, ANA, at(15, 20))
    ]
    assert problems(turn(1, ANA, 0, 20), turn(2, BO, 15, 30)) == []


def test_more_than_thirty_minutes_without_a_pause_is_too_long_in_however_many_turns() -> None:
    assert problems(turn(1, ANA, 0, 30)) == []
    assert problems(turn(1, ANA, 0, 31)) == [Trouble(TurnProblem.TOO_LONG, ANA, at(0, 31))]
    assert problems(turn(1, ANA, 0, 20), turn(2, ANA, 20, 40)) == [Trouble(TurnProblem.TOO_LONG, ANA, at(0, 40))]
    assert problems(turn(1, ANA, 0, 30), turn(2, ANA, 31, 60)) == []


def test_a_turn_outside_of_its_sitting_is_told() -> None:
    late = turn(1, ANA, 170, 190)
    assert troubles([late], {1: SITTING}) == [Trouble(TurnProblem.OUTSIDE, ANA, at(170, 190))]


def test_interpreters_take_turns_in_their_order_and_the_last_is_shorter() -> None:
    assert alternate(at(0, 70), timedelta(minutes=30), [ANA, BO]) == [
        (ANA, at(0, 30)),
        (BO, at(30, 60)),
        (ANA, at(60, 70)),
    ]


spans = st.tuples(st.integers(0, 100), st.integers(1, 40)).map(lambda pair: at(pair[0], pair[0] + pair[1]))


@given(spans, st.lists(spans, max_size=6))
def test_a_minute_is_uncovered_exactly_where_no_part_has_it(whole: Span, parts: list[Span]) -> None:
    bare = uncovered(whole, parts)
    minutes = int((whole.ends_at - whole.starts_at).total_seconds()) // 60
    for minute in range(minutes):
        moment = whole.starts_at + timedelta(minutes=minute)
        assert any(one.starts_at <= moment < one.ends_at for one in bare) is not any(
            one.starts_at <= moment < one.ends_at for one in parts
        )
