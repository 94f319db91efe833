"""The fair hours as the page shows them: columns of a picture, and words beside each figure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assembly import timezones
from assembly.agenda.fair_hours.rules import Hours, Local, Slot
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import ngettext
from assembly.timezones import LocalTime

NAMES = {
    Hours.WORKING: _l("Working hours"),
    Hours.EDGE: _l("Early or evening"),
    Hours.NIGHT: _l("Night"),
}
ICONS = {Hours.WORKING: "check-lg", Hours.EDGE: "clock", Hours.NIGHT: "moon"}
FILLS = {Hours.WORKING: "fill", Hours.EDGE: "fill-soft", Hours.NIGHT: "fill-none"}


@dataclass(frozen=True, slots=True)
class Column:
    """One time in the picture: from where and how high each kind of hours is, in per cent of all members."""

    starts_at: datetime
    text: str
    bars: tuple[tuple[Hours, float, float], ...]


def columns(slots: list[Slot], event_zone: str) -> list[Column]:
    """Return the picture: a column a half hour, working hours at the foot, night at the top."""
    return [_column(slot, event_zone) for slot in slots]


def _column(slot: Slot, event_zone: str) -> Column:
    total = max(sum(slot.counts.values()), 1)
    bars, foot = [], 0.0
    for kind in Hours:
        height = 100 * slot.counts[kind] / total
        foot += height
        bars.append((kind, 100 - foot, height))
    return Column(slot.starts_at, timezones.local_time(slot.starts_at, event_zone).time, tuple(bars))


def duration(length: timedelta) -> str:
    """Return a length of time in words: "1 hour 30 minutes"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    words = []
    if hours or not minutes:
        words.append(ngettext("%(num)d hour", "%(num)d hours", hours))
    if minutes:
        words.append(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where members live whose clocks show the same, and when they would meet by them."""

    cities: str
    start: LocalTime
    end: LocalTime
    members: int
    hours: Hours


def clocks(slot: Slot, length: timedelta) -> list[Clock]:
    """Return the clocks of all members, from west to east."""
    by_offset: dict[timedelta, list[Local]] = {}
    for one in slot.locals:
        offset = slot.starts_at.astimezone(timezones.zone(one.zone)).utcoffset() or timedelta()
        by_offset.setdefault(offset, []).append(one)
    return [_clock(slot, length, by_offset[offset]) for offset in sorted(by_offset)]


def _clock(slot: Slot, length: timedelta, together: list[Local]) -> Clock:
    start, end = (timezones.local_time(at, together[0].zone) for at in (slot.starts_at, slot.starts_at + length))
    cities = sorted(timezones.city(one.zone) for one in together)
    worst = max((one.hours for one in together), key=list(Hours).index)
    return Clock(", ".join(cities), start, end, sum(one.members for one in together), worst)


def sentence(slot: Slot) -> str:
    """Say what a time costs: how many meet at night, and how long whoever is worst off."""
    at_night = slot.counts[Hours.NIGHT]
    if not at_night:
        return _("Nobody meets at night.")
    return ngettext(
        "%(num)d member meets at night, at most for %(worst)s.",
        "%(num)d members meet at night, at most for %(worst)s.",
        at_night,
        worst=duration(slot.worst),
    )
