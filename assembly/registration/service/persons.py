"""The human beings behind registrations: found by address and name, and who may change what is known."""

from typing import Protocol

from sqlalchemy import exists, or_, select

from assembly.accounts.models import Person, Role, RoleGrant, UserSession
from assembly.accounts.rules import normal_address, same_name
from assembly.accounts.service import people_at, person_for
from assembly.extensions import db
from assembly.members.models import Contact
from assembly.registration.models import Registration
from assembly.registration.rules import PersonFacts, looks_after_themselves
from assembly.scope import everything


class Described(Protocol):
    """What is typed of a person."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def email(self) -> str: ...  # noqa: D102
    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def zone(self) -> str: ...  # noqa: D102
    @property
    def latin_name(self) -> str | None: ...  # noqa: D102


def known(details: Described) -> Person | None:
    """Return who has this address and name."""
    return next((one for one in people_at(details.email) if same_name(one.name, details.name)), None)


def find_or_add(details: Described, member_id: int | None) -> Person:
    """Return who has this address and name, else a new person.

    Whoever looks after themselves keeps their own language and zone.
    """
    person = person_for(
        None,
        email=details.email,
        name=details.name,
        language=details.language,
        zone=details.zone,
        latin_name=details.latin_name,
    )
    if not is_independent(person.id, member_id):
        change(person, details)
    return person


def change(person: Person, details: Described) -> list[str]:
    """Take over what was typed; return the names of the fields that changed."""
    values = {
        "name": details.name,
        "email": normal_address(details.email),
        "latin_name": details.latin_name,
        "language": details.language,
        "zone": details.zone,
    }
    changed = [field for field, value in values.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, values[field])
    return changed


def is_independent(person_id: int, member_id: int | None) -> bool:
    """Whether only the person themselves may change their name, address, language and zone.

    Without a member, of somebody who is invited as a guest.
    """
    with everything():
        return looks_after_themselves(_facts(person_id, member_id))


def _facts(person_id: int, member_id: int | None) -> PersonFacts:
    elsewhere = or_(
        exists().where(Contact.person_id == person_id, Contact.member_id.is_distinct_from(member_id)),
        exists().where(Registration.person_id == person_id, Registration.member_id.is_distinct_from(member_id)),
    )
    other_role = or_(RoleGrant.role != Role.FOCAL_POINT, RoleGrant.member_id.is_distinct_from(member_id))
    signed_in, other_roles, belongs_elsewhere = db.session.execute(
        select(
            exists().where(UserSession.person_id == person_id),
            exists().where(RoleGrant.person_id == person_id, other_role),
            elsewhere,
        )
    ).one()
    return PersonFacts(has_signed_in=signed_in, has_other_roles=other_roles, belongs_elsewhere=belongs_elsewhere)


def shares_address(person: Person) -> bool:
    """Whether somebody else signs in with the same address."""
    return any(other.id != person.id for other in people_at(person.email))
