"""Who has a role at an event."""

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
