"""What an agenda must keep to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assembly.agenda.kinds import SittingStatus
from assembly.agenda.rules import (
    OrderProblem,
    Span,
    TimeProblem,
    is_joining_address,
    is_safe_link,
    item_problem,
    next_sequence,
    reordered,
    sitting_problem,
)
from tests.agenda.programmes import SITTING
from tests.factories.agenda import FIRST_EVENING

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_a_sitting_ends_after_it_starts_and_lasts_a_day_at_most() -> None:
    assert sitting_problem(FIRST_EVENING, FIRST_EVENING) is TimeProblem.ENDS_BEFORE_IT_STARTS
    assert sitting_problem(FIRST_EVENING, FIRST_EVENING + 25 * HOUR) is TimeProblem.TOO_LONG
    assert sitting_problem(FIRST_EVENING, FIRST_EVENING + 24 * HOUR) is None


def test_an_item_lies_within_its_sitting() -> None:
    sitting = (FIRST_EVENING, FIRST_EVENING + 3 * HOUR)
    assert item_problem(FIRST_EVENING, FIRST_EVENING + 3 * HOUR, *sitting) is None
    assert item_problem(FIRST_EVENING, FIRST_EVENING + 4 * HOUR, *sitting) is TimeProblem.OUTSIDE_ITS_SITTING
    assert item_problem(FIRST_EVENING - HOUR, FIRST_EVENING, *sitting) is TimeProblem.OUTSIDE_ITS_SITTING
    assert item_problem(FIRST_EVENING, FIRST_EVENING, *sitting) is TimeProblem.ENDS_BEFORE_IT_STARTS


def test_the_sequence_rises_for_another_time_place_or_status_and_not_for_a_typo() -> None:
    assert next_sequence(None, SITTING) == 0
    assert next_sequence(SITTING, SITTING) == 2
    assert next_sequence(SITTING, replace(SITTING, title={"en": "First sittting"})) == 2
    assert next_sequence(SITTING, replace(SITTING, starts_at=SITTING.starts_at + HOUR)) == 3
    assert next_sequence(SITTING, replace(SITTING, ends_at=SITTING.ends_at + HOUR)) == 3
    assert next_sequence(SITTING, replace(SITTING, status=SittingStatus.CANCELLED)) == 3
    assert next_sequence(SITTING, replace(SITTING, place={"en": "Small hall"})) == 3


def test_a_place_in_one_more_language_is_the_same_place() -> None:
    hall = replace(SITTING, place={"en": "Main hall"})
    assert next_sequence(hall, replace(hall, place={"en": "Main hall", "fr": "Grande salle"})) == 2
    assert next_sequence(hall, replace(hall, place={"en": "Small hall", "fr": "Petite salle"})) == 3
    assert next_sequence(hall, replace(hall, place={})) == 3


def spans(*minutes: tuple[int, int]) -> list[Span]:
    return [Span(FIRST_EVENING + a * MINUTE, FIRST_EVENING + b * MINUTE) for a, b in minutes]


@pytest.mark.parametrize(
    ("before", "move", "after"),
    [
        # an opening of 50 minutes and a break of 10 change places
        (((0, 50), (50, 60), (60, 120)), (0, 1), ((0, 10), (10, 60), (60, 120))),
        # the first goes to the end; the pause of 5 minutes stays after the first place
        (((0, 50), (55, 60), (60, 120)), (0, 2), ((0, 5), (10, 70), (70, 120))),
        (((0, 50), (55, 60), (60, 120)), (2, 0), ((0, 60), (65, 115), (115, 120))),
        # what lies outside of the moved stretch stays, though it is held at the same time as another
        (((0, 10), (10, 30), (40, 60), (45, 90)), (0, 1), ((0, 20), (20, 30), (40, 60), (45, 90))),
    ],
)
def test_times_follow_the_order_and_lengths_and_bounds_are_kept(
    before: tuple[tuple[int, int], ...], move: tuple[int, int], after: tuple[tuple[int, int], ...]
) -> None:
    assert reordered(spans(*before), *move) == spans(*after)


def test_what_is_held_at_the_same_time_has_no_order() -> None:
    assert reordered(spans((0, 60), (0, 30)), 0, 1) is OrderProblem.OVERLAP


def test_only_web_addresses_are_to_join() -> None:
    assert is_joining_address("https://meet.example/floor?pwd=1")
    for address in ("javascript:alert(1)", "meet.example", "https://", "data:text/html,x", "https://a b"):
        assert not is_joining_address(address), address


def test_readers_are_sent_to_safe_addresses_only() -> None:
    assert is_safe_link("https://minutes.example/1")
    assert not is_safe_link("http://minutes.example/1")
    assert not is_safe_link("javascript:alert(1)")
