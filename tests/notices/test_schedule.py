"""When a scheduled message leaves: the event's clock or each recipient's, through gaps and folds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.notices.schedule import Departures, Schedule, departures, due_at

EIGHT = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - a time on the clock has no zone
BANGKOK = "Asia/Bangkok"
ZONES = (BANGKOK, "Africa/Bamako", "Pacific/Kiritimati", "America/Lima", "Asia/Kathmandu", "Europe/Madrid")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_by_the_event_s_clock_it_is_one_moment_for_all() -> None:
    assert {due_at(Schedule(EIGHT), BANGKOK, zone) for zone in ZONES} == {utc(2026, 12, 1, 1)}


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Pacific/Kiritimati", utc(2026, 11, 30, 18)),  # UTC+14: the day before
        ("Asia/Kathmandu", utc(2026, 12, 1, 2, 15)),
        ("Africa/Bamako", utc(2026, 12, 1, 8)),
        ("America/Lima", utc(2026, 12, 1, 13)),
    ],
)
def test_by_their_own_clock_each_gets_it_when_it_shows_the_time(zone: str, moment: datetime) -> None:
    assert due_at(Schedule(EIGHT, each_own_time=True), BANGKOK, zone) == moment


def test_a_time_that_the_clock_skips_comes_as_much_later() -> None:
    skipped = Schedule(datetime(2027, 3, 28, 2, 30), each_own_time=True)  # noqa: DTZ001 - 02:00 becomes 03:00 there
    assert due_at(skipped, BANGKOK, "Europe/Madrid") == utc(2027, 3, 28, 1, 30)  # when the clock shows 03:30


def test_a_time_that_the_clock_shows_twice_is_the_first_of_the_two() -> None:
    twice = Schedule(datetime(2026, 10, 25, 2, 30), each_own_time=True)  # noqa: DTZ001
    assert due_at(twice, BANGKOK, "Europe/Madrid") == utc(2026, 10, 25, 0, 30)


def test_for_whom_the_time_is_over_it_goes_at_once() -> None:
    schedule = Schedule(EIGHT, each_own_time=True)
    found = departures(schedule, BANGKOK, ZONES, now=utc(2026, 12, 1, 2))
    assert found == Departures(first=utc(2026, 12, 1, 2, 15), last=utc(2026, 12, 1, 13), at_once=2)


def test_a_time_that_is_over_for_everybody_is_none() -> None:
    assert departures(Schedule(EIGHT, each_own_time=True), BANGKOK, ZONES, now=utc(2026, 12, 2)) is None
    assert departures(Schedule(EIGHT), BANGKOK, ["America/Lima"], now=utc(2026, 12, 1, 1)) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_a_mail_is_never_more_than_a_day_from_the_event_s_time(wall: datetime, zone: str) -> None:
    apart = due_at(Schedule(wall, each_own_time=True), BANGKOK, zone) - due_at(Schedule(wall), BANGKOK, zone)
    assert abs(apart) < timedelta(hours=26)
