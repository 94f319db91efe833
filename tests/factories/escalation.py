"""Members with several contacts, some of whom were asked some days ago. Inside of a transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member
from assembly.registration import service
from assembly.registration.models import Invitation
from tests.factories.members import make_member
from tests.factories.registration import make_contact


def silent_member(
    event: Event, contacts: int = 2, *, days: float = 6, **fields: Any
) -> tuple[Member, Sequence[Person]]:
    """Add a member whose first contact was asked so many days ago, by a mail that went; return it with its contacts."""
    member = make_member(**fields)
    people = [make_contact(member, number, language="fr", zone="Africa/Bamako") for number in range(1, contacts + 1)]
    if people:
        ask(event, member, people[0], days)
    return member, people


def ask(event: Event, member: Member, person: Person, days: float) -> Invitation:
    """Invite somebody as if it had been some days ago; the mail went."""
    invitation = service.invite(None, event, member, person, now=clock.now())
    assert invitation
    invitation.created_at = clock.now() - timedelta(days=days)
    mail_of(invitation).state = DeliveryState.SENT
    db.session.flush()
    return invitation


def mail_of(invitation: Invitation) -> Delivery:
    return db.session.scalars(
        select(Delivery).where(Delivery.kind == "invitation", Delivery.subject_id == invitation.id)
    ).one()


def bounced(mail: Delivery) -> Delivery:
    """Let a mail come back now."""
    mail.state, mail.bounced_at, mail.answer = DeliveryState.BOUNCED, clock.now(), "550 no such user"
    db.session.flush()
    return mail


def invited(member: Member) -> list[Person]:
    """Return whom a member's invitations went to by now, the first first."""
    db.session.rollback()  # ends the read: a worker has a session of its own
    statement = select(Invitation).join(Invitation.delegation).order_by(Invitation.id)
    return [one.person for one in db.session.scalars(statement) if one.delegation.member_id == member.id]
