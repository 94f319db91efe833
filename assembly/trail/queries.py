"""Reading the trail: who, what kind of act, which object, which event, from when until when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.audit.service import head
from assembly.extensions import db
from assembly.folding import name_key
from assembly.paging import Place
from assembly.registration.models import Registration
from assembly.scope import everything
from assembly.trail import objects

MOST: Final = 100_000  # rows of a sheet


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for; what is empty leaves nothing out. `until` is the moment at which the last day is over."""

    who: str = ""
    kinds: Collection[str] = ()
    object_type: str = ""
    object_id: int | None = None
    event_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def count(asked: Asked) -> int:
    """Return how many entries there are."""
    with everything():  # who may read the trail reads what it is about
        return db.session.scalar(select(func.count(AuditEntry.id)).where(*_conditions(asked))) or 0


def entries(asked: Asked, place: Place | None) -> Sequence[AuditEntry]:
    """Return a page of entries, or all of them, the newest first."""
    with everything():
        statement = select(AuditEntry).where(*_conditions(asked)).order_by(AuditEntry.id.desc())
        return db.session.scalars(place.of(statement) if place else statement.limit(MOST)).all()


def trail_head() -> tuple[int, str]:
    """Return the number and the hash of the last entry."""
    return head(db.session())


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.who:
        named = Person.search_key.contains(name_key(asked.who), autoescape=True)
        found.append(AuditEntry.actor_id.in_(select(Person.id).where(named)))
    if asked.kinds:
        found.append(or_(*(AuditEntry.action.startswith(f"{kind}.", autoescape=True) for kind in asked.kinds)))
    if asked.object_type:
        found.append(AuditEntry.object_type == asked.object_type)
    if asked.object_id is not None:
        found.append(AuditEntry.object_id == asked.object_id)
    if asked.event_id is not None:
        found.append(_of_event(asked.event_id))
    # A secret ballot has no time: where one is asked for, it is not shown.
    if asked.since is not None:
        found.append(AuditEntry.at >= asked.since)
    if asked.until is not None:
        found.append(AuditEntry.at < asked.until)
    return found


def _of_event(event_id: int) -> ColumnElement[bool]:
    """Return what belongs to an event by its object; of an act on many, by the first of them."""
    by_object = (
        and_(AuditEntry.object_type == type_, AuditEntry.object_id.in_(objects.of_event(type_, event_id)))
        for type_ in objects.types_of_events()
    )
    return or_(*by_object, AuditEntry.id.in_(_bulk_acts(event_id)))


def _bulk_acts(event_id: int) -> list[int]:
    """Return the entries about many registrations at once that belong to an event."""
    bulk = select(AuditEntry.id, AuditEntry.details).where(
        AuditEntry.object_type == "registration", AuditEntry.object_id.is_(None)
    )
    firsts = {row.id: next(iter(row.details.get("registration_ids", ())), None) for row in db.session.execute(bulk)}
    mine = select(Registration.id).where(Registration.id.in_(set(firsts.values()) - {None}))
    numbers = set(db.session.scalars(mine.where(Registration.event_id == event_id)))
    return [entry for entry, first in firsts.items() if first in numbers]
