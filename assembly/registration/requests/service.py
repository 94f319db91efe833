"""Asking for a change once registration has closed, and answering.

What is accepted is carried out by the services that the secretariat uses when it acts for a member:
the same rules, the same mails, the same entries in the audit trail.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from assembly.accounts.models import Role
from assembly.accounts.rules import normal_address, same_name
from assembly.audit.service import record
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration import queries as registrations
from assembly.registration import service
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.registration.requests.models import ChangeRequest, ProposedPerson
from assembly.registration.requests.rules import NAMES_SOMEBODY, Asking, ChangeKind, RequestState, asking
from assembly.registration.service import Details
from assembly.registration.service.persons import known
from assembly.registration.service.seats import is_registered

ACCEPTED: Final = "change-accepted"
DECLINED: Final = "change-declined"


class NoAskingError(DomainError):
    """There is nothing to ask for now."""

    code = "no_asking"


class AlreadyAskedError(DomainError):
    """One request at a time waits for each person."""

    code = "already_asked"
    message = _l("A request about this person waits already. Take it back first if something else has to change.")


class AlreadyAnsweredError(DomainError):
    """Somebody was quicker."""

    code = "already_answered"
    message = _l("This request was answered or taken back in the meantime. Here is how it stands now.")


class PersonGoneError(DomainError):
    """Whom the request is about has no seat any more."""

    code = "person_gone"
    message = _l("This person is not registered any more, so that the change cannot be made. Decline the request.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for: about whom, with whom in their place or besides, and in the member's words."""

    kind: ChangeKind
    registration: Registration | None = None
    role: ParticipantRole | None = None
    details: Details | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the secretariat makes of a request for a correction."""

    role: ParticipantRole
    details: Details


def check_asking(event: Event, now: datetime) -> None:
    """Raise `NoAskingError` unless changes are made by request now."""
    found = asking(event.registration_opens_at, event.registration_closes_at, event.ends_at, now)
    if found is Asking.NOT_YET:
        raise NoAskingError(_l("Registration has not closed: you can change your delegation yourself."))
    if found is Asking.OVER:
        raise NoAskingError(_l("The event is over; its delegations do not change any more."))


def ask(actor_id: int, delegation: Delegation, wish: Wish, *, now: datetime) -> ChangeRequest:
    """Ask the secretariat for a change; raise `NoAskingError`, `AlreadyAskedError` or `AlreadyRegisteredError`."""
    check_asking(delegation.event, now)
    db.session.execute(select(Delegation.id).where(Delegation.id == delegation.id).with_for_update())
    _check_new(delegation, wish)
    request = ChangeRequest(
        delegation_id=delegation.id,
        member_id=delegation.member_id,
        registration_id=wish.registration.id if wish.registration else None,
        kind=wish.kind,
        note=wish.note,
        asked_by_id=actor_id,
        asked_at=now,
    )
    if wish.kind in NAMES_SOMEBODY:
        request.proposed = _proposed(wish)
    db.session.add(request)
    db.session.flush()
    record(
        actor_id, "change.asked", "change_request", request.id,
        delegation_id=delegation.id, registration_id=request.registration_id, kind=wish.kind.value,
    )  # fmt: skip
    return request


def take_back(actor_id: int, request: ChangeRequest, *, now: datetime) -> None:
    """Take a request back that waits; raise `AlreadyAnsweredError`."""
    _claim(request)
    _answer(actor_id, request, RequestState.TAKEN_BACK, now)
    record(actor_id, "change.taken_back", "change_request", request.id)


def accept(actor_id: int, request: ChangeRequest, correction: Correction | None = None, *, now: datetime) -> None:
    """Make the change on behalf of the member and tell it.

    Raise `AlreadyAnsweredError`, `PersonGoneError`, and what the services of registration raise: then the
    request waits on.
    """
    _claim(request)
    _carry_out(actor_id, request, correction, now)
    _answer(actor_id, request, RequestState.ACCEPTED, now)
    record(actor_id, "change.accepted", "change_request", request.id, delegation_id=request.delegation_id)
    _tell(ACCEPTED, request)


def decline(actor_id: int, request: ChangeRequest, reason: str, *, now: datetime) -> None:
    """Say no, with a reason that the member reads; raise `AlreadyAnsweredError`."""
    _claim(request)
    request.reason = reason
    _answer(actor_id, request, RequestState.DECLINED, now)
    record(actor_id, "change.declined", "change_request", request.id, delegation_id=request.delegation_id)
    _tell(DECLINED, request)


def _check_new(delegation: Delegation, wish: Wish) -> None:
    waiting = select(ChangeRequest).where(
        ChangeRequest.delegation_id == delegation.id, ChangeRequest.state == RequestState.WAITING
    )
    for one in db.session.scalars(waiting):
        if wish.registration is not None and one.registration_id == wish.registration.id:
            raise AlreadyAskedError
        if wish.details is not None and one.proposed is not None and _same(one.proposed, wish.details):
            raise AlreadyAskedError
    person = known(wish.details) if wish.details else None
    if person is not None and is_registered(delegation.event_id, person.id):
        raise service.AlreadyRegisteredError


def _same(proposed: ProposedPerson, details: Details) -> bool:
    return proposed.email == normal_address(details.email) and same_name(proposed.name, details.name)


def _proposed(wish: Wish) -> ProposedPerson:
    role = wish.registration.role if wish.registration else wish.role
    if role is None or wish.details is None:
        raise LookupError("nobody is named who could be registered")
    details = wish.details
    return ProposedPerson(
        role=role,
        name=details.name,
        latin_name=details.latin_name,
        email=normal_address(details.email),
        language=details.language,
        zone=details.zone,
        position=details.position,
    )


def _claim(request: ChangeRequest) -> None:
    """Let one answer at a time look at the request; raise `AlreadyAnsweredError` where another was quicker."""
    db.session.refresh(request, with_for_update={"of": ChangeRequest})  # not what was read with it
    if request.state is not RequestState.WAITING:
        raise AlreadyAnsweredError


def _answer(actor_id: int, request: ChangeRequest, state: RequestState, now: datetime) -> None:
    request.state, request.answered_by_id, request.answered_at = state, actor_id, now
    db.session.flush()


def _carry_out(actor_id: int, request: ChangeRequest, correction: Correction | None, now: datetime) -> None:
    if request.kind is ChangeKind.ADD:
        role, details = _named(request)
        added = service.register_person(actor_id, request.delegation, role, details, now=now, late=True)
        _welcome(actor_id, request, added)
        return
    one = request.registration
    if one is None or one.state not in {RegistrationState.SUBMITTED, RegistrationState.ACCEPTED}:
        raise PersonGoneError
    if request.kind is ChangeKind.SUBSTITUTE:
        _role, details = _named(request)
        _welcome(actor_id, request, service.substitute_person(actor_id, one, details, now=now, late=True))
    elif request.kind is ChangeKind.WITHDRAW:
        service.withdraw_person(actor_id, one, now=now, late=True)
    elif correction is not None:
        service.change_person(actor_id, one, correction.role, correction.details, now=now, late=True)


def _named(request: ChangeRequest) -> tuple[ParticipantRole, Details]:
    """Return who is to be registered, as the member typed it."""
    one = request.proposed
    if one is None:
        raise LookupError("nobody is named who could be registered")
    return one.role, Details(
        name=one.name,
        email=one.email,
        language=one.language,
        zone=one.zone,
        latin_name=one.latin_name,
        position=one.position,
    )


def _welcome(actor_id: int, request: ChangeRequest, added: Registration) -> None:
    """Accept whom the secretariat has just said yes to, where registrations wait for it; remember who they are."""
    service.accept_registrations(actor_id, [added])
    if request.proposed is not None:
        request.proposed.person_id = added.person_id


def _tell(kind: str, request: ChangeRequest) -> None:
    """Write to whoever looks after the delegation, and to whoever asked while they still do."""
    people = list(registrations.focal_points(request.delegation_id))
    asker = request.asked_by
    looks_after = any(grant.role is Role.FOCAL_POINT and grant.member_id == request.member_id for grant in asker.grants)
    if looks_after and asker not in people:
        people.append(asker)
    told = [recipient_of(one, request.member_id) for one in people if one.disabled_at is None]
    post(kind, request.id, told, event_id=request.delegation.event_id)
