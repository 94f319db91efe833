"""Rules of registration."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.registration.rules import (
    Answer,
    AnswerFacts,
    PersonFacts,
    Window,
    answer,
    free_seat,
    is_late,
    looks_after_themselves,
    needs_latin_form,
    seats_in_order,
    window,
)

OPENS = datetime(2026, 10, 1, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 17, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - MOMENT, Window.BEFORE),
        (OPENS, Window.OPEN),
        (CLOSES - MOMENT, Window.OPEN),
        (CLOSES, Window.CLOSED),
    ],
)
def test_the_window_opens_at_its_first_moment_and_has_closed_at_its_last(now: datetime, state: Window) -> None:
    assert window(OPENS, CLOSES, now) is state


NOTHING = {"invited": False, "opened": False, "declined": False, "people": 0, "delegates": 0}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Answer.NOT_INVITED),
        ({"invited": True}, Answer.INVITED),
        ({"invited": True, "opened": True}, Answer.OPENED),
        ({"invited": True, "opened": True, "people": 1}, Answer.STARTED),
        ({"invited": True, "opened": True, "people": 2, "delegates": 1}, Answer.COMPLETE),
        ({"invited": True, "declined": True}, Answer.DECLINED),
        ({"invited": True, "opened": True, "declined": True}, Answer.DECLINED),
        # Whoever registers people takes part, whatever was said before, and by whatever way they came.
        ({"invited": True, "declined": True, "people": 1, "delegates": 1}, Answer.COMPLETE),
        ({"people": 1, "delegates": 1}, Answer.COMPLETE),
    ],
)
def test_what_a_member_has_answered(facts: dict[str, int], expected: Answer) -> None:
    assert answer(AnswerFacts(**(NOTHING | facts))) is expected


@pytest.mark.parametrize("given_answer", list(Answer))
def test_nobody_is_late_before_the_deadline(given_answer: Answer) -> None:
    assert not is_late(given_answer, CLOSES, CLOSES - MOMENT)


@pytest.mark.parametrize("given_answer", list(Answer))
def test_late_is_who_was_asked_and_has_not_answered_by_the_deadline(given_answer: Answer) -> None:
    """A member that was never invited is not late: nobody asked it."""
    asked_in_vain = {Answer.INVITED, Answer.OPENED, Answer.STARTED}
    assert is_late(given_answer, CLOSES, CLOSES) is (given_answer in asked_in_vain)


@given(st.sets(st.integers(1, 12)), st.integers(0, 10))
def test_the_free_seat_is_the_lowest_that_nobody_has(taken: set[int], seats: int) -> None:
    seat = free_seat(taken, seats)
    if seat is None:
        assert set(range(1, seats + 1)) <= taken
    else:
        assert 1 <= seat <= seats
        assert seat not in taken
        assert set(range(1, seat)) <= taken


def test_a_quota_that_shrank_hides_nobody() -> None:
    assert seats_in_order([1, 3], 2) == [1, 2, 3]


@pytest.mark.parametrize("name", ["Aminata Koné", "Nguyễn Thị Minh Khai", "Siân O’Neill-Łukasz", "Kaʻiulani", "3"])
def test_a_latin_name_needs_no_second_form(name: str) -> None:
    assert not needs_latin_form(name)


@pytest.mark.parametrize("name", ["Болот Асаналиев", "فرشته نوری‌زاده", "王小明", "Անահիտ", "Maria Иванова"])
def test_a_name_in_another_script_needs_latin_letters_for_the_badge(name: str) -> None:
    assert needs_latin_form(name)


@pytest.mark.parametrize("tie", ["has_signed_in", "has_other_roles", "belongs_elsewhere"])
def test_whoever_is_more_than_this_members_guest_looks_after_themselves(tie: str) -> None:
    free = {"has_signed_in": False, "has_other_roles": False, "belongs_elsewhere": False}
    assert not looks_after_themselves(PersonFacts(**free))
    assert looks_after_themselves(PersonFacts(**(free | {tie: True})))
