"""All people of an event, for the secretariat: searched, filtered, by page or whole. Few queries, however many rows."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.folding import name_key
from assembly.members.folding import word_key
from assembly.members.geography import region_by_country
from assembly.members.kinds import Region
from assembly.members.models import Member
from assembly.names import country_name
from assembly.paging import Page, place
from assembly.registration.consents.models import ConsentPurpose
from assembly.registration.consents.queries import asked_at, has_accepted, stands
from assembly.registration.models import Partner, Registration
from assembly.registration.rules import RegistrationState

TO_DECLARE: Final = (RegistrationState.SUBMITTED, RegistrationState.ACCEPTED)
"""The states in which a declaration is missed: whoever was only invited, or waits, accepts it when they come."""


class PeopleOrder(StrEnum):
    """What a list goes by."""

    NAME = "name"
    ORGANISATION = "organisation"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Whom a list shows, in which order.

    `member` is a code; `undeclared` are those who come and have not accepted what is asked of them.
    """

    search: str = ""
    role: ParticipantRole | None = None
    state: RegistrationState | None = None
    region: Region | None = None
    language: str | None = None
    member: str = ""
    undeclared: bool = False
    order: PeopleOrder = PeopleOrder.NAME


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One row of the list. `country` is that of the member or partner; `declared` is true where nothing is asked."""

    registration_id: int
    name: str
    latin_name: str | None
    email: str
    language: str
    role: ParticipantRole
    state: RegistrationState
    organisation: str | None
    member_code: str | None
    country: str | None
    declared: bool


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """Everything about one registration that a sheet shows."""

    listed: ListedPerson
    phone: str | None
    position: str | None
    region: Region | None
    zone: str
    registered_at: datetime
    consents: tuple[bool, ...]


def people_page(event: Event, wanted: PeopleFilter, page: int = 1) -> Page[ListedPerson]:
    """Return a page of the people who are asked for."""
    conditions = [Registration.event_id == event.id, *_conditions(event, wanted)]
    here = place(db.session.scalar(joined(func.count()).where(*conditions)) or 0, page)
    # the page is found by its numbers alone, so that what is shown of each is read for a hundred and not for all
    order = _order(wanted.order)
    numbers = db.session.scalars(here.of(joined(Registration.id).where(*conditions).order_by(*order))).all()
    statement = joined(*_columns(event)).where(Registration.id.in_(numbers)).order_by(*order)
    return Page([ListedPerson(*row) for row in db.session.execute(statement)], here)


def export(event: Event, wanted: PeopleFilter) -> Iterator[ExportedPerson]:
    """Return everything about all who are asked for."""
    columns = _columns(event)
    more = (Person.phone, Registration.position, Member.region, Person.zone, Registration.created_at)
    statement = joined(*columns, *more, *(stands(purpose) for purpose in ConsentPurpose))
    conditions = [Registration.event_id == event.id, *_conditions(event, wanted)]
    end = len(columns) + len(more)
    for row in db.session.execute(statement.where(*conditions).order_by(*_order(wanted.order))):
        phone, position, region, zone, registered_at = row[len(columns) : end]
        listed = ListedPerson(*row[: len(columns)])
        yield ExportedPerson(listed, phone, position, region, zone, registered_at, tuple(row[end:]))


def chosen(
    event: Event, wanted: PeopleFilter, ids: Collection[int] | None = None, *, most: int, lock: bool = False
) -> Sequence[Registration]:
    """Return the registrations with these numbers, or all that are asked for; no more than `most`.

    `lock` holds them until the commit: nobody else changes what is about to be changed.
    """
    which = [Registration.id.in_(ids)] if ids is not None else _conditions(event, wanted)
    statement = (
        joined(Registration)
        .where(Registration.event_id == event.id, *which)
        .order_by(*_order(PeopleOrder.NAME))
        .options(
            contains_eager(Registration.person),
            contains_eager(Registration.member),
            contains_eager(Registration.partner),
            joinedload(Registration.event),
            joinedload(Registration.delegation),
        )
        .limit(most)
    )
    if lock:
        db.session.get_one(Event, event.id, with_for_update=True)  # first, as whoever takes an offered place does
        statement = statement.with_for_update(of=Registration).execution_options(populate_existing=True)
    return db.session.scalars(statement).all()


def languages_of(event_id: int) -> list[str]:
    """Return the languages that people of an event have."""
    statement = joined(Person.language).where(Registration.event_id == event_id).distinct()
    return sorted(db.session.scalars(statement))


def _order(by: PeopleOrder) -> tuple[Any, ...]:
    """Whatever comes first, then by name; who is of no organisation comes last."""
    organisation = func.coalesce(Member.name_key, Partner.name_key)
    first: dict[PeopleOrder, tuple[Any, ...]] = {
        PeopleOrder.NAME: (),
        PeopleOrder.ORGANISATION: (case((organisation.is_(None), 1), else_=0), organisation),
        PeopleOrder.NEWEST: (Registration.created_at.desc(),),
    }
    return (*first[by], Person.search_key, Registration.id)


def joined(*columns: Any) -> Select[Any]:
    """Select columns of registrations with their people, and their members or partners."""
    return (
        select(*columns)
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .outerjoin(Partner, Partner.id == Registration.partner_id)
    )


def _columns(event: Event) -> tuple[Any, ...]:
    return (
        Registration.id,
        Person.name,
        Person.latin_name,
        Person.email,
        Person.language,
        Registration.role,
        Registration.state,
        func.coalesce(Member.name, Partner.name),
        Member.code,
        func.coalesce(Member.country, Partner.country),
        _declared(event),
    )


def _declared(event: Event) -> ColumnElement[bool]:
    """Return the condition that somebody has accepted all that the event asks for."""
    asked = [has_accepted(declaration, version) for declaration, version in asked_at(event).items()]
    return and_(*asked) if asked else literal(True)


def _conditions(event: Event, wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    equal = (
        (Registration.role, wanted.role),
        (Registration.state, wanted.state),
        (Member.region, wanted.region),
        (Person.language, wanted.language),
        (Member.code, wanted.member),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    if wanted.undeclared:
        found += [not_(_declared(event)), Registration.state.in_(TO_DECLARE)]
    if name_key(wanted.search):
        found.append(contains(wanted.search))
    return found


def contains(text: str) -> ColumnElement[bool]:
    """Return the condition that person, address, organisation or country contains a text, whatever its accents."""
    key = name_key(text)
    countries = countries_like(text)
    return or_(
        Person.search_key.contains(key, autoescape=True),
        Person.email.contains(key, autoescape=True),
        organisation_like(text),
        Member.country.in_(countries),
        Partner.country.in_(countries),
    )


def organisation_like(text: str) -> ColumnElement[bool]:
    """Return the condition that a member or partner has a text in its name."""
    key = name_key(text)
    return or_(Member.name_key.contains(key, autoescape=True), Partner.name_key.contains(key, autoescape=True))


def countries_like(text: str) -> list[str]:
    """Return the countries whose names in the reader's language contain a text."""
    word = word_key(text)
    return [code for code in region_by_country() if word and word in word_key(country_name(code))]
