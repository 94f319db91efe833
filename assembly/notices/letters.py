"""A notice as one recipient's letter: their language, their clock, their own links.

Written while the recipient's language is spoken. What reads the database or makes links comes in as
an argument, so that a preview is the real letter with harmless links.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from assembly import timezones
from assembly.agenda import calendar, presentation
from assembly.agenda.presentation import Reader, ShownSitting
from assembly.agenda.programme import Programme
from assembly.database_types import LocalizedText, Reading
from assembly.events.models import Event
from assembly.i18n import current_language, speaking
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail import ics
from assembly.mail.ics import Party
from assembly.mail.kinds import Button, Fact, Letter
from assembly.mail.letterhead import current_letterhead
from assembly.mail.markdown import Markdown, escape, in_language, one_line
from assembly.mail.templates import letter
from assembly.names import language_name
from assembly.notices import placeholders, values
from assembly.notices.values import Link, capital
from assembly.timezones import LocalTime, TwoTimes


@dataclass(frozen=True, slots=True)
class Message:
    """What a notice says, as drafted or as frozen; with the programme where it carries one."""

    event: Event
    subject: LocalizedText
    body: LocalizedText
    programme: Programme | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """For whom it is written. Only participants get the sittings into their calendar."""

    name: str
    address: str
    zone: str
    member_name: str
    participates: bool


def write(message: Message, to: Addressee, personal_link: Link, now: datetime) -> Letter:
    """Return the letter; `personal_link` is asked for at most once, and only where the link is shown."""
    link = cache(personal_link)
    source = message.event.source_language
    subject = message.subject.read(current_language(), source)
    body = message.body.read(current_language(), source)
    text = _text(message.event, to, body, link)
    reader = Reader(message.event, to.zone, now)
    shown = _sittings(message.programme, reader)
    return letter(
        "notice",
        facts=[_fact(sitting, reader) for sitting in shown],
        button=Button(_("Open my page"), link()) if shown else None,
        calendar=_calendar(message.programme, to, reader) if shown and to.participates else None,
        title=_subject(message.event, to, subject),
        text=in_language(body.language, text) if body.fallback else text,
        fallback=language_name(body.language) if body.fallback else None,
        wanted=language_name(current_language()),
        sittings=shown,
        short=short_time,
        capital=capital,
        two_zones=bool(shown) and not shown[0].times[0].same_zone,
    )


def _subject(event: Event, to: Addressee, subject: Reading) -> str:
    with speaking(subject.language):
        known = values.subject_values(event, to.name, to.member_name, to.zone, one_line)
        return placeholders.fill(subject.text, known)


def _text(event: Event, to: Addressee, body: Reading, link: Link) -> Markdown:
    with speaking(body.language):
        known = values.subject_values(event, to.name, to.member_name, to.zone, escape)
        return Markdown(placeholders.fill(body.text, known | values.addresses(event, body.text, link)))


def _sittings(programme: Programme | None, reader: Reader) -> list[ShownSitting]:
    days = presentation.days(programme, reader) if programme else []
    return [sitting for day in days for sitting in day.sittings]


def _calendar(programme: Programme | None, to: Addressee, reader: Reader) -> bytes | None:
    if programme is None:
        return None
    paper = current_letterhead()
    url = absolute_url("agenda.programme", event_slug=reader.event.slug)
    return ics.request(
        calendar.entries(programme, reader, url),
        organizer=Party(paper.sender_name, paper.sender_email),
        attendee=Party(to.name, to.address),
        stamp=reader.now,
        language=current_language(),
    )


def _fact(sitting: ShownSitting, reader: Reader) -> Fact:
    """Return when a sitting is: the reader's time first, the event's beneath, then what to beware of."""
    start, end = sitting.times
    beneath = [] if start.same_zone else [_span(start.event, end.event)]
    change = timezones.clock_change(reader.now, sitting.starts_at, (reader.zone, reader.event.zone))
    if change:
        beneath.append(change)
    return Fact(sitting.title.text, _span(start.mine, end.mine), " · ".join(beneath) or None)


def _span(start: LocalTime, end: LocalTime) -> str:
    if start.date != end.date:
        return _(
            "%(date)s, %(start)s, to %(last_date)s, %(end)s, %(place)s (%(offset)s)",
            date=capital(start.date), start=start.time, last_date=end.date, end=end.time,
            place=start.place, offset=start.offset,
        )  # fmt: skip
    return _(
        "%(date)s, %(start)s–%(end)s, %(place)s (%(offset)s)",
        date=capital(start.date), start=start.time, end=end.time, place=start.place, offset=start.offset,
    )  # fmt: skip


def short_time(times: tuple[TwoTimes, TwoTimes]) -> str:
    """Return the event's time of an item for the brackets behind the reader's, with the day where it differs."""
    start, end = times
    clock = f"{start.event.time}–{end.event.time}"
    return f"{start.event.weekday} {clock}" if start.different_day else clock


def as_test(written: Letter) -> Letter:
    """Return a letter marked as a test, which puts nothing into anybody's calendar."""
    return replace(written, subject=_("Test: %(subject)s", subject=written.subject), calendar=None)
