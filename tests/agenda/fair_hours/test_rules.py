"""Which hour is fairest: least night for all together, then for whoever is worst off."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assembly.agenda.fair_hours.rules import LENGTHS, Hours, Slot, apart, ranked, slot_at, slots

DAY = date(2026, 12, 3)
THREE_HOURS = timedelta(hours=3)
ZONES = ("Africa/Bamako", "America/Lima", "Asia/Bangkok", "Asia/Kathmandu", "Pacific/Auckland", "Pacific/Kiritimati")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 3, hour, minute, tzinfo=UTC)


def test_each_hour_is_what_it_is_by_the_clock_of_each_place() -> None:
    slot = slot_at({"Africa/Bamako": 3, "Asia/Bangkok": 2, "Pacific/Auckland": 1}, at(11), THREE_HOURS)
    assert slot.counts == {Hours.WORKING: 3, Hours.EDGE: 2, Hours.NIGHT: 1}
    assert slot.night == THREE_HOURS
    assert slot.edge == 2 * THREE_HOURS


def test_working_hours_end_at_six_and_the_evening_at_ten() -> None:
    assert slot_at({"UTC": 1}, at(15), THREE_HOURS).counts[Hours.WORKING] == 1
    assert slot_at({"UTC": 1}, at(15, 30), THREE_HOURS).counts[Hours.EDGE] == 1
    assert slot_at({"UTC": 1}, at(19), THREE_HOURS).night == timedelta()
    assert slot_at({"UTC": 1}, at(19, 30), THREE_HOURS).night == timedelta(minutes=30)


def test_it_counts_by_the_quarter_of_an_hour_where_a_clock_stands_so() -> None:
    slot = slot_at({"Asia/Kathmandu": 1}, at(16), timedelta(hours=1))  # 21:45 there
    assert slot.night == timedelta(minutes=45)


def test_a_day_has_forty_eight_starts_and_those_of_a_clock_change_two_fewer_or_more() -> None:
    def starts(day: date) -> int:
        return len(slots({"UTC": 1}, day, "Europe/Madrid", THREE_HOURS))

    assert [starts(day) for day in (DAY, date(2026, 3, 29), date(2026, 10, 25))] == [48, 46, 50]


def test_the_day_is_that_of_the_event() -> None:
    [first, *_rest] = slots({"UTC": 1}, DAY, "Asia/Bangkok", THREE_HOURS)
    assert first.starts_at == datetime(2026, 12, 2, 17, 0, tzinfo=UTC)


def test_the_least_night_comes_first_then_the_worst_off_then_the_edges() -> None:
    members = {"America/Lima": 1, "Asia/Bangkok": 3}
    best = ranked(slots(members, DAY, "Asia/Bangkok", timedelta(hours=2)))
    assert [slot.night for slot in best] == sorted(slot.night for slot in best)
    assert best[0].night == timedelta()
    same = [slot for slot in best if slot.night == best[0].night and slot.worst == best[0].worst]
    assert best[0].edge == min(slot.edge for slot in same)


def test_many_count_for_more_than_few() -> None:
    best = ranked(slots({"America/Lima": 1, "Asia/Bangkok": 30}, DAY, "Asia/Bangkok", timedelta(hours=8)))[0]
    asleep = {one.zone for one in best.locals if one.night}
    assert asleep <= {"America/Lima"}


def test_neighbours_of_a_fair_start_are_no_choice() -> None:
    best = ranked(slots({"UTC": 1}, DAY, "UTC", timedelta(hours=1)))
    chosen = [slot.starts_at.hour for slot in apart(best, 5)]
    assert chosen == [9, 10, 11, 12, 13]


@given(
    st.dictionaries(st.sampled_from(ZONES), st.integers(0, 50)),
    st.sampled_from(LENGTHS),
    st.integers(0, 2 * 365 * 24),
)
def test_whatever_is_asked_every_member_is_counted_once_and_nobody_sits_longer_than_it_lasts(
    members: dict[str, int], length: timedelta, hour: int
) -> None:
    slot: Slot = slot_at(members, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour), length)
    total = sum(members.values())
    assert sum(slot.counts.values()) == total
    assert slot.night + slot.edge <= total * length
    assert slot.worst <= length
    assert bool(slot.worst) == bool(slot.counts[Hours.NIGHT])
