"""Guests who were invited, with the token of the link in their mail. Inside of a transaction."""

from assembly import clock
from assembly.accounts.models import Purpose
from assembly.accounts.tokens import mint
from assembly.events.models import Event, Quota
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration import service
from assembly.registration.models import Registration
from assembly.registration.service import GuestDraft
from tests.factories.registration import details


def limit_guests(event: Event, places: int) -> None:
    """Let there be only so many places for guests."""
    db.session.add(Quota(event_id=event.id, role=ParticipantRole.GUEST, seats=0, places=places))
    db.session.flush()


def invite_guest(event: Event, role: ParticipantRole = ParticipantRole.GUEST, **fields: str) -> Registration:
    """Invite somebody alone."""
    draft = GuestDraft(role=role, details=details(**fields))
    return service.invite_guest(None, event, draft, now=clock.now())


def register_guest(event: Event, **fields: str) -> Registration:
    """Invite somebody who registers at once; they wait where there is no place."""
    guest = invite_guest(event, **fields)
    service.register_guest(guest, details(email=guest.person.email, name=guest.person.name), now=clock.now())
    return guest


def link_of(guest: Registration) -> str:
    """Return the token of a link as the mail has it."""
    event = guest.event
    return mint(Purpose.GUEST, guest.person_id, guest.id, now=clock.now(), expires_at=event.registration_closes_at)
