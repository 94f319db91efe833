"""What the clock on the wall shows is what was meant, also in gaps, in folds and a day ahead (security.md, case 48)."""

from datetime import UTC, datetime, timedelta

import pytest

from assembly import timezones
from assembly.agenda.clocks.rules import WallClock, followed, wall_clock

LENGTH = timedelta(hours=3)


@pytest.mark.parametrize(
    ("zone", "moment", "shown"),
    [
        ("Asia/Bangkok", datetime(2026, 12, 3, 11, tzinfo=UTC), "2026-12-03T18:00"),
        ("Pacific/Kiritimati", datetime(2026, 12, 3, 11, tzinfo=UTC), "2026-12-04T01:00"),
        ("Asia/Kathmandu", datetime(2026, 12, 3, 11, tzinfo=UTC), "2026-12-03T16:45"),
    ],
)
def test_a_sitting_is_noted_as_the_clocks_there_show_it(zone: str, moment: datetime, shown: str) -> None:
    assert wall_clock(moment, moment + LENGTH, zone).starts == shown
    assert followed(moment, moment + LENGTH, wall_clock(moment, moment + LENGTH, zone)) is None


def test_where_the_rules_say_otherwise_now_the_time_on_the_wall_stays() -> None:
    meant = WallClock("Asia/Bangkok", "2026-12-03T18:00", "2026-12-03T21:00")
    by_former_rules = datetime(2026, 12, 3, 10, tzinfo=UTC)
    found = followed(by_former_rules, by_former_rules + LENGTH, meant)
    assert found == (datetime(2026, 12, 3, 11, tzinfo=UTC), datetime(2026, 12, 3, 14, tzinfo=UTC))


def test_the_hour_that_a_clock_shows_twice_is_left_alone_both_times() -> None:
    for hour in (0, 1):  # 02:30 in Madrid, before and after the clocks go back
        moment = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        meant = wall_clock(moment, moment + LENGTH, "Europe/Madrid")
        assert meant.starts == "2026-10-25T02:30"
        assert followed(moment, moment + LENGTH, meant) is None


def test_the_hour_that_a_clock_leaves_out_becomes_the_next_one() -> None:
    typed = timezones.from_local(datetime(2026, 3, 29, 2, 30), "Europe/Madrid")  # noqa: DTZ001 - as it is typed
    assert typed == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    meant = wall_clock(typed, typed + LENGTH, "Europe/Madrid")
    assert meant.starts == "2026-03-29T03:30"
    assert followed(typed, typed + LENGTH, meant) is None
