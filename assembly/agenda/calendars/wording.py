"""How a sitting that is new, moved or cancelled is told in a mail: the reader's time first, then the event's."""

from assembly import timezones
from assembly.agenda.presentation import Reader
from assembly.agenda.programme import ProgrammeSitting
from assembly.i18n import gettext as _
from assembly.mail.kinds import Fact
from assembly.timezones import LocalTime, TwoTimes

Times = tuple[TwoTimes, TwoTimes]


def fact(sitting: ProgrammeSitting, reader: Reader) -> Fact:
    """Return when a sitting is; beneath, the event's time, its own place, and what to beware of."""
    times = reader.times(sitting.starts_at, sitting.ends_at)
    mine, theirs = both(times)
    place = reader.read(dict(sitting.place)).text
    change = timezones.clock_change(reader.now, sitting.starts_at, (reader.zone, reader.event.zone))
    beneath = " · ".join(filter(None, (theirs, place, change)))
    return Fact(reader.read(dict(sitting.title)).text, mine, beneath or None)


def both(times: Times) -> tuple[str, str | None]:
    """Return from when to when for the reader and, where that differs, for the event."""
    start, end = times
    return span(start.mine, end.mine), None if start.same_zone else span(start.event, end.event)


def span(start: LocalTime, end: LocalTime) -> str:
    """Return from when to when at one place, with its distance from UTC."""
    if start.date != end.date:
        return _(
            "%(date)s, %(start)s, to %(last_date)s, %(end)s, %(place)s (%(offset)s)",
            date=_capital(start.date), start=start.time, last_date=end.date, end=end.time,
            place=start.place, offset=start.offset,
        )  # fmt: skip
    return _(
        "%(date)s, %(start)s–%(end)s, %(place)s (%(offset)s)",
        date=_capital(start.date), start=start.time, end=end.time, place=start.place, offset=start.offset,
    )  # fmt: skip


def _capital(text: str) -> str:
    """Return a text with a capital first letter: weekdays are small in most languages, a line begins large."""
    return text[:1].upper() + text[1:]
