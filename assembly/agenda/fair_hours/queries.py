"""In which zones the members live who take part in an event; before anybody is registered, all members."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from assembly.accounts.models import Person
from assembly.extensions import db
from assembly.members.models import Contact, Member
from assembly.registration.models import Registration, RegistrationState


@dataclass(frozen=True, slots=True)
class Spread:
    """How many members live in each zone; `registered` says whether they are those that take part."""

    members: dict[str, int]
    registered: bool

    @property
    def total(self) -> int:
        """How many members there are in all."""
        return sum(self.members.values())


def spread(event_id: int) -> Spread:
    """Return where the members are: each counts once, by the clock of the first person that it registered."""
    registered = _registered(event_id)
    return Spread(registered, registered=True) if registered else Spread(_all_members(), registered=False)


def _registered(event_id: int) -> dict[str, int]:
    first = (
        select(func.min(Registration.id).label("id"))
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.ACCEPTED,
            Registration.member_id.is_not(None),
        )
        .group_by(Registration.member_id)
        .subquery()
    )
    zones = db.session.scalars(
        select(Person.zone)
        .join(Registration, Registration.person_id == Person.id)
        .join(first, first.c.id == Registration.id)
    )
    return dict(Counter(zones))


def _all_members() -> dict[str, int]:
    """Count members in good standing by the clock of their first contact; of one without any, nobody knows."""
    first = (
        select(Contact.member_id, func.min(Contact.position).label("position")).group_by(Contact.member_id).subquery()
    )
    zones = db.session.scalars(
        select(Person.zone)
        .join(Contact, Contact.person_id == Person.id)
        .join(first, and_(first.c.member_id == Contact.member_id, first.c.position == Contact.position))
        .join(Member, Member.id == Contact.member_id)
        .where(Member.in_good_standing)
    )
    return dict(Counter(zones))
