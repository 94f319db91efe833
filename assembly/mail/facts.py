"""Lines of the box of facts that many kinds of mail share."""

from datetime import datetime

from assembly.i18n import gettext as _
from assembly.mail.kinds import Fact
from assembly.timezones import LocalTime, two_times


def time_fact(label: str, moment: datetime, event_zone: str, reader_zone: str) -> Fact:
    """Return a moment as the reader's clocks show it and, where they differ, as the event's do.

    A line more says where clocks change between now and then.
    """
    both = two_times(moment, event_zone, reader_zone)
    beneath = [_one_time(both.event)] if not both.same_zone else []
    if both.clock_change:
        beneath.append(both.clock_change)
    return Fact(label, _one_time(both.mine), " · ".join(beneath) or None)


def _one_time(time: LocalTime) -> str:
    return _(
        "%(date)s, %(time)s, %(place)s (%(offset)s)",
        date=time.date,
        time=time.time,
        place=time.place,
        offset=time.offset,
    )
