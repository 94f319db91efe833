"""The programme as a page, a calendar and a paper, kept in memory for as long as nothing happens.

Everybody comes here, also at once. Whatever the programme shows changes by an act in the audit trail, whose newest
hash stands for all that the database holds; the hour is for the warning of clock changes. What is going on now changes
with the clock alone: the page is kept until the next item begins or ends (`turn`), and no longer.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from flask import render_template
from markupsafe import Markup
from sqlalchemy import bindparam, select

from assembly import links
from assembly.accounts import zones
from assembly.agenda import calendar, chosen, paper, presentation, queries
from assembly.agenda.chosen import EVERYTHING, Choice
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.presentation import Reader
from assembly.agenda.sections import with_outcomes
from assembly.agenda.signups.queries import free_by_item
from assembly.audit.models import AuditEntry
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.mail import ics

HOUR = timedelta(hours=1)
_EVENT_AND_HEAD = select(
    Event, select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1).scalar_subquery()
).where(Event.slug == bindparam("slug"))


def event_and_head(slug: str) -> tuple[Event, str | None]:
    """Return an event and the newest hash of the audit trail, in one question; raise `NotFoundError`."""
    row = db.session.execute(_EVENT_AND_HEAD, {"slug": slug}).first()
    if row is None:
        raise NotFoundError
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page depends on. `chosen` says that the reader's zone is known, and not only guessed.

    `turn` is when something began or ended last, None before the first item or where nobody asks.
    """

    database: str
    head: str | None
    event_id: int
    language: str
    zone: str
    hour: datetime
    audience: frozenset[Visibility]
    chosen: bool
    choice: Choice = EVERYTHING
    turn: datetime | None = None

    def reader(self) -> Reader:
        """Return for whom it is shown."""
        return Reader(db.session.get_one(Event, self.event_id), self.zone, self.hour)


def asked(reader: Reader, head: str | None, audience: frozenset[Visibility], *, chosen: bool) -> Asked:
    """Return what is asked for, as it tells one page from another."""
    hour = reader.now.replace(minute=0, second=0, microsecond=0)
    database = str(db.engine.url)
    return Asked(database, head, reader.event.id, current_language(), reader.zone, hour, audience, chosen)


def at_moment(what: Asked, choice: Choice, now: datetime) -> Asked:
    """Return what is asked for with what was chosen of it, as it is to be shown at this moment."""
    turns = _turns(what.database, what.head, what.event_id) if what.head else ()
    passed = bisect_right(turns, now)
    return replace(what, choice=choice, turn=turns[passed - 1] if passed else None)


@lru_cache(maxsize=32)
def _turns(_database: str, _head: str, event_id: int) -> tuple[datetime, ...]:
    found = queries.published(event_id)
    return chosen.turns(found) if found else ()


def body(what: Asked) -> Markup:
    """Return the inner part of the page; empty while nothing is published."""
    return _body(what) if what.head else _body.__wrapped__(what)


@lru_cache(maxsize=128)
def _body(what: Asked) -> Markup:
    reader = what.reader()
    found = queries.published(what.event_id)
    if found is None or not found.sittings:
        return Markup()
    days = presentation.days(with_outcomes(found, reader.event), reader, what.audience)
    html = render_template(
        "agenda/_programme.html",
        event=reader.event,
        reader=reader,
        chosen=what.chosen,
        choice=what.choice,
        days=chosen.only(days, what.choice),
        all_days=days,
        kinds=chosen.kinds_in(days),
        now=chosen.going_on(days, what.turn),
        clock_change=presentation.clock_change(found, reader),
        zones=zones.choices(reader.now, reader.zone),
        feed_url=links.absolute_url("agenda.feed", event_slug=reader.event.slug),
        signups=free_by_item(what.event_id),
        admitted=Visibility.PARTICIPANTS in what.audience,
    )
    return Markup(html)  # noqa: S704 - a template of ours has escaped it


def feed(what: Asked) -> tuple[bytes, datetime]:
    """Return the programme as a calendar, and when it was published; raise `NotFoundError` while it is not."""
    return _feed(what) if what.head else _feed.__wrapped__(what)


@lru_cache(maxsize=32)
def _feed(what: Asked) -> tuple[bytes, datetime]:
    version = queries.latest_version(what.event_id)
    programme = queries.programme_of(version)
    if version is None or programme is None:
        raise NotFoundError
    reader = what.reader()
    url = links.absolute_url("agenda.programme", event_slug=reader.event.slug)
    content = ics.feed(
        calendar.entries(programme, reader, url),
        name=reader.read(reader.event.title).text,
        stamp=version.published_at,
        language=what.language,
    )
    return content, version.published_at


def pdf(what: Asked) -> bytes:
    """Return the programme as a paper with both zones; raise `NotFoundError` while nothing is published."""
    return _pdf(what) if what.head else _pdf.__wrapped__(what)


@lru_cache(maxsize=16)
def _pdf(what: Asked) -> bytes:
    version = queries.latest_version(what.event_id)
    programme = queries.programme_of(version)
    if version is None or programme is None:
        raise NotFoundError
    return paper.programme(programme, what.reader(), version.published_at)
