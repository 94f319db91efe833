"""Taking a seat. The unique key on it decides, not what was read before: two may press at once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assembly.errors import DomainError
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.registration import queries
from assembly.registration.models import OVER, Delegation, Registration, RegistrationState
from assembly.registration.rules import free_seat
from assembly.scope import everything


class NoSeatError(DomainError):
    """All seats of the role are taken, perhaps only just."""

    code = "no_seat"
    message = _l("All your seats in this role are taken.")


class AlreadyRegisteredError(DomainError):
    """A person has one place at an event."""

    code = "already_registered"
    message = _l("This person is registered for the event already.")


def add_in_seat(
    delegation: Delegation, role: ParticipantRole, person_id: int, position: str | None, now: datetime
) -> Registration:
    """Register a person in the lowest free seat; raise `NoSeatError` or `AlreadyRegisteredError`."""

    def put(seat: int) -> Registration:
        if is_registered(delegation.event_id, person_id):
            raise AlreadyRegisteredError
        registration = Registration(
            event_id=delegation.event_id,
            delegation_id=delegation.id,
            member_id=delegation.member_id,
            person_id=person_id,
            role=role,
            seat=seat,
            state=RegistrationState.SUBMITTED if delegation.event.approval else RegistrationState.ACCEPTED,
            position=position,
            created_at=now,
        )
        db.session.add(registration)
        return registration

    return _take(delegation, role, put)


def move_to_seat(registration: Registration, role: ParticipantRole) -> None:
    """Give a registered person the lowest free seat of another role; raise `NoSeatError`."""

    def put(seat: int) -> Registration:
        registration.role = role
        registration.seat = seat
        return registration

    _take(registration.home, role, put)


def _take(delegation: Delegation, role: ParticipantRole, put: Callable[[int], Registration]) -> Registration:
    seats = queries.seats_per_role(delegation.event_id, delegation.member).get(role, 0)
    lost = False
    for _ in range(seats + 1):  # each lost attempt means that somebody else took a seat
        seat = free_seat(queries.taken_seats(delegation.id, role), seats)
        if seat is None:
            break
        try:
            with db.session.begin_nested():
                return put(seat)
        except IntegrityError:
            lost = True
    raise NoSeatError(_l("The last seat has just been taken.") if lost else None)


def is_registered(event_id: int, person_id: int) -> bool:
    """Whether the person is registered for the event, in whichever delegation, or invited as a guest."""
    statement = select(Registration.id).where(
        Registration.event_id == event_id,
        Registration.person_id == person_id,
        Registration.state.not_in(OVER),
    )
    with everything():
        return db.session.scalar(statement.limit(1)) is not None
