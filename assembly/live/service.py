"""Who presides over the sittings of an event."""

from sqlalchemy import select

from assembly.accounts import service as accounts
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Role, RoleGrant
from assembly.errors import InvalidInputError, NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of

NAMED = "chair-named"


def chairs(event_id: int) -> list[Person]:
    """Return who chairs this event, by name."""
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.CHAIR, RoleGrant.event_id == event_id, Person.disabled_at.is_(None))
        .order_by(Person.search_key, Person.id)
    )
    return list(db.session.scalars(statement))


def name_chair(actor: Actor | None, event: Event, address: str) -> Person:
    """Let whoever has this mail address preside over the sittings of an event; raise `InvalidInputError`."""
    found = accounts.people_at(address)
    if not found:
        raise InvalidInputError(
            _l("Nobody has this address. Register the person for the event first, or invite them as a guest."),
            code="nobody",
        )
    if len(found) > 1:
        raise InvalidInputError(
            _l("Several people share this address. Whoever chairs needs one of their own."), code="shared_address"
        )
    accounts.grant_role(actor, found[0], Role.CHAIR, event_id=event.id)
    post(NAMED, event.id, [recipient_of(found[0])], event_id=event.id)
    return found[0]


def dismiss_chair(actor: Actor | None, event: Event, person_id: int) -> None:
    """Let somebody preside no more; raise `NotFoundError` where they do not."""
    person = next((one for one in chairs(event.id) if one.id == person_id), None)
    if person is None:
        raise NotFoundError
    accounts.revoke_role(actor, person, Role.CHAIR, event_id=event.id)
