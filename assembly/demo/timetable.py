"""When the demonstration takes place: everything is relative to the moment it is loaded. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from math import sqrt
from typing import Any

from assembly import timezones

DAY = timedelta(days=1)
STRIDE = 37
"""Mixes the order of members, which is that of the alphabet; prime to their number."""


class Stage(StrEnum):
    """Where the assembly stands when somebody looks at it."""

    BEFORE_REGISTRATION = "before-registration"
    BEFORE_ASSEMBLY = "before-assembly"
    DURING_VOTE = "during-vote"


@dataclass(frozen=True, slots=True)
class Timetable:
    """The moments of the demonstration."""

    loaded_at: datetime
    zone: str
    first_day: datetime
    days: int
    registration_opens_at: datetime
    registration_closes_at: datetime
    last_assembly_at: datetime

    def at(self, day: int, clock_time: str) -> datetime:
        """Return the moment at which the event's clocks show a time ("18:00") on its 1st, 2nd … day."""
        local_day = self.first_day.astimezone(timezones.zone(self.zone)).date() + (day - 1) * DAY
        return timezones.from_local(datetime.combine(local_day, time.fromisoformat(clock_time)), self.zone)

    @property
    def registered_at(self) -> datetime:
        """Return a moment within the registration window at which people registered."""
        return min(self.loaded_at, self.registration_closes_at - DAY)

    def registering(self, number: int, of: int) -> datetime:
        """Return when the nth of so many members registers: on all days of the window, most of them late."""
        place = (number * STRIDE) % of / of
        return self.registration_opens_at + (self.registered_at - self.registration_opens_at) * sqrt(place)


def timetable(event: Mapping[str, Any], stage: Stage, now: datetime) -> Timetable:
    """Place the event so that the stage is now: registration just to be opened, some days ahead, or the vote open."""
    shift = {
        Stage.BEFORE_REGISTRATION: -int(event["registration_opens_in_days"]) + 1,
        Stage.BEFORE_ASSEMBLY: 0,
        Stage.DURING_VOTE: -int(event["starts_in_days"]),
    }[stage]
    midnight = now.astimezone(timezones.zone(event["zone"])).replace(hour=0, minute=0, second=0, microsecond=0)

    def at(days: str, hour: int) -> datetime:
        return (midnight + (int(event[days]) + shift) * DAY).replace(hour=hour).astimezone(UTC)

    return Timetable(
        loaded_at=now,
        zone=event["zone"],
        first_day=at("starts_in_days", 0),
        days=int(event["days"]),
        registration_opens_at=now.replace(second=0, microsecond=0)
        if stage is Stage.BEFORE_REGISTRATION
        else at("registration_opens_in_days", 9),
        registration_closes_at=at("registration_closes_in_days", 18),
        last_assembly_at=at("last_assembly_in_days", 9) - shift * DAY,
    )
