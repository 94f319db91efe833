"""A moment as the reader and the event see it: both times, each with its place and offset."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time, get_timezone_location

from assembly import clock
from assembly.i18n import current_locale
from assembly.i18n import gettext as _

# Cities that Babel words wrongly or not at all in our languages.
CITIES: dict[tuple[str, str], str] = {
    ("Asia/Kolkata", "en"): "Kolkata",
    ("Europe/Kyiv", "en"): "Kyiv",
    ("Europe/Kyiv", "ru"): "Киев",
}


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of that IANA name."""
    return ZoneInfo(name)


@cache
def zone_names() -> tuple[str, ...]:
    """Return the zones that a person may choose: places, not abbreviations."""
    areas = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return tuple(sorted(name for name in available_timezones() if name.startswith(areas)))


def is_zone(name: str) -> bool:
    """Whether people may choose this zone."""
    return name in zone_names() or name == "UTC"


@cache
def _older_names(name: str) -> tuple[str, ...]:
    """Return the former names of a zone: under these CLDR still has the cities (Asia/Calcutta for Asia/Kolkata)."""
    return tuple(old for old, new in get_global("zone_aliases").items() if new == name)


@cache
def _city(name: str, locale: Locale) -> str:
    if name == "UTC":
        return "UTC"
    if (name, locale.language) in CITIES:
        return CITIES[name, locale.language]
    worded = (locale.time_zones.get(known, {}).get("city") for known in (name, *_older_names(name)))
    found = next(filter(None, worded), None)
    return found or get_timezone_location(zone(name), locale=locale, return_city=True).rpartition("/")[2]


def city(name: str) -> str:
    """Return the city that stands for a zone, in the language being spoken."""
    return _city(name, current_locale())


def offset_label(moment: datetime, name: str) -> str:
    """Return the zone's distance from UTC at that moment, such as `UTC+5:30`."""
    offset = moment.astimezone(zone(name)).utcoffset() or timedelta()
    if not offset:
        return "UTC"
    minutes = abs(int(offset.total_seconds())) // 60
    sign = "−" if offset < timedelta() else "+"
    hours, rest = divmod(minutes, 60)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment at one place, worded in the language being spoken."""

    date: str
    short_date: str
    weekday: str
    time: str
    place: str
    offset: str


def local_time(moment: datetime, name: str) -> LocalTime:
    """Word a moment as the clocks of a zone show it."""
    return _local_time(moment, name, current_locale())


@lru_cache(maxsize=4096)  # the same few moments stand on every page
def _local_time(moment: datetime, name: str, locale: Locale) -> LocalTime:
    local = moment.astimezone(zone(name))
    return LocalTime(
        date=format_date(local, "full", locale=locale),
        short_date=format_date(local, "d MMM", locale=locale),
        weekday=format_date(local, "EEEE", locale=locale),
        time=format_time(local, "HH:mm", locale=locale),
        place=_city(name, locale),
        offset=offset_label(moment, name),
    )


@dataclass(frozen=True, slots=True)
class TwoTimes:
    """A moment for the reader and for the event. `clock_change` warns of one that comes before it."""

    iso: str
    mine: LocalTime
    event: LocalTime
    same_zone: bool
    different_day: bool
    clock_change: str | None


def two_times(
    moment: datetime, event_zone: str, reader_zone: str | None = None, now: datetime | None = None
) -> TwoTimes:
    """Show a moment in the reader's zone and the event's; without a reader's zone, in the event's alone."""
    mine = reader_zone or event_zone
    same = moment.astimezone(zone(mine)).utcoffset() == moment.astimezone(zone(event_zone)).utcoffset()
    different_day = moment.astimezone(zone(mine)).date() != moment.astimezone(zone(event_zone)).date()
    return TwoTimes(
        iso=moment.astimezone(UTC).isoformat(timespec="minutes"),
        mine=local_time(moment, mine),
        event=local_time(moment, event_zone),
        same_zone=same,
        different_day=different_day,
        clock_change=clock_change(now or clock.now(), moment, (mine, event_zone)),
    )


def clock_change(now: datetime, moment: datetime, names: tuple[str, ...]) -> str | None:
    """Return a sentence where the clocks of one of the places change between now and the moment."""
    place = changing(now, moment, names)
    if place is None:
        return None
    return _("The clocks in %(place)s change before then; the times shown allow for it.", place=place)


def changing(start: datetime, end: datetime, names: tuple[str, ...]) -> str | None:
    """Return the first of the places whose clocks show another distance from UTC at the end than at the start."""
    for name in dict.fromkeys(names):
        before, after = (at.astimezone(zone(name)).utcoffset() for at in (start, end))
        if before != after:
            return city(name)
    return None


def from_local(wall: datetime, name: str) -> datetime:
    """Return the moment at which the clocks of a zone show `wall` (the first one, where they show it twice)."""
    return wall.replace(tzinfo=zone(name)).astimezone(UTC)
