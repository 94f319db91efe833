"""Whom a vote concerns: who is written to, and who takes part."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person, Role, RoleGrant
from assembly.accounts.permissions import Permission
from assembly.extensions import db
from assembly.registration.models import Registration, RegistrationState
from assembly.scope import everything


def people(ids: Iterable[int]) -> Sequence[Person]:
    """Return these people."""
    return db.session.scalars(select(Person).where(Person.id.in_(list(ids))).order_by(Person.id)).all()


def focal_points(member_id: int) -> Sequence[Person]:
    """Return the focal points of a member that can still be written to."""
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.member_id == member_id,
            RoleGrant.role == Role.FOCAL_POINT,
            Person.disabled_at.is_(None),
        )
    )
    return db.session.scalars(statement.order_by(Person.id)).all()


def participants(event_id: int) -> list[tuple[Person, int | None]]:
    """Return everybody who takes part in an event, with their member's id; guests have none."""
    statement = (
        select(Person, Registration.member_id)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED)
        .order_by(Person.id)
    )
    with everything():
        return [(person, member_id) for person, member_id in db.session.execute(statement)]


def takes_part(person_id: int, event_id: int) -> bool:
    """Whether a person is registered for an event."""
    statement = select(Registration.id).where(
        Registration.event_id == event_id,
        Registration.person_id == person_id,
        Registration.state == RegistrationState.ACCEPTED,
    )
    with everything():
        return db.session.scalar(statement.limit(1)) is not None


def sees_roll_call(actor: Actor | None, event_id: int) -> bool:
    """Whether somebody may see how each member voted in an open vote: those who take part, and those who oversee."""
    if actor is None:
        return False
    return actor.may(Permission.INSPECT_VOTES, event_id) or takes_part(actor.person_id, event_id)
