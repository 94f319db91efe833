"""Events that take registrations now, invited members and the people in their delegations. Inside of a transaction."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person, Purpose
from assembly.accounts.tokens import mint
from assembly.events.models import Event, Quota
from assembly.events.roles import DELEGATION_ROLES, ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.models import Contact, Member
from assembly.registration import service
from assembly.registration.models import Delegation, Invitation, Registration
from assembly.registration.service import Details
from tests.factories import accounts, events, members

DELEGATE, ALTERNATE, OBSERVER = DELEGATION_ROLES
SEATS = {DELEGATE: 2, ALTERNATE: 1, OBSERVER: 1}
_numbers = count(1)


def open_event(seats: dict[ParticipantRole, int] | None = None, **fields: Any) -> Event:
    """Add a federation and an event in twelve days, for which people can be registered until three days before."""
    now = clock.now().replace(microsecond=0)
    values: dict[str, Any] = {
        "starts_at": now + timedelta(days=12),
        "ends_at": now + timedelta(days=13),
        "registration_opens_at": now - timedelta(days=30),
        "registration_closes_at": now + timedelta(days=9),
    }
    if db.session.scalar(select(events.Federation.id)) is None:
        events.make_federation()
    event = events.make_event(**(values | fields))
    wanted = SEATS if seats is None else seats
    db.session.add_all(Quota(event_id=event.id, role=role, seats=number) for role, number in wanted.items())
    db.session.flush()
    return event


@dataclass(frozen=True)
class Invited:
    """A member that was invited, with its focal point and the token of the link in the mail."""

    delegation: Delegation
    member: Member
    focal_point: Person
    invitation: Invitation
    token: str

    @property
    def page(self) -> str:
        """The address of the workspace, without its language."""
        return f"/events/{self.delegation.event.slug}/delegations/{self.member.code}"


def invited_member(event: Event, contact: dict[str, Any] | None = None, **fields: Any) -> Invited:
    """Add a member, its contact, and an invitation whose link works until registration closes."""
    member = members.make_member(**fields)
    person = make_contact(member, **({"language": "fr", "zone": "Africa/Bamako"} | (contact or {})))
    invitation = service.invite(None, event, member, person, now=clock.now())
    assert invitation
    token = mint(Purpose.INVITATION, person.id, invitation.id, now=clock.now(), expires_at=event.registration_closes_at)
    return Invited(invitation.delegation, member, person, invitation, token)


def make_contact(member: Member, position: int = 1, **person: Any) -> Person:
    """Add a person to write to about a member, who is its focal point."""
    row = accounts.focal_point([member.id], **person)
    db.session.add(Contact(member_id=member.id, person_id=row.id, position=position))
    db.session.flush()
    return row


def details(**fields: Any) -> Details:
    """Return what a focal point types of a new person."""
    number = next(_numbers)
    values = {
        "name": f"Participant {number}",
        "email": f"participant-{number}@people.example",
        "language": "fr",
        "zone": "Africa/Bamako",
    }
    return Details(**(values | fields))


def register(delegation: Delegation, role: ParticipantRole = DELEGATE, **fields: Any) -> Registration:
    """Register a new person."""
    return service.register_person(None, delegation, role, details(**fields), now=clock.now())


def mails(kind: str) -> list[Delivery]:
    """Return the mails of a kind, the oldest first."""
    return list(db.session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)))
