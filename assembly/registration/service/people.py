"""The people in a delegation: register, change, withdraw, put another in somebody's place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.audit.service import record
from assembly.errors import InvalidLinkError
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.mending import readdress
from assembly.mail.outbox import post, recipient_of
from assembly.registration import queries
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.registration.service import persons
from assembly.registration.service.delegations import check_open
from assembly.registration.service.leaving import take_out
from assembly.registration.service.seats import (
    AlreadyRegisteredError,
    add_in_seat,
    is_registered,
    move_to_seat,
)
from assembly.scope import everything

CONFIRMED = "registration-confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a focal point types of a person; kept as typed."""

    name: str
    email: str
    language: str
    zone: str
    latin_name: str | None = None
    position: str | None = None


def register_person(
    actor_id: int | None,
    delegation: Delegation,
    role: ParticipantRole,
    details: Details,
    *,
    now: datetime,
    late: bool = False,
) -> Registration:
    """Register a person in the lowest free seat of a role and write to them.

    Raise `RegistrationClosedError` (not where the secretariat is `late`), `NoSeatError` or `AlreadyRegisteredError`.
    """
    check_open(delegation.event, now, late=late)
    person = persons.find_or_add(details, delegation.member_id)
    registration = add_in_seat(delegation, role, person.id, details.position, now)
    delegation.declined_at = None
    record(
        actor_id, "registration.added", "registration", registration.id,
        delegation_id=delegation.id, role=role.value,
    )  # fmt: skip
    _confirm(registration)
    return registration


def change_person(
    actor_id: int | None,
    registration: Registration,
    role: ParticipantRole,
    details: Details,
    *,
    now: datetime,
    late: bool = False,
) -> list[str]:
    """Change a registration and, where they do not look after themselves, the person; return what changed.

    A new address makes the personal links stop working that went to the old one, and gets a mail of
    its own. Raise as `register_person` does.
    """
    check_open(registration.event, now, late=late)
    changed = [] if role is registration.role else ["role"]
    if changed:
        move_to_seat(registration, role)
    if registration.position != details.position:
        registration.position = details.position
        changed.append("position")
    if not persons.is_independent(registration.person_id, registration.home.member_id):
        changed += _change_who(registration, details)
    if "email" in changed:
        tokens.revoke(Purpose.PERSONAL_PAGE, registration.id, now)
        _confirm(registration)
    if changed:
        record(actor_id, "registration.changed", "registration", registration.id, fields=changed)
    return changed


def _change_who(registration: Registration, details: Details) -> list[str]:
    """Change the person; somebody who is known already by the new address and name takes their place."""
    other = persons.known(details)
    if other is None or other.id == registration.person_id:
        return persons.change(registration.person, details)
    if is_registered(registration.event_id, other.id):
        raise AlreadyRegisteredError
    registration.person = other
    return ["person", "email"]


def withdraw_person(actor_id: int | None, registration: Registration, *, now: datetime, late: bool = False) -> None:
    """Free the seat, tell the person, and make their personal links stop working."""
    check_open(registration.event, now, late=late)
    if registration.state is RegistrationState.WITHDRAWN:
        return
    # whoever withdraws themselves gets another mail, from mine.service
    take_out(registration, now=now, tell=actor_id != registration.person_id)
    record(actor_id, "registration.withdrawn", "registration", registration.id)


def accept_registrations(actor_id: int | None, registrations: Sequence[Registration]) -> int:
    """Accept people whom their members registered, and tell them; return how many. One act in the audit."""
    waiting = [one for one in registrations if one.state is RegistrationState.SUBMITTED]
    for one in waiting:
        one.state = RegistrationState.ACCEPTED
    db.session.flush()
    for one in waiting:
        _confirm(one)
    if waiting:
        ids = [one.id for one in waiting]
        record(actor_id, "registration.accepted", "registration", None, registration_ids=ids)
    return len(waiting)


def refuse_registration(actor_id: int | None, registration: Registration, reason: str) -> None:
    """Decline somebody whom their member registered: the seat is free again, and the member reads why."""
    if registration.state is not RegistrationState.SUBMITTED:
        return
    turn_down(registration, reason)
    record(actor_id, "registration.refused", "registration", registration.id)


def turn_down(registration: Registration, reason: str) -> None:
    """Free the seat of somebody who is not accepted, and tell the member why. Callers record the act."""
    registration.state = RegistrationState.DECLINED
    registration.seat = None
    registration.refused_because = reason
    db.session.flush()
    people = [recipient_of(one, registration.member_id) for one in queries.focal_points(registration.home.id)]
    post("registration-refused", registration.id, people, event_id=registration.event_id)


def substitute_person(
    actor_id: int | None, registration: Registration, details: Details, *, now: datetime, late: bool = False
) -> Registration:
    """Put another person in somebody's place, in the same role; both are told."""
    withdraw_person(actor_id, registration, now=now, late=late)
    return register_person(actor_id, registration.home, registration.role, details, now=now, late=late)


def _confirm(registration: Registration) -> None:
    """Tell the person, once they are accepted; once more where their address was corrected."""
    if registration.state is not RegistrationState.ACCEPTED:
        return
    recipient = recipient_of(registration.person, registration.member_id)
    if not readdress(CONFIRMED, registration.id, recipient):
        post(CONFIRMED, registration.id, [recipient], event_id=registration.event_id)


def personal_page(token: str, *, now: datetime) -> Registration:
    """Return the registration whose page a link opens; raise `InvalidLinkError`, which says why not."""
    row = tokens.find(Purpose.PERSONAL_PAGE, token, now)
    with everything():
        registration = queries.registration(row.subject_id)
    if registration is None or registration.person_id != row.person_id or registration.person.disabled_at:
        raise InvalidLinkError(code="unknown_link")
    if registration.state is RegistrationState.WITHDRAWN:
        raise InvalidLinkError(_l("Your registration was withdrawn."), code="withdrawn_link")
    return registration
