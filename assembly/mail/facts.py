"""Lines of the box of facts that many kinds of mail share."""

from datetime import datetime

from assembly.i18n import gettext as _
from assembly.mail.kinds import Fact
from assembly.timezones import LocalTime, TwoTimes, two_times


def time_fact(label: str, moment: datetime, event_zone: str, reader_zone: str) -> Fact:
    """Return a moment as the reader's clocks show it and, where they differ, as the event's do.

    A line more says where clocks change between now and then.
    """
    both = two_times(moment, event_zone, reader_zone)
    beneath = [one_time(both.event)] if not both.same_zone else []
    if both.clock_change:
        beneath.append(both.clock_change)
    return Fact(label, one_time(both.mine), " · ".join(beneath) or None)


def one_time(time: LocalTime) -> str:
    """Return a moment with its day, its place and its distance from UTC."""
    return _(
        "%(date)s, %(time)s, %(place)s (%(offset)s)",
        date=time.date,
        time=time.time,
        place=time.place,
        offset=time.offset,
    )


def both_spans(start: TwoTimes, end: TwoTimes) -> tuple[str, str | None]:
    """Return from when to when for the reader and, where that differs, for the event."""
    theirs = None if start.same_zone else _span(start.event, end.event, capital(start.event.date))
    return _span(start.mine, end.mine, capital(start.mine.date)), theirs


def own_span(start: TwoTimes, end: TwoTimes) -> str:
    """Return from when to when for the reader, to stand within a sentence."""
    return _span(start.mine, end.mine, start.mine.date)


def _span(start: LocalTime, end: LocalTime, date: str) -> str:
    if start.date != end.date:
        return _(
            "%(date)s, %(start)s, to %(last_date)s, %(end)s, %(place)s (%(offset)s)",
            date=date, start=start.time, last_date=end.date, end=end.time,
            place=start.place, offset=start.offset,
        )  # fmt: skip
    return _(
        "%(date)s, %(start)s–%(end)s, %(place)s (%(offset)s)",
        date=date, start=start.time, end=end.time, place=start.place, offset=start.offset,
    )  # fmt: skip


def capital(text: str) -> str:
    """Return a text with a capital first letter: weekdays are small in most languages, a line begins large."""
    return text[:1].upper() + text[1:]
