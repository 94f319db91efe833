"""Reading what people's calendars hold and should hold. Few queries, however many people."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from assembly.accounts.models import Person
from assembly.agenda.calendars import places
from assembly.agenda.calendars.models import CalendarEntry, CalendarRound
from assembly.agenda.calendars.places import Places
from assembly.agenda.calendars.rules import EntryStatus, Held, Wanted, latest
from assembly.agenda.models import AgendaVersion
from assembly.agenda.programme import Programme, ProgrammeSitting, from_json
from assembly.agenda.signups import queries as signups
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import Recipient
from assembly.registration.models import Registration, RegistrationState

OPEN = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.RETRY, DeliveryState.UNCERTAIN)
LOST = (DeliveryState.FAILED, DeliveryState.BOUNCED)
SENT = or_(Delivery.state == DeliveryState.SENT, Delivery.uncertain > 0)
"""Whether a mail went, or may have gone: what it put into a calendar then counts."""


# What should be there


@dataclass(frozen=True, slots=True)
class Published:
    """The programme as it was published last, and when that was; `source` is the event's first language."""

    published_at: datetime
    programme: Programme
    source: str


def published(event_id: int) -> Published | None:
    """Return what readers see now; None while nothing is published."""
    row = db.session.execute(
        select(AgendaVersion.id, AgendaVersion.published_at, Event.languages)
        .join(Event, Event.id == AgendaVersion.event_id)
        .where(AgendaVersion.event_id == event_id)
        .order_by(AgendaVersion.number.desc())
        .limit(1)
    ).first()
    return Published(row[1], version(row[0]), row[2][0]) if row else None


def version(version_id: int) -> Programme:
    """Return the programme of a version."""
    return _version(version_id, str(db.engine.url))


@lru_cache(maxsize=32)
def _version(version_id: int, _database: str) -> Programme:
    """Read a version once, without names of people: it never changes, and a mail to each of thousands asks for it."""
    return from_json(db.session.get_one(AgendaVersion, version_id).content)


def wanted(programme: Programme, source: str) -> tuple[Wanted, ...]:
    """Return the entries that everybody who takes part should have."""
    return tuple(
        Wanted(sitting.uid, sitting.sequence, sitting.starts_at, sitting.ends_at, digest_of(sitting, source))
        for sitting in programme.sittings
        if not sitting.cancelled
    )


def digest_of(sitting: ProgrammeSitting, source: str) -> str:
    """Return what stands for the time and place of a sitting.

    A typo in its title leaves it as it is, and so does the place in one more language: it is the same place.
    """
    place = LocalizedText(sitting.place).read(source, source).text
    facts = (sitting.starts_at.isoformat(), sitting.ends_at.isoformat(), place)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def versions(event_id: int) -> list[Programme]:
    """Return all that was ever published, the oldest first."""
    oldest_first = select(AgendaVersion.id).where(AgendaVersion.event_id == event_id).order_by(AgendaVersion.number)
    return [version(version_id) for version_id in db.session.scalars(oldest_first)]


def sittings_by_uid(programmes: Iterable[Programme]) -> dict[str, ProgrammeSitting]:
    """Return each sitting as it was published last, though it may be gone since."""
    return {sitting.uid: sitting for programme in programmes for sitting in programme.sittings}


def places_of(event_id: int, person_ids: Collection[int], now_published: Published | None) -> Places:
    """Return the places that these people have in items for which one signs up."""
    held = signups.items_of(event_id, person_ids) if now_published else {}
    if now_published is None or not any(held.values()):
        return Places(held, {})
    return places.of_people(held, now_published.programme, places.by_item(versions(event_id)))


# Who is concerned


