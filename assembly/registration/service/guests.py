"""Guests, invited alone or by a partner: they register themselves, perhaps with colleagues. They do not vote."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.audit.service import record
from assembly.errors import DomainError, InvalidLinkError
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration import queries
from assembly.registration.models import Partner, Registration, RegistrationState
from assembly.registration.rules import MOST_COLLEAGUES, may_become
from assembly.registration.service import persons
from assembly.registration.service.delegations import check_open
from assembly.registration.service.leaving import take_out
from assembly.registration.service.people import CONFIRMED, Details
from assembly.registration.service.places import lock, offer_freed, take_or_wait
from assembly.registration.service.seats import AlreadyRegisteredError, is_registered
from assembly.scope import everything

INVITED = "guest-invitation"
WAITING = "registration-waiting"
TOLD_ONESELF = "own-withdrawal"
TOLD_SECRETARIAT = "guest-not-coming"
TOLD_COMPANION = "companion-not-coming"
PARTY_BYTES = 8
CHANGING = ("state", "place", "party", "position", "waiting_since", "offered_until", "withdrawn_at")
"""What somebody else may have changed since a page was made."""


class NotPossibleError(DomainError):
    """The registration is not in a state in which this can be done."""

    code = "not_possible"
    message = _l("This was answered or changed in the meantime. Please look at the page again.")


class TooManyColleaguesError(DomainError):
    """A guest brings more people than one may register."""

    code = "too_many_colleagues"
    message = _l("You have registered as many colleagues as one guest may. Ask us if more should come.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestDraft:
    """Whom the secretariat invites: the role, the person, and the partner organisation that they come from."""

    role: ParticipantRole
    details: Details
    partner: Partner | None = None


def invite_guest(actor_id: int | None, event: Event, draft: GuestDraft, *, now: datetime) -> Registration:
    """Mail somebody a personal link with which they register; raise `AlreadyRegisteredError`."""
    with everything():
        person = persons.find_or_add(draft.details, None)
        if is_registered(event.id, person.id):
            raise AlreadyRegisteredError
        registration = Registration(
            event=event,
            partner=draft.partner,
            person=person,
            role=draft.role,
            position=draft.details.position,
            state=RegistrationState.DRAFT,
            party=secrets.token_hex(PARTY_BYTES),
            created_at=now,
        )
        db.session.add(registration)
        db.session.flush()
    record(actor_id, "guest.invited", "registration", registration.id, role=draft.role.value)
    post(INVITED, registration.id, [recipient_of(person)], event_id=event.id)
    return registration


def guest_link_by_hand(actor_id: int, registration: Registration, *, now: datetime) -> str:
    """Return the token of a link that the secretariat passes on to somebody invited; it is told only once.

    Raise `NotPossibleError` or `RegistrationClosedError`.
    """
    event = registration.event
    _check(registration, RegistrationState.ACCEPTED)
    if registration.state is not RegistrationState.DRAFT:
        raise NotPossibleError
    check_open(event, max(now, event.registration_opens_at))
    record(actor_id, "guest.link_given_by_hand", "registration", registration.id)
    expires_at = event.registration_closes_at
    return tokens.mint(Purpose.GUEST, registration.person_id, registration.id, now=now, expires_at=expires_at)


def guest_link(token: str, *, now: datetime) -> Registration:
    """Return the registration that a guest's link opens; raise `InvalidLinkError`, which says why it does not."""
    row = tokens.find(Purpose.GUEST, token, now)
    with everything():
        registration = queries.registration(row.subject_id)
    if registration is None or registration.person_id != row.person_id:
        raise InvalidLinkError(code="unknown_link")
    if registration.state is RegistrationState.WITHDRAWN:
        raise InvalidLinkError(
            _l("This invitation was withdrawn. The secretariat can send you another."), code="withdrawn_link"
        )
    return registration


def register_guest(registration: Registration, details: Details, *, now: datetime) -> bool:
    """Register an invited guest as they typed; return whether there was a place, or they wait for one."""
    _check(registration, RegistrationState.ACCEPTED)
    with everything():
        if not persons.is_independent(registration.person_id, None):
            persons.change(registration.person, details)
        registration.position = details.position
        got = take_or_wait([registration], now)
    record(registration.person_id, "registration.submitted", "registration", registration.id, place=got)
    _tell([registration], got=got)
    return got


