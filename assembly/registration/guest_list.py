"""Reading guests and partners. Few queries, however many rows."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload

from assembly.errors import NotFoundError
from assembly.events.models import Event, Quota
from assembly.events.roles import INVITED_ROLES, ParticipantRole
from assembly.extensions import db
from assembly.registration.models import Partner, Registration, RegistrationState

ORDER = {
    state.value: place
    for place, state in enumerate(
        (
            RegistrationState.WAITING,
            RegistrationState.DRAFT,
            RegistrationState.ACCEPTED,
            RegistrationState.DECLINED,
            RegistrationState.WITHDRAWN,
        )
    )
}


def guests(event_id: int) -> Sequence[Registration]:
    """Return everybody who was invited alone or by a partner: who waits first, in their order."""
    statement = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.delegation_id.is_(None))
        .options(joinedload(Registration.person), joinedload(Registration.partner))
        .order_by(case(ORDER, value=Registration.state), Registration.waiting_since, Registration.id)
    )
    return db.session.scalars(statement).all()


def guest_of(event_id: int, registration_id: int) -> Registration:
    """Return a guest of this event; raise `NotFoundError`."""
    statement = select(Registration).where(
        Registration.id == registration_id, Registration.event_id == event_id, Registration.delegation_id.is_(None)
    )
    found = db.session.scalar(statement.options(joinedload(Registration.person), joinedload(Registration.event)))
    if found is None:
        raise NotFoundError
    return found


def places(event_id: int) -> list[tuple[ParticipantRole, int, int]]:
    """Return for each role of guests that has a limit: the role, the places taken or kept, and all places."""
    taken = (
        select(func.count(Registration.id))
        .where(
            Registration.event_id == event_id,
            Registration.role == Quota.role,
            or_(Registration.place.is_not(None), Registration.state == RegistrationState.ACCEPTED),
        )
        .correlate(Quota)
        .scalar_subquery()
    )
    statement = select(Quota.role, taken, Quota.places).where(
        Quota.event_id == event_id, Quota.role.in_(INVITED_ROLES), Quota.places.is_not(None)
    )
    return [(role, used, limit) for role, used, limit in db.session.execute(statement) if limit is not None]


def partners() -> Sequence[Partner]:
    """Return all partners, by name."""
    return db.session.scalars(select(Partner).order_by(Partner.name_key, Partner.id)).all()


def partner(partner_id: int) -> Partner:
    """Return a partner; raise `NotFoundError`."""
    found = db.session.get(Partner, partner_id)
    if found is None:
        raise NotFoundError
    return found


def events_of_partners() -> dict[int, list[Event]]:
    """Return the events that people of each partner take or took part in, the latest first, by partner id."""
    came = (
        select(Registration.partner_id, Registration.event_id)
        .where(Registration.partner_id.is_not(None), Registration.state == RegistrationState.ACCEPTED)
        .distinct()
        .subquery()
    )
    statement = select(came.c.partner_id, Event).join(came, came.c.event_id == Event.id)
    found: dict[int, list[Event]] = defaultdict(list)
    for partner_id, event in db.session.execute(statement.order_by(Event.starts_at.desc())):
        found[partner_id].append(event)
    return found
