"""Agreeing, for oneself only: no function here takes another person than the one who acts."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person
from assembly.audit.service import record
from assembly.errors import ForbiddenError, InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.registration.consents import queries, rules
from assembly.registration.consents.models import Acceptance, Consent, ConsentPurpose, Declaration
from assembly.registration.models import Registration
from assembly.texts import set_text


def set_consents(actor: Actor, event: Event, wanted: Iterable[ConsentPurpose], *, now: datetime) -> bool:
    """Make the actor's consents as they should be now and return whether any changed; history is kept."""
    # whoever presses in two windows at once waits for the other, so that a consent stands once
    db.session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update(key_share=True))
    given, withdrawn = rules.changes(queries.standing(event.id, actor.person_id), wanted)
    for purpose in sorted(withdrawn):
        db.session.execute(
            update(Consent)
            .where(
                Consent.event_id == event.id,
                Consent.person_id == actor.person_id,
                Consent.purpose == purpose,
                Consent.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now)
        )
        record(actor.person_id, "consent.withdrawn", "event", event.id, purpose=purpose.value)
    for purpose in sorted(given):
        db.session.add(Consent(event_id=event.id, person_id=actor.person_id, purpose=purpose, given_at=now))
        record(actor.person_id, "consent.given", "event", event.id, purpose=purpose.value)
    db.session.flush()
    return bool(given or withdrawn)


def accept(actor: Actor, registration: Registration, read: Mapping[Declaration, str], *, now: datetime) -> None:
    """Note that the actor accepts what they read; `read` has the version of each text that was on the page.

    Raise `InvalidInputError` where another text counts by now, `ForbiddenError` for somebody else's registration.
    """
    if registration.person_id != actor.person_id:
        raise ForbiddenError
    wanted, known = queries.asked_at(registration.event), queries.accepted(registration.id, actor.person_id)
    if any(wanted.get(declaration) != version for declaration, version in read.items()):
        raise InvalidInputError(
            _l("The text was changed meanwhile. Please read it once more."), code="declaration_changed"
        )
    for declaration, version in read.items():
        if (declaration, version) not in known:
            db.session.add(
                Acceptance(
                    registration_id=registration.id,
                    person_id=actor.person_id,
                    declaration=declaration,
                    version=version,
                    accepted_at=now,
                )
            )
            record(
                actor.person_id, "declaration.accepted", "registration", registration.id,
                declaration=declaration.value, version=version,
            )  # fmt: skip
    db.session.flush()


def set_declarations(actor: Actor, event: Event, conduct: Mapping[str, str], *, safeguarding: bool) -> None:
    """Say what participants of an event have to accept; an empty code is not asked for."""
    changed = ["conduct"] if set_text(event, "conduct", conduct, clock.now()) else []
    if event.safeguarding is not safeguarding:
        event.safeguarding = safeguarding
        changed.append("safeguarding")
    db.session.flush()
    if changed:
        record(actor.person_id, "event.changed", "event", event.id, fields=changed)