def live(event_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a registration is one of those who take part."""
    return and_(Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED)


def concerned(event_id: int) -> Sequence[int]:
    """Return all who take part or were ever sent an entry."""
    taking_part = select(Registration.person_id).where(live(event_id))
    told = select(CalendarEntry.person_id).where(CalendarEntry.event_id == event_id)
    return sorted(db.session.scalars(union(taking_part, told)))


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part, or did, as a recipient; `changed_at` is since when that is as it is."""

    recipient: Recipient
    takes_part: bool
    changed_at: datetime


def participants(event_id: int, person_ids: Iterable[int]) -> dict[int, Participant]:
    """Return these people with how they stand; those whose account is closed are left out."""
    rows: Iterable[Any] = db.session.execute(
        select(
            *(Person.id, Person.email, Person.name, Person.language, Person.zone, Registration.member_id),
            *(Registration.state, func.coalesce(Registration.withdrawn_at, Registration.created_at)),
        )
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_id, Person.id.in_(person_ids), Person.disabled_at.is_(None))
        .order_by(Registration.id)
    )
    found: dict[int, Participant] = {}
    for *who, state, changed_at in rows:
        accepted = state is RegistrationState.ACCEPTED
        if who[0] not in found or accepted or not found[who[0]].takes_part:
            found[who[0]] = Participant(Recipient(*who), accepted, changed_at)
    return found


# What was sent


def sent_to(event_id: int, person_ids: Iterable[int], besides: Iterable[int] = ()) -> dict[int, tuple[Held, ...]]:
    """Return what these people's calendars hold, by what they were sent; `besides` leaves these mails out."""
    rows = db.session.execute(
        select(CalendarEntry.person_id, *_HELD)
        .join(Delivery, Delivery.id == CalendarEntry.delivery_id)
        .where(
            CalendarEntry.event_id == event_id,
            CalendarEntry.person_id.in_(person_ids),
            CalendarEntry.delivery_id.not_in(list(besides)),
            SENT,
        )
        .order_by(CalendarEntry.id)
    )
    sent: dict[int, list[Held]] = {}
    for person_id, *facts in rows:
        sent.setdefault(person_id, []).append(_held(facts))
    return {person_id: latest(entries) for person_id, entries in sent.items()}


def tried_by(delivery_ids: Iterable[int]) -> dict[int, dict[str, Held]]:
    """Return, by delivery and UID, what earlier attempts at these mails had in them."""
    rows = db.session.execute(
        select(CalendarEntry.delivery_id, *_HELD).where(CalendarEntry.delivery_id.in_(delivery_ids))
    )
    found: dict[int, dict[str, Held]] = {}
    for delivery_id, *facts in rows:
        held = _held(facts)
        found.setdefault(delivery_id, {})[held.uid] = held
    return found


_HELD = (
    CalendarEntry.uid,
    CalendarEntry.sequence,
    CalendarEntry.status,
    CalendarEntry.starts_at,
    CalendarEntry.ends_at,
    CalendarEntry.digest,
)


def _held(facts: Iterable[object]) -> Held:
    uid, sequence, status, starts_at, ends_at, digest = facts
    return Held(uid, sequence, EntryStatus(status), starts_at, ends_at, digest)  # type: ignore[arg-type]


def on_their_way(event_id: int, kinds: Iterable[str], since: datetime) -> set[tuple[int, str]]:
    """Return the mails for calendars that are not to be repeated, by person and kind.

    Those that wait are written when they go, with all that has changed until then. Those that were lost are not
    tried again to the same address before the next publication.
    """
    lost = and_(Delivery.state.in_(LOST), Delivery.address == Person.email, CalendarRound.made_at >= since)
    rows = db.session.execute(
        select(Delivery.person_id, Delivery.kind)
        .join(Person, Person.id == Delivery.person_id)
        .join(CalendarRound, CalendarRound.id == Delivery.subject_id)
        .where(Delivery.event_id == event_id, Delivery.kind.in_(kinds), or_(Delivery.state.in_(OPEN), lost))
    )
    return {(person_id, kind) for person_id, kind in rows}


def unfinished_events(now: datetime) -> Sequence[int]:
    """Return the events that are not over and have a programme."""
    has_programme = select(AgendaVersion.id).where(AgendaVersion.event_id == Event.id).exists()
    return db.session.scalars(select(Event.id).where(Event.ends_at > now, has_programme)).all()
