"""Who is present when, and whom that represents."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.credentials.presence.rules import (
    OVERRUN,
    Entered,
    Interval,
    Means,
    Quorum,
    Represented,
    Seat,
    Share,
    by_region,
    intervals,
    represented,
    under_way,
)

START = datetime(2030, 12, 3, 11, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def interval(arrived: float, left: float | None, means: Means = Means.DECLARED) -> Interval:
    return Interval(at(arrived), None if left is None else at(left), means)


def test_whoever_leaves_is_gone_from_that_instant_on() -> None:
    found = interval(0, 10)
    assert [found.holds(at(minute)) for minute in (-1, 0, 9, 10)] == [False, True, True, False]
    assert interval(0, None).holds(at(1000))


@pytest.mark.parametrize(
    ("known", "entered", "expected"),
    [
        ([], None, []),
        ([], (5, 30), [(5, None)]),
        ([(5, 20)], (5, 5), [(5, 20)]),
        ([(5, 20)], (5, 25), [(5, 20), (25, None)]),
        ([(5, 20), (25, 40)], (5, 25), [(5, 20), (25, 40)]),
        ([(5, 20), (30, None)], (5, 5), [(5, 20), (30, None)]),
        ([(0, None)], (5, 5), [(0, None)]),
    ],
)
def test_who_went_into_the_room_stays_until_they_leave_and_going_in_again_begins_anew(
    known: list[tuple[float, float | None]], entered: tuple[float, float] | None, expected: list[tuple[float, float]]
) -> None:
    found = intervals([interval(*one) for one in known], Entered(at(entered[0]), at(entered[1])) if entered else None)
    assert [(one.arrived_at, one.left_at) for one in found] == [
        (at(arrived), None if left is None else at(left)) for arrived, left in expected
    ]


def test_a_sitting_goes_on_until_it_is_closed_or_well_over() -> None:
    ends = at(120)
    moments = (-31, -30, 119, 121, 120 + OVERRUN.total_seconds() / 60)
    assert [under_way(START, ends, None, at(one)) for one in moments] == [False, True, True, True, False]
    assert [under_way(START, ends, at(100), at(one)) for one in (99, 100)] == [True, False]


def test_while_a_proxy_stands_its_holder_represents_the_member_and_its_own_people_do_not() -> None:
    seats = [Seat(1, 10, None), Seat(2, 20, 10), Seat(3, 30, None), Seat(4, None, None)]
    assert represented(seats, {10, 20}) == Represented(frozenset({1}), frozenset({2}))
    assert represented(seats, {20, 30}) == Represented(frozenset({3}))
    assert represented(seats, ()) == Represented()


PERSON = st.one_of(st.none(), st.integers(1, 6))


@given(st.lists(st.tuples(PERSON, PERSON), max_size=12), st.sets(st.integers(1, 6)), st.integers(1, 6))
def test_nobody_who_comes_makes_fewer_members_represented(
    people: list[tuple[int | None, int | None]], here: set[int], comes: int
) -> None:
    seats = [Seat(number, voter, holder) for number, (voter, holder) in enumerate(people)]
    before, after = represented(seats, here), represented(seats, here | {comes})
    assert before.members <= after.members
    assert not after.present & after.by_proxy
    assert len(after.members) <= len(seats)


def test_the_quorum_is_counted_in_members() -> None:
    assert not Quorum(entitled=118, present=51, by_proxy=8, needed=60).reached
    assert Quorum(entitled=118, present=52, by_proxy=8, needed=60).reached
    assert Quorum(entitled=118, present=0, by_proxy=0, needed=None).reached
    assert Quorum(entitled=118, present=40, by_proxy=8, by_ballot=12, needed=60).reached


def test_casting_counts_as_represented_and_nobody_counts_twice() -> None:
    found = Represented(frozenset({1}), frozenset({2})).with_ballots({1, 2, 3})
    assert found == Represented(frozenset({1}), frozenset({2}), frozenset({3}))
    assert found.members == {1, 2, 3}


def test_by_region() -> None:
    regions = {1: "europe", 2: "europe", 3: "americas"}
    assert by_region(regions, Represented(frozenset({1}), frozenset({3, 99}))) == [
        Share("americas", 1, 1),
        Share("europe", 1, 2),
    ]
