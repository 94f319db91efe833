"""Reading what members have asked for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.registration.models import Delegation, Registration
from assembly.registration.requests.models import ChangeRequest
from assembly.registration.requests.rules import RequestState

ANSWERED_SHOWN = 100
"""How many of the answered requests the list shows, the newest first."""


def requests_of(delegation_id: int) -> Sequence[ChangeRequest]:
    """Return all that was asked for a delegation: what waits first, then the newest."""
    statement = _with_people().where(ChangeRequest.delegation_id == delegation_id)
    order = ChangeRequest.state != RequestState.WAITING, ChangeRequest.id.desc()
    return db.session.scalars(statement.order_by(*order)).all()


def waiting(event_id: int) -> Sequence[ChangeRequest]:
    """Return the requests of an event that wait for the secretariat, the oldest first."""
    statement = _of_event(event_id).where(ChangeRequest.state == RequestState.WAITING)
    return db.session.scalars(statement.order_by(ChangeRequest.id)).all()


def answered(event_id: int) -> Sequence[ChangeRequest]:
    """Return the requests of an event that were answered last or taken back."""
    statement = _of_event(event_id).where(ChangeRequest.state != RequestState.WAITING)
    newest = ChangeRequest.answered_at.desc(), ChangeRequest.id.desc()
    return db.session.scalars(statement.order_by(*newest).limit(ANSWERED_SHOWN)).all()


def number_waiting(event_id: int) -> int:
    """Count the requests of an event that wait for the secretariat."""
    statement = (
        select(func.count(ChangeRequest.id))
        .join(ChangeRequest.delegation)
        .where(Delegation.event_id == event_id, ChangeRequest.state == RequestState.WAITING)
    )
    return db.session.scalar(statement) or 0


def request_at(event_id: int, request_id: int) -> ChangeRequest:
    """Return a request of this event; raise `NotFoundError`."""
    found: ChangeRequest | None = db.session.scalar(_of_event(event_id).where(ChangeRequest.id == request_id))
    if found is None:
        raise NotFoundError
    return found


def request_in(delegation: Delegation, request_id: int) -> ChangeRequest:
    """Return a request of this delegation; raise `NotFoundError`."""
    found = db.session.get(ChangeRequest, request_id)
    if found is None or found.delegation_id != delegation.id:
        raise NotFoundError
    return found


def _of_event(event_id: int) -> Select[*tuple[Any, ...]]:
    whose = contains_eager(ChangeRequest.delegation).joinedload(Delegation.member)
    return _with_people().join(ChangeRequest.delegation).where(Delegation.event_id == event_id).options(whose)


def _with_people() -> Select[*tuple[Any, ...]]:
    return select(ChangeRequest).options(
        joinedload(ChangeRequest.registration).joinedload(Registration.person),
        joinedload(ChangeRequest.proposed),
        joinedload(ChangeRequest.asked_by),
        joinedload(ChangeRequest.answered_by),
    )
