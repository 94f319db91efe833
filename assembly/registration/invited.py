"""Whom a member's invitations went to, and what came of each: for the page of one delegation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.accounts.models import Person
from assembly.extensions import db
from assembly.mail.mending import UNDELIVERED
from assembly.mail.models import Delivery, DeliveryState
from assembly.registration import queries
from assembly.registration.answers import MAIL_OF_INVITATION
from assembly.registration.models import Delegation, Invitation


class InvitationState(StrEnum):
    """What came of an invitation."""

    WAITING = "waiting"
    SENT = "sent"
    BY_HAND = "by-hand"
    RETURNED = "returned"
    OLD_ADDRESS = "old-address"  # it came back from an address that the person no longer has
    OPENED = "opened"
    WRONG_PERSON = "wrong-person"
    WITHDRAWN = "withdrawn"


class InvitationMail(NamedTuple):
    """How the mail of an invitation stands, and which address it went to."""

    state: DeliveryState
    address: str


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
    numbers = Counter(invitation.person_id for invitation, _mail in rows)
    people = {contact.person_id: (contact.person, contact.position) for contact in queries.contacts_of(member_id)}
    others = {one.person_id: (one.person, None) for one, _mail in rows if one.person_id not in people}
    return [
        Invitee(
            person,
            position,
            [Sending(one.created_at, state_of(one, mail)) for one, mail in rows if one.person_id == person_id],
            numbers[person_id],
        )
        for person_id, (person, position) in (people | others).items()
    ]


def _rows(delegation_id: int) -> list[tuple[Invitation, InvitationMail | None]]:
    statement = (
        select(Invitation, Delivery.state, Delivery.address)
        .outerjoin(Delivery, MAIL_OF_INVITATION)
        .where(Invitation.delegation_id == delegation_id)
        .options(joinedload(Invitation.person))
        .order_by(Invitation.id)
    )
    found = db.session.execute(statement)
    return [(one, InvitationMail(state, address) if state else None) for one, state, address in found]


def state_of(invitation: Invitation, mail: InvitationMail | None) -> InvitationState:
    """Return what came of an invitation and of its mail; none where it was given by hand, or is still to be written."""
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    if invitation.wrong_person_at is not None:
        return InvitationState.WRONG_PERSON
    if invitation.opened_at is not None:
        return InvitationState.OPENED
    if invitation.by_hand:
        return InvitationState.BY_HAND
    if mail and mail.state in UNDELIVERED:
        return InvitationState.RETURNED if mail.address == invitation.person.email else InvitationState.OLD_ADDRESS
    return InvitationState.SENT if mail and mail.state is DeliveryState.SENT else InvitationState.WAITING
