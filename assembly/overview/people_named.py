"""The list that participants see: who agreed to stand in it. Nothing else of anybody leaves this file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from assembly.accounts.models import Person
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.folding import name_key
from assembly.members.models import Member
from assembly.overview.people import countries_like, joined, organisation_like
from assembly.paging import Place, place
from assembly.registration.consents.models import ConsentPurpose
from assembly.registration.consents.queries import stands
from assembly.registration.models import Delegation, Partner, Registration
from assembly.registration.rules import RegistrationState
from assembly.scope import everything


@dataclass(frozen=True, slots=True)
class NamedParticipant:
    """What other participants see of somebody who agreed to it."""

    name: str
    latin_name: str | None
    role: ParticipantRole
    position: str | None
    organisation: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class NamedPage:
    """One page of the list by organisation. `unnamed` take part too and have not asked to be named."""

    groups: Sequence[tuple[tuple[str | None, str | None], Sequence[NamedParticipant]]]
    unnamed: int
    place: Place


def takes_part(event_id: int, person_id: int) -> bool:
    """Whether somebody may see the list: an accepted participant."""
    own = (Registration.event_id == event_id, Registration.person_id == person_id, _ACCEPTED)
    return db.session.scalar(select(Registration.id).where(*own)) is not None


def looks_after(event_id: int, member_ids: frozenset[int]) -> bool:
    """Whether one of these members has a delegation, so that its focal point may see the list."""
    own = (Delegation.event_id == event_id, Delegation.member_id.in_(member_ids))
    return bool(member_ids) and db.session.scalar(select(Delegation.id).where(*own).limit(1)) is not None


def named_page(event_id: int, search: str = "", page: int = 1) -> NamedPage:
    """Return a page of those who agreed to be listed, members first.

    Those who want to be hidden are not even counted.
    """
    conditions = [*_listed(event_id), *([_contains(search)] if name_key(search) else [])]
    with everything():  # the consents are the permission; the columns are those that they name
        here = place(db.session.scalar(joined(func.count()).where(*conditions)) or 0, page)
        unnamed = db.session.scalar(joined(func.count()).where(*_unnamed(event_id))) or 0
        rows = db.session.execute(here.of(joined(*_COLUMNS).where(*conditions).order_by(*_order()))).all()
    return NamedPage(_grouped([NamedParticipant(*row) for row in rows]), unnamed, here)


_ACCEPTED: Final = Registration.state == RegistrationState.ACCEPTED
_COLUMNS: Final = (
    Person.name,
    Person.latin_name,
    Registration.role,
    Registration.position,
    func.coalesce(Member.name, Partner.name),
    func.coalesce(Member.country, Partner.country),
)


def _listed(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.event_id == event_id,
        _ACCEPTED,
        stands(ConsentPurpose.LIST_OF_PARTICIPANTS),
        not_(stands(ConsentPurpose.HIDDEN)),
    )


def _unnamed(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.event_id == event_id,
        _ACCEPTED,
        not_(or_(stands(ConsentPurpose.LIST_OF_PARTICIPANTS), stands(ConsentPurpose.HIDDEN))),
    )


def _contains(text: str) -> ColumnElement[bool]:
    countries = countries_like(text)
    return or_(
        Person.search_key.contains(name_key(text), autoescape=True),
        organisation_like(text),
        Member.country.in_(countries),
        and_(Registration.member_id.is_(None), Partner.country.in_(countries)),
    )


def _order() -> tuple[Any, ...]:
    """Members by name, then partners, then those who come alone; within each by role and name."""
    roles = case({role.value: place for place, role in enumerate(ParticipantRole)}, value=Registration.role)
    group = case((Member.id.is_not(None), 0), (Partner.id.is_not(None), 1), else_=2)
    organisation = func.coalesce(Member.name_key, Partner.name_key)
    return group, organisation, Member.id, Partner.id, roles, Person.search_key, Registration.id


def _grouped(
    rows: Sequence[NamedParticipant],
) -> list[tuple[tuple[str | None, str | None], list[NamedParticipant]]]:
    groups: dict[tuple[str | None, str | None], list[NamedParticipant]] = {}
    for row in rows:
        groups.setdefault((row.organisation, row.country), []).append(row)
    return list(groups.items())
