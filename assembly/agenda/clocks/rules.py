"""The time on the wall, which is what was meant: a zone's rules may change after a sitting was set. Pure."""

from dataclasses import dataclass
from datetime import datetime

from assembly import timezones


@dataclass(frozen=True, slots=True)
class WallClock:
    """From when to when, as the clocks of a zone show it: "2026-12-03T18:00"."""

    zone: str
    starts: str
    ends: str


def wall_clock(starts_at: datetime, ends_at: datetime, zone: str) -> WallClock:
    """Return what the clocks of a zone show, by the rules that are known now."""
    return WallClock(zone, _shown(starts_at, zone), _shown(ends_at, zone))


def _shown(moment: datetime, zone: str) -> str:
    return moment.astimezone(timezones.zone(zone)).replace(tzinfo=None).isoformat(timespec="minutes")


def followed(starts_at: datetime, ends_at: datetime, meant: WallClock) -> tuple[datetime, datetime] | None:
    """Return the moments at which the clocks show what was meant; None where they do at those that are known.

    A moment in the hour that a clock shows twice is left alone: the clock shows what was meant at both.
    """
    if wall_clock(starts_at, ends_at, meant.zone) == meant:
        return None
    starts, ends = (
        timezones.from_local(datetime.fromisoformat(wall), meant.zone) for wall in (meant.starts, meant.ends)
    )
    return starts, ends
