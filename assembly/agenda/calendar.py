"""The programme as entries of a calendar: one a sitting, with what happens in it inside."""

from assembly import timezones
from assembly.agenda.presentation import Reader
from assembly.agenda.programme import Programme, ProgrammeSitting
from assembly.i18n import gettext as _
from assembly.mail.ics import Entry


def entries(programme: Programme, reader: Reader, url: str) -> list[Entry]:
    """Return an entry for each sitting, in the language being spoken; `url` is where to read on and join."""
    return [entry(sitting, reader, url) for sitting in programme.sittings]


def entry(sitting: ProgrammeSitting, reader: Reader, url: str) -> Entry:
    """Return one sitting as an entry; its place is the event's, unless it has its own."""
    event = reader.event
    return Entry(
        uid=sitting.uid,
        sequence=sitting.sequence,
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        zone=event.zone,
        summary=_(
            "%(event)s: %(sitting)s",
            event=reader.read(event.title).text,
            sitting=reader.read(dict(sitting.title)).text,
        ),
        description=_description(sitting, reader, url),
        location=reader.read(dict(sitting.place)).text or reader.read(event.place).text,
        url=url,
        cancelled=sitting.cancelled,
    )


def _description(sitting: ProgrammeSitting, reader: Reader, url: str) -> str:
    """Return the items with the reader's times, as lines of plain text."""
    lines = []
    if sitting.items:
        start = timezones.local_time(sitting.starts_at, reader.zone)
        lines += [_("Times in %(place)s (%(offset)s):", place=start.place, offset=start.offset)]
        for item in sitting.items:
            begins, ends = (timezones.local_time(at, reader.zone).time for at in (item.starts_at, item.ends_at))
            lines.append(f"{begins}–{ends} {reader.read(dict(item.title)).text}")
        lines.append("")
    return "\n".join([*lines, _("Programme, and how to join: %(url)s", url=url)])
