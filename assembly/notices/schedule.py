"""When a message that was scheduled goes to each recipient: decided from clocks alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assembly import timezones


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time on the clock, without a zone: on the event's clock, or `each_own_time` on that of each recipient."""

    wall: datetime
    each_own_time: bool = False


@dataclass(frozen=True, slots=True)
class Departures:
    """From when to when a scheduled message goes, and for how many its time is over, so that they get it at once."""

    first: datetime
    last: datetime
    at_once: int


def due_at(schedule: Schedule, event_zone: str, zone: str) -> datetime:
    """Return the moment at which a message is due to somebody in this zone.

    Where the clock shows the time twice, it is the first of the two. Where it skips the time, it is the same distance
    after the skip (02:30 becomes 03:30), as calendars have it (RFC 5545, 3.3.5): nobody is left out, nobody gets two.
    """
    return timezones.from_local(schedule.wall, zone if schedule.each_own_time else event_zone)


def departures(schedule: Schedule, event_zone: str, zones: Iterable[str], now: datetime) -> Departures | None:
    """Return when a message leaves for people in these zones; None where the time has passed for all of them.

    For whom it has passed, it goes at once: a day later would be later still than what was asked for.
    """
    moments = [due_at(schedule, event_zone, zone) for zone in zones]
    ahead = [moment for moment in moments if moment > now]
    return Departures(min(ahead), max(ahead), len(moments) - len(ahead)) if ahead else None
