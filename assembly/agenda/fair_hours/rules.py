"""At which hour a sitting is fairest to everybody. Pure.

A day is what the clocks of each place show, so that a clock change on that day is allowed for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

STEP: Final = timedelta(minutes=30)
LENGTHS: Final = tuple(timedelta(minutes=minutes) for minutes in (60, 90, 120, 150, 180, 240, 300, 360, 480))


class Hours(StrEnum):
    """What an hour is to somebody."""

    WORKING = "working"  # 09:00–18:00
    EDGE = "edge"  # early, 07:00–09:00, or evening, 18:00–22:00
    NIGHT = "night"  # 22:00–07:00


HOURS: Final = tuple(
    Hours.NIGHT if hour < 7 or hour >= 22 else Hours.WORKING if 9 <= hour < 18 else Hours.EDGE  # noqa: PLR2004
    for hour in range(24)
)
"""What each hour of a clock is. All clocks of the world change on the quarter of an hour."""

QUARTER: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Local:
    """A time of meeting as the members of one zone live it."""

    zone: str
    members: int
    night: timedelta
    edge: timedelta

    @property
    def hours(self) -> Hours:
        """The worst of what the time touches."""
        if self.night:
            return Hours.NIGHT
        return Hours.EDGE if self.edge else Hours.WORKING


@dataclass(frozen=True)
class Slot:
    """A time at which a sitting might begin, and what it costs. Sums are over all members."""

    starts_at: datetime
    locals: tuple[Local, ...]

    @cached_property
    def counts(self) -> dict[Hours, int]:
        """How many members meet in each kind of hours, by the worst that the time touches."""
        counted = Counter[Hours]()
        for one in self.locals:
            counted[one.hours] += one.members
        return {kind: counted[kind] for kind in Hours}

    @cached_property
    def night(self) -> timedelta:
        """How much night it costs all members together."""
        return sum((one.night * one.members for one in self.locals), timedelta())

    @cached_property
    def worst(self) -> timedelta:
        """How much night it costs whoever is worst off."""
        return max((one.night for one in self.locals), default=timedelta())

    @cached_property
    def edge(self) -> timedelta:
        """How many early and evening hours it costs all members together."""
        return sum((one.edge * one.members for one in self.locals), timedelta())


def slots(members: Mapping[str, int], day: date, event_zone: str, length: timedelta) -> list[Slot]:
    """Return the times at which a sitting of this length might begin on a day of the event's zone, every half hour.

    `members` says how many there are in each zone.
    """
    return [slot_at(members, starts_at, length) for starts_at in _starts(day, event_zone)]


def slot_at(members: Mapping[str, int], starts_at: datetime, length: timedelta) -> Slot:
    """Return what it costs to begin at this moment."""
    return Slot(starts_at, tuple(_local(zone, number, starts_at, length) for zone, number in members.items() if number))


def _starts(day: date, event_zone: str) -> Iterator[datetime]:
    """Yield each half hour of the day; there are two fewer or more on a day of a clock change."""
    zone = ZoneInfo(event_zone)
    first, last = (
        datetime.combine(on, time(), tzinfo=zone).astimezone(ZoneInfo("UTC")) for on in (day, day + timedelta(days=1))
    )
    while first < last:
        yield first
        first += STEP


def _local(zone: str, members: int, starts_at: datetime, length: timedelta) -> Local:
    clock = ZoneInfo(zone)
    counted = Counter(
        HOURS[(starts_at + number * QUARTER).astimezone(clock).hour] for number in range(length // QUARTER)
    )
    return Local(zone, members, counted[Hours.NIGHT] * QUARTER, counted[Hours.EDGE] * QUARTER)


def ranked(found: Sequence[Slot]) -> list[Slot]:
    """Return the fairest first: least night for all together, then for whoever is worst off, then least of the edges.

    Night comes before all else: an evening is a burden, a night keeps people away. The sum comes before the worst-off,
    since around the whole world somebody always sleeps.
    """
    return sorted(found, key=lambda slot: (slot.night, slot.worst, slot.edge, slot.starts_at))


def apart(found: Sequence[Slot], number: int, distance: timedelta = timedelta(hours=1)) -> list[Slot]:
    """Return the first of a ranked list that lie so far from one another: neighbours are no choice."""
    chosen: list[Slot] = []
    for slot in found:
        if all(abs(slot.starts_at - other.starts_at) >= distance for other in chosen):
            chosen.append(slot)
        if len(chosen) == number:
            break
    return chosen
