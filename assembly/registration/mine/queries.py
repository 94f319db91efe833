"""Reading a person's own place at an event."""

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.rules import TRANSITIONS

OVER = [state for state, after in TRANSITIONS.items() if not after]
"""The states of a registration to which nothing happens any more."""


def own_registration(event: Event, person_id: int) -> Registration | None:
    """Return how a person is registered for an event, the live one before those that are over."""
    statement = (
        select(Registration)
        .where(Registration.event_id == event.id, Registration.person_id == person_id)
        .options(joinedload(Registration.person), joinedload(Registration.member), joinedload(Registration.partner))
        .order_by(case((Registration.state.in_(OVER), 1), else_=0), Registration.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
