"""How a sitting that is new, moved or cancelled is told in a mail: the reader's time first, then the event's."""

from assembly import timezones
from assembly.agenda.presentation import Reader
from assembly.agenda.programme import ProgrammeSitting
from assembly.mail.facts import both_spans
from assembly.mail.kinds import Fact


def fact(sitting: ProgrammeSitting, reader: Reader) -> Fact:
    """Return when a sitting is; beneath, the event's time, its own place, and what to beware of."""
    times = reader.times(sitting.starts_at, sitting.ends_at)
    mine, theirs = both_spans(*times)
    place = reader.read(dict(sitting.place)).text
    change = timezones.clock_change(reader.now, sitting.starts_at, (reader.zone, reader.event.zone))
    beneath = " · ".join(filter(None, (theirs, place, change)))
    return Fact(reader.read(dict(sitting.title)).text, mine, beneath or None)
