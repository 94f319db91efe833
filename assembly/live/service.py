"""Who presides over the sittings of an event, and who scrutinises its votes."""

from typing import Final

from assembly.accounts import service as accounts
from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Role
from assembly.accounts.permissions import EVERYWHERE
from assembly.accounts.roles import people_with
from assembly.errors import InvalidInputError, NotFoundError
from assembly.events.models import Event
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of

NAMED: Final = {Role.CHAIR: "chair-named", Role.SCRUTINEER: "scrutineer-named"}
"""The roles that are given for one event, each with the mail that tells of it."""


def name_officer(actor: Actor | None, event: Event, role: Role, address: str) -> Person:
    """Let whoever has this mail address preside or scrutinise at an event; raise `InvalidInputError`."""
    found = accounts.people_at(address)
    if not found:
        raise InvalidInputError(
            _l("Nobody has this address. Register the person for the event first, or invite them as a guest."),
            code="nobody",
        )
    if len(found) > 1:
        raise InvalidInputError(
            _l("Several people share this address. Whoever presides or scrutinises needs one of their own."),
            code="shared_address",
        )
    if role is Role.SCRUTINEER and any(grant.role in EVERYWHERE for grant in found[0].grants):
        raise InvalidInputError(
            _l("This person works for the secretariat. Votes are scrutinised by somebody who does not run them."),
            code="of_the_secretariat",
        )
    accounts.grant_role(actor, found[0], role, event_id=event.id)
    post(NAMED[role], event.id, [recipient_of(found[0])], event_id=event.id)
    return found[0]


def dismiss_officer(actor: Actor | None, event: Event, role: Role, person_id: int) -> None:
    """Let somebody preside or scrutinise no more; raise `NotFoundError` where they do not."""
    person = next((one for one in people_with(role, event.id) if one.id == person_id), None)
    if person is None:
        raise NotFoundError
    accounts.revoke_role(actor, person, role, event_id=event.id)
