"""Whom a member's invitations went to, and what came of each: for the page of one delegation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.accounts.models import Person
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.registration import queries
from assembly.registration.answers import INVITATION_MAIL
from assembly.registration.models import Delegation, Invitation


class InvitationState(StrEnum):
    """What came of an invitation."""

    WAITING = "waiting"
    SENT = "sent"
    BY_HAND = "by-hand"
    RETURNED = "returned"
    OPENED = "opened"
    WRONG_PERSON = "wrong-person"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Sending:
    """One invitation to one person."""

    at: datetime
    state: InvitationState


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who was or can be invited for a member. `contact` is their place among its contacts."""

    person: Person
    contact: int | None
    sendings: Sequence[Sending]
    number: int

    @property
    def can_open(self) -> bool:
        """Whether the person has an invitation that was not withdrawn."""
        return any(sending.state is not InvitationState.WITHDRAWN for sending in self.sendings)


def invitees(member_id: int, delegation: Delegation | None) -> list[Invitee]:
    """Return the member's contacts in their order, then others who were invited."""
    rows = _rows(delegation.id) if delegation else []
    numbers = Counter(invitation.person_id for invitation, _state in rows)
    people = {contact.person_id: (contact.person, contact.position) for contact in queries.contacts_of(member_id)}
    others = {one.person_id: (one.person, None) for one, _state in rows if one.person_id not in people}
    return [
        Invitee(
            person,
            position,
            [Sending(one.created_at, _state(one, mail)) for one, mail in rows if one.person_id == person_id],
            numbers[person_id],
        )
        for person_id, (person, position) in (people | others).items()
    ]


def _rows(delegation_id: int) -> list[tuple[Invitation, DeliveryState | None]]:
    mail = (Delivery.kind == INVITATION_MAIL) & (Delivery.subject_id == Invitation.id)
    statement = (
        select(Invitation, Delivery.state)
        .outerjoin(Delivery, mail)
        .where(Invitation.delegation_id == delegation_id)
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    )
    return list(db.session.execute(statement))


def _state(invitation: Invitation, mail: DeliveryState | None) -> InvitationState:
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    if invitation.wrong_person_at is not None:
        return InvitationState.WRONG_PERSON
    if invitation.opened_at is not None:
        return InvitationState.OPENED
    if invitation.by_hand:
        return InvitationState.BY_HAND
    if mail in {DeliveryState.FAILED, DeliveryState.BOUNCED}:
        return InvitationState.RETURNED
    return InvitationState.SENT if mail is DeliveryState.SENT else InvitationState.WAITING
