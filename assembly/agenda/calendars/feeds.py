"""A person's own calendar at a secret address: all sittings of the events in which they take part."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from assembly import keyring, scope
from assembly.accounts.models import Person
from assembly.agenda import calendar
from assembly.agenda.calendars import queries
from assembly.agenda.calendars.models import CalendarFeed
from assembly.agenda.calendars.queries import Published
from assembly.agenda.presentation import Reader
from assembly.audit.service import record
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language, speaking
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail import ics
from assembly.mail.ics import Entry
from assembly.registration.models import Registration
from assembly.security import token_hash


def new_address(person_id: int, now: datetime) -> None:
    """Give somebody a secret address; the one that they had stops working."""
    feed = db.session.get(CalendarFeed, person_id) or CalendarFeed(person_id=person_id)
    feed.created_at = now
    feed.hash = token_hash(_token(keyring.all_keys()[0], person_id, now))
    db.session.add(feed)
    db.session.flush()
    record(person_id, "calendar.address_made", "person", person_id)


def token_of(person_id: int) -> str | None:
    """Return the token of somebody's address; None where there is none, or the key of this site is another now."""
    feed = db.session.get(CalendarFeed, person_id)
    if feed is None:
        return None
    tokens = (_token(key, person_id, feed.created_at) for key in keyring.all_keys())
    return next((token for token in tokens if hmac.compare_digest(token_hash(token), feed.hash)), None)


def _token(key: str, person_id: int, made_at: datetime) -> str:
    """Return 256 bits that nobody can guess who has not the key of this site."""
    stamp = round(made_at.timestamp() * 1_000_000)
    digest = hmac.new(key.encode(), f"calendar:{person_id}:{stamp}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def holder(token: str) -> Person:
    """Return whose calendar an address is; raise `NotFoundError`."""
    feed = db.session.scalar(select(CalendarFeed).where(CalendarFeed.hash == token_hash(token)))
    if feed is None or feed.person.disabled_at is not None:
        raise NotFoundError
    return feed.person


def feed_of(person: Person, now: datetime) -> bytes:
    """Return somebody's calendar in their language and time, without any address to join: calendars are shared."""
    with scope.everything(), speaking(person.language):
        programmes = _programmes(person.id)
        entries = [entry for event, published in programmes for entry in _entries(event, published, person, now)]
        stamp = max((published.published_at for _event, published in programmes), default=person.created_at)
        return ics.feed(entries, name=_("Assembly"), stamp=stamp, language=current_language())


def _entries(event: Event, published: Published, person: Person, now: datetime) -> Iterator[Entry]:
    """Yield the sittings of an event, and the items in which somebody has a place."""
    reader, url = Reader(event, person.zone, now), absolute_url("overview.my_assembly", event_slug=event.slug)
    yield from calendar.entries(published.programme, reader, url)
    yield from calendar.entries(queries.places_of(event.id, [person.id], published).programme(person.id), reader, url)


def _programmes(person_id: int) -> list[tuple[Event, Published]]:
    """Return the events in which somebody takes part that have a programme."""
    events = db.session.scalars(
        select(Event)
        .join(Registration, Registration.event_id == Event.id)
        .where(queries.live(Event.id), Registration.person_id == person_id)
        .order_by(Event.starts_at, Event.id)
    ).all()
    found = ((event, queries.published(event.id)) for event in events)
    return [(event, published) for event, published in found if published]