def add_colleague(lead: Registration, details: Details, *, now: datetime) -> Registration:
    """Register a colleague beside a guest; where there is no place, the colleague waits.

    Raise `TooManyColleaguesError`, `AlreadyRegisteredError` or `NotPossibleError`.
    """
    if lead.state not in {RegistrationState.ACCEPTED, RegistrationState.WAITING}:
        raise NotPossibleError
    with everything():
        if len(party_of(lead)) > MOST_COLLEAGUES:
            raise TooManyColleaguesError
        person = persons.find_or_add(details, None)
        if is_registered(lead.event_id, person.id):
            raise AlreadyRegisteredError
        one = Registration(
            event=lead.event, partner=lead.partner, person=person, role=lead.role, party=lead.party,
            position=details.position, state=RegistrationState.DRAFT, created_at=now,
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        got = _join(lead, one, now)
    record(lead.person_id, "registration.submitted", "registration", one.id, place=got)
    _tell([one], got=got)
    return one


def _join(lead: Registration, one: Registration, now: datetime) -> bool:
    """Let a colleague of somebody who waits wait with them, else give them a place of their own."""
    if lead.state is RegistrationState.WAITING:
        one.state, one.waiting_since = RegistrationState.WAITING, lead.waiting_since
        db.session.flush()
        return False
    return take_or_wait([one], now)


def decline_guest(registration: Registration) -> None:
    """Record that an invited guest will not come."""
    if registration.state is RegistrationState.DECLINED:
        return
    _check(registration, RegistrationState.DECLINED)
    registration.state = RegistrationState.DECLINED
    db.session.flush()
    record(registration.person_id, "registration.declined", "registration", registration.id)
    _tell_of_absence(registration)


def take_offer(registration: Registration, *, now: datetime) -> int:
    """Take the places that were offered to a guest and those who come along; return how many."""
    with everything():
        lock(registration.event_id)  # or the place could be taken back at this very moment
        db.session.expire_all()
        offered = [one for one in party_of(registration) if one.offered_until is not None and one.offered_until > now]
        if not offered:
            raise NotPossibleError
        for one in offered:
            one.state = RegistrationState.ACCEPTED
            one.waiting_since = one.offered_until = None
        db.session.flush()
    record(registration.person_id, "registration.offer_taken", "registration", registration.id, people=len(offered))
    _tell(offered, got=True)
    return len(offered)


def withdraw_guest(actor_id: int | None, registration: Registration, *, now: datetime) -> None:
    """Take a guest off the list, their links too, and offer the place to whoever waits.

    Where it was the guest's own act, the secretariat and whoever brought them are told.
    """
    if registration.state is RegistrationState.WITHDRAWN:
        return
    _check(registration, RegistrationState.WITHDRAWN)
    own_act = actor_id == registration.person_id
    take_out(registration, now=now, tell=not own_act)
    record(actor_id, "registration.withdrawn", "registration", registration.id)
    if own_act:
        post(TOLD_ONESELF, registration.id, [recipient_of(registration.person)], event_id=registration.event_id)
        _tell_of_absence(registration)
    offer_freed(registration.event_id, registration.role, now)


def _tell_of_absence(registration: Registration) -> None:
    """Tell the secretariat that a guest will not come, and whoever brought them, if somebody did."""
    event_id = registration.event_id
    with everything():
        staff = [recipient_of(one) for one in queries.secretariat(event_id)]
        first = next((one for one in party_of(registration) if one.id < registration.id), None)
        brought_by = [recipient_of(first.person)] if first else []
    post(TOLD_SECRETARIAT, registration.id, staff, event_id=event_id)
    post(TOLD_COMPANION, registration.id, brought_by, event_id=event_id)


def party_of(registration: Registration) -> Sequence[Registration]:
    """Return a guest and those who come along, in the order in which they were registered."""
    statement = select(Registration).where(
        Registration.event_id == registration.event_id,
        Registration.party == registration.party,
        Registration.state.in_((RegistrationState.ACCEPTED, RegistrationState.WAITING)),
    )
    with everything():
        return db.session.scalars(statement.order_by(Registration.id)).all()


def _check(registration: Registration, new: RegistrationState) -> None:
    """Raise `NotPossibleError` unless this may happen now; nobody else changes it until the commit."""
    db.session.refresh(registration, CHANGING, with_for_update=True)  # not what was read with the link
    if not may_become(registration.state, new):
        raise NotPossibleError


def _tell(people: Sequence[Registration], *, got: bool) -> None:
    for one in people:
        kind = CONFIRMED if got else WAITING
        post(kind, one.id, [recipient_of(one.person)], event_id=one.event_id)
