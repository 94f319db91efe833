"""Who has a role, at an event or everywhere."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from assembly.accounts.models import Person, Role, RoleGrant
from assembly.extensions import db


def people_with(role: Role, event_id: int) -> list[Person]:
    """Return who has this role at this event, by name."""
    statement = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, RoleGrant.event_id == event_id, Person.disabled_at.is_(None))
        .order_by(Person.search_key, Person.id)
    )
    return list(db.session.scalars(statement))


def people_working(roles: Collection[Role], *event_ids: int) -> Sequence[Person]:
    """Return who has one of these roles everywhere or at one of these events, once each."""
    here = RoleGrant.event_id.is_(None) | RoleGrant.event_id.in_(event_ids)
    granted = Person.grants.any(RoleGrant.role.in_(roles) & here)
    return db.session.scalars(select(Person).where(Person.disabled_at.is_(None), granted).order_by(Person.id)).all()


def administrators() -> Sequence[Person]:
    """Return the administrators: of everything, with an account that is open."""
    return people_working((Role.ADMINISTRATOR,))


def is_administrator(person: Person) -> bool:
    """Whether somebody was made an administrator of everything, their account closed or not."""
    return any(grant.role is Role.ADMINISTRATOR and grant.event_id is None for grant in person.grants)
