"""A notice as one recipient's letter: their language, their clock, their own links.

Written while the recipient's language is spoken. What reads the database or makes links comes in as
an argument, so that a preview is the real letter with harmless links.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Protocol

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
from assembly.mail.facts import both_spans, capital
from assembly.mail.ics import Entry, Party
from assembly.mail.kinds import Button, Fact, Letter
from assembly.mail.letterhead import Letterhead, current_letterhead
from assembly.mail.markdown import Markdown, escape, in_language, one_line
from assembly.mail.news import links as news
from assembly.mail.templates import letter
from assembly.names import language_name
from assembly.notices import placeholders, values
from assembly.notices.placeholders import Placeholder
from assembly.notices.values import AboutVote, Escape, Link
from assembly.timezones import TwoTimes


@dataclass(frozen=True, slots=True)
class Message:
    """What a notice says, as drafted or as frozen; with the programme where it carries one.

    `news`: one can ask for no more of it.
    """

    event: Event
    subject: LocalizedText
    body: LocalizedText
    programme: Programme | None = None
    vote: AboutVote | None = None
    news: bool = False


@dataclass(frozen=True, slots=True)
class Addressee:
    """For whom it is written. Only participants get the sittings into their calendar.

    `sequences` has the SEQUENCE of each entry that goes with it, by UID; None: all, as they are published.
    `news_token` is what asks for no more news in their name.
    """

    name: str
    address: str
    zone: str
    member_name: str
    participates: bool
    sequences: Mapping[str, int] | None = None
    news_token: str = news.NOBODYS


class Known(Protocol):
    """Says what stands in the places of a part of the notice (`subject`, `body`), escaped for where they land."""

    def __call__(self, part: str, escape: Escape, /) -> dict[Placeholder, str]:
        """Return the values, in the language being spoken."""


def write(message: Message, to: Addressee, personal_link: Link, now: datetime) -> Letter:
    """Return the letter; `personal_link` is asked for at most once, and only where the link is shown."""

    def known(_part: str, escape: Escape) -> dict[Placeholder, str]:
        return values.subject_values(message.event, to.name, to.member_name, to.zone, escape)

    reader = Reader(message.event, to.zone, now)
    written = form(message, reader, cache(personal_link), known, to.news_token)
    return replace(written, calendar=calendar_of(message, to, reader, current_letterhead()))


def form(message: Message, reader: Reader, link: Link, known: Known, news_token: str) -> Letter:
    """Return the letter without what goes into the recipient's calendar; the names in it are what is `known`."""
    language, source = current_language(), message.event.source_language
    subject, body = message.subject.read(language, source), message.body.read(language, source)

    def own_link() -> str:
        with speaking(language):  # also where the text around it is in another
            return link()

    text = _text(message, body, reader, own_link, known)
    shown = _sittings(message.programme, reader)
    return letter(
        "notice",
        facts=[_fact(sitting, reader) for sitting in shown],
        button=Button(_("Open my page"), link()) if shown else None,
        unsubscribe_url=news.address(news_token) if message.news else None,
        title=_subject(message, subject, reader, known),
        text=in_language(body.language, text) if body.fallback else text,
        fallback=language_name(body.language) if body.fallback else None,
        wanted=language_name(current_language()),
        sittings=shown,
        short=short_time,
        capital=capital,
        two_zones=bool(shown) and not shown[0].times[0].same_zone,
    )


def _subject(message: Message, subject: Reading, reader: Reader, known: Known) -> str:
    with speaking(subject.language):
        about = values.of_vote(message.vote, message.event, reader.zone, one_line)
        return placeholders.fill(subject.text, known("subject", one_line) | about)


def _text(message: Message, body: Reading, reader: Reader, link: Link, known: Known) -> Markdown:
    with speaking(body.language):
        about = values.of_vote(message.vote, message.event, reader.zone, escape)
        filled = known("body", escape) | about | values.addresses(message.event, message.vote, body.text, link)
        return Markdown(placeholders.fill(body.text, filled))


def _sittings(programme: Programme | None, reader: Reader) -> list[ShownSitting]:
    days = presentation.days(programme, reader) if programme else []
    return [sitting for day in days for sitting in day.sittings if not sitting.cancelled]


def calendar_of(message: Message, to: Addressee, reader: Reader, paper: Letterhead) -> bytes | None:
    """Return what goes into a participant's calendar with a notice that carries the programme."""
    if message.programme is None or not message.programme.sittings or not to.participates:
        return None
    url = absolute_url("agenda.programme", event_slug=reader.event.slug)
    entries = _in_step(calendar.entries(message.programme, reader, url), to.sequences)
    if not entries:
        return None
    return ics.requests(
        entries,
        organizer=Party(paper.sender_name, paper.sender_email),
        attendee=Party(to.name, to.address),
        stamp=reader.now,
        language=current_language(),
    )


def _in_step(entries: list[Entry], sequences: Mapping[str, int] | None) -> list[Entry]:
    """Return the entries that go, each with the SEQUENCE that follows on what the recipient has."""
    held = [entry for entry in entries if not entry.cancelled]
    if sequences is None:
        return held
    return [replace(entry, sequence=sequences[entry.uid]) for entry in held if entry.uid in sequences]


def _fact(sitting: ShownSitting, reader: Reader) -> Fact:
    """Return when a sitting is: the reader's time first, the event's beneath, then what to beware of."""
    mine, theirs = both_spans(*sitting.times)
    change = timezones.clock_change(reader.now, sitting.starts_at, (reader.zone, reader.event.zone))
    return Fact(sitting.title.text, mine, " · ".join(filter(None, (theirs, change))) or None)


def short_time(times: tuple[TwoTimes, TwoTimes]) -> str:
    """Return the event's time of an item for the brackets behind the reader's, with the day where it differs."""
    start, end = times
    clock = f"{start.event.time}–{end.event.time}"
    return f"{start.event.weekday} {clock}" if start.different_day else clock


def as_test(written: Letter) -> Letter:
    """Return a letter marked as a test, which puts nothing into anybody's calendar."""
    return replace(written, subject=_("Test: %(subject)s", subject=written.subject), calendar=None)
