"""Reading what people agreed to. A person's consents are read by that person and, in lists, by the secretariat."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_, select

from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.consents import rules
from assembly.registration.consents.models import Acceptance, Consent, ConsentPurpose, Declaration
from assembly.registration.models import Registration


def standing(event_id: int, person_id: int) -> dict[ConsentPurpose, datetime]:
    """Return what a person agrees to now, and since when."""
    statement = select(Consent.purpose, Consent.given_at).where(
        Consent.event_id == event_id, Consent.person_id == person_id, Consent.withdrawn_at.is_(None)
    )
    return dict(db.session.execute(statement).all())


def history(event_id: int, person_id: int) -> Sequence[Consent]:
    """Return all that a person ever agreed to at an event, oldest first."""
    statement = select(Consent).where(Consent.event_id == event_id, Consent.person_id == person_id)
    return db.session.scalars(statement.order_by(Consent.given_at, Consent.id)).all()


def stands(purpose: ConsentPurpose) -> ColumnElement[bool]:
    """Return the condition that whoever is registered agrees to this now, for queries of `Registration`."""
    return exists().where(
        Consent.event_id == Registration.event_id,
        Consent.person_id == Registration.person_id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )


def asked_at(event: Event) -> dict[Declaration, str]:
    """Return what participants of an event have to accept, with the version that counts now."""
    source = event.conduct.read(event.source_language, event.source_language).text
    return rules.asked(source, safeguarding=event.safeguarding)


def accepted(registration_id: int, person_id: int) -> dict[tuple[Declaration, str], datetime]:
    """Return which versions of which declarations a participant accepted, and when."""
    statement = select(Acceptance.declaration, Acceptance.version, Acceptance.accepted_at).where(
        Acceptance.registration_id == registration_id, Acceptance.person_id == person_id
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(statement)}


def has_accepted(declaration: Declaration, version: str) -> ColumnElement[bool]:
    """Return the condition that a participant accepted this version, for queries of `Registration`."""
    return exists().where(
        Acceptance.registration_id == Registration.id,
        Acceptance.person_id == Registration.person_id,
        Acceptance.declaration == declaration,
        Acceptance.version == version,
    )


def undeclared(event: Event, registration_ids: Collection[int]) -> set[int]:
    """Return which of these registrations have not accepted all that the event asks for."""
    wanted = asked_at(event)
    if not wanted:
        return set()
    everything_accepted = and_(*(has_accepted(declaration, version) for declaration, version in wanted.items()))
    statement = select(Registration.id).where(Registration.id.in_(registration_ids), not_(everything_accepted))
    return set(db.session.scalars(statement))


def open_for(event: Event, registration_id: int, person_id: int) -> dict[Declaration, str]:
    """Return what a participant still has to accept, with the versions that count."""
    wanted = asked_at(event)
    known = accepted(registration_id, person_id) if wanted else {}
    return {one: wanted[one] for one in rules.outstanding(wanted, known)}
