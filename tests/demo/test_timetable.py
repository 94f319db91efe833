"""The demonstration is always about to happen, whenever it is loaded."""

from datetime import UTC, datetime, timedelta

import pytest

from assembly.demo.documents import document
from assembly.demo.timetable import Stage, timetable

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
EVENT = document("event")["event"]


@pytest.mark.parametrize("stage", Stage)
def test_registration_closes_before_the_event_begins(stage: Stage) -> None:
    when = timetable(EVENT, stage, NOW)
    assert when.registration_opens_at < when.registration_closes_at <= when.first_day
    assert when.registration_opens_at <= when.registered_at < when.registration_closes_at


def test_each_stage_is_what_it_says() -> None:
    before, ready, voting = (timetable(EVENT, stage, NOW) for stage in Stage)
    assert before.registration_opens_at <= NOW < before.registration_closes_at
    assert ready.registration_opens_at < NOW < ready.registration_closes_at < ready.first_day
    assert voting.registration_closes_at < NOW
    assert voting.at(1, "00:00") <= NOW < voting.at(3, "00:00")


def test_times_are_those_of_the_clocks_in_bangkok() -> None:
    when = timetable(EVENT, Stage.DURING_VOTE, NOW)
    assert when.at(1, "18:00") == datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    assert when.at(2, "18:00") - when.at(1, "18:00") == timedelta(days=1)


def test_members_register_on_many_days_of_the_window_each_at_a_moment_of_their_own() -> None:
    when = timetable(EVENT, Stage.BEFORE_ASSEMBLY, NOW)
    moments = [when.registering(number, 118) for number in range(118)]
    assert len(set(moments)) == 118
    assert min(moments) == when.registration_opens_at
    assert max(moments) < when.registered_at
    assert len({moment.date() for moment in moments}) > 30
