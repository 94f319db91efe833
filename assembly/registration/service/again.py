"""Another link in place of one that does not work any more: mailed to the address on file, never shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from assembly.accounts import tokens
from assembly.accounts.models import Purpose, Token
from assembly.audit.service import record
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.mending import readdress
from assembly.mail.models import Delivery
from assembly.mail.outbox import post, recipient_of
from assembly.registration import queries
from assembly.registration.helping.models import Helper
from assembly.registration.models import OVER, Delegation, Invitation, Registration
from assembly.registration.rules import PERSONAL_LINK_LASTS
from assembly.scope import everything

NEW_LINK: Final = "new-link"

PAUSE: Final = timedelta(minutes=15)
"""Who asks again sooner gets no second mail: the first may be on its way still."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a new link would open, and until when; None as `subject_id` where the person may not have one."""

    event: Event
    subject_id: int | None
    until: datetime
    member_id: int | None = None


def is_offered(purpose: Purpose, token: str, *, now: datetime) -> bool:
    """Whether the page of a dead link has the button: it was a link once, and one of its kind would work now.

    Whether this person may have one is not told.
    """
    row = tokens.known(purpose, token)
    found = renewal(row) if row else None
    return found is not None and now < found.until


def mail_new_link(purpose: Purpose, token: str, *, now: datetime) -> None:
    """Mail a new link to whoever the old one was for, if they may have one; nothing tells whether they may."""
    row = tokens.known(purpose, token)
    found = renewal(row) if row else None
    if row is None or found is None or not may_be_sent(row, found, now):
        return
    recipient = recipient_of(row.person, found.member_id)
    if not post(NEW_LINK, row.id, [recipient], event_id=found.event.id):
        if not _long_ago(row, now):
            return
        readdress(NEW_LINK, row.id, recipient)
    record(row.person_id, "link.asked_again", "person", row.person_id, purpose=purpose.value)


def may_be_sent(row: Token, found: Renewal, now: datetime) -> bool:
    """Whether the person may have a new link in place of this one."""
    return found.subject_id is not None and now < found.until and row.person.disabled_at is None


def renewal(row: Token) -> Renewal | None:
    """Return what a link in place of this one would open; None where what it opened is gone."""
    with everything():
        return RENEWALS[row.purpose](row) if row.purpose in RENEWALS else None


def _long_ago(row: Token, now: datetime) -> bool:
    due = db.session.scalar(
        select(Delivery.due_at).where(
            Delivery.kind == NEW_LINK, Delivery.subject_id == row.id, Delivery.person_id == row.person_id
        )
    )
    return due is not None and due + PAUSE <= now


def _of_invitation(row: Token) -> Renewal | None:
    """A delegation is opened by any invitation that the person has and that was not withdrawn."""
    invitation = queries.invitation(row.subject_id)
    if invitation is None:
        return None
    home: Delegation = invitation.delegation
    standing = select(Invitation.id).where(
        Invitation.delegation_id == home.id,
        Invitation.person_id == row.person_id,
        Invitation.withdrawn_at.is_(None),
    )
    last = db.session.scalar(standing.order_by(Invitation.number.desc()).limit(1))
    return Renewal(home.event, last, home.event.registration_closes_at, home.member_id)


def _of_guest(row: Token) -> Renewal | None:
    registration = queries.registration(row.subject_id)
    if registration is None:
        return None
    closes, offered = registration.event.registration_closes_at, registration.offered_until
    return Renewal(registration.event, _standing(registration, row), max(closes, offered or closes))


def _of_personal_page(row: Token) -> Renewal | None:
    registration = queries.registration(row.subject_id)
    if registration is None:
        return None
    until = registration.event.ends_at + PERSONAL_LINK_LASTS
    return Renewal(registration.event, _standing(registration, row), until, registration.member_id)


def _of_helper(row: Token) -> Renewal | None:
    """A helper's link opens the delegation until their help has ended; then there is none to mail."""
    helper = db.session.get(Helper, row.subject_id)
    if helper is None or helper.ended_at is not None:
        return None
    event = helper.delegation.event
    return Renewal(event, helper.id, event.registration_closes_at, helper.member_id)


def _standing(registration: Registration, row: Token) -> int | None:
    """Return the registration's id while it counts, and is still that of whoever was mailed the link."""
    return registration.id if registration.person_id == row.person_id and registration.state not in OVER else None


RENEWALS: Final[Mapping[Purpose, Callable[[Token], Renewal | None]]] = {
    Purpose.INVITATION: _of_invitation,
    Purpose.GUEST: _of_guest,
    Purpose.PERSONAL_PAGE: _of_personal_page,
    Purpose.HELPER: _of_helper,
}
