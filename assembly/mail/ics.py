"""Calendar files (RFC 5545, iTIP RFC 5546): requests and cancellations to one participant, and feeds.

Nothing here reads a database or a clock. `stamp` is the moment of sending (DTSTAMP). One file holds
one METHOD; the part of a mail that carries it says the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from assembly.mail.markdown import one_line
from assembly.timezones import zone

if TYPE_CHECKING:  # imported where it is used: few pages need it, and it takes a fifth of the start of the web process
    from icalendar import Calendar, Event, Timezone, vDatetime

PRODUCT = "-//Assembly//Assembly//EN"
REFRESH = timedelta(hours=1)
BEGIN = b"BEGIN:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks, or is asked to come."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: a sitting. Its times are given in the event's zone.

    `uid` never changes; `sequence` rises when the time, place or status does. `description` may have several lines.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    location: str
    url: str
    cancelled: bool = False


def requests(entries: Iterable[Entry], *, organizer: Party, attendee: Party, stamp: datetime, language: str) -> bytes:
    """Return a METHOD:REQUEST for one participant for each entry: new ones, or new versions of those sent before.

    One object an entry, one after the other (RFC 5545, 3.4): all that a REQUEST holds must have the same UID
    (RFC 5546, 3.2.2), and most mail programs act on the first one only.
    """
    who = {"organizer": organizer, "attendee": attendee}
    return b"".join(_for_one("REQUEST", entry, **who, stamp=stamp, language=language) for entry in entries)


def cancellations(
    entries: Iterable[Entry], *, organizer: Party, attendee: Party, stamp: datetime, language: str
) -> bytes:
    """Return a METHOD:CANCEL for each entry, which takes it out of one participant's calendar."""
    who = {"organizer": organizer, "attendee": attendee}
    return b"".join(_for_one("CANCEL", entry, **who, stamp=stamp, language=language) for entry in entries)


def objects(stream: bytes) -> list[bytes]:
    """Return the objects of a stream, each with its METHOD."""
    return [BEGIN + rest for rest in stream.split(BEGIN)[1:]]


def _for_one(method: str, entry: Entry, *, organizer: Party, attendee: Party, stamp: datetime, language: str) -> bytes:
    """Fill in who is asked, and when; the rest is the same for many, and takes the library a hundred times as long."""
    from icalendar.parser import Contentline, Parameters
    from icalendar.prop import vDatetime

    who = _attendee(attendee)
    lines = (
        Contentline.from_parts("DTSTAMP", Parameters(), vDatetime(stamp.astimezone(UTC))).to_ical(),
        Contentline.from_parts("ATTENDEE", who.params, who).to_ical(),
    )
    head, begin, rest = _skeleton(method, entry, organizer, language).partition(b"BEGIN:VEVENT\r\n")
    return b"".join((head, begin, *(line + b"\r\n" for line in lines), rest))


@lru_cache(maxsize=1024)
def _skeleton(method: str, entry: Entry, organizer: Party, language: str) -> bytes:
    """Return a file for one participant without what differs from one to the next."""
    calendar = _calendar(method, [entry])
    event = _event(entry, language)
    event.add("organizer", _address(organizer))
    if method == "CANCEL":
        event["STATUS"] = "CANCELLED"
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(entries: Sequence[Entry], *, name: str, stamp: datetime, language: str) -> bytes:
    """Return a METHOD:PUBLISH for anybody: no attendee, and the name that programs show for the calendar."""
    calendar = _calendar("PUBLISH", entries)
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for entry in entries:
        event = _event(entry, language)
        event.add("dtstamp", stamp)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(method: str, entries: Sequence[Entry]) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for name in sorted({entry.zone for entry in entries} - {"UTC"}):
        first = min(entry.starts_at for entry in entries).year
        last = max(entry.ends_at for entry in entries).year
        calendar.add_component(_timezone(name, first, last))
    return calendar


@cache
def _timezone(name: str, first_year: int, last_year: int) -> "Timezone":
    """Return the VTIMEZONE of a zone for these years, and those around them; made once (10 ms)."""
    from icalendar import Timezone

    return Timezone.from_tzid(name, first_date=date(first_year - 1, 1, 1), last_date=date(last_year + 2, 1, 1))


def _event(entry: Entry, language: str) -> "Event":
    from icalendar import Event, vUri

    said_in = {"LANGUAGE": language}
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstart", _local(entry.starts_at, entry.zone))
    event.add("dtend", _local(entry.ends_at, entry.zone))
    event.add("summary", one_line(entry.summary), parameters=said_in)
    event.add("description", _lines(entry.description), parameters=said_in)
    event.add("location", one_line(entry.location), parameters=said_in)
    event.add("url", vUri(entry.url))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _local(moment: datetime, name: str) -> "vDatetime":
    from icalendar import vDatetime

    return vDatetime(moment.astimezone(zone(name)))


def _lines(text: str) -> str:
    """Return a text of several lines, each of them plain."""
    return "\n".join(one_line(line) for line in text.splitlines())


def _attendee(party: Party) -> Any:
    who = _address(party)
    who.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    return who


def _address(party: Party) -> Any:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{''.join(one_line(party.address).split())}")
    address.params["CN"] = vText(one_line(party.name))
    return address
