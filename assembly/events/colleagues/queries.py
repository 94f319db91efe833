"""Who works for the federation, and what somebody may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from assembly.accounts.models import Person, Role, RoleGrant
from assembly.accounts.queries import person_like
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Member

OFFICE = (Role.ADMINISTRATOR, Role.STAFF, Role.SCRUTINEER, Role.CHAIR)
MOST = 30  # of a search


@dataclass(frozen=True, slots=True)
class Held:
    """One role that somebody has, with the event or the member that it is for."""

    role: Role
    event: Event | None
    member: Member | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody, with their roles."""

    person: Person
    roles: tuple[Held, ...]


def colleagues() -> list[Colleague]:
    """Return everybody who works for the federation, by name."""
    working = select(RoleGrant.person_id).where(RoleGrant.role.in_(OFFICE))
    return _with_roles(_people().where(Person.id.in_(working)))


def people_like(text: str) -> list[Colleague]:
    """Return whom a name or a mail address means, whatever their role; the first so many, by name."""
    return _with_roles(_people().where(person_like(text)).limit(MOST))


def _people() -> Select[Person]:
    return select(Person).options(selectinload(Person.grants)).order_by(Person.search_key, Person.id)


def _with_roles(statement: Select[Person]) -> list[Colleague]:
    people = db.session.scalars(statement).all()
    grants = [grant for person in people for grant in person.grants]
    events = _events({grant.event_id for grant in grants if grant.event_id})
    members = _members({grant.member_id for grant in grants if grant.member_id})
    return [Colleague(person, _held(person, events, members)) for person in people]


def _held(person: Person, events: dict[int, Event], members: dict[int, Member]) -> tuple[Held, ...]:
    order = list(Role)
    return tuple(
        Held(
            grant.role,
            events[grant.event_id] if grant.event_id else None,
            members[grant.member_id] if grant.member_id else None,
        )
        for grant in sorted(person.grants, key=lambda grant: (order.index(grant.role), grant.id))
    )


def _events(ids: set[int]) -> dict[int, Event]:
    found: Sequence[Event] = db.session.scalars(select(Event).where(Event.id.in_(ids))).all() if ids else []
    return {event.id: event for event in found}


def _members(ids: set[int]) -> dict[int, Member]:
    found: Sequence[Member] = db.session.scalars(select(Member).where(Member.id.in_(ids))).all() if ids else []
    return {member.id: member for member in found}
